"""What Windows says of its network adapters: GetAdaptersAddresses of iphlpapi.dll. Not run so far."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping

_AF_UNSPEC = 0
_SKIP_ALL_ADDRESSES = 0x0001 | 0x0002 | 0x0004 | 0x0008  # unicast, anycast, multicast, DNS servers
_BUFFER_OVERFLOW = 111
_FIRST_BUFFER_BYTES = 16_384  # Microsoft's recommendation, so that one call is usually enough
_ATTEMPTS = 3


class _Adapter(ctypes.Structure):
    """The beginning of IP_ADAPTER_ADDRESSES_LH; what follows IfType is not read."""


_Adapter._fields_ = [
    ("Length", ctypes.c_uint32),
    ("IfIndex", ctypes.c_uint32),
    ("Next", ctypes.POINTER(_Adapter)),
    ("AdapterName", ctypes.c_char_p),
    ("FirstUnicastAddress", ctypes.c_void_p),
    ("FirstAnycastAddress", ctypes.c_void_p),
    ("FirstMulticastAddress", ctypes.c_void_p),
    ("FirstDnsServerAddress", ctypes.c_void_p),
    ("DnsSuffix", ctypes.c_wchar_p),
    ("Description", ctypes.c_wchar_p),
    ("FriendlyName", ctypes.c_wchar_p),
    ("PhysicalAddress", ctypes.c_ubyte * 8),
    ("PhysicalAddressLength", ctypes.c_uint32),
    ("Flags", ctypes.c_uint32),
    ("Mtu", ctypes.c_uint32),
    ("IfType", ctypes.c_uint32),
]


if sys.platform == "win32":

    def adapters() -> Mapping[str, tuple[int, str]]:
        """Friendly name, the one that psutil uses, to ifType and description. Empty on other systems."""
        get_adapters = ctypes.windll.iphlpapi.GetAdaptersAddresses
        size = ctypes.c_uint32(_FIRST_BUFFER_BYTES)
        for _ in range(_ATTEMPTS):  # the list may grow between two calls
            buffer = ctypes.create_string_buffer(size.value)
            status = get_adapters(_AF_UNSPEC, _SKIP_ALL_ADDRESSES, None, buffer, ctypes.byref(size))
            if status != _BUFFER_OVERFLOW:
                break
        if status != 0:
            return {}
        found = {}
        entry = ctypes.cast(buffer, ctypes.POINTER(_Adapter))
        while entry:
            adapter = entry.contents
            found[str(adapter.FriendlyName)] = (int(adapter.IfType), str(adapter.Description or ""))
            entry = adapter.Next
        return found

else:

    def adapters() -> Mapping[str, tuple[int, str]]:
        return {}

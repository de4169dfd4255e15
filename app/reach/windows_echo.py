"""Echo on Windows without administrator rights: IcmpSendEcho2 of iphlpapi.dll. Not run so far."""

from __future__ import annotations

import ctypes
import socket
import sys
import time
from typing import TYPE_CHECKING

from app.core.clock import elapsed_ms

if TYPE_CHECKING:
    from app.reach.ping_program import Wanted
    from app.reach.worker import Effort

_SUCCESS = 0
_UNREACHABLE = frozenset({11002, 11003, 11004, 11005, 11013})  # net, host, protocol, port; TTL expired
_INVALID_HANDLE = -1


class _Options(ctypes.Structure):
    """IP_OPTION_INFORMATION"""

    _fields_ = (
        ("Ttl", ctypes.c_ubyte),
        ("Tos", ctypes.c_ubyte),
        ("Flags", ctypes.c_ubyte),
        ("OptionsSize", ctypes.c_ubyte),
        ("OptionsData", ctypes.c_void_p),
    )


class _Reply(ctypes.Structure):
    """ICMP_ECHO_REPLY"""

    _fields_ = (
        ("Address", ctypes.c_uint32),
        ("Status", ctypes.c_uint32),
        ("RoundTripTime", ctypes.c_uint32),
        ("DataSize", ctypes.c_uint16),
        ("Reserved", ctypes.c_uint16),
        ("Data", ctypes.c_void_p),
        ("Options", _Options),
    )


if sys.platform == "win32":

    def series(address: str, wanted: Wanted, effort: Effort) -> tuple[list[float | None], bool]:
        """Round trip times of echoes to an IPv4 address, and whether some router said that there is no way.

        Each call waits for its answer, so a lost echo delays the next. The system counts whole milliseconds;
        up to one, our own clock around the call is the better one.
        """
        library = ctypes.WinDLL("iphlpapi", use_last_error=True)
        library.IcmpCreateFile.restype = ctypes.c_void_p
        library.IcmpCloseHandle.argtypes = [ctypes.c_void_p]
        library.IcmpSendEcho2.argtypes = [
            *(ctypes.c_void_p for _ in range(4)),
            ctypes.c_uint32,
            ctypes.c_void_p,
            ctypes.c_uint16,
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_uint32,
        ]
        handle = library.IcmpCreateFile()
        if handle in (None, ctypes.c_void_p(_INVALID_HANDLE).value):
            effort.note("not-permitted", f"IcmpCreateFile {ctypes.get_last_error()}")
            return [], False
        rtts_ms: list[float | None] = []
        unreachable = False
        try:
            for sequence in range(wanted.count):
                begun_ns = time.perf_counter_ns()
                status, whole_ms = _echo(library, handle, address, wanted)
                rtt_ms = elapsed_ms(begun_ns) if whole_ms <= 1 else float(whole_ms)
                answered = status == _SUCCESS
                unreachable = unreachable or status in _UNREACHABLE
                rtts_ms.append(rtt_ms if answered else None)
                detail = f"rtt_ms={rtt_ms}" if answered else f"status={status}"
                effort.note("answer" if answered else "no-answer", f"seq={sequence} {detail}")
                if sequence + 1 < wanted.count:
                    effort.wait(until_ns=begun_ns + int(wanted.interval_s * 1e9))
        finally:
            library.IcmpCloseHandle(handle)
        return rtts_ms, unreachable

    def _echo(library: ctypes.CDLL, handle: int, address: str, wanted: Wanted) -> tuple[int, int]:
        """One echo: status and whole milliseconds."""
        data = ctypes.create_string_buffer(wanted.size_bytes)
        answer = ctypes.create_string_buffer(ctypes.sizeof(_Reply) + wanted.size_bytes + 8)
        to = int.from_bytes(socket.inet_aton(address), sys.byteorder)
        timeout_ms = max(1, int(wanted.timeout_s * 1000))
        count = library.IcmpSendEcho2(
            handle, None, None, None, to, data, wanted.size_bytes, None, answer, len(answer), timeout_ms
        )
        if count == 0:
            return ctypes.get_last_error(), 0
        reply = _Reply.from_buffer(answer)
        return int(reply.Status), int(reply.RoundTripTime)

else:

    def series(address: str, wanted: Wanted, effort: Effort) -> tuple[list[float | None], bool]:
        raise NotImplementedError(address, wanted, effort)

"""The list of adapters on Windows; elsewhere only that there is none."""

import sys

import psutil

from app.reach.windows_adapters import adapters


def test_windows_names_every_adapter_that_psutil_names() -> None:
    found = adapters()
    if sys.platform == "win32":
        assert set(psutil.net_if_addrs()) <= set(found)
    else:
        assert found == {}

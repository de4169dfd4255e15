"""Echo through iphlpapi.dll on Windows, and the layout of its structures everywhere."""

import ctypes
import sys

import pytest

from app.reach import windows_echo
from app.reach.icmp import Series
from app.reach.outcome import Journal
from app.reach.worker import Effort


def test_the_reply_has_the_size_that_windows_gives_it() -> None:
    assert ctypes.sizeof(windows_echo._Reply) == (40 if ctypes.sizeof(ctypes.c_void_p) == 8 else 28)


@pytest.mark.skipif(sys.platform != "win32", reason="IcmpSendEcho2 is there on Windows only")
def test_loopback_answers() -> None:
    journal = Journal()
    effort = Effort(journal, journal.started_ns + 5_000_000_000)
    rtts_ms, unreachable = windows_echo.series("127.0.0.1", Series(2, 0.01, 1.0, 32), effort)
    effort.close()
    assert len(rtts_ms) == 2 and all(rtt_ms is not None for rtt_ms in rtts_ms)
    assert not unreachable

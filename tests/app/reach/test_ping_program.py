"""The output of the systems' ping programs."""

import pytest

from app.reach.icmp import Series
from app.reach.ping_program import arguments, unix_times, windows_times

IPUTILS = """PING 10.0.0.1 (10.0.0.1) 32(60) bytes of data.
40 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=48.3 ms
From 10.0.0.254 icmp_seq=2 Destination Host Unreachable
40 bytes from 10.0.0.1: icmp_seq=3 ttl=64 time=51 ms

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 2 received, +1 errors, 33.3333% packet loss, time 401ms
rtt min/avg/max/mdev = 48.300/49.650/51.000/1.350 ms
"""
MACOS = """PING 10.0.0.1 (10.0.0.1): 32 data bytes
40 bytes from 10.0.0.1: icmp_seq=0 ttl=64 time=48.312 ms
Request timeout for icmp_seq 1
40 bytes from 10.0.0.1: icmp_seq=2 ttl=64 time=51.004 ms
"""
BUSYBOX = """PING 10.0.0.1 (10.0.0.1): 32 data bytes
40 bytes from 10.0.0.1: seq=0 ttl=64 time=0.061 ms
40 bytes from 10.0.0.1: seq=1 ttl=64 time=0.082 ms
"""
WINDOWS_GERMAN = """
Ping wird ausgeführt für 10.0.0.1 mit 32 Bytes Daten:
Antwort von 10.0.0.1: Bytes=32 Zeit=48ms TTL=64
Antwort von 10.0.0.1: Bytes=32 Zeit<1ms TTL=64
Zeitüberschreitung der Anforderung.

Ping-Statistik für 10.0.0.1:
    Pakete: Gesendet = 3, Empfangen = 2, Verloren = 1
    (33% Verlust),
Ca. Zeitangaben in Millisek.:
    Minimum = 1ms, Maximum = 48ms, Mittelwert = 24ms
"""


@pytest.mark.parametrize(
    ("output", "times"),
    [
        (IPUTILS, {0: 48.3, 2: 51.0}),
        (MACOS, {0: 48.312, 2: 51.004}),
        (BUSYBOX, {0: 0.061, 1: 0.082}),
        ("", {}),
    ],
)
def test_unix(output: str, times: dict[int, float]) -> None:
    assert unix_times(output) == times


def test_windows_in_any_language() -> None:
    assert windows_times(WINDOWS_GERMAN) == {0: 48.0, 1: 1.0}


def test_each_program_counts_its_time_limit_in_its_own_unit() -> None:
    series = Series(count=3, interval_s=0.05, timeout_s=1.5, size_bytes=32)
    assert arguments("linux", "a", series) == ["-n", "-c", "3", "-i", "0.2", "-W", "1.5", "-s", "32", "a"]
    assert arguments("darwin", "a", series) == ["-n", "-c", "3", "-i", "0.2", "-W", "1500", "-s", "32", "a"]
    assert arguments("win32", "a", series) == ["-n", "3", "-w", "1500", "-l", "32", "a"]

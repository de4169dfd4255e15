"""Ping, with whatever this machine allows."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.reach import icmp, ping_program
from app.reach.icmp import Ping, PingVerdict, PingWay

ROOT = Path(__file__).parents[3]
# In a network of its own, where the kernel lets everybody ping, as it does on Ubuntu and Fedora.
NAMESPACE = 'ip link set lo up && echo "0 0" > /proc/sys/net/ipv4/ping_group_range && exec "$@"'
PROBE = """
import asyncio, json, sys
from app.reach import icmp, outcome
found = asyncio.run(icmp.ping(sys.argv[1], count=3, interval_s=0.02, timeout_s=0.5))
print(json.dumps(outcome.as_json(found)))
"""


def ping(host: str, count: int = 3) -> Ping:
    return asyncio.run(icmp.ping(host, count=count, interval_s=0.02, timeout_s=1))


def _namespaces() -> bool:
    if sys.platform != "linux" or shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    return subprocess.run(["unshare", "-Urn", "true"], capture_output=True).returncode == 0


def ping_in_namespace(host: str) -> dict[str, object]:
    command = ["unshare", "-Urn", "sh", "-c", NAMESPACE, "sh", sys.executable, "-c", PROBE, host]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_answers_or_says_that_it_may_not(host: str) -> None:
    found = ping(host)
    if found.verdict is PingVerdict.NOT_PERMITTED:
        assert {seen.event for seen in found.evidence} == {"not-permitted"}
        pytest.skip("no way to ping without more rights here")
    assert (found.verdict, found.sent, found.received) == (PingVerdict.ANSWERED, 3, 3)
    assert found.rtt_ms_min is not None and found.rtt_ms_max is not None
    assert 0 <= found.rtt_ms_min <= found.rtt_ms_max < 1000


@pytest.mark.skipif(not _namespaces(), reason="needs user and network namespaces")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_ping_socket_of_linux_with_the_kernels_time_stamps(host: str) -> None:
    found = ping_in_namespace(host)
    assert (found["verdict"], found["way"], found["kernel_stamped"]) == ("answered", "ping-socket", True)
    assert found["received"] == 3


@pytest.mark.skipif(not _namespaces(), reason="needs user and network namespaces")
def test_no_route_is_unreachable_with_the_kernels_reason() -> None:
    found = ping_in_namespace("192.0.2.99")
    assert found["verdict"] == "unreachable"
    assert "ENETUNREACH" in json.dumps(found["evidence"])


def test_a_name_without_an_address() -> None:
    assert ping("a..b").verdict is PingVerdict.NOT_RESOLVED


def test_without_a_socket_the_program_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("a shell script stands for the program")
    program = tmp_path / "ping"
    program.write_text(
        "#!/bin/sh\n"
        "echo 'PING 127.0.0.1 (127.0.0.1) 32(60) bytes of data.'\n"
        "echo '40 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.041 ms'\n"
        "echo '40 bytes from 127.0.0.1: icmp_seq=3 ttl=64 time=12.5 ms'\n"
        "echo '3 packets transmitted, 2 received, 33% packet loss, time 2003ms'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(icmp, "_open", lambda _address, _effort: None)
    found = ping("127.0.0.1")
    assert (found.verdict, found.way) == (PingVerdict.LOSSY, PingWay.PROGRAM)
    assert found.rtts_ms == (0.041, None, 12.5)


def test_without_either_it_is_not_permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icmp, "_open", lambda _address, _effort: None)
    monkeypatch.setattr(ping_program.shutil, "which", lambda *_args, **_named: None)
    found = ping("127.0.0.1")
    assert (found.verdict, found.sent) == (PingVerdict.NOT_PERMITTED, 0)


def test_cancelling_takes_no_time() -> None:
    if ping("127.0.0.1", count=1).verdict is PingVerdict.NOT_PERMITTED:
        pytest.skip("no way to ping without more rights here")

    async def run() -> float:
        began = time.perf_counter()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(icmp.ping("127.0.0.1", count=1000, interval_s=1), 0.1)
        return time.perf_counter() - began

    assert asyncio.run(run()) < 1

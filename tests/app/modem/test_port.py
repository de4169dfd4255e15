"""The port on a pseudo terminal and on `socket://`: bytes, stamps, exclusive use, closing, failures."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import serial

from app.lab.modem import SimulatedModem
from app.lab.modem_script import modem_script
from app.modem.port import Chunk, Port, PortFault, PortReason
from app.modem.port_faults import holders, opening_fault

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals on Windows")
KINDS = [pytest.param("pty", marks=posix), "tcp"]


class Listener:
    """Keeps what a port hands over."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.losses: list[PortFault] = []
        self.threads: set[int] = set()
        self.changed = asyncio.Event()

    def received(self, batch: tuple[Chunk, ...]) -> None:
        self.chunks += batch
        self.threads.add(threading.get_ident())
        self.changed.set()

    def lost(self, fault: PortFault) -> None:
        self.losses.append(fault)
        self.changed.set()

    @property
    def text(self) -> bytes:
        return b"".join(chunk.data for chunk in self.chunks if not chunk.outgoing)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture(params=KINDS)
def modem(request: pytest.FixtureRequest) -> Iterator[SimulatedModem]:
    with SimulatedModem(modem_script({"reply_delay_ms": 1}), transport=request.param) as simulated:
        yield simulated


def with_port(url: str, body: Callable[[Port, Listener], Awaitable[None]]) -> None:
    async def run() -> None:
        listener = Listener()
        port = await Port.open(url, received=listener.received, lost=listener.lost)
        try:
            await body(port, listener)
        finally:
            await port.close()

    asyncio.run(run())


def test_bytes_go_both_ways_with_stamps_taken_outside_the_loop(modem: SimulatedModem) -> None:
    async def body(port: Port, listener: Listener) -> None:
        before = time.perf_counter_ns()
        port.write(b"AT\r")
        await listener.until(lambda: listener.text.endswith(b"OK\r\n"))
        out = [chunk for chunk in listener.chunks if chunk.outgoing]
        assert [chunk.data for chunk in out] == [b"AT\r"]
        stamps = [chunk.at_ns for chunk in listener.chunks if not chunk.outgoing]
        assert stamps == sorted(stamps)
        assert before < out[0].at_ns < time.perf_counter_ns()
        assert listener.threads == {threading.get_ident()}

    with_port(modem.url, body)


def test_a_long_reply_comes_whole(modem: SimulatedModem) -> None:
    data = bytes(range(32, 127)) * 30

    async def body(_port: Port, listener: Listener) -> None:
        modem.send_raw(data)
        await listener.until(lambda: len(listener.text) >= len(data))
        assert listener.text == data

    with_port(modem.url, body)


def test_a_port_that_vanishes_is_reported_once(modem: SimulatedModem) -> None:
    async def body(port: Port, listener: Listener) -> None:
        modem.vanish()
        await listener.until(lambda: bool(listener.losses))
        port.write(b"AT\r")
        await asyncio.sleep(0.05)
        assert [fault.reason for fault in listener.losses] == [PortReason.VANISHED]
        assert listener.losses[0].evidence["port"] == modem.url

    with_port(modem.url, body)


def test_what_came_before_it_vanished_is_not_lost(modem: SimulatedModem) -> None:
    async def body(port: Port, listener: Listener) -> None:
        port.write(b"AT\r")
        await listener.until(lambda: listener.text.endswith(b"OK\r\n"))
        modem.vanish()
        await listener.until(lambda: bool(listener.losses))
        assert listener.text.endswith(b"OK\r\n")

    with_port(modem.url, body)


def test_closing_ends_the_threads_and_frees_the_port(modem: SimulatedModem) -> None:
    async def body() -> None:
        for _ in range(3):
            listener = Listener()
            port = await Port.open(modem.url, received=listener.received, lost=listener.lost)
            port.write(b"AT\r")
            await listener.until(lambda listener=listener: b"OK" in listener.text)  # type: ignore[misc]
            await port.close()
            assert not listener.losses
        for thread in threading.enumerate():
            if thread.name.startswith("port "):
                thread.join(2)
                assert not thread.is_alive()

    asyncio.run(body())


def test_nothing_is_handed_over_after_close(modem: SimulatedModem) -> None:
    async def body() -> None:
        listener = Listener()
        port = await Port.open(modem.url, received=listener.received, lost=listener.lost)
        await port.close()
        modem.say("+LATE")
        modem.vanish()
        await asyncio.sleep(0.05)
        assert not listener.chunks
        assert not listener.losses

    asyncio.run(body())


def test_closing_while_a_write_is_stuck_takes_no_longer_than_the_limit() -> None:
    listener_socket = socket.create_server(("127.0.0.1", 0))

    async def body(port: Port, _listener: Listener) -> None:
        port.write(b"x" * 50_000_000)
        await asyncio.sleep(0.05)

    begin = time.monotonic()
    with listener_socket:
        with_port(f"socket://127.0.0.1:{listener_socket.getsockname()[1]}", body)
    assert time.monotonic() - begin < 4


@posix
def test_a_port_that_takes_no_bytes_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.modem.port._WRITE_LIMIT_S", 0.1)
    master, slave = os.openpty()
    try:

        async def body(port: Port, listener: Listener) -> None:
            port.write(b"A" * 100_000)
            await listener.until(lambda: bool(listener.losses))
            assert listener.losses[0].reason is PortReason.WRITE_BLOCKED

        with_port(os.ttyname(slave), body)
    finally:
        os.close(master)
        os.close(slave)


@posix
def test_a_second_opener_learns_who_has_the_port() -> None:
    with SimulatedModem(modem_script({})) as modem:

        async def body(_port: Port, listener: Listener) -> None:
            with pytest.raises(PortFault) as caught:
                await Port.open(modem.url, received=listener.received, lost=listener.lost)
            assert caught.value.reason is PortReason.BUSY
            if sys.platform == "linux":
                assert caught.value.evidence["holder_pid"] == str(os.getpid())
                assert caught.value.evidence["holder_certain"] == "yes"

        with_port(modem.url, body)


@posix
def test_other_programs_are_kept_out_by_the_terminal_too() -> None:
    import fcntl
    import termios

    with SimulatedModem(modem_script({})) as modem:

        async def body(_port: Port, _listener: Listener) -> None:
            if sys.platform == "linux":
                flags = fcntl.ioctl(modem._line._slave, 0x80045440, b"\0" * 4)  # type: ignore[union-attr]
                assert int.from_bytes(flags, sys.byteorder) == 1  # TIOCGEXCL
            if os.getuid():
                with pytest.raises(OSError, match=str(errno.EBUSY)):
                    os.open(modem.url, os.O_RDWR | os.O_NOCTTY)

        with_port(modem.url, body)
        descriptor = os.open(modem.url, os.O_RDWR | os.O_NOCTTY)  # and let in again afterwards
        termios.tcgetattr(descriptor)
        os.close(descriptor)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("/dev/ttyUSB987654", PortReason.NOT_FOUND),
        ("/dev/null", PortReason.FAILED),
        ("nonsense://x", PortReason.ADDRESS),
        ("socket://127.0.0.1:99999", PortReason.NOT_FOUND),
        ("socket://127.0.0.1:1", PortReason.NOT_FOUND),
    ],
)
@posix
def test_an_address_that_cannot_be_opened(url: str, reason: PortReason) -> None:
    async def body() -> None:
        with pytest.raises(PortFault) as caught:
            await Port.open(url, received=lambda _batch: None, lost=lambda _fault: None)
        assert caught.value.reason is reason
        assert caught.value.evidence["port"] == url

    asyncio.run(body())


def test_an_opening_that_hangs_is_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def hang(_url: str, _baud: int) -> object:
        go_on.wait(5)
        raise serial.SerialException(errno.ENOENT, "gone")

    monkeypatch.setattr("app.modem.port._open_device", hang)

    async def body() -> None:
        with pytest.raises(PortFault) as caught:
            await Port.open("COM9", received=lambda _b: None, lost=lambda _f: None, time_limit_s=0.05)
        assert caught.value.reason is PortReason.FAILED
        assert caught.value.evidence["error"] == "timeout"
        go_on.set()
        await asyncio.sleep(0.05)

    asyncio.run(body())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, PortReason.DENIED),
        (errno.EBUSY, PortReason.BUSY),
        (errno.EAGAIN, PortReason.BUSY),
        (errno.ENOENT, PortReason.NOT_FOUND),
        (errno.ENODEV, PortReason.NOT_FOUND),
        (errno.EIO, PortReason.FAILED),
    ],
)
@posix
def test_refusals_of_the_system_by_their_number(number: int, reason: PortReason, tmp_path: Path) -> None:
    node = tmp_path / "ttyUSB0"
    node.touch()
    fault = opening_fault(str(node), serial.SerialException(number, "any text, in any language"))
    assert fault.reason is reason
    assert fault.evidence["errno"] == errno.errorcode[number]
    if reason is PortReason.DENIED:
        assert fault.evidence["group"]
        assert fault.evidence["mode"] == "-rw-r--r--" or fault.evidence["mode"].startswith("-rw")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("could not open port 'COM5': PermissionError(13, 'Zugriff verweigert', None, 5)", PortReason.BUSY),
        ("could not open port 'COM5': FileNotFoundError(2, 'nicht da', None, 2)", PortReason.NOT_FOUND),
        ("could not open port 'COM5': OSError(22, 'Semaphor', None, 121)", PortReason.FAILED),
    ],
)
def test_refusals_of_windows_by_the_number_in_their_text(
    text: str, reason: PortReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.modem.port_faults.sys.platform", "win32")
    assert opening_fault("COM5", serial.SerialException(text)).reason is reason


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_the_holder_of_a_file_is_found(tmp_path: Path) -> None:
    target = tmp_path / "device"
    with target.open("w"):
        assert os.getpid() in [pid for _, pid in holders(str(target))]
    assert list(holders(str(target))) == []

"""`linkwright trace` against a scripted broker: lines, files, exit codes, and what it could not keep."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.cli.main import main
from app.cli.trace import _Printer
from app.core.clock import Clock
from app.mqtt.codec import encode
from app.mqtt.packets import Puback, Publish, Suback, Subscribe, Version
from app.mqtt.trace import Trace
from tests.app.mqtt.capture.reading import packets
from tests.scripted_broker import Peer, Script, scripted


async def greet(peer: Peer) -> None:
    """One message at QoS 1 for whoever subscribes."""
    await peer.accept()
    asked = await peer.expect(Subscribe)
    await peer.send(Suback(asked.packet_id, (1,)), Publish("t/=\x1b", b"x", qos=1, packet_id=5))
    await peer.expect(Puback)
    await peer.until_closed()


async def answer_nothing_asked(peer: Peer) -> None:
    await peer.accept()
    asked = await peer.expect(Subscribe)
    await peer.send(Suback(asked.packet_id, (1,)), Puback(99))
    await peer.until_closed()


async def take_what_comes(peer: Peer) -> None:
    """As `greet`, for a client that may leave at any moment, also before it acknowledges."""
    with suppress(ConnectionError):
        await peer.accept()
        asked = await peer.read()
        if isinstance(asked, Subscribe):
            await peer.send(Suback(asked.packet_id, (1,)), Publish("t/=\x1b", b"x", qos=1, packet_id=5))
        await peer.until_closed()


@contextmanager
def broker(script: Script) -> Iterator[str]:
    """Its URL; the broker has a loop of its own, because the command has the main thread."""
    ports: queue.Queue[int] = queue.Queue()
    stop = asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        async with scripted(script) as port:
            ports.put(port)
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        yield f"mqtt://127.0.0.1:{ports.get(timeout=10)}"
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join(10)


def test_a_line_a_packet_and_a_flow(capsys: pytest.CaptureFixture[str]) -> None:
    with broker(greet) as url:
        assert main(["trace", url, "--filter", "t/#", "--duration", "0.5", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    types = [line["type"] for line in lines if line["kind"] == "packet"]
    assert types == ["CONNECT", "CONNACK", "SUBSCRIBE", "SUBACK", "PUBLISH", "PUBACK", "DISCONNECT"]
    flows = {line["flow"]: line["verdict"] for line in lines if line["kind"] == "flow"}
    assert flows == {"connect": "complete", "subscribe": "complete", "qos1": "complete"}


def test_a_topic_does_nothing_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with broker(greet) as url:
        assert main(["trace", url, "--filter", "t/#", "--duration", "0.5"]) == 0
    out = capsys.readouterr().out
    assert "t/=\\x1b" in out and "\x1b" not in out


def test_an_answer_to_nothing_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    with broker(answer_nothing_asked) as url:
        assert main(["trace", url, "--filter", "t/#", "--duration", "0.5", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "orphan" in [line["verdict"] for line in lines if line["kind"] == "flow"]


@pytest.mark.parametrize("suffix", [".pcapng", ".ndjson", ".csv"])
def test_out_holds_what_was_printed(suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"run{suffix}"
    with broker(greet) as url:
        arguments = ("--filter", "t/#", "--duration", "0.5", "--out", str(file), "--hex", "--json")
        assert main(["trace", url, *arguments]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    raws = [bytes.fromhex(line["hex"]) for line in lines if line["kind"] == "packet"]
    written = file.read_bytes()
    if suffix == ".pcapng":
        contents = [each.content[40:] for each in packets(written)]
        assert [content for content in contents if content in raws] == raws
    elif suffix == ".ndjson":
        again = [json.loads(line) for line in written.splitlines()]
        assert [{**line, "hex": ""} for line in again] == [{**line, "hex": ""} for line in lines]
    else:
        assert written.count(b"\r\n") == 1 + len(raws) + 2  # the header, and a note at each end


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
def test_a_full_disk_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.pcapng").symlink_to("/dev/full")
    with broker(take_what_comes) as url:
        arguments = ("--filter", "t/#", "--duration", "5", "--out", str(tmp_path / "x.pcapng"))
        assert main(["trace", url, *arguments]) == 3
    err = capsys.readouterr().err
    assert "could not be written" in err and "Traceback" not in err


def test_dropped_are_only_those_that_were_never_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The trace lets go of old packets all the time; what was printed before is not lost."""
    trace = Trace(limit_records=2)
    printer = _Printer(Clock.start(), True, False, None)

    def send(count: int) -> None:
        for _ in range(count):
            trace.outbound(1, 1, "s", Version.V5, encode(Publish("t", b"x"), Version.V5))

    for _ in range(3):
        send(2)
        printer.take(trace)
    send(5)
    printer.take(trace)
    printer.finish(trace)
    end = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (trace.dropped, end["packets"], end["dropped"]) == (9, 11, 3)

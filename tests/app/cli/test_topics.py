"""`linkwright topics` as a process against a real broker: a line a message, plain text whatever it holds."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.lab.broker import LabBroker
from app.lab.broker_plan import BrokerPlan
from app.mqtt.packets import Version
from app.mqtt.session import Session, SessionConfig
from tests.app.cli.processes import Program, run

RETAINED = {"bench/number": b"3.82", "bench/text": b"<b>bold</b>", "bench/escape": b"\x1b[31m"}


@contextmanager
def broker() -> Iterator[LabBroker]:
    """A broker that holds three retained messages, on a loop of its own."""
    made = LabBroker(BrokerPlan())
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        await made.start()
        session = Session(SessionConfig(url=f"mqtt://127.0.0.1:{made.port}", version=Version.V311))
        await session.connect()
        for topic, payload in RETAINED.items():
            await session.publish(topic, payload, qos=1, retain=True)
        await session.disconnect()
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(0.02)
        await made.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(30)
        yield made
    finally:
        stop.set()
        thread.join(30)


def arguments(made: LabBroker, *more: str) -> list[str]:
    version = "5" if "5" in made.versions else "3.1.1"
    return ["topics", f"mqtt://127.0.0.1:{made.port}", "--version", version, "--duration", "1", *more]


def test_json_lines_begin_with_the_connection_and_end_with_the_counts(tmp_path: Path) -> None:
    with broker() as made:
        code, out, _err = run(tmp_path, *arguments(made, "--filter", "bench/#", "--json"))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [lines[0]["kind"], lines[-1]["kind"]] == ["connected", "end"]
    messages = {line["topic"]: line for line in lines[1:-1]}
    assert set(messages) == set(RETAINED)
    assert all(line["schema"] == 1 and line["retain"] for line in messages.values())
    assert lines[-1]["messages"] == 3
    assert lines[-1]["dropped"] == 0


def test_for_a_person_it_is_plain_text(tmp_path: Path) -> None:
    with broker() as made:
        code, out, _err = run(tmp_path, *arguments(made, "--filter", "bench/#"))
    assert code == 0
    assert "\x1b" not in out
    assert "bench/text  <b>bold</b>" in out
    assert "bench/escape  G1szMW0=" in out


def test_a_broker_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"mqtt://127.0.0.1:{taken.getsockname()[1]}"
        code, out, err = run(tmp_path, "topics", url, "--duration", "1")
    assert (code, out) == (3, "")
    assert "Traceback" not in err
    assert err.strip()


@pytest.mark.parametrize("url", ["http://127.0.0.1", "mqtt://", "mqtt://user:secret@host"])
def test_a_wrong_url_is_wrong_usage(tmp_path: Path, url: str) -> None:
    with Program(tmp_path, "topics", url) as program:
        code, out, err = program.end()
    assert (code, out) == (2, "")
    assert "secret" not in err

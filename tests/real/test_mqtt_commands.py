"""`linkwright topics`, `trace` and `delivery` against a real broker."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from app.mqtt.properties import Properties, Property
from app.mqtt.session import Session, SessionConfig
from tests.real.conftest import Mosquitto

pytestmark = pytest.mark.real("mosquitto")

Run = Callable[..., tuple[int, list[Any], str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit code, lines of standard output (parsed if asked), standard error."""

    def run(*arguments: str, lines: bool = True) -> tuple[int, list[Any], str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, [json.loads(line) for line in out.splitlines()] if lines else out.splitlines(), err

    return run


class Publisher:
    """Publishes in a thread of its own, after a while, while a command listens."""

    def __init__(self, url: str, *messages: tuple[str, bytes, dict[str, Any]], after_s: float = 0.7) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._work(url, messages, after_s)))

    async def _work(
        self, url: str, messages: tuple[tuple[str, bytes, dict[str, Any]], ...], after_s: float
    ) -> None:
        await asyncio.sleep(after_s)
        session = Session(SessionConfig(url))
        await session.connect()
        for topic, payload, more in messages:
            await session.publish(topic, payload, **more)
        await session.disconnect()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()


def test_topics_streams_messages(mosquitto: Mosquitto, run: Run) -> None:
    told = Properties(
        (
            (Property.CONTENT_TYPE, "text/plain"),
            (Property.CORRELATION_DATA, b"\x01\x02"),
            (Property.USER_PROPERTY, ("a", "b")),
            (Property.USER_PROPERTY, ("a", "c")),
        )
    )
    messages = (
        ("cli/a", "grüß\ttext".encode(), {"properties": told}),
        ("cli/b", b"\xff\x00", {"qos": 1}),
        ("cli/\u202ec", b"", {"qos": 2}),
        ("other", b"not asked for", {}),
    )
    with Publisher(mosquitto.url, *messages):
        code, lines, _ = run(
            "topics", mosquitto.url, "--filter", "cli/#", "--qos", "2", "--duration", "1.6", "--json"
        )
    assert code == 0
    first, a, b, c, last = lines
    assert all(line["schema"] == 1 for line in lines)
    assert (first["kind"], first["version"], first["address"]) == ("connected", "5", "127.0.0.1")
    assert (a["topic"], a["payload"], a["qos"], a["retain"]) == ("cli/a", "grüß\ttext", 0, False)
    assert a["properties"] == {
        "content_type": "text/plain",
        "correlation_data_base64": "AQI=",
        "user_properties": [["a", "b"], ["a", "c"]],
    }
    assert (b["payload_base64"], b["qos"], b["size_bytes"]) == ("/wA=", 1, 2)
    assert "payload" not in b
    assert (c["topic"], c["payload"], c["qos"]) == ("cli/\u202ec", "", 2)
    assert 0 < a["at_ms"] <= b["at_ms"] <= c["at_ms"] < last["duration_ms"]
    assert (last["kind"], last["messages"], last["topics"], last["dropped"]) == ("end", 3, 3, 0)


def test_topics_for_a_person_is_one_plain_line_a_message(mosquitto: Mosquitto, run: Run) -> None:
    with Publisher(mosquitto.url, ("plain/\u202e", b"a\nb", {}), ("plain/b", b"\x1b[31m", {"qos": 1})):
        code, lines, _ = run("topics", mosquitto.url, "--filter", "plain/#", "--duration", "1.4", lines=False)
    assert code == 0
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
    assert lines[0].endswith("0- plain/\\u202e  a\\nb")
    assert lines[1].endswith(" 0- plain/b  G1szMW0=")


def test_trace_shows_packets_and_flows(mosquitto: Mosquitto, run: Run) -> None:
    code, lines, _ = run(
        *(
            "trace",
            mosquitto.url,
            "--filter",
            "tr/#",
            "--publish",
            "tr/a",
            "--duration",
            "0.4",
            "--hex",
            "--json",
        )
    )
    assert code == 0
    packets = [line for line in lines if line["kind"] == "packet"]
    assert [packet["type"] for packet in packets[:4]] == ["CONNECT", "CONNACK", "SUBSCRIBE", "SUBACK"]
    assert packets[-1]["type"] == "DISCONNECT"
    publish = next(each for each in packets if each["type"] == "PUBLISH" and each["qos"] == 2)
    assert (publish["direction"], publish["topic"]) == ("out", "tr/a")
    assert publish["at_ms"] <= publish["written_ms"]
    assert bytes.fromhex(publish["hex"]).endswith(b"linkwright")
    flows = [line for line in lines if line["kind"] == "flow"]
    assert sorted(flow["flow"] for flow in flows) == ["connect", "qos1", "qos1", "qos2", "qos2", "subscribe"]
    assert {flow["verdict"] for flow in flows} == {"complete"}
    assert all(flow["waits_for"] is None and flow["legs"] for flow in flows)
    assert [line["note"] for line in lines if line["kind"] == "note"] == ["connected", "connection-lost"]
    assert (lines[-1]["kind"], lines[-1]["dropped"]) == ("end", 0)


def test_trace_hides_the_password(mosquitto: Mosquitto, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKWRIGHT_PASSWORD", "hunter2")
    arguments = ("trace", mosquitto.url, "--username", "ann", "--duration", "0.05", "--hex", "--json")
    code, lines, err = run(*arguments)
    assert code == 0
    connect = next(line for line in lines if line.get("type") == "CONNECT")
    assert b"ann" in bytes.fromhex(connect["hex"])
    assert "hunter2" not in json.dumps(lines) + err
    assert b"hunter2".hex() not in connect["hex"]


def test_trace_for_a_person(mosquitto: Mosquitto, run: Run) -> None:
    code, lines, _ = run("trace", mosquitto.url, "--publish", "tr/b", "--duration", "0.1", lines=False)
    assert code == 0
    text = "\n".join(lines)
    assert "->  CONNECT" in text
    assert "= qos2" in text
    assert all(line.isprintable() for line in lines)


def test_trace_that_is_refused_shows_what_there_was_and_why(mosquitto: Mosquitto, run: Run) -> None:
    code, lines, err = run(
        *("trace", mosquitto.url, "--publish", "forbidden/x", "--duration", "0.1", "--json")
    )
    assert code == 3
    assert [line["type"] for line in lines if line["kind"] == "packet"][-1] == "DISCONNECT"
    refused = [line for line in lines if line["kind"] == "flow" and line["verdict"] == "refused"]
    assert [flow["reason_code"] for flow in refused] == [0x87]
    assert err


def test_delivery_as_json(mosquitto: Mosquitto, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["delivery", mosquitto.url, "--count", "7", "--size", "200", "--qos", "2,0", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (document["schema"], document["kind"], document["complete"]) == (1, "delivery", True)
    assert [flow["qos"] for flow in document["flows"]] == [0, 2]
    for flow in document["flows"]:
        assert (flow["sent"], flow["received"], flow["lost"], flow["arrived_qos"]) == (7, 7, 0, [flow["qos"]])
        assert 0 < flow["rtt_ms_p50"] <= flow["rtt_ms_p95"] <= flow["rtt_ms_max"]
    assert document["connection"]["url"] == mosquitto.url
    assert (document["size_bytes"], document["granted_qos"]) == (200, 2)


def test_delivery_through_a_bad_link_finds_duplicates(
    mosquitto: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--qos", "1", "--count", "10", "--impair", "delay=3,cut=puback:client:4", "--json")
    code = main(["delivery", mosquitto.url, *arguments])
    document = json.loads(capsys.readouterr().out)
    assert code == 1
    (flow,) = document["flows"]
    assert flow["duplicates"] >= 1
    assert (flow["lost"], document["reconnects"], document["outages"]) == (0, 1, ["connection-lost"])


def test_delivery_for_a_person(mosquitto: Mosquitto, run: Run) -> None:
    code, lines, _ = run("delivery", mosquitto.url, "--count", "3", lines=False)
    assert code == 0
    assert lines[0].split()[:4] == ["QoS", "sent", "acked", "back"]
    assert [line.split()[:5] for line in lines[1:4]] == [[str(qos), "3", "3", "3", "0"] for qos in range(3)]


def test_tls_options(mosquitto: Mosquitto, run: Run) -> None:
    folder: Path = mosquitto.certificates
    own = ("--cert", str(folder / "client.pem"), "--key", str(folder / "client.key"))
    url = f"mqtts://127.0.0.1:{mosquitto.mutual_tls}"
    code, lines, _ = run("topics", url, "--ca", str(folder / "ca.pem"), *own, "--duration", "0.1", "--json")
    assert code == 0
    assert lines[0]["tls_version"].startswith("TLSv1.")
    code, lines, err = run("topics", url, "--ca", str(folder / "ca.pem"), "--duration", "0.1", "--json")
    assert (code, lines) == (3, [])
    assert err

"""`linkwright decode`: raw bytes and hex, versions, directions, secrets, exit codes."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from app.cli.main import main
from app.mqtt.codec import encode
from app.mqtt.packets import (
    Connect,
    Packet,
    Pingreq,
    Properties,
    Property,
    Puback,
    Publish,
    Subscribe,
    Subscription,
    Version,
)


class Terminal:
    """Runs the command on bytes and reads what it says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, given: bytes, *options: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = main(["decode", *options])
        return code, *self._capsys.readouterr()

    def json(self, given: bytes, *options: str) -> tuple[int, Any]:
        code, out, _ = self.run(given, "--json", *options)
        return code, json.loads(out)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


def stream(version: Version, *sent: Packet) -> bytes:
    return b"".join(encode(packet, version) for packet in sent)


CLEAN = stream(Version.V311, Connect("dev"), Subscribe(1, (Subscription("a/#", 1),)), Pingreq())


@pytest.mark.parametrize(
    "given",
    [CLEAN, CLEAN.hex().encode(), CLEAN.hex(" ").upper().encode() + b"\n", CLEAN.hex(":").encode()],
    ids=["raw", "hex", "spaced", "colons"],
)
def test_raw_and_hex_are_the_same(terminal: Terminal, given: bytes) -> None:
    code, document = terminal.json(given)
    assert code == 0
    assert document["schema"] == 1
    assert [packet["type"] for packet in document["packets"]] == ["CONNECT", "SUBSCRIBE", "PINGREQ"]
    assert [packet["direction"] for packet in document["packets"]] == ["out"] * 3
    assert [packet["offset"] for packet in document["packets"]] == [0, 17, 27]
    assert "".join(packet["hex"] for packet in document["packets"]) == CLEAN.hex()


def test_hex_with_prefixes(terminal: Terminal) -> None:
    code, document = terminal.json(b"0xC0, 0x00")
    assert (code, document["packets"][0]["type"]) == (0, "PINGREQ")


def test_a_broken_rule(terminal: Terminal) -> None:
    code, document = terminal.json(b"30 08 0003 612f23 00 6f6b", "--version", "5")
    assert code == 1
    assert document["packets"][0]["violations"] == [
        {"rule": "MQTT-3.3.2-2", "code": "topic-wildcard", "field": "topic", "offset": 4, "length": 3}
    ]
    code, out, _ = terminal.run(b"30 08 0003 612f23 00 6f6b", "--version", "5")
    assert code == 1
    assert "! MQTT-3.3.2-2  topic-wildcard  topic  4+3" in out


@pytest.mark.parametrize(("given", "message"), [(b"", "nothing"), (b" \n", "nothing"), (b"c00", "odd")])
def test_nothing_to_decode(terminal: Terminal, given: bytes, message: str) -> None:
    code, out, err = terminal.run(given)
    assert (code, out) == (2, "")
    assert message in err.lower()


def test_a_broken_stream_keeps_the_packets_before_the_break(terminal: Terminal) -> None:
    code, document = terminal.json(CLEAN + b"\x30\xff\xff\xff\xff\x01")
    assert code == 2
    assert len(document["packets"]) == 3
    assert document["fault"] == {"code": "malformed-length", "offset": len(CLEAN)}


def test_a_stream_that_ends_inside_a_packet(terminal: Terminal) -> None:
    code, document = terminal.json(CLEAN + stream(Version.V311, Publish("a/b", b"x" * 50))[:10])
    assert code == 1
    last = document["packets"][-1]
    assert (last["type"], last["size_bytes"]) == ("PUBLISH", 10)
    assert {violation["code"] for violation in last["violations"]} == {"length-mismatch"}


@pytest.mark.parametrize("version", list(Version))
def test_the_version_comes_from_connect(terminal: Terminal, version: Version) -> None:
    sent = stream(version, Connect("dev"), Publish("a", b"x", 1, packet_id=1))
    code, document = terminal.json(sent)
    assert code == 0
    assert [packet["version"] for packet in document["packets"]] == [version.number] * 2


@pytest.mark.parametrize("version", [Version.V311, Version.V5])
def test_without_connect_the_better_fit_decides(terminal: Terminal, version: Version) -> None:
    sent = stream(version, Publish("plant/line", b"temperature", 1, packet_id=1), Puback(1))
    code, document = terminal.json(sent)
    assert code == 0
    assert document["packets"][0]["version"] == version.number


def test_the_direction_can_be_given(terminal: Terminal) -> None:
    subscription_id = Properties(((Property.SUBSCRIPTION_IDENTIFIER, 1),))
    sent = stream(Version.V5, Publish("a", b"", properties=subscription_id))
    assert terminal.json(sent, "--version", "5")[0] == 0
    assert terminal.json(sent, "--version", "5", "--direction", "in")[0] == 0
    code, document = terminal.json(sent, "--version", "5", "--direction", "out")
    assert code == 1
    assert document["packets"][0]["violations"][0]["rule"] == "MQTT-3.3.4-6"


SECRETS = stream(
    Version.V5,
    Connect(
        "490154203237518",
        username="dev?token=abcdefgh",
        password=b"hunter22",
        properties=Properties(
            ((Property.AUTHENTICATION_METHOD, "m"), (Property.AUTHENTICATION_DATA, b"\x01\x02opaque"))
        ),
    ),
)
HIDDEN = ["hunter22", "opaque", "abcdefgh", "490154203237518"]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_secrets_are_hidden_unless_asked_for(terminal: Terminal, options: list[str]) -> None:
    code, out, _ = terminal.run(SECRETS, *options)
    assert code == 0
    for secret in HIDDEN:
        assert secret not in out
        assert secret.encode().hex() not in out
    code, out, _ = terminal.run(SECRETS, "--json", "--unmask")
    for secret in HIDDEN:
        assert secret.encode().hex() in out


def test_foreign_text_cannot_steer_the_terminal(terminal: Terminal) -> None:
    sent = stream(Version.V311, Publish("a\x1b[2J\u202e", b"\x1b[2J"))
    code, out, _ = terminal.run(sent, "--version", "3.1.1")
    assert code == 0
    assert "\x1b" not in out and "\u202e" not in out

"""`linkwright probe`: exit codes, JSON and words, against sockets on loopback."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from app.cli import probe
from app.cli.main import main
from app.reach.classify import AddressClass
from app.reach.dns import DnsVerdict
from app.reach.icmp import PingVerdict
from app.reach.route import RouteVerdict
from app.reach.tcp import TcpVerdict
from app.reach.tls import TlsVerdict
from app.reach.wireguard.inside import InsideVerdict
from app.reach.wireguard.probe import WireguardVerdict

ENUMS: dict[str, type[Enum]] = {
    "dns": DnsVerdict,
    "tcp": TcpVerdict,
    "tls": TlsVerdict,
    "route": RouteVerdict,
    "ping": PingVerdict,
    "wireguard": WireguardVerdict,
}
CLOSED_LIST = {(name, member.value) for name, verdicts in ENUMS.items() for member in verdicts}
DOCUMENT = (Path(__file__).parents[3] / "docs" / "json" / "probe.md").read_text("utf-8")


@pytest.fixture
def open_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


def test_every_verdict_is_in_the_document_and_has_words() -> None:
    listed = set(re.findall(r"^\| `(\w+)` \| `([\w-]+)` \|", DOCUMENT, re.MULTILINE))
    assert listed == CLOSED_LIST
    assert set(probe._VERDICTS) == CLOSED_LIST


def test_every_address_class_is_in_the_document() -> None:
    listed = DOCUMENT.partition("Address classes:")[2]
    assert set(re.findall(r"`([\w-]+)`", listed)) == {member.value for member in AddressClass}


def test_every_verdict_inside_a_tunnel_is_in_the_document() -> None:
    listed = DOCUMENT.partition("Verdicts inside the tunnel:")[2].partition("`null`")[0]
    assert set(re.findall(r"`([\w-]+)`", listed)) == {member.value for member in InsideVerdict}


def test_an_open_port_passes(open_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "tcp", f"127.0.0.1:{open_port}", "--json"]) == 0
    found = document(capsys)
    assert (found["schema"], found["kind"], found["probe"], found["verdict"]) == (1, "probe", "tcp", "open")
    assert found["target"] == f"127.0.0.1:{open_port}"
    assert {"target", "verdict", "evidence", "duration_ms"} <= found.keys()
    assert set(found["evidence"][0]) == {"at_ms", "event", "detail"}


def test_a_closed_port_is_a_finding(closed_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "tcp", f"127.0.0.1:{closed_port}"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"127.0.0.1:{closed_port}: refused (the host answers and refuses the port)")
    assert "ECONNREFUSED" in out


def test_tls_says_why_it_was_not_reached(closed_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "tls", f"127.0.0.1:{closed_port}", "--json"]) == 1
    found = document(capsys)
    assert (found["verdict"], found["tcp_verdict"]) == ("not-connected", "refused")


def test_a_name_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "dns", "localhost", "--json"]) == 0
    assert "127.0.0.1" in document(capsys)["addresses"]


def test_the_way_to_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "route", "127.0.0.1", "--json"]) == 0
    found = document(capsys)
    assert (found["interface_kind"], found["vpn"]) == ("loopback", False)


def test_ping_of_this_machine_ends_with_an_answer_or_with_not_permitted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["probe", "ping", "127.0.0.1", "--count", "1", "--json"])
    assert (code, document(capsys)["verdict"]) in ((0, "answered"), (3, "not-permitted"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["dns", "a b"],
        ["dns", "localhost", "--server", "dns.example"],
        ["dns", "localhost", "--server", "1.1.1.1:0"],
        ["tcp", "localhost"],
        ["tcp", "localhost:70000"],
        ["tcp", "[::1:80"],
        ["tls", "localhost:443", "--ca-file", "/nonexistent/ca.pem"],
        ["route", "10.64.3"],
        ["ping", "localhost", "--count", "0"],
        ["ping", "localhost", "--timeout", "-1"],
        ["wireguard", "/nonexistent/wg0.conf"],
        ["wireguard", "wg0.conf", "--port", "80"],
        ["wireguard", "wg0.conf", "--inside", "fd00::1"],
        ["telepathy", "localhost"],
    ],
)
def test_wrong_usage_starts_nothing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err


def test_text_from_outside_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    probe._tell("subject \x1b[2J\nand more")
    assert capsys.readouterr().out == "subject ?[2J?and more\n"

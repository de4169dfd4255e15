"""`linkwright modem` on simulated modems: documents, lines and exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.chain.hops import Hop
from app.cli.main import main
from app.cli.modem_output import port_line
from app.cli.modem_status import Status, has_session
from app.cli.modem_watch import News, news_document, news_line
from app.core.clock import Clock
from app.lab.modem import SimulatedModem
from app.lab.modem_script import modem_script
from app.modem import discovery
from app.modem.discovery import FoundPort, Probe
from app.modem.history import Happening, LevelSample, ModemEvent
from app.modem.port import PortFault, PortReason
from app.modem.port_roles import Role
from app.modem.readings import Cell, Rat, Reading, Signal
from app.modem.service import ModemSnapshot

Out = pytest.CaptureFixture[str]


@pytest.fixture
def port() -> Iterator[str]:
    with SimulatedModem(modem_script({"reply_delay_ms": 1, "drift_db": 0})) as modem:
        yield modem.url


def document(capsys: Out) -> Any:
    return json.loads(capsys.readouterr().out)


def test_status_tells_every_hop_with_the_names_of_the_check(port: str, capsys: Out) -> None:
    assert main(["modem", "status", "--port", port, "--json"]) == 0
    told = document(capsys)
    assert (told["schema"], told["kind"], told["port"], told["dialect"]) == (
        1,
        "modem-status",
        port,
        "quectel",
    )
    assert told["modem"]["model"] == "EG25"
    assert told["sim"]["state"] == "ready"
    assert told["registration"]["status"] == "home"
    assert told["registration"]["rsrp_dbm"] == -92
    assert told["registration"]["rating"] == "good"
    assert told["apn"]["apn_granted"] == "acme.private"
    assert told["address"] == {
        "address": "10.64.3.17",
        "address_class": "private",
        "source": "AT+CGCONTRDP",
        "context_id": 1,
        "apn_granted": "acme.private",
    }
    assert told["reading"]["cells"][0]["role"] == "serving"
    assert {"command", "lines", "final", "duration_ms"} == set(told["exchanges"][0])


def test_identities_are_cut_unless_they_are_asked_for(port: str, capsys: Out) -> None:
    assert main(["modem", "status", "--port", port, "--json"]) == 0
    cut = capsys.readouterr().out
    assert main(["modem", "status", "--port", port, "--json", "--unmask"]) == 0
    whole = capsys.readouterr().out
    for identity in ("004999010640000", "8931080019012345678", "204080019012345"):
        assert identity in whole
        assert identity not in cut
        assert identity[-4:] in cut


def test_status_for_people(port: str, capsys: Out) -> None:
    assert main(["modem", "status", "--port", port]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert "Quectel EG25" in lines[0]
    assert "10.64.3.17" in lines[4]


def test_a_modem_without_a_session_is_a_finding(capsys: Out) -> None:
    assert main(["modem", "status", "--scenario", "wrong-apn", "--json"]) == 1
    told = document(capsys)
    assert told["registration"]["esm_cause"] == 27
    assert told["apn"]["active"] is False


def test_at_prints_the_reply_and_changes_nothing_else(capsys: Out) -> None:
    with SimulatedModem(modem_script({"reply_delay_ms": 1})) as modem:
        assert main(["modem", "at", "--port", modem.url, "AT+CPIN?"]) == 0
        assert capsys.readouterr().out == "+CPIN: READY\nOK\n"
        assert modem.commands == ("AT", "AT+CPIN?")


def test_an_error_of_the_modem_is_exit_1(port: str, capsys: Out) -> None:
    assert main(["modem", "at", "--port", port, "--json", "AT+NOSUCH"]) == 1
    told = document(capsys)
    assert (told["final"], told["ok"], told["effect"]) == ("ERROR", False, "reads")


def test_what_changes_the_modem_is_sent_only_with_yes(capsys: Out) -> None:
    with SimulatedModem(modem_script({"reply_delay_ms": 1})) as modem:
        write = 'AT+CGDCONT=1,"IP","x"'
        assert main(["modem", "at", "--port", modem.url, write]) == 2
        assert capsys.readouterr().out == ""
        assert write not in modem.commands
        assert main(["modem", "at", "--port", modem.url, "--yes", write]) == 0
        assert write in modem.commands


def test_watch_prints_one_object_a_line(port: str, capsys: Out) -> None:
    assert main(["modem", "watch", "--port", port, "--json", "--interval", "0.2", "--duration", "0.8"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) >= 2
    assert {one["kind"] for one in told} == {"levels"}
    assert told[0]["rsrp_dbm"] == -92
    assert told[0]["at"] < told[1]["at"]


def test_watch_ends_with_the_modem(capsys: Out) -> None:
    script = modem_script({"behaviour": "vanish", "vanish_after_commands": 40, "reply_delay_ms": 1})
    with SimulatedModem(script) as modem:
        assert main(["modem", "watch", "--port", modem.url, "--json", "--interval", "0.2"]) == 3
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["what"] == "lost"
    assert err


def test_list_tells_ports_and_who_answers(port: str, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    found = (
        FoundPort(port, Role.AT, "usb:1", "Quectel EG25-G", usb="2c7c:0125", serial_number="123456789012"),
    )
    monkeypatch.setattr(discovery, "found_ports", lambda: found)
    assert main(["modem", "list", "--probe", "--json"]) == 0
    told = document(capsys)
    assert told["kind"] == "modem-ports"
    assert told["ports"][0]["role"] == "at"
    assert told["ports"][0]["serial_number"].endswith("9012")
    assert told["ports"][0]["probe"]["answers"] is True
    assert main(["modem", "list"]) == 0
    assert "2c7c:0125" in capsys.readouterr().out


def test_list_finds_nothing_to_answer(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "found_ports", lambda: ())
    assert main(["modem", "list", "--probe"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status", "--port", "/dev/ttyUSB98765"], 3),
        (["status", "--port", "socket://127.0.0.1:1"], 3),
        (["status", "--scenario", "no-such-world"], 2),
        (["status", "--scenario", "healthy", "--port", "x"], 2),
        (["watch", "--interval", "0"], 2),
        (["at"], 2),
    ],
)
def test_what_cannot_be_done(arguments: list[str], code: int, capsys: Out) -> None:
    assert main(["modem", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_a_line_of_news_for_people() -> None:
    clock = Clock(0, datetime(2026, 1, 1, tzinfo=UTC))
    reading = Reading(cells=(Cell(rat=Rat.LTE, band="B20", signal=Signal(rsrp_dbm=-118.0, sinr_db=-3.5)),))
    levels = News(
        sample=LevelSample(0, rsrp_dbm=-118.0, sinr_db=-3.5), snapshot=ModemSnapshot(reading=reading)
    )
    assert news_line(levels, clock).split("  ")[1:4] == ["LTE B20", "RSRP -118 dBm", "SINR -3.5 dB"]
    event = News(event=ModemEvent(0, Happening.ADDRESS, "10.64.3.17", None))
    assert news_line(event, clock).endswith("address: 10.64.3.17 -> -")
    assert news_document(event, clock, masked=True)["at"] == "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("facts", "whole"),
    [
        ({}, True),
        ({Hop.SIM: {"state": "pin"}}, False),
        ({Hop.REGISTRATION: {"status": "denied"}}, False),
        ({Hop.ADDRESS: {}}, False),
    ],
)
def test_a_session_needs_sim_network_and_address(facts: dict[Hop, dict[str, str]], whole: bool) -> None:
    good = {
        Hop.SIM: {"state": "ready"},
        Hop.REGISTRATION: {"status": "roaming"},
        Hop.ADDRESS: {"address": "10.64.3.17"},
    }
    assert has_session(Status("x", "generic", {**good, **facts}, Reading(), (), 1.0)) is whole


def test_a_port_is_one_line() -> None:
    port = FoundPort("/dev/ttyUSB2", Role.AT, "d", "Quectel EG25-G", usb="2c7c:0125")
    probe = Probe(port, False, 1.0, PortFault(PortReason.SILENT))
    assert port_line(port, ()).split() == ["/dev/ttyUSB2", "at", "2c7c:0125", "Quectel", "EG25-G"]
    assert port_line(port, (probe,)).endswith("silent")

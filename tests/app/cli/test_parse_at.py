"""`linkwright parse-at`: replies as they come, vendors by any name, exit codes."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from app.cli.main import main

SERVING = '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,77B8,-96,-11,-66,7,35'


class Terminal:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, given: bytes | str, *options: str) -> tuple[int, str, str]:
        data = given if isinstance(given, bytes) else given.encode()
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = main(["parse-at", *options])
        return code, *self._capsys.readouterr()

    def json(self, given: bytes | str, *options: str) -> tuple[int, Any]:
        code, out, _ = self.run(given, "--json", *options)
        return code, json.loads(out)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


@pytest.mark.parametrize(
    "given",
    [
        SERVING,
        f"{SERVING}\r\n\r\nOK\r\n",
        f'AT+QENG="servingcell"\r\r\n{SERVING}\r\n\r\nOK\r\n',
        f'\x00AT+QENG="servingcell"\r\r\n+QIND: "csq",20,99\r\n{SERVING}\n\nOK\n',
    ],
    ids=["bare", "final", "echo", "unasked"],
)
def test_a_reply_in_any_dress(terminal: Terminal, given: str) -> None:
    code, document = terminal.json(given, "--vendor", "quectel", "--command", 'AT+QENG="servingcell"')
    assert code == 0
    assert (document["schema"], document["kind"], document["vendor"]) == (1, "parse-at", "quectel")
    assert document["lines"] == [SERVING]
    (cell,) = document["reading"]["cells"]
    assert (cell["band"], cell["pci"], cell["tac"], cell["plmn"]) == ("B20", 28, "77B8", "26201")
    assert cell["signal"]["sinr_db"] == 7
    assert document["level"] == {
        "rsrp_dbm": -96,
        "rsrq_db": -11,
        "sinr_db": 7,
        "rssi_dbm": -66,
        "rating": "fair",
        "limited_by": "rsrp",
    }


@pytest.mark.parametrize(
    ("vendor", "name"),
    [
        ("Quectel", "quectel"),
        ("u-blox", "ublox"),
        ("Sierra Wireless", "sierra"),
        ("hl78", "sierra-hl78"),
        ("A7670E", "simcom"),
        ("L850-GL", "intel-xmm"),
        ("xmm", "intel-xmm"),
        ("Thales", "cinterion"),
        ("generic", "generic"),
    ],
)
def test_vendor_by_any_name(terminal: Terminal, vendor: str, name: str) -> None:
    code, document = terminal.json("+CSQ: 20,99", "--vendor", vendor, "--command", "AT+CSQ")
    assert (code, document["vendor"]) == (0, name)
    assert document["reading"]["signal"] == {"rssi_dbm": -73}


@pytest.mark.parametrize(
    ("command", "name"), [("AT+CPSI?", "simcom"), ("AT+CSQ", "generic"), ("AT+NEW", "generic")]
)
def test_without_a_vendor_the_command_decides(terminal: Terminal, command: str, name: str) -> None:
    _, document = terminal.json("x", "--command", command)
    assert document["vendor"] == name


def test_a_refusal_names_the_cause_behind_it(terminal: Terminal) -> None:
    code, document = terminal.json("\r\n+CME ERROR: 133\r\n", "--command", "AT+CGACT=1,1")
    assert code == 1 and document["ok"] is False
    assert document["error"]["number"] == 133
    assert document["error"]["network_cause"]["code"] == "esm-33"


def test_a_missing_card_is_read_from_the_error(terminal: Terminal) -> None:
    code, document = terminal.json("+CME ERROR: SIM not inserted", "--command", "AT+CPIN?")
    assert code == 1
    assert document["reading"]["sim"]["state"] == "missing"
    assert document["error"]["name"] == "SIM not inserted"


def test_data_behind_ok(terminal: Terminal) -> None:
    line = "+EEMLTESVC:610, 2, 1, 30648, 28, 6300, 24300, 20, 3, 80389919, 0, 45, 18, 11, 45"
    code, document = terminal.json(f"OK\r\n{line}\r\n", "--vendor", "luat", "--command", "AT+EEMGINFO?")
    assert code == 0 and document["reading"]["cells"][0]["plmn"] == "26201"


def test_an_unasked_registration_is_read_too(terminal: Terminal) -> None:
    code, document = terminal.json('+CEREG: 5,"77B8","04CAA71F",7', "--command", "AT+CEREG?")
    assert code == 0 and document["unasked"] and document["lines"] == []
    assert document["reading"]["registrations"][0]["status"] == "roaming"


def test_an_unknown_layout_is_shown_raw_and_ends_with_1(terminal: Terminal) -> None:
    line = SERVING.replace(",77B8", "")
    code, document = terminal.json(line, "--vendor", "quectel", "--command", 'AT+QENG="servingcell"')
    assert code == 1 and document["unrecognised"] == [line]
    assert document["level"] is None or document["level"]["rsrp_dbm"] is None


def test_identities_are_cut_and_passwords_never_shown(terminal: Terminal) -> None:
    _, document = terminal.json("8931080019012345678", "--command", "AT+CCID")
    assert document["reading"]["sim"]["iccid"].endswith("5678") and "8931" not in json.dumps(document)
    _, document = terminal.json("8931080019012345678", "--command", "AT+CCID", "--unmask")
    assert document["reading"]["sim"]["iccid"] == "8931080019012345678"
    _, out, err = terminal.run(
        '+CGAUTH: 1,2,"field","hunter2"', "--command", "AT+CGAUTH?", "--unmask", "--json"
    )
    assert "hunter2" not in out + err


def test_binary_is_survived(terminal: Terminal) -> None:
    code, document = terminal.json(bytes(range(256)) * 64, "--command", "AT+CSQ")
    assert code == 1 and document["noise_bytes"] > 0


def test_for_people(terminal: Terminal) -> None:
    code, out, _ = terminal.run(SERVING, "--vendor", "quectel", "--command", 'AT+QENG="servingcell"')
    assert code == 0
    assert "cells[0].signal.rsrp_dbm: -96.0" in out and "rating: fair (rsrp)" in out


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ("", ["--command", "AT+CSQ"]),
        (" \r\n", ["--command", "AT+CSQ"]),
        ("x", ["--command", "AT\x1b"]),
        ("x", ["--command", "AT+CSQ", "--vendor", "nobody"]),
        ("x", []),
    ],
)
def test_wrong_usage_is_2(terminal: Terminal, given: str, options: list[str]) -> None:
    assert terminal.run(given, *options)[0] == 2

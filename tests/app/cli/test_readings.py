"""A reading as JSON: only what was told, plain types, identities cut."""

from __future__ import annotations

import json
from ipaddress import ip_address

from app.cli.readings import reading_document, shown_facts
from app.modem.readings import Cell, Granted, Identity, Rat, Reading, Signal, SimCard, SimState

READING = Reading(
    identity=Identity(manufacturer="Quectel", imei="004999010640000"),
    sim=SimCard(state=SimState.READY, iccid="8931080019012345678", pin_tries_left=0),
    cells=(Cell(rat=Rat.LTE, band="B20", signal=Signal(rsrp_dbm=-92.0)),),
    granted=(Granted(1, apn="", addresses=(ip_address("10.64.3.17"), ip_address("2001:db8::1"))),),
    unrecognised=("+ODD: 8931080019012345678",),
)


def test_what_was_told_is_there_and_nothing_else() -> None:
    assert reading_document(READING, masked=False) == {
        "identity": {"manufacturer": "Quectel", "imei": "004999010640000"},
        "sim": {"state": "ready", "iccid": "8931080019012345678", "pin_tries_left": 0},
        "cells": [{"role": "serving", "rat": "LTE", "band": "B20", "signal": {"rsrp_dbm": -92.0}}],
        "granted": [{"cid": 1, "apn": "", "addresses": ["10.64.3.17", "2001:db8::1"]}],
        "unrecognised": ["+ODD: 8931080019012345678"],
    }
    assert reading_document(Reading(), masked=False) == {}


def test_identities_are_cut_wherever_they_stand() -> None:
    text = json.dumps(reading_document(READING, masked=True))
    assert "0049990106" not in text
    assert "89310800190" not in text
    assert text.count("5678") == 2
    assert shown_facts({"imei": "004999010640000", "pci": 214}, masked=True)["pci"] == 214

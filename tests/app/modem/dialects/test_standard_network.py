"""Registration, operator and level in every shape of facts 3.1."""

from __future__ import annotations

import pytest

from app.modem.dialects.generic import DIALECT
from app.modem.dialects.standard_network import registration_report
from app.modem.readings import (
    Domain,
    Operator,
    Rat,
    Reading,
    Registration,
    Signal,
    Status,
)

parse = DIALECT.parse


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CEREG: 0,1", Registration(Domain.EPS, Status.HOME, 0)),
        (
            '+CEREG: 2,1,"77B8","04CAA71F",7',
            Registration(Domain.EPS, Status.HOME, 2, "77B8", "04CAA71F", Rat.LTE),
        ),
        (
            "+CEREG: 2,5,77b8,4caa71f,9",
            Registration(Domain.EPS, Status.ROAMING, 2, "77B8", "04CAA71F", Rat.NB_IOT),
        ),
        ('+CEREG: 3,3,"","",,0,15', Registration(Domain.EPS, Status.DENIED, 3, emm_cause=15)),
        ("+CEREG: 3,3,,,,0,15", Registration(Domain.EPS, Status.DENIED, 3, emm_cause=15)),
        ("+CEREG: 3,3,,,,,0,15", Registration(Domain.EPS, Status.DENIED, 3, emm_cause=15)),
        ("+CEREG: 3,3,,,,1,37", Registration(Domain.EPS, Status.DENIED, 3, vendor_cause=37)),
        (
            '+CEREG: 5,1,"00B7","00011B07",7,,,"00100110","01011111"',
            Registration(
                Domain.EPS,
                Status.HOME,
                5,
                "00B7",
                "00011B07",
                Rat.LTE,
                active_time_s=360,
                periodic_tau_s=1_116_000,
            ),
        ),
        (
            '+CEREG: 5,3,"00B7","00011B07",7,0,11,"11100000","11100000"',
            Registration(Domain.EPS, Status.DENIED, 5, "00B7", "00011B07", Rat.LTE, emm_cause=11),
        ),
        (
            '+CEREG: 2,1,"1A2B","00","04CAA71F",7',  # Novatel: the routing area before the cell
            Registration(Domain.EPS, Status.HOME, 2, "1A2B", "04CAA71F", Rat.LTE),
        ),
        (
            '+CGREG: 2,1,"1A2B","00C80BC9",2,"01"',
            Registration(Domain.PS, Status.HOME, 2, "1A2B", "00C80BC9", Rat.UMTS),
        ),
        (
            '+CGREG: 3,3,"1A2B","00C80BC9",2,"01",0,7',
            Registration(Domain.PS, Status.DENIED, 3, "1A2B", "00C80BC9", Rat.UMTS, emm_cause=7),
        ),
        ('+CREG: 2,1,"FFFE","0FFFFFFF"', Registration(Domain.CS, Status.HOME, 2)),
        ('+CREG: 2,1,"0143","83BA",0', Registration(Domain.CS, Status.HOME, 2, "0143", "83BA", Rat.GSM)),
        (
            '+C5GREG: 2,1,"14225C","0C027F5065",11,1,"01"',
            Registration(Domain.FIVE_GS, Status.HOME, 2, "14225C", "C027F5065", Rat.NR),
        ),
        ("+C5GREG: 0", Registration(Domain.FIVE_GS, None, 0)),
        ("+CEREG: 0,90", Registration(Domain.EPS, Status.UNKNOWN, 0)),
        ("+CREG: 0,6", Registration(Domain.CS, Status.HOME, 0, sms_only=True)),
    ],
)
def test_registration(line: str, expected: Registration) -> None:
    assert parse("AT+CEREG?", [line]) == Reading(registrations=(expected,))


def test_registration_report_has_no_mode() -> None:
    reading = registration_report('+CEREG: 5,"77B8","04CAA71F",7')
    assert reading == Reading(
        registrations=(Registration(Domain.EPS, Status.ROAMING, None, "77B8", "04CAA71F", Rat.LTE),)
    )
    denied = registration_report("+CEREG: 3,,,,,0,15")
    assert denied is not None and denied.registrations[0].emm_cause == 15
    assert registration_report("+CSQ: 1,99") is None


def test_an_impossible_area_is_shown_raw() -> None:
    line = '+CEREG: 2,1,"123456","04CAA71F",7'
    reading = parse("AT+CEREG?", [line])
    assert reading.registrations[0].tac is None and reading.unrecognised == (line,)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+COPS: 0", Operator(automatic=True)),
        ('+COPS: 0,0,"Telekom.de",7', Operator("Telekom.de", None, Rat.LTE, True, 0)),
        ('+COPS: 1,2,"26201",9', Operator(None, "26201", Rat.NB_IOT, False, 2)),
        ('+COPS:0,255,"",0', Operator(automatic=True)),
        ('+COPS: 0,0,"00540065006C",7', Operator("Tel", None, Rat.LTE, True, 0)),
        ("+COPS: 2", Operator()),
    ],
)
def test_operator(line: str, expected: Operator) -> None:
    assert parse("AT+COPS?", [line]) == Reading(operator=expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CSQ: 20,99", Signal(rssi_dbm=-73)),
        ("+CSQ: 31,0", Signal(rssi_dbm=-51)),
        ("+CSQ: 0,0", Signal(below_scale=True)),
        ("+CSQ: 99,99", Signal()),
        ("+CSQ: 11,26", Signal(rssi_dbm=-91)),
    ],
)
def test_csq(line: str, expected: Signal) -> None:
    assert parse("AT+CSQ", [line]) == Reading(signal=expected)


def test_csq_out_of_range_is_no_level() -> None:
    assert parse("AT+CSQ", ["+CSQ: 32,99"]) == Reading(unrecognised=("+CSQ: 32,99",))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CESQ: 99,99,255,255,18,45", Signal(Rat.LTE, rsrq_db=-11, rsrp_dbm=-96)),
        ("+CESQ: 99,99,255,255,255,255", Signal()),
        ("+CESQ: 0,0,255,255,0,0", Signal(below_scale=True)),
        ("+CESQ: 30,0,255,255,255,255", Signal(rssi_dbm=-81)),
        ("+CESQ: 99,99,40,20,255,255", Signal(Rat.UMTS, rscp_dbm=-81, ecio_db=-14.5)),
        (
            "+CESQ: 99,99,255,255,255,255,65,61,71",
            Signal(Rat.NR, rsrp_dbm=-96, rsrq_db=-11, sinr_db=12),
        ),
        ("+CESQ: 17,99,255,255,4,29,255,255,255", Signal(Rat.LTE, rssi_dbm=-94, rsrq_db=-18, rsrp_dbm=-112)),
    ],
)
def test_cesq(line: str, expected: Signal) -> None:
    assert parse("AT+CESQ", [line]) == Reading(signal=expected)

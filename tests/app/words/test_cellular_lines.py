"""One-line texts of the hops that the modem answers for, as these states come up in the field."""

from __future__ import annotations

import pytest

from app.chain.hops import Hop, HopResult, State, Value
from app.words import caption, expected, measured


@pytest.mark.parametrize(
    ("hop", "facts", "short", "long"),
    [
        (Hop.MODEM, {"port": "socket://127.0.0.1:4711"}, "socket://127.0.0.1:4711", "socket://127.0.0.1:4711"),
        (Hop.MODEM, {"model": "EG25", "port": "/dev/pts/4"}, "EG25 · pts/4", "EG25"),
        (Hop.MODEM, {"manufacturer": "Quectel", "port": "COM5"}, "Quectel · COM5", "Quectel"),
        (Hop.SIM, {"state": "pin", "pin_tries_left": 2}, "PIN needed", "PIN needed"),
        (Hop.SIM, {"state": "missing"}, "no SIM", "no SIM"),
        (Hop.REGISTRATION, {"status": "denied", "emm_cause": 13}, "refused", "refused"),
        (Hop.REGISTRATION, {"status": "searching", "rssi_dbm": -99}, "searching", "searching · RSSI −99 dBm"),
        (
            Hop.REGISTRATION,
            {"status": "roaming", "rat": "NB-IoT", "operator": "Acme", "rssi_dbm": -101},
            "NB-IoT · −101 dBm",
            "NB-IoT, roaming, Acme · RSSI −101 dBm",
        ),
        (
            Hop.REGISTRATION,
            {"status": "home", "rat": "NR", "band": "n78", "rsrp_dbm": -90, "sinr_db": -3, "rating": "poor",
             "limited_by": "sinr"},
            "NR n78 · −90 dBm",
            "NR, home, band n78 · RSRP −90 dBm, SINR −3 dB poor",
        ),
        (Hop.APN, {"active": False, "apn_asked": "acme"}, "acme", "no session, acme asked for"),
        (Hop.APN, {"active": True, "apn_asked": "a.b"}, "a.b", "a session on a.b"),
        (Hop.ADDRESS, {"address": "10.64.3.17"}, "10.64.3.17", "10.64.3.17"),
        (Hop.ADDRESS, {"address_class": "none"}, "failed", "no address"),
    ],
)  # fmt: skip
def test_captions_and_measured_lines(hop: Hop, facts: dict[str, Value], short: str, long: str) -> None:
    result = HopResult(hop, State.FAILED, measured=facts)
    assert (caption(result), measured(result)) == (short, long)


def test_what_was_expected() -> None:
    assert expected(HopResult(Hop.REGISTRATION, expected={"roaming": False, "operator": "20408"})) == (
        "registered at home, in 20408"
    )
    assert (
        expected(HopResult(Hop.ADDRESS, expected={"subnet": "10.64.3.0/24"})) == "an address in 10.64.3.0/24"
    )
    assert expected(HopResult(Hop.APN)) == "a data session"

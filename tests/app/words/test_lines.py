"""The one-line texts of the hops, in the words of the design."""

from __future__ import annotations

import pytest

from app.chain.hops import Hop, HopResult, NotTested, State
from app.words import caption, expected, measured, not_tested
from tests.app.words.samples import CARRIER_NAT, HEALTHY, ICCID, IMEI


def test_captions_hold_the_one_value_that_matters() -> None:
    assert [caption(result) for result in CARRIER_NAT.hops] == [
        "EG25-G · ttyUSB2",
        "ready · …5678",
        "LTE B20 · −96 dBm",
        "iot.public",
        "100.72.3.9",
        "wwan0",
        "not tested",
        "not tested",
        "not tested",
    ]
    assert [caption(HEALTHY[hop]) for hop in (Hop.REACH, Hop.BROKER, Hop.DELIVERY)] == [
        "1 of 1",
        "MQTT 5",
        "QoS 2 93 ms",
    ]


def test_expected_and_measured_are_one_line_each() -> None:
    lines = {result.hop: (expected(result), measured(result)) for result in CARRIER_NAT.hops}
    assert lines[Hop.SIM] == ("ICCID …5678", "ready, ICCID …5678")
    assert lines[Hop.REGISTRATION] == (
        "registered, RSRP −110 dBm or more",
        "LTE, home, band 20, cell 04CAA71F · RSRP −96 dBm fair, SINR 11 dB",
    )
    assert lines[Hop.APN] == ("acme.private, IP", "iot.public granted, asked for by context 1")
    assert lines[Hop.ADDRESS][1].startswith("100.72.3.9, shared address space, RFC 6598")
    assert measured(HEALTHY[Hop.DELIVERY]).startswith("QoS 0 31 ms (20 of 20) · QoS 1 62 ms")


@pytest.mark.parametrize("hop", Hop)
def test_a_hop_of_which_nothing_is_known_has_texts_without_gaps(hop: Hop) -> None:
    for state in State:
        for facts in ({}, {"targets": (), "flows": ()}, {"targets": ({},), "flows": ({},), "status": "x"}):
            result = HopResult(hop, state, measured=facts)
            for text in (caption(result), expected(result), measured(result)):
                assert "None" not in text
                assert "{" not in text
            assert caption(result)
            assert expected(result)


@pytest.mark.parametrize("reason", NotTested)
def test_every_reason_for_not_testing_a_hop_is_told(reason: NotTested) -> None:
    for hop in Hop:
        for blocker in (None, *Hop):
            result = HopResult(hop, State.NOT_TESTED, not_tested=reason, blocked_by=blocker)
            assert not_tested(result).startswith("Not tested: ")
            assert "not known" not in not_tested(result)


def test_no_line_shows_a_whole_identity() -> None:
    for result in (*CARRIER_NAT.hops, *HEALTHY.hops):
        for text in (caption(result), expected(result), measured(result)):
            assert ICCID not in text
            assert IMEI not in text


def test_text_from_outside_stays_on_one_line_and_short() -> None:
    nasty = HopResult(Hop.MODEM, State.PASSED, measured={"model": "A\nB\x1b[31m" + "x" * 5000})
    assert len(caption(nasty)) < 200
    assert caption(nasty).isprintable()

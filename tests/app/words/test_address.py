"""Which cause and remedy an address finding names."""

from __future__ import annotations

from app.chain.findings import Code
from app.words import advice

FACTS = {
    "address": "100.72.3.9",
    "expected": "10.64.3.17",
    "apn_expected": "acme.private",
    "iccid": "8931" * 5,
}


def test_another_apn_is_named_as_the_cause() -> None:
    words = advice(Code.ADDRESS_NOT_STATIC.finding({**FACTS, "apn_granted": "iot.public", "context_id": 1}))
    assert words.title == "The SIM has 100.72.3.9, not its static IP 10.64.3.17"
    assert words.cause.startswith("Context 1 is attached to the APN iot.public.")
    assert words.remedy.startswith("Set the APN of context 1 to acme.private")


def test_on_the_right_apn_the_carrier_is_asked() -> None:
    granted = "ACME.private.mnc001.mcc262.gprs"
    words = advice(Code.ADDRESS_CARRIER_NAT.finding({**FACTS, "apn_granted": granted}))
    assert "attached to" not in words.cause
    assert words.remedy == "Ask the carrier to assign 10.64.3.17 to ICCID …8931 on this APN."


def test_in_the_right_subnet_the_site_file_may_be_wrong() -> None:
    words = advice(Code.ADDRESS_OTHER_IN_SUBNET.finding({**FACTS, "address": "10.64.3.99"}))
    assert words.title == "The SIM has 10.64.3.99, the site file says 10.64.3.17"
    assert "correct static_ip in the site file" in words.remedy

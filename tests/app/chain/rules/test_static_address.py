"""What three addresses have to say together."""

from __future__ import annotations

import pytest

from app.chain.hops import State
from app.chain.rules.static_address import (
    Addresses,
    Agreement,
    judge_agreement,
    state_of_agreement,
)


@pytest.mark.parametrize(
    ("addresses", "agreement"),
    [
        (Addresses(), Agreement.UNKNOWN),
        (Addresses(site="10.64.3.17"), Agreement.UNKNOWN),
        (Addresses(modem="10.64.3.17"), Agreement.NOTHING_EXPECTED),
        (Addresses(modem=""), Agreement.MISSING),
        (Addresses("10.64.3.17", ""), Agreement.MISSING),
        (Addresses("10.64.3.17", "10.64.7.99"), Agreement.DIFFERS),
        (Addresses("10.64.3.17", "100.72.3.9"), Agreement.CARRIER_NAT),
        (Addresses("10.64.3.17", "10.64.3.17"), Agreement.AGREE),
        (Addresses("10.64.3.17", "10.64.3.17", "10.64.3.17", "wwan"), Agreement.AGREE),
        (Addresses("2001:db8::1", "2001:DB8:0::1"), Agreement.AGREE),
        (Addresses("10.64.3.17", "10.64.3.17", "192.168.225.20", "ethernet"), Agreement.TRANSLATED),
        (Addresses("10.64.3.17", "10.64.3.17", "192.168.1.5", "wifi"), Agreement.ELSEWHERE),
        (Addresses("10.64.3.17", "10.64.3.17", "fe80::1%eth0", "vpn"), Agreement.ELSEWHERE),
    ],
)
def test_each_combination(addresses: Addresses, agreement: Agreement) -> None:
    assert judge_agreement(addresses) is agreement


def test_only_a_wrong_address_fails() -> None:
    failing = {one for one in Agreement if state_of_agreement(one) is State.FAILED}
    assert failing == {Agreement.MISSING, Agreement.DIFFERS, Agreement.CARRIER_NAT}
    assert state_of_agreement(Agreement.AGREE) is State.PASSED
    assert state_of_agreement(Agreement.UNKNOWN) is State.NOT_RUN

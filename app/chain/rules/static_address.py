"""Whether site sheet, modem and computer agree on the device's address. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address

from app.chain.hops import State
from app.reach.classify import AddressClass, address_class


class Agreement(Enum):
    """What the addresses have to say together."""

    NOTHING_EXPECTED = "nothing-expected"  # the sheet names no static address
    UNKNOWN = "unknown"  # the modem has not told its address yet
    MISSING = "missing"  # the modem has none
    DIFFERS = "differs"  # the modem has another
    CARRIER_NAT = "carrier-nat"  # another, and one that nobody can reach
    AGREE = "agree"  # all that are known are the same
    TRANSLATED = "translated"  # right on the modem; this computer sits behind it with another
    ELSEWHERE = "elsewhere"  # right on the modem; this computer does not leave through it


@dataclass(frozen=True, slots=True)
class Addresses:
    """As text; None is not known. modem: `` when it was asked and has none.

    laptop_kind: of the interface that the site's traffic leaves by (`wwan`, `loopback`...).
    """

    site: str | None = None
    modem: str | None = None
    laptop: str | None = None
    laptop_kind: str | None = None


_STATES = {
    Agreement.AGREE: State.PASSED,
    Agreement.TRANSLATED: State.WARNING,
    Agreement.ELSEWHERE: State.PASSED,
    Agreement.DIFFERS: State.FAILED,
    Agreement.CARRIER_NAT: State.FAILED,
    Agreement.MISSING: State.FAILED,
}
_BEHIND_THE_MODEM = ("wwan", "ethernet")  # a modem that shows itself as a network card


def judge_agreement(addresses: Addresses) -> Agreement:
    if addresses.modem is None:
        return Agreement.UNKNOWN
    if not addresses.site:
        return Agreement.NOTHING_EXPECTED if addresses.modem else Agreement.MISSING
    if not addresses.modem:
        return Agreement.MISSING
    if ip_address(addresses.modem) != ip_address(addresses.site):
        is_shared = address_class(addresses.modem) is AddressClass.CARRIER_NAT
        return Agreement.CARRIER_NAT if is_shared else Agreement.DIFFERS
    if addresses.laptop is None or ip_address(addresses.laptop.partition("%")[0]) == ip_address(
        addresses.modem
    ):
        return Agreement.AGREE
    return Agreement.TRANSLATED if addresses.laptop_kind in _BEHIND_THE_MODEM else Agreement.ELSEWHERE


def state_of_agreement(agreement: Agreement) -> State:
    return _STATES.get(agreement, State.NOT_RUN)

"""Texts for the address that the device has in the mobile network."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import Facts, OneOf, Text, When


def _bare(apn: object) -> str:
    """An APN without the operator's own ending, for comparison."""
    return str(apn or "").lower().partition(".mnc")[0]


def _on_another_apn(facts: Facts) -> bool:
    granted, expected = _bare(facts.get("apn_granted")), _bare(facts.get("apn_expected"))
    return bool(granted and expected) and granted != expected


def _not_on_another_apn(facts: Facts) -> bool:
    return not _on_another_apn(facts)


_ATTACHED_ELSEWHERE = When(
    _on_another_apn,
    OneOf(
        N_(
            "Context {context_id} is attached to the APN {apn_granted}. The site file asks for "
            "{apn_expected}."
        ),
        N_("The modem is attached to the APN {apn_granted}. The site file asks for {apn_expected}."),
    ),
)
_SET_THE_APN = When(
    _on_another_apn,
    OneOf(
        N_("Set the APN of context {context_id} to {apn_expected} and attach again."),
        N_("Set the APN to {apn_expected} and attach again."),
    ),
)
_THEN_PROVISION = When(
    _on_another_apn,
    OneOf(
        N_(
            "If the network then refuses it with cause 33, ask the carrier to provision this APN for ICCID "
            "{iccid}."
        ),
        N_(
            "If the network then refuses it with cause 33, ask the carrier to provision this APN for the SIM."
        ),
    ),
)

TEXTS = {
    "address-missing": Text(
        title=N_("The modem has no address"),
        cause=(N_("The session is not up: a context without an address carries no data."),),
        remedy=(
            N_("Start the session the way this device does and run the check again."),
            N_(
                "If it comes up without an address, ask the carrier for a free address in the pool of this "
                "APN."
            ),
        ),
    ),
    "address-carrier-nat": Text(
        title=N_("The SIM has a carrier-NAT address, not its static IP"),
        cause=(
            _ATTACHED_ELSEWHERE,
            When(
                _not_on_another_apn,
                N_(
                    "The address {address} is from the space that carriers share among many devices (RFC "
                    "6598)."
                ),
            ),
            N_("Only the private APN assigns the static address, so no server can reach this device."),
        ),
        remedy=(
            _SET_THE_APN,
            _THEN_PROVISION,
            When(
                _not_on_another_apn,
                OneOf(
                    N_("Ask the carrier to assign {expected} to ICCID {iccid} on this APN."),
                    N_("Ask the carrier to assign {expected} to this SIM on its APN."),
                    N_("Ask the carrier for the static address of this SIM."),
                ),
            ),
        ),
    ),
    "address-not-static": Text(
        title=OneOf(
            N_("The SIM has {address}, not its static IP {expected}"),
            N_("The SIM does not have its static IP"),
        ),
        cause=(
            _ATTACHED_ELSEWHERE,
            When(
                _not_on_another_apn,
                N_(
                    "The carrier gave an address from another range: this SIM has no entry for the static "
                    "address, "
                    "or the device is on another APN."
                ),
            ),
            N_("A server that knows the device by its address will not find it."),
        ),
        remedy=(
            _SET_THE_APN,
            _THEN_PROVISION,
            When(
                _not_on_another_apn,
                OneOf(
                    N_("Ask the carrier to assign {expected} to ICCID {iccid}, then attach again."),
                    N_("Ask the carrier to assign {expected} to this SIM, then attach again."),
                    N_("Ask the carrier for the static address of this SIM, then attach again."),
                ),
            ),
        ),
    ),
    "address-other-in-subnet": Text(
        title=OneOf(
            N_("The SIM has {address}, the site file says {expected}"),
            N_("The SIM has another address of the right network"),
        ),
        cause=(
            N_("The network is the right one, so the APN is right."),
            N_("Either the SIM gets its address from a pool, or the entry at the carrier names another one."),
        ),
        remedy=(
            OneOf(
                N_("Ask the carrier which address is assigned to ICCID {iccid}."),
                N_("Ask the carrier which address is assigned to this SIM."),
            ),
            N_(
                "If the new address is right, correct static_ip in the site file and on the servers that "
                "use it."
            ),
        ),
    ),
}

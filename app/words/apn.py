"""Texts for the data session: the APN asked for, refused or granted."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import Facts, OneOf, Text, When


def _asks_for_another(facts: Facts) -> bool:
    """The modem asks for an APN that is not the site's."""
    asked, expected = facts.get("apn_asked"), facts.get("apn_expected")
    return bool(expected) and asked is not None and str(asked).lower() != str(expected).lower()


def _asks_for_the_right_one(facts: Facts) -> bool:
    return bool(facts.get("apn_expected")) and not _asks_for_another(facts)


_SET_THE_APN = OneOf(
    N_("Set the APN of context {context_id} to {apn_expected} and attach again."),
    N_("Set the APN to {apn_expected} and attach again."),
)

_REFUSED = OneOf(
    N_("The network refused the session with cause {esm_cause}: {esm_words}."),
    N_("The network refused the session with cause {esm_cause}."),
    N_("The network refused the session."),
)

TEXTS = {
    "apn-unknown": Text(
        title=OneOf(
            N_("The network does not know the APN {apn_asked}"), N_("The network does not know the APN")
        ),
        cause=(
            _REFUSED,
            When(
                _asks_for_another,
                OneOf(
                    N_("Context {context_id} asks for {apn_asked}. The site file asks for {apn_expected}."),
                    N_("The modem asks for {apn_asked}. The site file asks for {apn_expected}."),
                ),
            ),
            When(
                _asks_for_the_right_one,
                N_("The APN is written as in the site file, so the carrier has not set it up for this SIM."),
            ),
        ),
        remedy=(
            When(_asks_for_another, _SET_THE_APN),
            When(
                lambda facts: not _asks_for_another(facts),
                OneOf(
                    N_(
                        "Compare {apn_asked} letter by letter with the contract; upper case does not "
                        "matter, blanks do."
                    ),
                    N_(
                        "Compare the APN letter by letter with the contract; upper case does not matter, "
                        "blanks do."
                    ),
                ),
            ),
            When(
                _asks_for_another,
                OneOf(
                    N_(
                        "If the network refuses that one too, ask the carrier to set it up for ICCID {iccid}."
                    ),
                    N_("If the network refuses that one too, ask the carrier to set it up for this SIM."),
                ),
            ),
            When(
                lambda facts: not _asks_for_another(facts),
                OneOf(
                    N_("If it is right, ask the carrier to set it up for ICCID {iccid}."),
                    N_("If it is right, ask the carrier to set it up for this SIM."),
                ),
            ),
        ),
    ),
    "apn-not-subscribed": Text(
        title=OneOf(
            N_("The carrier has not set up the APN {apn_asked} for this SIM"),
            N_("The carrier has not set up the APN for this SIM"),
        ),
        cause=(
            _REFUSED,
            N_("The name is right and known; this SIM just may not use it."),
            When(
                _asks_for_another,
                N_("The site file asks for another one: {apn_expected}."),
            ),
        ),
        remedy=(
            When(_asks_for_another, _SET_THE_APN),
            When(
                lambda facts: not _asks_for_another(facts),
                OneOf(
                    N_("Ask the carrier to provision the APN {apn_asked} for ICCID {iccid}."),
                    N_("Ask the carrier to provision the APN {apn_asked} for the ICCID of this SIM."),
                    N_("Ask the carrier to provision this APN for the ICCID of this SIM."),
                ),
            ),
            N_("Then restart the modem: until then it may not try again by itself."),
        ),
    ),
    "apn-authentication": Text(
        title=OneOf(
            N_("The APN {apn_asked} refuses the user name or the password"),
            N_("The APN refuses the user name or the password"),
        ),
        cause=(
            _REFUSED,
            N_("A server of the private network decides this, not the carrier's radio network."),
        ),
        remedy=(
            N_("Enter user name and password of this APN again, and check whether it wants PAP or CHAP."),
            N_(
                "Some private APNs want no user name at all, and some refuse an empty one: compare with the "
                "contract."
            ),
        ),
    ),
    "apn-refused": Text(
        title=OneOf(
            N_("The network refuses a session on the APN {apn_asked}"),
            N_("The network refuses the data session"),
        ),
        cause=(
            OneOf(
                N_("It gave cause {esm_cause}: {esm_words}."),
                N_("It gave cause {esm_cause}, which has no meaning that Linkwright knows."),
                N_("It gave no reason."),
            ),
        ),
        remedy=(
            "{esm_remedy}",
            OneOf(
                N_("If it stays so, give the carrier the cause, the time, and ICCID {iccid}."),
                N_("If it stays so, give the carrier the cause and the time."),
            ),
        ),
    ),
    "apn-inactive": Text(
        title=OneOf(
            N_("The modem has no session on context {context_id}"),
            N_("The modem has no data session"),
        ),
        cause=(
            N_("It is registered, but no context is active, and the network gave no reason."),
            When(
                _asks_for_another,
                N_("It would ask for {apn_asked}; the site file asks for {apn_expected}."),
            ),
        ),
        remedy=(
            When(_asks_for_another, _SET_THE_APN),
            OneOf(
                N_("Start the session the way this device does, or with AT+CGACT=1,{context_id}."),
                N_("Start the session the way this device does."),
            ),
            N_("Then run the check again."),
        ),
    ),
    "apn-differs": Text(
        title=OneOf(
            N_("The session runs on {apn_granted}, not on {apn_expected}"),
            N_("The session runs on another APN than the site file says"),
        ),
        cause=(
            When(
                _asks_for_another,
                OneOf(
                    N_("Context {context_id} asks for {apn_asked}, so the network gave that."),
                    N_("The modem asks for {apn_asked}, so the network gave that."),
                ),
            ),
            When(
                _asks_for_the_right_one,
                N_("The modem asks for the right one, and the network gave another: a default for this SIM."),
            ),
            N_("Only the private APN leads to the private network and its addresses."),
        ),
        remedy=(
            OneOf(
                When(_asks_for_another, _SET_THE_APN),
                When(
                    _asks_for_the_right_one,
                    OneOf(
                        N_("Ask the carrier to make {apn_expected} the APN for ICCID {iccid}."),
                        N_("Ask the carrier to make {apn_expected} the APN of this SIM."),
                    ),
                ),
                N_("Set the APN as in the site file and attach again."),
            ),
        ),
    ),
    "apn-type-differs": Text(
        title=OneOf(
            N_("The session is of type {pdp_type}, not {pdp_type_expected}"),
            N_("The session is of another type than the site file says"),
        ),
        cause=(N_("The type decides whether the device gets an IPv4 address, an IPv6 address or both."),),
        remedy=(
            OneOf(
                N_("Set the type of context {context_id} to {pdp_type_expected} and attach again."),
                N_("Set the type of the context as in the site file and attach again."),
            ),
            N_("If the network grants only this type, correct pdp_type in the site file."),
        ),
    ),
    "apn-unreadable": Text(
        title=N_("The modem does not say which APN it uses"),
        cause=(N_("Its answers to AT+CGCONTRDP and AT+CGDCONT? were missing or could not be understood."),),
        remedy=(
            N_("Look at the answers in the evidence, restart the modem and run the check again."),
            N_("If it stays so, send the report to support."),
        ),
    ),
}

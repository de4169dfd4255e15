"""Texts for the SIM card."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text, When, equals

TEXTS = {
    "sim-missing": Text(
        title=N_("There is no SIM card in the modem"),
        cause=(N_("The modem says that no card is inserted, or it cannot feel its contacts."),),
        remedy=(
            N_("Take the power away, insert the card, contacts to the contacts, and start again."),
            N_(
                "If a card is in, clean its contacts, try it in a telephone, and check which slot the modem "
                "uses."
            ),
        ),
    ),
    "sim-pin-locked": Text(
        title=N_("The SIM card waits for its PIN"),
        cause=(
            N_("The card is locked, and a modem without its PIN does not register."),
            N_("Tries left: {pin_tries_left}."),
        ),
        remedy=(
            When(
                equals("pin_tries_left", 1),
                N_(
                    "Do not try: after one more wrong PIN the card asks for its PUK. Ask the support desk "
                    "first."
                ),
            ),
            N_("Enter the PIN, or switch the PIN query of this card off in a telephone."),
            N_("A device in the field usually runs with the PIN query switched off."),
        ),
    ),
    "sim-puk-locked": Text(
        title=N_("The SIM card is locked and wants its PUK"),
        cause=(N_("A wrong PIN was entered too often."),),
        remedy=(
            N_("Ask the carrier for the PUK of this card and enter it in a telephone with a new PIN."),
            N_("Ten wrong PUKs destroy the card: do not guess."),
        ),
    ),
    "sim-failure": Text(
        title=N_("The modem cannot work with this SIM card"),
        cause=(
            N_(
                "The card is there but does not answer as it should: dirty contacts, a bad holder or a dead "
                "card."
            ),
        ),
        remedy=(
            N_("Take the power away, clean the contacts, insert the card again."),
            N_("Try another card. If that works, have this one replaced by the carrier."),
        ),
    ),
    "sim-busy": Text(
        title=N_("The SIM card is not ready yet"),
        cause=(N_("The modem is still reading the card; after a start that takes up to 20 seconds."),),
        remedy=(N_("Wait a moment and run the check again."),),
    ),
    "sim-other-card": Text(
        title=N_("Another SIM card is in the modem than the site file says"),
        cause=(
            OneOf(
                N_("The card in the modem has ICCID {iccid}; the site file names {iccid_expected}."),
                N_("The ICCID of the card is not the one of the site file."),
            ),
            N_("APN and static address belong to a card, so this one will not get what the site needs."),
        ),
        remedy=(
            N_("Insert the card of this site, or open the site file of this card."),
            N_("If the card was exchanged for good, correct the ICCID in the site file."),
        ),
    ),
    "sim-unreadable": Text(
        title=N_("The modem does not say what state the SIM card is in"),
        cause=(
            N_("Its answer to AT+CPIN? was missing or could not be understood."),
            When(equals("state", "unknown"), N_("The card may be locked to a network or to a device.")),
        ),
        remedy=(
            N_("Look at the answer in the evidence. A state such as PH-NET PIN means a lock to a network."),
            N_("Restart the modem and run the check again; if it stays so, send the report to support."),
        ),
    ),
}

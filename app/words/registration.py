"""Texts for registration in the network and for the signal."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import Facts, OneOf, Text, When, equals


def _good_signal(facts: Facts) -> bool:
    return facts.get("rating") in ("excellent", "good", "fair")


def _no_signal(facts: Facts) -> bool:
    return facts.get("rating") in ("poor", "none")


TEXTS = {
    "radio-off": Text(
        title=N_("The modem's radio is switched off"),
        cause=(N_("The modem is in flight mode, so it looks for no network (AT+CFUN? is not 1)."),),
        remedy=(
            N_("Switch the radio on with AT+CFUN=1 and wait a minute."),
            N_("If it goes off again, a program or a switch on the device does it: find that first."),
        ),
    ),
    "registration-searching": Text(
        title=OneOf(
            When(equals("status", "emergency"), N_("The network allows only emergency calls")),
            When(equals("status", "idle"), N_("The modem is not registered and does not search")),
            N_("The modem searches and finds no network that takes it"),
        ),
        cause=(
            When(
                _good_signal,
                N_(
                    "The signal is good enough, so the network refuses silently or the APN is refused at "
                    "attach."
                ),
            ),
            When(_no_signal, N_("The signal is too weak to register.")),
            When(
                lambda facts: facts.get("rating") is None,
                N_(
                    "Usual reasons: no coverage, an antenna that is not connected, or a radio technology "
                    "or band that the modem or the contract does not have."
                ),
            ),
            N_("The last cause that the network gave is {emm_cause}: {emm_words}."),
        ),
        remedy=(
            N_("A first registration can take several minutes: wait, then run the check again."),
            N_("Check that the antenna sits on the main connector and try another place."),
            When(
                _good_signal,
                N_(
                    "Compare the APN letter by letter with the site file and ask the carrier whether the "
                    "SIM is active."
                ),
            ),
            When(
                equals("status", "emergency"),
                N_(
                    "Emergency calls only means that the SIM is not accepted here: ask the carrier for its "
                    "status."
                ),
            ),
        ),
    ),
    "registration-denied": Text(
        title=OneOf(
            N_("The network {operator} refuses this SIM"),
            N_("The network refuses this SIM"),
        ),
        cause=(
            OneOf(
                N_("It gave cause {emm_cause}: {emm_words}."),
                N_("It gave cause {emm_cause}, which has no meaning that Linkwright knows."),
                N_("It gave no reason."),
            ),
        ),
        remedy=(
            "{emm_remedy}",
            OneOf(
                N_("Ask the carrier for the state of ICCID {iccid} and for what this network may give it."),
                N_("Ask the carrier for the state of this SIM and for what this network may give it."),
            ),
        ),
    ),
    "registration-denied-roaming": Text(
        title=OneOf(
            N_("The network {operator} takes no guests with this SIM"),
            N_("The network takes no guests with this SIM"),
        ),
        cause=(
            OneOf(N_("It gave cause {emm_cause}: {emm_words}."), N_("It gave cause {emm_cause}.")),
            N_("This SIM is not from here, and its carrier has no agreement for data with this network."),
        ),
        remedy=(
            OneOf(
                N_("Ask the carrier to allow roaming in {plmn} for ICCID {iccid}."),
                N_("Ask the carrier to allow roaming in {plmn} for this SIM."),
                N_("Ask the carrier which networks are allowed here for this SIM."),
            ),
            N_(
                "Another network at the same place may take it: let the modem choose automatically "
                "(AT+COPS=0)."
            ),
            N_("After a refusal the modem avoids this network until it is restarted."),
        ),
    ),
    "registration-stopped-by-apn": Text(
        title=N_("The registration stops because the APN is refused"),
        cause=(
            N_(
                "On LTE the network opens the data session while it registers the modem, and refuses both "
                "together."
            ),
            N_("The radio and the SIM are fine; the reason is the session: cause {esm_cause}, {esm_words}."),
        ),
        remedy=(N_("See the finding at the hop APN: with the right APN the modem registers."),),
    ),
    "registration-unreadable": Text(
        title=N_("The modem does not say whether it is registered"),
        cause=(
            N_("Its answers to AT+CEREG?, AT+CGREG? and AT+CREG? were missing or could not be understood."),
        ),
        remedy=(
            N_("Look at the answers in the evidence, restart the modem and run the check again."),
            N_("If it stays so, send the report to support."),
        ),
    ),
    "roaming-unexpected": Text(
        title=OneOf(
            N_("The modem is a guest in the network {operator}"),
            N_("The modem is a guest in another network"),
        ),
        cause=(
            N_("The site file says that it should be in its home network."),
            N_("Roaming can cost more, and a private APN is not always available to guests."),
        ),
        remedy=(
            N_("Check whether the home network has coverage here, and on which bands."),
            N_("If roaming is meant to be, write roaming = true in the site file."),
        ),
    ),
    "operator-unexpected": Text(
        title=OneOf(
            N_("The modem is in the network {plmn}, not in {plmn_expected}"),
            N_("The modem is in another network than the site file says"),
        ),
        cause=(
            N_("It is registered with {operator}."),
            N_("Either the home network is too weak here, or the modem is told to use another one."),
        ),
        remedy=(
            N_(
                "Compare the signal of both networks, and check that the modem chooses automatically "
                "(AT+COPS?)."
            ),
            N_("If this network is right, correct operator in the site file."),
        ),
    ),
    "signal-weak": Text(
        title=OneOf(
            N_("The signal is weak: {limited_by} {level}"),
            N_("The signal is weak"),
        ),
        cause=(
            N_("The site file asks for at least {least}."),
            When(
                equals("limited_by", "rsrp"),
                N_("RSRP is the strength of the cell: the modem is far away from it or well shielded."),
            ),
            When(
                equals("limited_by", "sinr"),
                N_(
                    "SINR is the distance to the noise: other cells or a device nearby disturb the reception."
                ),
            ),
            When(
                equals("limited_by", "rsrq"),
                N_("RSRQ is the share of the cell in all that is received: the cell is loaded or disturbed."),
            ),
            N_("Messages still pass, but they take longer and get lost when anything changes."),
        ),
        remedy=(
            When(
                equals("limited_by", "rsrp"),
                N_(
                    "Move the antenna higher, outside, away from metal; every metre of thin cable costs "
                    "about 1 dB."
                ),
            ),
            When(
                equals("limited_by", "sinr", "rsrq"),
                N_(
                    "Turn or move the antenna and compare: a directional antenna that faces the serving cell "
                    "helps most. Keep it away from power supplies and screens."
                ),
            ),
            N_("Check that all antennas are connected, and try another band or network if there is one."),
        ),
    ),
    "signal-unknown": Text(
        title=N_("The modem does not say how good the signal is"),
        cause=(N_("It is registered, but neither its own commands nor AT+CESQ or AT+CSQ gave a level."),),
        remedy=(
            N_("Nothing has to be done if messages pass."),
            N_("Otherwise look at the answers in the evidence and send the report to support."),
        ),
    ),
}

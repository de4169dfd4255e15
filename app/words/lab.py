"""Texts of the lab: why it does not start, and where its broker differs from what one would expect."""

from __future__ import annotations

from app.words.catalogue import N_, _
from app.words.sentences import OneOf, Text

TEXTS = {
    "lab-broker-not-started": Text(
        title=OneOf(N_("The lab's broker {kind} did not start"), N_("The lab's broker did not start")),
        cause=(N_("Its last words: {log}."), N_("The program is broken, or this computer is very busy.")),
        remedy=(
            N_("Try again. On Debian and Ubuntu, install Mosquitto: sudo apt install mosquitto."),
            N_("Without Mosquitto an embedded broker is used."),
        ),
    ),
    "lab-port-taken": Text(
        title=N_("A port that the lab needs is taken"),
        cause=(OneOf(N_("Another program listens on port {port}."), N_("Another program listens on it.")),),
        remedy=(N_("End that program, or let the lab choose free ports."),),
    ),
    "scenario-unknown": Text(
        title=OneOf(N_("There is no scenario {name}"), N_("There is no such scenario")),
        cause=(
            OneOf(N_("The scenarios are {known}."), N_("No file of that name is in resources/scenarios.")),
        ),
        remedy=(N_("Choose one of them: linkwright lab --list."),),
    ),
    "scenario-invalid": Text(
        title=OneOf(N_("The scenario {name} cannot be used"), N_("The scenario cannot be used")),
        cause=(OneOf(N_("The key {key} is wrong."), N_("A key in its file is wrong.")),),
        remedy=(N_("Correct the file in resources/scenarios."),),
    ),
}

_BROKER_NOTES = {
    "only-3.1.1": N_("The lab's broker is amqtt, which speaks MQTT 3.1.1 only; Mosquitto is not installed."),
    "qos-raised-to-subscription": N_(
        "amqtt delivers a QoS 0 message to a QoS 2 subscriber at QoS 2, which a broker should not."
    ),
}


def broker_note(code: str) -> str:
    """What is different about the lab's broker; code: the value of a `BrokerNote`."""
    return _(_BROKER_NOTES[code])

"""Texts for what became of the messages."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text, When, equals

TEXTS = {
    "subscribe-refused": Text(
        title=OneOf(
            N_("The broker refuses the subscription to {topic}"),
            N_("The broker refuses the subscription"),
        ),
        cause=(
            OneOf(
                N_("It answered with reason code {reason_code}: {reason}."),
                N_("Its rules do not let this user read that topic."),
            ),
        ),
        remedy=(
            N_("Ask who looks after the broker to let this user read and write the probe topic."),
            N_("Or set probe_topic below [broker] in the site file to a topic that this user may use."),
        ),
    ),
    "publish-refused": Text(
        title=OneOf(
            N_("The broker refuses the message to {topic}"),
            N_("The broker refuses the message"),
        ),
        cause=(
            OneOf(
                N_("It answered with reason code {reason_code}: {reason}."),
                N_("Its rules do not let this user write to that topic, or not with this QoS."),
            ),
        ),
        remedy=(
            N_("Ask who looks after the broker to let this user write to the probe topic."),
            N_("Or set probe_topic below [broker] in the site file to a topic that this user may use."),
        ),
    ),
    "delivery-lost": Text(
        title=OneOf(
            N_("{lost} of {sent} messages with QoS {qos} did not come back"),
            N_("Messages got lost"),
        ),
        cause=(
            OneOf(
                When(
                    equals("qos", 0),
                    N_("QoS 0 promises nothing: what is under way when the connection breaks is gone."),
                ),
                N_("The broker has to deliver them, and did not within the time."),
            ),
            N_("The connection broke {reconnects} times meanwhile."),
        ),
        remedy=(
            When(equals("qos", 0), N_("Use QoS 1 for messages that must arrive.")),
            When(
                equals("qos", 1, 2),
                N_("Check the broker's limits for queued messages and for this client, and its log."),
            ),
            N_(
                "Improve the signal first if it is weak; then look at the keep-alive and at the NAT's idle "
                "time."
            ),
        ),
    ),
    "delivery-unacknowledged": Text(
        title=OneOf(
            N_("The broker acknowledged {acknowledged} of {sent} messages with QoS {qos}"),
            N_("The broker did not acknowledge every message"),
        ),
        cause=(
            N_("The sender has to keep and repeat what is not acknowledged, so nothing new gets through."),
            N_("Either the answers get lost on the way back, or the broker does not take this QoS."),
        ),
        remedy=(
            N_("Look at the flow in the Tracer: it shows which packet had no answer."),
            N_("Check the broker's maximum QoS and its limit for messages in flight."),
        ),
    ),
    "delivery-duplicated": Text(
        title=OneOf(
            N_("{duplicates} copies too many of {sent} messages with QoS {qos}"),
            N_("Messages came twice"),
        ),
        cause=(
            OneOf(
                When(
                    equals("qos", 2),
                    N_(
                        "QoS 2 must not deliver twice: one side forgot its session or its packet identifiers."
                    ),
                ),
                N_("An acknowledgement got lost, and the message was repeated, as QoS 1 allows."),
            ),
        ),
        remedy=(
            When(
                lambda facts: facts.get("qos") != 2,
                N_("Give messages a number and let the receiver drop what it has seen, or use QoS 2."),
            ),
            When(
                equals("qos", 2),
                N_(
                    "Check that client and broker keep their sessions over a reconnect (clean start, "
                    "session expiry)."
                ),
            ),
        ),
    ),
    "delivery-out-of-order": Text(
        title=OneOf(
            N_("{out_of_order} of {sent} messages with QoS {qos} came out of order"),
            N_("Messages came out of order"),
        ),
        cause=(
            N_(
                "A repeated message was overtaken by later ones, or the broker spreads them over several "
                "nodes."
            ),
        ),
        remedy=(N_("Let the receiver sort by a number or a time in the message, not by arrival."),),
    ),
    "delivery-interrupted": Text(
        title=OneOf(
            N_("Every message arrived, but the connection broke {reconnects} times"),
            N_("Every message arrived, but the connection broke"),
        ),
        cause=(
            N_("QoS 1 and 2 carried the messages over the breaks; messages with QoS 0 may not be so lucky."),
        ),
        remedy=(
            N_("Look at the Timeline for what happened at the breaks: signal, cell, address or broker."),
        ),
    ),
}

ANY_HOP = {
    "hop-time-limit": Text(
        title=OneOf(N_("Nothing came back within {limit_s}"), N_("Nothing came back in time")),
        cause=(N_("This hop was given up, so that the others could go on; it may be slow or dead."),),
        remedy=(
            N_("Look at the evidence for the last thing that was seen."),
            N_("Run the check again; if it takes this long every time, send the report to support."),
        ),
    ),
}

"""Words of the broker card: what was tried, how it went, what was seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from app.mqtt.conformance.values import Fact, Facts, Line, Verdict, WhyNot
from app.words.catalogue import N_, _
from app.words.figures import number

TRIAL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "qos-downgrade": N_("QoS is lowered to the subscription's"),
        "qos-upgrade": N_("QoS is never raised"),
        "order": N_("Order is kept"),
        "retained": N_("Retained messages"),
        "retained-wildcard": N_("Retained messages for a wildcard"),
        "retained-live-flag": N_("No RETAIN flag for whoever is subscribed"),
        "retained-clearing": N_("An empty message clears"),
        "retain-handling": N_("Retain Handling"),
        "retain-as-published": N_("Retain As Published"),
        "wildcards": N_("Wildcards + and #"),
        "nothing-else": N_("Nothing that was not subscribed to"),
        "wildcard-parent": N_("a/# is a too"),
        "shared-subscription": N_("Shared subscriptions"),
        "no-local": N_("No Local"),
        "subscription-identifiers": N_("Subscription Identifiers"),
        "sys-topics": N_("The broker's own topics ($SYS)"),
        "will": N_("Will after a broken connection"),
        "will-dropped": N_("No will after a goodbye"),
        "session-resume": N_("Session is resumed"),
        "redelivery": N_("Redelivery, marked DUP"),
        "takeover": N_("Same client identifier takes over"),
        "empty-client-id": N_("Client without an identifier"),
        "keep-alive": N_("Keep-alive is enforced"),
        "receive-maximum": N_("Our Receive Maximum is kept"),
        "properties-forwarded": N_("Properties reach the subscriber"),
        "topic-alias": N_("Topic Alias"),
        "message-expiry": N_("Message Expiry"),
        "largest-packet": N_("Largest packet"),
        "longest-topic": N_("Longest topic"),
        "deepest-topic": N_("Deepest topic"),
        "longest-client-id": N_("Longest client identifier"),
    }
)

_VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.KEPT: N_("kept"),
        Verdict.BROKEN: N_("broken"),
        Verdict.NOT_OFFERED: N_("not offered"),
        Verdict.NOTED: N_("noted"),
        Verdict.UNCLEAR: N_("unclear"),
        Verdict.NOT_TRIED: N_("not tried"),
    }
)

_WHY_NOT: Mapping[WhyNot, str] = MappingProxyType(
    {
        WhyNot.VERSION: N_("This version of MQTT does not have it."),
        WhyNot.TOO_LONG: N_("It takes long: ask for a thorough card."),
    }
)

_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "payload": N_("payload"),
        "retain": N_("RETAIN flag"),
        "arrived": N_("arrived"),
        "retain_available": N_("Retain Available"),
        "wildcard_subscriptions": N_("Wildcard Subscription Available"),
        "shared_subscriptions": N_("Shared Subscription Available"),
        "subscription_identifiers": N_("Subscription Identifiers Available"),
        "topic_alias_maximum": N_("Topic Alias Maximum"),
        "maximum_packet_size": N_("Maximum Packet Size"),
        "handling_0_again": N_("0, again"),
        "handling_1_new": N_("1, new"),
        "handling_1_again": N_("1, again"),
        "handling_2_new": N_("2, new"),
        "asked": N_("asked for"),
        "not_asked": N_("not asked for"),
        "one": N_("one level"),
        "empty": N_("empty level"),
        "two": N_("two levels"),
        "below": N_("below"),
        "parent": N_("parent level"),
        "others": N_("others"),
        "topic": N_("topic"),
        "different": N_("different"),
        "first_member": N_("first member"),
        "second_member": N_("second member"),
        "own": N_("own message"),
        "other": N_("other's message"),
        "first": N_("first"),
        "second": N_("second"),
        "copies": N_("copies"),
        "topics": N_("topics"),
        "hangs_up": N_("broker hangs up"),
        "version": N_("version"),
        "subscribe_code": N_("answer to SUBSCRIBE"),
        "session_present": N_("Session Present"),
        "message_kept": N_("message kept"),
        "first_ended": N_("first connection ended"),
        "reason_code": N_("reason code"),
        "accepted": N_("accepted"),
        "assigned": N_("identifier assigned"),
        "cut": N_("cut"),
        "too_early": N_("too early"),
        "cut_after_s": N_("cut after s"),
        "keep_alive_s": N_("keep-alive s"),
        "unacknowledged": N_("unacknowledged at once"),
        "expired_came": N_("expired one came"),
        "other_came": N_("other one came"),
        "time_left_lowered": N_("time left is counted down"),
        "time_left_s": N_("time left s"),
        "largest_bytes": N_("largest, bytes"),
        "longest_bytes": N_("longest, bytes"),
        "deepest_levels": N_("levels"),
        "failed_at_bytes": N_("failed at, bytes"),
        "failed_at_levels": N_("failed at, levels"),
        "takes_23": N_("takes 23 characters"),
    }
)

_QOS_PAIR = re.compile(r"qos_(\d)_to_(\d)")
_QOS_FACT = re.compile(r"qos_(\d)_(in_order|same_number|dup)")
_QOS_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "in_order": N_("QoS {qos} in order"),
        "same_number": N_("QoS {qos} same number"),
        "dup": N_("QoS {qos} marked DUP"),
    }
)
_ALIAS = re.compile(r"alias_(\d+)")


def trial_name(code: str) -> str:
    return _(TRIAL_NAMES[code]) if code in TRIAL_NAMES else code


def verdict_name(verdict: Verdict) -> str:
    return _(_VERDICTS[verdict])


def why_not(why: WhyNot) -> str:
    return _(_WHY_NOT[why])


def fact_name(key: str) -> str:
    """What a fact of the card is called; the key itself where the standard has named it."""
    if found := _QOS_PAIR.fullmatch(key):
        return f"{found[1]} → {found[2]}"
    if found := _QOS_FACT.fullmatch(key):
        return _(_QOS_FACTS[found[2]]).format(qos=found[1])
    if found := _ALIAS.fullmatch(key):
        return _("alias {alias}").format(alias=found[1])
    return _(_FACTS[key]) if key in _FACTS else key.replace("_", " ")


def fact_value(value: Fact) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return number(value, 1)
    return str(value)


def told(facts: Facts) -> str:
    """Facts in one line; what is not known is left out where there is something to say besides."""
    known = {key: value for key, value in facts.items() if value is not None} or facts
    return ", ".join(f"{fact_name(key)}: {fact_value(value)}" for key, value in known.items())


def seen(line: Line) -> str:
    """What a line of the card says: the observation, or why there is none."""
    if line.why is not None:
        return why_not(line.why)
    if line.fault is not None:
        return _("ended by: {fault}").format(fault=line.fault)
    return told(line.observed)


def wanted(line: Line) -> str:
    """What was expected and did not come: only where a rule was broken."""
    if line.verdict is not Verdict.BROKEN:
        return ""
    return told(
        {key: value for key, value in line.expected.items() if line.observed.get(key) != value}
        or line.expected
    )

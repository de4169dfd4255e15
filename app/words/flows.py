"""Words of the tracer: how a flow ended and why, what does not fit into it, what happened to a connection."""

from __future__ import annotations

from app.chain.hops import State
from app.mqtt.flow_values import Anomaly, Flow, FlowKind, Irregularity, Verdict, anomaly_rule
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.reasons import ReasonCode, reason_name
from app.mqtt.trace_record import Note, TraceRecord
from app.words.catalogue import N_, _, n_
from app.words.figures import duration, number

STATES: dict[Verdict, State] = {
    Verdict.PENDING: State.RUNNING,
    Verdict.INTERRUPTED: State.WARNING,
    Verdict.COMPLETE: State.PASSED,
    Verdict.COMPLETE_AFTER_RESEND: State.PASSED,
    Verdict.IRREGULAR: State.WARNING,
    Verdict.REFUSED: State.FAILED,
    Verdict.PARTLY_REFUSED: State.WARNING,
    Verdict.UNANSWERED: State.FAILED,
    Verdict.DISCARDED: State.FAILED,
    Verdict.REPLACED: State.WARNING,
    Verdict.ORPHAN: State.NOT_TESTED,
    Verdict.EVICTED: State.NOT_TESTED,
}
"""In which of the window's states a flow is shown."""

_KINDS: dict[FlowKind, str] = {
    FlowKind.CONNECT: N_("Connecting"),
    FlowKind.AUTH: N_("Authentication"),
    FlowKind.QOS1: N_("QoS 1"),
    FlowKind.QOS2: N_("QoS 2"),
    FlowKind.SUBSCRIBE: N_("Subscribing"),
    FlowKind.UNSUBSCRIBE: N_("Unsubscribing"),
    FlowKind.PING: N_("Sign of life"),
}

_DONE: dict[FlowKind, str] = {
    FlowKind.CONNECT: N_("Connected after {time}"),
    FlowKind.AUTH: N_("Authenticated again after {time}"),
    FlowKind.QOS1: N_("Delivered at least once after {time}"),
    FlowKind.QOS2: N_("Delivered exactly once after {time}"),
    FlowKind.SUBSCRIBE: N_("Subscribed after {time}"),
    FlowKind.UNSUBSCRIBE: N_("Unsubscribed after {time}"),
    FlowKind.PING: N_("The broker answered after {time}"),
}

_TITLES: dict[Verdict, str] = {
    Verdict.PENDING: N_("Under way"),
    Verdict.INTERRUPTED: N_("Interrupted by the end of the connection"),
    Verdict.IRREGULAR: N_("Ended after {time}, but not by the rules"),
    Verdict.REFUSED: N_("Refused after {time}"),
    Verdict.PARTLY_REFUSED: N_("Partly refused after {time}"),
    Verdict.UNANSWERED: N_("Never answered"),
    Verdict.DISCARDED: N_("Given up: the session was not resumed"),
    Verdict.REPLACED: N_("Given up: its identifier went to another message"),
    Verdict.ORPHAN: N_("The beginning was not seen"),
    Verdict.EVICTED: N_("No longer followed"),
}

_WHY: dict[Verdict, str] = {
    Verdict.PENDING: N_("The answer has not come yet."),
    Verdict.INTERRUPTED: N_("It goes on when the client connects again and the session was kept."),
    Verdict.UNANSWERED: N_("The connection ended before the answer came."),
    Verdict.DISCARDED: N_(
        "The next connection began with an empty session, so both sides forgot the message. "
        "Nobody knows whether it arrived."
    ),
    Verdict.REPLACED: N_("The sender used the packet identifier again before the last answer had come."),
    Verdict.ORPHAN: N_("This answers something sent before the trace began, or never sent."),
    Verdict.EVICTED: N_("Too many exchanges were open at once, so the oldest was let go."),
}

_ANOMALIES: dict[Anomaly, tuple[str, str]] = {
    Anomaly.WRONG_TYPE: (N_("wrong type"), N_("This packet has no place in an exchange of this kind.")),
    Anomaly.OUT_OF_ORDER: (N_("out of order"), N_("This packet came before the one that it follows.")),
    Anomaly.ORPHAN_ACK: (N_("no question"), N_("An answer to something that was not seen.")),
    Anomaly.DUPLICATE_ACK: (N_("answered twice"), N_("The same answer came more than once.")),
    Anomaly.LATE_ACK: (N_("late"), N_("The answer came very late.")),
    Anomaly.ID_REUSED: (
        N_("identifier reused"),
        N_("The packet identifier was still in use for another message."),
    ),
    Anomaly.RESENT_WITHOUT_DUP: (N_("DUP missing"), N_("Sent again without the DUP flag.")),
    Anomaly.RESENT_ON_SAME_CONNECTION: (
        N_("resent too early"),
        N_("Sent again on the same connection; only a new connection allows that."),
    ),
    Anomaly.RESENT_AFTER_ACK: (N_("resent after answer"), N_("Sent again although it had been answered.")),
    Anomaly.RESENT_AFTER_REFUSAL: (
        N_("resent after refusal"),
        N_("Sent again although it had been refused."),
    ),
    Anomaly.DUP_WITHOUT_FIRST: (N_("first not seen"), N_("A repetition whose first sending was not seen.")),
    Anomaly.PUBLISH_AFTER_PUBREL: (
        N_("PUBLISH too late"),
        N_("The message was sent again after its release."),
    ),
    Anomaly.RECEIVE_MAXIMUM_EXCEEDED: (
        N_("too many at once"),
        N_("More messages without an answer than the receiver allows."),
    ),
    Anomaly.SECOND_CONNECT: (N_("second CONNECT"), N_("A second CONNECT on the same connection.")),
    Anomaly.COUNT_MISMATCH: (N_("wrong count"), N_("The answer has not one code for each filter.")),
    Anomaly.GRANTED_ABOVE_REQUESTED: (
        N_("more than asked"),
        N_("The broker granted a higher QoS than was asked for."),
    ),
}

_NOTES: dict[Note, str] = {
    Note.CONNECTED: N_("connected"),
    Note.CONNECTION_LOST: N_("disconnected"),
}


def kind_name(flow: Flow) -> str:
    """`QoS 2, id 42`."""
    name = _(_KINDS[flow.kind])
    return name if flow.packet_id is None else _("{kind}, id {id}").format(kind=name, id=flow.packet_id)


def note_name(note: Note) -> str:
    return _(_NOTES[note])


def note_reason(record: TraceRecord) -> str:
    """Why a connection ended, from the fault's code; empty where the note has none."""
    if record.note is not Note.CONNECTION_LOST or not record.text:
        return ""
    from app.words.advise import fault_advice

    return fault_advice(record.text, {}, "MqttReason").title


def verdict_title(flow: Flow) -> str:
    """How the flow stands, in one line."""
    done = flow.verdict in (Verdict.COMPLETE, Verdict.COMPLETE_AFTER_RESEND)
    sentence = _DONE[flow.kind] if done else _TITLES[flow.verdict]
    return _(sentence).format(time=duration(flow.duration_ns / 1e6))


def verdict_reason(flow: Flow, version: Version) -> str:
    """What led to it: the answer's reason, repetitions, what does not fit; a sentence each."""
    parts: list[str] = []
    if sentence := _WHY.get(flow.verdict):
        parts.append(_(sentence))
    if flow.verdict in (Verdict.REFUSED, Verdict.PARTLY_REFUSED):
        parts += _refusals(flow, version)
    elif flow.reason == ReasonCode.NO_MATCHING_SUBSCRIBERS:
        parts.append(_("The broker took it; nobody has subscribed to its topic."))
    elif flow.kind is FlowKind.SUBSCRIBE and flow.verdict is Verdict.COMPLETE:
        parts += [
            _("{filter}: QoS {qos} granted.").format(filter=entry.filter, qos=entry.code)
            for entry in flow.filters
            if entry.code is not None
        ]
    if flow.resends:
        parts.append(_resent(flow))
    if flow.verdict is Verdict.COMPLETE and flow.direction is Direction.IN and not parts:
        parts.append(_("A message from the broker; the answers are ours."))
    parts += [anomaly_text(each, flow.direction) for each in flow.irregularities[:4]]
    if flow.steps_dropped:
        count = flow.steps_dropped
        parts.append(
            n_("{count} more packet is not drawn.", "{count} more packets are not drawn.", count).format(
                count=number(count)
            )
        )
    return " ".join(parts)


def anomaly_name(anomaly: Anomaly) -> str:
    """Short, for a badge."""
    return _(_ANOMALIES[anomaly][0])


def anomaly_text(irregularity: Irregularity, direction: Direction) -> str:
    """The sentence, with the statement of the standard that it goes against."""
    sentence = _(_ANOMALIES[irregularity.anomaly][1])
    rule = anomaly_rule(irregularity.anomaly, direction)
    return f"{sentence} [{rule}]" if rule else sentence


def qos0_title() -> str:
    return _("Sent once, without an answer")


def qos0_reason() -> str:
    return _("QoS 0 has no acknowledgement: whether it arrived cannot be seen here.")


def no_flow_title(packet_type: PacketType) -> str:
    return _("{packet} needs no answer").format(packet=packet_type.name)


def _resent(flow: Flow) -> str:
    again = n_("Sent again once.", "Sent again {count} times.", flow.resends).format(
        count=number(flow.resends)
    )
    connections = len({step.connection for step in flow.steps})
    if connections > 1 and flow.verdict is Verdict.COMPLETE_AFTER_RESEND:
        again += " " + _("The connection ended in between and the session was kept.")
        if flow.kind is FlowKind.QOS2:
            again += " " + _("The receiver takes it once.")
    if flow.kind is FlowKind.QOS1:
        again += " " + _("The receiver may have it twice.")
    return again


def _refusals(flow: Flow, version: Version) -> list[str]:
    """Refused filters by name; otherwise the one reason."""
    answer = {
        FlowKind.CONNECT: PacketType.CONNACK,
        FlowKind.QOS1: PacketType.PUBACK,
        FlowKind.SUBSCRIBE: PacketType.SUBACK,
        FlowKind.UNSUBSCRIBE: PacketType.UNSUBACK,
        FlowKind.AUTH: PacketType.AUTH,
    }.get(flow.kind, PacketType.PUBREC)
    refused = [entry for entry in flow.filters if entry.code is not None and entry.code >= 0x80]
    if refused:
        return [
            _("{filter}: {reason}.").format(
                filter=entry.filter, reason=code_name(answer, entry.code, version) or ""
            )
            for entry in refused
        ]
    name = code_name(answer, flow.reason, version)
    return [_("The broker says: {reason}.").format(reason=name)] if name else []


def code_name(packet_type: PacketType, code: int | None, version: Version) -> str | None:
    """The standard's own name of a reason code, or its number; in English, as manuals print it."""
    if code is None:
        return None
    return reason_name(packet_type, code, version) or f"0x{code:02X}"

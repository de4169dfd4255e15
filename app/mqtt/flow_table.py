"""The transition table of the flows: what each packet does to a flow in each phase. All legality lives here.

Rules of this file: everything that decides whether a packet has its place in a flow is in `TRANSITIONS`; an
entry says who sends the packet, the next phase and what the packet is to the flow. A packet without an entry
is of the wrong type for the flow. Sections 4.3.2, 4.3.3 and 4.4 of the MQTT 5 text.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from app.mqtt.flow_values import Anomaly, FlowKind, Phase
from app.mqtt.packet_types import PacketType


class Effect(Enum):
    ADVANCE = "advance"
    RESEND = "resend"
    IRREGULAR = "irregular"


class Transition(NamedTuple):
    phase: Phase
    effect: Effect
    anomaly: Anomaly | None = None


class Sender(Enum):
    INITIATOR = "initiator"
    RESPONDER = "responder"


Key = tuple[FlowKind, Phase, Sender, PacketType]

_I, _R = Sender.INITIATOR, Sender.RESPONDER
_P, _T = Phase, PacketType


def _stays(phase: Phase, anomaly: Anomaly) -> Transition:
    return Transition(phase, Effect.IRREGULAR, anomaly)


def _to(phase: Phase) -> Transition:
    return Transition(phase, Effect.ADVANCE)


def _again(phase: Phase) -> Transition:
    return Transition(phase, Effect.RESEND)


TRANSITIONS: dict[Key, Transition] = {
    (FlowKind.QOS1, _P.AWAIT_PUBACK, _R, _T.PUBACK): _to(_P.CLOSED),
    (FlowKind.QOS1, _P.AWAIT_PUBACK, _I, _T.PUBLISH): _again(_P.AWAIT_PUBACK),
    #
    (FlowKind.QOS2, _P.AWAIT_PUBREC, _R, _T.PUBREC): _to(_P.AWAIT_PUBREL),
    (FlowKind.QOS2, _P.AWAIT_PUBREC, _I, _T.PUBLISH): _again(_P.AWAIT_PUBREC),
    (FlowKind.QOS2, _P.AWAIT_PUBREC, _I, _T.PUBREL): Transition(
        _P.AWAIT_PUBCOMP, Effect.IRREGULAR, Anomaly.OUT_OF_ORDER
    ),
    (FlowKind.QOS2, _P.AWAIT_PUBREC, _R, _T.PUBCOMP): _stays(_P.AWAIT_PUBREC, Anomaly.OUT_OF_ORDER),
    (FlowKind.QOS2, _P.AWAIT_PUBREL, _I, _T.PUBREL): _to(_P.AWAIT_PUBCOMP),
    # The PUBREC can have been lost with the connection: then the sender begins again.
    (FlowKind.QOS2, _P.AWAIT_PUBREL, _I, _T.PUBLISH): _again(_P.AWAIT_PUBREC),
    (FlowKind.QOS2, _P.AWAIT_PUBREL, _R, _T.PUBREC): _stays(_P.AWAIT_PUBREL, Anomaly.DUPLICATE_ACK),
    (FlowKind.QOS2, _P.AWAIT_PUBREL, _R, _T.PUBCOMP): _stays(_P.AWAIT_PUBREL, Anomaly.OUT_OF_ORDER),
    (FlowKind.QOS2, _P.AWAIT_PUBCOMP, _R, _T.PUBCOMP): _to(_P.CLOSED),
    (FlowKind.QOS2, _P.AWAIT_PUBCOMP, _I, _T.PUBREL): _again(_P.AWAIT_PUBCOMP),
    (FlowKind.QOS2, _P.AWAIT_PUBCOMP, _I, _T.PUBLISH): _stays(_P.AWAIT_PUBCOMP, Anomaly.PUBLISH_AFTER_PUBREL),
    (FlowKind.QOS2, _P.AWAIT_PUBCOMP, _R, _T.PUBREC): _stays(_P.AWAIT_PUBCOMP, Anomaly.DUPLICATE_ACK),
    #
    (FlowKind.SUBSCRIBE, _P.AWAIT_SUBACK, _R, _T.SUBACK): _to(_P.CLOSED),
    (FlowKind.SUBSCRIBE, _P.AWAIT_SUBACK, _I, _T.SUBSCRIBE): _again(_P.AWAIT_SUBACK),
    (FlowKind.UNSUBSCRIBE, _P.AWAIT_UNSUBACK, _R, _T.UNSUBACK): _to(_P.CLOSED),
    (FlowKind.UNSUBSCRIBE, _P.AWAIT_UNSUBACK, _I, _T.UNSUBSCRIBE): _again(_P.AWAIT_UNSUBACK),
    (FlowKind.PING, _P.AWAIT_PINGRESP, _R, _T.PINGRESP): _to(_P.CLOSED),
    #
    (FlowKind.CONNECT, _P.AWAIT_CONNACK, _R, _T.CONNACK): _to(_P.CLOSED),
    (FlowKind.CONNECT, _P.AWAIT_CONNACK, _R, _T.AUTH): _to(_P.AWAIT_CLIENT_AUTH),
    (FlowKind.CONNECT, _P.AWAIT_CLIENT_AUTH, _I, _T.AUTH): _to(_P.AWAIT_CONNACK),
    (FlowKind.CONNECT, _P.AWAIT_CLIENT_AUTH, _R, _T.CONNACK): _to(_P.CLOSED),
    (FlowKind.AUTH, _P.AWAIT_SERVER_AUTH, _R, _T.AUTH): _to(_P.AWAIT_CLIENT_AUTH),
    (FlowKind.AUTH, _P.AWAIT_CLIENT_AUTH, _I, _T.AUTH): _to(_P.AWAIT_SERVER_AUTH),
}


def transition(kind: FlowKind, phase: Phase, sender: Sender, packet_type: PacketType) -> Transition:
    """What the packet does to the flow; a packet that the table does not know leaves the phase as it is."""
    found = TRANSITIONS.get((kind, phase, sender, packet_type))
    return found if found is not None else _stays(phase, Anomaly.WRONG_TYPE)


OPENING_PHASES: dict[FlowKind, Phase] = {
    FlowKind.CONNECT: Phase.AWAIT_CONNACK,
    FlowKind.AUTH: Phase.AWAIT_SERVER_AUTH,
    FlowKind.QOS1: Phase.AWAIT_PUBACK,
    FlowKind.QOS2: Phase.AWAIT_PUBREC,
    FlowKind.SUBSCRIBE: Phase.AWAIT_SUBACK,
    FlowKind.UNSUBSCRIBE: Phase.AWAIT_UNSUBACK,
    FlowKind.PING: Phase.AWAIT_PINGRESP,
}

ORPHAN_OPENINGS: dict[PacketType, tuple[FlowKind, Phase]] = {
    PacketType.PUBACK: (FlowKind.QOS1, Phase.CLOSED),
    PacketType.PUBREC: (FlowKind.QOS2, Phase.AWAIT_PUBREL),
    PacketType.PUBREL: (FlowKind.QOS2, Phase.AWAIT_PUBCOMP),
    PacketType.PUBCOMP: (FlowKind.QOS2, Phase.CLOSED),
    PacketType.SUBACK: (FlowKind.SUBSCRIBE, Phase.CLOSED),
    PacketType.UNSUBACK: (FlowKind.UNSUBSCRIBE, Phase.CLOSED),
    PacketType.PINGRESP: (FlowKind.PING, Phase.CLOSED),
    PacketType.CONNACK: (FlowKind.CONNECT, Phase.CLOSED),
}
"""The flow that an answer without a question stands for, and where it goes on."""

SENT_BY_RESPONDER = frozenset(
    {
        PacketType.CONNACK,
        PacketType.PUBACK,
        PacketType.PUBREC,
        PacketType.PUBCOMP,
        PacketType.SUBACK,
        PacketType.UNSUBACK,
        PacketType.PINGRESP,
    }
)
"""The rest is sent by whoever began the flow; AUTH is sent by both."""

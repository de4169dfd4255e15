"""The transition table itself: whole, deterministic, and every flow can end."""

from __future__ import annotations

import pytest

from app.mqtt.flow_table import (
    OPENING_PHASES,
    ORPHAN_OPENINGS,
    SENT_BY_RESPONDER,
    TRANSITIONS,
    Effect,
    Sender,
    transition,
)
from app.mqtt.flow_values import Anomaly, FlowKind, Phase
from app.mqtt.packet_types import PacketType


@pytest.mark.parametrize("kind", list(FlowKind))
def test_every_flow_can_reach_its_end(kind: FlowKind) -> None:
    reached = {OPENING_PHASES[kind]}
    for _ in Phase:
        reached |= {
            step.phase
            for (of_kind, phase, _, _), step in TRANSITIONS.items()
            if of_kind is kind and phase in reached
        }
    # A re-authentication ends by the server's code, which is no matter of packet types.
    assert Phase.CLOSED in reached or kind is FlowKind.AUTH


def test_nothing_leaves_the_end_and_only_known_senders_send() -> None:
    for (_, phase, sender, packet_type), step in TRANSITIONS.items():
        assert phase is not Phase.CLOSED
        if packet_type is not PacketType.AUTH:
            assert (sender is Sender.RESPONDER) == (packet_type in SENT_BY_RESPONDER)
        assert (step.effect is Effect.IRREGULAR) == (step.anomaly is not None)


def test_what_the_table_does_not_know_is_of_the_wrong_type() -> None:
    step = transition(FlowKind.QOS1, Phase.AWAIT_PUBACK, Sender.RESPONDER, PacketType.PUBREC)
    assert step == (Phase.AWAIT_PUBACK, Effect.IRREGULAR, Anomaly.WRONG_TYPE)


def test_orphans_go_on_where_the_table_expects_them() -> None:
    assert set(ORPHAN_OPENINGS) == SENT_BY_RESPONDER | {PacketType.PUBREL}
    for kind, phase in ORPHAN_OPENINGS.values():
        if phase is not Phase.CLOSED:
            assert any(key[0] is kind and key[1] is phase for key in TRANSITIONS)

"""Flow values: legs, and the rule behind an anomaly."""

from __future__ import annotations

from app.mqtt.flow_values import (
    ANOMALY_RULES,
    Anomaly,
    Flow,
    FlowKind,
    Leg,
    LegKind,
    Phase,
    Step,
    Verdict,
    anomaly_rule,
)
from app.mqtt.packet_types import Direction, PacketType

OUT, IN = Direction.OUT, Direction.IN


def flow(*steps: Step) -> Flow:
    return Flow(
        id=1,
        session="s",
        kind=FlowKind.QOS1,
        direction=steps[0].direction,
        packet_id=1,
        generation=0,
        topic="t",
        phase=Phase.CLOSED,
        verdict=Verdict.COMPLETE,
        reason=0,
        resends=0,
        resend_of=None,
        steps=steps,
        steps_dropped=0,
        irregularities=(),
        filters=(),
    )


def step(number: int, direction: Direction, at_ns: int, written_ns: int | None = None) -> Step:
    packet_type = PacketType.PUBLISH if direction is OUT else PacketType.PUBACK
    return Step(number, packet_type, direction, at_ns, written_ns, False, None, 0, 0)


def test_legs_of_a_publish_of_ours() -> None:
    seen = flow(step(1, OUT, 100, 130), step(2, IN, 200))
    assert seen.legs == (Leg(LegKind.QUEUE, 1, 1, 30), Leg(LegKind.PEER, 1, 2, 70))
    assert seen.duration_ns == 100


def test_legs_of_a_publish_of_theirs() -> None:
    seen = flow(step(1, IN, 100), step(2, OUT, 150, 160))
    assert seen.legs == (Leg(LegKind.OWN, 1, 2, 50), Leg(LegKind.QUEUE, 2, 2, 10))


def test_an_answer_read_before_the_write_was_noted_takes_no_negative_time() -> None:
    assert flow(step(1, OUT, 100, 210), step(2, IN, 200)).legs[1].duration_ns == 0


def test_the_rule_depends_on_who_began() -> None:
    assert anomaly_rule(Anomaly.ID_REUSED, OUT) == "MQTT-2.2.1-3"
    assert anomaly_rule(Anomaly.ID_REUSED, IN) == "MQTT-2.2.1-4"
    assert anomaly_rule(Anomaly.RECEIVE_MAXIMUM_EXCEEDED, IN) == "MQTT-3.3.4-9"
    assert anomaly_rule(Anomaly.WRONG_TYPE, IN) == ANOMALY_RULES[Anomaly.WRONG_TYPE]
    assert anomaly_rule(Anomaly.LATE_ACK, OUT) is None

"""What a session and a flow remember."""

from __future__ import annotations

import pytest

from app.mqtt.flow_state import STEP_LIMIT, LiveFlow, SessionState, opposite
from app.mqtt.flow_values import Anomaly, FilterResult, FlowKind, Phase, Verdict
from app.mqtt.packet_types import Direction
from app.mqtt.packets import Publish, Subscribe, Subscription
from tests.app.mqtt.traced import traced

OUT = Direction.OUT


def live(kind: FlowKind = FlowKind.QOS1, phase: Phase = Phase.CLOSED) -> LiveFlow:
    return LiveFlow(1, traced(1, Publish("t", b"", 1, packet_id=5), OUT), kind, OUT, phase)


def test_verdict_of_an_open_flow_depends_on_the_connection() -> None:
    flow = live(phase=Phase.AWAIT_PUBACK)
    flow.connection = 3
    assert flow.verdict(3) is Verdict.PENDING
    assert flow.verdict(4) is Verdict.INTERRUPTED
    assert flow.verdict(None) is Verdict.INTERRUPTED


@pytest.mark.parametrize(
    ("kind", "reason", "verdict"),
    [
        (FlowKind.QOS1, None, Verdict.COMPLETE),
        (FlowKind.QOS1, 0x10, Verdict.COMPLETE),
        (FlowKind.QOS1, 0x80, Verdict.REFUSED),
        (FlowKind.QOS2, 0x92, Verdict.REFUSED),
        (FlowKind.CONNECT, 5, Verdict.REFUSED),
        (FlowKind.CONNECT, 0, Verdict.COMPLETE),
    ],
)
def test_verdict_of_an_ended_flow(kind: FlowKind, reason: int | None, verdict: Verdict) -> None:
    flow = live(kind)
    flow.reason = reason
    assert flow.verdict(0) is verdict


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [((0, 1), Verdict.COMPLETE), ((0, 0x80), Verdict.PARTLY_REFUSED), ((0x87, 0x80), Verdict.REFUSED)],
)
def test_verdict_of_filters(codes: tuple[int, ...], verdict: Verdict) -> None:
    flow = LiveFlow(
        1, traced(1, Subscribe(1, (Subscription("a"),)), OUT), FlowKind.SUBSCRIBE, OUT, Phase.CLOSED
    )
    flow.filters = tuple(FilterResult("f", 0, code) for code in codes)
    assert flow.verdict(0) is verdict


def test_harmless_marks_do_not_spoil_the_verdict() -> None:
    flow = live()
    flow.mark(Anomaly.LATE_ACK, 2)
    assert flow.verdict(0) is Verdict.COMPLETE
    flow.mark(Anomaly.DUPLICATE_ACK, 3)
    assert flow.verdict(0) is Verdict.IRREGULAR


def test_steps_and_marks_are_bounded() -> None:
    flow = live()
    for number in range(2 * STEP_LIMIT):
        flow.add(traced(number, Publish("t", b"", 1, packet_id=5), OUT), OUT, 0, 1)
        flow.mark(Anomaly.DUPLICATE_ACK, number)
    snapshot = flow.snapshot(0)
    assert (len(snapshot.steps), snapshot.steps_dropped) == (STEP_LIMIT, STEP_LIMIT)
    assert len(snapshot.irregularities) == STEP_LIMIT


def test_a_session_forgets_its_oldest_ended_flows() -> None:
    session = SessionState(recent_limit=2)
    for packet_id in (1, 2, 3):
        flow = live()
        flow.packet_id = packet_id
        session.remember(flow)
    assert [key[1] for key in session.recent] == [2, 3]


def test_generations_count_by_direction_and_identifier() -> None:
    session = SessionState(1)
    assert [session.next_generation((OUT, 1)) for _ in range(3)] == [0, 1, 2]
    assert session.next_generation((opposite(OUT), 1)) == 0


def test_a_new_connection_starts_with_nothing_in_flight() -> None:
    session = SessionState(1)
    session.begin_connection()
    session.in_flight[OUT].add(1)
    session.begin_connection()
    assert session.in_flight[OUT] == set()
    assert (session.connection, session.last_connection, session.fresh) == (1, 1, True)

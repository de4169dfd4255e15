"""Keeping flows: numbers, bounds, and what has changed."""

from __future__ import annotations

from app.mqtt.flow_state import LiveFlow
from app.mqtt.flow_store import FlowLimits, FlowStore
from app.mqtt.flow_values import FlowKind, Phase, Verdict
from app.mqtt.packet_types import Direction
from app.mqtt.packets import Publish
from tests.app.mqtt.traced import traced

OUT = Direction.OUT


def begin(store: FlowStore, packet_id: int, session: str = "s") -> LiveFlow:
    packet = traced(packet_id, Publish("t", b"", 1, packet_id=packet_id), OUT, session=session)
    state = store.session(session)
    flow = store.begin(state, packet, FlowKind.QOS1, OUT, Phase.AWAIT_PUBACK)
    state.open[(OUT, packet_id)] = flow
    store.add_step(state, flow, packet, OUT)
    return flow


def test_numbers_rise_and_changes_are_told_once() -> None:
    store = FlowStore(FlowLimits())
    assert [begin(store, number).id for number in (1, 2)] == [0, 1]
    assert store.take_own() == 1
    assert store.take_own() is None
    assert store.take_changed() == (0, 1)
    assert store.take_changed() == ()


def test_an_ended_flow_stays_readable_until_the_history_is_full() -> None:
    store = FlowStore(FlowLimits(history=1))
    session = store.session("s")
    first, second = begin(store, 1), begin(store, 2)
    store.give_up(session, first, Verdict.DISCARDED)
    ended = store.snapshot(first.id)
    assert ended is not None and ended.verdict is Verdict.DISCARDED
    assert session.open == {(OUT, 2): second}
    store.give_up(session, second, Verdict.DISCARDED)
    assert store.snapshot(first.id) is None
    assert (store.forgotten, store.evicted) == (1, 0)


def test_the_oldest_open_flow_goes_first() -> None:
    store = FlowStore(FlowLimits(open=2))
    for packet_id in (1, 2, 3):
        begin(store, packet_id)
    assert list(store.open) == [1, 2]
    evicted = store.snapshot(0)
    assert evicted is not None and evicted.verdict is Verdict.EVICTED
    assert store.evicted == 1


def test_the_oldest_session_goes_first_with_its_flows() -> None:
    store = FlowStore(FlowLimits(sessions=2))
    for name in ("a", "b", "c"):
        begin(store, 1, name)
    assert list(store.sessions) == ["b", "c"]
    evicted = store.snapshot(0)
    assert evicted is not None and evicted.verdict is Verdict.EVICTED

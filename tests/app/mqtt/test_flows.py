"""Flows: every order of acknowledgements for QoS 1 and 2 in both roles, reconnects, and bounds."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mqtt.flow_state import STEP_LIMIT, opposite
from app.mqtt.flow_store import FlowLimits
from app.mqtt.flow_values import Anomaly, Flow, FlowKind, LegKind, Phase, Verdict
from app.mqtt.flows import FlowEngine
from app.mqtt.packets import (
    Auth,
    Connack,
    Connect,
    Direction,
    Disconnect,
    Packet,
    Pingreq,
    Pingresp,
    Properties,
    Property,
    Puback,
    Pubcomp,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Subscription,
    Unsuback,
    Unsubscribe,
    Version,
)
from tests.app.mqtt.strategies import packets
from tests.app.mqtt.traced import MS, Script, traced

OUT, IN = Direction

P1 = Publish("a/b", b"x", 1, packet_id=7)
D1 = Publish("a/b", b"x", 1, dup=True, packet_id=7)
P2 = Publish("a/b", b"x", 2, packet_id=7)
D2 = Publish("a/b", b"x", 2, dup=True, packet_id=7)
OTHER1 = Publish("c/d", b"y", 1, packet_id=7)
ACK, REC, REL, COMP = Puback(7), Pubrec(7), Pubrel(7), Pubcomp(7)
NO_ACK, NO_REC = Puback(7, 0x97), Pubrec(7, 0x97)

INITIATOR_SENDS = (Publish, Pubrel, Subscribe, Unsubscribe)

A = Anomaly
V = Verdict

# What is sent on one connection, the verdict of the flow at its end, and its anomalies. Written for the
# initiator's view; each row is run with the client and with the server as the one that publishes.
ORDERS: list[tuple[str, list[Packet], Verdict, list[Anomaly]]] = [
    ("qos1", [P1, ACK], V.COMPLETE, []),
    ("qos1-open", [P1], V.PENDING, []),
    ("qos1-refused", [P1, NO_ACK], V.REFUSED, []),
    ("qos1-no-subscribers", [P1, Puback(7, 0x10)], V.COMPLETE, []),
    ("qos1-resent", [P1, D1, ACK], V.IRREGULAR, [A.RESENT_ON_SAME_CONNECTION]),
    ("qos1-resent-both-acked", [P1, D1, ACK, ACK], V.IRREGULAR, [A.RESENT_ON_SAME_CONNECTION]),
    (
        "qos1-resent-no-dup",
        [P1, P1, ACK],
        V.IRREGULAR,
        [A.RESENT_WITHOUT_DUP, A.RESENT_ON_SAME_CONNECTION],
    ),
    ("qos1-acked-twice", [P1, ACK, ACK], V.IRREGULAR, [A.DUPLICATE_ACK]),
    ("qos1-pubrec", [P1, REC], V.PENDING, [A.WRONG_TYPE]),
    ("qos1-pubrec-then-puback", [P1, REC, ACK], V.IRREGULAR, [A.WRONG_TYPE]),
    ("qos1-pubcomp", [P1, COMP], V.PENDING, [A.WRONG_TYPE]),
    ("qos1-pubrel", [P1, REL], V.PENDING, [A.WRONG_TYPE]),
    ("qos1-suback", [P1, Suback(7, (0,))], V.PENDING, [A.WRONG_TYPE]),
    ("qos1-unsuback", [P1, Unsuback(7, (0,))], V.PENDING, [A.WRONG_TYPE]),
    ("qos2", [P2, REC, REL, COMP], V.COMPLETE, []),
    ("qos2-await-pubrec", [P2], V.PENDING, []),
    ("qos2-await-pubrel", [P2, REC], V.PENDING, []),
    ("qos2-await-pubcomp", [P2, REC, REL], V.PENDING, []),
    ("qos2-refused", [P2, NO_REC], V.REFUSED, []),
    ("qos2-puback", [P2, ACK], V.PENDING, [A.WRONG_TYPE]),
    ("qos2-puback-later", [P2, REC, ACK, REL, COMP], V.IRREGULAR, [A.WRONG_TYPE]),
    ("qos2-puback-last", [P2, REC, REL, ACK, COMP], V.IRREGULAR, [A.WRONG_TYPE]),
    ("qos2-pubcomp-first", [P2, COMP], V.PENDING, [A.OUT_OF_ORDER]),
    ("qos2-pubcomp-before-pubrel", [P2, REC, COMP, REL, COMP], V.IRREGULAR, [A.OUT_OF_ORDER]),
    ("qos2-pubrel-before-pubrec", [P2, REL, COMP], V.IRREGULAR, [A.OUT_OF_ORDER]),
    ("qos2-two-pubrecs", [P2, REC, REC, REL, COMP], V.IRREGULAR, [A.DUPLICATE_ACK]),
    ("qos2-pubrec-after-pubrel", [P2, REC, REL, REC, COMP], V.IRREGULAR, [A.DUPLICATE_ACK]),
    ("qos2-two-pubcomps", [P2, REC, REL, COMP, COMP], V.IRREGULAR, [A.DUPLICATE_ACK]),
    ("qos2-late-pubrec", [P2, REC, REL, COMP, REC], V.IRREGULAR, [A.DUPLICATE_ACK]),
    ("qos2-resent", [P2, D2, REC, REL, COMP], V.IRREGULAR, [A.RESENT_ON_SAME_CONNECTION]),
    ("qos2-resent-both-received", [P2, D2, REC, REC, REL, COMP], V.IRREGULAR, [A.RESENT_ON_SAME_CONNECTION]),
    ("qos2-pubrel-twice", [P2, REC, REL, REL, COMP], V.IRREGULAR, [A.RESENT_ON_SAME_CONNECTION]),
    ("qos2-publish-after-pubrel", [P2, REC, REL, D2, COMP], V.IRREGULAR, [A.PUBLISH_AFTER_PUBREL]),
    (
        "qos2-pubrel-after-the-end",
        [P2, REC, REL, COMP, REL, COMP],
        V.COMPLETE_AFTER_RESEND,
        [A.RESENT_AFTER_ACK],
    ),
]


def play(script: Script, sent: list[Packet], initiator: Direction) -> Flow:
    flow: Flow | None = None
    for packet in sent:
        direction = initiator if isinstance(packet, INITIATOR_SENDS) else opposite(initiator)
        flow = script.send(packet, direction)
    assert flow is not None
    return flow


@pytest.mark.parametrize("initiator", [OUT, IN], ids=["client-publishes", "server-publishes"])
@pytest.mark.parametrize(
    ("sent", "verdict", "anomalies"), [row[1:] for row in ORDERS], ids=[r[0] for r in ORDERS]
)
def test_order(sent: list[Packet], verdict: Verdict, anomalies: list[Anomaly], initiator: Direction) -> None:
    flow = play(Script(), sent, initiator)
    assert flow.verdict is verdict
    assert [entry.anomaly for entry in flow.irregularities] == anomalies
    assert flow.direction is initiator
    assert [step.number for step in flow.steps] == list(range(1, len(sent) + 1))


def test_the_table_is_whole() -> None:
    """Every packet of the two protocols in every phase that it can meet."""
    seen = set()
    for _, sent, _, _ in ORDERS:
        first = sent[0]
        assert isinstance(first, Publish)
        for length in range(1, len(sent)):
            before = play(Script(), sent[:length], OUT)
            seen.add((first.qos, before.phase, type(sent[length])))
    for qos, phases in {
        1: {Phase.AWAIT_PUBACK},
        2: {Phase.AWAIT_PUBREC, Phase.AWAIT_PUBREL, Phase.AWAIT_PUBCOMP},
    }.items():
        for phase, kind in itertools.product(phases, (Puback, Pubrec, Pubcomp)):
            assert (qos, phase, kind) in seen, (qos, phase, kind)


@pytest.mark.parametrize("initiator", [OUT, IN])
@pytest.mark.parametrize(
    ("packet", "kind", "verdict"),
    [
        (ACK, FlowKind.QOS1, V.ORPHAN),
        (COMP, FlowKind.QOS2, V.ORPHAN),
        (Suback(7, (0,)), FlowKind.SUBSCRIBE, V.ORPHAN),
        (Unsuback(7, (0,)), FlowKind.UNSUBSCRIBE, V.ORPHAN),
        (Pingresp(), FlowKind.PING, V.ORPHAN),
        (Connack(), FlowKind.CONNECT, V.ORPHAN),
        (REC, FlowKind.QOS2, V.PENDING),
        (REL, FlowKind.QOS2, V.PENDING),
        (NO_REC, FlowKind.QOS2, V.REFUSED),
    ],
)
def test_an_answer_to_nothing(packet: Packet, kind: FlowKind, verdict: Verdict, initiator: Direction) -> None:
    flow = play(Script(), [packet], initiator)
    assert (flow.kind, flow.verdict) == (kind, verdict)
    assert [entry.anomaly for entry in flow.irregularities] == [A.ORPHAN_ACK]


def test_a_flow_joined_in_the_middle_is_followed_to_its_end() -> None:
    flow = play(Script(), [REC, REL, COMP], OUT)
    assert flow.verdict is V.ORPHAN
    assert len(flow.steps) == 3


def test_both_directions_have_their_own_identifiers() -> None:
    script = Script()
    mine, theirs = script.out(P1), script.back(P1)
    assert mine is not None and theirs is not None
    assert mine.id != theirs.id
    answered = script.back(ACK)
    assert answered is not None and answered.id == mine.id


def test_an_identifier_given_to_another_message_replaces_the_flow() -> None:
    script = Script()
    first = script.out(P1)
    second = script.out(OTHER1)
    assert first is not None and second is not None
    replaced = script.engine.flow(first.id)
    assert replaced is not None and replaced.verdict is V.REPLACED
    assert [entry.anomaly for entry in second.irregularities] == [A.ID_REUSED]
    assert (first.generation, second.generation) == (0, 1)
    answered = script.back(ACK)
    assert answered is not None and answered.id == second.id


def test_an_identifier_is_free_again_after_the_end() -> None:
    script = Script()
    for generation in range(3):
        flow = play(script, [P1, ACK], OUT)
        assert flow.generation == generation
        assert flow.verdict is V.COMPLETE


def connect(script: Script, *, clean: bool = False, present: bool = True) -> Flow:
    script.out(Connect("dev", clean))
    flow = script.back(Connack(0, present))
    assert flow is not None
    return flow


def test_a_resumed_session_goes_on_with_its_flows() -> None:
    script = Script()
    connect(script, present=False)
    first = script.out(P2)
    assert first is not None
    script.engine.connection_lost("s")
    waiting = script.engine.flow(first.id)
    assert waiting is not None and waiting.verdict is V.INTERRUPTED
    connect(script)
    flow = play(script, [D2, REC, REL, COMP], OUT)
    assert flow.id == first.id
    assert flow.verdict is V.COMPLETE_AFTER_RESEND
    assert flow.irregularities == ()
    assert [step.connection for step in flow.steps] == [0, 1, 1, 1, 1]


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_qos_2_cut_after_each_packet(cut: int) -> None:
    """What the sender does after the cut: PUBLISH again before PUBREC, PUBREL again after it."""
    script = Script()
    connect(script, present=False)
    flow = play(script, [P2, REC, REL][:cut], OUT)
    script.engine.connection_lost("s")
    connect(script)
    rest: list[Packet] = [D2, REC, REL, COMP] if cut == 1 else [REL, COMP]
    ended = play(script, rest, OUT)
    assert ended.id == flow.id
    assert ended.irregularities == ()
    expected = V.COMPLETE if cut == 2 else V.COMPLETE_AFTER_RESEND
    assert ended.verdict is expected


def test_packet_identifier_not_found_is_no_error_while_resuming() -> None:
    script = Script()
    connect(script, present=False)
    play(script, [P2, REC, REL], OUT)
    script.engine.connection_lost("s")
    connect(script)
    assert play(script, [REL, Pubcomp(7, 0x92)], OUT).verdict is V.COMPLETE_AFTER_RESEND
    assert play(script, [P2, REC, REL, Pubcomp(7, 0x92)], OUT).verdict is V.REFUSED


@pytest.mark.parametrize("clean", [True, False])
def test_a_session_not_resumed_discards_its_flows(clean: bool) -> None:
    script = Script()
    connect(script, present=False)
    first = script.out(P1)
    assert first is not None
    script.engine.connection_lost("s")
    connect(script, clean=clean, present=False)
    discarded = script.engine.flow(first.id)
    assert discarded is not None and discarded.verdict is V.DISCARDED
    again = script.out(D1)
    assert again is not None
    assert (again.id, again.resend_of) == (first.id + 2, first.id)
    late = Script(script.engine).back(ACK)
    assert late is not None and late.id == again.id


def test_an_ack_for_a_discarded_flow_is_late() -> None:
    script = Script()
    script.out(P1)
    connect(script, clean=True, present=False)
    flow = script.back(ACK)
    assert flow is not None and flow.verdict is V.DISCARDED
    assert [entry.anomaly for entry in flow.irregularities] == [A.LATE_ACK]


def test_a_resend_after_the_ack_is_linked_to_the_first() -> None:
    """The wire lost our PUBACK: the broker resends what we have acknowledged."""
    script = Script()
    connect(script, present=False)
    first = play(script, [P1, ACK], IN)
    script.engine.connection_lost("s")
    connect(script)
    again = play(script, [D1, ACK], IN)
    assert again.resend_of == first.id
    assert [entry.anomaly for entry in again.irregularities] == [A.RESENT_AFTER_ACK]
    assert again.verdict is V.COMPLETE


def test_a_resend_after_a_refusal_breaks_a_rule() -> None:
    script = Script()
    play(script, [P1, NO_ACK], OUT)
    again = play(script, [D1, ACK], OUT)
    assert [entry.anomaly for entry in again.irregularities] == [A.RESENT_AFTER_REFUSAL]


def test_dup_without_a_first_is_marked_but_complete() -> None:
    flow = play(Script(), [D1, ACK], OUT)
    assert [entry.anomaly for entry in flow.irregularities] == [A.DUP_WITHOUT_FIRST]
    assert flow.verdict is V.COMPLETE


def test_a_slow_ack_is_late() -> None:
    script = Script(FlowEngine(late_after_ms=100))
    script.out(P1, at_ms=0, written_ms=50)
    on_time = script.back(ACK, at_ms=149)
    assert on_time is not None and on_time.irregularities == ()
    script.out(P1, at_ms=200)
    flow = script.back(ACK, at_ms=301)
    assert flow is not None
    assert [entry.anomaly for entry in flow.irregularities] == [A.LATE_ACK]
    assert flow.verdict is V.COMPLETE


def test_legs_keep_our_own_queue_apart_from_the_peer() -> None:
    script = Script()
    script.out(P2, at_ms=0, written_ms=3)
    script.back(REC, at_ms=10)
    script.out(REL, at_ms=12, written_ms=13)
    flow = script.back(COMP, at_ms=20)
    assert flow is not None
    assert [(leg.kind, leg.duration_ns // MS) for leg in flow.legs] == [
        (LegKind.QUEUE, 3),
        (LegKind.PEER, 7),
        (LegKind.OWN, 2),
        (LegKind.QUEUE, 1),
        (LegKind.PEER, 7),
    ]
    assert flow.duration_ns == 20 * MS


def test_subscribe_per_filter() -> None:
    script = Script()
    script.out(Subscribe(3, (Subscription("a/#", 1), Subscription("b", 2))))
    flow = script.back(Suback(3, (1, 0x87)))
    assert flow is not None
    assert flow.verdict is V.PARTLY_REFUSED
    assert [(entry.filter, entry.requested_qos, entry.code) for entry in flow.filters] == [
        ("a/#", 1, 1),
        ("b", 2, 0x87),
    ]


@pytest.mark.parametrize(
    ("codes", "verdict", "anomalies"),
    [
        ((1,), V.COMPLETE, []),
        ((0,), V.COMPLETE, []),
        ((0x80,), V.REFUSED, []),
        ((2,), V.IRREGULAR, [A.GRANTED_ABOVE_REQUESTED]),
        ((1, 1), V.IRREGULAR, [A.COUNT_MISMATCH]),
    ],
)
def test_suback(codes: tuple[int, ...], verdict: Verdict, anomalies: list[Anomaly]) -> None:
    flow = play(Script(), [Subscribe(3, (Subscription("a", 1),)), Suback(3, codes)], OUT)
    assert flow.verdict is verdict
    assert [entry.anomaly for entry in flow.irregularities] == anomalies


@pytest.mark.parametrize("version", [Version.V311, Version.V5])
def test_unsubscribe(version: Version) -> None:
    flow = play(Script(version=version), [Unsubscribe(3, ("a",)), Unsuback(3, (0x11,))], OUT)
    assert flow.verdict is V.COMPLETE
    assert [entry.code for entry in flow.filters] == [0x11 if version is Version.V5 else 0]


def test_the_wrong_answer_to_a_subscribe() -> None:
    flow = play(Script(), [Subscribe(3, (Subscription("a"),)), Unsuback(3, (0,)), Suback(3, (0,))], OUT)
    assert flow.verdict is V.IRREGULAR
    assert [entry.anomaly for entry in flow.irregularities] == [A.WRONG_TYPE]


def test_pings_are_answered_in_order() -> None:
    script = Script()
    first, second = script.out(Pingreq()), script.out(Pingreq())
    answered = script.back(Pingresp())
    assert first is not None and second is not None and answered is not None
    assert answered.id == first.id
    assert answered.verdict is V.COMPLETE
    script.engine.connection_lost("s")
    unanswered = script.engine.flow(second.id)
    assert unanswered is not None and unanswered.verdict is V.UNANSWERED


@pytest.mark.parametrize(("code", "verdict"), [(0, V.COMPLETE), (0x87, V.REFUSED), (5, V.REFUSED)])
def test_connect(code: int, verdict: Verdict) -> None:
    script = Script()
    script.out(Connect("dev"))
    flow = script.back(Connack(code))
    assert flow is not None
    assert (flow.kind, flow.verdict, flow.reason) == (FlowKind.CONNECT, verdict, code)


def test_enhanced_authentication_is_part_of_the_connect() -> None:
    script = Script()
    method = Properties(((Property.AUTHENTICATION_METHOD, "m"),))
    script.out(Connect("dev", properties=method))
    script.back(Auth(0x18, method))
    script.out(Auth(0x18, method))
    flow = script.back(Connack())
    assert flow is not None and flow.verdict is V.COMPLETE and len(flow.steps) == 4
    script.out(Auth(0x19, method))
    script.back(Auth(0x18, method))
    script.out(Auth(0x18, method))
    again = script.back(Auth(0, method))
    assert again is not None
    assert (again.kind, again.verdict, len(again.steps)) == (FlowKind.AUTH, V.COMPLETE, 4)


def test_a_second_connect_on_one_connection() -> None:
    script = Script()
    script.engine.connection_opened("s")
    first = script.out(Connect("dev"))
    second = script.out(Connect("dev"))
    assert first is not None and second is not None
    assert first.irregularities == ()
    assert [entry.anomaly for entry in second.irregularities] == [A.SECOND_CONNECT]


def test_a_disconnect_leaves_questions_unanswered() -> None:
    script = Script()
    flow = script.out(Subscribe(3, (Subscription("#"),)))
    assert flow is not None
    script.back(Disconnect(0x87))
    ended = script.engine.flow(flow.id)
    assert ended is not None and ended.verdict is V.UNANSWERED


def test_in_flight_against_receive_maximum() -> None:
    script = Script()
    script.out(Connect("dev", properties=Properties(((Property.RECEIVE_MAXIMUM, 1),))))
    script.back(Connack(properties=Properties(((Property.RECEIVE_MAXIMUM, 2),))))
    assert script.engine.receive_maximum("s", OUT) == 2
    assert script.engine.receive_maximum("s", IN) == 1
    flows = [script.out(Publish("t", b"", 1, packet_id=number)) for number in (1, 2, 3)]
    anomalies = [[entry.anomaly for entry in flow.irregularities] for flow in flows if flow is not None]
    assert anomalies == [[], [], [A.RECEIVE_MAXIMUM_EXCEEDED]]
    assert script.engine.in_flight("s", OUT) == 3
    acked = script.back(Puback(1))
    assert acked is not None and acked.steps[-1].in_flight == 2
    script.engine.connection_lost("s")
    connect(script)
    assert script.engine.in_flight("s", OUT) == 0


def test_qos_0_and_unidentified_packets_belong_to_no_flow() -> None:
    script = Script()
    assert script.out(Publish("t", b"")) is None
    assert script.engine.open_flows() == ()


def test_without_a_connect_each_packet_tells_its_version() -> None:
    question = Subscribe(3, (Subscription("a/#", 1), Subscription("b", 2)))
    answer = Suback(3, (1, 0x87))
    for version in Version:
        flow = play(Script(version=version), [question, answer], OUT)
        assert [(entry.filter, entry.code) for entry in flow.filters] == [("a/#", 1), ("b", 0x87)]
        assert flow.irregularities == ()


def test_sessions_do_not_mix() -> None:
    engine = FlowEngine()
    engine.observe(traced(1, P1, OUT, session="one"))
    seen = engine.observe(traced(2, ACK, IN, session="two"))
    assert seen.flow is not None
    flow = engine.flow(seen.flow)
    assert flow is not None and flow.verdict is V.ORPHAN


def test_memory_is_bounded() -> None:
    engine = FlowEngine(limits=FlowLimits(open=10, history=20, recent=5, sessions=3))
    number = 0
    for session in range(6):
        for packet_id in range(1, 40):
            number += 1
            packet = Publish("t", b"", 1, packet_id=packet_id)
            engine.observe(traced(number, packet, OUT, session=str(session)))
    assert len(engine.open_flows()) == 10
    assert engine.evicted == 6 * 39 - 10
    assert engine.forgotten == 6 * 39 - 10 - 20
    assert engine.flow(0) is None


def test_a_peer_that_repeats_itself_costs_no_memory() -> None:
    script = Script()
    flow = play(script, [P2, *[REC] * 200], OUT)
    assert len(flow.steps) == STEP_LIMIT
    assert flow.steps_dropped == 201 - STEP_LIMIT
    assert len(flow.irregularities) == STEP_LIMIT
    for _ in range(200):
        script.out(Pingreq())
    assert len(script.engine.open_flows()) <= 66


@settings(max_examples=60)
@given(st.lists(st.tuples(packets(Version.V5), st.sampled_from(Direction)), max_size=30), st.data())
def test_any_order_of_any_packets_keeps_the_books(
    sent: list[tuple[Packet, Direction]], data: st.DataObject
) -> None:
    script = Script()
    for packet, direction in sent:
        if data.draw(st.integers(0, 9)) == 0:
            script.engine.connection_lost("s")
        flow = script.send(packet, direction)
        if flow is not None:
            assert flow.steps[-1].number == script.number or flow.steps_dropped
            assert (flow.phase is Phase.CLOSED) == (flow.verdict not in (V.PENDING, V.INTERRUPTED))
    for flow in script.engine.open_flows():
        assert flow.verdict in (V.PENDING, V.INTERRUPTED)

"""The arithmetic of a bad link."""

import pytest
from pydantic import ValidationError

from app.lab.impairment import Cut, LinkPlan, Pace, Shears, Stall, Towards

MS = 1_000_000
PUBACK = bytes.fromhex("40020001")
PUBLISH_QOS0 = bytes.fromhex("3003000174")
PUBLISH_QOS1 = bytes.fromhex("32050001740001")


def pace(plan: LinkPlan, towards: Towards = Towards.CLIENT) -> Pace:
    return Pace(plan, Stall(plan), towards)


def test_a_perfect_link_delivers_at_once() -> None:
    assert pace(LinkPlan()).due_ns(5, 1000) == 5


def test_delay_is_added_to_each_piece() -> None:
    slow = pace(LinkPlan(delay_ms=60))
    assert [slow.due_ns(at, 10) for at in (0, 5 * MS)] == [60 * MS, 65 * MS]


def test_the_byte_rate_queues_pieces_behind_one_another() -> None:
    narrow = pace(LinkPlan(rate_bytes_per_s=1000))
    assert [narrow.due_ns(0, 100) for _ in range(3)] == [100 * MS, 200 * MS, 300 * MS]
    assert narrow.due_ns(1000 * MS, 100) == 1100 * MS, "an idle transmitter starts at once"


def test_jitter_never_changes_the_order_and_repeats_with_its_seed() -> None:
    plan = LinkPlan(delay_ms=10, jitter_ms=50, seed=7)
    first, second = pace(plan), pace(plan)
    due = [first.due_ns(at * MS, 10) for at in range(200)]
    assert due == sorted(due)
    assert due == [second.due_ns(at * MS, 10) for at in range(200)]
    assert all(10 <= at / MS - index <= 60 for index, at in enumerate(due) if due.count(at) == 1)
    assert due != [pace(plan, Towards.BROKER).due_ns(at * MS, 10) for at in range(200)]


def test_a_stall_holds_both_directions_once_from_the_byte_that_reaches_the_mark() -> None:
    plan = LinkPlan(stall_after_bytes=150, stall_ms=500)
    stall = Stall(plan)
    up, down = Pace(plan, stall, Towards.BROKER), Pace(plan, stall, Towards.CLIENT)
    assert up.due_ns(0, 100) == 0
    assert down.due_ns(10 * MS, 100) == 510 * MS
    assert up.due_ns(20 * MS, 100) == 510 * MS
    assert up.due_ns(600 * MS, 1000) == 600 * MS
    assert stall.begun == 1


def test_shears_cut_at_the_named_packet_only() -> None:
    cut = Cut(on="puback", towards="client", count=2)
    shears = Shears((cut,))
    assert shears.judge(Towards.BROKER, PUBACK) is None, "the other direction is not counted"
    seen = [shears.judge(Towards.CLIENT, packet) for packet in (PUBACK, PUBLISH_QOS1, PUBACK, PUBACK, PUBACK)]
    assert seen == [None, None, cut, None, None]


def test_a_repeated_cut_falls_at_every_multiple() -> None:
    cut = Cut(on="puback", towards="client", count=2, repeat=True)
    shears = Shears((cut,))
    assert [shears.judge(Towards.CLIENT, PUBACK) for _ in range(5)] == [None, cut, None, cut, None]


def test_a_cut_on_publish_can_name_the_qos() -> None:
    cut = Cut(on="publish", towards="broker", qos=0)
    shears = Shears((cut,))
    assert shears.judge(Towards.BROKER, PUBLISH_QOS1) is None
    assert shears.judge(Towards.BROKER, PUBLISH_QOS0) == cut


@pytest.mark.parametrize(
    "table",
    [
        {"delay": 5},
        {"delay_ms": "5"},
        {"delay_ms": -1},
        {"rate_bytes_per_s": 0},
        {"stall_ms": 5},
        {"stall_after_bytes": 5},
        {"cut": [{"on": "puback"}]},
        {"cut": [{"on": "pubrock", "towards": "client"}]},
        {"cut": [{"on": "puback", "towards": "client", "qos": 1}]},
        {"cut": [{"on": "puback", "towards": "client", "count": 0}]},
    ],
)
def test_an_impossible_plan_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LinkPlan.model_validate(table)


def test_the_table_of_a_scenario_file_is_understood() -> None:
    plan = LinkPlan.model_validate(
        {"delay_ms": 60, "cut": [{"on": "puback", "towards": "client", "count": 3}]}
    )
    assert plan.cut == (Cut(on="puback", towards="client", count=3),)

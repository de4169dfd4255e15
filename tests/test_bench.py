"""The harness: medians, ratio, goal, and the document that scripts read."""

from __future__ import annotations

import json

import pytest

from tests.bench import Comparison, Contender, Goal, main


def comparison(ours: float, peer: float, goal: Goal = Goal.AT_MOST) -> Comparison:
    return Comparison(
        "demo", "ms", Contender("ours", lambda: ours), Contender("peer", lambda: peer), 1.6, goal
    )


def test_rounds_are_taken_in_turn_and_the_warm_up_is_not_counted() -> None:
    order: list[str] = []

    def measured(name: str) -> Contender:
        return Contender(name, lambda: order.append(name) or float(len(order)))  # type: ignore[func-returns-value]

    compared = Comparison("demo", "ms", measured("a"), measured("b"), 1.6)
    compared.run(rounds=2, warm_up=1)
    assert order == ["a", "b"] * 3
    assert compared.ours.rounds == [3.0, 5.0]


@pytest.mark.parametrize(
    ("ours", "peer", "goal", "code"),
    [
        (3.0, 2.0, Goal.AT_MOST, 0),
        (4.0, 2.0, Goal.AT_MOST, 1),
        (4.0, 2.0, Goal.AT_LEAST, 0),
        (1.0, 2.0, Goal.AT_LEAST, 1),
    ],
)
def test_the_exit_code_says_whether_the_goal_is_met(ours: float, peer: float, goal: Goal, code: int) -> None:
    assert main([comparison(ours, peer, goal)], rounds=3, arguments=[]) == code


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    main([comparison(3.0, 2.0)], rounds=3, arguments=["--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    (result,) = document["results"]
    assert (result["ratio"], result["met"], result["peer"]["median"]) == (1.5, True, 2.0)
    assert result["ours"]["rounds"] == [3.0, 3.0, 3.0]


def test_lines_for_a_person_say_when_a_goal_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    main([comparison(4.0, 2.0)], rounds=1, arguments=[])
    assert "ratio 2.00 (goal at most 1.6: MISSED)" in capsys.readouterr().out

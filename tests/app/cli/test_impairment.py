"""A bad link in words."""

from __future__ import annotations

import click
import pytest

from app.cli.impairment import ImpairmentParam
from app.lab.impairment import Cut, LinkPlan


def plan_of(text: str) -> LinkPlan:
    return ImpairmentParam().convert(text, None, None)


def test_every_part_has_its_word() -> None:
    plan = plan_of("delay=60, jitter=20,rate=5000,cut=puback:client:3,cut=publish:2:silence")
    assert (plan.delay_ms, plan.jitter_ms, plan.rate_bytes_per_s) == (60, 20, 5000)
    assert plan.cut == (
        Cut(on="puback", towards="client", count=3),
        Cut(on="publish", towards="broker", count=2, how="silence"),
    )


@pytest.mark.parametrize("packet", ["connect", "publish", "pubrel", "pingreq"])
def test_direction_is_the_usual_one_of_the_packet(packet: str) -> None:
    assert plan_of(f"cut={packet}").cut[0].towards == "broker"
    assert plan_of("cut=pubcomp").cut[0].towards == "client"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "delay",
        "delay=",
        "delay=x",
        "delay=-1",
        "speed=3",
        "cut=",
        "cut=nothing",
        "cut=puback:sideways",
        "cut=puback:0",
    ],
)
def test_what_is_not_understood_is_wrong_usage(text: str) -> None:
    with pytest.raises(click.UsageError):
        plan_of(text)

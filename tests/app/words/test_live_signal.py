"""What limits a signal, in words; and words for verdicts of paths."""

from __future__ import annotations

import pytest

from app.modem.rating import Figure
from app.reach.icmp import PingVerdict
from app.reach.tcp import TcpVerdict
from app.words.live_signal import figure_text, limit_sentence, path_verdict, rating_title


@pytest.mark.parametrize("figure", [figure.value for figure in Figure])
def test_every_figure_has_its_advice(figure: str) -> None:
    sentence = limit_sentence(figure, -7)
    assert figure.upper() in sentence
    assert figure_text(figure, -7) in sentence
    assert len(sentence) > len(limit_sentence("new", -7))


def test_units_follow_the_figure() -> None:
    assert figure_text("rsrp", -96) == "−96 dBm"
    assert figure_text("sinr", 7) == "7 dB"


def test_without_a_value_the_figure_alone_is_named() -> None:
    assert "(" not in limit_sentence("rsrp", None)


def test_a_rating_as_a_title() -> None:
    assert rating_title("fair") == "Fair."


@pytest.mark.parametrize("verdict", [*TcpVerdict, *PingVerdict])
def test_every_verdict_of_a_try_has_a_word(verdict: TcpVerdict | PingVerdict) -> None:
    assert "-" not in path_verdict(verdict.value)
    assert path_verdict(verdict.value)


def test_an_unknown_verdict_is_shown_as_it_is() -> None:
    assert path_verdict("brand-new") == "brand-new"

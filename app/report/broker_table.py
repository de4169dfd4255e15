"""Broker cards side by side as a Markdown table: what `docs/brokers.md` is made of."""

from __future__ import annotations

from collections.abc import Sequence

from app.mqtt.conformance.values import Card, Line, Verdict
from app.words.conformance import seen, trial_name, verdict_name, wanted

_MARKS = {
    Verdict.KEPT: "✓",
    Verdict.BROKEN: "✗",
    Verdict.NOT_OFFERED: "–",
    Verdict.NOTED: "·",
    Verdict.UNCLEAR: "?",
    Verdict.NOT_TRIED: "",
}


def overview(cards: Sequence[tuple[str, Card]]) -> str:
    """One row a trial, one column a broker; a mark for each verdict."""
    codes = list(dict.fromkeys(line.code for _, card in cards for line in card.lines))
    rows = [["Tried", "Rule", *(name for name, _ in cards)], ["---"] * (len(cards) + 2)]
    for code in codes:
        lines = [_of(card, code) for _, card in cards]
        rules = dict.fromkeys(line.rule for line in lines if line is not None)
        rows.append(
            [trial_name(code), " / ".join(rules), *(_MARKS[line.verdict] if line else "" for line in lines)]
        )
    return _table(rows)


def details(card: Card) -> str:
    """Every line of one card, with what was seen and, where a rule was broken, what was expected."""
    rows = [["Tried", "Rule", "Verdict", "Observed", "Expected instead"], ["---"] * 5]
    for line in card.lines:
        if line.verdict is not Verdict.NOT_TRIED:
            rows.append(
                [trial_name(line.code), line.rule, verdict_name(line.verdict), seen(line), wanted(line)]
            )
    return _table(rows)


def legend() -> str:
    return ", ".join(f"{mark} {verdict_name(verdict)}" for verdict, mark in _MARKS.items() if mark)


def _of(card: Card, code: str) -> Line | None:
    return next((line for line in card.lines if line.code == code), None)


def _table(rows: Sequence[Sequence[str]]) -> str:
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows) + "\n"
    )

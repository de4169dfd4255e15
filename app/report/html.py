"""The check as one HTML page that needs nothing else: readable offline, in light and dark, and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.chain.hops import Evidence, Finding, HopResult, State, Value
from app.report.masks import masked_evidence, masked_fact
from app.version import PROGRAM, VERSION
from app.words import (
    Advice,
    _,
    advice,
    caption,
    expected,
    headline,
    hop_name,
    measured,
    not_tested,
    state_name,
    summary,
)
from app.words.catalogue import language
from app.words.figures import duration
from app.words.sentences import as_shown, plain

if TYPE_CHECKING:
    from jinja2 import Template

    from app.chain.run import ChainState

RESOURCES = Path(__file__).parents[2] / "resources"
EVIDENCE_LIMIT = 300
"""Pieces of evidence shown for one hop; the JSON document holds all of them."""

_SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    at: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A list of measured things, one a row: flows, targets."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    severity: str
    advice: Advice


@dataclass(frozen=True, slots=True)
class HopView:
    """One hop, every value already a text for a person."""

    name: str
    state: str
    state_name: str
    caption: str
    expected: str
    measured: str
    time: str
    findings: tuple[FindingView, ...]
    facts: tuple[tuple[str, str], ...]
    tables: tuple[TableView, ...]
    evidence: tuple[EvidenceView, ...]
    unlisted: int

    @property
    def is_open(self) -> bool:
        """Whether its details are unfolded: paper has no way to unfold what matters."""
        return bool(self.findings)


def page(chain: ChainState, *, masked: bool = True) -> str:
    """The whole page. masked: identities show only their last four digits."""
    return _template().render(
        language=language(),
        program=PROGRAM,
        version=VERSION,
        title=plain(chain.site_name or _("This computer")),
        headline=headline(chain),
        summary=summary(chain),
        started=_moment(chain.started_utc),
        masked=masked,
        states=[(state.value, _shape(state)) for state in State],
        hops=[_hop(result, chain, masked) for result in chain.hops],
        _=_,
    )


def _hop(result: HopResult, chain: ChainState, masked: bool) -> HopView:
    shown = result.evidence[:EVIDENCE_LIMIT]
    return HopView(
        name=hop_name(result.hop),
        state=result.state.value,
        state_name=state_name(result.state),
        caption=caption(result),
        expected=expected(result),
        measured=not_tested(result) or measured(result),
        time=duration(result.duration_ms) if result.duration_ms is not None else "",
        findings=tuple(_finding(finding, chain) for finding in result.findings),
        facts=tuple(_facts(result.measured, masked)),
        tables=tuple(_tables(result.measured, masked)),
        evidence=tuple(_evidence(evidence, masked) for evidence in shown),
        unlisted=len(result.evidence) - len(shown),
    )


def _finding(finding: Finding, chain: ChainState) -> FindingView:
    return FindingView(finding.severity.value, advice(finding, chain))


def _facts(facts: Mapping[str, Value], masked: bool, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every measured value by its name in the JSON document, except lists of things."""
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _facts(value, masked, f"{prefix}{name}.")
        elif not _is_table(value) and (text := _shown(name, value, masked)):
            yield plain(f"{prefix}{name}"), text


def _tables(facts: Mapping[str, Value], masked: bool) -> Iterator[TableView]:
    for name, value in facts.items():
        if isinstance(value, tuple) and _is_table(value):
            entries = [entry for entry in value if isinstance(entry, Mapping)]
            heads = tuple(dict.fromkeys(head for entry in entries for head in entry))
            rows = tuple(tuple(_shown(head, entry.get(head), masked) for head in heads) for entry in entries)
            yield TableView(plain(name), tuple(plain(head) for head in heads), rows)


def _is_table(value: Value) -> bool:
    return isinstance(value, tuple) and any(isinstance(item, Mapping) for item in value)


def _shown(name: str, value: Value, masked: bool) -> str:
    if not masked and isinstance(value, str):
        return plain(value)
    return as_shown(name, masked_fact(name, value)) or ""


def _evidence(evidence: Evidence, masked: bool) -> EvidenceView:
    text = masked_evidence(evidence) if masked else evidence.text
    return EvidenceView(duration(evidence.at_ms), plain(evidence.source), _visible(text))


def _visible(text: str) -> str:
    """Control characters as pictures, as a terminal would not show them and a browser must not get them."""
    return "".join(
        c if c.isprintable() or c in "\n\t" else chr(0x2400 + ord(c)) if ord(c) < 0x20 else "\ufffd"
        for c in text.replace("\r\n", "\n")
    )


def _moment(started_utc: str | None) -> str:
    """2026-11-22 14:03:20 UTC."""
    if started_utc is None:
        return ""
    return f"{datetime.fromisoformat(started_utc):%Y-%m-%d %H:%M:%S} UTC"


@cache
def _shape(state: State) -> str:
    """The drawing of a state's icon; what is white in the file shows the ground of the page."""
    source = (RESOURCES / "icons" / f"state-{state.value}.svg").read_text(encoding="utf-8")
    body = _SVG_BODY.search(source)
    assert body is not None, "an icon of ours is an <svg>"
    return body.group(1).strip().replace('stroke="#FFFFFF"', 'class="ground"')


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(RESOURCES / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")

"""A hop as plain text: its evidence line by line, and all of it for a mail to the support desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.chain.hops import Evidence, HopResult
from app.report.ladder import Look, rung
from app.report.masks import masked_evidence

if TYPE_CHECKING:
    from app.chain.run import ChainState


def evidence_lines(evidence: tuple[Evidence, ...]) -> list[str]:
    """One line an entry: when, what was asked, what came; further lines of a text are indented. Masked."""
    width = max((len(entry.source) for entry in evidence), default=0)
    stamps = [f"{entry.at_ms:.1f}" for entry in evidence]
    room = max(map(len, stamps), default=0)
    lines = []
    for entry, at_ms in zip(evidence, stamps, strict=True):
        stamp = f"{at_ms:>{room}} ms"
        first, *rest = masked_evidence(entry).splitlines() or [""]
        lines.append(f"{stamp}  {entry.source:<{width}}  {first}".rstrip())
        lines += [f"{'':{len(stamp)}}  {'':{width}}  {line}".rstrip() for line in rest]
    return lines


def hop_text(result: HopResult, chain: ChainState) -> str:
    """Everything known about one hop, as the ladder tells it, with the evidence under it."""
    lines = rung(result, chain, Look())
    return "\n".join([*lines, *(f"    {line}" for line in evidence_lines(result.evidence))]) + "\n"

"""A hop or a whole check as plain text for a mail to the support desk; identities masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.chain.hops import Evidence, HopResult
from app.core.masking import mask_identities
from app.words import _, advice, expected, hop_name, measured, not_tested, state_name
from app.words.figures import duration

if TYPE_CHECKING:
    from app.chain.run import ChainState


def evidence_lines(evidence: tuple[Evidence, ...]) -> list[str]:
    """One line an entry: when, what was asked, what came; further lines of a text are indented."""
    width = max((len(entry.source) for entry in evidence), default=0)
    stamps = [f"{entry.at_ms:.1f}" for entry in evidence]
    room = max(map(len, stamps), default=0)
    lines = []
    for entry, at_ms in zip(evidence, stamps, strict=True):
        stamp = f"{at_ms:>{room}} ms"
        first, *rest = mask_identities(entry.text).splitlines() or [""]
        lines.append(f"{stamp}  {entry.source:<{width}}  {first}".rstrip())
        lines += [f"{'':{len(stamp)}}  {'':{width}}  {line}".rstrip() for line in rest]
    return lines


def hop_text(result: HopResult) -> str:
    """Everything known about one hop."""
    taken = "" if result.duration_ms is None else f" ({duration(result.duration_ms)})"
    lines = [f"{hop_name(result.hop)}: {state_name(result.state)}{taken}"]
    lines += [f"  {_('Expected')}: {expected(result)}"]
    if found := not_tested(result) or measured(result):
        lines += [f"  {_('Measured')}: {found}"]
    for finding in result.findings:
        told = advice(finding)
        lines += [
            f"  {told.title} [{finding.code}]",
            f"    {_('Cause')}: {told.cause}",
            f"    {_('Do')}: {told.remedy}",
        ]
    lines += [f"    {line}" for line in evidence_lines(result.evidence)]
    return mask_identities("\n".join(lines))


def check_text(state: ChainState) -> str:
    """The whole check, hop after hop."""
    head = f"{state.site_name or ''} {state.started_utc or ''}".strip()
    return "\n".join([head, *(hop_text(result) for result in state.hops)]) + "\n"

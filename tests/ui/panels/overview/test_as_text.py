"""What goes to the support desk is complete and holds no identity."""

from __future__ import annotations

from app.chain.hops import Evidence, EvidenceKind, Hop
from tests.ui import samples
from ui.panels.overview.as_text import evidence_lines, hop_text


def test_evidence_is_one_line_an_entry_with_times_lined_up() -> None:
    lines = evidence_lines(
        (
            Evidence(EvidenceKind.AT, 3.1, "ATI", "Quectel\nEG25"),
            Evidence(EvidenceKind.AT, 1220.0, "AT+QCCID", "+QCCID: 8931080019012345678"),
        )
    )
    assert lines == [
        "   3.1 ms  ATI       Quectel",
        "                     EG25",
        "1220.0 ms  AT+QCCID  +QCCID: •••••••••••••••5678",
    ]


def test_no_evidence_is_no_line_and_an_empty_reply_is_one() -> None:
    assert evidence_lines(()) == []
    assert evidence_lines((Evidence(EvidenceKind.PROBE, 0, "x", ""),)) == ["0.0 ms  x"]


def test_a_hop_is_told_with_cause_remedy_and_evidence() -> None:
    state = samples.carrier_nat()
    text = hop_text(state[Hop.ADDRESS], state)
    for part in ("Address", "failed", "100.72.3.9", "10.64.3.17", "Cause", "Do", "AT+CGPADDR=1"):
        assert part in text
    assert "8931080019012345678" not in hop_text(state[Hop.SIM], state)

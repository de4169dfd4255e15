"""What unfolds under a row: findings, figures, evidence to show and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.chain.hops import Hop
from app.chain.run import ChainState
from tests.ui import samples
from ui.panels.overview.details import HopDetails


def _details(qtbot: QtBot, chain: ChainState, hop: Hop, *, with_evidence: bool = False) -> HopDetails:
    details = HopDetails(chain[hop], chain, with_evidence=with_evidence)
    qtbot.addWidget(details)
    details.resize(1000, 300)
    details.show()
    return details


def _texts(details: HopDetails) -> list[str]:
    return [label.text() for label in details.findChildren(QLabel)]


def test_a_finding_is_told_in_full(qtbot: QtBot) -> None:
    details = _details(qtbot, samples.carrier_nat(), Hop.ADDRESS)
    texts = _texts(details)
    assert [text for text in texts if text in ("Expected", "Measured", "Cause", "Do")] == [
        "Expected",
        "Measured",
        "Cause",
        "Do",
    ]
    assert "10.64.3.17" in texts


def test_evidence_is_shown_and_hidden_again(qtbot: QtBot) -> None:
    details = _details(qtbot, samples.carrier_nat(), Hop.ADDRESS)
    button = details.cards[0].button("evidence")
    assert button.text() == "Show evidence (4 lines)"
    assert not details.shows_evidence
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert details.shows_evidence
    assert "+CGPADDR" in details.evidence_text
    assert button.text() == "Hide evidence"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not details.shows_evidence
    assert button.text() == "Show evidence (4 lines)"


def test_evidence_is_plain_text_with_identities_masked(qtbot: QtBot) -> None:
    hostile = "<h1>x</h1> 8931080019012345678"
    details = _details(qtbot, samples.with_foreign_text(hostile), Hop.MODEM, with_evidence=True)
    assert "<h1>x</h1>" in details.evidence_text
    assert "8931080019012345678" not in details.evidence_text


def test_copy_for_support_fills_the_clipboard(qtbot: QtBot) -> None:
    details = _details(qtbot, samples.carrier_nat(), Hop.ADDRESS)
    qtbot.mouseClick(details.cards[0].button("copy"), Qt.MouseButton.LeftButton)
    assert "100.72.3.9" in QGuiApplication.clipboard().text()


def test_the_panel_of_the_hop_can_be_opened(qtbot: QtBot) -> None:
    details = _details(qtbot, samples.carrier_nat(), Hop.ADDRESS)
    with qtbot.waitSignal(details.panel_wanted) as told:
        qtbot.mouseClick(details.cards[0].button("panel"), Qt.MouseButton.LeftButton)
    assert told.args == ["modem"]


def test_a_hop_without_a_finding_shows_its_figures(qtbot: QtBot) -> None:
    texts = _texts(_details(qtbot, samples.healthy(), Hop.SIM))
    assert texts[0] == "Expected"
    assert "Cause" not in texts


def test_an_untested_hop_says_why(qtbot: QtBot) -> None:
    texts = _texts(_details(qtbot, samples.carrier_nat(), Hop.BROKER))
    assert any(text.startswith("Not tested:") for text in texts)

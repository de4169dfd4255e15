"""The static address card: who says what, and whether it agrees."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.chain.rules.static_address import Agreement
from app.chain.run import ChainState
from app.site.model import About, Sim, Site
from tests.ui.samples import healthy
from ui.panels.reach.static_card import StaticCard, address_view

SITE = Site(site=About(name="x"), sim=Sim.model_validate({"static_ip": "10.64.3.17"}))


def test_the_live_word_of_the_modem_goes_before_the_checks() -> None:
    assert address_view(SITE, healthy(), None).lines[1].address == "10.64.3.17"
    live = {"address": "100.72.3.9", "source": "AT+CGPADDR"}
    view = address_view(SITE, healthy(), live)
    assert view.agreement is Agreement.CARRIER_NAT
    assert view.lines[1].about.startswith("AT+CGPADDR · ")


def test_nothing_is_known_yet() -> None:
    view = address_view(None, ChainState(), None)
    assert view.agreement is Agreement.UNKNOWN
    assert {line.address for line in view.lines} == {"–"}


def test_it_is_shown_and_told(qtbot: QtBot) -> None:
    card = StaticCard()
    qtbot.addWidget(card)
    view = address_view(SITE, healthy(), None)
    card.show_view(view)
    card.show_view(view)
    assert card.shown is view
    assert card.verdict.text.text() == view.sentence
    assert view.sentence in card.verdict.accessibleName()
    assert not card.grab().isNull()

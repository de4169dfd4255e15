"""The head line names what stops the link; the summary counts the rest."""

from __future__ import annotations

from dataclasses import replace

from app.chain.hops import Hop, HopResult, NotTested, State
from app.chain.run import ChainState
from app.words import catalogue, headline, summary
from tests.app.words.samples import CARRIER_NAT, HEALTHY


def chain(*states: State) -> ChainState:
    return ChainState(hops=tuple(HopResult(hop, state) for hop, state in zip(Hop, states, strict=False)))


def test_the_headline_names_what_stops_the_link() -> None:
    assert headline(CARRIER_NAT) == "One hop stops this link"
    assert headline(chain(State.FAILED, State.FAILED, State.WARNING)) == "2 hops stop this link"
    assert headline(chain(State.PASSED, State.WARNING)) == "This link works, with one warning"
    assert headline(chain(State.WARNING, State.WARNING)) == "This link works, with 2 warnings"
    assert headline(HEALTHY) == "This link works"
    assert headline(chain(State.NOT_TESTED)) == "Nothing could be tested"


def test_before_during_and_after_a_run_that_was_cancelled() -> None:
    assert headline(ChainState()) == "Not checked yet"
    assert headline(chain(State.NOT_RUN, State.NOT_RUN)) == "Not checked yet"
    assert headline(replace(HEALTHY, running=True)) == "The check is running"
    cancelled = HopResult(Hop.SIM, State.NOT_TESTED, not_tested=NotTested.CANCELLED)
    assert headline(ChainState(hops=(HEALTHY[Hop.MODEM], cancelled))) == "The check was cancelled"


def test_the_summary_counts_with_the_plural_of_the_language() -> None:
    assert summary(CARRIER_NAT) == "1 failed · 1 warning · 4 passed · 3 not tested · 1.4 s"
    assert summary(ChainState()) == ""
    try:
        catalogue.use("es")
        assert summary(CARRIER_NAT).startswith("1 fallido · 1 advertencia · 4 superados")
    finally:
        catalogue.use("en")

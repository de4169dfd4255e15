"""Contexts as rows: the operator's ending apart, the data context held against the sheet."""

from __future__ import annotations

from app.chain.hops import Hop, State
from app.chain.live import states_of
from app.modem.readings import Reading
from tests.ui.panels.modem.readings import READING, SITE
from ui.panels.modem.contexts import context_rows


def test_rows_of_a_private_apn() -> None:
    data, ims, blank = context_rows(READING, SITE, states_of(READING, SITE))
    assert (data.granted, data.ending) == ("acme.private", ".mnc001.mcc262.gprs")
    assert (data.address, data.state, data.remark) == ("10.64.3.17", State.PASSED, "as in the site file")
    assert (ims.asked, ims.granted, ims.state, ims.remark) == ("ims", "–", None, "inactive")
    assert blank.asked == "(blank)"


def test_without_a_sheet_there_is_nothing_to_compare() -> None:
    data = context_rows(READING, None, states_of(READING, None))[0]
    assert (data.state, data.remark) == (None, "active")


def test_the_worse_of_apn_and_address_counts() -> None:
    states = {Hop.APN: State.WARNING, Hop.ADDRESS: State.FAILED}
    assert context_rows(READING, SITE, states)[0].state is State.FAILED
    assert context_rows(READING, SITE, {Hop.APN: State.WARNING})[0].state is State.WARNING


def test_no_contexts() -> None:
    assert context_rows(Reading(), SITE, {}) == ()

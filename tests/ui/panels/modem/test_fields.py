"""What the cards say for a whole reading, for half of one and for none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.chain.hops import State
from app.chain.live import facts_of, states_of
from app.modem.origins import Origins
from app.modem.readings import Domain, Identity, PowerSaving, Reading, Registration, Status
from tests.ui.panels.modem.readings import ICCID, READING, SITE, origins
from ui.panels.modem.fields import (
    UNKNOWN,
    FieldText,
    Seen,
    card_fields,
    cell_fields,
    plmn_text,
    registration_fields,
    short_command,
)


def seen(reading: Reading = READING) -> Seen:
    identity = reading.identity or Identity()
    return Seen(reading, facts_of(reading, SITE), states_of(reading, SITE), origins(), identity)


def by_label(fields: tuple[FieldText, ...]) -> dict[str, FieldText]:
    return {field.label: field for field in fields}


def test_registration() -> None:
    fields = by_label(registration_fields(seen()))
    assert fields["State"] == FieldText("State", "home, LTE", "AT+CEREG?", State.PASSED)
    assert fields["Operator"].text == "Telekom.de (262 01)"
    assert fields["Refusal"].text == "none"
    assert fields["Tracking area"].text == "0x77B8 (30648)"
    assert fields["Tracking area"].source == 'AT+QENG="servingcell"'


def test_a_refusal_is_named_with_its_meaning() -> None:
    denied = Registration(Domain.EPS, Status.DENIED, emm_cause=11)
    fields = by_label(registration_fields(seen(replace(READING, registrations=(denied,)))))
    assert fields["State"].state is State.FAILED
    assert fields["Refusal"].text.startswith("EMM 11: ")


def test_the_cell() -> None:
    fields = by_label(cell_fields(seen()))
    assert fields["Band"].text == "B20, EARFCN 6300, 10 MHz"
    assert fields["Cell"].text == "04CAA71F · eNB 314023 / 31"
    assert fields["PCI"].text == "28"
    assert fields["Neighbours"].text == "2, best PCI 113 at −101 dBm"


def test_the_card_keeps_its_number_short() -> None:
    fields = by_label(card_fields(seen()))
    assert fields["SIM"].text == "ready, 3 PIN tries left"
    assert fields["ICCID"] == FieldText("ICCID", "…5678", "AT+QCCID", secret=ICCID)
    assert fields["Power saving"].text == "off; eDRX not granted"


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (PowerSaving(psm_asked=True), "asked for, not granted"),
        (PowerSaving(active_granted_s=10, edrx_granted_s=20.48), "sleeps 10 s after a message; eDRX 20.5 s"),
    ],
)
def test_power_saving(told: PowerSaving, text: str) -> None:
    assert by_label(card_fields(seen(replace(READING, power_saving=told))))["Power saving"].text == text


def test_what_was_not_told_is_a_dash_and_names_no_command() -> None:
    nothing = Seen(Reading(), {}, {}, Origins(), Identity())
    fields = [*registration_fields(nothing), *cell_fields(nothing), *card_fields(nothing)]
    assert {field.text for field in fields} == {UNKNOWN}
    assert {field.source for field in fields} == {""}


def test_short_forms() -> None:
    assert short_command('AT+QENG="servingcell"') == "AT+QENG"
    assert short_command("AT+CEREG?") == "AT+CEREG?"
    assert plmn_text("310410") == "310 410"

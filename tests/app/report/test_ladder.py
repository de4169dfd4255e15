"""The ladder for terminals: the same content with and without Unicode and colour."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

from app.chain.hops import Hop, HopResult, State
from app.chain.run import ChainState
from app.report.ladder import Look, as_ascii, ladder, look_of
from tests.app.words.samples import CARRIER_NAT, HEALTHY, ICCID


def test_each_hop_has_mark_word_value_and_time() -> None:
    lines = ladder(CARRIER_NAT).splitlines()
    assert lines[0].startswith("Pump station 12: One hop stops this link (1 failed")
    address = next(line for line in lines if line.startswith("✗ Address"))
    assert re.search(r"failed +100\.72\.3\.9.* 88 ms$", address)
    broker = next(line for line in lines if "Broker" in line)
    assert re.match(r"– Broker +not tested +Not tested: not every host can be reached$", broker)


def test_a_finding_stands_below_its_hop_with_cause_and_remedy() -> None:
    lines = ladder(CARRIER_NAT, Look(width=300)).splitlines()
    at = lines.index("    The SIM has a carrier-NAT address, not its static IP")
    assert "Address" in lines[at - 1]
    assert lines[at + 1] == "    Expected  10.64.3.17"
    assert lines[at + 2].startswith("    Cause     Context 1 is attached")
    assert lines[at + 3].startswith("    Do        Set the APN of context 1 to acme.private")


@pytest.mark.parametrize("width", [60, 80, 132])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line) for line in ladder(CARRIER_NAT, Look(width=width)).splitlines()[1:]) <= width


def test_ascii_terminals_get_ascii() -> None:
    text = ladder(CARRIER_NAT, Look(unicode=False))
    assert text.isascii()
    assert "[X]" in text and "[!]" in text and "[ok]" in text and "[-]" in text
    assert "-96 dBm" in text
    assert as_ascii("Mühle ✓") == "M\\xfchle \\u2713"


def test_colour_only_wraps_what_is_said_without_it() -> None:
    plain = ladder(CARRIER_NAT)
    coloured = ladder(CARRIER_NAT, Look(colour=True))
    assert coloured != plain
    assert re.sub(r"\x1b\[\d*m", "", coloured) == plain


def test_a_chain_that_was_not_run_and_hostile_values_are_bearable() -> None:
    blank = ChainState(hops=tuple(HopResult(hop) for hop in Hop))
    assert "Not checked yet" in ladder(blank)
    assert "not run" in ladder(blank)
    nasty = HopResult(Hop.MODEM, State.PASSED, measured={"model": "\x1b[2Jx" * 999}, duration_ms=1.0)
    text = ladder(replace(HEALTHY, hops=(nasty,)))
    assert "\x1b" not in text
    assert len(text) < 2000
    assert ladder(ChainState()).startswith("Not checked yet")


def test_no_identity_in_the_ladder() -> None:
    assert ICCID not in ladder(CARRIER_NAT)


def test_the_look_follows_the_stream() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert look_of(stream, 40) == Look(60, unicode=False, colour=False)
    assert look_of(io.TextIOWrapper(io.BytesIO(), encoding="UTF-8"), 120).unicode

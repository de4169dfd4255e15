"""The HTML page: complete, self-contained, and safe with whatever came from outside."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.chain.hops import Evidence, EvidenceKind, Hop, HopResult, State
from app.chain.run import ChainState
from app.report.html import EVIDENCE_LIMIT, page
from app.version import VERSION
from app.words import catalogue
from tests.app.words.samples import CARRIER_NAT, HEALTHY, ICCID, IMEI

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Outline(HTMLParser):
    """Elements and text of a page; notices what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def outline(chain: ChainState, *, masked: bool = True) -> Outline:
    parsed = Outline()
    parsed.feed(page(chain, masked=masked))
    parsed.close()
    assert parsed.open == []
    return parsed


def test_the_page_says_what_the_window_says() -> None:
    text = outline(CARRIER_NAT).text
    for said in (
        "One hop stops this link",
        "Pump station 12",
        "2026-11-22 14:03:20 UTC",
        "1 failed · 1 warning · 4 passed · 3 not tested · 1.4 s",
        "LTE B20 · −96 dBm",
        "The SIM has a carrier-NAT address, not its static IP",
        "Set the APN of context 1 to acme.private and attach again.",
        '+CGPADDR: 1,"100.72.3.9"',
        "Not tested: not every host can be reached",
        f"Linkwright {VERSION}",
    ):
        assert said in text


def test_the_page_needs_nothing_from_elsewhere() -> None:
    parsed = outline(CARRIER_NAT)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base"} & set(parsed.names)
    references = [value for name, value in parsed.attributes if name in ("href", "src", "srcset", "action")]
    assert references and all((value or "").startswith("#") for value in references)
    source = page(CARRIER_NAT)
    assert "url(" not in source and "@import" not in source
    assert "default-src 'none'" in source


def test_each_state_has_a_shape_as_well_as_a_word() -> None:
    source = page(CARRIER_NAT)
    for state in State:
        assert f'<symbol id="{state.value}"' in source
    assert source.count('<use href="#failed"/>') == 2  # in the chain and in its row
    assert "FFFFFF" not in source[source.index("</style>") :]


def test_text_from_outside_stays_text() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>\"'&\x1b[31m\x00"
    result = HopResult(
        Hop.MODEM,
        State.PASSED,
        measured={"model": evil, evil: evil},
        evidence=(Evidence(EvidenceKind.AT, 1.0, evil, evil),),
    )
    parsed = outline(replace(HEALTHY, hops=(result,), site_name=evil))
    assert not {"script", "img"} & set(parsed.names)
    assert "<script>alert(1)</script>" in parsed.text
    assert "\x1b" not in parsed.text and "\x00" not in parsed.text


def test_identities_are_masked_until_someone_asks_to_see_them() -> None:
    masked, open_page = page(CARRIER_NAT), page(CARRIER_NAT, masked=False)
    assert "last four digits only" in masked
    assert "last four digits only" not in open_page
    for identity in (ICCID, IMEI):
        assert identity not in masked
        assert identity in open_page


def test_lists_of_things_are_tables() -> None:
    parsed = outline(HEALTHY)
    assert parsed.names.count("table") == 3  # of route, reach and delivery
    assert "rtt_ms_p50" in parsed.text and "31 ms" in parsed.text and "62 ms" in parsed.text


def test_a_flood_of_evidence_is_cut_and_counted() -> None:
    flood = tuple(Evidence(EvidenceKind.AT, 0.0, "AT", f"line {n}") for n in range(EVIDENCE_LIMIT + 7))
    text = outline(replace(HEALTHY, hops=(replace(HEALTHY[Hop.MODEM], evidence=flood),))).text
    assert "7 more are in the JSON document." in text


def test_a_chain_that_was_not_run_has_a_page_too() -> None:
    assert "Not checked yet" in outline(ChainState()).text


@pytest.mark.parametrize("code", ["de", "es"])
def test_the_page_speaks_the_language_in_use(code: str) -> None:
    catalogue.use(code)
    try:
        source = page(CARRIER_NAT)
    finally:
        catalogue.use("en")
    assert f'<html lang="{code}">' in source
    for english in ("Expected", "Measured", "Cause", "Values and evidence", "Not tested"):
        assert f">{english}" not in source


def test_the_palette_is_the_one_of_the_window() -> None:
    from ui.tokens import DARK, LIGHT

    template = (Path(__file__).parents[3] / "resources" / "templates" / "report.html.j2").read_text("utf-8")
    light, _, dark = template.partition("prefers-color-scheme: dark")
    for palette, part in ((LIGHT, light), (DARK, dark)):
        for name in ("window", "surface", "border", "text", "dim", "accent", "passed", "warning", "failed"):
            assert f"--{name}: {getattr(palette, name)};" in part, name

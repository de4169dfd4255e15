"""The Spanish and German catalogues: complete, with the same placeholders, compiled, and really spoken."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.chain.findings import Code
from app.words import advice, catalogue, fault_advice
from app.words.advise import FINDINGS
from app.words.faults import FAULTS
from app.words.sentences import Text, wordings_of

LANGUAGES = ("de", "es")

CHAIN = ("hops", "lines", "cellular_lines", "network_lines", "terms", "verdict", "sentences")
FOUND = ("modem", "sim", "registration", "apn", "address", "network", "reach", "broker", "delivery", "causes")
FAILED = ("faults", "session_faults", "lab", "site_file")

COMPLETE = (
    *(f"app/words/{name}.py" for name in (*CHAIN, *FOUND, *FAILED)),
    "app/report/",
    "resources/",
)
"""Whose texts must not be committed without a translation; `catalogues.py check` looks at all of them."""


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """The developer's script, which is no package."""
    path = Path(__file__).parents[3] / "packaging" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("catalogues", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogues"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    code: str = request.param
    assert catalogue.use(code) == code
    yield code
    catalogue.use("en")


def test_nothing_is_wrong_with_the_catalogues(catalogues: ModuleType) -> None:
    assert catalogues.languages() == list(LANGUAGES)
    assert list(catalogues.problems(COMPLETE)) == []


def test_no_translation_breaks_a_placeholder(catalogues: ModuleType) -> None:
    """Holds for all texts, also where a translation may still be missing."""
    wrong = [problem for problem in catalogues.problems() if "not translated" not in problem]
    assert [problem for problem in wrong if "update" not in problem] == []


def translated(text: Text) -> list[str]:
    return [
        wording
        for sentence in (text.title, *text.cause, *text.remedy)
        for wording in wordings_of(sentence)
        if any(letter.isalpha() for letter in wording.partition("{")[0] + wording.rpartition("}")[2])
    ]


@pytest.mark.parametrize("code", Code)
def test_every_finding_speaks_every_language(code: Code, language: str) -> None:
    words = advice(code.finding())
    assert words.title and words.cause and words.remedy
    for wording in translated(FINDINGS[code.text]):
        assert catalogue._(wording) != wording


def test_every_fault_speaks_every_language(language: str) -> None:
    for family, code in FAULTS:
        known = {"path": "x", "problems": "2", "suffixes": ".html"}
        assert fault_advice(code, known, family).title
        for wording in translated(FAULTS[family, code]):
            assert catalogue._(wording) != wording


def test_a_finding_in_german_and_spanish() -> None:
    try:
        catalogue.use("de")
        assert advice(Code.ADDRESS_CARRIER_NAT.finding()).title == (
            "Die SIM hat eine Carrier-NAT-Adresse, nicht ihre feste IP"
        )
        catalogue.use("es")
        assert advice(Code.ADDRESS_CARRIER_NAT.finding()).title == (
            "La SIM tiene una dirección de NAT del operador, no su IP fija"
        )
    finally:
        catalogue.use("en")


def test_the_check_finds_what_is_wrong(
    catalogues: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that never finds anything would pass everything."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = catalogues.po_path("de").read_text("utf-8")
    source = source.replace('msgstr "Adresse"', 'msgstr ""').replace(
        'msgstr "in {operator}"', 'msgstr "in {betreiber}"'
    )
    (folder / "linkwright.po").write_text(source, "utf-8")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    found = list(catalogues.problems(COMPLETE))
    assert [problem.split(": ")[1] for problem in found] == [
        "other placeholders than in English",
        "not translated",
        "linkwright.mo is older than its .po file",
    ]

"""The choice of the language, and switching it while running."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.words import catalogue
from app.words.catalogue import _, language, languages, n_, p_, use


@pytest.fixture(autouse=True)
def english_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", catalogue.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    yield
    use("en")


def test_the_shipped_languages() -> None:
    assert languages() == ("en", "de", "es")


def test_a_language_is_switched_at_run_time() -> None:
    assert use("de") == language() == "de"
    assert _("Address") == "Adresse"
    assert use("es") == "es"
    assert _("Address") == "Dirección"
    assert use("en") == "en"
    assert _("Address") == "Address"


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("de_AT.UTF-8", "de"), ("es-MX", "es"), ("fr", "en"), ("C", "en"), ("", "en"), ("../../etc", "en")],
)
def test_the_nearest_language_is_spoken(wanted: str, spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert use(wanted) == spoken


def test_our_own_variable_comes_before_the_system_and_after_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    assert use() == "es"
    monkeypatch.setenv(catalogue.VARIABLE, "de")
    assert use() == "de"
    assert use("es") == "es"


def test_the_list_of_languages_is_tried_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr:de:es")
    assert use() == "de"


def test_plurals_and_contexts() -> None:
    use("de")
    assert n_("One hop stops this link", "{count} hops stop this link", 2) != "{count} hops stop this link"
    assert p_("signal", "fair") != "fair"
    assert _("no such message") == "no such message"

"""Passwords: opaque, and where they come from."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest

from app.core.secrets import Secret, lookup


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory; locked if told so."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, entries: dict[tuple[str, str], str], locked: bool = False) -> None:
        super().__init__()
        self.entries = entries
        self.locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    entries = {("linkwright/Site 1", "ann"): "of the site", ("linkwright", "ann"): "general"}
    made = Ring(entries)
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    return made


def test_no_way_of_showing_a_secret_shows_it() -> None:
    secret = Secret("hunter2")
    shown: list[Any] = [repr(secret), str(secret), f"{secret}", f"{secret:>20}", "%s %r" % (secret, secret)]  # noqa: UP031
    shown += [repr({"a": secret}), repr([secret])]
    assert not any("hunter2" in text for text in shown)
    assert secret.reveal() == "hunter2"


def test_secret_is_never_written() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("x"))
    with pytest.raises(TypeError):
        copy.copy(Secret("x"))


def test_secrets_are_equal_by_their_text() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


def test_environment_goes_first(ring: Ring) -> None:
    assert lookup("Site 1", "ann", {"LINKWRIGHT_PASSWORD": "e"}) == Secret("e")
    assert lookup(None, None, {"LINKWRIGHT_PASSWORD": ""}) == Secret("")


def test_entry_of_the_site_goes_before_the_general_one(ring: Ring) -> None:
    assert lookup("Site 1", "ann", {}) == Secret("of the site")
    assert lookup("Site 2", "ann", {}) == Secret("general")
    assert lookup(None, "ann", {}) == Secret("general")


def test_nothing_known_is_none(ring: Ring) -> None:
    assert lookup("Site 1", "bob", {}) is None
    assert lookup("Site 1", None, {}) is None
    ring.locked = True
    assert lookup("Site 1", "ann", {}) is None

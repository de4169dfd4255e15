"""Passwords: opaque in memory, taken from the environment or the keyring, never from a file."""

from __future__ import annotations

import os
from collections.abc import Mapping

ENVIRONMENT_NAME = "LINKWRIGHT_PASSWORD"
KEYRING_SERVICE = "linkwright"
_MASK = "••••"


class Secret:
    """Text that shows itself as bullets wherever it is printed, logged or formatted."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself; only for the place that puts it on the wire."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret('{_MASK}')"

    def __str__(self) -> str:
        return _MASK

    def __format__(self, spec: str) -> str:
        return format(_MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a secret is not written anywhere")


def lookup(
    site_name: str | None, username: str | None, environment: Mapping[str, str] | None = None
) -> Secret | None:
    """The password for username at a site: from LINKWRIGHT_PASSWORD, else from the keyring, else None.

    In the keyring the service is `linkwright` (or `linkwright/SITE`, which goes first) and the account the
    user name. A keyring that is locked or missing counts as one without an entry.
    """
    variables = os.environ if environment is None else environment
    if (text := variables.get(ENVIRONMENT_NAME)) is not None:
        return Secret(text)
    if username is None:
        return None
    # Imported here: looking for a backend takes longer than everything else on the command line.
    import keyring
    from keyring.errors import KeyringError

    services = [f"{KEYRING_SERVICE}/{site_name}"] if site_name else []
    for service in (*services, KEYRING_SERVICE):
        try:
            text = keyring.get_password(service, username)
        except KeyringError:
            return None
        if text is not None:
            return Secret(text)
    return None

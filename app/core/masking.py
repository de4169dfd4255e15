"""Hides identities in text that is shown or exported: IMEI, IMSI, ICCID, MSISDN, credentials.

A digit run of 11 or more is an identity in AT text (facts: "mask digit runs >= 11"); its last four digits
stay, so that two people on the telephone can still compare.
"""

from __future__ import annotations

import re

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{7,})(\d{4})([Ff]?)(?![0-9])")
_CREDENTIAL = re.compile(r"(?i)(sig=|signature=|token=|password=|SharedAccessSignature )([^&\s\"]+)")


def mask_identities(text: str) -> str:
    """Replace all but the last four digits of every long digit run by bullets."""
    masked = _IDENTITY.sub(lambda m: "•" * len(m.group(1)) + m.group(2), text)
    return _CREDENTIAL.sub(lambda m: m.group(1) + "••••", masked)


def credential_places(text: str) -> list[tuple[int, int]]:
    """First character and end of every credential inside a longer text, such as a token in a query."""
    return [match.span(2) for match in _CREDENTIAL.finditer(text)]


def tail(identity: str, keep: int = 4) -> str:
    """The short form for one line of text: `…5678`."""
    return f"…{identity[-keep:]}" if len(identity) > keep else identity


_URL_USER = re.compile(r"(?<=://)[^/@\s]*@")


def mask_url_user(text: str) -> str:
    """The same without user name and password in front of a URL's host."""
    return _URL_USER.sub("••••@", text)

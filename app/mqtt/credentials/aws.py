"""The ways into AWS IoT Core that need more than a password: region, ALPN name, authorizer's user name.

After "Device communication protocols" and "Custom authentication" in the AWS IoT Core Developer Guide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

CERTIFICATE_ALPN = "x-amzn-mqtt-ca"
AUTHORIZER_ALPN = "mqtt"
SHARED_PORT = 443

_ENDPOINT = re.compile(r"[^.]+\.iot\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")


def region_of(host: str) -> str | None:
    """`a1b2-ats.iot.eu-west-1.amazonaws.com` lies in eu-west-1; a host of one's own does not say."""
    found = _ENDPOINT.fullmatch(host.lower())
    return found[1] if found else None


def alpn(port: int, *, with_certificate: bool, with_authorizer: bool) -> tuple[str, ...]:
    """What to ask for in TLS: port 443 is shared with HTTPS, and 8883 needs a name for authorizers only."""
    if with_authorizer:
        return (AUTHORIZER_ALPN,)
    return (CERTIFICATE_ALPN,) if with_certificate and port == SHARED_PORT else ()


def authorizer_username(
    user: str = "",
    *,
    authorizer: str | None = None,
    signature: str | None = None,
    tokens: Mapping[str, str] | None = None,
) -> str:
    """The user name that calls a custom authorizer; without its name the account's default one is called.

    signature and tokens: where the authorizer wants its token signed. With them the result is a secret.
    """
    items: list[tuple[str, str]] = []
    if authorizer is not None:
        items.append(("x-amz-customauthorizer-name", authorizer))
    if signature is not None:
        items.append(("x-amz-customauthorizer-signature", signature))
    items += (tokens or {}).items()
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in items)
    return f"{user}?{query}" if query else user

"""Tokens and names for Azure IoT Hub.

After "Communicate with an IoT hub using the MQTT protocol" and "Control access to IoT Hub by using shared
access signatures" in the Azure documentation.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl, quote

from app.core.faults import Fault
from app.core.secrets import Secret

API_VERSION = "2021-04-12"
_SCHEME = "SharedAccessSignature "
_PLAUSIBLE_FROM_S = 1_735_689_600  # 2025: a clock that shows less was never set
_LONGEST_S = 366 * 24 * 3600


class SasReason(Enum):
    """Why a key or a token cannot be used."""

    KEY = "sas-key"
    """The key is no base64."""
    FORM = "sas-form"
    """It does not look like `SharedAccessSignature sr=...&sig=...&se=...`."""
    EXPIRED = "sas-expired"
    """`expired_s`: so long ago."""
    TOO_LONG = "sas-too-long"
    """It is good for more than a year: the clock that made it, or ours, is wrong. `good_for_s`."""
    CLOCK = "sas-clock"
    """This computer's clock was never set. `now_s`."""


class SasFault(Fault):
    """Never holds the key or the token."""

    reason: SasReason


@dataclass(frozen=True, slots=True)
class SasToken:
    """A token that was taken apart. resource: as it was signed, still URL-encoded."""

    resource: str
    expires_s: int
    policy: str | None = None


def username(host: str, client_id: str, api_version: str = API_VERSION) -> str:
    """What IoT Hub wants as a user name; client_id is `device` or `device/module`."""
    return f"{host}/{client_id}/?api-version={api_version}"


def resource(host: str, device: str, module: str | None = None) -> str:
    """What a token of a device or a module is for."""
    path = f"{host}/devices/{device}"
    return path if module is None else f"{path}/modules/{module}"


def sas_token(
    of: str, key: Secret, *, now_s: float, good_for_s: int = 3600, policy: str | None = None
) -> Secret:
    """The password. of: see `resource`; key: base64, as the portal shows it; policy: its name, if a policy's.

    SasFault KEY or CLOCK.
    """
    if now_s < _PLAUSIBLE_FROM_S:
        raise SasFault(SasReason.CLOCK, {"now_s": str(int(now_s))})
    try:
        secret = b64decode(key.reveal(), validate=True)
    except (binascii.Error, ValueError):
        raise SasFault(SasReason.KEY) from None
    encoded = quote(of, safe="")
    expires_s = int(now_s) + good_for_s
    digest = hmac.digest(secret, f"{encoded}\n{expires_s}".encode(), hashlib.sha256)
    token = f"{_SCHEME}sr={encoded}&sig={quote(b64encode(digest).decode(), safe='')}&se={expires_s}"
    return Secret(token if policy is None else f"{token}&skn={quote(policy, safe='')}")


def examine(token: Secret, *, now_s: float) -> SasToken:
    """Take apart a token that we were given; SasFault for one that IoT Hub would refuse in silence."""
    text = token.reveal()
    raw = dict(part.partition("=")[::2] for part in text.removeprefix(_SCHEME).split("&"))
    fields = dict(parse_qsl(text.removeprefix(_SCHEME)))
    if not text.startswith(_SCHEME) or not {"sr", "sig", "se"} <= set(fields) or not fields["se"].isdecimal():
        raise SasFault(SasReason.FORM)
    if now_s < _PLAUSIBLE_FROM_S:
        raise SasFault(SasReason.CLOCK, {"now_s": str(int(now_s))})
    left_s = int(fields["se"]) - int(now_s)
    if left_s <= 0:
        raise SasFault(SasReason.EXPIRED, {"expired_s": str(-left_s)})
    if left_s > _LONGEST_S:
        raise SasFault(SasReason.TOO_LONG, {"good_for_s": str(left_s)})
    return SasToken(raw["sr"], int(fields["se"]), fields.get("skn"))

"""A certificate as values, from its DER bytes; nothing is verified here."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.core.clock import rfc3339

_DAY_S = 86_400
_UNREADABLE = (ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself. Names are text from outside; times are RFC 3339 in UTC.

    key: "RSA 2048", "EC secp256r1", the type of another key, or the number of an unknown algorithm.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]  # DNS names and addresses it is valid for
    not_before: str
    not_after: str
    days_left: float  # rounded down; negative as soon as it has expired
    serial: str
    sha256: str
    key: str


def read(der: bytes, now: datetime) -> Certificate | None:
    """None for bytes that are not a certificate."""
    try:
        found = x509.load_der_x509_certificate(der)
        names = _names(found)
        left = found.not_valid_after_utc - now
        return Certificate(
            subject=found.subject.rfc4514_string(),
            issuer=found.issuer.rfc4514_string(),
            names=names,
            not_before=rfc3339(found.not_valid_before_utc),
            not_after=rfc3339(found.not_valid_after_utc),
            days_left=math.floor(left.total_seconds() / _DAY_S * 10) / 10,
            serial=f"{found.serial_number:x}",
            sha256=hashlib.sha256(der).hexdigest(),
            key=_key(found),
        )
    except _UNREADABLE:
        return None


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return (*names.get_values_for_type(x509.DNSName), *addresses)


def _key(found: x509.Certificate) -> str:
    try:
        key = found.public_key()
    except UnsupportedAlgorithm:
        return found.public_key_algorithm_oid.dotted_string
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return type(key).__name__.removesuffix("PublicKey")

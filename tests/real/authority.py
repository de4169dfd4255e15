"""Certificates for tests: an authority, a server, a client, and servers that are wrong in one way each."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

KEY_PASSWORD = "opensesame"

Key = ec.EllipticCurvePrivateKey


def make_certificates(folder: Path) -> None:
    """ca, server, client (PEM and PKCS#12), and the wrong ones: expired, future, other-name, self-signed."""
    authority_key, authority = _certificate("Test authority", None, is_authority=True)
    _write(folder, "ca", authority_key, authority)
    issuer = (authority_key, authority)
    now = datetime.now(UTC)
    day = timedelta(days=1)
    for name, names, start, end in (
        ("server", ("localhost", "127.0.0.1"), now - day, now + 30 * day),
        ("expired", ("127.0.0.1",), now - 9 * day, now - day),
        ("future", ("127.0.0.1",), now + day, now + 9 * day),
        ("other-name", ("elsewhere.example",), now - day, now + 30 * day),
        ("client", (), now - day, now + 30 * day),
    ):
        _write(folder, name, *_certificate(name, issuer, names, start, end))
    _write(folder, "self-signed", *_certificate("self-signed", None, ("127.0.0.1",)))
    key, certificate = _certificate("client", issuer)
    encryption = BestAvailableEncryption(KEY_PASSWORD.encode())
    (folder / "client.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"client", key, certificate, None, encryption)
    )


def _certificate(
    name: str,
    issuer: tuple[Key, x509.Certificate] | None,
    names: tuple[str, ...] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    is_authority: bool = False,
) -> tuple[Key, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start or now - timedelta(days=1))
        .not_valid_after(end or now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_name(each) for each in names]), False)
    return key, builder.sign(issuer[0] if issuer else key, hashes.SHA256())


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _write(folder: Path, name: str, key: Key, certificate: x509.Certificate) -> None:
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / f"{name}.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

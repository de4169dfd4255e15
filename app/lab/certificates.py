"""A test authority and server certificates, good and bad in every way that the chain can name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Flaw = Literal["valid", "expired", "not-yet-valid", "wrong-host", "self-signed", "unknown-authority"]

LAB_HOSTS = ("localhost", "127.0.0.1", "::1")
OTHER_HOSTS = ("broker.acme.example",)


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """Paths of PEM files. ca_file is what a client has to trust; it does not cover an unknown authority."""

    ca_file: Path
    cert_file: Path
    key_file: Path


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def issue(folder: Path, flaw: Flaw = "valid", *, now: datetime | None = None) -> ServerCertificate:
    """Write ca.pem, server.pem and server.key for a loopback server into folder.

    now: the moment that validity is counted from, for tests; UTC.
    """
    at = now or datetime.now(UTC)
    authority = _authority("Linkwright lab authority", at)
    signer = _authority("Another authority", at) if flaw == "unknown-authority" else authority
    key = ec.generate_private_key(ec.SECP256R1())
    not_before, not_after = _validity(flaw, at)
    hosts = OTHER_HOSTS if flaw == "wrong-host" else LAB_HOSTS
    subject = _name(hosts[0])
    signed_by_itself = flaw == "self-signed"
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if signed_by_itself else signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_made_by(key if signed_by_itself else signer.key), critical=False)
        .sign(key if signed_by_itself else signer.key, hashes.SHA256())
    )
    files = ServerCertificate(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    files.ca_file.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    files.cert_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    _write_private(files.key_file, key)
    return files


def _authority(name: str, at: datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=400))
        .not_valid_after(at + timedelta(days=800))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )
    return _Authority(certificate, key)


def _made_by(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    """Strict verifiers, Python 3.13's default among them, ask for it."""
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _validity(flaw: Flaw, at: datetime) -> tuple[datetime, datetime]:
    if flaw == "expired":
        return at - timedelta(days=365), at - timedelta(days=3)
    if flaw == "not-yet-valid":
        return at + timedelta(days=3), at + timedelta(days=365)
    return at - timedelta(days=1), at + timedelta(days=365)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write_private(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Nobody else on the machine may read it, not even for a moment."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)

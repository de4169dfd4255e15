"""The TLS side of a session: its context, and what OpenSSL's refusals mean."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

import truststore
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)

from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.session_config import Tls

PKCS12_ENDINGS = (".p12", ".pfx")

_VERIFY_CODES = {
    9: MqttReason.TLS_NOT_YET_VALID,
    10: MqttReason.TLS_EXPIRED,
    18: MqttReason.TLS_SELF_SIGNED,
    19: MqttReason.TLS_NO_ISSUER,
    20: MqttReason.TLS_NO_ISSUER,
    21: MqttReason.TLS_NO_ISSUER,
    62: MqttReason.TLS_HOST_MISMATCH,
    64: MqttReason.TLS_HOST_MISMATCH,
    0x800B010F: MqttReason.TLS_HOST_MISMATCH,
    -67602: MqttReason.TLS_HOST_MISMATCH,
    -67818: MqttReason.TLS_EXPIRED,
    -67819: MqttReason.TLS_NOT_YET_VALID,
}
"""X509_V_ERR_... of OpenSSL, then the numbers of Windows and macOS, which truststore passes on.

19 is a self-signed certificate in the chain: an issuer that is not trusted.
"""

_PLAIN_TEXT = {
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "UNKNOWN_PROTOCOL",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
}
_CLIENT_CERTIFICATE_ALERTS = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
    "SSLV3_ALERT_CERTIFICATE_REVOKED",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "TLSV1_ALERT_UNKNOWN_CA",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
}


def client_context(tls: Tls) -> ssl.SSLContext:
    """A context that verifies chain and name, always; MqttFault TLS_FILES for files that cannot be used."""
    if tls.ca_file is None:
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _reading(tls.ca_file, lambda: context.load_verify_locations(tls.ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls.alpn:
        context.set_alpn_protocols(list(tls.alpn))
    if tls.client_certificate is not None:
        _load_own(context, tls, tls.client_certificate)
    return context


def _load_own(context: ssl.SSLContext, tls: Tls, certificate: Path) -> None:
    password = tls.key_password.reveal() if tls.key_password else ""
    if certificate.suffix.lower() not in PKCS12_ENDINGS:
        # A callable, because without one OpenSSL asks for the password on the terminal.
        _reading(certificate, lambda: context.load_cert_chain(certificate, tls.client_key, lambda: password))
        return
    _reading(certificate, lambda: _load_pkcs12(context, certificate, password))


def _load_pkcs12(context: ssl.SSLContext, file: Path, password: str) -> None:
    """Python's ssl reads files only, so the key passes through one that nobody else can read, encrypted."""
    key, own, others = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode() or None)
    if key is None or own is None:
        raise ValueError("no key or no certificate")
    scratch_password = token_hex(32)
    with TemporaryDirectory(prefix="linkwright-") as folder:
        path = Path(folder) / "own.pem"
        content = key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(scratch_password.encode())
        )
        path.write_bytes(content + b"".join(each.public_bytes(Encoding.PEM) for each in (own, *others)))
        context.load_cert_chain(path, password=scratch_password)


def _reading(file: Path, read: Callable[[], None]) -> None:
    try:
        read()
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        evidence = {"file": str(file), "error": _short(error)}
        raise MqttFault(MqttReason.TLS_FILES, evidence) from None


def tls_fault(error: OSError | ValueError, evidence: Mapping[str, str]) -> MqttFault:
    """What a failed handshake means."""
    facts = {**evidence, "error": _short(error)}
    if isinstance(error, ssl.SSLCertVerificationError):
        code = error.verify_code
        facts |= {"verify_code": str(code), "verify_message": error.verify_message or ""}
        return MqttFault(_VERIFY_CODES.get(code, MqttReason.TLS_FAILED), facts)
    if name := _reason(error):
        if name in _PLAIN_TEXT:
            return MqttFault(MqttReason.TLS_NOT_TLS, facts)
        if name in _CLIENT_CERTIFICATE_ALERTS:
            return MqttFault(MqttReason.TLS_CLIENT_CERTIFICATE, {**facts, "alert": name})
    # A plain MQTT broker takes the greeting for a bad packet and hangs up without a word.
    hung_up = isinstance(error, ssl.SSLEOFError | ConnectionError)
    return MqttFault(MqttReason.TLS_CLOSED if hung_up else MqttReason.TLS_FAILED, facts)


def alert_of(error: OSError) -> str | None:
    """The alert by which a TLS 1.3 server refuses our certificate after the handshake, if it is one."""
    name = _reason(error)
    return name if name in _CLIENT_CERTIFICATE_ALERTS else None


def _reason(error: OSError | ValueError) -> str | None:
    """OpenSSL's name of the error; those that truststore makes have none."""
    found = getattr(error, "reason", None)
    return found if isinstance(error, ssl.SSLError) and isinstance(found, str) else None


def _short(error: OSError | ValueError) -> str:
    """The library's own name for the error: never its sentence."""
    if isinstance(error, ssl.SSLError):
        return _reason(error) or "closed"
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, "closed")
    return type(error).__name__

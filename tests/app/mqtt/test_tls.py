"""What OpenSSL's refusals mean; the certificates themselves are in tests/real."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from app.core.secrets import Secret
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.session_config import Tls
from app.mqtt.tls import client_context, tls_fault
from tests.real.authority import KEY_PASSWORD, make_certificates


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certificates")
    make_certificates(made)
    return made


def verification(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    error.verify_message = "in words"
    return error


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (9, MqttReason.TLS_NOT_YET_VALID),
        (10, MqttReason.TLS_EXPIRED),
        (18, MqttReason.TLS_SELF_SIGNED),
        (19, MqttReason.TLS_NO_ISSUER),
        (20, MqttReason.TLS_NO_ISSUER),
        (21, MqttReason.TLS_NO_ISSUER),
        (62, MqttReason.TLS_HOST_MISMATCH),
        (64, MqttReason.TLS_HOST_MISMATCH),
        (-67818, MqttReason.TLS_EXPIRED),
        (23, MqttReason.TLS_FAILED),
    ],
)
def test_verify_codes(code: int, reason: MqttReason) -> None:
    fault = tls_fault(verification(code), {"host": "h"})
    assert fault.reason is reason
    assert (fault.evidence["verify_code"], fault.evidence["host"]) == (str(code), "h")


def library_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (library_error("WRONG_VERSION_NUMBER"), MqttReason.TLS_NOT_TLS),
        (library_error("HTTP_REQUEST"), MqttReason.TLS_NOT_TLS),
        (library_error("TLSV13_ALERT_CERTIFICATE_REQUIRED"), MqttReason.TLS_CLIENT_CERTIFICATE),
        (library_error("NO_SHARED_CIPHER"), MqttReason.TLS_FAILED),
        (ssl.SSLEOFError(8, "EOF"), MqttReason.TLS_CLOSED),
        (ConnectionResetError(104, ""), MqttReason.TLS_CLOSED),
    ],
)
def test_other_refusals(error: OSError, reason: MqttReason) -> None:
    assert tls_fault(error, {}).reason is reason


def test_context_always_verifies(folder: Path) -> None:
    for tls in (Tls(), Tls(ca_file=folder / "ca.pem")):
        context = client_context(tls)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_own_certificate_from_pem_and_pkcs12(folder: Path) -> None:
    client_context(Tls(client_certificate=folder / "client.pem", client_key=folder / "client.key"))
    client_context(Tls(client_certificate=folder / "client.p12", key_password=Secret(KEY_PASSWORD)))


@pytest.mark.parametrize(
    "tls",
    [
        {"ca_file": "missing.pem"},
        {"ca_file": "client.key"},
        {"client_certificate": "missing.pem"},
        {"client_certificate": "client.pem"},
        {"client_certificate": "client.pem", "client_key": "server.key"},
        {"client_certificate": "client.p12"},
        {"client_certificate": "missing.p12"},
    ],
)
def test_files_that_cannot_be_used_are_named(folder: Path, tls: dict[str, str]) -> None:
    with pytest.raises(MqttFault) as caught:
        client_context(Tls(**{name: folder / file for name, file in tls.items()}))  # type: ignore[arg-type]
    assert caught.value.reason is MqttReason.TLS_FILES
    assert caught.value.evidence["file"].startswith(str(folder))

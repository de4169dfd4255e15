"""TLS in two passes: first what the server shows, whatever it is; then whether it is trusted, and why not."""

from __future__ import annotations

import _ssl
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from pathlib import Path

import truststore

from app.core.clock import elapsed_ms, rfc3339
from app.reach import certificate, dns, tcp
from app.reach.certificate import Certificate
from app.reach.endpoint import Endpoint
from app.reach.outcome import Journal
from app.reach.worker import Effort, in_thread

_CHUNK_BYTES = 16_384
_RECORD_TYPES = (0x15, 0x16)  # alert and handshake, the only ones that a server can begin with
_SHOWN_BYTES = 64


class TlsVerdict(Enum):
    OK = "ok"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    HOST_MISMATCH = "host-mismatch"
    SELF_SIGNED = "self-signed"
    UNTRUSTED = "untrusted"  # the issuer is not one that is trusted here
    NOT_TLS = "not-tls"  # the server answers with something else
    CLOSED = "closed"  # it closes without an answer, as a plain MQTT broker does
    SILENT = "silent"
    FAILED = "failed"  # no version, cipher or parameter in common, or an alert
    NOT_CONNECTED = "not-connected"  # see the connection


# OpenSSL's verification codes, and those of Windows and macOS, which truststore passes on.
_CODES = {
    9: TlsVerdict.NOT_YET_VALID,
    10: TlsVerdict.EXPIRED,
    18: TlsVerdict.SELF_SIGNED,
    62: TlsVerdict.HOST_MISMATCH,
    64: TlsVerdict.HOST_MISMATCH,
    0x800B010F: TlsVerdict.HOST_MISMATCH,  # CERT_E_CN_NO_MATCH
    -67602: TlsVerdict.HOST_MISMATCH,  # errSecHostNameMismatch
    -67818: TlsVerdict.EXPIRED,  # errSecCertificateExpired
    -67819: TlsVerdict.NOT_YET_VALID,  # errSecCertificateNotValidYet
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake(tcp.Dialled):
    """chain: leaf first, as the server sent it. verify_code: OpenSSL's or the system's number, 0 is well."""

    verdict: TlsVerdict
    tcp_verdict: tcp.TcpVerdict
    server_name: str
    tls_ms: float | None = None
    tls_version: str | None = None
    cipher: str | None = None
    chain: tuple[Certificate, ...] = ()
    verify_code: int | None = None
    verify_message: str | None = None

    @property
    def leaf(self) -> Certificate | None:
        return self.chain[0] if self.chain else None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the two passes found; the fields are those of Handshake."""

    verdict: TlsVerdict
    tls_ms: float | None = None
    tls_version: str | None = None
    cipher: str | None = None
    chain: tuple[Certificate, ...] = ()
    verify_code: int | None = None
    verify_message: str | None = None


class _Stopped(Exception):
    """The handshake ended before it was done."""

    def __init__(self, verdict: TlsVerdict) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict


async def handshake(
    host: str,
    port: int,
    *,
    server_name: str | None = None,
    ca_file: Path | str | None = None,
    timeout_s: float = 10.0,
    addresses: Sequence[str] | None = None,
) -> Handshake:
    """Two connections, one after the other, to the same address.

    server_name: for SNI and the check of names, host by default. ca_file: instead of the system's trust.
    Raises OSError (of which ssl.SSLError is one) for a ca_file that cannot be read or holds no certificate.
    """
    journal = Journal()
    trust = _trusting(ca_file)
    resolution = None
    if addresses is None:
        resolution = await dns.resolve(host, timeout_s=timeout_s)
        addresses = resolution.addresses
    attempts: tuple[tcp.Attempt, ...] = ()
    shown = _Shown(TlsVerdict.NOT_CONNECTED)
    name = server_name or host
    if addresses:
        work = partial(_both_passes, tuple(addresses), port, name, trust)
        attempts, shown = await in_thread(work, journal, timeout_s=timeout_s, name=f"tls {host}:{port}")
    made = tcp.made_by(attempts)
    return Handshake(
        target=str(Endpoint(host, port)),
        verdict=shown.verdict,
        evidence=journal.seen,
        started_ns=journal.started_ns,
        duration_ms=journal.duration_ms,
        host=host,
        port=port,
        address=made.address if made else None,
        connect_ms=made.connect_ms if made else None,
        attempts=attempts,
        resolution=resolution,
        tcp_verdict=tcp.verdict_of(attempts),
        server_name=name,
        tls_ms=shown.tls_ms,
        tls_version=shown.tls_version,
        cipher=shown.cipher,
        chain=shown.chain,
        verify_code=shown.verify_code,
        verify_message=shown.verify_message,
    )


def _both_passes(
    addresses: tuple[str, ...],
    port: int,
    name: str,
    trust: ssl.SSLContext,
    effort: Effort,
) -> tuple[tuple[tcp.Attempt, ...], _Shown]:
    sock, attempts = tcp.dial(addresses, port, effort)
    if sock is None:
        return attempts, _Shown(TlsVerdict.NOT_CONNECTED)
    begun_ns = time.perf_counter_ns()
    with sock:
        try:
            tls = _shake(_trusting_anybody(), sock, name, effort)
        except _Stopped as stopped:
            return attempts, _Shown(stopped.verdict)
    now = datetime.now(UTC)
    shown = _Shown(
        TlsVerdict.OK,
        tls_ms=elapsed_ms(begun_ns),
        tls_version=tls.version(),
        cipher=(tls.cipher() or (None,))[0],
        chain=tuple(found for der in _chain(tls) if (found := certificate.read(der, now)) is not None),
        verify_code=0,
    )
    return attempts, _judged(shown, (attempts[-1].address,), port, name, trust, effort)


def _judged(
    shown: _Shown,
    addresses: tuple[str, ...],
    port: int,
    name: str,
    trust: ssl.SSLContext,
    effort: Effort,
) -> _Shown:
    """The second pass: the same handshake again, verified."""
    sock, _ = tcp.dial(addresses, port, effort)
    if sock is None:
        return replace(shown, verdict=TlsVerdict.FAILED, verify_code=None)
    with sock:
        try:
            _shake(trust, sock, name, effort)
        except _Stopped as stopped:
            return replace(shown, verdict=stopped.verdict, verify_code=None)
        except ssl.SSLCertVerificationError as error:
            effort.note("verify-error", f"{error.verify_code} {error.verify_message}")
            return replace(
                shown,
                verdict=_verdict(error.verify_code, shown.chain),
                verify_code=error.verify_code,
                verify_message=error.verify_message,
            )
    effort.note("verified")
    return shown


def _verdict(verify_code: int, chain: tuple[Certificate, ...]) -> TlsVerdict:
    """By the code where it is known, otherwise by what the certificate says of itself."""
    if verify_code in _CODES:
        return _CODES[verify_code]
    if not chain:
        return TlsVerdict.UNTRUSTED
    leaf = chain[0]
    if leaf.days_left < 0:
        return TlsVerdict.EXPIRED
    if leaf.not_before > rfc3339(datetime.now(UTC)):
        return TlsVerdict.NOT_YET_VALID
    return TlsVerdict.SELF_SIGNED if leaf.subject == leaf.issuer else TlsVerdict.UNTRUSTED


def _shake(
    context: ssl.SSLContext,
    sock: socket.socket,
    name: str,
    effort: Effort,
) -> ssl.SSLObject:
    """One handshake on a connected socket. Raises _Stopped or ssl.SSLCertVerificationError."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname=name)
    effort.note("handshake", name)
    answered = False
    while True:
        try:
            tls.do_handshake()
            _send(sock, outgoing.read(), effort)
        except ssl.SSLWantReadError:
            _send(sock, outgoing.read(), effort)
            data = _receive(sock, effort)
            if not answered and data[0] not in _RECORD_TYPES:
                effort.note("answer", data[:_SHOWN_BYTES].hex())
                raise _Stopped(TlsVerdict.NOT_TLS) from None
            answered = True
            incoming.write(data)
        except ssl.SSLCertVerificationError:
            _send(sock, outgoing.read(), effort)  # the alert that says so
            raise
        except ssl.SSLError as error:
            effort.note("tls-error", error.reason or "")
            raise _Stopped(TlsVerdict.FAILED) from None
        else:
            effort.note("handshake-done", tls.version() or "")
            return tls


def _send(sock: socket.socket, data: bytes, effort: Effort) -> None:
    while data:
        if not effort.wait(writable=[sock]):
            effort.note("timeout")
            raise _Stopped(TlsVerdict.SILENT)
        try:
            data = data[sock.send(data) :]
        except ConnectionError:
            effort.note("reset")
            raise _Stopped(TlsVerdict.CLOSED) from None


def _receive(sock: socket.socket, effort: Effort) -> bytes:
    """At least one byte."""
    if not effort.wait(readable=[sock]):
        effort.note("timeout")
        raise _Stopped(TlsVerdict.SILENT)
    try:
        data = sock.recv(_CHUNK_BYTES)
    except ConnectionError:
        effort.note("reset")
        raise _Stopped(TlsVerdict.CLOSED) from None
    if not data:
        effort.note("closed")
        raise _Stopped(TlsVerdict.CLOSED)
    return data


def _trusting_anybody() -> ssl.SSLContext:
    """Takes every certificate and every old version and cipher: this pass is there to see, not to trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _trusting(ca_file: Path | str | None) -> ssl.SSLContext:
    if ca_file is None:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # verifies certificate and name
    context.load_verify_locations(cafile=str(ca_file))
    return context


def _chain(tls: ssl.SSLObject) -> list[bytes]:
    """The certificates as the server sent them, DER, leaf first."""
    if hasattr(tls, "get_unverified_chain"):  # from Python 3.13
        return list(tls.get_unverified_chain())
    chain = tls._sslobj.get_unverified_chain()  # type: ignore[attr-defined]
    return [found.public_bytes(_ssl.ENCODING_DER) for found in chain or ()]

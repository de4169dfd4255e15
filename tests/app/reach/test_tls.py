"""TLS handshakes with real servers on loopback, one for every verdict."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.lab.certificates import Flaw, ServerCertificate, issue
from app.reach import tls
from app.reach.tcp import TcpVerdict
from app.reach.tls import Handshake, TlsVerdict


@contextlib.contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    with client, contextlib.suppress(OSError):
                        client.settimeout(5)
                        serve(client)

        thread = threading.Thread(target=accept)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(6)


def tls_server(
    files: ServerCertificate, change: Callable[[ssl.SSLContext], None] | None = None
) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.cert_file, files.key_file)
    if change is not None:
        change(context)

    def serve(client: socket.socket) -> None:
        with context.wrap_socket(client, server_side=True) as wrapped:
            wrapped.recv(1)

    return serve


def shake(
    port: int, ca_file: Path | None = None, timeout_s: float = 5.0, host: str = "localhost"
) -> Handshake:
    return asyncio.run(
        tls.handshake(host, port, ca_file=ca_file, timeout_s=timeout_s, addresses=("127.0.0.1",))
    )


def judged(tmp_path: Path, flaw: Flaw) -> Handshake:
    files = issue(tmp_path, flaw)
    with server(tls_server(files)) as port:
        return shake(port, files.ca_file)


def test_a_good_server(tmp_path: Path) -> None:
    found = judged(tmp_path, "valid")
    assert (found.verdict, found.verify_code) == (TlsVerdict.OK, 0)
    assert found.tls_version == "TLSv1.3"
    assert found.cipher is not None and found.cipher.startswith("TLS_")
    assert found.tls_ms is not None and found.connect_ms is not None
    leaf = found.leaf
    assert leaf is not None
    assert leaf.subject == "CN=localhost"
    assert leaf.issuer == "CN=Linkwright lab authority"
    assert leaf.names == ("localhost", "127.0.0.1", "::1")
    assert leaf.days_left == 364.9
    assert leaf.not_after.endswith("Z")
    assert leaf.key == "EC secp256r1"


@pytest.mark.parametrize(
    ("flaw", "verdict", "code"),
    [
        ("expired", TlsVerdict.EXPIRED, 10),
        ("not-yet-valid", TlsVerdict.NOT_YET_VALID, 9),
        ("wrong-host", TlsVerdict.HOST_MISMATCH, 62),
        ("self-signed", TlsVerdict.SELF_SIGNED, 18),
        ("unknown-authority", TlsVerdict.UNTRUSTED, 20),
    ],
)
def test_each_flaw_has_its_verdict_and_the_certificate_is_shown_all_the_same(
    tmp_path: Path, flaw: Flaw, verdict: TlsVerdict, code: int
) -> None:
    found = judged(tmp_path, flaw)
    assert (found.verdict, found.verify_code) == (verdict, code)
    assert found.leaf is not None
    assert found.tls_version == "TLSv1.3"
    if flaw == "expired":
        assert found.leaf.days_left == -3.1


def test_without_a_file_the_systems_trust_decides(tmp_path: Path) -> None:
    files = issue(tmp_path)
    with server(tls_server(files)) as port:
        assert shake(port).verdict is TlsVerdict.UNTRUSTED


def test_an_address_is_checked_like_a_name(tmp_path: Path) -> None:
    files = issue(tmp_path)
    with server(tls_server(files)) as port:
        assert shake(port, files.ca_file, host="127.0.0.1").verdict is TlsVerdict.OK
        assert shake(port, files.ca_file, host="127.0.0.2").verify_code == 64


def test_old_ciphers_are_seen_even_where_they_are_not_trusted(tmp_path: Path) -> None:
    files = issue(tmp_path)

    def weaken(context: ssl.SSLContext) -> None:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")

    with server(tls_server(files, weaken)) as port:
        found = shake(port, files.ca_file)
    assert (found.tls_version, found.cipher) == ("TLSv1.2", "ECDHE-ECDSA-AES128-SHA")


def test_an_http_server_is_not_tls() -> None:
    def serve(client: socket.socket) -> None:
        client.recv(4096)
        client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with server(serve) as port:
        found = shake(port)
    assert found.verdict is TlsVerdict.NOT_TLS
    assert bytes.fromhex(found.evidence[-1].detail).startswith(b"HTTP/1.1 400")


def test_a_server_that_closes_at_once_is_closed() -> None:
    with server(lambda client: None) as port:
        assert shake(port).verdict is TlsVerdict.CLOSED


def test_an_alert_is_a_failure_with_its_name() -> None:
    def serve(client: socket.socket) -> None:
        client.recv(4096)
        client.sendall(bytes.fromhex("15030300020228"))  # fatal, handshake failure

    with server(serve) as port:
        found = shake(port)
    assert found.verdict is TlsVerdict.FAILED
    assert "HANDSHAKE_FAILURE" in found.evidence[-1].detail


def test_broken_tls_records_are_a_failure() -> None:
    def serve(client: socket.socket) -> None:
        client.recv(4096)
        client.sendall(bytes.fromhex("160303") + b"\xff" * 100)

    with server(serve) as port:
        assert shake(port).verdict in (TlsVerdict.FAILED, TlsVerdict.CLOSED)


def test_silence_lasts_as_long_as_the_limit() -> None:
    done = threading.Event()
    with server(lambda client: done.wait(5) and None) as port:
        found = shake(port, timeout_s=0.3)
        done.set()
    assert found.verdict is TlsVerdict.SILENT
    assert 300 <= found.duration_ms < 1300


def test_a_closed_port_is_not_connected() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        found = shake(sock.getsockname()[1])
    assert (found.verdict, found.tcp_verdict) == (TlsVerdict.NOT_CONNECTED, TcpVerdict.REFUSED)


def test_a_file_without_certificates_is_an_error_of_the_caller(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(ssl.SSLError):
        shake(9, tmp_path / "empty.pem")
    with pytest.raises(FileNotFoundError):
        shake(9, tmp_path / "missing.pem")


def test_cancelling_takes_no_time() -> None:
    done = threading.Event()

    async def run(port: int) -> float:
        began = time.perf_counter()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(tls.handshake("127.0.0.1", port, timeout_s=60), 0.1)
        return time.perf_counter() - began

    with server(lambda client: done.wait(5) and None) as port:
        assert asyncio.run(run(port)) < 1
        done.set()

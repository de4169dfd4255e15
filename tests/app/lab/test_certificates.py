"""The lab's certificates are good or bad in exactly the way they are asked to be: OpenSSL is the judge."""

import socket
import ssl
import stat
import sys
import threading
from pathlib import Path

import pytest

from app.lab.certificates import Flaw, ServerCertificate, issue


def verify_code(files: ServerCertificate, host: str) -> int:
    """OpenSSL's verification code for a handshake with a server that has this certificate; 0 is good."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(files.cert_file, files.key_file)
    client_context = ssl.create_default_context(cafile=str(files.ca_file))
    near, far = socket.socketpair()

    def serve() -> None:
        try:
            server_context.wrap_socket(far, server_side=True).close()
        except (ssl.SSLError, ConnectionError):
            far.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        client_context.wrap_socket(near, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        return error.verify_code
    finally:
        near.close()
        thread.join(5)
    return 0


@pytest.mark.parametrize(
    ("flaw", "code"),
    [
        ("valid", 0),
        ("expired", 10),
        ("not-yet-valid", 9),
        ("wrong-host", 62),
        ("self-signed", 18),
        ("unknown-authority", 20),
    ],
)
def test_each_flaw_has_its_openssl_code(tmp_path: Path, flaw: Flaw, code: int) -> None:
    assert verify_code(issue(tmp_path, flaw), "localhost") == code


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_valid_certificate_is_good_for_every_name_of_this_machine(tmp_path: Path, host: str) -> None:
    assert verify_code(issue(tmp_path), host) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_nobody_else_can_read_the_private_key(tmp_path: Path) -> None:
    assert stat.S_IMODE(issue(tmp_path).key_file.stat().st_mode) == 0o600

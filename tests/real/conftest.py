"""Real servers for tests: started here, on free ports of 127.0.0.1, ended by their process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scripted_broker import free_port

READY_S = 10.0


def mosquitto_program() -> str | None:
    """Debian puts it where only root looks."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True, slots=True)
class Mosquitto:
    """A running broker and its listeners. `certificates`: the folder of the authority that signed them."""

    plain: int
    websocket: int
    tls: int
    mutual_tls: int
    secure_websocket: int
    certificates: Path

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.plain}"


def wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server has ended"
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"nothing listens on {port}")


@pytest.fixture(scope="session")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """One broker for all tests that ask for it: anyone may do anything, except below `forbidden/`."""
    program = mosquitto_program()
    if program is None:
        pytest.skip("Mosquitto is not installed")
    from tests.real.authority import make_certificates

    folder = tmp_path_factory.mktemp("mosquitto")
    make_certificates(folder)
    ports = [free_port() for _ in range(5)]
    plain, websocket, tls, mutual, secure_websocket = ports
    files = f"cafile {folder}/ca.pem\ncertfile {folder}/server.pem\nkeyfile {folder}/server.key\n"
    (folder / "acl").write_text("topic readwrite #\ntopic deny forbidden/#\ntopic read $SYS/#\n")
    config = folder / "mosquitto.conf"
    config.write_text(
        # Started as root it would go on as a user of its own, who may not read a test's files.
        f"""{"user root" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""}
persistence false
log_dest none
allow_anonymous true
acl_file {folder}/acl
set_tcp_nodelay true
sys_interval 1
listener {plain} 127.0.0.1
listener {websocket} 127.0.0.1
protocol websockets
listener {tls} 127.0.0.1
{files}
listener {mutual} 127.0.0.1
{files}require_certificate true
listener {secure_websocket} 127.0.0.1
protocol websockets
{files}"""
    )
    process = subprocess.Popen(
        [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for port in ports:
            wait_until_listening(port, process)
        yield Mosquitto(plain, websocket, tls, mutual, secure_websocket, folder)
    finally:
        process.terminate()
        process.wait(5)

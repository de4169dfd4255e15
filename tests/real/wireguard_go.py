"""wireguard-go in a network namespace of its own, with a host behind it; needs root, or a user namespace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address, ip_interface, ip_network
from pathlib import Path

from app.core.secrets import Secret
from app.reach.wireguard.config import Gateway, Peer, TunnelConfig
from app.reach.wireguard.crypto import new_private_key, private_key, public_of
from app.reach.wireguard.probe_peer import file_text, make

PROGRAMS = ("wireguard-go", "wg", "ip", "unshare", "nsenter", "setpriv")
INSIDE = IPv4Address("10.97.0.1")
OPEN_PORT = 1883
PORT = 51820
ROOT = Path(__file__).resolve().parents[2]

_READY_S = 10.0
_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
_SETTING_UP = (
    "mount -t tmpfs none /run && mkdir /run/wireguard && ip link set lo up && echo ready && exec sleep 600"
)


class NotHere(Exception):
    """This machine cannot run it; the text says why, for the skip."""


class WireguardGo:
    """Two peers: one with a pre-shared key, one without. close() ends every process that start() began."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server_key = new_private_key()
        public = public_of(private_key(self._server_key))
        server = Peer(public, endpoint=Gateway("127.0.0.1", PORT), allowed_ips=(ip_network("10.97.0.0/24"),))
        self.with_psk = make(server, ip_interface("10.97.0.3/32"))
        self.without_psk = make(server, ip_interface("10.97.0.2/32"), with_psk=False)
        self._processes: list[subprocess.Popen[str]] = []

    def start(self) -> None:
        """Raises NotHere."""
        lacking = [name for name in PROGRAMS if shutil.which(name, path=_PATH) is None]
        if lacking:
            raise NotHere(f"not installed: {', '.join(lacking)}")
        if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
            raise NotHere("no tun device for this user")
        self._make_namespace()
        self._begin(self._entering("wireguard-go", "-f", "wg0"))
        self._retry("wg", "show", "wg0")
        conf = self._folder / "server.conf"
        blocks = [client.server_block.reveal() for client in (self.with_psk, self.without_psk)]
        head = f"[Interface]\nPrivateKey = {self._server_key.reveal()}\nListenPort = {PORT}\n"
        conf.touch(mode=0o600)
        conf.write_text(head + "".join(blocks))
        self.run("wg", "setconf", "wg0", str(conf))
        self.run("ip", "address", "add", f"{INSIDE}/24", "dev", "wg0")
        self.run("ip", "link", "set", "wg0", "up")
        listener = ("-m", "http.server", "--bind", str(INSIDE), str(OPEN_PORT))
        self._begin(self._entering(sys.executable, *listener))
        listening = f"import socket; socket.create_connection(('{INSIDE}', {OPEN_PORT}), 1).close()"
        self._retry(sys.executable, "-c", listening)

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait(_READY_S)
            if process.stdout is not None:
                process.stdout.close()

    def run(self, *command: str) -> str:
        """A command in the namespace; what it printed."""
        return self._finish(self._entering(*command)).stdout

    def probe(self, config: TunnelConfig, name: str, *options: str) -> subprocess.CompletedProcess[str]:
        """`linkwright probe wireguard --json` in the namespace, without any capability."""
        file = self._folder / f"{name}.conf"
        file.touch(mode=0o600)
        file.write_text(file_text(config).reveal())
        linkwright = (sys.executable, "-m", "app", "probe", "wireguard", str(file), "--json", *options)
        powerless = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
        return self._finish(self._entering(*powerless, *linkwright), check=False)

    def endpoints(self) -> frozenset[str]:
        """Where the server believes its peers to be; `wg` lists them in any order."""
        return frozenset(self.run("wg", "show", "wg0", "endpoints").splitlines())

    def _make_namespace(self) -> None:
        own_user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        holder = self._begin(["unshare", *own_user, "--net", "--mount", "sh", "-c", _SETTING_UP])
        assert holder.stdout is not None
        if holder.stdout.readline() != "ready\n":
            raise NotHere("no network namespaces for this user")

    def _entering(self, *command: str) -> list[str]:
        holder = self._processes[0].pid
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        return ["nsenter", "--target", str(holder), *user, "--net", "--mount", *command]

    def _begin(self, command: Sequence[str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command,
            env={**os.environ, "PATH": _PATH, "WG_PROCESS_FOREGROUND": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if not self._processes else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._processes.append(process)
        return process

    def _finish(self, command: Sequence[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PATH": _PATH}
        return subprocess.run(
            command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=check
        )

    def _retry(self, *command: str) -> None:
        """Until it succeeds."""
        deadline = time.monotonic() + _READY_S
        while self._finish(self._entering(*command), check=False).returncode != 0:
            if time.monotonic() > deadline:
                raise AssertionError(f"{command[0]} does not succeed")
            time.sleep(0.05)


def with_psk(config: TunnelConfig, psk: Secret | None) -> TunnelConfig:
    """The same file with another pre-shared key, or with none."""
    return replace(config, peers=(replace(config.peers[0], preshared_key=psk),))

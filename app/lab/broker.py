"""The lab's broker: Mosquitto where it is installed, otherwise amqtt, or a server that is no broker."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from enum import Enum
from pathlib import Path

from app.lab import amqtt_config, guard, mosquitto_files
from app.lab.broker_plan import BrokerPlan
from app.lab.certificates import ServerCertificate, issue
from app.lab.faults import LabFault, LabReason
from app.lab.impostor import Impostor

_START_LIMIT_S = 20.0
_STOP_LIMIT_S = 5.0
_ATTEMPTS = 5  # a port that was free may be taken by somebody else before the broker has it
_LOG_END_BYTES = 65_536
_OUTSIDE_PATH = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", r"C:\Program Files\mosquitto")


class BrokerKind(Enum):
    """Which program answers."""

    MOSQUITTO = "mosquitto"
    AMQTT = "amqtt"
    SCRIPTED = "scripted"  # no broker at all: see app.lab.impostor


class BrokerNote(Enum):
    """Where this broker differs from what a reader would expect; said wherever its results are shown."""

    ONLY_3_1_1 = "only-3.1.1"
    QOS_RAISED = "qos-raised-to-subscription"  # a QoS 0 publish reaches a QoS 2 subscriber at QoS 2


_VERSIONS = {
    BrokerKind.MOSQUITTO: ("3.1", "3.1.1", "5"),
    BrokerKind.AMQTT: ("3.1.1",),
    BrokerKind.SCRIPTED: (),
}
_NOTES = {
    BrokerKind.MOSQUITTO: (),
    BrokerKind.AMQTT: (BrokerNote.ONLY_3_1_1, BrokerNote.QOS_RAISED),
    BrokerKind.SCRIPTED: (),
}


def mosquitto_path() -> str | None:
    """The installed Mosquitto; Debian keeps it where an ordinary user's PATH does not look."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=os.pathsep.join(_OUTSIDE_PATH))


class LabBroker:
    """One broker on free loopback ports. It ends with `close`, and also when this process dies.

    port: plain MQTT. tls_port and ca_file: only where the plan asks for TLS; the plain port is there too.
    """

    def __init__(self, plan: BrokerPlan, *, kind: BrokerKind | None = None) -> None:
        """kind: None takes the best one that is installed."""
        if plan.behaviour != "mqtt":
            kind = BrokerKind.SCRIPTED
        self.plan = plan
        self.kind = kind or (BrokerKind.MOSQUITTO if mosquitto_path() else BrokerKind.AMQTT)
        self.versions = _VERSIONS[self.kind]
        self.notes = _NOTES[self.kind]
        self.program = ""  # with its version, as it told us
        self.port = 0
        self.tls_port: int | None = None
        self.ca_file: Path | None = None
        self.log = ""  # the end of its log, complete after close
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._impostor: Impostor | None = None

    async def start(self) -> None:
        """Return when it accepts connections. Raises LabFault with the end of the log."""
        if self.plan.behaviour != "mqtt":
            self._impostor = Impostor(self.plan.behaviour)
            self.port = await self._impostor.start()
            return
        try:
            for _ in range(_ATTEMPTS):
                self._launch()
                if await self._accepts():
                    self.program = self._tell_program()
                    return
                await self._end()
                if not _port_was_taken(self.log):
                    raise LabFault(LabReason.BROKER_NOT_STARTED, {"kind": self.kind.value, "log": self.log})
            raise LabFault(LabReason.PORT_TAKEN, {"port": str(self.port)})
        except BaseException:
            await self._end()
            raise

    async def close(self) -> None:
        if self._impostor is not None:
            await self._impostor.close()
        await self._end()

    def _launch(self) -> None:
        self._folder = folder = Path(tempfile.mkdtemp(prefix="linkwright-lab-"))
        self.port, tls_port = _free_ports(2)
        tls: tuple[int, ServerCertificate] | None = None
        if self.plan.tls != "none":
            tls = tls_port, issue(folder, self.plan.tls)
            self.tls_port, self.ca_file = tls_port, tls[1].ca_file
        if self.kind is BrokerKind.MOSQUITTO:
            config = mosquitto_files.write(folder, self.plan, self.port, tls, as_root=_is_root())
            command = [mosquitto_path() or "mosquitto", "-c", str(config)]
        else:
            config = folder / "amqtt.json"
            config.write_text(json.dumps(amqtt_config.configuration(self.plan, self.port, tls)), "utf-8")
            command = [sys.executable, "-m", "app.lab.amqtt_broker", str(config)]
        self._process = _guarded(folder, command)

    async def _accepts(self) -> bool:
        """Wait until the plain port, which opens last, takes a connection; False if the process ended."""
        deadline = time.monotonic() + _START_LIMIT_S
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                return False
            with contextlib.suppress(OSError):  # not yet
                async with asyncio.timeout(0.5):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                # If somebody else has the port, ours is about to say so.
                return self._process.poll() is None and not _port_was_taken(self._read_log())
            await asyncio.sleep(0.01)
        return False

    async def _end(self) -> None:
        process, folder = self._process, self._folder
        self._process = self._folder = None
        if folder is not None:
            self.log = _end_of(folder / guard.LOG_NAME) or self.log
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            if not await _ended(process, _STOP_LIMIT_S):
                process.kill()
                process.wait()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _read_log(self) -> str:
        return _end_of(self._folder / guard.LOG_NAME) if self._folder is not None else self.log

    def _tell_program(self) -> str:
        if self.kind is BrokerKind.AMQTT:
            return f"amqtt {amqtt_config.installed_version()}"
        told = re.search(r"mosquitto version \S+", self._read_log())
        return told.group(0).replace(" version", "") if told else "mosquitto"


def _guarded(folder: Path, command: list[str]) -> subprocess.Popen[bytes]:
    """Start command under the guard, in a group of its own: Ctrl-C is for us, and we then end it in order."""
    root = str(Path(__file__).parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", guard.__file__, str(folder), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([root, inherited] if inherited else [root])},
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
        | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


async def _ended(process: subprocess.Popen[bytes], limit_s: float) -> bool:
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return True
        await asyncio.sleep(0.01)
    return False


def _free_ports(count: int) -> tuple[int, ...]:
    with contextlib.ExitStack() as held:  # all at once, so that they differ
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return tuple(one.getsockname()[1] for one in sockets)


def _port_was_taken(log: str) -> bool:
    return "Address already in use" in log or "Errno 98" in log or "WinError 10048" in log


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LOG_END_BYTES))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:  # the guard has not come so far
        return ""


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0

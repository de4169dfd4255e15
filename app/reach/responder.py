"""The companion at the data centre: says which address it sees, answers late, connects back to its caller.

It listens on TCP and UDP of one port. Whom it answers is decided in `app.reach.gatekeeper`; it does things
only for callers who have proved their address and know the token, and only towards that address.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from app.core.tasks import TaskScope
from app.reach import responder_wire as wire
from app.reach.gatekeeper import LONGEST_DELAY_S, Caller, Gatekeeper, Limits, Task, Transport
from app.reach.responder_wire import Operation, Status

_CONNECT_LIMIT_S = 3.0
_READ_LIMIT_S = 10.0
_MOST_CONNECTIONS = 256
_MOST_OF_ONE_CALLER = 16
_SAME_PORT_ATTEMPTS = 20  # to find a port that is free for TCP and UDP

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ResponderCounts:
    """Messages since the start. ignored: not one of ours, too fast, replayed, or from nobody we know."""

    heard: int = 0
    answered: int = 0
    ignored: int = 0
    connected_back: int = 0


class Responder:
    """Runs in the event loop it is started in, which on Windows must be a selector loop."""

    def __init__(self, token: bytes, limits: Limits | None = None) -> None:
        if len(token) < wire.LEAST_TOKEN_BYTES:
            raise ValueError("the token is too short")
        self._keeper = Gatekeeper(token, secrets.token_bytes(32), limits or Limits())
        self._scope = TaskScope(_report)
        self._tally: Counter[str] = Counter()
        self._connected: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._udp: asyncio.DatagramTransport | None = None

    @property
    def counts(self) -> ResponderCounts:
        return ResponderCounts(**dict(self._tally))

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port; port 0 takes a free one. Raises OSError where it cannot listen."""
        loop = asyncio.get_running_loop()
        for _ in range(_SAME_PORT_ATTEMPTS if port == 0 else 1):
            server = await asyncio.start_server(self._accepted, host, port, limit=2 * wire.LONGEST_MESSAGE)
            family, address = server.sockets[0].family, server.sockets[0].getsockname()
            try:
                self._udp, _protocol = await loop.create_datagram_endpoint(
                    lambda: _Datagrams(self._heard_datagram), (host, address[1]), family=family
                )
            except OSError:
                server.close()
                if port != 0:
                    raise
                continue
            self._server = server
            return int(address[1])
        raise OSError("no port is free for both TCP and UDP")

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._scope.close()
        if self._udp is not None:
            self._udp.close()

    def _heard_datagram(
        self, message: bytes, sender: tuple[str, int], udp: asyncio.DatagramTransport
    ) -> None:
        caller = Caller.of(sender[0], sender[1], Transport.UDP)
        verdict = self._judge(message, caller)
        if isinstance(verdict, bytes):
            udp.sendto(verdict, sender)
        elif verdict is not None:
            self._scope.start(self._answer_datagram(verdict, sender, udp), name="responder datagram")

    async def _answer_datagram(
        self, task: Task, sender: tuple[str, int], udp: asyncio.DatagramTransport
    ) -> None:
        answer = await self._perform(task)
        if not udp.is_closing():
            udp.sendto(answer, sender)

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port, *_ = writer.get_extra_info("peername") or ("", 0)
        try:
            caller = Caller.of(host, port, Transport.TCP)
        except ValueError:  # gone before we looked
            writer.transport.abort()
            return
        mine = self._connected[caller.group]
        if mine >= _MOST_OF_ONE_CALLER or self._connected.total() >= _MOST_CONNECTIONS:
            writer.transport.abort()
            return
        self._connected[caller.group] += 1
        self._scope.start(self._serve(reader, writer, caller), name="responder connection")

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, caller: Caller
    ) -> None:
        """HELLO, then ASK; anything else ends the connection without a word."""
        try:
            while True:
                async with asyncio.timeout(_READ_LIMIT_S):
                    size = int.from_bytes(await reader.readexactly(2))
                    if size > wire.LONGEST_MESSAGE:
                        return
                    message = await reader.readexactly(size)
                verdict = self._judge(message, caller)
                if verdict is None:
                    return
                last = isinstance(verdict, Task)
                answer = await self._perform(verdict) if isinstance(verdict, Task) else verdict
                writer.write(len(answer).to_bytes(2) + answer)
                await writer.drain()
                if last:
                    return
        except (OSError, asyncio.IncompleteReadError):  # TimeoutError is an OSError
            _log.debug("a caller left or said nothing")
        finally:
            writer.close()
            self._connected[caller.group] -= 1
            if not self._connected[caller.group]:
                del self._connected[caller.group]

    def _judge(self, message: bytes, caller: Caller) -> bytes | Task | None:
        verdict = self._keeper.judge(message, caller, time.monotonic())
        self._tally["heard"] += 1
        self._tally["ignored" if verdict is None else "answered"] += 1
        return verdict

    async def _perform(self, task: Task) -> bytes:
        """Do what was asked, if there is room for it, and say how it went."""
        question = task.question
        if question.operation is Operation.ECHO:
            return self._keeper.answer(task, Status.DONE)
        if question.delay_ms > LONGEST_DELAY_S * 1000 or not self._keeper.begin(task):
            return self._keeper.answer(task, Status.BUSY)
        try:
            if question.operation is Operation.LATER:
                await asyncio.sleep(question.delay_ms / 1000)
                return self._keeper.answer(task, Status.DONE)
            self._tally["connected_back"] += 1
            began_ns = time.perf_counter_ns()
            status = await _connect_back(task.caller, question.port)
            return self._keeper.answer(task, status, (time.perf_counter_ns() - began_ns) // 1000)
        finally:
            self._keeper.end(task)


async def _connect_back(caller: Caller, port: int) -> Status:
    """One TCP connection to the caller's own address, closed at once; nothing is sent over it."""
    try:
        async with asyncio.timeout(_CONNECT_LIMIT_S):
            _, writer = await asyncio.open_connection(str(caller.address), port)
    except TimeoutError:
        return Status.SILENT
    except ConnectionRefusedError:
        return Status.REFUSED
    except OSError:
        return Status.UNREACHABLE
    writer.close()
    return Status.OPEN


class _Datagrams(asyncio.DatagramProtocol):
    """Hands datagrams on; errors of earlier answers (a caller that has gone) are of no interest."""

    def __init__(self, heard: Callable[[bytes, tuple[str, int], asyncio.DatagramTransport], None]) -> None:
        self._heard = heard
        self._udp: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._udp = cast(asyncio.DatagramTransport, transport)  # asyncio's own is not declared as one

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._udp is not None
        self._heard(data, addr, self._udp)


def _report(name: str, error: BaseException) -> None:
    _log.error("%s ended by an error", name, exc_info=error)

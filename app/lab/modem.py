"""A simulated modem behind a real transport: a pseudo terminal (POSIX) or a TCP port for `socket://`."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import os
import selectors
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from app.lab.modem_dialogue import ModemDialogue, Piece
from app.lab.modem_script import ModemScript

_READ_BYTES = 4096
_JOIN_S = 2.0


class _Transport(Protocol):
    """What the modem's thread needs of either kind of line."""

    url: str

    def sources(self) -> list[int | socket.socket]: ...
    def read(self, source: int | socket.socket) -> bytes: ...
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...


class SimulatedModem:
    """Plays a script in a thread of its own from `plug_in` to `pull_out`; needs no event loop.

    transport: "pty" or "tcp"; None takes a pty where there is such a thing. The methods may be called from
    any thread. As on a serial line, what nobody reads is lost when the buffers are full.
    """

    def __init__(self, script: ModemScript, *, transport: str | None = None) -> None:
        self.script = script
        self._kind = transport or ("tcp" if sys.platform == "win32" else "pty")
        self._dialogue = ModemDialogue(script, time.monotonic())
        self._line: _Transport | None = None
        self._thread: threading.Thread | None = None
        self._orders: deque[Callable[[], None]] = deque()
        self._wake_r, self._wake_w = socket.socketpair()
        self._wake_r.setblocking(False)
        self._running = False
        self._due: list[tuple[float, int, Piece]] = []
        self._counter = itertools.count()
        self.url = ""

    async def start(self) -> str:
        """`plug_in` for a caller on a loop."""
        return self.plug_in()

    async def close(self) -> None:
        """`pull_out` for a caller on a loop."""
        await asyncio.to_thread(self.pull_out)

    def plug_in(self) -> str:
        """Begin to play. Returns the address for `app.modem.port`: a device path or a `socket://` URL."""
        self._running = True
        self._line = _transport(self._kind)
        self.url = self._line.url
        self._thread = threading.Thread(
            target=self._serve, name=f"simulated {self.script.model}", daemon=True
        )
        self._thread.start()
        return self.url

    def pull_out(self) -> None:
        """Make the port disappear, if it has not yet, and end the thread."""
        self._running = False
        self._wake()
        if self._thread is not None:
            self._thread.join(_JOIN_S)
            self._thread = None
        self._wake_r.close()
        self._wake_w.close()

    def __enter__(self) -> SimulatedModem:
        self.plug_in()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pull_out()

    @property
    def commands(self) -> tuple[str, ...]:
        """Every command line received so far."""
        return tuple(self._dialogue.commands)

    def vanish(self) -> None:
        """The port disappears under whoever has it open, at once."""
        self._order(self._unplug)

    def fall_silent(self) -> None:
        """It stays where it is but answers nothing any more."""
        self._order(self._dialogue.fall_silent)

    def say(self, line: str) -> None:
        """Send a line that nobody asked for, now."""
        self._order(lambda: self._send(b"\r\n" + line.encode() + b"\r\n"))

    def send_raw(self, data: bytes) -> None:
        """Put bytes on the line as they are, now."""
        self._order(lambda: self._send(data))

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.append(order)
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_w.send(b"\0")

    def _serve(self) -> None:
        try:
            while self._running:
                self._wait()
                self._collect(self._dialogue.elapse(time.monotonic()))
                self._deliver()
        finally:
            self._unplug()

    def _wait(self) -> None:
        """Sleep until there are bytes, an order, or something that is due; then take the orders and bytes."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_r, selectors.EVENT_READ)
            for line_end in self._line.sources() if self._line else ():
                selector.register(line_end, selectors.EVENT_READ)
            ready = selector.select(self._patience_s())
        while self._orders:
            self._orders.popleft()()
        for key, _ in ready:
            source = key.fileobj
            if source is self._wake_r:
                with contextlib.suppress(BlockingIOError):
                    self._wake_r.recv(_READ_BYTES)
            elif self._line is not None and isinstance(source, int | socket.socket):
                data = self._line.read(source)
                if data:
                    self._collect(self._dialogue.receive(data, time.monotonic()))

    def _patience_s(self) -> float | None:
        due = [self._due[0][0]] if self._due else []
        if (next_s := self._dialogue.next_due_s()) is not None:
            due.append(next_s)
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _collect(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            heapq.heappush(self._due, (piece.at_s, next(self._counter), piece))

    def _deliver(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            piece = heapq.heappop(self._due)[2]
            self._send(piece.data)
            if piece.hang_up:
                self._unplug()

    def _send(self, data: bytes) -> None:
        if self._line is not None and data:
            self._line.write(data)

    def _unplug(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _transport(kind: str) -> _Transport:
    if kind == "tcp":
        return _TcpLine()
    if sys.platform != "win32":
        return _PtyLine()
    raise ValueError("there are no pseudo terminals here")


class _TcpLine:
    """Listens on a free loopback port and serves one connection at a time."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._connection: socket.socket | None = None
        self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def sources(self) -> list[int | socket.socket]:
        return [self._listener, *([self._connection] if self._connection else [])]

    def read(self, source: int | socket.socket) -> bytes:
        if source is self._listener:
            self._accept()
            return b""
        connection = self._connection
        if connection is None:
            return b""
        try:
            data = connection.recv(_READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            connection.close()
            self._connection = None
        return data

    def write(self, data: bytes) -> None:
        if self._connection is None:
            self._accept()  # whoever has connected just now is there already, from its own point of view
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.send(data)

    def close(self) -> None:
        self._listener.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._listener.accept()
            if self._connection is not None:
                connection.close()
                return
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connection = connection


if sys.platform != "win32":
    import tty

    class _PtyLine:
        """A pseudo terminal; the slave side is what a program opens as a serial port.

        The slave is kept open here too: otherwise the master reads errors while no program has it open, and
        what is sent then would be echoed back by the terminal's first settings.
        """

        def __init__(self) -> None:
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self.url = os.ttyname(self._slave)

        def sources(self) -> list[int | socket.socket]:
            return [self._master]

        def read(self, source: int | socket.socket) -> bytes:
            try:
                return os.read(self._master, _READ_BYTES)
            except OSError:
                return b""

        def write(self, data: bytes) -> None:
            with contextlib.suppress(OSError):
                os.write(self._master, data)

        def close(self) -> None:
            os.close(self._master)
            os.close(self._slave)

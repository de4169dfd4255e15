"""One open serial port: a thread that reads, one that writes, and the hand-over of bytes to the loop.

Takes what pyserial's `serial_for_url` takes: device names, pseudo terminals, `socket://`, `rfc2217://`.
Opening, reading, writing and closing all happen in the threads, so that no driver can hold up the loop
(facts, section 7).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import serial

from app.modem.port_faults import PortFault, PortReason, opening_fault, reading_fault

__all__ = ["Chunk", "Port", "PortFault", "PortReason"]

BAUD = 115_200
OPEN_LIMIT_S = 6.0
CLOSE_LIMIT_S = 2.0

_WRITE_LIMIT_S = 2.0
_POLL_S = 0.05  # for lines whose read cannot be cancelled
_WINDOWS_POLL_S = 0.25  # CancelIoEx misses a read that has not quite begun
_READ_BYTES = 4096

_log = logging.getLogger(__name__)

_DEVICE_ERRORS: tuple[type[Exception], ...] = (OSError,)
if sys.platform != "win32":
    import fcntl
    import termios

    _DEVICE_ERRORS = (OSError, termios.error)
_OPENING_ERRORS: tuple[type[Exception], ...] = (*_DEVICE_ERRORS, ValueError)
# TypeError: the reader has closed the device meanwhile
_WRITING_ERRORS: tuple[type[Exception], ...] = (*_DEVICE_ERRORS, TypeError)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes on the line; at_ns: `perf_counter_ns` when they were read, or had been written."""

    data: bytes
    at_ns: int
    outgoing: bool = False


class Port:
    """Open it with `Port.open`; from then on use it from that loop only.

    received: gets batches, in order, on the loop. lost: called once, on the loop, when the port ends without
    having been closed; nothing is received after that.
    """

    def __init__(
        self,
        url: str,
        received: Callable[[tuple[Chunk, ...]], None],
        lost: Callable[[PortFault], None],
        baud: int = BAUD,
    ) -> None:
        self.url = url
        self._received = received
        self._lost = lost
        self._baud = baud
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._ended = asyncio.Event()
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._batch: deque[Chunk] = deque()
        self._fault: PortFault | None = None
        self._closing = False
        self._device: Any = None

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        received: Callable[[tuple[Chunk, ...]], None],
        lost: Callable[[PortFault], None],
        baud: int = BAUD,
        time_limit_s: float = OPEN_LIMIT_S,
    ) -> Port:
        """Open exclusively. Raises PortFault; one that hangs is abandoned after the limit."""
        port = cls(url, received, lost, baud)
        threading.Thread(target=port._serve, name=f"port {url}", daemon=True).start()
        try:
            async with asyncio.timeout(time_limit_s):
                await port._opened
        except TimeoutError:
            port._stop()
            evidence = {"port": url, "error": "timeout", "limit_s": f"{time_limit_s:g}"}
            raise PortFault(PortReason.FAILED, evidence) from None
        except asyncio.CancelledError:
            port._stop()
            raise
        return port

    def write(self, data: bytes) -> None:
        """Queue bytes; they come back as an outgoing Chunk once written. Nothing happens on a lost port."""
        self._outgoing.put(data)

    async def close(self) -> None:
        """Give the port back to the system; at most two seconds, whatever the driver does."""
        self._stop()
        try:
            async with asyncio.timeout(CLOSE_LIMIT_S):
                await self._ended.wait()
        except TimeoutError:
            _log.warning("the driver of %s does not let go; its thread is abandoned", self.url)

    def _stop(self) -> None:
        with self._lock:
            self._closing = True
            self._batch.clear()
            device = self._device
        self._outgoing.put(None)
        for name in ("cancel_read", "cancel_write"):
            if (cancel := getattr(device, name, None)) is not None:
                with contextlib.suppress(*_WRITING_ERRORS):
                    cancel()

    # --- in the threads -------------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            device = _open_device(self.url, self._baud)
        except _OPENING_ERRORS as error:
            fault = opening_fault(self.url, error)
            self._hand_over(lambda: _fail(self._opened, fault))
            self._hand_over(self._ended.set)
            return
        with self._lock:
            self._device = device
            abandoned = self._closing
        writer = threading.Thread(target=self._write, name=f"port {self.url} writer", daemon=True)
        writer.start()
        try:
            if not abandoned:
                self._hand_over(lambda: _succeed(self._opened))
                self._read(device)
        except _DEVICE_ERRORS as error:
            self._end_with(reading_fault(self.url, error))
        finally:
            self._outgoing.put(None)
            writer.join(_WRITE_LIMIT_S)
            _close_device(device)
            self._hand_over(self._ended.set)

    def _read(self, device: Any) -> None:
        by_socket = self.url.lower().startswith("socket:")
        while not self._closing:
            data: bytes = device.read(1)
            if data:
                data += _rest(device, by_socket=by_socket)
                self._put(Chunk(data, time.perf_counter_ns()))

    def _write(self) -> None:
        while (data := self._outgoing.get()) is not None:
            try:
                self._device.write(data)
            except serial.SerialTimeoutException:
                self._end_with(PortFault(PortReason.WRITE_BLOCKED, {"port": self.url}))
                return
            except _WRITING_ERRORS as error:
                self._end_with(reading_fault(self.url, error))
                return
            self._put(Chunk(data, time.perf_counter_ns(), outgoing=True))

    def _put(self, chunk: Chunk) -> None:
        with self._lock:
            if self._closing:
                return
            self._batch.append(chunk)
            if len(self._batch) == 1:
                self._wake(self._deliver)

    def _end_with(self, fault: PortFault) -> None:
        with self._lock:
            if self._closing or self._fault is not None:
                return
            self._fault = fault
            self._wake(self._report_loss)

    def _hand_over(self, call: Callable[[], None]) -> None:
        with self._lock:
            self._wake(call)

    def _wake(self, call: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile: nobody listens any more
            self._loop.call_soon_threadsafe(call)

    # --- on the loop ----------------------------------------------------------------------------------

    def _deliver(self) -> None:
        with self._lock:
            batch = tuple(self._batch)
            self._batch.clear()
        if batch:
            self._received(batch)

    def _report_loss(self) -> None:
        self._deliver()
        if not self._closing and self._fault is not None:
            self._stop()
            self._lost(self._fault)


def _open_device(url: str, baud: int) -> Any:
    device = serial.serial_for_url(url, do_not_open=True)
    device.baudrate = baud
    device.exclusive = None if sys.platform == "win32" else True
    device.rtscts = device.dsrdtr = device.xonxoff = False
    device.write_timeout = _WRITE_LIMIT_S
    if not hasattr(device, "cancel_read"):
        device.timeout = _POLL_S
    elif sys.platform == "win32":
        device.timeout = _WINDOWS_POLL_S
    device.open()
    _claim(device, claimed=True)
    return device


def _claim(device: Any, *, claimed: bool) -> None:
    """Keep other programs out by the terminal itself too: few of them respect the lock on the file."""
    if sys.platform != "win32" and isinstance(device, serial.Serial):
        with contextlib.suppress(*_DEVICE_ERRORS):
            fcntl.ioctl(device.fileno(), termios.TIOCEXCL if claimed else termios.TIOCNXCL)


def _close_device(device: Any) -> None:
    """Drop what was not sent: closing waits for it otherwise, for up to 30 s."""
    with contextlib.suppress(*_DEVICE_ERRORS):
        device.reset_output_buffer()
    _claim(device, claimed=False)
    # pyserial forgets to close a socket whose other end has gone first, and sleeps 0.3 s after any other.
    connection = getattr(device, "_socket", None)
    if isinstance(connection, socket.socket):
        connection.close()
        device.is_open = False
        return
    with contextlib.suppress(*_DEVICE_ERRORS):
        device.close()


def _rest(device: Any, *, by_socket: bool) -> bytes:
    """What has come together with the first byte, without waiting for more."""
    if by_socket:
        # `in_waiting` is never more than 1 there; changing the time limit of a socket costs nothing.
        device.timeout, patience_s = 0, device.timeout
        try:
            return bytes(device.read(_READ_BYTES))
        finally:
            device.timeout = patience_s
    try:
        waiting = device.in_waiting
    except OSError:
        return b""  # some virtual drivers on Windows cannot tell; byte by byte works
    return bytes(device.read(waiting)) if waiting else b""


def _succeed(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _fail(future: asyncio.Future[None], fault: PortFault) -> None:
    if not future.done():
        future.set_exception(fault)

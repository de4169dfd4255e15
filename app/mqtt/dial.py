"""From a URL to an open connection - name, TCP, TLS, WebSocket - with a precise fault for each step.

Runs in a thread of its own with non-blocking sockets, so that cancelling takes effect within a tenth of a
second. Only the resolver of the operating system cannot be interrupted.
"""

from __future__ import annotations

import errno
import select
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from app.core.threads import Cancellation
from app.mqtt.dialled import Dialled, Link
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.session_config import Endpoint, SessionConfig
from app.mqtt.tls import client_context, tls_fault
from app.mqtt.websocket import WebSocket, WebSocketHandshake

__all__ = ["Dialled", "DiallingCancelled", "Socket", "dial"]

Socket = socket.socket | ssl.SSLSocket
T = TypeVar("T")

_TICK_S = 0.1
_LEAST_PER_ADDRESS_S = 0.25


class DiallingCancelled(Exception):
    """Nobody waits for this connection any more; seen by the dialling thread only."""


class _Budget:
    """Time left for the whole dialling, and the watch for its cancelling."""

    def __init__(self, limit_s: float, cancellation: Cancellation, evidence: dict[str, str]) -> None:
        self._deadline = time.monotonic() + limit_s
        self._limit_s = limit_s
        self._cancellation = cancellation
        self.evidence = evidence

    def left_s(self) -> float:
        if self._cancellation.cancelled:
            raise DiallingCancelled
        return self._deadline - time.monotonic()

    def timeout(self, step: str) -> MqttFault:
        evidence = {**self.evidence, "step": step, "timeout_s": f"{self._limit_s:g}"}
        return MqttFault(MqttReason.TIMEOUT, evidence)

    def wait(self, sock: Socket, *, write: bool, until: float | None = None) -> bool:
        """Until the socket is ready; False once the time is over."""
        while (left := min(self.left_s(), (until or self._deadline) - time.monotonic())) > 0:
            wlist = [sock] if write else []
            # Windows reports a refused connection as exceptional, not as writable.
            ready = select.select([] if write else [sock], wlist, wlist, min(left, _TICK_S))
            if any(ready):
                return True
        return False

    def retry(self, sock: Socket, step: str, action: Callable[[], T]) -> T:
        """Do what a non-blocking socket puts off, until it is done; MqttFault TIMEOUT if it never is."""
        while True:
            try:
                return action()
            except (ssl.SSLWantReadError, BlockingIOError):
                ready = self.wait(sock, write=False)
            except ssl.SSLWantWriteError:
                ready = self.wait(sock, write=True)
            if not ready:
                raise self.timeout(step)


def dial(config: SessionConfig, cancellation: Cancellation) -> Dialled:
    """Open the connection that config describes; MqttFault if it cannot be had in time."""
    endpoint = config.endpoint
    evidence = {"host": endpoint.host, "port": str(endpoint.port)}
    budget = _Budget(config.connect_timeout_s, cancellation, evidence)
    context = client_context(config.tls) if endpoint.is_tls else None
    started = time.perf_counter()

    def since_start_ms() -> float:
        return round((time.perf_counter() - started) * 1000, 3)

    addresses = _resolve(endpoint, evidence)
    dns_ms = since_start_ms()
    sock: Socket
    sock, address = _connect_first(addresses, budget)
    try:
        connect_ms = since_start_ms()
        evidence["address"] = address
        local_address = sock.getsockname()[0]
        tls_ms = websocket_ms = None
        if context is not None:
            sock = _wrap(sock, context, config, budget)
            tls_ms = since_start_ms()
        link: Link = sock
        if endpoint.is_websocket:
            link = _switch(sock, endpoint, config, budget)
            websocket_ms = since_start_ms()
    except BaseException:
        sock.close()
        raise
    secured = sock if isinstance(sock, ssl.SSLSocket) else None
    return Dialled(
        link,
        address,
        local_address,
        dns_ms,
        connect_ms,
        tls_ms,
        websocket_ms,
        tls_version=secured.version() if secured else None,
        cipher=cipher[0] if secured and (cipher := secured.cipher()) else None,
        certificate=secured.getpeercert(binary_form=True) if secured else None,
    )


Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]


def _resolve(endpoint: Endpoint, evidence: dict[str, str]) -> list[Address]:
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        code = error.errno if isinstance(error, socket.gaierror) else None
        name = next((name for name in dir(socket) if name.startswith("EAI_")
                     and getattr(socket, name) == code), "invalid")  # fmt: skip
        raise MqttFault(MqttReason.NAME, {**evidence, "error": name}) from None
    return [(family, address) for family, _, _, _, address in found]


def _connect_first(addresses: list[Address], budget: _Budget) -> tuple[socket.socket, str]:
    """Try one address after the other, each with its share of the time; the last one's fault counts."""
    fault: MqttFault | None = None
    for index, (family, address) in enumerate(addresses):
        share_s = max(budget.left_s() / (len(addresses) - index), _LEAST_PER_ADDRESS_S)
        try:
            return _connect(family, address, budget, time.monotonic() + share_s), str(address[0])
        except MqttFault as found:
            fault = found
    raise fault or MqttFault(MqttReason.NAME, {**budget.evidence, "error": "EAI_NODATA"})


def _connect(
    family: socket.AddressFamily, address: tuple[object, ...], budget: _Budget, until: float
) -> socket.socket:
    evidence = {**budget.evidence, "address": str(address[0])}
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = sock.connect_ex(address)
        if code in (errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)):
            if not budget.wait(sock, write=True, until=until):
                raise budget.timeout("tcp").with_evidence(**evidence)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise _tcp_fault(code, evidence)
    except BaseException:
        sock.close()
        raise
    return sock


_REFUSED = {errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", 0)}
_RESET = {errno.ECONNRESET, errno.EPIPE, getattr(errno, "WSAECONNRESET", 0)}
_TIMED_OUT = {errno.ETIMEDOUT, getattr(errno, "WSAETIMEDOUT", 0)}


def _tcp_fault(code: int, evidence: dict[str, str]) -> MqttFault:
    name = errno.errorcode.get(code, str(code))
    if code in _RESET:  # it was made, and reset before we looked
        return MqttFault(MqttReason.CLOSED, {**evidence, "how": name})
    if code in _REFUSED:
        reason = MqttReason.TCP_REFUSED
    elif code in _TIMED_OUT:
        reason = MqttReason.TIMEOUT
    else:
        reason = MqttReason.UNREACHABLE
    return MqttFault(reason, {**evidence, "error": name})


def _wrap(sock: Socket, context: ssl.SSLContext, config: SessionConfig, budget: _Budget) -> ssl.SSLSocket:
    name = config.tls.server_name or config.endpoint.host
    try:
        secured = context.wrap_socket(sock, server_hostname=name, do_handshake_on_connect=False)
    except (OSError, ValueError) as error:
        raise tls_fault(error, budget.evidence) from None
    done = False
    try:
        budget.retry(secured, "tls", secured.do_handshake)
        done = True
    except (OSError, ValueError) as error:
        raise tls_fault(error, {**budget.evidence, "server_name": name}) from None
    finally:
        if not done:
            secured.close()
    return secured


def _switch(sock: Socket, endpoint: Endpoint, config: SessionConfig, budget: _Budget) -> WebSocket:
    if config.sign_path is not None:
        endpoint = replace(endpoint, path=config.sign_path(endpoint).reveal())
    handshake = WebSocketHandshake(endpoint, config.websocket_headers, config.receive_limit_bytes)
    try:
        request = memoryview(handshake.request)
        while request:
            request = request[budget.retry(sock, "websocket", partial(sock.send, request)) :]
        while not handshake.feed(budget.retry(sock, "websocket", partial(sock.recv, 1 << 16))):
            pass
    except MqttFault as fault:
        raise fault.with_evidence(**budget.evidence) from None
    except OSError as error:
        how = errno.errorcode.get(error.errno or 0, "closed")
        raise MqttFault(MqttReason.CLOSED, {**budget.evidence, "how": how}) from None
    return WebSocket(sock, handshake.protocol)

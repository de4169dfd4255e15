"""An open connection to a broker, as the tap and the session see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Link(Protocol):
    """What the tap needs of a connection: a non-blocking socket, or something that behaves like one."""

    def recv(self, limit: int, /) -> bytes: ...
    def send(self, data: bytes | bytearray | memoryview, /) -> int: ...
    def fileno(self) -> int: ...
    def setblocking(self, flag: bool, /) -> None: ...
    def shutdown(self, how: int, /) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Dialled:
    """An open connection and what its making told; times since the dialling began, None where not done.

    certificate: of the broker, DER.
    """

    link: Link
    address: str
    local_address: str
    dns_ms: float
    connect_ms: float
    tls_ms: float | None = None
    websocket_ms: float | None = None
    tls_version: str | None = None
    cipher: str | None = None
    certificate: bytes | None = field(default=None, repr=False)

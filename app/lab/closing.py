"""Ends a TCP connection the rude way: RST instead of FIN."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys

_LINGER_ZERO = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


def reset(writer: asyncio.StreamWriter) -> None:
    """Discard what is unsent and send RST; the other side may discard what it has not read."""
    with contextlib.suppress(OSError):  # the other side was faster
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
    writer.transport.abort()

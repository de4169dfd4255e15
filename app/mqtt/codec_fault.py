"""What the codec refuses: bytes that cannot be framed, values that cannot be written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from app.core.faults import Fault


class CodecReason(Enum):
    """Why the codec stopped."""

    MALFORMED_LENGTH = "malformed-length"
    """A Remaining Length of more than four bytes (MQTT-1.5.5-1): nothing after it can be framed."""
    PACKET_TOO_LARGE = "packet-too-large"
    """The declared length is over the reader's limit."""
    UNENCODABLE = "unencodable"
    """A value that no sequence of bytes can carry: a string over 65 535 bytes, a byte over 255."""


class CodecFault(Fault):
    """Evidence has `offset` (bytes since the start of the stream) for bytes read, `field` for values."""

    reason: CodecReason

    def __init__(self, reason: CodecReason, evidence: Mapping[str, str] | None = None) -> None:
        super().__init__(reason, evidence)

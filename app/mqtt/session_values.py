"""What a session tells of itself and of what it was asked to do. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.mqtt.connack import Connected
from app.mqtt.faults import MqttFault


class SessionState(Enum):
    IDLE = "idle"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    WAITING = "waiting"
    """The connection was lost; the next attempt comes after a pause."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """connected: of the present connection, or the last one. fault: why there is none now.

    reconnects: connections after the first. attempts: of the present search for a connection.
    """

    state: SessionState
    label: str
    connected: Connected | None = None
    fault: MqttFault | None = None
    reconnects: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of a message. At QoS 0 it is written, nothing more: ack_ms and reason_code are None.

    queued_ms: in our own queue; ack_ms: from fully written to the last acknowledgement. Of a message that was
    resent both are those of the last time.
    """

    qos: int
    packet_id: int
    reason_code: int | None = None
    reason: str = ""
    queued_ms: float | None = None
    ack_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """The broker's answer to one filter; granted_qos is None where it refuses."""

    filter: str
    reason_code: int
    reason: str

    @property
    def granted_qos(self) -> int | None:
        return self.reason_code if self.reason_code <= 2 else None

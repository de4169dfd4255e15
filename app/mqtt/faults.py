"""Why a session did not come about, ended, or could not do what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from app.core.faults import Fault

RECEIVED_LIMIT_BYTES = 64


class MqttReason(Enum):
    """Evidence keys are given with each; `host` and `port` come with all up to CLOSED."""

    # Before CONNECT.
    NAME = "name"
    """The host's name has no address. `error`."""
    TCP_REFUSED = "refused-tcp"
    TIMEOUT = "timeout"
    """No TCP connection, or no answer to an operation, within `timeout_s`."""
    UNREACHABLE = "unreachable"
    """The operating system knows no way. `error`."""
    TLS_EXPIRED = "tls-expired"
    TLS_NOT_YET_VALID = "tls-not-yet-valid"
    TLS_SELF_SIGNED = "tls-self-signed"
    TLS_NO_ISSUER = "tls-no-issuer"
    TLS_HOST_MISMATCH = "tls-host-mismatch"
    TLS_NOT_TLS = "tls-not-tls"
    """A port that speaks plain text. `error`."""
    TLS_CLIENT_CERTIFICATE = "tls-client-certificate"
    """The broker refuses ours or wants one; `alert` names it."""
    TLS_FILES = "tls-files"
    """A certificate or key file that cannot be read. `file`."""
    TLS_CLOSED = "tls-closed"
    """The peer hangs up during the handshake, as a plain broker does. `error`."""
    TLS_FAILED = "tls-failed"
    """`error`, `verify_code`."""
    WEBSOCKET_REFUSED = "websocket-refused"
    """A web server that does not switch to WebSocket. `status`, `received`."""

    # From CONNECT to CONNACK.
    NOT_MQTT = "not-mqtt"
    """`received` as text, `received_hex`, `spoken`: http, tls or unknown."""
    SILENT = "silent"
    """`timeout_s`."""
    CLOSED = "closed"
    """Closed or reset before CONNACK. `how`."""
    NOT_AUTHORIZED = "not-authorized"
    BAD_CREDENTIALS = "bad-credentials"
    VERSION = "version"
    IDENTIFIER = "identifier"
    REFUSED = "refused"
    """Any other CONNACK refusal; all five carry `reason_code`, `reason`, `reason_string`, `received_hex`."""

    # Later.
    SUBSCRIBE_REFUSED = "subscribe-refused"
    PUBLISH_REFUSED = "publish-refused"
    """Both: `reason_code`, `reason`, `topic`."""
    QOS_UNSUPPORTED = "qos-unsupported"
    """`qos`, `maximum_qos`."""
    RETAIN_UNSUPPORTED = "retain-unsupported"
    PACKET_TOO_LARGE = "packet-too-large"
    """`size_bytes`, `maximum_packet_size`."""
    UNENCODABLE = "unencodable"
    """`field`."""
    PROTOCOL = "protocol-error"
    """The broker sent what it must not. `rule`, `code`, `received_hex`."""
    DISCONNECTED = "disconnected"
    """The broker said DISCONNECT. `reason_code`, `reason`, `reason_string`."""
    LOST = "connection-lost"
    """`how`."""
    KEEP_ALIVE = "keep-alive"
    """No PINGRESP in time."""
    NOT_CONNECTED = "not-connected"


class MqttFault(Fault):
    """An expected failure of a session; never holds a secret."""

    reason: MqttReason

    def __init__(self, reason: MqttReason, evidence: Mapping[str, str] | None = None) -> None:
        super().__init__(reason, evidence)

    def with_evidence(self, **more: str) -> MqttFault:
        """The same fault with more evidence; what it already has stays."""
        return MqttFault(self.reason, {**more, **self.evidence})


def received(raw: bytes) -> dict[str, str]:
    """Evidence of foreign bytes: as text and as hex, cut to the first few."""
    head = raw[:RECEIVED_LIMIT_BYTES]
    text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in head.split(b"\r\n")[0])
    return {"received": text, "received_hex": head.hex(" ")}


def spoken(raw: bytes) -> str:
    """Which protocol foreign first bytes belong to: http, tls or unknown."""
    if raw[:5] == b"HTTP/" or raw[:1] == b"<":
        return "http"
    if len(raw) >= 3 and raw[0] in (0x15, 0x16) and raw[1] == 0x03:
        return "tls"
    return "unknown"

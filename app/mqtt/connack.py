"""What CONNACK says: facts about the connection, or the fault of being refused."""

from __future__ import annotations

from dataclasses import dataclass

from app.mqtt.dialled import Dialled
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import Connack, PacketType, Version
from app.mqtt.properties import Property
from app.mqtt.reasons import CONNECT_RETURNS, reason_name
from app.mqtt.session_config import SessionConfig

_REFUSALS = {
    1: MqttReason.VERSION,
    2: MqttReason.IDENTIFIER,
    4: MqttReason.BAD_CREDENTIALS,
    5: MqttReason.NOT_AUTHORIZED,
    0x84: MqttReason.VERSION,
    0x85: MqttReason.IDENTIFIER,
    0x86: MqttReason.BAD_CREDENTIALS,
    0x87: MqttReason.NOT_AUTHORIZED,
}
"""The return codes of 3.1.1 and the reason codes of 5 do not overlap."""

PERMANENT = frozenset(
    {MqttReason.VERSION, MqttReason.IDENTIFIER, MqttReason.BAD_CREDENTIALS, MqttReason.NOT_AUTHORIZED}
)
"""Refusals that trying again does not cure."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection that was accepted. What the broker did not say has MQTT's default value.

    connect_ms: from CONNECT written to CONNACK read. dns_ms, tcp_ms, tls_ms and websocket_ms: each step's own
    time. keep_alive_s: the one in force, server_keep_alive_s: what the broker demanded, if it did.
    """

    url: str
    version: Version
    client_id: str
    address: str
    local_address: str
    dns_ms: float
    tcp_ms: float
    tls_ms: float | None
    websocket_ms: float | None
    connect_ms: float
    tls_version: str | None
    cipher: str | None
    reason_code: int
    reason: str
    session_present: bool
    keep_alive_s: int
    receive_maximum: int = 65_535
    maximum_qos: int = 2
    retain_available: bool = True
    maximum_packet_size: int | None = None
    topic_alias_maximum: int = 0
    wildcard_subscriptions: bool = True
    subscription_identifiers: bool = True
    shared_subscriptions: bool = True
    session_expiry_s: int | None = None
    server_keep_alive_s: int | None = None
    assigned_client_id: str | None = None
    reason_string: str | None = None
    response_information: str | None = None
    server_reference: str | None = None
    user_properties: tuple[tuple[str, str], ...] = ()


def connected(config: SessionConfig, dialled: Dialled, packet: Connack, connect_ms: float) -> Connected:
    """The facts of a CONNACK that accepts."""
    said = packet.properties
    is_v5 = config.version is Version.V5

    def number(identifier: Property, default: int) -> int:
        value = said.number(identifier)
        return default if value is None else value

    assigned = said.text(Property.ASSIGNED_CLIENT_IDENTIFIER)
    server_keep_alive_s = said.number(Property.SERVER_KEEP_ALIVE)
    steps = (0.0, dialled.dns_ms, dialled.connect_ms, dialled.tls_ms, dialled.websocket_ms)
    _, dns_ms, tcp_ms, tls_ms, websocket_ms = _durations(steps)
    return Connected(
        url=config.url,
        version=config.version,
        client_id=assigned or config.client_id,
        address=dialled.address,
        local_address=dialled.local_address,
        dns_ms=dns_ms or 0.0,
        tcp_ms=tcp_ms or 0.0,
        tls_ms=tls_ms,
        websocket_ms=websocket_ms,
        connect_ms=connect_ms,
        tls_version=dialled.tls_version,
        cipher=dialled.cipher,
        reason_code=packet.reason_code,
        reason=_name(packet.reason_code, config.version),
        session_present=packet.session_present,
        keep_alive_s=config.keep_alive_s if server_keep_alive_s is None else server_keep_alive_s,
        receive_maximum=number(Property.RECEIVE_MAXIMUM, 65_535) or 1,
        maximum_qos=min(number(Property.MAXIMUM_QOS, 2), 2),
        retain_available=number(Property.RETAIN_AVAILABLE, 1) != 0,
        maximum_packet_size=said.number(Property.MAXIMUM_PACKET_SIZE),
        topic_alias_maximum=number(Property.TOPIC_ALIAS_MAXIMUM, 0),
        wildcard_subscriptions=number(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 1) != 0,
        subscription_identifiers=is_v5 and number(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 1) != 0,
        shared_subscriptions=is_v5 and number(Property.SHARED_SUBSCRIPTION_AVAILABLE, 1) != 0,
        session_expiry_s=said.number(Property.SESSION_EXPIRY_INTERVAL),
        server_keep_alive_s=server_keep_alive_s,
        assigned_client_id=assigned,
        reason_string=said.text(Property.REASON_STRING),
        response_information=said.text(Property.RESPONSE_INFORMATION),
        server_reference=said.text(Property.SERVER_REFERENCE),
        user_properties=said.user,
    )


def refused(config: SessionConfig, packet: Connack) -> MqttFault:
    """The fault of a CONNACK that refuses."""
    code = packet.reason_code
    evidence = {
        "reason_code": f"0x{code:02X}" if code >= 0x80 else str(code),
        "reason": _name(code, config.version),
        "client_id": config.client_id,
        "version": config.version.number,
    }
    if config.username is not None:
        evidence["username"] = config.username
    for key, identifier in (
        ("reason_string", Property.REASON_STRING),
        ("server_reference", Property.SERVER_REFERENCE),
    ):
        if text := packet.properties.text(identifier):
            evidence[key] = text
    return MqttFault(_REFUSALS.get(code, MqttReason.REFUSED), evidence)


def _name(code: int, version: Version) -> str:
    if 0 < code < 0x80:
        return CONNECT_RETURNS.get(code, "")
    return reason_name(PacketType.CONNACK, code, version) or ""


def _durations(marks: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """Time of each step from the times at which the steps were done."""
    durations: list[float | None] = []
    last = 0.0
    for mark in marks:
        durations.append(None if mark is None else round(mark - last, 3))
        last = last if mark is None else mark
    return tuple(durations)

"""Facts and refusals of CONNACK."""

from __future__ import annotations

import socket

import pytest

from app.mqtt.connack import PERMANENT, connected, refused
from app.mqtt.dialled import Dialled
from app.mqtt.faults import MqttReason
from app.mqtt.packets import Connack, PacketType, Properties, Property, Version
from app.mqtt.reasons import reason_names
from app.mqtt.session_config import SessionConfig

CONFIG = SessionConfig("mqtts://h:8883", client_id="mine", keep_alive_s=45)


def dialled() -> Dialled:
    return Dialled(socket.socket(), "10.0.0.1", "10.0.0.2", 4.0, 10.0, 25.5, None, "TLSv1.3", "AES")


def test_each_step_has_its_own_time() -> None:
    made = dialled()
    facts = connected(CONFIG, made, Connack(), 12.5)
    made.link.close()
    assert (facts.dns_ms, facts.tcp_ms, facts.tls_ms, facts.websocket_ms) == (4.0, 6.0, 15.5, None)
    assert (facts.connect_ms, facts.tls_version, facts.cipher) == (12.5, "TLSv1.3", "AES")


def test_defaults_of_the_standard_where_the_broker_says_nothing() -> None:
    made = dialled()
    facts = connected(CONFIG, made, Connack(session_present=True), 1.0)
    made.link.close()
    assert (facts.receive_maximum, facts.maximum_qos, facts.retain_available) == (65_535, 2, True)
    assert (facts.maximum_packet_size, facts.topic_alias_maximum, facts.keep_alive_s) == (None, 0, 45)
    assert (facts.client_id, facts.assigned_client_id, facts.session_present) == ("mine", None, True)
    assert facts.wildcard_subscriptions
    assert facts.shared_subscriptions


def test_keep_alive_of_zero_turns_it_off() -> None:
    made = dialled()
    said = Properties(((Property.SERVER_KEEP_ALIVE, 0),))
    assert connected(CONFIG, made, Connack(properties=said), 1.0).keep_alive_s == 0
    made.link.close()


@pytest.mark.parametrize("version", [Version.V311, Version.V5])
def test_every_code_of_the_standard_is_a_refusal_with_its_name(version: Version) -> None:
    for code, name in reason_names(PacketType.CONNACK, version).items():
        if code:
            fault = refused(SessionConfig("mqtt://h", version=version), Connack(code))
            assert fault.evidence["reason"] == name
            assert fault.reason in PERMANENT | {MqttReason.REFUSED}


def test_code_that_the_standard_does_not_have_is_a_refusal_too() -> None:
    fault = refused(CONFIG, Connack(0xF7))
    assert (fault.reason, fault.evidence["reason_code"], fault.evidence["reason"]) == (
        MqttReason.REFUSED,
        "0xF7",
        "",
    )

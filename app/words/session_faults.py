"""Texts for what can go wrong with an MQTT session outside a check; most are those of the findings."""

from __future__ import annotations

from collections.abc import Mapping

from app.words import broker, delivery, reach
from app.words.catalogue import N_
from app.words.sentences import OneOf, Text

_ITS_REASON = OneOf(
    N_("It gave reason code {reason_code}: {reason}."),
    N_("It gave reason code {reason_code}."),
    N_("It gave no reason."),
)

SESSION: Mapping[str, Text] = {
    "name": reach.TEXTS["dns-failed"],
    "refused-tcp": reach.TEXTS["tcp-refused"],
    "unreachable": reach.TEXTS["tcp-unreachable"],
    "tls-expired": reach.TEXTS["tls-certificate-expired"],
    "tls-not-yet-valid": reach.TEXTS["tls-certificate-not-yet-valid"],
    "tls-self-signed": reach.TEXTS["tls-untrusted"],
    "tls-no-issuer": reach.TEXTS["tls-untrusted"],
    "tls-host-mismatch": reach.TEXTS["tls-host-mismatch"],
    "tls-not-tls": reach.TEXTS["tls-not-tls"],
    "tls-failed": reach.TEXTS["tls-failed"],
    "not-mqtt": broker.TEXTS["broker-not-mqtt"],
    "silent": broker.TEXTS["broker-silent"],
    "closed": broker.TEXTS["broker-closed"],
    "not-authorized": broker.TEXTS["broker-not-authorized"],
    "bad-credentials": broker.TEXTS["broker-bad-credentials"],
    "version": broker.TEXTS["broker-version"],
    "identifier": broker.TEXTS["broker-identifier"],
    "refused": broker.TEXTS["broker-refused"],
    "subscribe-refused": delivery.TEXTS["subscribe-refused"],
    "publish-refused": delivery.TEXTS["publish-refused"],
    "timeout": Text(
        title=OneOf(N_("{host} did not answer in time"), N_("The broker did not answer in time")),
        cause=(OneOf(N_("Nothing came back within {timeout_s}."), N_("Nothing came back.")),),
        remedy=(
            N_("Test the way to the host: linkwright probe tcp."),
            N_("A slow link may need more time: try again when the signal is better."),
        ),
    ),
    "tls-closed": Text(
        title=OneOf(
            N_("{host} closes the connection when TLS begins"),
            N_("The host closes the connection when TLS begins"),
        ),
        cause=(
            N_("That is what a port for plain connections does, or a firewall that knows TLS by its start."),
        ),
        remedy=(N_("Check the port: usually 8883 for mqtts:// and 443 for wss://."),),
    ),
    "tls-client-certificate": Text(
        title=OneOf(
            N_("{host} refuses our certificate or wants one"),
            N_("The broker refuses our certificate or wants one"),
        ),
        cause=(
            N_("The broker knows its clients by certificates. It says: {alert}."),
            N_("Ours is missing or unknown."),
        ),
        remedy=(N_("Ask who looks after the broker for a client certificate and its key."),),
    ),
    "tls-files": Text(
        title=OneOf(
            N_("The certificate file {file} cannot be used"), N_("A certificate file cannot be used")
        ),
        cause=(N_("It is missing, may not be read, or is no PEM file."),),
        remedy=(N_("Check the path in the site file; it is relative to the site file's folder."),),
    ),
    "websocket-refused": Text(
        title=OneOf(
            N_("{host} does not speak WebSocket there"), N_("The host does not speak WebSocket there")
        ),
        cause=(
            OneOf(
                N_("A web server answered with status {status} instead of switching to WebSocket."),
                N_("A web server answered instead of switching to WebSocket."),
            ),
        ),
        remedy=(N_("Check port and path of the URL; many brokers use the path /mqtt."),),
    ),
    "qos-unsupported": Text(
        title=OneOf(N_("The broker does not take QoS {qos}"), N_("The broker does not take this QoS")),
        cause=(OneOf(N_("It takes at most QoS {maximum_qos}."), N_("It says so when a client connects.")),),
        remedy=(N_("Use a lower QoS, and write qos below [broker] in the site file."),),
    ),
    "retain-unsupported": Text(
        title=N_("The broker keeps no retained messages"),
        cause=(N_("It says so when a client connects."),),
        remedy=(N_("Send the message without retain."),),
    ),
    "packet-too-large": Text(
        title=N_("The message is larger than the broker takes"),
        cause=(
            OneOf(
                N_("The packet has {size_bytes}; the broker takes at most {maximum_packet_size} bytes."),
                N_("The broker says its limit when a client connects."),
            ),
        ),
        remedy=(N_("Send less in one message."),),
    ),
    "unencodable": Text(
        title=N_("This cannot be sent over MQTT"),
        cause=(
            OneOf(
                N_("The field {field} is too long or holds what MQTT does not allow."),
                N_("A field is too long."),
            ),
        ),
        remedy=(N_("Shorten it; text in MQTT has at most 65535 bytes."),),
    ),
    "protocol-error": Text(
        title=N_("The broker sent what MQTT does not allow"),
        cause=(OneOf(N_("It breaks the rule {rule}."), N_("The bytes are in the evidence.")),),
        remedy=(N_("Look at the packet in the Tracer and report it to who looks after the broker."),),
    ),
    "disconnected": Text(
        title=N_("The broker ended the connection"),
        cause=(_ITS_REASON, N_("It adds: {reason_string}.")),
        remedy=(
            N_("Session taken over means that another client uses the same client identifier."),
            N_("Otherwise look at the broker's log for this moment."),
        ),
    ),
    "connection-lost": Text(
        title=N_("The connection to the broker broke"),
        cause=(
            N_("It ended without a word: the link, a NAT or a firewall on the way, or the broker itself."),
        ),
        remedy=(
            N_("Look at signal and address at this moment; then at the keep-alive and the NAT's idle time."),
        ),
    ),
    "keep-alive": Text(
        title=N_("The broker no longer answers on this connection"),
        cause=(N_("A PINGREQ got no PINGRESP: the connection is dead, though nobody closed it."),),
        remedy=(
            N_("Usually a NAT on the way forgot the connection: use a shorter keep-alive."),
            N_("Then look at the signal at this moment."),
        ),
    ),
    "not-connected": Text(
        title=N_("There is no connection to a broker"),
        cause=(N_("It was not opened yet, or it has ended."),),
        remedy=(N_("Connect first."),),
    ),
}

CODEC: Mapping[str, Text] = {
    "malformed-length": Text(
        title=N_("These bytes are not MQTT"),
        cause=(OneOf(N_("The length at byte {offset} is impossible."), N_("A length is impossible.")),),
        remedy=(N_("Check that the bytes begin with an MQTT packet, above TLS and WebSocket."),),
    ),
    "packet-too-large": Text(
        title=N_("A packet says that it is larger than the limit"),
        cause=(N_("Either it is very large, or the bytes are not MQTT."),),
        remedy=(N_("Check that the bytes begin with an MQTT packet, above TLS and WebSocket."),),
    ),
    "unencodable": SESSION["unencodable"],
}

"""Texts for what a kind of broker will not take, and for why it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text, When, equals

ADVISORIES: Mapping[str, Text] = MappingProxyType(
    {
        "version": Text(
            title=OneOf(N_("This broker does not speak MQTT {version}"), N_("Wrong MQTT version")),
            cause=(N_("It speaks {versions}."),),
            remedy=(N_("Set version below [broker] in the site file."),),
        ),
        "tls-needed": Text(
            title=N_("This broker takes encrypted connections only"),
            cause=(N_("The URL begins with {scheme}://."),),
            remedy=(N_("Use mqtts:// or wss:// in the URL."),),
        ),
        "port": Text(
            title=OneOf(N_("This broker has no port {port}"), N_("Wrong port")),
            cause=(N_("It answers at {ports}."),),
            remedy=(N_("Correct the port in the URL."),),
        ),
        "websocket-path": Text(
            title=OneOf(N_("The WebSocket path {path} is not this broker's"), N_("Wrong WebSocket path")),
            cause=(N_("Its path is {path_expected}."),),
            remedy=(N_("Correct the path in the URL."),),
        ),
        "alpn": Text(
            title=OneOf(
                N_("On port {port} this broker must be asked for by an ALPN name"), N_("ALPN name missing")
            ),
            cause=(N_("Several services share the port. The name here is {alpn_expected}."),),
            remedy=(N_("Set authentication below [broker] to what is used there, or use port 8883."),),
        ),
        "sni": Text(
            title=N_("This broker needs its host name, not an address"),
            cause=(
                N_("Many brokers share its addresses, and the server name in TLS (SNI) tells them apart."),
                N_("The URL has the address {host}, and no server name is sent for an address."),
            ),
            remedy=(N_("Use the broker's host name in the URL."),),
        ),
        "certificate-needed": Text(
            title=N_("This broker knows its clients by certificates on this port"),
            cause=(N_("No certificate of ours is set."),),
            remedy=(N_("Set certificate and key below [broker] in the site file."),),
        ),
        "password-needed": Text(
            title=N_("This broker lets nobody in without proof of who it is"),
            cause=(N_("Neither a password nor a certificate nor a key of ours is known."),),
            remedy=(N_("Store the password in the keyring or set LINKWRIGHT_PASSWORD."),),
        ),
        "username-form": Text(
            title=N_("The user name does not have the form that this broker wants"),
            cause=(N_("It wants {username_expected}."),),
            remedy=(N_("Correct username below [broker] in the site file."),),
        ),
        "token": Text(
            title=N_("The broker will not accept this token"),
            cause=(
                When(equals("problem", "sas-expired"), N_("It expired {expired_s} ago.")),
                When(equals("problem", "sas-clock"), N_("This computer's clock is wrong.")),
                When(equals("problem", "sas-form", "sas-key"), N_("It is neither a token nor a key.")),
                When(equals("problem", "sas-too-long"), N_("It would be good for more than a year.")),
            ),
            remedy=(
                N_("Set the clock, and store the device's key: a token is made of it for each connection."),
            ),
        ),
        "client-id-length": Text(
            title=N_("The client identifier is too long for this broker"),
            cause=(N_("It has {length_bytes}, and {most_bytes} are taken."),),
            remedy=(N_("Set a shorter client_id below [broker] in the site file."),),
        ),
        "identity-taken-over": Text(
            title=OneOf(
                N_("This would throw the device {client_id} off line"),
                N_("This would throw the device off line"),
            ),
            cause=(N_("A broker has one connection for each identity, and the newer one wins."),),
            remedy=(N_("Use an identity of your own, or switch the device off first."),),
        ),
        "keep-alive": Text(
            title=OneOf(
                N_("This broker does not keep to a keep-alive of {keep_alive_s}"),
                N_("The keep-alive is out of range"),
            ),
            cause=(N_("It takes {least_s} to {most_s}, and the nearest of them otherwise."),),
            remedy=(N_("Set a keep-alive that it takes."),),
        ),
        "session-expiry": Text(
            title=N_("This broker forgets a session sooner than asked for"),
            cause=(N_("It keeps one for {most_s} at most."),),
            remedy=(N_("Expect messages of an older session to be lost."),),
        ),
        "qos": Text(
            title=OneOf(N_("This broker has no QoS {qos}"), N_("This broker does not have that QoS")),
            cause=(N_("Its highest is {maximum_qos}."),),
            remedy=(N_("Use QoS 1 and let the receiver drop what it has seen before."),),
        ),
        "retain": Text(
            title=N_("This broker keeps no retained messages"),
            cause=(N_("It passes the message on once and forgets it."),),
            remedy=(N_("Store the state elsewhere, in a device twin for instance."),),
        ),
        "packet-size": Text(
            title=N_("The message is too large for this broker"),
            cause=(N_("It has {packet_bytes}, and {most_bytes} are taken."),),
            remedy=(N_("Send it in smaller parts."),),
        ),
        "topic-length": Text(
            title=N_("The topic is too long for this broker"),
            cause=(N_("It has {length_bytes}, and {most_bytes} are taken."),),
            remedy=(N_("Use a shorter topic."),),
        ),
        "topic-slashes": Text(
            title=N_("The topic has too many levels for this broker"),
            cause=(N_("It has {slashes} slashes, and {most} are taken."),),
            remedy=(N_("Use a topic with fewer levels."),),
        ),
        "topic-unknown": Text(
            title=OneOf(N_("This broker has no topic {topic}"), N_("This broker has no such topic")),
            cause=(N_("It has the topics of its documentation only, and hangs up at others."),),
            remedy=(N_("Use one of them."),),
        ),
        "filter-disconnects": Text(
            title=OneOf(
                N_("This broker hangs up when somebody subscribes to {topic}"),
                N_("This broker hangs up at such a subscription"),
            ),
            cause=(N_("It does not offer that, and says so by closing the connection."),),
            remedy=(N_("Leave the filter out."),),
        ),
        "filters-at-once": Text(
            title=N_("Too many filters in one subscription"),
            cause=(N_("There are {filters}, and this broker takes {most} at once."),),
            remedy=(N_("Subscribe in several steps."),),
        ),
        "subscriptions": Text(
            title=N_("Too many subscriptions"),
            cause=(N_("There are {filters}, and this broker takes {most} on one connection."),),
            remedy=(N_("Subscribe to fewer, wider filters."),),
        ),
        "shared-unsupported": Text(
            title=N_("This broker has no shared subscriptions"),
            cause=(N_("The filter is {topic}."),),
            remedy=(N_("Subscribe without $share."),),
        ),
        "wildcard-without-retained": Text(
            title=N_("Retained messages will not be shown"),
            cause=(N_("This broker never sends them to a filter with a wildcard, such as {topic}."),),
            remedy=(N_("Subscribe to the exact topic to see what is retained there."),),
        ),
    }
)
"""By `app.mqtt.advisories.AdvisoryCode`."""

SILENCES: Mapping[str, str] = MappingProxyType(
    {
        "qos-2-never-answered": N_("This broker never answers QoS 2: use QoS 0 or 1."),
        "qos-2-closes": N_("This broker closes the connection at a message with QoS 2."),
        "will-qos-2-closes": N_("This broker closes the connection when the will has QoS 2."),
        "denial-disconnects": N_(
            "This broker says that something is not allowed by closing the connection. Check the policy of "
            "this identity."
        ),
        "sys-disconnects": N_("This broker has no $SYS and hangs up on whoever subscribes to it."),
        "wildcard-without-retained": N_(
            "This broker never sends retained messages to a wildcard. Subscribe to the exact topic."
        ),
        "retain-not-kept": N_("This broker keeps no retained messages."),
        "resent-without-dup": N_(
            "This broker may send a message again under another number and without the DUP flag."
        ),
        "order-not-guaranteed": N_("This broker does not promise any order."),
        "no-sni": N_(
            "Without the server name in TLS (SNI) this broker cannot tell for whom the connection is. "
            "Use its host name, not an address."
        ),
        "clock-key-or-username": N_(
            "This broker does not say why it refuses. It is the token (its key, or a clock that is wrong) or "
            "the form of the user name."
        ),
        "only-documented-topics": N_(
            "This broker has the topics of its documentation only and hangs up at others."
        ),
        "same-id-takes-over": N_("Somebody else has connected with the same client identifier."),
        "everything-denied": N_("This broker's usual rules deny # to all but local clients."),
        "sys-local-only": N_("This broker's usual rules show $SYS to local clients only."),
        "anonymous-refused": N_(
            "Since version 2.0 this broker refuses anonymous clients unless told not to."
        ),
        "queue-limit": N_(
            "Beyond its limit for queued messages this broker drops them without a word. Subscribe with "
            "QoS 0 or to less."
        ),
        "rate-limit": N_("This broker limits how often one may connect and publish, and hangs up beyond it."),
    }
)
"""By `app.mqtt.presets.Silence`."""

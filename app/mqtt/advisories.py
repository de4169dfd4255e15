"""What a broker of a known kind will not take, said before it hangs up without a word.

Everything here is judged from values alone: nothing is sent, and nothing is refused by us.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from typing import TYPE_CHECKING

from app.mqtt.credentials import azure
from app.mqtt.encoding import encode
from app.mqtt.packet_types import Version
from app.mqtt.packets import Publish, Subscription
from app.mqtt.presets import Access, Credential, Preset, UsernameForm

if TYPE_CHECKING:
    from app.mqtt.session_config import SessionConfig

_AWS_RESERVED = ("$AWS/rules/", "$aws/rules/")


class AdvisoryCode(Enum):
    """Evidence keys are given with each."""

    VERSION = "version"
    """`version`, `versions`."""
    TLS_NEEDED = "tls-needed"
    """`scheme`."""
    PORT = "port"
    """`port`, `ports`."""
    WEBSOCKET_PATH = "websocket-path"
    """`path`, `path_expected`."""
    ALPN = "alpn"
    """`port`, `alpn`, `alpn_expected`."""
    SNI = "sni"
    """`host`: an address has no server name to send."""
    CERTIFICATE_NEEDED = "certificate-needed"
    PASSWORD_NEEDED = "password-needed"
    USERNAME_FORM = "username-form"
    """`username`, `username_expected`."""
    TOKEN = "token"
    """`problem`, and the evidence of that `SasReason`."""
    CLIENT_ID_LENGTH = "client-id-length"
    """`length_bytes`, `most_bytes`."""
    IDENTITY_TAKEN_OVER = "identity-taken-over"
    """`client_id`."""
    KEEP_ALIVE = "keep-alive"
    """`keep_alive_s`, `least_s`, `most_s`."""
    SESSION_EXPIRY = "session-expiry"
    """`session_expiry_s`, `most_s`."""
    QOS = "qos"
    """`qos`, `maximum_qos`, `topic`."""
    RETAIN = "retain"
    """`topic`."""
    PACKET_SIZE = "packet-size"
    """`packet_bytes`, `most_bytes`."""
    TOPIC_LENGTH = "topic-length"
    """`length_bytes`, `most_bytes`, `topic`."""
    TOPIC_SLASHES = "topic-slashes"
    """`slashes`, `most`, `topic`."""
    TOPIC_UNKNOWN = "topic-unknown"
    """`topic`: not one of those that this broker has."""
    FILTER_DISCONNECTS = "filter-disconnects"
    """`topic`."""
    FILTERS_AT_ONCE = "filters-at-once"
    """`filters`, `most`."""
    SUBSCRIPTIONS = "subscriptions"
    """`filters`, `most`."""
    SHARED_UNSUPPORTED = "shared-unsupported"
    """`topic`."""
    WILDCARD_WITHOUT_RETAINED = "wildcard-without-retained"
    """`topic`."""


class Gravity(Enum):
    """What comes of it."""

    REFUSED = "refused"
    """The broker refuses or ends the connection."""
    CHANGED = "changed"
    """The broker does something else than what was asked."""
    HARMFUL = "harmful"
    """It works, at the cost of somebody else."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """One thing to change before connecting, publishing or subscribing."""

    code: AdvisoryCode
    gravity: Gravity
    evidence: dict[str, str] = field(default_factory=dict)


def check(config: SessionConfig, preset: Preset, *, now_s: float | None = None) -> tuple[Advisory, ...]:
    """What this kind of broker will object to in a session, in the order in which it would notice.

    now_s: the time since 1970; without it nothing is said about the age of a token.
    """
    found = [*_way_in(config, preset), *_identity(config, preset), *_session(config, preset)]
    if now_s is not None:
        found += _token(config, preset, now_s)
    if (will := config.will) is not None:
        found += check_publish(
            Publish(will.topic, will.payload, will.qos, will.retain, packet_id=1 if will.qos else None),
            config.version,
            preset,
        )
    return tuple(found)


def check_publish(packet: Publish, version: Version, preset: Preset) -> tuple[Advisory, ...]:
    """What it will object to in a message."""
    limits = preset.limits
    found: list[Advisory] = []
    if packet.qos > limits.maximum_qos:
        found.append(_too_high_qos(packet.qos, packet.topic, preset, Gravity.REFUSED))
    if packet.retain and not preset.keeps_retained:
        found.append(_advisory(AdvisoryCode.RETAIN, Gravity.CHANGED, topic=packet.topic))
    if limits.packet_bytes is not None and (size := len(encode(packet, version))) > limits.packet_bytes:
        sizes = {"packet_bytes": size, "most_bytes": limits.packet_bytes}
        found.append(_advisory(AdvisoryCode.PACKET_SIZE, Gravity.REFUSED, **sizes))
    found += _topic(packet.topic, preset)
    return tuple(found)


def check_subscribe(wanted: Sequence[Subscription], preset: Preset) -> tuple[Advisory, ...]:
    """What it will object to in one SUBSCRIBE."""
    limits = preset.limits
    found: list[Advisory] = []
    for code, most in (
        (AdvisoryCode.FILTERS_AT_ONCE, limits.filters_per_subscribe),
        (AdvisoryCode.SUBSCRIPTIONS, limits.subscriptions),
    ):
        if most is not None and len(wanted) > most:
            found.append(_advisory(code, Gravity.REFUSED, filters=len(wanted), most=most))
    for each in wanted:
        found += _filter(each, preset)
    return tuple(found)


def _advisory(code: AdvisoryCode, gravity: Gravity, **evidence: object) -> Advisory:
    return Advisory(code, gravity, {key: str(value) for key, value in evidence.items()})


def _way_in(config: SessionConfig, preset: Preset) -> Iterable[Advisory]:
    endpoint = config.endpoint
    if config.version not in preset.versions:
        versions = ", ".join(version.number for version in preset.versions)
        yield _advisory(
            AdvisoryCode.VERSION, Gravity.REFUSED, version=config.version.number, versions=versions
        )
    if preset.needs_tls and not endpoint.is_tls:
        yield _advisory(AdvisoryCode.TLS_NEEDED, Gravity.REFUSED, scheme=endpoint.scheme)
        return
    if preset.needs_sni and endpoint.is_tls and not _sends_sni(config):
        yield _advisory(AdvisoryCode.SNI, Gravity.REFUSED, host=endpoint.host)
    if not preset.access:
        return
    ways = [way for way in preset.access if (way.scheme, way.port) == (endpoint.scheme, endpoint.port)]
    if not ways:
        if preset.needs_tls:  # a broker at home may be anywhere, a cloud is where it is
            ports = ", ".join(sorted({f"{way.scheme}:{way.port}" for way in preset.access}))
            yield _advisory(AdvisoryCode.PORT, Gravity.REFUSED, port=endpoint.port, ports=ports)
        return
    path = endpoint.path.partition("?")[0]
    if endpoint.is_websocket and (expected := ways[0].path) is not None and path != expected:
        yield _advisory(
            AdvisoryCode.WEBSOCKET_PATH, Gravity.REFUSED, path=path or "/", path_expected=expected
        )
    yield from _proof(config, ways)


def _sends_sni(config: SessionConfig) -> bool:
    """Python sends no server name for an IP address (RFC 6066 section 3 forbids it)."""
    try:
        ip_address(config.tls.server_name or config.endpoint.host)
    except ValueError:
        return True
    return False


def _proof(config: SessionConfig, ways: Sequence[Access]) -> Iterable[Advisory]:
    """Whether what we show is what these ways in ask for."""
    takes = {credential for way in ways for credential in way.credentials}
    shows = _shown(config)
    if Credential.NONE not in takes and not takes & shows:
        certificate_only = takes == {Credential.CERTIFICATE}
        code = AdvisoryCode.CERTIFICATE_NEEDED if certificate_only else AdvisoryCode.PASSWORD_NEEDED
        yield _advisory(code, Gravity.REFUSED)
        return
    named = [way for way in ways if way.alpn]
    fitting = [way for way in named if set(way.credentials) & shows] or named
    if named and not any(set(way.alpn) & set(config.tls.alpn) for way in fitting):
        expected = ", ".join(name for way in fitting for name in way.alpn)
        yield _advisory(
            AdvisoryCode.ALPN,
            Gravity.REFUSED,
            port=config.endpoint.port,
            alpn=", ".join(config.tls.alpn),
            alpn_expected=expected,
        )


def _shown(config: SessionConfig) -> set[Credential]:
    shown = set()
    if config.tls.client_certificate is not None:
        shown.add(Credential.CERTIFICATE)
    if config.username is not None:
        shown |= {Credential.AUTHORIZER}
        if config.password is not None:
            shown |= {Credential.PASSWORD, Credential.SAS}
    if config.sign_path is not None or "X-Amz-Signature=" in config.endpoint.path:
        shown.add(Credential.SIGV4)
    return shown


def _identity(config: SessionConfig, preset: Preset) -> Iterable[Advisory]:
    client_id = config.client_id
    length = len(client_id.encode())
    if length > (most := preset.limits.client_id_bytes):
        yield _advisory(AdvisoryCode.CLIENT_ID_LENGTH, Gravity.REFUSED, length_bytes=length, most_bytes=most)
    if preset.username is UsernameForm.AZURE_DEVICE:
        expected = azure.username("{hub}.azure-devices.net", client_id)
        given = config.username or ""
        if not given.startswith(f"{config.endpoint.host}/{client_id}/?api-version="):
            yield _advisory(
                AdvisoryCode.USERNAME_FORM, Gravity.REFUSED, username=given, username_expected=expected
            )
    if preset.one_connection_per_identity and client_id and not client_id.startswith("linkwright"):
        yield _advisory(AdvisoryCode.IDENTITY_TAKEN_OVER, Gravity.HARMFUL, client_id=client_id)


def _token(config: SessionConfig, preset: Preset, now_s: float) -> Iterable[Advisory]:
    if preset.username is UsernameForm.AZURE_DEVICE and config.password is not None:
        try:
            azure.examine(config.password, now_s=now_s)
        except azure.SasFault as fault:
            yield _advisory(AdvisoryCode.TOKEN, Gravity.REFUSED, problem=fault.code, **fault.evidence)


def _session(config: SessionConfig, preset: Preset) -> Iterable[Advisory]:
    least, most = preset.limits.keep_alive_s
    if not least <= config.keep_alive_s <= most or (most < 65_535 and config.keep_alive_s == 0):
        yield _advisory(
            AdvisoryCode.KEEP_ALIVE,
            Gravity.CHANGED,
            keep_alive_s=config.keep_alive_s,
            least_s=least,
            most_s=most,
        )
    longest_s = preset.limits.session_expiry_s
    if longest_s is not None and (config.session_expiry_s or 0) > longest_s:
        yield _advisory(
            AdvisoryCode.SESSION_EXPIRY,
            Gravity.CHANGED,
            session_expiry_s=config.session_expiry_s,
            most_s=longest_s,
        )


def _too_high_qos(qos: int, topic: str, preset: Preset, gravity: Gravity) -> Advisory:
    return _advisory(AdvisoryCode.QOS, gravity, qos=qos, maximum_qos=preset.limits.maximum_qos, topic=topic)


def _topic(topic: str, preset: Preset) -> Iterable[Advisory]:
    """Length, depth and whether the broker has such a topic at all; for names and filters alike."""
    limits = preset.limits
    if (length := len(topic.encode(errors="replace"))) > limits.topic_bytes:
        yield _advisory(
            AdvisoryCode.TOPIC_LENGTH,
            Gravity.REFUSED,
            length_bytes=length,
            most_bytes=limits.topic_bytes,
            topic=topic[:64],
        )
    slashes = _counted_part(topic).count("/")
    if limits.topic_slashes is not None and slashes > limits.topic_slashes:
        yield _advisory(
            AdvisoryCode.TOPIC_SLASHES,
            Gravity.REFUSED,
            slashes=slashes,
            most=limits.topic_slashes,
            topic=topic[:64],
        )
    if preset.only and not topic.startswith((*preset.only, *preset.never)):
        yield _advisory(AdvisoryCode.TOPIC_UNKNOWN, Gravity.REFUSED, topic=topic[:64])


def _counted_part(topic: str) -> str:
    """AWS does not count the slashes of `$share/NAME/` and `$AWS/rules/RULE/`."""
    for prefix in ("$share/", *_AWS_RESERVED):
        if topic.startswith(prefix):
            return topic[len(prefix) :].partition("/")[2]
    return topic


def _filter(wanted: Subscription, preset: Preset) -> Iterable[Advisory]:
    topic = wanted.filter
    is_shared = topic.startswith("$share/")
    if is_shared and not preset.shared_subscriptions:
        yield _advisory(AdvisoryCode.SHARED_UNSUPPORTED, Gravity.REFUSED, topic=topic)
    elif any(topic == prefix or topic.startswith(f"{prefix}/") for prefix in preset.never):
        yield _advisory(AdvisoryCode.FILTER_DISCONNECTS, Gravity.REFUSED, topic=topic)
    yield from _topic(topic, preset)
    if wanted.qos > preset.limits.maximum_qos:
        yield _too_high_qos(wanted.qos, topic, preset, Gravity.CHANGED)
    if ("#" in topic or "+" in topic) and not preset.wildcard_gets_retained:
        yield _advisory(AdvisoryCode.WILDCARD_WITHOUT_RETAINED, Gravity.CHANGED, topic=topic)

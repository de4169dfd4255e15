"""What is known of the usual brokers: first subscriptions, limits that end a connection, silences.

Data only, from the makers' documents and from what they did when tried; `app.mqtt.advisories` applies it.
Sentences about the codes are in `app.words.presets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from app.mqtt.packet_types import Version

KIB = 1024


class Credential(Enum):
    """By what a broker knows us on one of its ports."""

    NONE = "none"
    PASSWORD = "password"
    CERTIFICATE = "certificate"
    SIGV4 = "sigv4"
    AUTHORIZER = "authorizer"
    SAS = "sas"


class UsernameForm(Enum):
    """What the user name must look like."""

    FREE = "free"
    AWS_AUTHORIZER = "aws-authorizer"
    """`user?x-amz-customauthorizer-name=NAME&...`."""
    AZURE_DEVICE = "azure-device"
    """`{hub}.azure-devices.net/{device}/?api-version=2021-04-12`."""


class Denial(Enum):
    """How a broker says that something is not allowed."""

    REASON_CODE = "reason-code"
    """SUBACK or PUBACK with a code."""
    DISCONNECT = "disconnect"
    CONNACK = "connack"
    """Already at CONNECT, without saying what is wrong."""


class Symptom(Enum):
    """What a person sees and does not understand."""

    NOT_AUTHORIZED = "not-authorized"
    CLOSED = "closed"
    NO_ANSWER = "no-answer"
    NOTHING_RETAINED = "nothing-retained"
    NO_SYS = "no-sys"
    SUBSCRIBE_REFUSED = "subscribe-refused"
    SENT_TWICE = "sent-twice"
    OUT_OF_ORDER = "out-of-order"


class Silence(Enum):
    """Why this broker says nothing, or hangs up: an explanation of a symptom."""

    QOS_2_NEVER_ANSWERED = "qos-2-never-answered"
    QOS_2_CLOSES = "qos-2-closes"
    WILL_QOS_2_CLOSES = "will-qos-2-closes"
    DENIAL_DISCONNECTS = "denial-disconnects"
    SYS_DISCONNECTS = "sys-disconnects"
    WILDCARD_WITHOUT_RETAINED = "wildcard-without-retained"
    RETAIN_NOT_KEPT = "retain-not-kept"
    RESENT_WITHOUT_DUP = "resent-without-dup"
    ORDER_NOT_GUARANTEED = "order-not-guaranteed"
    NO_SNI = "no-sni"
    CLOCK_KEY_OR_USERNAME = "clock-key-or-username"
    ONLY_DOCUMENTED_TOPICS = "only-documented-topics"
    SAME_ID_TAKES_OVER = "same-id-takes-over"
    EVERYTHING_DENIED = "everything-denied"
    SYS_LOCAL_ONLY = "sys-local-only"
    ANONYMOUS_REFUSED = "anonymous-refused"
    QUEUE_LIMIT = "queue-limit"
    RATE_LIMIT = "rate-limit"


@dataclass(frozen=True, slots=True)
class Access:
    """One way in: scheme and port, and what must be said there. path: None where it is free."""

    scheme: str
    port: int
    credentials: tuple[Credential, ...] = (Credential.PASSWORD,)
    alpn: tuple[str, ...] = ()
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What this broker takes at most; None where the standard's own limit is the only one.

    topic_slashes: in a topic name or filter, prefixes such as `$share/x/` not counted. keep_alive_s: least
    and most; outside of it the broker takes the nearest. receive_maximum: messages under way at once.
    """

    maximum_qos: int = 2
    packet_bytes: int | None = None
    topic_bytes: int = 65_535
    topic_slashes: int | None = None
    client_id_bytes: int = 65_535
    filters_per_subscribe: int | None = None
    subscriptions: int | None = None
    keep_alive_s: tuple[int, int] = (0, 65_535)
    receive_maximum: int = 65_535
    topic_alias_maximum: int = 65_535
    message_expiry_s: int | None = None
    session_expiry_s: int | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of broker.

    browse: what to subscribe to at first, at QoS 0; `{client_id}` stands for ours. never: prefixes of filters
    that end the connection. only: prefixes of the only topics there are, empty where any will do.
    access: the ways in, empty where they are whatever its owner has set up.
    one_connection_per_identity: connecting as a device throws that device off line.
    """

    name: str
    browse: tuple[str, ...]
    versions: tuple[Version, ...] = (Version.V311, Version.V5)
    access: tuple[Access, ...] = ()
    limits: Limits = Limits()
    never: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    needs_tls: bool = False
    needs_sni: bool = False
    username: UsernameForm = UsernameForm.FREE
    denial: Denial = Denial.REASON_CODE
    has_sys: bool = True
    keeps_retained: bool = True
    wildcard_gets_retained: bool = True
    dup_tells: bool = True
    shared_subscriptions: bool = True
    subscription_identifiers: bool = True
    one_connection_per_identity: bool = False
    silences: tuple[tuple[Symptom, Silence], ...] = ()

    def first_filters(self, client_id: str) -> tuple[str, ...]:
        """What to subscribe to when somebody wants to see what is there."""
        return tuple(each.replace("{client_id}", client_id) for each in self.browse)

    def explanations(self, symptom: Symptom) -> tuple[Silence, ...]:
        """What this broker is known for where somebody sees that."""
        return tuple(silence for seen, silence in self.silences if seen is symptom)


_EVERYTHING = ("#", "$SYS/#")
_PLAIN = (Credential.NONE, Credential.PASSWORD, Credential.CERTIFICATE)

_GENERIC = Preset("generic", _EVERYTHING)

_MOSQUITTO = Preset(
    "mosquitto",
    _EVERYTHING,
    versions=(Version.V31, Version.V311, Version.V5),
    # 20 messages under way is its default; a queue beyond 1000 (100 in old packages) is dropped in silence.
    limits=Limits(receive_maximum=20, topic_alias_maximum=10),
    silences=(
        (Symptom.NOT_AUTHORIZED, Silence.ANONYMOUS_REFUSED),
        (Symptom.NOTHING_RETAINED, Silence.QUEUE_LIMIT),
    ),
)

_HIVEMQ = Preset(
    "hivemq",
    ("#",),
    access=(
        Access("mqtt", 1883, _PLAIN),
        Access("mqtts", 8883, _PLAIN),
        Access("ws", 8000, _PLAIN, path="/mqtt"),
    ),
    limits=Limits(receive_maximum=10, topic_alias_maximum=5),
    has_sys=False,
    silences=((Symptom.NOTHING_RETAINED, Silence.QUEUE_LIMIT),),
)

_HIVEMQ_CLOUD = Preset(
    "hivemq-cloud",
    ("#",),
    access=(Access("mqtts", 8883), Access("wss", 8884, path="/mqtt")),
    limits=Limits(receive_maximum=10, topic_alias_maximum=5),
    needs_tls=True,
    needs_sni=True,
    denial=Denial.CONNACK,
    has_sys=False,
    silences=(
        (Symptom.NOT_AUTHORIZED, Silence.NO_SNI),
        (Symptom.NOTHING_RETAINED, Silence.QUEUE_LIMIT),
    ),
)

_EMQX = Preset(
    "emqx",
    _EVERYTHING,
    versions=(Version.V31, Version.V311, Version.V5),
    access=(
        Access("mqtt", 1883, _PLAIN),
        Access("mqtts", 8883, _PLAIN),
        Access("ws", 8083, _PLAIN, path="/mqtt"),
        Access("wss", 8084, _PLAIN, path="/mqtt"),
    ),
    limits=Limits(packet_bytes=1024 * KIB, topic_slashes=127, receive_maximum=32),
    silences=(
        (Symptom.SUBSCRIBE_REFUSED, Silence.EVERYTHING_DENIED),
        (Symptom.NO_SYS, Silence.SYS_LOCAL_ONLY),
        (Symptom.NOTHING_RETAINED, Silence.QUEUE_LIMIT),
    ),
)

_AWS_IOT = Preset(
    "aws-iot",
    ("#",),
    access=(
        Access("mqtts", 8883, (Credential.CERTIFICATE,)),
        Access("mqtts", 443, (Credential.CERTIFICATE,), alpn=("x-amzn-mqtt-ca",)),
        Access("mqtts", 443, (Credential.AUTHORIZER,), alpn=("mqtt",)),
        Access("wss", 443, (Credential.SIGV4, Credential.AUTHORIZER), path="/mqtt"),
    ),
    limits=Limits(
        maximum_qos=1,
        packet_bytes=128 * KIB,
        topic_bytes=256,
        topic_slashes=7,
        client_id_bytes=128,
        filters_per_subscribe=8,
        subscriptions=50,
        keep_alive_s=(30, 1200),
        receive_maximum=100,
        topic_alias_maximum=8,
        message_expiry_s=604_800,
        session_expiry_s=604_800,
    ),
    never=("$SYS",),
    needs_tls=True,
    needs_sni=True,
    denial=Denial.DISCONNECT,
    has_sys=False,
    wildcard_gets_retained=False,
    dup_tells=False,
    subscription_identifiers=False,
    one_connection_per_identity=True,
    silences=(
        (Symptom.NO_ANSWER, Silence.QOS_2_NEVER_ANSWERED),
        (Symptom.CLOSED, Silence.DENIAL_DISCONNECTS),
        (Symptom.CLOSED, Silence.SYS_DISCONNECTS),
        (Symptom.CLOSED, Silence.WILL_QOS_2_CLOSES),
        (Symptom.CLOSED, Silence.NO_SNI),
        (Symptom.CLOSED, Silence.SAME_ID_TAKES_OVER),
        (Symptom.CLOSED, Silence.RATE_LIMIT),
        (Symptom.NOT_AUTHORIZED, Silence.NO_SNI),
        (Symptom.NO_SYS, Silence.SYS_DISCONNECTS),
        (Symptom.NOTHING_RETAINED, Silence.WILDCARD_WITHOUT_RETAINED),
        (Symptom.SENT_TWICE, Silence.RESENT_WITHOUT_DUP),
        (Symptom.OUT_OF_ORDER, Silence.ORDER_NOT_GUARANTEED),
    ),
)

_AZURE_IOT_HUB = Preset(
    "azure-iot-hub",
    ("devices/{client_id}/messages/devicebound/#", "$iothub/twin/res/#", "$iothub/methods/POST/#"),
    versions=(Version.V311,),
    access=(
        Access("mqtts", 8883, (Credential.SAS, Credential.CERTIFICATE)),
        Access("wss", 443, (Credential.SAS,), path="/$iothub/websocket"),
    ),
    limits=Limits(
        maximum_qos=1,
        packet_bytes=256 * KIB,
        client_id_bytes=128,
        subscriptions=5,
        keep_alive_s=(0, 1177),
    ),
    never=("#", "+", "$SYS", "$share"),
    only=("devices/", "$iothub/"),
    needs_tls=True,
    username=UsernameForm.AZURE_DEVICE,
    denial=Denial.CONNACK,
    has_sys=False,
    keeps_retained=False,
    shared_subscriptions=False,
    subscription_identifiers=False,
    one_connection_per_identity=True,
    silences=(
        (Symptom.NOT_AUTHORIZED, Silence.CLOCK_KEY_OR_USERNAME),
        (Symptom.CLOSED, Silence.QOS_2_CLOSES),
        (Symptom.CLOSED, Silence.ONLY_DOCUMENTED_TOPICS),
        (Symptom.CLOSED, Silence.SAME_ID_TAKES_OVER),
        (Symptom.SUBSCRIBE_REFUSED, Silence.ONLY_DOCUMENTED_TOPICS),
        (Symptom.NO_SYS, Silence.ONLY_DOCUMENTED_TOPICS),
        (Symptom.NOTHING_RETAINED, Silence.RETAIN_NOT_KEPT),
    ),
)

PRESETS = MappingProxyType(
    {
        preset.name: preset
        for preset in (_GENERIC, _MOSQUITTO, _HIVEMQ, _HIVEMQ_CLOUD, _EMQX, _AWS_IOT, _AZURE_IOT_HUB)
    }
)
"""By the name that a site sheet uses."""

GENERIC = _GENERIC

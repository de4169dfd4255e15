"""What a session needs to know before it connects. Values only; whoever builds one has checked the URL."""

from __future__ import annotations

import platform
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from app.core.secrets import Secret
from app.mqtt.packets import Version, Will
from app.mqtt.properties import Property

DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
DEFAULT_WEBSOCKET_PATH = "/mqtt"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A broker's URL in its parts; `path` counts for WebSocket only."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def is_tls(self) -> bool:
        return self.scheme in ("mqtts", "wss")

    @property
    def is_websocket(self) -> bool:
        return self.scheme in ("ws", "wss")

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def endpoint_of(url: str) -> Endpoint:
    """ValueError for what is not a URL of a broker: mqtt, mqtts, ws or wss, a host and no user."""
    if not url.isprintable() or " " in url:
        raise ValueError("url")
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValueError("url")
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    path = ""
    if parts.scheme in ("ws", "wss"):
        path = (parts.path or DEFAULT_WEBSOCKET_PATH) + (f"?{parts.query}" if parts.query else "")
    elif parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("path")
    return Endpoint(parts.scheme, parts.hostname, port, path)


@dataclass(frozen=True, slots=True)
class Tls:
    """How to trust the broker and how to show who we are; files are PEM, `client_certificate` may be PKCS#12.

    ca_file: None trusts what this computer trusts.
    server_name: for SNI and the certificate's name; None takes the host of the URL.
    """

    ca_file: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    key_password: Secret | None = None
    alpn: tuple[str, ...] = ()
    server_name: str | None = None


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses before reconnecting: doubling from first_s to most_s, each shortened by chance up to a half."""

    first_s: float = 0.5
    most_s: float = 30.0

    def pause_s(self, attempt: int, chance: float) -> float:
        """attempt counts from 0, chance is in [0, 1)."""
        return min(self.most_s, self.first_s * 2.0 ** min(attempt, 32)) * (1 - chance / 2)


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """Everything about one session.

    session_expiry_s: None or 0 ends the session with the connection; before MQTT 5 anything else means a
    session without an end.
    clean_start: of the first connection only; later ones resume where there is a session to resume.
    reconnect: None does not try again after the connection is lost.
    sign_path: gives the path of the WebSocket anew for each connection, with credentials that expire.
    receive_limit_bytes: the largest packet taken from the broker, told to it in MQTT 5.
    """

    url: str
    version: Version = Version.V5
    client_id: str = ""
    username: str | None = None
    password: Secret | None = None
    keep_alive_s: int = 60
    clean_start: bool = True
    session_expiry_s: int | None = None
    will: Will | None = None
    tls: Tls = field(default_factory=Tls)
    websocket_headers: tuple[tuple[str, str], ...] = ()
    sign_path: Callable[[Endpoint], Secret] | None = None
    user_properties: tuple[tuple[str, str], ...] = ()
    receive_maximum: int | None = None
    topic_alias_maximum: int = 0
    receive_limit_bytes: int = 64 << 20
    connect_timeout_s: float = 10.0
    answer_timeout_s: float = 20.0
    reconnect: Backoff | None = field(default_factory=Backoff)
    name: str = ""

    @property
    def endpoint(self) -> Endpoint:
        return endpoint_of(self.url)

    @property
    def label(self) -> str:
        """What this session is called in the trace."""
        return self.name or self.client_id or self.endpoint.authority

    @property
    def keeps_session(self) -> bool:
        return bool(self.session_expiry_s)

    def connect_properties(self) -> tuple[tuple[Property, int | str | bytes | tuple[str, str]], ...]:
        """The properties of CONNECT; empty before MQTT 5."""
        if self.version is not Version.V5:
            return ()
        items: list[tuple[Property, int | str | bytes | tuple[str, str]]] = []
        if self.session_expiry_s:
            items.append((Property.SESSION_EXPIRY_INTERVAL, self.session_expiry_s))
        if self.receive_maximum is not None:
            items.append((Property.RECEIVE_MAXIMUM, self.receive_maximum))
        if self.receive_limit_bytes < 268_435_455:
            items.append((Property.MAXIMUM_PACKET_SIZE, self.receive_limit_bytes))
        if self.topic_alias_maximum:
            items.append((Property.TOPIC_ALIAS_MAXIMUM, self.topic_alias_maximum))
        items += [(Property.USER_PROPERTY, pair) for pair in self.user_properties]
        return tuple(items)


def unique_client_id(prefix: str = "linkwright") -> str:
    """An identifier that evicts nobody: at most 23 letters and digits, which every broker must take."""
    host = "".join(letter for letter in platform.node() if letter.isalnum())[:6]
    return f"{prefix}{host}{secrets.token_hex(3)}"[:23]


def with_client_id(config: SessionConfig) -> SessionConfig:
    """config itself, or with an identifier of its own where a broker may refuse an empty one."""
    return config if config.client_id else replace(config, client_id=unique_client_id())

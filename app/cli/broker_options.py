"""What every command that talks to a broker takes: URL, version, who we are, trust."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.words import _

if TYPE_CHECKING:
    from app.mqtt.session_config import SessionConfig

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class BrokerUrlParam(click.ParamType["str"]):
    """mqtt://, mqtts://, ws:// or wss:// with a host."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from pydantic_core import PydanticCustomError

        from app.core.masking import mask_url_user
        from app.site.fields import broker_url

        try:
            return broker_url(str(value))
        except (ValueError, PydanticCustomError):
            self.fail(
                _("{value} is not the URL of a broker, such as mqtts://broker.example:8883").format(
                    value=repr(mask_url_user(str(value)))
                )
            )


def broker_options(function: Callable[..., int]) -> Callable[..., int]:
    """Adds the argument URL and the options; the function gets one `config: SessionConfig` for them."""

    @wraps(function)  # takes over the options that click has noted on it
    def with_config(**given: Any) -> int:
        names = ("url", "version", "client_id", "username", "ca", "cert", "key", "timeout_s")
        return function(config=session_config(**{name: given.pop(name) for name in names}), **given)

    decorated: Callable[..., int] = with_config
    for parameter in reversed(
        (
            click.argument("url", type=BrokerUrlParam()),
            click.option(
                "--version", type=click.Choice(["3.1", "3.1.1", "5"]), default="5", show_default=True
            ),
            click.option("--client-id", metavar="ID", default="", help="One of our own if not given."),
            click.option(
                "--username", metavar="NAME", help="The password: LINKWRIGHT_PASSWORD or the keyring."
            ),
            click.option("--ca", metavar="FILE", type=_FILE, help="Trust these certificates (PEM) only."),
            click.option("--cert", metavar="FILE", type=_FILE, help="Our certificate, PEM or PKCS#12."),
            click.option("--key", metavar="FILE", type=_FILE, help="Our key, where it is apart."),
            click.option(
                "--timeout",
                "timeout_s",
                metavar="S",
                type=click.FloatRange(0.05, 600),
                default=10.0,
                show_default=True,
                help="For connecting.",
            ),
        )
    ):
        decorated = parameter(decorated)
    return decorated


def session_config(
    *,
    url: str,
    version: str,
    client_id: str,
    username: str | None,
    ca: Path | None,
    cert: Path | None,
    key: Path | None,
    timeout_s: float,
) -> SessionConfig:
    from app.core.secrets import lookup
    from app.mqtt.packets import Version
    from app.mqtt.session_config import SessionConfig, Tls, unique_client_id

    return SessionConfig(
        url=url,
        version=Version.from_number(version),
        client_id=client_id or unique_client_id(),
        username=username,
        password=lookup(None, username),
        tls=Tls(ca_file=ca, client_certificate=cert, client_key=key),
        connect_timeout_s=timeout_s,
    )

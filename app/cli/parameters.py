"""Kinds of arguments that several commands take: a host, a host with a port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.words import _

if TYPE_CHECKING:
    from app.reach.endpoint import Endpoint


class HostParam(click.ParamType["str"]):
    """A host name or an IP address."""

    name = "host"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from app.site.fields import host

        try:
            return host(str(value))
        except ValueError:
            self.fail(_("{value} is not a host name or an IP address.").format(value=repr(value)))


class HostPortParam(click.ParamType["Endpoint"]):
    """host:port, an IPv6 address in brackets."""

    name = "host:port"

    def __init__(self, default_port: int | None = None) -> None:
        self._default_port = default_port

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Endpoint:
        from app.reach.endpoint import Endpoint, endpoint
        from app.site.fields import host

        if isinstance(value, Endpoint):
            return value
        try:
            found = endpoint(str(value), self._default_port)
            host(found.host)
        except ValueError:
            self.fail(_("{value} is not host:port, with a port from 1 to 65535.").format(value=repr(value)))
        return found

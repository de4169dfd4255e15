"""What the lab's broker is like: a scenario's `[broker]` table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.lab.certificates import Flaw
from app.site.model import Sheet

UserName = Annotated[str, Field(pattern=r"^[^:\s\x00-\x1f]{1,64}$")]
Password = Annotated[str, Field(pattern=r"^[^\x00-\x1f]{1,128}$")]


class Right(Sheet):
    """One line of the access list; without a user it is for everybody, anonymous clients too.

    Once there is a list, what it does not allow is not allowed. Subscribing itself is never refused: a
    message that may not be read is not delivered, which is how Mosquitto does it.
    """

    topic: Annotated[str, Field(pattern=r"^[^\x00-\x1f\s]{1,256}$")]
    access: Literal["read", "write", "readwrite", "deny"] = "readwrite"
    user: UserName | None = None


class BrokerPlan(Sheet):
    """Every default is the friendly one."""

    anonymous: bool = True
    users: Mapping[UserName, Password] = {}
    tls: Literal["none"] | Flaw = "none"
    acl: Annotated[tuple[Right, ...], Field(strict=False, max_length=64)] = ()
    behaviour: Literal["mqtt", "http", "silence", "garbage", "reset"] = "mqtt"

    @model_validator(mode="after")
    def _one_thing(self) -> BrokerPlan:
        if self.behaviour != "mqtt" and (self.users or self.acl or self.tls != "none" or not self.anonymous):
            raise ValueError('anonymous, users, acl and tls belong to behaviour = "mqtt"')
        return self

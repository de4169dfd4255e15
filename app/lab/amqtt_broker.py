"""The broker from PyPI as a process of its own: `python -m app.lab.amqtt_broker CONFIG.json`.

Used where Mosquitto is not installed. The configuration is JSON made by `app.lab.amqtt_config`.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amqtt.broker import Broker
from amqtt.contexts import Action
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session


class Accounts(BaseAuthPlugin):  # type: ignore[misc]
    """Who may connect. Unlike amqtt's own plugin it does not forget the sessions of anonymous clients."""

    @dataclass
    class Config:
        anonymous: bool = True
        users: dict[str, str] = field(default_factory=dict)

    async def authenticate(self, *, session: Session) -> bool:
        if session.username is None:
            return bool(self.config.anonymous)
        password = self.config.users.get(session.username)
        return password is not None and hmac.compare_digest(password, session.password or "")


class Rights(BaseTopicPlugin):  # type: ignore[misc]
    """Who may publish to and receive from what. As in Mosquitto, subscribing itself is never refused."""

    @dataclass
    class Config:
        acl: list[dict[str, Any]] = field(default_factory=list)

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: Action | None = None
    ) -> bool:
        if action == Action.SUBSCRIBE or topic is None:
            return True
        user = session.username if session else None
        wanted = "write" if action == Action.PUBLISH else "read"
        granted = False
        for rule in self.config.acl:
            if rule["user"] in (None, user) and matches(rule["topic"], topic):
                if rule["access"] == "deny":
                    return False
                granted = granted or rule["access"] in (wanted, "readwrite")
        return granted


def matches(topic_filter: str, topic: str) -> bool:
    """MQTT 3.1.1 section 4.7: `#` is the rest, `+` is one level, neither matches a leading `$`."""
    asked, given = topic_filter.split("/"), topic.split("/")
    if given[0].startswith("$") and asked[0] in ("#", "+"):
        return False
    for index, level in enumerate(asked):
        if level == "#":
            return True
        if index >= len(given) or level not in ("+", given[index]):
            return False
    return len(asked) == len(given)


async def serve(path: Path) -> None:
    broker = Broker(json.loads(path.read_text("utf-8")))
    await broker.start()
    ended = asyncio.Event()
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))

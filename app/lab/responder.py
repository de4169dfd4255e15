"""The lab's responder: the real one, on loopback, on a thread of its own, with a token of its own."""

from __future__ import annotations

import secrets

from app.lab.side_loop import SideLoop
from app.reach.responder import Responder, ResponderCounts


class LabResponder:
    """address: `host:port`, once started. token: what a caller has to know."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(16).encode()
        self.address = ""
        self._responder = Responder(self.token)
        self._loop: SideLoop | None = None

    @property
    def counts(self) -> ResponderCounts:
        return self._responder.counts

    async def start(self) -> str:
        """Listen on a free port and return the address."""
        self._loop = SideLoop("lab responder")
        self.address = f"127.0.0.1:{await self._loop.run(self._responder.start('127.0.0.1', 0))}"
        return self.address

    async def close(self) -> None:
        loop, self._loop = self._loop, None
        if loop is not None:
            await loop.run(self._responder.close())
            await loop.close()

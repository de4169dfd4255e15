"""A recorded session as a script: the simulated modem says again what a real one said."""

from __future__ import annotations

from collections.abc import Iterable

from app.lab.modem_script import ModemScript, Played
from app.modem.at import Exchange


def replay_script(exchanges: Iterable[Exchange], *, hurried: bool = False) -> ModemScript:
    """Each command's replies in the order and with the delays of the recording; hurried: without delays."""
    return ModemScript(
        reply_delay_ms=0.0,
        replay=tuple(
            Played(
                command=exchange.command,
                lines=exchange.lines,
                final=exchange.final,
                after_ms=0.0 if hurried else exchange.duration_ms,
            )
            for exchange in exchanges
        ),
    )

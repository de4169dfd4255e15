"""Reads a reply from text that was kept (a log, a mail), with the same engine that reads a live modem."""

from __future__ import annotations

from dataclasses import dataclass

from app.modem.at import AtEngine, Booted, Ended, Exchange, Spew, Stray, Urc
from app.modem.dialects import DIALECTS, Dialect, dialect_for
from app.modem.dialects.generic import DIALECT as GENERIC
from app.modem.dialects.standard_network import registration_report
from app.modem.readings import Reading

SIZE_LIMIT_BYTES = 1 << 20
_LONG_AFTER_NS = 1 << 62  # later than any time limit or silence

_OTHER_NAMES = {"xmm": "intel-xmm", "hl78": "sierra-hl78", "fm350": "fibocom-fm350", "27.007": "generic"}


@dataclass(frozen=True, slots=True)
class Kept:
    """exchange: the reply, with an empty final where the text has none. unasked: what does not belong to it.

    noise_bytes: what was no AT text at all.
    """

    exchange: Exchange
    unasked: tuple[str, ...]
    noise_bytes: int
    reading: Reading


def read_reply(dialect: Dialect, command: str, text: bytes) -> Kept:
    """The first reply to `command` in the text. Raises AtFault for what is no command, and nothing else."""
    engine = AtEngine(dialect.manners)
    ticket = engine.submit(command, 0, reply_limit_bytes=SIZE_LIMIT_BYTES)
    events = engine.receive(text[:SIZE_LIMIT_BYTES] + b"\r\n", 1)
    events += engine.poll(_LONG_AFTER_NS)
    exchange = next(event.exchange for event in events if isinstance(event, Ended) and event.ticket == ticket)
    unasked = tuple(event.line for event in events if isinstance(event, Urc | Booted | Stray))
    noise = sum(event.size_bytes for event in events if isinstance(event, Spew))
    reading = dialect.read(exchange)
    for line in unasked:
        report = registration_report(line)
        reading = reading if report is None else reading.plus(report)
    return Kept(exchange, unasked, noise, reading)


def dialect_named(name: str) -> Dialect | None:
    """The dialect by its name, by a maker or by a model, in any spelling; None if nothing fits."""
    wanted = _letters(_OTHER_NAMES.get(name.strip().lower(), name))
    for dialect in DIALECTS:
        if wanted in (_letters(dialect.name), _letters(dialect.title)):
            return dialect
    found = dialect_for(name, name)
    return None if found.name == GENERIC.name else found


def dialect_that_knows(command: str) -> Dialect:
    """The generic dialect if it can read the command's reply, else the first that can."""
    return next((dialect for dialect in (GENERIC, *DIALECTS) if dialect.parser(command)), GENERIC)


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())

"""`linkwright topics URL`: messages as they come."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from app.cli.broker_options import broker_options
from app.cli.outcome import PASSED
from app.cli.output import emit_json_line, emit_json_lines, say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app.core.clock import Clock
    from app.mqtt.messages import Message
    from app.mqtt.session import SessionConfig, SessionSnapshot

_WAITING_MESSAGES = 200_000
_SHOWN_CHARACTERS = 400


@click.command()
@broker_options
@click.option(
    "--filter", "filters", metavar="F", multiple=True, help="Topic filter, several times if wanted."
)
@click.option("--qos", type=click.IntRange(0, 2), default=0, show_default=True, help="Of the subscription.")
@click.option("--duration", "duration_s", metavar="S", type=click.FloatRange(0.01), help="Then end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(
    config: SessionConfig, filters: tuple[str, ...], qos: int, duration_s: float | None, as_json: bool
) -> int:
    """Print what a broker delivers, until Ctrl-C or the duration is over.

    Without --filter everything but $SYS is subscribed to. A lost connection is made again.
    """
    from app.cli import live

    async def work() -> None:
        await _stream(config, filters or ("#",), qos, duration_s, as_json)

    live.run(work)
    return PASSED


async def _stream(
    config: SessionConfig, filters: tuple[str, ...], qos: int, duration_s: float | None, as_json: bool
) -> None:
    from app.cli import live, mqtt_output
    from app.core.clock import Clock
    from app.mqtt.session import Session
    from app.mqtt.topics import Budget, TopicStore

    clock = Clock.start()
    store = TopicStore(Budget(history_bytes=0, history_messages_per_topic=0, payload_limit_bytes=0))
    session = Session(config)
    facts = await session.connect()
    stream = session.listen(_WAITING_MESSAGES, interval_s=0.02)
    session.add_sink(store.put)
    try:
        if as_json:
            emit_json_line({"schema": 1, "kind": "connected", **mqtt_output.connection(facts)})
        session.changed.connect(lambda snapshot: _tell_state(snapshot, clock, as_json))
        grants = await session.subscribe(*filters, qos=qos)
        for grant in grants:
            if grant.granted_qos is None:
                say(f"{grant.filter}: 0x{grant.reason_code:02X} {grant.reason}")
        async with asyncio.TaskGroup() as group:
            printing = group.create_task(_print(stream.batches(), clock, as_json), name="print messages")
            await live.until(duration_s)
            session.stop_listening(stream)
            await printing
    finally:
        session.stop_listening(stream)
        await session.disconnect()
        counts = store.counts()
        if as_json:
            emit_json_line(
                {
                    "schema": 1,
                    "kind": "end",
                    "messages": counts.messages,
                    "bytes": counts.bytes,
                    "topics": counts.topics,
                    "dropped": stream.dropped,
                    "reconnects": session.snapshot.reconnects,
                    "duration_ms": clock.since_start_ms(Clock.now_ns()),
                }
            )


async def _print(batches: AsyncIterator[list[Message]], clock: Clock, as_json: bool) -> None:
    from app.cli import mqtt_output

    async for batch in batches:
        if as_json:
            emit_json_lines(mqtt_output.message(each, clock) for each in batch)
        else:
            sys.stdout.write("".join(_line(each, clock) for each in batch))
            sys.stdout.flush()


def _line(message: Message, clock: Clock) -> str:
    """One line of plain characters, whatever the message holds."""
    from app.cli import mqtt_output

    shown = mqtt_output.payload(message.payload)
    text = str(next(iter(shown.values())))
    if len(text) > _SHOWN_CHARACTERS:
        text = text[:_SHOWN_CHARACTERS] + "…"
    flags = "R" if message.retain else "-"
    when = clock.utc(message.at_ns).astimezone().strftime("%H:%M:%S.%f")[:-3]
    plain = "".join(each if each.isprintable() else repr(each)[1:-1] for each in f"{message.topic}  {text}")
    encoding = sys.stdout.encoding or "ascii"
    return f"{when} {message.qos}{flags} {plain}\n".encode(encoding, "backslashreplace").decode(encoding)


def _tell_state(snapshot: SessionSnapshot, clock: Clock, as_json: bool) -> None:
    """Losing the connection and having it again are part of the stream."""
    from app.cli import mqtt_output
    from app.mqtt.session import SessionState

    kinds = {SessionState.WAITING: "connection-lost", SessionState.CONNECTED: "reconnected"}
    kind = kinds.get(snapshot.state)
    if kind is None or snapshot.attempts:
        return
    now = clock.now_ns()
    if as_json:
        line = {
            "schema": 1,
            "kind": kind,
            "at": clock.rfc3339(now),
            "at_ms": clock.since_start_ms(now),
            "fault": mqtt_output.fault(snapshot.fault) if snapshot.fault else None,
        }
        emit_json_line(line)
    else:
        say(f"{kind}: {snapshot.fault.code if snapshot.fault else ''}".rstrip(": "))

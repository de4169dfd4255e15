"""Who gets messages, and who no longer does."""

from __future__ import annotations

import asyncio

from app.mqtt.intake import RawMessage
from app.mqtt.sinks import Sinks

MESSAGE: RawMessage = (b"t", b"x", 0x30, b"")


def deliver(sinks: Sinks, *messages: RawMessage) -> None:
    for sink in sinks.received:
        sink(1, list(messages))


def test_sink_gets_messages_until_it_is_taken_out() -> None:
    sinks = Sinks()
    got: list[int] = []
    remove = sinks.add(lambda _at, messages: got.append(len(messages)))
    deliver(sinks, MESSAGE, MESSAGE)
    remove()
    deliver(sinks, MESSAGE)
    assert got == [2]


def test_sent_sinks_are_apart() -> None:
    sinks = Sinks()
    got: list[bytes] = []
    remove = sinks.add_sent(lambda _at, raw: got.append(raw))
    deliver(sinks, MESSAGE)
    for sink in sinks.sent:
        sink(1, b"raw")
    remove()
    assert (got, sinks.sent) == ([b"raw"], ())


def test_stream_gives_messages_and_counts_what_it_dropped() -> None:
    async def main() -> tuple[list[bytes], int]:
        sinks = Sinks()
        stream = sinks.open_stream(3, 0.001)
        deliver(sinks, *((b"t", b"%d" % number, 0x30, b"") for number in range(5)))
        sinks.close_stream(stream)
        deliver(sinks, MESSAGE)
        sinks.close_stream(stream)
        got = [message.payload async for batch in stream.batches() for message in batch]
        return got, stream.dropped

    assert asyncio.run(main()) == ([b"2", b"3", b"4"], 2)

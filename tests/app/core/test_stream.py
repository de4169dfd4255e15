"""Stream: batches across threads, bounded, ends."""

from __future__ import annotations

import asyncio
import threading

from app.core.stream import Stream


def test_what_threads_put_arrives_in_order_and_in_batches():
    async def scenario() -> list[list[int]]:
        stream: Stream[int] = Stream(limit=10_000, interval_s=0.01)

        def produce() -> None:
            for number in range(5000):
                stream.put(number)
            stream.close()

        thread = threading.Thread(target=produce)
        thread.start()
        batches = [batch async for batch in stream.batches()]
        thread.join()
        return batches

    batches = asyncio.run(scenario())
    assert [number for batch in batches for number in batch] == list(range(5000))
    assert len(batches) < 1000


def test_when_full_the_oldest_go_and_are_counted():
    async def scenario() -> tuple[list[int], int]:
        stream: Stream[int] = Stream(limit=3)
        stream.put_all(range(10))
        stream.close()
        kept = [number async for batch in stream.batches() for number in batch]
        return kept, stream.dropped

    assert asyncio.run(scenario()) == ([7, 8, 9], 7)


def test_a_closed_stream_takes_nothing_even_when_its_loop_is_gone():
    async def make() -> Stream[int]:
        return Stream(limit=3)

    stream = asyncio.run(make())
    stream.put(1)
    stream.close()
    stream.put(2)
    assert stream.dropped == 0

"""The way from the network thread to the loop."""

from __future__ import annotations

import asyncio
import threading

from app.mqtt.line import Post


def test_calls_arrive_in_their_order_on_the_loop() -> None:
    async def main() -> None:
        post = Post(asyncio.get_running_loop())
        loop_thread = threading.current_thread()
        got: list[int] = []
        done = asyncio.Event()

        def take(number: int) -> None:
            assert threading.current_thread() is loop_thread
            got.append(number)
            if number == 999:
                done.set()

        def send() -> None:
            for number in range(1000):
                post(take, number)

        thread = threading.Thread(target=send)
        thread.start()
        await asyncio.wait_for(done.wait(), 5)
        thread.join()
        assert got == list(range(1000))

    asyncio.run(main())


def test_nothing_arrives_after_closing() -> None:
    got: list[int] = []

    async def main() -> Post:
        post = Post(asyncio.get_running_loop())
        post(got.append, 1)
        post.close()
        post(got.append, 2)
        await asyncio.sleep(0.01)
        return post

    post = asyncio.run(main())
    post(got.append, 3)
    assert got == []


def test_loop_that_is_gone_is_left_alone() -> None:
    async def main() -> Post:
        return Post(asyncio.get_running_loop())

    asyncio.run(main())(lambda: None)

"""Who gets a session's messages: functions in the network thread, and streams on the loop."""

from __future__ import annotations

from collections.abc import Callable

from app.core.stream import Stream
from app.mqtt.intake import RawMessage
from app.mqtt.messages import Message, message_of

MessageSink = Callable[[int, list[RawMessage]], None]
"""Takes what one read of the network gave, with its time; called in the network thread."""

SentSink = Callable[[int, bytes], None]
"""Takes a PUBLISH of ours that was fully written, with its time; called in the network thread."""


class Sinks:
    """The tuples are replaced, never changed: the network thread may be reading one."""

    def __init__(self) -> None:
        self.received: tuple[MessageSink, ...] = ()
        self.sent: tuple[SentSink, ...] = ()
        self._streams: dict[int, Callable[[], None]] = {}

    def add(self, sink: MessageSink) -> Callable[[], None]:
        """Returns the function that takes it out again."""
        self.received = (*self.received, sink)

        def remove() -> None:
            self.received = tuple(each for each in self.received if each is not sink)

        return remove

    def add_sent(self, sink: SentSink) -> Callable[[], None]:
        """Returns the function that takes it out again."""
        self.sent = (*self.sent, sink)

        def remove() -> None:
            self.sent = tuple(each for each in self.sent if each is not sink)

        return remove

    def open_stream(self, limit: int, interval_s: float) -> Stream[Message]:
        stream: Stream[Message] = Stream(limit, interval_s)

        def put(at_ns: int, messages: list[RawMessage]) -> None:
            stream.put_all(message_of(at_ns, raw) for raw in messages)

        self._streams[id(stream)] = self.add(put)
        return stream

    def close_stream(self, stream: Stream[Message]) -> None:
        remove = self._streams.pop(id(stream), None)
        if remove is not None:
            remove()
        stream.close()

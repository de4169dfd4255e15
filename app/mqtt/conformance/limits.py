"""Trials of size: how large a packet, how long a topic and a client identifier the broker takes.

Steps are small unless asked to be thorough: other people use this broker, and somebody pays for the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.mqtt.conformance.bench import Bench
from app.mqtt.conformance.values import Outcome, Verdict, judged, noted
from app.mqtt.faults import MqttFault
from app.mqtt.packets import Subscription
from app.mqtt.session_config import unique_client_id

_PACKETS = (1_024, 8_192, 65_536)
_HEAVY_PACKETS = (262_144, 1_048_576, 4_194_304)
_TOPICS = (128, 256, 1_024, 4_096)
_LONG_TOPICS = (16_384, 65_535)
_LEVELS = (8, 32, 128)
_MANY_LEVELS = (200, 1_000)
_IDENTIFIERS = (23, 64, 128, 256, 1_024)
_LONG_IDENTIFIERS = (8_192, 65_535)


def largest_packet(bench: Bench) -> Outcome:
    """Up to the size that CONNACK names a message must get through."""
    said = bench.known.maximum_packet_size
    topic = bench.topic("size")
    overhead = len(topic) + 16
    steps = [size for size in _steps(bench, _PACKETS, _HEAVY_PACKETS) if said is None or size <= said]

    def passes(size: int) -> bool:
        return _comes_back(bench, topic, bytes(size - overhead))

    largest, failed_at = _largest(steps, passes)
    observed = {"largest_bytes": largest, "failed_at_bytes": failed_at, "maximum_packet_size": said}
    if failed_at is not None and said is not None:
        return Outcome(Verdict.BROKEN, {"failed_at_bytes": None}, observed)
    return noted(observed)


def longest_topic(bench: Bench) -> Outcome:
    """No rule names a least length; the standard's most is 65 535 bytes."""

    def passes(length: int) -> bool:
        topic = bench.topic("t").ljust(length, "x")
        return _comes_back(bench, topic, b"1")

    longest, failed_at = _largest(_steps(bench, _TOPICS, _LONG_TOPICS), passes)
    return noted({"longest_bytes": longest, "failed_at_bytes": failed_at})


def deepest_topic(bench: Bench) -> Outcome:
    """How many levels a topic may have."""

    def passes(levels: int) -> bool:
        topic = "/".join([bench.prefix, *("l" for _ in range(levels - bench.prefix.count("/") - 1))])
        return _comes_back(bench, topic, b"1")

    deepest, failed_at = _largest(_steps(bench, _LEVELS, _MANY_LEVELS), passes)
    return noted({"deepest_levels": deepest, "failed_at_levels": failed_at})


def longest_client_id(bench: Bench) -> Outcome:
    """Up to 23 letters and digits must be taken; longer ones may be."""

    def passes(length: int) -> bool:
        try:
            bench.connect("named", client_id=unique_client_id("lwc").ljust(length, "x")).goodbye()
        except MqttFault:
            return False
        return True

    longest, failed_at = _largest(_steps(bench, _IDENTIFIERS, _LONG_IDENTIFIERS), passes)
    observed = {"takes_23": longest >= 23, "longest_bytes": longest, "failed_at_bytes": failed_at}
    return judged({"takes_23": True}, observed)


def _steps(bench: Bench, light: Iterable[int], heavy: Iterable[int]) -> list[int]:
    return [*light, *heavy] if bench.thorough else list(light)


def _largest(steps: list[int], passes: Callable[[int], bool]) -> tuple[int, int | None]:
    """The last step that passes, and the first that does not."""
    largest = 0
    for step in steps:
        if not passes(step):
            return largest, step
        largest = step
    return largest, None


def _comes_back(bench: Bench, topic: str, payload: bytes) -> bool:
    """Whether a message to that topic reaches our own subscription to it, on a connection of its own."""
    talk = bench.connect("own echo")
    try:
        talk.subscribe(Subscription(topic, bench.qos(1)))
        talk.publish(topic, payload, qos=bench.qos(1))
        arrived = talk.wait_messages(1)
    except MqttFault:
        return False
    finally:
        talk.goodbye()
    return arrived and len(talk.arrivals[0].packet.payload) == len(payload)

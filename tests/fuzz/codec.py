"""Searches for bytes that break the MQTT codec: `python -m tests.fuzz.codec --minutes 10`.

Starts from packets that keep the rules and packets that break one each, damages them, and checks what must
hold for any bytes. Prints the seed; a failure prints the bytes as hex.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from app.mqtt.codec import decode, encode, summarise
from app.mqtt.flow_store import FlowLimits
from app.mqtt.flows import FlowEngine
from app.mqtt.framing import FrameReader, FramingFault
from app.mqtt.packets import (
    Auth,
    Connack,
    Connect,
    Direction,
    Disconnect,
    Packet,
    Pingreq,
    Properties,
    Property,
    Puback,
    Publish,
    Pubrec,
    Pubrel,
    Suback,
    Subscribe,
    Subscription,
    Unsuback,
    Unsubscribe,
    Version,
    Will,
)
from tests.app.mqtt.invariants import check_shape
from tests.app.mqtt.test_rules import BREACHES
from tests.app.mqtt.traced import traced_raw

ALL_TYPES = Properties(
    (
        (Property.PAYLOAD_FORMAT_INDICATOR, 1),
        (Property.TOPIC_ALIAS, 3),
        (Property.MESSAGE_EXPIRY_INTERVAL, 60),
        (Property.SUBSCRIPTION_IDENTIFIER, 70_000),
        (Property.RESPONSE_TOPIC, "r"),
        (Property.CORRELATION_DATA, b"data"),
        (Property.USER_PROPERTY, ("name", "value")),
    )
)
CORPUS: list[Packet] = [
    Connect("dev", True, 60, Will("gone", b"x", 1, True), "user", b"pass", ALL_TYPES),
    Connack(0, True, ALL_TYPES),
    Publish("a/b", b"payload", 1, packet_id=7, properties=ALL_TYPES),
    Publish("a/b", b"payload"),
    Puback(7, 0x10, ALL_TYPES),
    Pubrec(7),
    Pubrel(7, 0x92),
    Subscribe(3, (Subscription("a/#", 1), Subscription("$share/g/b", 2)), ALL_TYPES),
    Suback(3, (1, 0x87), ALL_TYPES),
    Unsubscribe(4, ("a/#", "+/b")),
    Unsuback(4, (0, 0x11), ALL_TYPES),
    Pingreq(),
    Disconnect(0x8E, ALL_TYPES),
    Auth(0x18, ALL_TYPES),
]
VERSIONS = tuple(Version)
DIRECTIONS = (None, *Direction)
LARGEST_DAMAGE = 4


def seeds() -> list[bytes]:
    """Correct packets of every version, and the breach of every rule."""
    correct = [encode(packet, version) for packet in CORPUS for version in VERSIONS]
    return correct + [bytes.fromhex(text) for text, _, _ in BREACHES.values()]


def damaged(dice: random.Random, corpus: list[bytes]) -> bytes:
    """A seed with a few bytes changed, cut, repeated or mixed with another seed."""
    raw = bytearray(dice.choice(corpus))
    for _ in range(dice.randint(0, LARGEST_DAMAGE)):
        place = dice.randrange(len(raw) + 1)
        match dice.randrange(6):
            case 0 if raw:
                raw[place % len(raw)] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
            case 1:
                del raw[place : place + dice.randint(1, 4)]
            case 2:
                raw[place:place] = dice.randbytes(dice.randint(1, 4))
            case 3:
                raw[place:] = dice.choice(corpus)[place:]
            case 4 if len(raw) > 1:
                raw[1] = (len(raw) - 2) & 0x7F  # a length that fits lets the damage reach the body
            case _:
                raw[place:place] = raw[: dice.randint(0, 8)]
    return bytes(raw)


def check(raw: bytes, dice: random.Random, engine: FlowEngine, number: int) -> None:
    """Everything that must hold for `raw`."""
    version, direction = dice.choice(VERSIONS), dice.choice(DIRECTIONS)
    decoded = decode(raw, version, direction)
    check_shape(decoded, raw)
    summary = summarise(raw, version)
    assert summary.type is decoded.type
    if decoded.packet is not None and not decoded.violations:
        again = decode(encode(decoded.packet, decoded.version), decoded.version, direction)
        assert (again.packet, again.violations) == (decoded.packet, ())
    whole, split = _frames([raw]), _frames([raw[:3], raw[3:]])
    assert whole == split
    engine.observe(traced_raw(number, raw, dice.choice(tuple(Direction)), version))


def _frames(chunks: list[bytes]) -> tuple[list[bytes], str | None]:
    reader = FrameReader(1 << 16)
    frames: list[bytes] = []
    for chunk in chunks:
        try:
            frames += [frame.raw for frame in reader.feed(chunk)]
        except FramingFault as fault:
            return frames + [frame.raw for frame in fault.frames], fault.code
    return frames, None


def search(seconds: float, seed: int, most: int | None = None) -> int:
    """Check damaged packets until the time or the number is used up; how many were checked."""
    dice = random.Random(seed)
    corpus = seeds()
    engine = FlowEngine(limits=FlowLimits(open=1_000, history=1_000, recent=64, sessions=4))
    end = time.monotonic() + seconds
    count = 0
    while (most is None or count < most) and time.monotonic() < end:
        raw = damaged(dice, corpus)
        count += 1
        try:
            check(raw, dice, engine, count)
        except BaseException:
            sys.stderr.write(f"seed {seed}, number {count}: {raw.hex()}\n")
            raise
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(1 << 32) if given.seed is None else given.seed
    sys.stdout.write(f"seed {seed}\n")
    count = search(given.minutes * 60, seed)
    sys.stdout.write(f"{count} packets, nothing found\n")


if __name__ == "__main__":
    main()

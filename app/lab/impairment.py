"""What a bad link does to a stream of bytes: pace, stall and cuts, as a plan and as pure arithmetic.

Nothing here knows a socket or a clock: `Pace` answers when a piece that comes in now goes out, and `Shears`
says at which MQTT packet the connection is cut. `app.lab.link` carries the bytes.
"""

from __future__ import annotations

import random
from collections import Counter
from enum import Enum
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from app.site.model import Sheet

PacketName = Literal[
    "connect",
    "connack",
    "publish",
    "puback",
    "pubrec",
    "pubrel",
    "pubcomp",
    "subscribe",
    "suback",
    "unsubscribe",
    "unsuback",
    "pingreq",
    "pingresp",
    "disconnect",
]
PACKET_TYPES: dict[str, int] = {name: number for number, name in enumerate(get_args(PacketName), 1)}
_PUBLISH = PACKET_TYPES["publish"]


class Towards(Enum):
    """The direction of a byte."""

    BROKER = "broker"
    CLIENT = "client"


class Cut(Sheet):
    """Lose the connection at one MQTT packet: the one number `count` of its kind since the link began.

    drop: the packet itself is lost with the connection; otherwise it still arrives.
    how: reset (RST), close (FIN), or silence: nothing is said and nothing passes any more, as when a modem
    loses its cell. down_ms: how long new connections are then reset as soon as they are made.
    """

    on: PacketName
    towards: Literal["client", "broker"]
    qos: Literal[0, 1, 2] | None = None  # of a PUBLISH; None: any
    count: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    repeat: bool = False  # at every multiple of count, not only the first
    drop: bool = True
    how: Literal["reset", "close", "silence"] = "reset"
    down_ms: Annotated[float, Field(ge=0, le=600_000)] = 0

    @model_validator(mode="after")
    def _qos_of_a_publish(self) -> Cut:
        if self.qos is not None and self.on != "publish":
            raise ValueError('qos belongs to a cut on "publish"')
        return self


class LinkPlan(Sheet):
    """A scenario's `[link]` table. All times are of one direction; the default is a perfect link."""

    delay_ms: Annotated[float, Field(ge=0, le=60_000)] = 0
    jitter_ms: Annotated[float, Field(ge=0, le=60_000)] = 0  # added to delay_ms, uniform from 0
    rate_bytes_per_s: Annotated[float, Field(ge=100, le=1e10)] | None = None
    stall_after_bytes: Annotated[int, Field(ge=0)] | None = None  # once, counted over both directions
    stall_ms: Annotated[float, Field(ge=0, le=600_000)] = 0
    refuse: bool = False  # nothing listens on the port
    cut: Annotated[tuple[Cut, ...], Field(strict=False, max_length=32)] = ()
    seed: int = 1  # the same seed gives the same jitter

    @model_validator(mode="after")
    def _whole_stall(self) -> LinkPlan:
        if (self.stall_after_bytes is None) != (self.stall_ms == 0):
            raise ValueError("stall_after_bytes and stall_ms belong together")
        return self


class Stall:
    """One pause of the whole link, at a byte count."""

    def __init__(self, plan: LinkPlan) -> None:
        self._left_bytes = plan.stall_after_bytes
        self._length_ns = int(plan.stall_ms * 1e6)
        self.until_ns = 0
        self.begun = 0

    def passed(self, now_ns: int, size_bytes: int) -> None:
        """Count size_bytes that came in; the byte that reaches the mark begins the pause."""
        if self._left_bytes is None:
            return
        self._left_bytes -= size_bytes
        if self._left_bytes <= 0:
            self._left_bytes = None
            self.until_ns = now_ns + self._length_ns
            self.begun += 1


class Pace:
    """When what comes in goes out, for one direction of the link. Order is kept, as on one radio bearer."""

    def __init__(self, plan: LinkPlan, stall: Stall, towards: Towards) -> None:
        self._plan = plan
        self._stall = stall
        self._random = random.Random(f"{plan.seed} {towards.value}")
        self._free_ns = 0  # when the transmitter has sent all it has
        self._last_due_ns = 0

    def due_ns(self, now_ns: int, size_bytes: int) -> int:
        """The time at which a piece that came in at now_ns is delivered."""
        plan = self._plan
        self._stall.passed(now_ns, size_bytes)
        sent_ns = max(now_ns, self._free_ns, self._stall.until_ns)
        if plan.rate_bytes_per_s is not None:
            sent_ns += int(size_bytes / plan.rate_bytes_per_s * 1e9)
        self._free_ns = sent_ns
        way_ms = plan.delay_ms + self._random.uniform(0, plan.jitter_ms)
        self._last_due_ns = max(self._last_due_ns, sent_ns + int(way_ms * 1e6))
        return self._last_due_ns


class Shears:
    """Counts MQTT packets over the life of the link and says where the plan cuts."""

    def __init__(self, cuts: tuple[Cut, ...]) -> None:
        self._cuts = cuts
        self._seen: Counter[int] = Counter()

    def __bool__(self) -> bool:
        return bool(self._cuts)

    def judge(self, towards: Towards, packet: bytes) -> Cut | None:
        """The cut that this whole packet falls under, if any. Every packet is to be shown exactly once."""
        due: Cut | None = None
        for index, cut in enumerate(self._cuts):
            if not _matches(cut, towards, packet[0]):
                continue
            self._seen[index] += 1
            times, rest = divmod(self._seen[index], cut.count)
            if rest == 0 and (times == 1 or cut.repeat):
                due = due or cut
        return due


def _matches(cut: Cut, towards: Towards, first_byte: int) -> bool:
    kind, qos = first_byte >> 4, first_byte >> 1 & 3
    if cut.towards != towards.value or PACKET_TYPES[cut.on] != kind:
        return False
    return kind != _PUBLISH or cut.qos is None or cut.qos == qos

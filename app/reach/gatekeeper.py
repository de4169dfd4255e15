"""Whom the responder answers, and with what: cookies, token, replay, rates. Sans-IO; time comes in.

Nobody can use a responder against others: what comes without a good cookie is answered with less than it is
long, and only a caller whose address is proved and who knows the token can have anything done - to itself.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from app.reach import responder_wire as wire
from app.reach.responder_wire import Answer, Kind, Question, Status

IpAddress = IPv4Address | IPv6Address

_COOKIE_LIFE_S = 10
_MOST_CALLERS = 4096  # remembered at the same time, and as many spent questions
LONGEST_DELAY_S = 3600


class Transport(Enum):
    UDP = b"udp"
    TCP = b"tcp"


@dataclass(frozen=True, slots=True)
class Limits:
    """Per second for one caller (a whole IPv6 /64 is one) and for all together; a burst is twice that.

    at_once: late answers and connections back that may be under way, for one caller and altogether.
    """

    caller_per_s: float = 10.0
    total_per_s: float = 500.0
    caller_at_once: int = 8
    total_at_once: int = 256


@dataclass(frozen=True, slots=True)
class Caller:
    address: IpAddress
    port: int
    transport: Transport

    @classmethod
    def of(cls, host: str, port: int, transport: Transport) -> Caller:
        """An IPv4 address in an IPv6 socket is the IPv4 address."""
        address = ip_address(host.partition("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return cls(address, port, transport)

    @property
    def group(self) -> str:
        """What counts as one caller."""
        if isinstance(self.address, IPv6Address):
            return str(ip_network((self.address, 64), strict=False))
        return str(self.address)


@dataclass(frozen=True, slots=True)
class Task:
    """A question that may be answered now, or after something has been done for it."""

    caller: Caller
    asked: bytes
    question: Question


class Gatekeeper:
    """Judges one message after the other; remembers no more than a fixed number of callers."""

    def __init__(self, token: bytes, secret: bytes, limits: Limits) -> None:
        """secret: random, of this process; with it cookies need no memory."""
        self._token = token
        self._secret = secret
        self._limits = limits
        self._total = _Bucket(limits.total_per_s)
        self._callers: OrderedDict[str, _Bucket] = OrderedDict()
        self._spent: OrderedDict[bytes, float] = OrderedDict()
        self._under_way: dict[str, int] = {}

    def judge(self, message: bytes, caller: Caller, now_s: float) -> bytes | Task | None:
        """An answer to send back, a task to do first, or None: say nothing."""
        kind = wire.kind_of(message)
        if kind not in (Kind.HELLO, Kind.ASK) or not self._may_ask(caller, now_s):
            return None
        nonce = wire.nonce_of(message)
        if kind is Kind.HELLO:
            return wire.challenge(nonce, self._cookie(caller, nonce, int(now_s)))
        if not self._fresh(wire.cookie_of(message), caller, nonce, now_s):
            return None
        question = wire.read_ask(message, self._token)
        return wire.denied(nonce) if question is None else Task(caller, message, question)

    def begin(self, task: Task) -> bool:
        """Take a place for something that lasts; False where there is none. `end` gives it back."""
        group = task.caller.group
        mine = self._under_way.get(group, 0)
        if mine >= self._limits.caller_at_once or sum(self._under_way.values()) >= self._limits.total_at_once:
            return False
        self._under_way[group] = mine + 1
        return True

    def end(self, task: Task) -> None:
        left = self._under_way[task.caller.group] - 1
        if left:
            self._under_way[task.caller.group] = left
        else:
            del self._under_way[task.caller.group]

    def answer(self, task: Task, status: Status, measured_us: int = 0) -> bytes:
        said = Answer(status, task.caller.address, task.caller.port, measured_us)
        return wire.answer(task.asked, said, self._token)

    def _may_ask(self, caller: Caller, now_s: float) -> bool:
        bucket = self._callers.pop(caller.group, None) or _Bucket(self._limits.caller_per_s)
        self._callers[caller.group] = bucket
        if len(self._callers) > _MOST_CALLERS:
            self._callers.popitem(last=False)
        return bucket.take(now_s) and self._total.take(now_s)

    def _cookie(self, caller: Caller, nonce: bytes, at_s: int) -> bytes:
        when = at_s.to_bytes(8)
        bound = when + nonce + caller.transport.value + caller.port.to_bytes(2) + caller.address.packed
        return when + hmac.digest(self._secret, bound, "sha256")[: wire.COOKIE_BYTES - len(when)]

    def _fresh(self, cookie: bytes, caller: Caller, nonce: bytes, now_s: float) -> bool:
        """Whether we gave this cookie to this caller a moment ago, and it has not been used."""
        at_s = int.from_bytes(cookie[:8])
        if not 0 <= now_s - at_s <= _COOKIE_LIFE_S:
            return False
        if not hmac.compare_digest(cookie, self._cookie(caller, nonce, at_s)):
            return False
        while self._spent and next(iter(self._spent.values())) < now_s - _COOKIE_LIFE_S:
            self._spent.popitem(last=False)
        if cookie in self._spent or len(self._spent) >= _MOST_CALLERS:
            return False
        self._spent[cookie] = now_s
        return True


class _Bucket:
    """A token bucket that holds two seconds' worth."""

    def __init__(self, per_s: float) -> None:
        self._per_s = per_s
        self._level = 2 * per_s
        self._at_s: float | None = None

    def take(self, now_s: float) -> bool:
        since_s = 0.0 if self._at_s is None else max(0.0, now_s - self._at_s)
        self._at_s = now_s
        self._level = min(2 * self._per_s, self._level + since_s * self._per_s)
        if self._level < 1:
            return False
        self._level -= 1
        return True

"""Whom a responder answers. What stands here is why it is no open scanner and no amplifier."""

import itertools
import sys

import pytest

from app.reach import responder_wire as wire
from app.reach.gatekeeper import Caller, Gatekeeper, Limits, Task, Transport
from app.reach.responder_wire import Kind, Operation, Question, Status

TOKEN = b"a token of thirty-two characters"
SECRET = b"s" * 32
NONCE = bytes(range(16))
CALLER = Caller.of("203.0.113.9", 40_000, Transport.UDP)
ECHO = Question(Operation.ECHO)


def keeper(limits: Limits | None = None) -> Gatekeeper:
    return Gatekeeper(TOKEN, SECRET, limits or Limits())


def greeted(at: Gatekeeper, caller: Caller = CALLER, now_s: float = 100.0, nonce: bytes = NONCE) -> bytes:
    """The cookie that this caller is given."""
    challenge = at.judge(wire.hello(nonce), caller, now_s)
    assert isinstance(challenge, bytes)
    return wire.cookie_of(challenge)


def asked(at: Gatekeeper, question: Question = ECHO, caller: Caller = CALLER) -> Task:
    task = at.judge(wire.ask(NONCE, greeted(at, caller), question, TOKEN), caller, 100.5)
    assert isinstance(task, Task)
    return task


def test_a_caller_with_cookie_and_token_is_told_its_own_address() -> None:
    at = keeper()
    task = asked(at)
    answer = wire.read_answer(at.answer(task, Status.DONE), task.asked, TOKEN)
    assert answer is not None
    assert (str(answer.address), answer.port) == ("203.0.113.9", 40_000)


@pytest.mark.parametrize(
    "thief",
    [
        Caller.of("203.0.113.10", 40_000, Transport.UDP),
        Caller.of("203.0.113.9", 40_001, Transport.UDP),
        Caller.of("203.0.113.9", 40_000, Transport.TCP),
    ],
)
def test_a_cookie_is_worth_nothing_to_anybody_else(thief: Caller) -> None:
    at = keeper()
    assert at.judge(wire.ask(NONCE, greeted(at), ECHO, TOKEN), thief, 100.5) is None


def test_a_question_is_answered_once() -> None:
    at = keeper()
    question = wire.ask(NONCE, greeted(at), ECHO, TOKEN)
    assert isinstance(at.judge(question, CALLER, 100.5), Task)
    assert [at.judge(question, CALLER, 100.5 + later) for later in (0, 1, 5, 9, 10, 11, 60)] == [None] * 7


@pytest.mark.parametrize("now_s", [99.0, 110.5, 100_000.0])
def test_a_cookie_is_good_for_a_few_seconds(now_s: float) -> None:
    at = keeper()
    assert at.judge(wire.ask(NONCE, greeted(at), ECHO, TOKEN), CALLER, now_s) is None


def test_a_cookie_of_another_responder_is_refused() -> None:
    cookie = greeted(Gatekeeper(TOKEN, b"t" * 32, Limits()))
    assert keeper().judge(wire.ask(NONCE, cookie, ECHO, TOKEN), CALLER, 100.5) is None


def test_a_wrong_token_is_denied_only_to_a_caller_whose_address_is_proved() -> None:
    at = keeper()
    wrong = wire.ask(NONCE, greeted(at), ECHO, b"x" * 32)
    assert at.judge(wrong, CALLER, 100.5) == wire.denied(NONCE)
    spoofed = wire.ask(NONCE, bytes(wire.COOKIE_BYTES), ECHO, b"x" * 32)
    assert at.judge(spoofed, CALLER, 100.5) is None


@pytest.mark.parametrize("kind", [Kind.CHALLENGE, Kind.ANSWER, Kind.DENIED])
def test_what_a_responder_says_itself_it_does_not_answer(kind: Kind) -> None:
    """Otherwise two responders could be made to talk to each other for ever."""
    task = asked(keeper())
    messages = {
        Kind.CHALLENGE: wire.challenge(NONCE, bytes(wire.COOKIE_BYTES)),
        Kind.ANSWER: keeper().answer(task, Status.DONE),
        Kind.DENIED: wire.denied(NONCE),
    }
    assert wire.kind_of(messages[kind]) is kind
    assert keeper().judge(messages[kind], CALLER, 100.0) is None


def test_one_caller_is_answered_at_its_rate_and_others_are_not_held_up() -> None:
    at = keeper(Limits(caller_per_s=5))
    answers = [at.judge(wire.hello(NONCE), CALLER, 100.0) for _ in range(50)]
    assert sum(answer is not None for answer in answers) == 10
    assert at.judge(wire.hello(NONCE), Caller.of("203.0.113.10", 1, Transport.UDP), 100.0) is not None
    assert at.judge(wire.hello(NONCE), CALLER, 101.0) is not None


def test_a_whole_ipv6_network_is_one_caller() -> None:
    at = keeper(Limits(caller_per_s=5))
    callers = [Caller.of(f"2001:db8::{host:x}", 1, Transport.UDP) for host in range(1, 51)]
    assert sum(at.judge(wire.hello(NONCE), caller, 100.0) is not None for caller in callers) == 10


def test_an_ipv4_caller_on_an_ipv6_socket_is_the_ipv4_caller() -> None:
    assert Caller.of("::ffff:203.0.113.9", 40_000, Transport.UDP) == CALLER


def test_all_callers_together_have_a_limit() -> None:
    at = keeper(Limits(total_per_s=20))
    callers = [Caller.of(f"10.0.{host // 250}.{host % 250}", 1, Transport.UDP) for host in range(500)]
    assert sum(at.judge(wire.hello(NONCE), caller, 100.0) is not None for caller in callers) == 40


def test_memory_does_not_grow_with_the_number_of_callers() -> None:
    at = keeper(Limits(total_per_s=1e9))
    for host in range(20_000):
        at.judge(wire.hello(NONCE), Caller.of(f"10.{host >> 8}.{host & 255}.1", 1, Transport.UDP), 100.0)
    assert len(at._callers) <= 4096
    numbers = itertools.count()
    at = keeper(Limits(caller_per_s=1e9, total_per_s=1e9))
    for _ in range(6000):
        nonce = next(numbers).to_bytes(16)
        at.judge(wire.ask(nonce, greeted(at, nonce=nonce), ECHO, TOKEN), CALLER, 100.5)
    assert len(at._spent) <= 4096
    assert sys.getsizeof(at._spent) < 1_000_000


def test_what_lasts_has_places_and_gives_them_back() -> None:
    at = keeper(Limits(caller_at_once=2, total_at_once=3))
    mine = asked(at)
    theirs = asked(at, caller=Caller.of("203.0.113.10", 1, Transport.UDP))
    assert [at.begin(mine), at.begin(mine), at.begin(mine)] == [True, True, False]
    assert [at.begin(theirs), at.begin(theirs)] == [True, False]
    at.end(mine)
    assert at.begin(theirs)
    at.end(mine)
    at.end(theirs)
    at.end(theirs)
    assert at._under_way == {}

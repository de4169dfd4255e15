"""The responder's messages: recognised when whole and genuine, and never otherwise."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reach import responder_wire as wire
from app.reach.responder_wire import Answer, Kind, Operation, Question, Status

TOKEN = b"a token of thirty-two characters"
NONCE = bytes(range(16))
COOKIE = bytes(range(100, 124))
ASKED = wire.ask(NONCE, COOKIE, Question(Operation.LATER, delay_ms=30_000), TOKEN)
SAID = Answer(Status.OPEN, ip_address("203.0.113.9"), 40_000, 1_234)
SIX = Answer(Status.DONE, ip_address("2001:db8::9"), 1)


def flipped(message: bytes) -> list[bytes]:
    """The message with each of its bits turned over, one at a time."""
    return [
        message[:at] + bytes([message[at] ^ 1 << bit]) + message[at + 1 :]
        for at in range(len(message))
        for bit in range(8)
    ]


def test_no_answer_is_longer_than_what_it_answers() -> None:
    assert len(wire.challenge(NONCE, COOKIE)) < len(wire.hello(NONCE))
    assert len(wire.answer(ASKED, SIX, TOKEN)) < len(ASKED)
    assert len(wire.denied(NONCE)) < len(ASKED)
    assert len(wire.hello(NONCE)) == wire.LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (wire.hello(NONCE), Kind.HELLO),
        (wire.challenge(NONCE, COOKIE), Kind.CHALLENGE),
        (ASKED, Kind.ASK),
        (wire.answer(ASKED, SAID, TOKEN), Kind.ANSWER),
        (wire.denied(NONCE), Kind.DENIED),
    ],
)
def test_each_message_is_recognised_at_its_size_only(message: bytes, kind: Kind) -> None:
    assert wire.kind_of(message) is kind
    assert wire.nonce_of(message) == NONCE
    assert wire.kind_of(message + b"\0") is None
    assert wire.kind_of(message[:-1]) is None


def test_a_question_comes_back_out() -> None:
    assert wire.cookie_of(ASKED) == COOKIE
    assert wire.read_ask(ASKED, TOKEN) == Question(Operation.LATER, delay_ms=30_000)
    back = wire.ask(NONCE, COOKIE, Question(Operation.CONNECT, port=8883), TOKEN)
    assert wire.read_ask(back, TOKEN) == Question(Operation.CONNECT, port=8883)


def test_a_connection_back_needs_a_port() -> None:
    assert wire.read_ask(wire.ask(NONCE, COOKIE, Question(Operation.CONNECT), TOKEN), TOKEN) is None


@pytest.mark.parametrize("said", [SAID, SIX])
def test_an_answer_comes_back_out(said: Answer) -> None:
    assert wire.read_answer(wire.answer(ASKED, said, TOKEN), ASKED, TOKEN) == said


def test_one_turned_bit_makes_a_question_or_an_answer_worthless() -> None:
    assert all(wire.read_ask(message, TOKEN) is None for message in flipped(ASKED))
    answer = wire.answer(ASKED, SAID, TOKEN)
    assert all(wire.read_answer(message, ASKED, TOKEN) is None for message in flipped(answer))


def test_another_token_makes_them_worthless_too() -> None:
    assert wire.read_ask(ASKED, TOKEN[:-1] + b"!") is None
    assert wire.read_answer(wire.answer(ASKED, SAID, TOKEN[:-1] + b"!"), ASKED, TOKEN) is None


def test_an_answer_belongs_to_one_question() -> None:
    other = wire.ask(bytes(16), COOKIE, Question(Operation.LATER, delay_ms=30_000), TOKEN)
    assert wire.read_answer(wire.answer(other, SAID, TOKEN), ASKED, TOKEN) is None


def test_a_question_sent_back_is_no_answer() -> None:
    assert wire.read_answer(ASKED, ASKED, TOKEN) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_nothing(message: bytes) -> None:
    assert wire.kind_of(message) is None


@given(st.sampled_from(list(Kind)), st.binary(max_size=200))
def test_any_bytes_behind_a_good_beginning_do_no_harm(kind: Kind, rest: bytes) -> None:
    message = b"LWR1" + bytes([kind.value]) + rest
    if wire.kind_of(message) is Kind.ASK:
        assert wire.read_ask(message, TOKEN) is None
    if wire.kind_of(message) is Kind.ANSWER:
        assert wire.read_answer(message, ASKED, TOKEN) is None

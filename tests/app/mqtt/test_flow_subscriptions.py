"""Filters and the codes that answer them."""

from __future__ import annotations

from app.mqtt.codec import encode
from app.mqtt.flow_subscriptions import FILTER_LIMIT, answered, requested
from app.mqtt.flow_values import Anomaly, FilterResult
from app.mqtt.packets import Pingreq, Suback, Subscribe, Subscription, Unsuback, Unsubscribe, Version

V311, V5 = Version.V311, Version.V5


def test_filters_of_a_request() -> None:
    subscribe = Subscribe(1, (Subscription("a", 1), Subscription("b", 2)))
    assert requested(encode(subscribe, V5), V5) == (FilterResult("a", 1, None), FilterResult("b", 2, None))
    assert requested(encode(Unsubscribe(1, ("a",)), V311), V311) == (FilterResult("a", None, None),)
    assert requested(encode(Pingreq(), V5), V5) == ()
    assert requested(encode(subscribe, V5)[:-3], V5) == ()


def test_codes_of_an_answer() -> None:
    asked = (FilterResult("a", 1, None), FilterResult("b", 2, None))
    good = encode(Suback(1, (1, 0x87)), V5)
    results, anomaly = answered(asked, good, V5)
    assert [entry.code for entry in results] == [1, 0x87]
    assert anomaly is None
    short, anomaly = answered(asked, encode(Suback(1, (1,)), V5), V5)
    assert [entry.code for entry in short] == [1, None]
    assert anomaly is Anomaly.COUNT_MISMATCH
    assert answered(asked, encode(Suback(1, (2, 2)), V5), V5)[1] is Anomaly.GRANTED_ABOVE_REQUESTED


def test_an_unsuback_before_mqtt_5_says_yes_to_all() -> None:
    asked = (FilterResult("a", None, None),)
    assert answered(asked, encode(Unsuback(1), V311), V311) == ((FilterResult("a", None, 0),), None)
    assert answered(asked, encode(Unsuback(1, (0x11,)), V5), V5)[0][0].code == 0x11


def test_an_answer_that_cannot_be_read_changes_nothing() -> None:
    asked = (FilterResult("a", 0, None),)
    assert answered(asked, b"\x90\x01\x00", V5) == (asked, None)


def test_filters_are_bounded() -> None:
    many = Subscribe(1, tuple(Subscription(str(number)) for number in range(FILTER_LIMIT + 5)))
    asked = requested(encode(many, V5), V5)
    assert len(asked) == FILTER_LIMIT
    answer = encode(Suback(1, (0,) * (FILTER_LIMIT + 5)), V5)
    assert answered(asked, answer, V5)[1] is None

"""Trials of retained messages."""

from __future__ import annotations

from app.mqtt.conformance.bench import Bench
from app.mqtt.conformance.conversation import Conversation
from app.mqtt.conformance.values import Outcome, judged, not_offered
from app.mqtt.packets import Subscription

_MARK = b"mark"


def retained(bench: Bench) -> Outcome:
    """A new subscription gets the last retained message, with RETAIN set."""
    if not bench.known.retain_available:
        return not_offered({"retain_available": False})
    publisher, topic = bench.connect("publisher"), bench.topic("kept")
    bench.retain(publisher, topic, b"first")
    bench.retain(publisher, topic, b"last")
    subscriber = bench.connect("subscriber")
    subscriber.subscribe(Subscription(topic, bench.qos(1)))
    subscriber.wait_messages(1)
    came = subscriber.arrivals[0].packet if subscriber.arrivals else None
    return judged(
        {"payload": "last", "retain": True},
        {"payload": came.payload.decode() if came else None, "retain": came.retain if came else None},
    )


def retained_wildcard(bench: Bench) -> Outcome:
    """A subscription with a wildcard gets what is retained below it; AWS IoT Core never sends it."""
    if not bench.known.retain_available:
        return not_offered({"retain_available": False})
    publisher = bench.connect("publisher")
    for name in ("a", "b"):
        bench.retain(publisher, bench.topic("below", name), b"1")
    subscriber = bench.connect("subscriber")
    subscriber.subscribe(Subscription(bench.topic("below", "#"), bench.qos(1)))
    subscriber.wait_messages(2)
    return judged({"arrived": 2}, {"arrived": len(subscriber.arrivals)})


def live_flag(bench: Bench) -> Outcome:
    """Whoever is subscribed already gets a retained message as an ordinary one."""
    if not bench.known.retain_available:
        return not_offered({"retain_available": False})
    subscriber, topic = bench.connect("subscriber"), bench.topic("live")
    subscriber.subscribe(Subscription(topic, bench.qos(1)))
    bench.retain(bench.connect("publisher"), topic, b"1")
    subscriber.wait_messages(1)
    came = [arrival.packet.retain for arrival in subscriber.arrivals]
    return judged({"retain": False}, {"retain": came[0] if came else None})


def clearing(bench: Bench) -> Outcome:
    """An empty retained message removes what was retained."""
    if not bench.known.retain_available:
        return not_offered({"retain_available": False})
    publisher, topic = bench.connect("publisher"), bench.topic("cleared")
    bench.retain(publisher, topic, b"1")
    bench.retain(publisher, topic, b"")
    subscriber = bench.connect("subscriber")
    subscriber.subscribe(Subscription(topic, bench.qos(1)))
    return judged({"arrived": 0}, {"arrived": _before_mark(bench, publisher, subscriber, topic)})


def retain_handling(bench: Bench) -> Outcome:
    """The subscriber says when retained messages are sent: always, for a new subscription, never."""
    if not bench.known.retain_available:
        return not_offered({"retain_available": False})
    publisher, topic = bench.connect("publisher"), bench.topic("handling")
    bench.retain(publisher, topic, b"1")

    def sent(subscriber: Conversation, handling: int) -> int:
        subscriber.arrivals.clear()
        subscriber.subscribe(Subscription(topic, bench.qos(1), retain_handling=handling))
        return _before_mark(bench, publisher, subscriber, topic)

    first = bench.connect("subscriber")
    observed = {
        "handling_1_new": sent(first, 1),
        "handling_1_again": sent(first, 1),
        "handling_0_again": sent(first, 0),
        "handling_2_new": sent(bench.connect("other subscriber"), 2),
    }
    expected = {"handling_1_new": 1, "handling_1_again": 0, "handling_0_again": 1, "handling_2_new": 0}
    return judged(expected, observed)


def retain_as_published(bench: Bench) -> Outcome:
    """The subscriber may ask for the RETAIN flag as it was published."""
    if not bench.known.retain_available:
        return not_offered({"retain_available": False})
    topic = bench.topic("published")
    asked, plain = bench.connect("asks for it"), bench.connect("does not")
    asked.subscribe(Subscription(topic, bench.qos(1), retain_as_published=True))
    plain.subscribe(Subscription(topic, bench.qos(1)))
    bench.retain(bench.connect("publisher"), topic, b"1")
    flags = []
    for talk in (asked, plain):
        talk.wait_messages(1)
        flags.append(talk.arrivals[0].packet.retain if talk.arrivals else None)
    return judged({"asked": True, "not_asked": False}, {"asked": flags[0], "not_asked": flags[1]})


def _before_mark(bench: Bench, publisher: Conversation, subscriber: Conversation, topic: str) -> int:
    """How many messages come besides a live one that is sent now; a little longer for the dawdling ones."""
    publisher.publish(topic, _MARK, qos=bench.qos(1))
    subscriber.wait(lambda: any(a.packet.payload == _MARK for a in subscriber.arrivals), bench.limit_s)
    subscriber.listen(bench.settle_s)
    return sum(arrival.packet.payload != _MARK for arrival in subscriber.arrivals)

"""Trials of subscriptions: wildcards, shares, options, and the broker's own topics."""

from __future__ import annotations

from app.mqtt.conformance.bench import Bench
from app.mqtt.conformance.values import Outcome, judged, not_offered, noted
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.packets import Subscription
from app.mqtt.properties import Properties, Property
from app.mqtt.reasons import FIRST_ERROR

_SHARED = 6
_MARK = b"mark"


def wildcards(bench: Bench) -> Outcome:
    """`+` is one level, an empty one too, and `#` is all below."""
    return _matched(
        bench,
        {"+": bench.topic("w", "+", "end"), "#": bench.topic("w", "deep", "#")},
        {"one": "w/one/end", "empty": "w//end", "two": "w/one/two/end", "below": "w/deep/a/b"},
        {"one": True, "empty": True, "two": False, "below": True},
    )


def nothing_else(bench: Bench) -> Outcome:
    """A subscriber gets what matches its filters and nothing else."""
    subscriber, topic = bench.connect("subscriber"), bench.topic("mine")
    subscriber.subscribe(Subscription(topic, bench.qos(1)))
    publisher = bench.connect("publisher")
    publisher.publish(bench.topic("theirs"), b"1", qos=bench.qos(1))
    publisher.publish(topic, _MARK, qos=bench.qos(1))
    subscriber.wait(lambda: "mark" in subscriber.payloads(), bench.limit_s)
    subscriber.listen(bench.settle_s)
    others = [each.packet.topic for each in subscriber.strays]
    others += [each.packet.topic for each in subscriber.arrivals if each.packet.topic != topic]
    return judged({"others": 0}, {"others": len(others), "topic": others[0][:80] if others else None})


def wildcard_parent(bench: Bench) -> Outcome:
    """`sport/#` is `sport` too; AWS IoT Core does not see it so."""
    return _matched(bench, {"#": bench.topic("w", "#")}, {"parent": "w"}, {"parent": True})


def _matched(
    bench: Bench, filters: dict[str, str], topics: dict[str, str], expected: dict[str, bool]
) -> Outcome:
    if not bench.known.wildcard_subscriptions:
        return not_offered({"wildcard_subscriptions": False})
    subscriber = bench.connect("subscriber")
    mark = bench.topic("mark")
    subscriber.subscribe(
        *(Subscription(each, bench.qos(1)) for each in filters.values()), Subscription(mark, bench.qos(1))
    )
    publisher = bench.connect("publisher")
    for name, topic in topics.items():
        publisher.publish(bench.topic(topic), name.encode(), qos=bench.qos(1))
    publisher.publish(mark, _MARK, qos=bench.qos(1))
    subscriber.wait(lambda: "mark" in subscriber.payloads(), bench.limit_s)
    subscriber.wait_messages(sum(expected.values()) + 1, bench.settle_s)
    return judged(expected, {name: name in subscriber.payloads() for name in topics})


def shared(bench: Bench) -> Outcome:
    """Subscribers of one share get each message once between them."""
    if not bench.known.shared_subscriptions:
        return not_offered({"shared_subscriptions": False})
    topic = bench.topic("shared")
    members = [bench.connect("first member"), bench.connect("second member")]
    for member in members:
        member.subscribe(Subscription(f"$share/{bench.prefix[-8:]}/{topic}", bench.qos(1)))
    publisher = bench.connect("publisher")
    for number in range(_SHARED):
        publisher.publish(topic, str(number).encode(), qos=bench.qos(1))
    for member in members:
        member.listen(bench.settle_s)
    payloads = [payload for member in members for payload in member.payloads()]
    return judged(
        {"different": _SHARED, "arrived": _SHARED},
        {
            "different": len(set(payloads)),
            "arrived": len(payloads),
            "first_member": len(members[0].arrivals),
            "second_member": len(members[1].arrivals),
        },
    )


def no_local(bench: Bench) -> Outcome:
    """Whoever asks for it does not get back its own messages."""
    subscriber, topic = bench.connect("subscriber"), bench.topic("local")
    subscriber.subscribe(Subscription(topic, bench.qos(1), no_local=True))
    subscriber.publish(topic, b"own", qos=bench.qos(1))
    bench.connect("publisher").publish(topic, b"other", qos=bench.qos(1))
    subscriber.wait(lambda: "other" in subscriber.payloads(), bench.limit_s)
    came = subscriber.payloads()
    return judged({"own": False, "other": True}, {"own": "own" in came, "other": "other" in came})


def subscription_identifiers(bench: Bench) -> Outcome:
    """A message says which subscriptions it came for, whether it comes once or once for each."""
    if not bench.known.subscription_identifiers:
        return not_offered({"subscription_identifiers": False})
    subscriber, topic = bench.connect("subscriber"), bench.topic("numbered")
    for number, each in ((1, topic), (268_435_455, bench.topic("+"))):
        named = Properties(((Property.SUBSCRIPTION_IDENTIFIER, number),))
        subscriber.subscribe(Subscription(each, bench.qos(1)), properties=named)
    bench.connect("publisher").publish(topic, b"1", qos=bench.qos(1))
    subscriber.wait_messages(1)
    subscriber.listen(bench.settle_s)
    named_by = {
        value
        for arrival in subscriber.arrivals
        for identifier, value in arrival.packet.properties
        if identifier is Property.SUBSCRIPTION_IDENTIFIER
    }
    return judged(
        {"first": True, "second": True},
        {"first": 1 in named_by, "second": 268_435_455 in named_by, "copies": len(subscriber.arrivals)},
    )


def sys_topics(bench: Bench) -> Outcome:
    """What the broker tells of itself below $SYS, which no rule demands."""
    subscriber = bench.connect("subscriber")
    try:
        code = subscriber.subscribe(Subscription("$SYS/#"), must=False)[0]
    except MqttFault as fault:
        if fault.reason not in (MqttReason.LOST, MqttReason.DISCONNECTED):
            raise
        return noted({"hangs_up": True, "topics": 0})
    if code >= FIRST_ERROR:
        return noted({"subscribe_code": f"0x{code:02X}", "topics": 0})
    subscriber.listen(1.5 if bench.thorough else 2 * bench.settle_s)
    topics = {arrival.packet.topic for arrival in subscriber.arrivals}
    version = next(
        (a.packet.payload for a in subscriber.arrivals if a.packet.topic.endswith("/version")), None
    )
    told = version.decode("utf-8", "replace")[:80] if version is not None else None
    return noted({"topics": len(topics), "version": told})

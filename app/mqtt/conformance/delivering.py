"""Trials of delivery: QoS, order, flow control, and what MQTT 5 lets a message carry."""

from __future__ import annotations

from app.mqtt.conformance.bench import Bench
from app.mqtt.conformance.values import Fact, Outcome, judged, not_offered
from app.mqtt.packets import Publish, Subscription
from app.mqtt.properties import Properties, Property

_ORDERED = 20


def qos_downgrade(bench: Bench) -> Outcome:
    """A message above the subscription's QoS comes at the subscription's."""
    return _qos(bench, [(published, granted) for published in (1, 2) for granted in range(published)])


def qos_upgrade(bench: Bench) -> Outcome:
    """A message below the subscription's QoS comes at its own; some brokers raise it."""
    return _qos(bench, [(published, granted) for granted in (0, 1, 2) for published in range(granted + 1)])


def _qos(bench: Bench, pairs: list[tuple[int, int]]) -> Outcome:
    most = bench.known.maximum_qos
    pairs = [(published, granted) for published, granted in pairs if published <= most]
    subscriber = bench.connect("subscriber")
    wanted = sorted({granted for _, granted in pairs})
    topics = {qos: bench.topic(f"at-{qos}") for qos in wanted}
    codes = subscriber.subscribe(*(Subscription(topics[qos], qos) for qos in wanted))
    granted_qos = dict(zip(wanted, codes, strict=True))
    publisher = bench.connect("publisher")
    for published, granted in pairs:
        publisher.publish(topics[granted], f"{published}-{granted}".encode(), qos=published)
    subscriber.wait_messages(len(pairs))
    arrived = {arrival.packet.payload.decode(): arrival.packet.qos for arrival in subscriber.arrivals}
    expected: dict[str, Fact] = {}
    observed: dict[str, Fact] = {}
    for published, granted in pairs:
        key = f"qos_{published}_to_{granted}"
        expected[key] = min(published, granted_qos[granted])
        observed[key] = arrived.get(f"{published}-{granted}")
    return judged(expected, observed)


def order(bench: Bench) -> Outcome:
    """Messages of one publisher on one topic come in the order in which they were sent, at each QoS."""
    levels = range(bench.known.maximum_qos + 1)
    subscriber = bench.connect("subscriber")
    topic = bench.topic("order")
    subscriber.subscribe(Subscription(topic, bench.qos(2)))
    publisher = bench.connect("publisher")
    window = min(_ORDERED, bench.known.receive_maximum)
    observed: dict[str, Fact] = {}
    for qos in levels:
        before = len(subscriber.arrivals)
        sent = [f"{qos}-{number}" for number in range(_ORDERED)]
        publisher.publish_all([Publish(topic, each.encode(), qos) for each in sent], window=window)
        subscriber.wait_messages(before + _ORDERED)
        observed[f"qos_{qos}_in_order"] = subscriber.payloads()[before:] == sent
    return judged(dict.fromkeys(observed, True), observed)


def receive_maximum(bench: Bench) -> Outcome:
    """No more messages are under way to us than we said that we take."""
    subscriber = bench.connect("subscriber", receive_maximum=2)
    subscriber.acknowledges = False
    topic = bench.topic("window")
    subscriber.subscribe(Subscription(topic, bench.qos(1)))
    publisher = bench.connect("publisher")
    for number in range(5):
        publisher.publish(topic, str(number).encode(), qos=bench.qos(1))
    subscriber.wait_messages(2)
    subscriber.listen(bench.settle_s)
    unacknowledged = len(subscriber.arrivals)
    subscriber.acknowledge_all()
    subscriber.wait_messages(5)
    return judged(
        {"unacknowledged": 2, "arrived": 5},
        {"unacknowledged": unacknowledged, "arrived": len(subscriber.arrivals)},
    )


def properties_forwarded(bench: Bench) -> Outcome:
    """What a message carries reaches the subscriber unchanged, user properties in their order."""
    sent = Properties(
        (
            (Property.PAYLOAD_FORMAT_INDICATOR, 1),
            (Property.CONTENT_TYPE, "text/plain"),
            (Property.RESPONSE_TOPIC, bench.topic("answer")),
            (Property.CORRELATION_DATA, b"\x00\x01"),
            (Property.USER_PROPERTY, ("b", "1")),
            (Property.USER_PROPERTY, ("a", "2")),
            (Property.USER_PROPERTY, ("b", "1")),
        )
    )
    subscriber = bench.connect("subscriber")
    topic = bench.topic("properties")
    subscriber.subscribe(Subscription(topic, bench.qos(1)))
    bench.connect("publisher").publish(topic, b"1", qos=bench.qos(1), properties=sent)
    subscriber.wait_messages(1)
    got = subscriber.arrivals[0].packet.properties if subscriber.arrivals else Properties()
    keys = [identifier for identifier, _ in sent if identifier is not Property.USER_PROPERTY]
    observed: dict[str, Fact] = {each.key: got.get(each) == sent.get(each) for each in keys}
    observed["user_property"] = got.user == sent.user
    return judged(dict.fromkeys(observed, True), observed)


def topic_alias(bench: Bench) -> Outcome:
    """Every alias up to the broker's maximum stands for the topic that it was given."""
    most = bench.known.topic_alias_maximum
    if not most:
        return not_offered({"topic_alias_maximum": 0})
    subscriber = bench.connect("subscriber")
    subscriber.subscribe(Subscription(bench.topic("alias", "#"), bench.qos(1)))
    publisher = bench.connect("publisher")
    aliases = dict.fromkeys((1, most))
    for alias in aliases:
        named = Properties(((Property.TOPIC_ALIAS, alias),))
        topic = bench.topic("alias", str(alias))
        publisher.publish(topic, b"named", qos=bench.qos(1), properties=named)
        publisher.publish("", b"alias", qos=bench.qos(1), properties=named)
    subscriber.wait_messages(2 * len(aliases))
    arrived = [arrival.packet.topic for arrival in subscriber.arrivals]
    observed: dict[str, Fact] = {
        f"alias_{alias}": arrived.count(bench.topic("alias", str(alias))) for alias in aliases
    }
    return judged(dict.fromkeys(observed, 2), {**observed, "topic_alias_maximum": most})


def message_expiry(bench: Bench) -> Outcome:
    """A message that waits too long is dropped, and one that does not says how long it has left."""
    subscriber = bench.connect(
        "subscriber", client_id=bench.topic("expiry")[-20:].replace("/", ""), keep_s=60
    )
    topic = bench.topic("expiry")
    subscriber.subscribe(Subscription(topic, bench.qos(1)))
    subscriber.goodbye()
    publisher = bench.connect("publisher")
    for text, expiry_s in (("short", 1), ("long", 60)):
        lasting = Properties(((Property.MESSAGE_EXPIRY_INTERVAL, expiry_s),))
        publisher.publish(topic, text.encode(), qos=bench.qos(1), properties=lasting)
    bench.wait_s(2.6)
    again = bench.connect(
        "subscriber again",
        client_id=bench.topic("expiry")[-20:].replace("/", ""),
        clean_start=False,
        keep_s=60,
    )
    again.wait_messages(1)
    again.listen(bench.settle_s)
    payloads = again.payloads()
    left_s = next(
        (
            arrival.packet.properties.number(Property.MESSAGE_EXPIRY_INTERVAL)
            for arrival in again.arrivals
            if arrival.packet.payload == b"long"
        ),
        None,
    )
    return judged(
        {"expired_came": False, "other_came": True, "time_left_lowered": True},
        {
            "expired_came": "short" in payloads,
            "other_came": "long" in payloads,
            "time_left_lowered": left_s is not None and left_s < 60,
            "time_left_s": left_s,
        },
    )

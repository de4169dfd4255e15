"""Trials of connections and sessions: keep-alive, will, resuming, taking over."""

from __future__ import annotations

from app.mqtt.conformance.bench import Bench
from app.mqtt.conformance.values import Outcome, Verdict, WhyNot, judged, not_tried, noted
from app.mqtt.packets import Publish, Subscription, Will
from app.mqtt.properties import Property
from app.mqtt.session_config import unique_client_id

_KEEP_ALIVE_S = 1
_LATE_S = 10.0
"""How long after one and a half keep-alives a cut still counts: brokers look now and then only."""
_LONGEST_KEEP_ALIVE_S = 6


def keep_alive(bench: Bench) -> Outcome:
    """A client that says nothing is cut after one and a half times its keep-alive, and not before."""
    silent = bench.connect("silent", keep_alive_s=_KEEP_ALIVE_S)
    demanded_s = bench.known.server_keep_alive_s
    keep_alive_s = _KEEP_ALIVE_S if demanded_s is None else demanded_s
    if keep_alive_s > _LONGEST_KEEP_ALIVE_S and not bench.thorough:
        return not_tried(WhyNot.TOO_LONG)
    least_s = 1.5 * keep_alive_s
    after_s = silent.wait_end(least_s + _LATE_S)
    code = silent.farewell.reason_code if silent.farewell else None
    observed = {
        "cut": after_s is not None,
        "too_early": after_s is not None and after_s < least_s - 0.05,
        "cut_after_s": after_s,
        "reason_code": f"0x{code:02X}" if code is not None else None,
    }
    return judged({"cut": True, "too_early": False}, {"keep_alive_s": keep_alive_s, **observed})


def will(bench: Bench) -> Outcome:
    """The will is published when a connection breaks."""
    topic = bench.topic("will")
    watcher = bench.connect("watcher")
    watcher.subscribe(Subscription(topic, bench.qos(1)))
    broken = bench.connect("breaks", will=Will(topic, b"gone", bench.qos(1)))
    broken.abort()
    watcher.wait_messages(1)
    return judged({"arrived": True}, {"arrived": watcher.payloads() == ["gone"]})


def will_dropped(bench: Bench) -> Outcome:
    """The will of a client that says goodbye is never published."""
    topic = bench.topic("will")
    watcher = bench.connect("watcher")
    watcher.subscribe(Subscription(topic, bench.qos(1)))
    bench.connect("says goodbye", will=Will(topic, b"gone", bench.qos(1))).goodbye()
    bench.wait_s(bench.settle_s)
    bench.connect("publisher").publish(topic, b"mark", qos=bench.qos(1))
    watcher.wait(lambda: "mark" in watcher.payloads(), bench.limit_s)
    return judged({"arrived": False}, {"arrived": "gone" in watcher.payloads()})


def session_resume(bench: Bench) -> Outcome:
    """A session that is kept is there again, with what came meanwhile."""
    client_id = unique_client_id("lwc")
    topic = bench.topic("resumed")
    first = bench.connect("before", client_id=client_id, keep_s=60)
    first.subscribe(Subscription(topic, bench.qos(1)))
    first.goodbye()
    bench.connect("publisher").publish(topic, b"meanwhile", qos=bench.qos(1))
    again = bench.connect("after", client_id=client_id, clean_start=False, keep_s=60)
    again.wait_messages(1)
    return judged(
        {"session_present": True, "message_kept": True},
        {
            "session_present": again.connack.session_present,
            "message_kept": again.payloads() == ["meanwhile"],
        },
    )


def redelivery(bench: Bench) -> Outcome:
    """What was not acknowledged is sent again, under the same number and marked as sent before."""
    client_id = unique_client_id("lwc")
    levels = [qos for qos in (1, 2) if qos <= bench.known.maximum_qos]
    topic = bench.topic("again")
    first = bench.connect("before", client_id=client_id, keep_s=60)
    first.acknowledges = False
    first.subscribe(Subscription(topic, bench.qos(2)))
    publisher = bench.connect("publisher")
    for qos in levels:
        publisher.publish(topic, str(qos).encode(), qos=qos)
    first.wait_messages(len(levels))
    before = {arrival.packet.payload: arrival.packet for arrival in first.arrivals}
    first.abort()
    bench.wait_s(0.1)
    again = bench.connect("after", client_id=client_id, clean_start=False, keep_s=60)
    again.wait_messages(len(levels))
    after = {arrival.packet.payload: arrival.packet for arrival in again.arrivals}
    observed: dict[str, bool | None] = {}
    for qos in levels:
        payload = str(qos).encode()
        sent, resent = before.get(payload), after.get(payload)
        observed[f"qos_{qos}_same_number"] = _same_number(sent, resent)
        observed[f"qos_{qos}_dup"] = resent.dup if resent else None
    return judged(dict.fromkeys(observed, True), observed)


def _same_number(sent: Publish | None, resent: Publish | None) -> bool | None:
    return None if sent is None or resent is None else sent.packet_id == resent.packet_id


def takeover(bench: Bench) -> Outcome:
    """A second connection with the same client identifier ends the first."""
    client_id = unique_client_id("lwc")
    first = bench.connect("first", client_id=client_id)
    bench.connect("second", client_id=client_id)
    after_s = first.wait_end(bench.limit_s)
    code = first.farewell.reason_code if first.farewell else None
    return judged(
        {"first_ended": True},
        {"first_ended": after_s is not None, "reason_code": f"0x{code:02X}" if code is not None else None},
    )


def empty_client_id(bench: Bench) -> Outcome:
    """A broker may give a client without an identifier one of its own; in MQTT 5 it then tells which."""
    nameless = bench.connect("nameless", client_id="")
    if not bench.is_v5:
        return noted({"accepted": True})
    assigned = nameless.connack.properties.text(Property.ASSIGNED_CLIENT_IDENTIFIER)
    return Outcome(
        Verdict.KEPT if assigned else Verdict.BROKEN, {"assigned": True}, {"assigned": bool(assigned)}
    )

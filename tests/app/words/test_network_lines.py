"""One-line texts of the hops beyond the modem."""

from __future__ import annotations

from app.chain.findings import Code
from app.chain.hops import Hop, HopResult, State, Value
from app.words import caption, expected, measured


def lines(hop: Hop, facts: dict[str, Value]) -> tuple[str, str]:
    result = HopResult(hop, State.PASSED, measured=facts)
    return caption(result), measured(result)


def target(name: str, verdict: str, **more: Value) -> dict[str, Value]:
    return {"name": name, "host": f"{name}.example", "port": 502, "verdict": verdict, **more}


def test_a_route_names_each_interface_once() -> None:
    one = {"interface": "wwan0", "interface_kind": "wwan", "mtu": 1428}
    other = {"interface": "wg0", "interface_kind": "vpn"}
    assert lines(Hop.ROUTE, {"targets": (one, one, other)}) == (
        "wwan0, wg0",
        "wwan0 (modem, MTU 1428), wg0 (VPN)",
    )
    assert lines(Hop.ROUTE, {"targets": ({"verdict": "no-route"},)})[1] == ""


def test_a_vpn_names_interface_and_round_trip() -> None:
    facts: dict[str, Value] = {
        "inside": "10.97.0.1",
        "interface": "wg0",
        "interface_kind": "vpn",
        "rtt_ms": 48.2,
    }
    assert lines(Hop.VPN, facts) == ("wg0 48 ms", "10.97.0.1 by wg0, answer after 48 ms")
    beside = {"inside": "10.97.0.1", "interface": "eth0", "interface_kind": "ethernet"}
    assert lines(Hop.VPN, beside)[1] == "10.97.0.1 by eth0, cable"
    assert expected(HopResult(Hop.VPN, expected={"kind": "wireguard", "inside": "10.97.0.1"})) == (
        "wireguard, 10.97.0.1 answers inside"
    )


def test_reach_shows_what_is_not_as_it_should_be() -> None:
    good = [target(f"h{n}", "open", connect_ms=10.0) for n in range(3)]
    bad = target("scada", "silent")
    assert lines(Hop.REACH, {"targets": tuple(good)}) == ("3 of 3", "3 hosts as expected")
    assert lines(Hop.REACH, {"targets": (*good, bad)}) == ("3 of 4", "scada scada.example:502 no answer")
    assert lines(Hop.REACH, {"targets": (good[0],)})[1] == "h0 h0.example:502 10 ms"


def test_a_host_that_must_not_answer_is_good_when_silent() -> None:
    silent = target("dns", "silent", forbidden=True)
    leak = target("dns", "open", forbidden=True)
    assert lines(Hop.REACH, {"targets": (silent,)})[0] == "1 of 1"
    assert lines(Hop.REACH, {"targets": (leak,)})[0] == "0 of 1"


def test_an_ipv6_target_is_bracketed() -> None:
    facts: dict[str, Value] = {"targets": ({"host": "2001:db8::1", "port": 502, "verdict": "open"},)}
    assert lines(Hop.REACH, facts)[1] == "[2001:db8::1]:502"


def test_broker_and_delivery() -> None:
    assert lines(Hop.BROKER, {"url": "mqtts://broker.example:8883"})[0] == "broker.example"
    assert lines(Hop.BROKER, {"version": "3.1.1", "connect_ms": 48.0}) == ("MQTT 3.1.1", "MQTT 3.1.1, 48 ms")
    flows = ({"qos": 0, "sent": 5, "received": 0}, {"qos": 1, "sent": 5, "received": 5, "rtt_ms_p50": 132.0})
    assert lines(Hop.DELIVERY, {"flows": flows}) == (
        "QoS 1 132 ms",
        "QoS 0 (0 of 5) · QoS 1 132 ms (5 of 5)",
    )


def test_a_refusal_shows_what_the_broker_said() -> None:
    finding = Code.BROKER_NOT_AUTHORIZED.finding({"reason_code": "0x87", "reason": "Not authorized"})
    result = HopResult(Hop.BROKER, State.FAILED, measured={"version": "5"}, findings=(finding,))
    assert measured(result) == "MQTT 5, 0x87 Not authorized"

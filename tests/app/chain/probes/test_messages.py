"""The last two hops at real servers: a broker that takes us or not, and servers that are no broker at all."""

from __future__ import annotations

import pytest

from app.chain.hops import NETWORK, EvidenceKind, Hop, NotTested, State
from app.chain.plan import TIME_LIMIT_S
from tests.app.chain.worlds import checked, failed, states

UP_TO_BROKER = (Hop.ROUTE, Hop.REACH)


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [("http", "broker-not-mqtt"), ("garbage", "broker-not-mqtt"), ("reset", "broker-closed")],
)
def test_a_server_that_is_no_broker_is_told_as_what_it_is(behaviour: str, code: str) -> None:
    chain = checked(f'[broker]\nbehaviour = "{behaviour}"')
    assert failed(chain, Hop.BROKER) == [code]
    assert states(chain, *UP_TO_BROKER, Hop.MODEM, Hop.ADDRESS) == {State.PASSED}
    delivery = chain[Hop.DELIVERY]
    assert (delivery.not_tested, delivery.blocked_by) == (NotTested.PREREQUISITE, Hop.BROKER)


def test_what_a_web_server_said_is_evidence() -> None:
    chain = checked('[broker]\nbehaviour = "http"', Hop.BROKER)
    (finding,) = chain[Hop.BROKER].findings
    assert finding.facts["spoken"] == "http"
    assert str(finding.facts["received"]).startswith("HTTP/1.1 400")
    assert any(evidence.source == "-> CONNECT" for evidence in chain[Hop.BROKER].evidence)


@pytest.mark.slow
def test_a_server_that_says_nothing_is_given_up_within_the_limit_of_the_hop() -> None:
    chain = checked('[broker]\nbehaviour = "silence"')
    assert failed(chain, Hop.BROKER) == ["broker-silent"]
    assert (chain[Hop.BROKER].duration_ms or 0) < TIME_LIMIT_S[Hop.BROKER] * 1000
    assert states(chain, *UP_TO_BROKER, Hop.ADDRESS) == {State.PASSED}


def test_a_broker_tells_what_it_grants_and_each_qos_is_counted() -> None:
    chain = checked("", Hop.DELIVERY)
    assert states(chain, Hop.BROKER, Hop.DELIVERY) == {State.PASSED}
    broker, delivery = chain[Hop.BROKER].measured, chain[Hop.DELIVERY].measured
    assert broker["reason_code"] == 0
    assert isinstance(broker["connect_ms"], float)
    flows = delivery["flows"]
    assert isinstance(flows, tuple)
    assert [(flow["qos"], flow["sent"], flow["received"], flow["lost"]) for flow in flows] == [
        (0, 5, 5, 0),
        (1, 5, 5, 0),
        (2, 5, 5, 0),
    ]
    assert str(delivery["topic"]).startswith("diag/pump12/")
    evidence = chain[Hop.DELIVERY].evidence
    assert {each.kind for each in evidence} == {EvidenceKind.PACKET}
    assert [each.at_ms for each in evidence] == sorted(each.at_ms for each in evidence)


def test_only_the_qos_of_the_sheet_are_tried() -> None:
    chain = checked("[site.broker]\nqos = [1]", Hop.DELIVERY)
    flows = chain[Hop.DELIVERY].measured["flows"]
    assert isinstance(flows, tuple)
    assert [flow["qos"] for flow in flows] == [1]


def test_a_port_that_refuses_is_a_matter_of_reach() -> None:
    chain = checked("[link]\nrefuse = true", Hop.DELIVERY)
    assert failed(chain, Hop.REACH) == ["tcp-refused"]
    assert states(chain, *NETWORK[3:]) == {State.NOT_TESTED}


def test_what_this_kind_of_broker_will_not_take_is_said() -> None:
    chain = checked('[site.broker]\npreset = "aws-iot"', Hop.BROKER)
    assert chain[Hop.BROKER].measured["advisories"] == ("tls-needed",)
    assert "advisories" not in checked("", Hop.BROKER)[Hop.BROKER].measured

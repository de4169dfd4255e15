"""What a site asks for, and what is expected of each hop."""

from __future__ import annotations

from app.chain.expectations import expected
from app.chain.hops import Hop
from app.chain.plan import NEEDS, TIME_LIMIT_S, hops_of, needs_cellular_verdict
from app.site.model import About, Broker, Reach, Sim, Site

SITE = Site(
    site=About(name="Pump"),
    sim=Sim(iccid="8931080019012345678", apn="acme.private", static_ip="10.64.3.17"),
    broker=Broker(url="mqtts://b.example", qos=(0, 1)),
    reach=(Reach(name="SCADA", host="10.99.0.1", tcp=(502,)),),
)


def test_needs_point_backwards_so_that_the_plan_has_no_circle():
    order = list(Hop)
    for hop, needed in NEEDS.items():
        assert all(order.index(other) < order.index(hop) for other in needed)
    assert set(TIME_LIMIT_S) == set(NEEDS) == set(Hop)


def test_only_the_network_beyond_the_route_waits_for_the_modem():
    planned = hops_of(SITE)
    waiting = [hop for hop in planned if needs_cellular_verdict(hop, SITE, planned)]
    assert waiting == [Hop.REACH, Hop.BROKER, Hop.DELIVERY]
    assert not needs_cellular_verdict(Hop.BROKER, SITE, (Hop.BROKER,))


def test_expectations_hold_only_what_the_sheet_says():
    assert expected(Hop.SIM, SITE) == {"iccid": "8931080019012345678"}
    assert expected(Hop.APN, SITE) == {"apn": "acme.private"}
    assert expected(Hop.ADDRESS, SITE) == {"static_ip": "10.64.3.17"}
    assert expected(Hop.REACH, SITE) == {"targets": ("broker", "SCADA")}
    assert expected(Hop.DELIVERY, SITE) == {"qos": (0, 1)}
    assert expected(Hop.MODEM, SITE) == {}
    bare = Site(site=About(name="Bare"))
    assert all(expected(hop, bare) == {} for hop in Hop)

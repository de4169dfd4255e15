"""Which hosts a sheet wants reached or silent."""

from __future__ import annotations

from app.chain.targets import Target, targets_of
from app.site.model import About, Broker, Isolation, Reach, Site


def test_the_broker_first_then_hosts_then_what_must_be_silent() -> None:
    site = Site(
        site=About(name="Pump"),
        broker=Broker(url="mqtts://broker.example:8884"),
        reach=(Reach(name="SCADA", host="10.99.0.1", tcp=(502, 443)),),
        isolation=Isolation(hosts=("1.1.1.1",)),
    )
    assert targets_of(site) == (
        Target("broker", "broker.example", 8884, tls=True),
        Target("SCADA", "10.99.0.1", 502),
        Target("SCADA", "10.99.0.1", 443),
        Target("1.1.1.1", "1.1.1.1", 443, forbidden=True),
        Target("1.1.1.1", "1.1.1.1", 53, forbidden=True),
    )


def test_a_sheet_that_names_no_host_has_none() -> None:
    assert targets_of(Site(site=About(name="Bench"))) == ()

"""The site sheet as values: strict, frozen, with defaults that judge nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from app.site.model import BROKER_SCHEMES, Site


def site(**tables: Any) -> Site:
    return Site.model_validate({"site": {"name": "A"}, **tables})


def test_what_is_absent_is_not_judged() -> None:
    bare = site()
    assert (bare.sim, bare.vpn, bare.broker, bare.responder, bare.reach) == (None, None, None, None, ())
    assert bare.signal.rsrp_min_dbm is None
    assert bare.isolation.hosts == ()


def test_a_sheet_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        site().site.name = "B"  # type: ignore[misc]


@pytest.mark.parametrize(
    "tables",
    [
        {"sim": {"roaming": "true"}},
        {"sim": {"roaming": 1}},
        {"signal": {"rsrp_min_dbm": "-100"}},
        {"reach": {"name": "a", "host": "b"}},
        {"reach": [{"name": "a", "host": "b", "tcp": ["502"]}]},
        {"broker": {"url": "mqtt://b", "version": 5}},
        {"broker": {"url": "mqtt://b", "qos": "012"}},
        {"sim": {"unknown": 1}},
    ],
)
def test_nothing_is_converted_or_let_through_in_silence(tables: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        site(**tables)


def test_the_address_has_to_lie_in_the_subnet() -> None:
    assert site(sim={"static_ip": "10.64.3.17", "subnet": "10.64.3.0/24"}).sim is not None
    with pytest.raises(ValidationError):
        site(sim={"static_ip": "10.64.4.17", "subnet": "10.64.3.0/24"})


def test_the_defaults_of_a_broker_do_not_evict_another_run() -> None:
    broker = site(broker={"url": "mqtt://b"}).broker
    assert broker is not None
    assert "{run}" in broker.client_id
    assert broker.qos == (0, 1, 2)
    assert set(BROKER_SCHEMES) == {"mqtt", "mqtts", "ws", "wss"}

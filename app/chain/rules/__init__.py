"""Judgement: a measurement against the site file gives findings. Pure, and without a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.chain.hops import Finding, Hop, Measurement
from app.chain.rules.cellular import judge_address, judge_apn, judge_modem, judge_registration, judge_sim
from app.chain.rules.messages import judge_broker, judge_delivery
from app.chain.rules.network import judge_reach, judge_route, judge_vpn
from app.site.model import Site

RULES: Mapping[Hop, Callable[[Site, Measurement], tuple[Finding, ...]]] = MappingProxyType(
    {
        Hop.MODEM: judge_modem,
        Hop.SIM: judge_sim,
        Hop.REGISTRATION: judge_registration,
        Hop.APN: judge_apn,
        Hop.ADDRESS: judge_address,
        Hop.ROUTE: judge_route,
        Hop.VPN: judge_vpn,
        Hop.REACH: judge_reach,
        Hop.BROKER: judge_broker,
        Hop.DELIVERY: judge_delivery,
    }
)

"""Which hops a site asks for, what each needs first, and how long each may take."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from app.chain.hops import CELLULAR, Hop
from app.site.model import Site

# A hop is tested when the hops it needs have passed, with or without a warning.
NEEDS: MappingProxyType[Hop, tuple[Hop, ...]] = MappingProxyType(
    {
        Hop.MODEM: (),
        Hop.SIM: (Hop.MODEM,),
        Hop.REGISTRATION: (Hop.SIM,),
        Hop.APN: (Hop.REGISTRATION,),
        Hop.ADDRESS: (Hop.APN,),
        Hop.ROUTE: (),
        Hop.VPN: (Hop.ROUTE,),
        Hop.REACH: (Hop.ROUTE, Hop.VPN),
        Hop.BROKER: (Hop.REACH,),
        Hop.DELIVERY: (Hop.BROKER,),
    }
)

# Hops whose packets are meant to travel through the modem: without a data session an answer to them would
# have come another way (Wi-Fi, the office network) and prove nothing about this link. The route is not one
# of them: which way packets leave is worth knowing above all when the modem has no session.
THROUGH_THE_MODEM = frozenset({Hop.VPN, Hop.REACH, Hop.BROKER, Hop.DELIVERY})

TIME_LIMIT_S: MappingProxyType[Hop, float] = MappingProxyType(
    {
        Hop.MODEM: 10.0,
        Hop.SIM: 8.0,
        Hop.REGISTRATION: 10.0,
        Hop.APN: 8.0,
        Hop.ADDRESS: 8.0,
        Hop.ROUTE: 3.0,
        Hop.VPN: 8.0,
        Hop.REACH: 12.0,
        Hop.BROKER: 12.0,
        Hop.DELIVERY: 30.0,
    }
)


def hops_of(site: Site, only: Iterable[Hop] = ()) -> tuple[Hop, ...]:
    """The hops to run, in the order of the chain.

    VPN is a hop only where the site file has one. With `only`, the hops it names and those they need.
    """
    present = [hop for hop in Hop if hop is not Hop.VPN or (site.vpn and site.vpn.kind != "none")]
    wanted = set(only)
    if not wanted:
        return tuple(present)
    pending = list(wanted)
    while pending:
        for needed in NEEDS[pending.pop()]:
            if needed not in wanted:
                wanted.add(needed)
                pending.append(needed)
    return tuple(hop for hop in present if hop in wanted)


def needs_cellular_verdict(hop: Hop, site: Site, planned: Iterable[Hop]) -> bool:
    """Whether this hop waits to hear if the modem has a data session: where the site sheet has a SIM."""
    return hop in THROUGH_THE_MODEM and site.sim is not None and bool(set(CELLULAR) & set(planned))

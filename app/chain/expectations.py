"""What the site file says should be true at each hop, as facts with the same names as the measured ones."""

from __future__ import annotations

from collections.abc import Mapping

from app.chain.hops import NOTHING, Hop, Value
from app.site.model import Site


def expected(hop: Hop, site: Site) -> Mapping[str, Value]:
    """Only what the site file says; a key that is absent there is absent here and is not judged."""
    match hop:
        case Hop.SIM | Hop.APN | Hop.ADDRESS | Hop.REGISTRATION:
            facts = _cellular(hop, site)
        case Hop.VPN:
            facts = {"kind": site.vpn.kind, "inside": site.vpn.inside} if site.vpn else {}
        case Hop.REACH:
            broker = ("broker",) if site.broker else ()
            facts = {"targets": (*broker, *(entry.name for entry in site.reach))}
        case Hop.BROKER:
            facts = {"url": site.broker.url, "version": site.broker.version} if site.broker else {}
        case Hop.DELIVERY:
            facts = {"qos": tuple(site.broker.qos)} if site.broker else {}
        case _:
            return NOTHING
    return {key: value for key, value in facts.items() if value is not None and value != ()}


def _cellular(hop: Hop, site: Site) -> dict[str, Value]:
    sim = site.sim
    if hop is Hop.REGISTRATION:
        return {
            "operator": sim.operator if sim else None,
            "roaming": False if sim and not sim.roaming else None,
            "rsrp_min_dbm": site.signal.rsrp_min_dbm,
            "rsrq_min_db": site.signal.rsrq_min_db,
            "sinr_min_db": site.signal.sinr_min_db,
        }
    if sim is None:
        return {}
    if hop is Hop.SIM:
        return {"iccid": sim.iccid}
    if hop is Hop.APN:
        return {"apn": sim.apn, "pdp_type": sim.pdp_type}
    return {
        "static_ip": str(sim.static_ip) if sim.static_ip else None,
        "subnet": str(sim.subnet) if sim.subnet else None,
    }

"""Names of the hops and of their states."""

from __future__ import annotations

from app.chain.names import Hop, State
from app.words.catalogue import _, p_


def hop_name(hop: Hop) -> str:
    match hop:
        case Hop.MODEM:
            return _("Modem")
        case Hop.SIM:
            return _("SIM")
        case Hop.REGISTRATION:
            return _("Network")
        case Hop.APN:
            return _("APN")
        case Hop.ADDRESS:
            return _("Address")
        case Hop.ROUTE:
            return _("Route")
        case Hop.VPN:
            return _("VPN")
        case Hop.REACH:
            return p_("hop", "Reach")
        case Hop.BROKER:
            return _("Broker")
        case Hop.DELIVERY:
            return _("Delivery")


def state_name(state: State) -> str:
    match state:
        case State.NOT_RUN:
            return p_("state", "not run")
        case State.RUNNING:
            return p_("state", "running")
        case State.PASSED:
            return p_("state", "passed")
        case State.WARNING:
            return p_("state", "warning")
        case State.FAILED:
            return p_("state", "failed")
        case State.NOT_TESTED:
            return p_("state", "not tested")

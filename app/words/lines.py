"""One line for each side of a hop: what was expected, what was measured, why it was not tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.chain.hops import Hop, HopResult, NotTested, State
from app.words import cellular_lines as cellular
from app.words import network_lines as network
from app.words.catalogue import _
from app.words.hops import state_name
from app.words.sentences import Facts

# A broker that refuses has measured nothing of itself, but said something.
_TOLD_BY_THE_REFUSAL = ("reason_code", "reason")


def caption(result: HopResult) -> str:
    """The one value that matters at this hop, for the chain bar: `LTE B20 · −96 dBm`."""
    if result.state in (State.NOT_RUN, State.RUNNING, State.NOT_TESTED):
        return state_name(result.state)
    return _CAPTIONS[result.hop](result.measured) or state_name(result.state)


def expected(result: HopResult) -> str:
    """What this hop was held against, from the site file; where that is silent, what any link needs."""
    return _EXPECTED[result.hop](result.expected)


def measured(result: HopResult) -> str:
    """What was found at this hop, empty where nothing was."""
    facts = dict(result.measured)
    for finding in result.findings[:1]:
        for name in _TOLD_BY_THE_REFUSAL:
            if name in finding.facts:
                facts.setdefault(name, finding.facts[name])
    return _MEASURED[result.hop](facts) if facts else ""


def not_tested(result: HopResult) -> str:
    """`Not tested: ...` with the reason, empty for a hop that was tested or not yet run."""
    if result.not_tested is None:
        return ""
    return _("Not tested: {reason}").format(reason=_why_not(result))


def _why_not(result: HopResult) -> str:
    match result.not_tested:
        case NotTested.PREREQUISITE:
            return _missing_before(result.blocked_by)
        case NotTested.NO_DATA_SESSION:
            return _("the modem has no data session, and an answer by another way proves nothing")
        case NotTested.CANCELLED:
            return _("the check was cancelled")
        case NotTested.NOT_CONFIGURED:
            return _not_configured(result.hop)
    return _("the reason is not known")


def _missing_before(hop: Hop | None) -> str:
    match hop:
        case Hop.MODEM:
            return _("no modem answers")
        case Hop.SIM:
            return _("the SIM is not ready")
        case Hop.REGISTRATION:
            return _("the modem is not registered")
        case Hop.APN:
            return _("there is no data session")
        case Hop.ADDRESS:
            return _("the address is not right")
        case Hop.ROUTE:
            return _("there is no route")
        case Hop.VPN:
            return _("reached only inside the VPN")
        case Hop.REACH:
            return _("not every host can be reached")
        case Hop.BROKER:
            return _("no broker")
        case _:
            return _("an earlier hop did not pass")


def _not_configured(hop: Hop) -> str:
    match hop:
        case Hop.MODEM | Hop.SIM | Hop.REGISTRATION | Hop.APN | Hop.ADDRESS:
            return _("no modem is chosen, and the site file describes no SIM")
        case Hop.VPN:
            return _("the site file has no VPN")
        case Hop.ROUTE | Hop.REACH:
            return _("the site file names no host")
        case Hop.BROKER | Hop.DELIVERY:
            return _("the site file names no broker")


_Lines = Mapping[Hop, Callable[[Facts], str]]

_CAPTIONS: _Lines = MappingProxyType(
    {
        Hop.MODEM: cellular.modem_caption,
        Hop.SIM: cellular.sim_caption,
        Hop.REGISTRATION: cellular.registration_caption,
        Hop.APN: cellular.apn_caption,
        Hop.ADDRESS: cellular.address_caption,
        Hop.ROUTE: network.route_caption,
        Hop.VPN: network.vpn_caption,
        Hop.REACH: network.reach_caption,
        Hop.BROKER: network.broker_caption,
        Hop.DELIVERY: network.delivery_caption,
    }
)
_EXPECTED: _Lines = MappingProxyType(
    {
        Hop.MODEM: lambda facts: _("a modem that answers AT"),
        Hop.SIM: cellular.sim_expected,
        Hop.REGISTRATION: cellular.registration_expected,
        Hop.APN: cellular.apn_expected,
        Hop.ADDRESS: cellular.address_expected,
        Hop.ROUTE: lambda facts: _("a way to every host"),
        Hop.VPN: network.vpn_expected,
        Hop.REACH: network.reach_expected,
        Hop.BROKER: network.broker_expected,
        Hop.DELIVERY: network.delivery_expected,
    }
)
_MEASURED: _Lines = MappingProxyType(
    {
        Hop.MODEM: cellular.modem_measured,
        Hop.SIM: cellular.sim_measured,
        Hop.REGISTRATION: cellular.registration_measured,
        Hop.APN: cellular.apn_measured,
        Hop.ADDRESS: cellular.address_measured,
        Hop.ROUTE: network.route_measured,
        Hop.VPN: network.vpn_measured,
        Hop.REACH: network.reach_measured,
        Hop.BROKER: network.broker_measured,
        Hop.DELIVERY: network.delivery_measured,
    }
)

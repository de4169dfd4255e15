"""The data contexts as rows: what was asked for, what was granted, and how that compares. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.chain.names import Hop, State
from app.chain.probes.modem_facts import data_context
from app.modem.readings import Granted, PdpContext, Reading
from app.site.model import Site
from app.words import _
from app.words.terms import apn_name

NONE = "–"


@dataclass(frozen=True, slots=True)
class ContextRow:
    """ending: what the operator's network adds to the name of the APN."""

    cid: int
    pdp_type: str = NONE
    asked: str = NONE
    granted: str = NONE
    ending: str = ""
    address: str = NONE
    state: State | None = None
    remark: str = ""


def context_rows(reading: Reading, site: Site | None, states: Mapping[Hop, State]) -> tuple[ContextRow, ...]:
    """By their numbers, those that were asked for and those that were granted unasked."""
    asked = {context.cid: context for context in reading.contexts}
    granted = {one.cid: one for one in reading.granted}
    wanted = site.sim.apn if site is not None and site.sim is not None else None
    carrying, carried = data_context(reading, wanted)
    data_cid = carried.cid if carried else carrying.cid if carrying else None
    return tuple(
        _row(cid, asked.get(cid), granted.get(cid), _verdict(cid == data_cid, site, states))
        for cid in sorted({*asked, *granted})
    )


def _row(
    cid: int, asked: PdpContext | None, granted: Granted | None, verdict: tuple[State, str] | None
) -> ContextRow:
    name = granted.apn if granted and granted.apn else ""
    bare = apn_name(name)
    addresses = (granted.addresses if granted else ()) or (asked.addresses if asked else ())
    usable = [str(address) for address in addresses if not address.is_unspecified]
    active = granted is not None or bool(asked and asked.active)
    state, remark = verdict or (None, _("active") if active else _("inactive"))
    if verdict is not None and not active:
        remark = _("no session")
    return ContextRow(
        cid,
        (asked.pdp_type if asked else None) or NONE,
        _asked_name(asked),
        bare or NONE,
        name.removeprefix(bare),
        ", ".join(usable) or NONE,
        state,
        remark,
    )


def _asked_name(asked: PdpContext | None) -> str:
    if asked is None or asked.apn is None:
        return NONE
    return asked.apn or _("(blank)")


def _verdict(is_data: bool, site: Site | None, states: Mapping[Hop, State]) -> tuple[State, str] | None:
    """Of the context that carries the device's data, where the site sheet says something about it."""
    sim = site.sim if site is not None else None
    if not is_data or sim is None or not (sim.apn or sim.static_ip or sim.subnet):
        return None
    judged = [states[hop] for hop in (Hop.APN, Hop.ADDRESS) if hop in states]
    if State.FAILED in judged:
        return State.FAILED, _("differs from the site file")
    if State.WARNING in judged:
        return State.WARNING, _("differs from the site file")
    return State.PASSED, _("as in the site file")

"""What the three cards say: a reading as labelled texts, each with the command that told it. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.chain.names import Hop, State
from app.chain.probes.modem_facts import Facts
from app.core.masking import tail
from app.modem.origins import Origins
from app.modem.readings import Cell, CellRole, Identity, PowerSaving, Reading
from app.words import _, n_
from app.words.causes import cause_facts
from app.words.figures import dbm, duration, number
from app.words.line_parts import joined
from app.words.terms import registration_status, sim_state

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class FieldText:
    """source: the AT command as it was sent. secret: the whole value of one that is shown in short."""

    label: str
    text: str
    source: str = ""
    state: State | None = None
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the cards are made from. states: by hop, as judged against the site sheet."""

    reading: Reading
    facts: Mapping[Hop, Facts]
    states: Mapping[Hop, State]
    origins: Origins
    identity: Identity


def registration_fields(seen: Seen) -> tuple[FieldText, ...]:
    reading, origins = seen.reading, seen.origins
    registration, cell = reading.registration, reading.serving
    facts = seen.facts.get(Hop.REGISTRATION, {})
    by = f"registration.{registration.domain.value}" if registration else ""
    status = facts.get("status")
    state = registration_status(str(status)) if status else UNKNOWN
    tac = (cell.tac if cell else None) or (registration.tac if registration else None)
    told_by_cell = cell is not None and cell.tac is not None
    return (
        FieldText(
            _("State"),
            joined(state, str(facts.get("rat") or "")),
            origins.of(by),
            _registration_state(status, seen.states.get(Hop.REGISTRATION)),
        ),
        FieldText(_("Operator"), _operator(facts), origins.of("operator.name", "operator.plmn")),
        FieldText(_("Refusal"), _refusal(facts), origins.of("refusal.emm_cause", by)),
        FieldText(
            _("Tracking area"),
            f"0x{tac.upper()} ({int(tac, 16)})" if tac else UNKNOWN,
            origins.of("cell.tac") if told_by_cell else origins.of(by),
        ),
    )


def cell_fields(seen: Seen) -> tuple[FieldText, ...]:
    cell, origins = seen.reading.serving or Cell(), seen.origins
    registration = seen.reading.registration
    cell_id = cell.cell_id or (registration.cell_id if registration else None)
    by = f"registration.{registration.domain.value}" if registration else ""
    return (
        FieldText(_("Band"), _band(cell), origins.of("cell.band", "cell.channel")),
        FieldText(_("Cell"), _cell(cell, cell_id), origins.of("cell.cell_id", by)),
        FieldText("PCI", UNKNOWN if cell.pci is None else str(cell.pci), origins.of("cell.pci")),
        FieldText(_("Neighbours"), _neighbours(seen.reading), origins.of("neighbours")),
    )


def card_fields(seen: Seen) -> tuple[FieldText, ...]:
    sim, origins = seen.reading.sim, seen.origins
    iccid = sim.iccid if sim else None
    rows = [
        FieldText(_("SIM"), _sim(seen), origins.of("sim.state"), seen.states.get(Hop.SIM)),
        FieldText("ICCID", tail(iccid) if iccid else UNKNOWN, origins.of("sim.iccid"), secret=iccid or ""),
        FieldText(_("Firmware"), seen.identity.revision or UNKNOWN, origins.of("identity.revision")),
        FieldText(
            _("Power saving"),
            _power_saving(seen.reading.power_saving),
            origins.of("power_saving.psm_asked", "power_saving.edrx_asked_s"),
        ),
    ]
    return tuple(rows)


def short_command(command: str) -> str:
    """AT+QENG="servingcell" -> AT+QENG; the question mark stays."""
    return command.partition("=")[0]


def plmn_text(plmn: str) -> str:
    """26201 -> 262 01."""
    return f"{plmn[:3]} {plmn[3:]}"


def _registration_state(status: object, judged: State | None) -> State | None:
    """A weak signal is told by the banner; the mark is about being registered."""
    if status not in ("home", "roaming"):
        return judged
    return State.PASSED if judged in (State.PASSED, State.WARNING) else judged


def _operator(facts: Facts) -> str:
    name, plmn = facts.get("operator"), facts.get("plmn")
    shown = plmn_text(str(plmn)) if plmn else ""
    if name and shown:
        return f"{name} ({shown})"
    return str(name or shown or UNKNOWN)


def _refusal(facts: Facts) -> str:
    for family in ("emm", "esm"):
        if cause := facts.get(f"{family}_cause"):
            words = cause_facts(facts).get(f"{family}_words")
            return joined(f"{family.upper()} {cause}", str(words or ""), by=": ")
    return _("none") if facts else UNKNOWN


def _band(cell: Cell) -> str:
    channel = {"NR": "NR-ARFCN", "UMTS": "UARFCN", "GSM": "ARFCN"}.get(
        cell.rat.value if cell.rat else "", "EARFCN"
    )
    return (
        joined(
            cell.band or "",
            f"{channel} {cell.channel}" if cell.channel is not None else "",
            f"{number(cell.downlink_mhz, 1)} MHz" if cell.downlink_mhz else "",
        )
        or UNKNOWN
    )


def _cell(cell: Cell, cell_id: str | None) -> str:
    if cell_id is None:
        return UNKNOWN
    if cell.enodeb is None:
        return cell_id
    sector = int(cell.cell_id or "0", 16) & 0xFF
    return f"{cell_id} · eNB {cell.enodeb} / {sector}"


def _neighbours(reading: Reading) -> str:
    others = [cell for cell in reading.cells if cell.role is CellRole.NEIGHBOUR]
    if not others:
        return UNKNOWN
    levels = [
        (cell.signal.rsrp_dbm, cell.pci)
        for cell in others
        if cell.signal.rsrp_dbm is not None and cell.pci is not None
    ]
    if not levels:
        return str(len(others))
    level, pci = max(levels)
    return _("{count}, best PCI {pci} at {level}").format(count=len(others), pci=pci, level=dbm(level))


def _sim(seen: Seen) -> str:
    sim = seen.reading.sim
    if sim is None:
        return UNKNOWN
    tries = sim.pin_tries_left
    return joined(
        sim_state(sim.state.value if sim.state else "unknown"),
        n_("{count} PIN try left", "{count} PIN tries left", tries).format(count=tries)
        if tries is not None
        else "",
    )


def _power_saving(told: PowerSaving | None) -> str:
    if told is None:
        return UNKNOWN
    if told.active_granted_s is not None:
        sleep = _("sleeps {time} after a message").format(time=duration(told.active_granted_s * 1000))
    elif told.psm_asked:
        sleep = _("asked for, not granted")
    else:
        sleep = _("off")
    if told.edrx_granted_s:
        cycle = _("eDRX {time}").format(time=duration(told.edrx_granted_s * 1000))
    elif told.edrx_asked_s:
        cycle = _("eDRX not granted")
    else:
        cycle = ""
    return joined(sleep, cycle, by="; ")

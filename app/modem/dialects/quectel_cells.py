"""Quectel's `+QENG`: serving and neighbour cells of every technology and chip (facts 3.2).

SINR is plain dB here, whatever some manuals say; a figure above 30 is the code n / 5 - 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.modem.readings import Cell, CellRole, Rat, Reading, Signal
from app.modem.told import Told, completed_cell, each

RATS = {
    "LTE": Rat.LTE,
    "EMTC": Rat.LTE_M,
    "CAT-M": Rat.LTE_M,
    "CAT-M1": Rat.LTE_M,
    "CAT-NB": Rat.NB_IOT,
    "CAT-NB1": Rat.NB_IOT,
    "NBIOT": Rat.NB_IOT,
    "NB-IOT": Rat.NB_IOT,
    "NTN NBIOT": Rat.NB_IOT,
    "WCDMA": Rat.UMTS,
    "HSDPA": Rat.UMTS,
    "HSUPA": Rat.UMTS,
    "HSPA+": Rat.UMTS,
    "TDSCDMA": Rat.UMTS,
    "GSM": Rat.GSM,
    "GPRS": Rat.GSM,
    "EDGE": Rat.GSM,
    "NR5G-SA": Rat.NR,
    "NR5G-NSA": Rat.EN_DC,
    "NR": Rat.NR,
}
_STATES = frozenset({"SEARCH", "LIMSRV", "NOCONN", "CONNECT"})


def engineering(lines: Sequence[str]) -> Reading:
    """`AT+QENG="servingcell"` and `="neighbourcell"`, one technology a line."""
    return each(lines, "+QENG", _engineering_line)


def _engineering_line(told: Told) -> Reading | None:
    kind = told.text(0).lower()
    if kind == "servingcell":
        return _serving(told)
    if kind.startswith("neighbourcell"):
        return _neighbour(told)
    if kind.upper() in ("LTE", "NR5G-NSA"):  # EN-DC, on lines of their own
        return _cells(_lte(told, -2, Rat.EN_DC) if kind == "lte" else _nsa(told))
    return None


def _serving(told: Told) -> Reading | None:
    state = told.text(1).upper()
    if state not in _STATES:
        return None
    if len(told) == 2:
        return Reading() if state == "SEARCH" else Reading(cells=(Cell(state=state),))
    rat = RATS.get(told.text(2).upper())
    if rat is None or rat is Rat.EN_DC:
        return None
    if rat is Rat.NR:
        cell = _standalone(told)
    elif rat is Rat.UMTS:
        cell = _wcdma(told)
    elif rat is Rat.GSM:
        cell = _gsm(told)
    else:
        cell = _lte(told, 0, rat)
    return _cells(replace(cell, state=state) if cell is not None else None)


def _lte(told: Told, shift: int, rat: Rat) -> Cell | None:
    """Columns of the LTE form; `shift` where the line lacks "servingcell" and the state."""
    at = 3 + shift
    if len(told) < at + 14:
        return None
    tail = len(told) - (at + 14)  # after SINR: [CQI, tx_power,] srxlev
    tx_power = told.number(at + 15, -60, 35, scale=10) if tail >= 3 else None
    signal = Signal(
        rat=rat,
        rsrp_dbm=told.rsrp(at + 10, rat),
        rsrq_db=told.rsrq(at + 11, rat),
        rssi_dbm=told.rssi(at + 12),
        sinr_db=_sinr(told, at + 13),
        tx_power_dbm=tx_power,
    )
    cell = Cell(
        rat=rat,
        duplex=told.duplex(at),
        plmn=told.plmn(at + 1, at + 2),
        cell_id=told.cell(at + 3, rat),
        pci=told.pci(at + 4, rat),
        channel=told.channel(at + 5, rat),
        band=told.band(at + 6, rat),
        uplink_mhz=told.lte_bandwidth_mhz(at + 7) if not rat.is_narrow else None,
        downlink_mhz=told.lte_bandwidth_mhz(at + 8) if not rat.is_narrow else None,
        tac=told.area(at + 9, rat),
        signal=signal,
    )
    return completed_cell(cell)


def _nsa(told: Told) -> Cell | None:
    """The NR leg: MCC, MNC, PCI, RSRP, SINR, RSRQ, ARFCN, band, bandwidth, SCS."""
    if len(told) < 7:
        return None
    rat = Rat.NR
    return Cell(
        role=CellRole.SECONDARY,
        rat=rat,
        plmn=told.plmn(1, 2),
        pci=told.pci(3, rat),
        channel=told.channel(7, rat),
        band=told.band(8, rat),
        downlink_mhz=told.nr_bandwidth_mhz(9),
        signal=Signal(rat, rsrp_dbm=told.rsrp(4, rat), sinr_db=told.sinr(5), rsrq_db=told.rsrq(6, rat)),
    )


def _standalone(told: Told) -> Cell | None:
    """NR alone. Unisoc (19 fields) gives the bandwidth in MHz, Qualcomm (17) as a code."""
    if len(told) < 15:
        return None
    rat = Rat.NR
    unisoc = len(told) > 17
    width = told.number(11, 1, 400) if unisoc else told.nr_bandwidth_mhz(11)
    tx_power = told.number(15, -60, 35, scale=10) if unisoc else None
    return Cell(
        rat=rat,
        duplex=told.duplex(3),
        plmn=told.plmn(4, 5),
        cell_id=told.cell(6, rat),
        pci=told.pci(7, rat),
        tac=told.area(8, rat),
        channel=told.channel(9, rat),
        band=told.band(10, rat),
        downlink_mhz=width,
        signal=Signal(
            rat,
            rsrp_dbm=told.rsrp(12, rat),
            rsrq_db=told.rsrq(13, rat),
            sinr_db=told.sinr(14),
            tx_power_dbm=tx_power,
        ),
    )


def _wcdma(told: Told) -> Cell | None:
    if len(told) < 12:
        return None
    return Cell(
        rat=Rat.UMTS,
        plmn=told.plmn(3, 4),
        tac=told.area(5),
        cell_id=told.cell(6, Rat.UMTS),
        channel=told.channel(7, Rat.UMTS),
        pci=told.whole(8, 0, 511),
        signal=Signal(Rat.UMTS, rscp_dbm=told.number(10, -125, -20), ecio_db=told.number(11, -33, 0)),
    )


def _gsm(told: Told) -> Cell | None:
    if len(told) < 11:
        return None
    return Cell(
        rat=Rat.GSM,
        plmn=told.plmn(3, 4),
        tac=told.area(5),
        cell_id=told.cell(6, Rat.GSM),
        channel=told.channel(8, Rat.GSM),
        signal=Signal(Rat.GSM, rssi_dbm=told.rssi(10)),
    )


def _neighbour(told: Told) -> Reading | None:
    """LTE neighbours give RSRQ before RSRP; seen from WCDMA, and from Unisoc's NR, RSRP before RSRQ."""
    rat = RATS.get(told.text(1).upper())
    if rat is None:
        return None
    if rat is Rat.GSM:
        # Seen from GSM there are MCC, MNC, LAC, cell and BSIC before the ARFCN: 13 fields.
        cell = Cell(CellRole.NEIGHBOUR, rat, channel=told.channel(7 if len(told) >= 13 else 2, rat))
    elif rat is Rat.UMTS:
        cell = Cell(CellRole.NEIGHBOUR, rat, channel=told.channel(2, rat))
    elif rat is Rat.NR:
        signal = Signal(rat, rsrp_dbm=told.rsrp(4, rat), rsrq_db=told.rsrq(5, rat), sinr_db=told.sinr(6))
        cell = Cell(
            CellRole.NEIGHBOUR, rat, channel=told.channel(2, rat), pci=told.pci(3, rat), signal=signal
        )
    else:
        swapped = " " not in told.text(0) and len(told) <= 7  # the form seen from WCDMA
        rsrp_at, rsrq_at = (4, 5) if swapped else (5, 4)
        signal = Signal(
            rat,
            rsrp_dbm=told.rsrp(rsrp_at, rat),
            rsrq_db=told.rsrq(rsrq_at, rat),
            rssi_dbm=None if swapped else told.rssi(6),
            sinr_db=None if swapped else _sinr(told, 7),
        )
        cell = completed_cell(
            Cell(CellRole.NEIGHBOUR, rat, channel=told.channel(2, rat), pci=told.pci(3, rat), signal=signal)
        )
    return _cells(cell)


def _sinr(told: Told, index: int) -> float | None:
    """Plain dB from -20 to 30; 31 to 250 is the code n / 5 - 20 (seen from a satellite NB-IoT module)."""
    value = told.whole(index, -20, 250)
    if value is None:
        return None
    return float(value) if value <= 30 else round(value / 5 - 20, 1)


def _cells(cell: Cell | None) -> Reading | None:
    return None if cell is None else Reading(cells=(cell,))

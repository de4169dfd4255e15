"""Huawei and TD Tech: ME909, E3372 in stick mode, MT5700; `^HCSQ`, `^MONSC`, `^SYSINFOEX`."""

from __future__ import annotations

from collections.abc import Sequence

from app.modem import fields
from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.dialects.standard_sim import iccid, sim_state
from app.modem.manners import GENERIC
from app.modem.readings import Cell, CellRole, Operator, Rat, Reading, Signal, SimCard, Temperature
from app.modem.told import Told, completed_cell, each

_RATS = {"GSM": Rat.GSM, "WCDMA": Rat.UMTS, "TD-SCDMA": Rat.UMTS, "LTE": Rat.LTE, "NR": Rat.NR}
_SYSTEM_MODES = {1: Rat.GSM, 3: Rat.UMTS, 4: Rat.UMTS, 6: Rat.LTE, 7: Rat.NR}
_CARRIER_FIELDS = 7


def quality(lines: Sequence[str]) -> Reading:
    """`AT^HCSQ?`, also unasked, also behind two numbers: indices by technology."""

    def parse(told: Told) -> Reading | None:
        if told.text(0).isdigit():
            told = told.rest(2)
        name = told.text(0).upper()
        if name == "NOSERVICE":
            return Reading(signal=Signal())
        rat = _RATS.get(name)
        rssi = told.index_level(1, 96, 1, -121)
        if rat is Rat.LTE:
            signal = Signal(rat, rssi, *_lte_levels(told))
        elif rat is Rat.NR:
            signal = Signal(
                rat,
                rsrp_dbm=told.index_level(1, 126, 1, -141),
                sinr_db=told.index_level(2, 251, 0.2, -20.2),
                rsrq_db=told.index_level(3, 126, 0.5, -20),
            )
        elif rat is Rat.UMTS:
            signal = Signal(
                rat,
                rssi,
                rscp_dbm=told.index_level(2, 96, 1, -121),
                ecio_db=told.index_level(3, 65, 0.5, -32.5),
            )
        elif rat is Rat.GSM:
            signal = Signal(rat, rssi)
        else:
            return None
        return None if told.impossible else Reading(signal=signal)

    return each(lines, "^HCSQ", parse)


def serving(lines: Sequence[str]) -> Reading:
    """`AT^MONSC`: cell, PCI and TAC in hex, levels plain; NR has one field more behind the channel."""

    def parse(told: Told) -> Reading | None:
        name = told.text(0).upper()
        if name == "NONE":
            return Reading()
        rat = _RATS.get(name)
        if rat not in (Rat.LTE, Rat.NR):
            return None
        at = 4 if rat is Rat.LTE else 5
        if len(told) < at + 6:
            return None
        signal = Signal(
            rat,
            rsrp_dbm=told.rsrp(at + 3, rat),
            rsrq_db=told.rsrq(at + 4, rat),
            rssi_dbm=told.rssi(at + 5) if rat is Rat.LTE else None,
            sinr_db=told.sinr(at + 5) if rat is Rat.NR else None,
        )
        cell = Cell(
            rat=rat,
            plmn=told.plmn(1, 2),
            channel=told.channel(3, rat),
            cell_id=told.cell(at, rat),
            pci=told.pci(at + 1, rat, base=16),
            tac=told.area(at + 2, rat),
            signal=signal,
        )
        return Reading(cells=(completed_cell(cell),))

    return each(lines, "^MONSC", parse)


def neighbours(lines: Sequence[str]) -> Reading:
    """`AT^MONNC`: of an LTE neighbour only the channel and the levels are certain."""

    def parse(told: Told) -> Reading | None:
        name = told.text(0).upper()
        if name == "NONE":
            return Reading()
        if name != "LTE" or len(told) < 5:
            return None
        signal = Signal(Rat.LTE, rsrp_dbm=told.rsrp(3), rsrq_db=told.rsrq(4))
        cell = Cell(CellRole.NEIGHBOUR, Rat.LTE, channel=told.channel(1), signal=signal)
        return Reading(cells=(completed_cell(cell),))

    return each(lines, "^MONNC", parse)


def carriers(lines: Sequence[str]) -> Reading:
    """`AT^HFREQINFO?`: seven fields a carrier: band, channel, frequency and width down, then the same up."""

    def parse(told: Told) -> Reading | None:
        rat = _SYSTEM_MODES.get(told.whole(1, 0, 20) or 0)
        if rat not in (Rat.LTE, Rat.NR) or len(told) < 2 + _CARRIER_FIELDS:
            return None
        cells: list[Cell] = []
        for at in range(2, len(told) - _CARRIER_FIELDS + 1, _CARRIER_FIELDS):
            cells.append(
                Cell(
                    CellRole.SECONDARY if cells else CellRole.SERVING,
                    rat,
                    band=told.band(at, rat),
                    channel=told.channel(at + 1, rat),
                    downlink_mhz=told.number(at + 3, 0.1, 400, scale=1000),
                    uplink_mhz=told.number(at + 6, 0, 400, scale=1000) or None,
                )
            )
        return Reading(cells=tuple(completed_cell(cell) for cell in cells))

    return each(lines, "^HFREQINFO", parse)


def system(lines: Sequence[str]) -> Reading:
    """`AT^SYSINFOEX`: the technology by its name, quoted or not."""

    def parse(told: Told) -> Reading | None:
        if len(told) < 7:
            return None
        rat = _SYSTEM_MODES.get(told.whole(5, 0, 20) or 0)
        return Reading(operator=Operator(rat=rat))

    return each(lines, "^SYSINFOEX", parse)


def card(lines: Sequence[str]) -> Reading:
    """`AT^CPIN?`: state, tries of the code asked for, then tries for PUK, PIN, PUK2, PIN2."""

    def parse(told: Told) -> Reading | None:
        state = sim_state((told.text(0),)).sim
        if state is None:
            return None
        pin, puk = told.whole(3, 0, 15), told.whole(2, 0, 15)
        return Reading(sim=SimCard(state.state, state.state_text, pin_tries_left=pin, puk_tries_left=puk))

    return each(lines, "^CPIN", parse)


def temperature(lines: Sequence[str]) -> Reading:
    """`AT^CHIPTEMP?`: whole degrees, or tenths where that alone can be; 65535 means none."""

    def parse(told: Told) -> Reading | None:
        found = [fields.whole(text, -600, 1500) for text in told.fields if text != "65535"]
        if not found or None in found:
            return None
        tenths = any(value is not None and not -60 <= value <= 125 for value in found)
        scale = 10 if tenths else 1
        return Reading(
            temperatures=tuple(
                Temperature(str(index + 1), value / scale)
                for index, value in enumerate(found)
                if value is not None
            )
        )

    return each(lines, "^CHIPTEMP", parse)


def _lte_levels(told: Told) -> tuple[float | None, float | None, float | None]:
    """RSRP, RSRQ and SINR of the LTE form, which comes in the order RSRP, SINR, RSRQ."""
    return (
        told.index_level(2, 97, 1, -141),
        told.index_level(4, 34, 0.5, -20),
        told.index_level(3, 251, 0.2, -20.2),
    )


MANNERS = GENERIC.plus(
    unasked={
        "^RSSI",
        "^HCSQ",
        "^LTERSRP",
        "^CERSSI",
        "^MODE",
        "^SRVST",
        "^SIMST",
        "^BOOT",
        "^DSFLOWRPT",
        "^NDISSTAT",
        "^STIN",
        "^NWTIME",
        "^EONS",
        "^ANLEVEL",
        "^CSNR",
        "^HFREQINFO",
        "^DCONNSTAT",
    },
    limits_s={"^MONSC": 5, "^MONNC": 5, "^NDISDUP=": 60, "^SYSINFOEX": 5, "^RESET": 15},
)

DIALECT = Dialect(
    name="huawei",
    title="Huawei",
    makers=r"(huawei|td ?tech).*",
    models=r"(ME909|MU[0-9]{3}|E[0-9]{3,4}[a-z]?|MT5700|MH5000).*",
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        better={
            "AT+CCID": (Asking("AT^ICCID?", iccid),),
            "AT+CPINR": (Asking("AT^CPIN?", card),),
            "AT+CESQ": (Asking("AT^HCSQ?", quality),),
        },
        more={
            Question.OPERATOR: ((Asking("AT^SYSINFOEX", system),),),
            Question.CELL: ((Asking("AT^MONSC", serving),), (Asking("AT^HFREQINFO?", carriers),)),
            Question.NEIGHBOURS: ((Asking("AT^MONNC", neighbours),),),
            Question.TEMPERATURE: ((Asking("AT^CHIPTEMP?", temperature),),),
        },
    ),
    extra=generic.EXTRA,
)

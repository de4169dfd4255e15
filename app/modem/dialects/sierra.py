"""Sierra and Semtech: MC, EM and RC modules with `!GSTATUS`, and HL78 with `+KCELLMEAS` (facts 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from app.modem import fields
from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.dialects.standard_sim import iccid
from app.modem.manners import GENERIC
from app.modem.readings import (
    Antenna,
    Cell,
    CellRole,
    Rat,
    Reading,
    Signal,
    SimCard,
    Temperature,
)
from app.modem.told import Told, completed_cell, each

_KEYS = (
    "Temperature",
    "System mode",
    "LTE band",
    "LTE bw",
    "LTE Rx chan",
    "EMM state",
    "RRC state",
    "TAC",
    "Cell ID",
    "RSRQ (dB)",
    "SINR (dB)",
    "Tx Power",
    "NR5G TAC",
    "NR5G Cell ID",
    "NR5G band",
    "NR5G dl bw",
    "NR5G Rx chan",
    "NR5G RSRP (dBm)",
    "NR5G RSRQ (dB)",
    "NR5G SINR (dB)",
)
_VALUE = r"\s*:\s*(\S+(?: \S+)*)"
_PATTERNS = {key: re.compile(r"(?:^|[\t]|\s{2,})" + re.escape(key) + _VALUE, re.IGNORECASE) for key in _KEYS}
_BRANCH = re.compile(
    r"PCC Rx(?P<which>[MD]) RSSI:\s*(?P<rssi>-?[0-9]{1,3}|--)\s+"
    r"(?:PCC Rx[MD] RSRP|RSRP \(dBm\)):\s*(?P<rsrp>-?[0-9]{1,3}|--)"
)
_MODES = {
    "LTE": Rat.LTE,
    "WCDMA": Rat.UMTS,
    "UMTS": Rat.UMTS,
    "GSM": Rat.GSM,
    "NR5G": Rat.NR,
    "ENDC": Rat.EN_DC,
}


def status(lines: Sequence[str]) -> Reading:
    """`AT!GSTATUS?`: two columns of `key: value`, parted by tabs or blanks."""
    told = _pairs(lines)
    if "System mode" not in told:
        return Reading(unrecognised=tuple(lines))
    mode = told.get("System mode", "").split(" ")[0].upper()
    rat = _MODES.get(mode)
    cells: list[Cell] = []
    impossible = False
    if rat in (Rat.LTE, Rat.EN_DC) and "LTE band" in told:
        values = Told("", [_first(told, key) for key in ("LTE band", "LTE Rx chan", "TAC", "Cell ID")])
        band = values.text(0).upper().removeprefix("B")
        levels = Told("", [_first(told, key) for key in ("RSRQ (dB)", "SINR (dB)", "Tx Power")])
        antennas = _antennas(lines)
        signal = Signal(
            Rat.LTE,
            rssi_dbm=_best(antenna.rssi_dbm for antenna in antennas),
            rsrp_dbm=_best(antenna.rsrp_dbm for antenna in antennas),
            rsrq_db=levels.rsrq(0),
            sinr_db=levels.sinr(1),
            tx_power_dbm=levels.number(2, -60, 35),
            antennas=tuple(antennas),
        )
        cell = Cell(
            rat=rat,
            band=Told("", [band]).band(0),
            channel=values.channel(1),
            tac=values.area(2),
            cell_id=values.cell(3, Rat.LTE),
            downlink_mhz=fields.number(_first(told, "LTE bw"), 1, 100),
            state=told.get("RRC state"),
            signal=signal,
        )
        cells.append(completed_cell(cell))
        impossible |= values.impossible or levels.impossible
    if "NR5G Rx chan" in told:
        leg, unsound = _nr(told, CellRole.SECONDARY if cells else CellRole.SERVING)
        cells.append(leg)
        impossible |= unsound
    degrees = fields.whole(_first(told, "Temperature"), -60, 150)
    return Reading(
        cells=tuple(cells),
        temperatures=(Temperature("modem", degrees),) if degrees is not None else (),
        unrecognised=tuple(lines) if impossible else (),
    )


def _nr(told: Mapping[str, str], role: CellRole) -> tuple[Cell, bool]:
    rat = Rat.NR
    keys = (
        "NR5G band",
        "NR5G Rx chan",
        "NR5G TAC",
        "NR5G Cell ID",
        "NR5G RSRP (dBm)",
        "NR5G RSRQ (dB)",
        "NR5G SINR (dB)",
    )
    values = Told("", [_first(told, key) for key in keys])
    number = fields.whole(values.text(0).lower().removeprefix("n"), 1, 263)
    cell = Cell(
        role,
        rat,
        band=f"n{number}" if number is not None else None,
        channel=values.channel(1, rat),
        tac=values.area(2, rat),
        cell_id=values.cell(3, rat),
        downlink_mhz=fields.number(_first(told, "NR5G dl bw"), 1, 400),
        signal=Signal(rat, rsrp_dbm=values.rsrp(4, rat), rsrq_db=values.rsrq(5, rat), sinr_db=values.sinr(6)),
    )
    return completed_cell(cell), values.impossible


def _pairs(lines: Sequence[str]) -> dict[str, str]:
    """The known keys with the first value that each has."""
    found: dict[str, str] = {}
    for line in lines[:128]:
        for key, pattern in _PATTERNS.items():
            match = pattern.search(line)
            if match and key not in found:
                found[key] = match[1]
    return found


def _first(told: Mapping[str, str], key: str) -> str:
    """The value's first word: `E2EA` of `E2EA (58090)`, `20` of `20 MHz`."""
    return told.get(key, "").split(" ")[0]


def _antennas(lines: Sequence[str]) -> list[Antenna]:
    """The main and the diversity branch of the first carrier."""
    antennas: list[Antenna] = []
    for line in lines[:128]:
        found = _BRANCH.search(line)
        if found:
            told = Told("", [found["rsrp"], found["rssi"]])
            number = 0 if found["which"] == "M" else 1
            antennas.append(Antenna(number, rsrp_dbm=told.rsrp(0), rssi_dbm=told.rssi(1)))
    return antennas


def _best(levels: Iterable[float | None]) -> float | None:
    """What the modem reports for both branches is never below the better one (36.214 section 5.1.1)."""
    return max((level for level in levels if level is not None), default=None)


def cell_measurement(lines: Sequence[str]) -> Reading:
    """`AT+KCELLMEAS=0` of HL78: RSRP, path loss, PUSCH power, PUCCH power, SINR."""

    def parse(told: Told) -> Reading | None:
        if len(told) < 5:
            return None
        return Reading(
            signal=Signal(
                rsrp_dbm=told.rsrp(0, Rat.LTE_M),
                tx_power_dbm=told.number(2, -60, 35),
                sinr_db=told.sinr(4),
            )
        )

    return each(lines, "+KCELLMEAS", parse)


def tries_left(lines: Sequence[str]) -> Reading:
    """`AT+CPINC?`: the PIN's tries come first."""
    return each(lines, "+CPINC", lambda told: Reading(sim=SimCard(pin_tries_left=told.whole(0, 0, 15))))


MANNERS = GENERIC.plus(
    unasked={"+KSUP", "+KCNX_IND", "!SELRAT*", "+WDSI", "+KTCP_IND", "+KTCP_NOTIF"},
    started={"+KSUP*"},
    limits_s={"!GSTATUS": 5, "+KCELLMEAS": 10, "+CFUN=": 30},
)

DIALECT = Dialect(
    name="sierra",
    title="Sierra Wireless / Semtech",
    makers=r"(sierra|semtech).*",
    models=r"(MC|EM|RC|WP|AR)[0-9]{4}.*",
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        better={
            "AT+CCID": (Asking("AT!ICCID?", iccid),),
            "AT+CPINR": (Asking("AT+CPINC?", tries_left),),
        },
        more={Question.CELL: ((Asking("AT!GSTATUS?", status),),)},
    ),
    extra=generic.EXTRA,
)

HL78 = Dialect(
    name="sierra-hl78",
    title="Sierra Wireless / Semtech HL78",
    models=r"(sierra wireless )?HL78[0-9]{2}.*",
    narrow_models=r".*",
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        better={"AT+CPINR": (Asking("AT+CPINC?", tries_left),)},
        more={Question.SIGNAL: ((Asking("AT+KCELLMEAS=0", cell_measurement),),)},
    ),
    extra=MappingProxyType({**generic.EXTRA, "AT+KCELLMEAS": cell_measurement}),
)

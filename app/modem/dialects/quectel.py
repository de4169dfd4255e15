"""Quectel: QENG, QCSQ, QNWINFO and friends; EC2x, EG2x, EG9x, BG9x, EM, EP, RG and RM, Qualcomm and Unisoc.

`+QENG` SINR is plain dB and `+QCSQ` SINR is a code (n / 5 - 20), whatever some manuals say: facts 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.dialects.quectel_cells import RATS, engineering
from app.modem.dialects.standard_sim import iccid
from app.modem.manners import GENERIC
from app.modem.readings import (
    Antenna,
    Cell,
    CellRole,
    Duplex,
    Operator,
    Rat,
    Reading,
    Signal,
    SimCard,
    Temperature,
)
from app.modem.told import Told, blocks_mhz, completed_cell, each, plmn_of


def quality(lines: Sequence[str]) -> Reading:
    """`AT+QCSQ`: levels by technology; LTE's SINR is a code, NR's is plain."""

    def parse(told: Told) -> Reading | None:
        name = told.text(0).upper()
        if name in ("NOSERVICE", "NO SERVICE"):
            return Reading(signal=Signal())
        rat = RATS.get(name)
        if rat is Rat.GSM:
            signal = Signal(rat=rat, rssi_dbm=told.rssi(1))
        elif rat is Rat.UMTS:
            signal = Signal(
                rat, told.rssi(1), rscp_dbm=told.number(2, -125, -20), ecio_db=told.number(3, -33, 0)
            )
        elif rat in (Rat.NR, Rat.EN_DC):
            signal = Signal(
                rat, rsrp_dbm=told.rsrp(1, Rat.NR), sinr_db=told.sinr(2), rsrq_db=told.rsrq(3, Rat.NR)
            )
        elif rat is not None:
            code = told.whole(3, 0, 250, absent=(255,))
            signal = Signal(
                rat,
                told.rssi(1),
                told.rsrp(2, rat),
                told.rsrq(4, rat),
                None if code is None else round(code / 5 - 20, 1),
            )
        else:
            return None
        return Reading(signal=signal)

    return each(lines, "+QCSQ", parse)


def network(lines: Sequence[str]) -> Reading:
    """`AT+QNWINFO`: `"FDD LTE","20408","LTE BAND 20",1300`, or no service."""

    def parse(told: Told) -> Reading | None:
        kind = told.text(0).upper()
        if kind.startswith("NO SERVICE") or not kind:
            return Reading()
        rat = _network_rat(kind)
        if rat is None or len(told) < 4:
            return None
        plmn = plmn_of(told.text(1))
        band = _band(told.text(2))
        told.impossible |= plmn is None or (band is None and told.text(2) != "")
        duplex = next((duplex for duplex in Duplex if kind.startswith(duplex.value)), None)
        cell = Cell(rat=rat, duplex=duplex, plmn=plmn, band=band, channel=told.channel(3, rat))
        return Reading(cells=(cell,), operator=Operator(plmn=plmn, rat=rat))

    return each(lines, "+QNWINFO", parse)


def operator_name(lines: Sequence[str]) -> Reading:
    """`AT+QSPN`: full name, short name, SPN, alphabet, PLMN."""

    def parse(told: Told) -> Reading | None:
        if len(told) < 5:
            return None
        name = None if told.text(3) == "1" else told.word(0) or told.word(1)
        return Reading(operator=Operator(name=name, plmn=plmn_of(told.text(4))))

    return each(lines, "+QSPN", parse)


def tries_left(lines: Sequence[str]) -> Reading:
    """`AT+QPINC="SC"`: PIN and PUK tries left."""

    def parse(told: Told) -> Reading | None:
        if told.text(0).upper() not in ("SC", "P2"):
            return None
        if told.text(0).upper() == "P2":
            return Reading()
        return Reading(sim=SimCard(pin_tries_left=told.whole(1, 0, 15), puk_tries_left=told.whole(2, 0, 15)))

    return each(lines, "+QPINC", parse)


def slot(lines: Sequence[str]) -> Reading:
    """`AT+QUIMSLOT?`."""
    return each(lines, "+QUIMSLOT", lambda told: Reading(sim=SimCard(slot=told.whole(0, 1, 4))))


def temperature(lines: Sequence[str]) -> Reading:
    """`AT+QTEMP`: three figures in a line, or a sensor and its figure; 255 and -273 mean none."""

    def parse(told: Told) -> Reading | None:
        if len(told) == 2 and not re.fullmatch(r"-?[0-9]+", told.text(0)):
            return Reading(temperatures=(Temperature(told.text(0), _degrees(told, 1)),))
        return Reading(
            temperatures=tuple(
                Temperature(str(index + 1), _degrees(told, index)) for index in range(len(told))
            )
        )

    return each(lines, "+QTEMP", parse)


def antenna_rsrp(lines: Sequence[str]) -> Reading:
    return _antennas(lines, "+QRSRP", "rsrp_dbm")


def antenna_rsrq(lines: Sequence[str]) -> Reading:
    return _antennas(lines, "+QRSRQ", "rsrq_db")


def antenna_sinr(lines: Sequence[str]) -> Reading:
    return _antennas(lines, "+QSINR", "sinr_db")


def carriers(lines: Sequence[str]) -> Reading:
    """`AT+QCAINFO`: carrier aggregation; the last figure is no SINR of QENG's kind and is left alone."""

    def parse(told: Told) -> Reading | None:
        role = {"PCC": CellRole.SERVING, "SCC": CellRole.SECONDARY}.get(told.text(0).upper())
        if role is None or len(told) < 5:
            return None
        band = _band(told.text(3))
        rat = Rat.NR if band is not None and band.startswith("n") else Rat.LTE
        told.impossible |= band is None
        channel = told.channel(1, rat)
        if rat is Rat.NR:
            # arfcn, bandwidth code, band [, state], pci ...
            width = told.nr_bandwidth_mhz(2)
            pci = told.pci(4 if len(told) == 5 else 5, rat)
            return Reading(cells=(Cell(role, rat, None, None, band, channel, pci, downlink_mhz=width),))
        signal = Signal()
        if len(told) >= 9:
            signal = Signal(rat, told.rssi(8), told.rsrp(6, rat), told.rsrq(7, rat))
        cell = Cell(
            role,
            rat,
            band=band,
            channel=channel,
            pci=told.pci(5, rat) if len(told) >= 6 else None,
            downlink_mhz=blocks_mhz(told.whole(2, 0, 110)),
            signal=signal,
        )
        return Reading(cells=(completed_cell(cell),))

    return each(lines, "+QCAINFO", parse)


# --- small things ------------------------------------------------------------------------------------------


def _antennas(lines: Sequence[str], prefix: str, name: str) -> Reading:
    """Four figures, one an antenna, and the technology; -140 and -32768 mean that there is none."""

    def parse(told: Told) -> Reading | None:
        rat = RATS.get(told.text(4).upper())
        if len(told) < 4:
            return None
        antennas: list[Antenna] = []
        for index in range(4):
            if told.text(index) == "-140":
                continue
            if name == "rsrp_dbm":
                antennas.append(Antenna(index, rsrp_dbm=told.rsrp(index, rat or Rat.NR)))
            elif name == "rsrq_db":
                antennas.append(Antenna(index, rsrq_db=told.rsrq(index, rat or Rat.NR)))
            else:
                antennas.append(Antenna(index, sinr_db=told.sinr(index)))
        told_any = [one for one in antennas if getattr(one, name) is not None]
        return Reading(signal=Signal(rat=rat, antennas=tuple(told_any)))

    return each(lines, prefix, parse)


def _band(text: str) -> str | None:
    """`LTE BAND 20`, `NR5G BAND 78`, `NR N78`, `WCDMA 2100`, `GSM 900`."""
    found = re.fullmatch(r"(?i)(LTE|NR|NR5G)\s+(?:BAND\s*)?[BN]?\s*([0-9]{1,3})", text.strip())
    if found:
        number = int(found[2])
        return f"n{number}" if found[1].upper().startswith("NR") else f"B{number}" if number < 107 else None
    found = re.fullmatch(r"(?i)(?:E?GSM|DCS|PCS|WCDMA|UMTS)\s*([0-9]{3,4})", text.strip())
    return found[1] if found else None


def _network_rat(kind: str) -> Rat | None:
    for name, rat in (
        ("CAT-NB", Rat.NB_IOT),
        ("NBIOT", Rat.NB_IOT),
        ("NB-IOT", Rat.NB_IOT),
        ("CAT-M", Rat.LTE_M),
        ("EMTC", Rat.LTE_M),
        ("NR", Rat.NR),
        ("LTE", Rat.LTE),
        ("WCDMA", Rat.UMTS),
        ("TDSCDMA", Rat.UMTS),
        ("HSDPA", Rat.UMTS),
        ("HSUPA", Rat.UMTS),
        ("HSPA", Rat.UMTS),
        ("GSM", Rat.GSM),
        ("GPRS", Rat.GSM),
        ("EDGE", Rat.GSM),
    ):
        if name in kind:
            return rat
    return None


def _degrees(told: Told, index: int) -> float | None:
    return told.whole(index, -60, 150, absent=(255, -273))


MANNERS = GENERIC.plus(
    unasked={"+QIND", "+QIURC", "+QUSIM", "+QNWREG", "+QSIMSTAT", "+QMTSTAT", "+QMTRECV", "+QSSLURC"},
    ready={"+QIND: PB DONE", "+QIND: SMS DONE"},
    quiet_ms={"+QTEMP": 150},
    limits_s={"+QENG": 5, "+QSCAN": 180, "+QNWCFG": 10, "+QCOPS": 180, "+QIACT": 150, "+QPOWD": 15},
    abortable={"+QSCAN", "+QCOPS"},
)

DIALECT = Dialect(
    name="quectel",
    title="Quectel",
    makers="quectel.*",
    models=r"(E[CGMP]|B[CG]|R[GM]|AG|UC|UG|M)[0-9]{2,3}.*",
    narrow_models=r"BG(7|9)[0-9].*",
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        better={
            "AT+CCID": (Asking("AT+QCCID", iccid),),
            "AT+CPINR": (Asking('AT+QPINC="SC"', tries_left),),
            "AT+CESQ": (Asking("AT+QCSQ", quality),),  # EG25 and RM520N answer ERROR to CESQ
        },
        more={
            Question.CELL: (
                (Asking('AT+QENG="servingcell"', engineering),),
                (Asking("AT+QNWINFO", network),),
            ),
            Question.NEIGHBOURS: ((Asking('AT+QENG="neighbourcell"', engineering),),),
            Question.OPERATOR: ((Asking("AT+QSPN", operator_name),),),
            Question.TEMPERATURE: ((Asking("AT+QTEMP", temperature),),),
        },
    ),
    extra=MappingProxyType(
        {
            **generic.EXTRA,
            "AT+QRSRP?": antenna_rsrp,
            "AT+QRSRQ?": antenna_rsrq,
            "AT+QSINR?": antenna_sinr,
            "AT+QRSRP": antenna_rsrp,
            "AT+QCAINFO": carriers,
            "AT+QUIMSLOT?": slot,
        }
    ),
)

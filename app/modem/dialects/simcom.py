"""SIMCom: SIM7000, 7070, 7500, 7600, 8200, A76xx, A79xx; `+CPSI` in its three number scales (facts 3.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from app.modem import fields
from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.dialects.standard_network import RATS
from app.modem.dialects.standard_sim import ati, iccid
from app.modem.manners import GENERIC
from app.modem.readings import (
    Cell,
    CellRole,
    Operator,
    Rat,
    Reading,
    Signal,
    SimCard,
    Temperature,
)
from app.modem.told import Told, blocks_mhz, completed_cell, each, plmn_of

_MODES = {
    "LTE": Rat.LTE,
    "LTE CAT-M1": Rat.LTE_M,
    "LTE CATM1": Rat.LTE_M,
    "LTE NB-IOT": Rat.NB_IOT,
    "LTE NB1": Rat.NB_IOT,
    "GSM": Rat.GSM,
    "WCDMA": Rat.UMTS,
    "NR5G_SA": Rat.NR,
    "NR5G_NSA": Rat.EN_DC,
}
_LTE_BANDWIDTH_MHZ = (1.4, 3.0, 5.0, 10.0, 15.0, 20.0)


def system(lines: Sequence[str]) -> Reading:
    """`AT+CPSI?`: the serving cell, on NSA with the NR leg in a second line."""
    return each(lines, "+CPSI", _system_line)


def _system_line(told: Told) -> Reading | None:
    mode = told.text(0).upper()
    if mode.startswith(("NO SERVICE", "NOT IN EN-DC")):
        return Reading()
    if mode in ("NR5G", "NR5G_NSA") and told.text(1)[:1].isdigit():
        cell = _leg(told)
    elif mode == "NR5G_SA":
        cell = _standalone(told)
    elif mode == "GSM":
        cell = _gsm(told)
    elif mode == "WCDMA":
        cell = _wcdma(told)
    elif mode in _MODES:
        cell = _lte(told, _MODES[mode])
    else:
        return None
    return None if cell is None else Reading(cells=(cell,))


def _lte(told: Told, rat: Rat) -> Cell | None:
    """mode, opmode, MCC-MNC, TAC, cell (decimal), PCI, band, EARFCN, widths, RSRQ, RSRP, RSSI, RSSNR."""
    if len(told) < 13:
        return None
    rsrq, rsrp, rssi = _levels(told, 10, 11, 12, rat)
    cell = Cell(
        rat=rat,
        plmn=_plmn(told, 2),
        tac=told.area(3, rat),
        cell_id=told.cell(4, rat, base=10),
        pci=told.pci(5, rat),
        band=_band(told, 6, rat),
        channel=told.channel(7, rat),
        downlink_mhz=_width_mhz(told, 8),
        uplink_mhz=_width_mhz(told, 9),
        state=told.word(1),
        signal=Signal(rat, rssi, rsrp, rsrq, _ratio(told, 13)),
    )
    return completed_cell(cell)


def _levels(
    told: Told, rsrq_at: int, rsrp_at: int, rssi_at: int, rat: Rat
) -> tuple[float | None, float | None, float | None]:
    """RSRQ, RSRP and RSSI on the scale that the RSRP itself tells: index, whole dBm, or tenths."""
    raw = fields.whole(told.text(rsrp_at), -2000, 255)
    if raw is None:
        told.impossible |= not told.is_absent(rsrp_at)
        return None, None, None
    if raw >= 0:  # the 27.007 indices; RSSI as CESQ's rxlev
        return (
            told.index_level(rsrq_at, 34, 0.5, -20),
            told.index_level(rsrp_at, 97, 1, -141),
            told.index_level(rssi_at, 97, 1, -111),
        )
    scale = 10 if raw <= -440 else 1
    return (
        told.rsrq(rsrq_at, rat, scale=scale),
        told.rsrp(rsrp_at, rat, scale=scale),
        told.rssi(rssi_at, scale=scale),
    )


def _ratio(told: Told, index: int) -> float | None:
    """SINR has its own scale: up to 30 it is whole dB, above it is tenths; 255 means unknown."""
    value = told.whole(index, -250, 400, absent=(255,))
    if value is None:
        return None
    whole = -25 <= value <= 30
    return float(value) if whole else round(value / 10, 1)


def _standalone(told: Told) -> Cell | None:
    """NR alone: RSRP before RSRQ, in tenths."""
    if len(told) < 11:
        return None
    rat = Rat.NR
    rsrp, rsrq, sinr = _tenths(told, 8, 9, 10)
    return completed_cell(
        Cell(
            rat=rat,
            plmn=_plmn(told, 2),
            tac=told.area(3, rat),
            cell_id=told.cell(4, rat, base=10),
            pci=told.pci(5, rat),
            band=_band(told, 6, rat),
            channel=told.channel(7, rat),
            state=told.word(1),
            signal=Signal(rat, rsrp_dbm=rsrp, rsrq_db=rsrq, sinr_db=sinr),
        )
    )


def _leg(told: Told) -> Cell | None:
    """The NR leg of EN-DC: with a band, RSRP first, in tenths; or the older form without band, RSRQ first."""
    rat = Rat.NR
    if "BAND" in told.text(2).upper():
        rsrp, rsrq, sinr = _tenths(told, 4, 5, 6)
        band, channel = _band(told, 2, rat), told.channel(3, rat)
    elif len(told) >= 6:
        rsrq, rsrp, sinr = told.rsrq(3, rat), told.rsrp(4, rat), told.sinr(5)
        band, channel = None, told.channel(2, rat)
    else:
        return None
    cell = Cell(
        CellRole.SECONDARY,
        rat,
        pci=told.pci(1, rat),
        band=band,
        channel=channel,
        signal=Signal(rat, rsrp_dbm=rsrp, rsrq_db=rsrq, sinr_db=sinr),
    )
    return completed_cell(cell)


def _tenths(told: Told, rsrp_at: int, rsrq_at: int, sinr_at: int) -> tuple[float | None, ...]:
    """Levels in tenths, or whole where the RSRP cannot be tenths."""
    raw = fields.whole(told.text(rsrp_at), -2000, 0)
    scale = 10 if raw is not None and raw <= -310 else 1
    sinr = told.sinr(sinr_at, scale=scale)
    return told.rsrp(rsrp_at, Rat.NR, scale=scale), told.rsrq(rsrq_at, Rat.NR, scale=scale), sinr


def _gsm(told: Told) -> Cell | None:
    """mode, opmode, MCC-MNC, LAC, cell, `61 EGSM 900`, rxlev ..."""
    if len(told) < 7:
        return None
    found = re.fullmatch(r"([0-9]{1,4})\s+(?:EGSM|GSM|DCS|PCS)\s*([0-9]{3,4})", told.text(5))
    told.impossible |= found is None
    return Cell(
        rat=Rat.GSM,
        plmn=_plmn(told, 2),
        tac=told.area(3),
        cell_id=told.cell(4, Rat.GSM, base=10),
        channel=fields.whole(found[1], 0, 1023) if found else None,
        band=found[2] if found else None,
        state=told.word(1),
        signal=Signal(Rat.GSM, rssi_dbm=told.rssi(6)),
    )


def _wcdma(told: Told) -> Cell | None:
    """mode, opmode, MCC-MNC, LAC, cell, band, PSC, channel, SSC, EC/IO, RSCP ...; levels without sign."""
    if len(told) < 11:
        return None
    band = re.search(r"([0-9]{3,4})", told.text(5))
    return Cell(
        rat=Rat.UMTS,
        plmn=_plmn(told, 2),
        tac=told.area(3),
        cell_id=told.cell(4, Rat.UMTS, base=10),
        band=band[1] if band else None,
        pci=told.whole(6, 0, 511),
        channel=told.channel(7, Rat.UMTS),
        state=told.word(1),
        signal=Signal(Rat.UMTS, rscp_dbm=_negative(told, 10, -125, -20), ecio_db=_negative(told, 9, -33, 0)),
    )


def _negative(told: Told, index: int, low: float, high: float) -> float | None:
    """A level that some firmware writes without its sign."""
    value = told.number(index, -200, 200)
    if value is None:
        return None
    level = -abs(value)
    told.impossible |= not low <= level <= high
    return level if low <= level <= high else None


def cell_information(lines: Sequence[str]) -> Reading:
    """`AT+CNETCI?` of A76xx: key and value pairs; levels are the 27.007 indices."""

    def parse(told: Told) -> Reading | None:
        pairs = {
            key.strip().lower(): value.strip()
            for key, colon, value in (text.partition(":") for text in told.fields)
            if colon
        }
        if not pairs:
            return None
        told_by_key = Told(told.line, [pairs.get(key, "") for key in ("rsrp", "rsrq", "pci", "earfcn")])
        signal = Signal(
            rsrp_dbm=told_by_key.index_level(0, 97, 1, -141), rsrq_db=told_by_key.index_level(1, 34, 0.5, -20)
        )
        told.impossible |= told_by_key.impossible
        return Reading(signal=signal)

    return each(lines, "+CNETCI", parse)


def mode(lines: Sequence[str]) -> Reading:
    """`AT+CNSMOD?`: the technology in use."""
    numbers = {1: 0, 2: 0, 3: 3, 4: 2, 5: 4, 6: 5, 7: 6, 8: 7, 9: 7, 13: 9, 14: 11}

    def parse(told: Told) -> Reading | None:
        number = told.whole(1, 0, 40)
        if number is None:
            return None
        return Reading(operator=Operator(rat=RATS.get(numbers.get(number, -1))))

    return each(lines, "+CNSMOD", parse)


def tries_left(lines: Sequence[str]) -> Reading:
    """`AT+SPIC`: tries left for PIN, PUK, PIN2, PUK2."""
    return each(
        lines,
        "+SPIC",
        lambda told: Reading(
            sim=SimCard(pin_tries_left=told.whole(0, 0, 15), puk_tries_left=told.whole(1, 0, 15))
        ),
    )


def temperature(lines: Sequence[str]) -> Reading:
    """`AT+CPMUTEMP`: degrees; 255 and -273 mean none."""

    def parse(told: Told) -> Reading | None:
        degrees = told.whole(0, -60, 150, absent=(255, -273))
        return Reading(temperatures=(Temperature("pmu", degrees),)) if told.text(0) else None

    return each(lines, "+CPMUTEMP", parse)


def _plmn(told: Told, index: int) -> str | None:
    """`460-11`; the placeholders of a modem without a cell mean none."""
    text = told.text(index)
    if text in ("", "-", "000-00", "0-0"):
        return None
    mcc, _, mnc = text.partition("-")
    found = plmn_of(mcc + mnc)
    told.impossible |= found is None
    return found


def _band(told: Told, index: int, rat: Rat) -> str | None:
    """`EUTRAN-BAND20`, `LTE BAND 2`, `NR5G_BAND78`."""
    text = told.text(index)
    if not text or text.upper() in ("NULL", "-"):
        return None
    found = re.fullmatch(r"(?i)(?:E-?UTRAN|LTE|NR5G)[-_ ]BAND\s*([0-9]{1,3})", text)
    number = int(found[1]) if found else 0
    if rat is Rat.NR:
        name = f"n{number}" if 1 <= number <= 263 else None
    else:
        name = f"B{number}" if 1 <= number <= 106 else None
    told.impossible |= name is None
    return name


def _width_mhz(told: Told, index: int) -> float | None:
    """The code 0 to 5, or resource blocks."""
    value = told.whole(index, 0, 255, absent=(255,))
    if value is None:
        return None
    if value < len(_LTE_BANDWIDTH_MHZ):
        return _LTE_BANDWIDTH_MHZ[value]
    return blocks_mhz(value)


MANNERS = GENERIC.plus(
    unasked={
        "+CPSI",
        "+CNSMOD",
        "+SIMCARD",
        "+CGNSSINFO",
        "+CUSATP",
        "+CSQ",
        "+CEXTEND",
        "*PSUTTZ",
        "+PSUTTZ",
    },
    started={"START"},
    ready={"SMS DONE", "PB DONE", "SMS Ready", "Call Ready"},
    limits_s={"+CPSI": 9, "+CNETSCAN": 180, "+CNWINFO": 9, "+CPMUTEMP": 5, "+CNETCI": 9, "+NETOPEN": 120},
    abortable={"+CNETSCAN"},
)

DIALECT = Dialect(
    name="simcom",
    title="SIMCom",
    makers=r"simcom.*",
    models=r"(SIMCOM_)?(SIM[0-9]{3,4}|A7[0-9]{3}).*",  # A76xx names its maker INCORPORATED
    narrow_models=r"(SIMCOM_)?SIM70(00|70|80|90).*",
    manners=MANNERS,
    authentication_write='AT+CGAUTH={cid},{kind},"{password}","{user}"',
    questions=revised(
        generic.QUESTIONS,
        better={
            "AT+CCID": (Asking("AT+CICCID", iccid),),  # A76xx answers ERROR to the others
            "AT+CPINR": (Asking("AT+SPIC", tries_left),),
        },
        more={
            Question.CELL: ((Asking("AT+CPSI?", system),),),
            Question.OPERATOR: ((Asking("AT+CNSMOD?", mode),),),
            Question.TEMPERATURE: ((Asking("AT+CPMUTEMP", temperature),),),
        },
    ),
    extra=MappingProxyType({**generic.EXTRA, "AT+CNETCI?": cell_information, "AT+SIMCOMATI": ati}),
)

"""Registration, operator and level by 27.007, in every shape that modems give them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.modem import fields
from app.modem.readings import (
    Cell,
    CellRole,
    Domain,
    Operator,
    Rat,
    Reading,
    Registration,
    Signal,
    Status,
)
from app.modem.timers import active_time_s, periodic_tau_s
from app.modem.told import Told, each, plmn_of

DOMAINS = {
    "+CREG": Domain.CS,
    "+CGREG": Domain.PS,
    "+CEREG": Domain.EPS,
    "+C5GREG": Domain.FIVE_GS,
}
STATUSES = {
    0: Status.IDLE,
    1: Status.HOME,
    2: Status.SEARCHING,
    3: Status.DENIED,
    4: Status.UNKNOWN,
    5: Status.ROAMING,
    6: Status.HOME,
    7: Status.ROAMING,
    8: Status.EMERGENCY,
    9: Status.HOME,
    10: Status.ROAMING,
    11: Status.EMERGENCY,
    90: Status.UNKNOWN,  # nRF91: the card failed
}
RATS = {
    0: Rat.GSM,
    1: Rat.GSM,
    2: Rat.UMTS,
    3: Rat.GSM,
    4: Rat.UMTS,
    5: Rat.UMTS,
    6: Rat.UMTS,
    7: Rat.LTE,
    8: Rat.GSM,
    9: Rat.NB_IOT,
    10: Rat.LTE,
    11: Rat.NR,
    12: Rat.NR,
    13: Rat.EN_DC,
}
_BITS = re.compile(r"[01]{8}")
_UCS2 = re.compile(r"(?:00[2-7][0-9A-Fa-f]){2,40}")


def registration(lines: Sequence[str]) -> Reading:
    """The replies of `AT+CREG?`, `+CGREG?`, `+CEREG?` and `+C5GREG?`, with `<n>` 0 to 5."""
    reading = Reading()
    raw: list[str] = []
    for line in lines[:64]:
        part = _registration(line, unasked=False)
        reading = reading.plus(part) if part is not None else reading
        if part is None or part.unrecognised:
            raw.append(line)
    return reading.plus(Reading(unrecognised=tuple(raw)))


def registration_report(line: str) -> Reading | None:
    """An unasked `+CEREG: <stat>,...` line; None for any other."""
    return _registration(line, unasked=True)


def operator(lines: Sequence[str]) -> Reading:
    """`AT+COPS?`: name or number by the display format; `+COPS: 0` means none."""

    def parse(told: Told) -> Reading | None:
        mode = told.whole(0, 0, 4)
        if mode is None:
            return None
        display, text = told.whole(1, 0, 2, absent=(255,)), _operator_name(told.text(2))
        digits = plmn_of(text) if text else None
        technology = told.whole(3, 0, 13)
        return Reading(
            operator=Operator(
                name=None if digits else text or None,
                plmn=digits,
                rat=RATS[technology] if text and technology is not None else None,
                automatic=mode in (0, 4) if mode not in (2, 3) else None,
                display_format=display,
            )
        )

    return each(lines, "+COPS", parse)


def csq(lines: Sequence[str]) -> Reading:
    """`AT+CSQ`: RSSI in steps of 2 dB; the second value is left alone (facts 3.1: several meanings)."""

    def parse(told: Told) -> Reading | None:
        code = told.whole(0, 0, 31, absent=(99, 199))
        if code is None:
            return None if told.impossible else Reading(signal=Signal())
        below = True if code == 0 else None
        return Reading(signal=Signal(rssi_dbm=-113 + 2 * code if code else None, below_scale=below))

    return each(lines, "+CSQ", parse)


def cesq(lines: Sequence[str]) -> Reading:
    """`AT+CESQ`, 6 or 9 values: each the lower bound of its interval, 0 being below the scale."""

    def parse(told: Told) -> Reading | None:
        if len(told) not in (6, 9):
            return None
        rssi = told.index_level(0, 63, 1, -111, absent=(99,))
        rscp = told.index_level(2, 96, 1, -121)
        ecio = told.index_level(3, 49, 0.5, -24.5)
        rsrq = told.index_level(4, 34, 0.5, -20)
        rsrp = told.index_level(5, 97, 1, -141)
        rat = Rat.LTE if rsrp is not None else Rat.UMTS if rscp is not None else None
        sinr = None
        if len(told) == 9 and told.text(7) not in ("255", "0", ""):
            rsrq, rsrp = told.index_level(6, 126, 0.5, -43.5), told.index_level(7, 126, 1, -157)
            sinr, rat = told.index_level(8, 127, 0.5, -23.5), Rat.NR
        below = True if rsrp is None and "0" in (told.text(5), told.text(0), told.text(2)) else None
        return Reading(
            signal=Signal(
                rat=rat,
                rssi_dbm=rssi,
                rscp_dbm=rscp,
                ecio_db=ecio,
                rsrq_db=rsrq,
                rsrp_dbm=rsrp,
                sinr_db=sinr,
                below_scale=below,
            )
        )

    return each(lines, "+CESQ", parse)


def cell_levels(lines: Sequence[str]) -> Reading:
    """`+RSRP: PCI,EARFCN,"-078.00",` and `+RSRQ:` lines of u-blox and Intel, the serving cell first."""
    reading = Reading()
    raw: list[str] = []
    for line in lines[:64]:
        told, name = Told(line), fields.prefix(line)
        if name not in ("+RSRP", "+RSRQ") or len(told) < 3:
            raw.append(line)
            continue
        level = Signal(
            rsrp_dbm=told.rsrp(2) if name == "+RSRP" else None,
            rsrq_db=told.rsrq(2) if name == "+RSRQ" else None,
        )
        serving = reading.serving
        pci, channel = told.pci(0), told.channel(1)
        own = serving is None or (serving.pci, serving.channel) == (pci, channel)
        role = CellRole.SERVING if own else CellRole.NEIGHBOUR
        reading = reading.plus(Reading(cells=(Cell(role, pci=pci, channel=channel, signal=level),)))
        if told.impossible:
            raw.append(line)
    return reading.plus(Reading(unrecognised=(*raw, *lines[64:])))


def _registration(line: str, *, unasked: bool) -> Reading | None:
    domain = DOMAINS.get(fields.prefix(line))
    if domain is None:
        return None
    told = fields.split(fields.body(line))
    start = 0 if unasked else 1
    if not unasked and len(told) == 1:  # FM350: `+C5GREG: 0` tells only <n>
        reporting = fields.whole(told[0].text, 0, 5)
        return (
            None if reporting is None else Reading(registrations=(Registration(domain, reporting=reporting),))
        )
    stat = fields.whole(fields.at([field.text for field in told], start), 0, 99)
    if stat not in STATUSES:
        return None
    where = Told(line, [field.text for field in told[start + 1 :]])
    part = Registration(
        domain,
        status=STATUSES[stat],
        reporting=None if unasked else fields.whole(told[0].text, 0, 5),
        sms_only=True if stat in (6, 7) else None,
    )
    complete = _where(part, where, quoted=[field.quoted for field in told[start + 1 :]])
    return Reading(registrations=(complete,), unrecognised=(line,) if where.impossible else ())


def _where(part: Registration, told: Told, quoted: Sequence[bool]) -> Registration:
    """What follows `<stat>`: area, cell, technology, then cause and timers in the shapes of facts 3.1."""
    cell_at = 1
    if len(told) >= 4 and len(told.text(1)) <= 2 and told.text(1) and len(told.text(2)) >= 4:
        cell_at = 2  # Novatel's old order: tac, rac, ci, AcT
    number = told.whole(cell_at + 1, 0, 13)
    rat = RATS.get(number) if number is not None else None
    if part.domain is Domain.FIVE_GS and rat is None:
        rat = Rat.NR if told.text(0) else None
    tail = told.fields[cell_at + 2 :]
    cause_type, cause = _cause(part.domain, tail, quoted[cell_at + 2 :])
    timers = [text for text in tail if _BITS.fullmatch(text.strip())]
    return Registration(
        domain=part.domain,
        status=part.status,
        reporting=part.reporting,
        sms_only=part.sms_only,
        tac=told.area(0, rat),
        cell_id=told.cell(cell_at, rat),
        rat=rat,
        emm_cause=cause if cause_type == 0 else None,
        vendor_cause=cause if cause_type == 1 else None,
        active_time_s=active_time_s(timers[0]) if len(timers) > 1 else None,
        periodic_tau_s=periodic_tau_s(timers[1]) if len(timers) > 1 else None,
    )


def _cause(domain: Domain, tail: Sequence[str], quoted: Sequence[bool]) -> tuple[int | None, int | None]:
    """Cause type and cause: the first neighbouring pair of bare numbers whose first is 0 or 1.

    Passing over what is empty or quoted finds it behind CGREG's routing area, behind C5GREG's NSSAI and
    behind the extra empty field of the BC66.
    """
    if domain is Domain.PS and len(tail) >= 3 and tail[0].strip():
        tail, quoted = tail[1:], quoted[1:]
    for index in range(len(tail) - 1):
        if quoted[index] or quoted[index + 1]:
            continue
        kind, cause = fields.whole(tail[index], 0, 1), fields.whole(tail[index + 1], 0, 65_535)
        if kind is not None and cause is not None and not _BITS.fullmatch(tail[index + 1].strip()):
            return kind, cause or None
    return None, None


def _operator_name(text: str) -> str:
    """The operator's text; UCS2 as hex (`AT+CSCS="UCS2"`) is decoded."""
    text = text.strip()
    if _UCS2.fullmatch(text):
        return bytes.fromhex(text).decode("utf-16-be")
    return text

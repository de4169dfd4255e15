"""Nordic nRF91: `%XMONITOR`, `%CESQ`, `%CONEVAL`; LTE-M and NB-IoT alone, the attach context is 0."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from app.modem.dialects import generic
from app.modem.dialects.base import Asking, Dialect, Question, revised
from app.modem.dialects.standard_network import RATS, STATUSES
from app.modem.dialects.standard_packet import granted
from app.modem.dialects.standard_sim import iccid
from app.modem.manners import GENERIC
from app.modem.readings import (
    Cell,
    Domain,
    Operator,
    PowerSaving,
    Rat,
    Reading,
    Registration,
    Signal,
    Temperature,
)
from app.modem.timers import active_time_s, edrx_cycle_s, periodic_tau_s
from app.modem.told import Told, completed_cell, each, plmn_of


def monitor(lines: Sequence[str]) -> Reading:
    """`AT%XMONITOR`: after the status the rest only while registered; 15 fields, 16 from firmware 1.2."""

    def parse(told: Told) -> Reading | None:
        stat = told.whole(0, 0, 99)
        if stat not in STATUSES:
            return None
        number = told.whole(5, 0, 13)
        rat = RATS.get(number) if number is not None else None
        tac, cell_id = told.area(4, rat), told.cell(7, rat)
        status = STATUSES[stat]
        if len(told) < 12:
            registration = Registration(Domain.EPS, status=status)
            return Reading(registrations=(registration,))
        registration = Registration(
            Domain.EPS,
            status=status,
            tac=tac,
            cell_id=cell_id,
            rat=rat,
            active_time_s=active_time_s(told.text(13)),
            periodic_tau_s=periodic_tau_s(told.text(14)),
        )
        plmn = plmn_of(told.text(3))
        cell = Cell(
            rat=rat,
            plmn=plmn,
            tac=tac,
            cell_id=cell_id,
            band=told.band(6, rat),
            pci=told.pci(8, rat),
            channel=told.channel(9, rat),
            signal=Signal(rat, rsrp_dbm=_rsrp(told, 10), sinr_db=_snr(told, 11)),
        )
        return Reading(
            registrations=(registration,),
            operator=Operator(name=told.word(1) or told.word(2), plmn=plmn, rat=rat),
            cells=(completed_cell(cell),),
            power_saving=PowerSaving(
                active_granted_s=registration.active_time_s,
                tau_granted_s=registration.periodic_tau_s,
                edrx_granted_s=edrx_cycle_s(told.text(12), nb_iot=rat is Rat.NB_IOT),
            ),
        )

    return each(lines, "%XMONITOR", parse)


def levels(lines: Sequence[str]) -> Reading:
    """`%CESQ`: RSRP and RSRQ with the threshold that each has passed."""

    def parse(told: Told) -> Reading | None:
        if len(told) != 4:
            return None
        return Reading(signal=Signal(rsrp_dbm=_rsrp(told, 0), rsrq_db=_rsrq(told, 2)))

    return each(lines, "%CESQ", parse)


def evaluation(lines: Sequence[str]) -> Reading:
    """`AT%CONEVAL`: an evaluation of the connection, without traffic; a result other than 0 tells no more."""

    def parse(told: Told) -> Reading | None:
        result = told.whole(0, 0, 15)
        if result is None:
            return None
        if len(told) < 11:
            return Reading()
        cell = Cell(
            rat=Rat.LTE,
            cell_id=told.cell(6),
            plmn=plmn_of(told.text(7)),
            pci=told.pci(8),
            channel=told.channel(9),
            band=told.band(10),
            signal=Signal(
                Rat.LTE,
                rsrp_dbm=_rsrp(told, 3),
                rsrq_db=_rsrq(told, 4),
                sinr_db=_snr(told, 5),
                tx_power_dbm=told.number(13, -60, 35),
            ),
        )
        return Reading(cells=(completed_cell(cell),))

    return each(lines, "%CONEVAL", parse)


def temperature(lines: Sequence[str]) -> Reading:
    """`AT%XTEMP?`."""

    def parse(told: Told) -> Reading | None:
        degrees = told.whole(len(told) - 1, -60, 150)
        return None if degrees is None else Reading(temperatures=(Temperature("modem", degrees),))

    return each(lines, "%XTEMP", parse)


def _rsrp(told: Told, index: int) -> float | None:
    value = told.whole(index, 0, 97, absent=(255,))
    return float(value - 140) if value else None


def _rsrq(told: Told, index: int) -> float | None:
    value = told.whole(index, 0, 34, absent=(255,))
    return value / 2 - 19.5 if value else None


def _snr(told: Told, index: int) -> float | None:
    value = told.whole(index, 0, 64, absent=(127, 255))
    return None if value is None else float(value - 24)


MANNERS = GENERIC.plus(
    unasked={
        "%CESQ",
        "%XSIM",
        "%XTIME",
        "%MDMEV",
        "%XMODEMSLEEP",
        "%NCELLMEAS",
        "%XVBATLVL",
        "%XTEMP",
        "#X*",
    },
    started={"Ready", "READY"},
    limits_s={"%XMONITOR": 5, "%NCELLMEAS": 120, "%CONEVAL": 10, "+CFUN=": 60},
    abortable={"%NCELLMEAS"},
)

DIALECT = Dialect(
    name="nordic",
    title="Nordic nRF91",
    makers=r"nordic.*",
    models=r"n?RF9[0-9]{3}.*",
    narrow_models=r".*",
    attach_cid=0,
    manners=MANNERS,
    questions=revised(
        generic.QUESTIONS,
        better={
            "AT+CCID": (Asking("AT%XICCID", iccid),),
            "AT+CGCONTRDP": (Asking("AT+CGCONTRDP=0", granted),),
        },
        more={
            Question.CELL: ((Asking("AT%XMONITOR", monitor),),),
            Question.TEMPERATURE: ((Asking("AT%XTEMP?", temperature),),),
        },
    ),
    extra=MappingProxyType({**generic.EXTRA, "AT%CESQ": levels, "AT%CONEVAL": evaluation}),
)

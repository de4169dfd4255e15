"""Power saving by 27.007: PSM and eDRX as asked and as granted, in seconds."""

from __future__ import annotations

from collections.abc import Sequence

from app.modem.readings import PowerSaving, Reading
from app.modem.timers import active_time_s, edrx_cycle_s, paging_window_s, periodic_tau_s
from app.modem.told import Told, each

_NB_IOT = 5


def psm(lines: Sequence[str]) -> Reading:
    """`AT+CPSMS?`: mode, RAU, GPRS-READY, TAU, active time."""

    def parse(told: Told) -> Reading | None:
        mode = told.whole(0, 0, 2)
        if mode is None:
            return None
        return Reading(
            power_saving=PowerSaving(
                psm_asked=mode == 1,
                tau_asked_s=periodic_tau_s(told.text(3)),
                active_asked_s=active_time_s(told.text(4)),
            )
        )

    return each(lines, "+CPSMS", parse)


def edrx_asked(lines: Sequence[str]) -> Reading:
    """`AT+CEDRXS?`: technology and the cycle asked for, one line a technology."""

    def parse(told: Told) -> Reading | None:
        kind = told.whole(0, 0, 7)
        if kind is None:
            return None
        return Reading(
            power_saving=PowerSaving(edrx_asked_s=edrx_cycle_s(told.text(1), nb_iot=kind == _NB_IOT))
        )

    return each(lines, "+CEDRXS", parse)


def edrx_granted(lines: Sequence[str]) -> Reading:
    """`AT+CEDRXRDP`: technology (0: eDRX is not in use), cycle asked, cycle granted, paging window."""

    def parse(told: Told) -> Reading | None:
        kind = told.whole(0, 0, 7)
        if kind is None:
            return None
        narrow = kind == _NB_IOT
        return Reading(
            power_saving=PowerSaving(
                edrx_asked_s=edrx_cycle_s(told.text(1), nb_iot=narrow),
                edrx_granted_s=edrx_cycle_s(told.text(2), nb_iot=narrow) if kind else None,
                paging_window_s=paging_window_s(told.text(3), nb_iot=narrow) if kind else None,
            )
        )

    return each(lines, "+CEDRXRDP", parse)

"""Power saving asked and granted, in seconds."""

from __future__ import annotations

from app.modem.dialects.generic import DIALECT
from app.modem.readings import PowerSaving

parse = DIALECT.parse


def test_power_saving_asked_and_granted() -> None:
    asked = parse("AT+CPSMS?", ['+CPSMS: 1,,,"00100001","00100010"'])
    assert asked.power_saving == PowerSaving(True, 120, 3600)
    granted = parse("AT+CEDRXRDP", ['+CEDRXRDP: 4,"0101","0010","0011"'])
    assert granted.power_saving == PowerSaving(edrx_asked_s=81.92, edrx_granted_s=20.48, paging_window_s=5.12)
    assert parse("AT+CEDRXRDP", ["+CEDRXRDP: 0"]).power_saving == PowerSaving()
    assert parse("AT+CEDRXS?", ['+CEDRXS: 5,"1001"']).power_saving == PowerSaving(edrx_asked_s=163.84)

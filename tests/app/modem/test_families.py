"""The service on a simulated modem of each family: what it tells is what the script says."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import Any

import pytest

from app.lab.modem import SimulatedModem
from app.lab.modem_personality import models
from app.lab.modem_script import modem_script
from app.modem.readings import Identity, Rat, Reading, SimCard, SimState, Status
from app.modem.service import Modem

DIALECTS = {
    "EG25-G": "quectel",
    "BG96": "quectel",
    "RM520N": "quectel",
    "SIM7600": "simcom",
    "A7670": "simcom",
    "SARA-R5": "ublox",
    "LE910Cx": "telit",
    "nRF9160": "nordic",
    "L850": "intel-xmm",
    "ME909": "huawei",
}
RATS = {"BG96": "LTE-M"}
NARROW = {"BG96", "SARA-R5", "nRF9160"}  # LTE-M, which 27.007 does not tell from LTE
NOT_TOLD = {  # by the family's own commands
    "LE910Cx": {"pci"},
    "nRF9160": {"rsrq_db"},
}
NO_TRIES = {"LE910Cx", "L850"}


def read(table: dict[str, Any]) -> tuple[str, Identity, SimCard, Reading, Reading]:
    async def run() -> tuple[str, Identity, SimCard, Reading, Reading]:
        modem = Modem()
        await modem.open(simulated.url)
        try:
            return (
                modem.dialect.name,
                (await modem.identify()).value,
                (await modem.sim()).value,
                (await modem.registration()).value,
                (await modem.contexts()).value,
            )
        finally:
            await modem.close()

    with SimulatedModem(modem_script({"reply_delay_ms": 0, "drift_db": 0, **table})) as simulated:
        return asyncio.run(run())


@pytest.mark.parametrize("model", models())
def test_a_modem_of_each_family_is_read_right(model: str) -> None:
    rat = RATS.get(model, "LTE")
    dialect, identity, sim, network, session = read({"model": model, "rat": rat})
    assert dialect == DIALECTS[model]
    assert identity.manufacturer
    assert identity.model
    assert identity.imei == "004999010640000"
    assert (sim.state, sim.iccid, sim.imsi) == (SimState.READY, "8931080019012345678", "204080019012345")
    assert sim.pin_tries_left == (None if model in NO_TRIES else 3)
    registration = network.registration
    assert registration is not None
    assert registration.status is Status.HOME
    cell = network.serving
    assert cell is not None, network
    assert (cell.band, cell.channel) == ("B20", 6400)
    assert cell.rat is (Rat.LTE_M if model in NARROW else Rat.LTE)
    assert (cell.tac or registration.tac) == "07D2"
    assert (cell.cell_id or registration.cell_id) == "01A2B304"
    assert network.operator is not None
    assert "20408" in (network.operator.plmn, cell.plmn)
    level, missing = network.level, NOT_TOLD.get(model, set())
    assert cell.pci == (None if "pci" in missing else 214)
    assert level.rsrp_dbm is not None
    assert abs(level.rsrp_dbm + 92) <= 1
    assert level.sinr_db is not None
    assert abs(level.sinr_db - 14) <= 0.5
    if "rsrq_db" not in missing:
        assert level.rsrq_db is not None
        assert abs(level.rsrq_db + 9) <= 0.5
    assert session.contexts[0].apn == "acme.private"
    assert session.granted[0].apn == "acme.private"
    assert session.granted[0].addresses == (ip_address("10.64.3.17"),)
    assert network.unrecognised == session.unrecognised == ()


@pytest.mark.parametrize("model", models())
@pytest.mark.parametrize(
    "table",
    [
        {"registration": "searching"},
        {"registration": "denied", "emm_cause": 13},
        {"sim": "missing"},
        {"sim": "pin"},
        {"active": False},
    ],
    ids=["searching", "denied", "no-sim", "pin", "inactive"],
)
def test_a_modem_of_each_family_in_trouble_tells_nothing_made_up(model: str, table: dict[str, Any]) -> None:
    _dialect, _identity, sim, network, session = read({"model": model, **table})
    assert sim.state is {"missing": SimState.MISSING, "pin": SimState.PIN}.get(
        table.get("sim", ""), SimState.READY
    )
    assert session.granted == ()
    assert not any(context.active for context in session.contexts)
    registration = network.registration
    assert registration is not None
    if "sim" in table:
        assert sim.imsi is None
    if table.get("registration") == "searching":
        assert registration.status is Status.SEARCHING
        assert network.level.rsrp_dbm is None
    if table.get("registration") == "denied":
        cause = registration.emm_cause or (network.refusal.emm_cause if network.refusal else None)
        assert (registration.status, cause) == (Status.DENIED, 13)


def test_nr_standalone() -> None:
    table = {
        "model": "RM520N",
        "rat": "NR",
        "duplex": "TDD",
        "band": 78,
        "earfcn": 630912,
        "pci": 700,
        "cell_id": "1A2B3C4D5",
    }
    _dialect, _identity, _sim, network, _session = read(table)
    cell = network.serving
    assert cell is not None
    assert (cell.rat, cell.band, cell.channel, cell.pci) == (Rat.NR, "n78", 630912, 700)
    assert cell.cell_id == "1A2B3C4D5"
    assert network.registration is not None
    assert network.registration.status is Status.HOME
    assert network.level.rsrp_dbm == -92


def test_nb_iot() -> None:
    _dialect, _identity, _sim, network, _session = read({"model": "BG96", "rat": "NB-IoT", "band": 20})
    cell = network.serving
    assert cell is not None
    assert cell.rat is Rat.NB_IOT

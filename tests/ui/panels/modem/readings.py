"""Readings and exchanges as an EG25 on a private APN tells them."""

from __future__ import annotations

from ipaddress import ip_address

from app.modem.dialects import dialect_for
from app.modem.events import Exchange
from app.modem.origins import Origins
from app.modem.readings import (
    Cell,
    CellRole,
    Domain,
    Granted,
    Identity,
    Operator,
    PdpContext,
    PowerSaving,
    Rat,
    Reading,
    Registration,
    Signal,
    SimCard,
    SimState,
    Status,
)
from app.site.model import About, Sim, Site

ICCID = "8949020000012345678"
QUECTEL = dialect_for("Quectel", "EG25-G")
SITE = Site(
    site=About(name="Pump"), sim=Sim.model_validate({"apn": "acme.private", "static_ip": "10.64.3.17"})
)

READING = Reading(
    identity=Identity("Quectel", "EG25-G", "EG25GGBR07A08M2G", "867929068986789"),
    sim=SimCard(SimState.READY, iccid=ICCID, pin_tries_left=3),
    registrations=(Registration(Domain.EPS, Status.HOME, tac="77B8", rat=Rat.LTE),),
    operator=Operator("Telekom.de", "26201"),
    cells=(
        Cell(
            rat=Rat.LTE,
            band="B20",
            channel=6300,
            pci=28,
            cell_id="04CAA71F",
            tac="77B8",
            downlink_mhz=10,
            signal=Signal(Rat.LTE, rsrp_dbm=-96, sinr_db=7),
        ),
        Cell(CellRole.NEIGHBOUR, Rat.LTE, pci=113, channel=6300, signal=Signal(rsrp_dbm=-101)),
        Cell(CellRole.NEIGHBOUR, Rat.LTE, pci=114, channel=6300, signal=Signal(rsrp_dbm=-109)),
    ),
    contexts=(
        PdpContext(1, "IP", "acme.private", active=True),
        PdpContext(2, "IPV4V6", "ims", active=False),
        PdpContext(3, "IP", ""),
    ),
    granted=(Granted(1, apn="acme.private.mnc001.mcc262.gprs", addresses=(ip_address("10.64.3.17"),)),),
    power_saving=PowerSaving(psm_asked=False, edrx_asked_s=20.48),
)


def exchange(command: str, *lines: str, final: str = "OK", sent_ns: int = 0) -> Exchange:
    return Exchange(command, lines, final, final == "OK", None, None, sent_ns, sent_ns + 13_000_000)


def origins() -> Origins:
    """As after one round of questions."""
    known = Origins()
    for command, line in (
        ("AT+CEREG?", '+CEREG: 2,1,"77B8","04CAA71F",7'),
        ("AT+QCCID", f"+QCCID: {ICCID}"),
        (
            'AT+QENG="servingcell"',
            '+QENG: "servingcell","NOCONN","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,77B8,-96,-11,-66,7,35',
        ),
    ):
        known.note(exchange(command, line), QUECTEL)
    return known

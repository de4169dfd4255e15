"""27.007 as modems really write it: examples of the specification and of the facts, section 3.1."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from app.modem.dialects.generic import DIALECT
from app.modem.dialects.standard_network import registration_report
from app.modem.events import Exchange
from app.modem.readings import (
    Authentication,
    Domain,
    Granted,
    Identity,
    Operator,
    PdpContext,
    PowerSaving,
    Rat,
    Reading,
    Refusal,
    Registration,
    Signal,
    SimCard,
    SimState,
    Status,
)

parse = DIALECT.parse


def exchange(command: str, *lines: str, final: str = "OK", cme: int | None = None) -> Exchange:
    return Exchange(command, lines, final, final == "OK", cme, None, 0, 1)


# --- identity and SIM -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "line", "identity"),
    [
        ("AT+CGMI", "Quectel", Identity(manufacturer="Quectel")),
        ("AT+CGMM", '+CGMM: "Air724UG"', Identity(model="Air724UG")),
        ("AT+CGMR", "Revision: EG25GGBR07A08M2G", Identity(revision="EG25GGBR07A08M2G")),
        ("AT+CGMR", "+CGMR: LE20B03SIM7600M22", Identity(revision="LE20B03SIM7600M22")),
        ("AT+CGSN", "490154203237518", Identity(imei="490154203237518")),
        ("AT+CGSN", '+CGSN: "490154203237518"', Identity(imei="490154203237518")),
        ("AT+GSN", "4901542032375180", Identity(imei="490154203237518")),
    ],
)
def test_identity(command: str, line: str, identity: Identity) -> None:
    assert parse(command, [line]) == Reading(identity=identity)


def test_ati_in_both_layouts() -> None:
    labelled = [
        "Manufacturer: SIMCOM INCORPORATED",
        "Model: SIMCOM_SIM7600E",
        "Revision: X1",
        "IMEI: 490154203237518",
    ]
    assert parse("ATI", labelled).identity == Identity(
        "SIMCOM INCORPORATED", "SIMCOM_SIM7600E", "X1", "490154203237518"
    )
    assert parse("ATI", ["Quectel", "EG25", "Revision: EG25GGBR07A08M2G"]).identity == Identity(
        "Quectel", "EG25", "EG25GGBR07A08M2G"
    )


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("+CPIN: READY", SimState.READY),
        ('"SIM PIN"', SimState.PIN),
        ("+CPIN: SIM PUK", SimState.PUK),
        ("+CPIN: SIM PIN2", SimState.READY),
        ("+CPIN: PH-NET PIN", SimState.PIN),
        ("+CPIN: NOT INSERTED", SimState.MISSING),
    ],
)
def test_sim_state(line: str, state: SimState) -> None:
    sim = parse("AT+CPIN?", [line]).sim
    assert sim is not None and sim.state is state


@pytest.mark.parametrize(
    ("cme", "state"),
    [
        (10, SimState.MISSING),
        (11, SimState.PIN),
        (12, SimState.PUK),
        (13, SimState.FAILURE),
        (14, SimState.BUSY),
    ],
)
def test_sim_state_of_a_refusal(cme: int, state: SimState) -> None:
    reading = DIALECT.read(exchange("AT+CPIN?", final=f"+CME ERROR: {cme}", cme=cme))
    assert reading.sim is not None and reading.sim.state is state
    assert DIALECT.read(exchange("AT+CIMI", final="+CME ERROR: 10", cme=10)).sim is None


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("AT+CCID", "+CCID: 8931080019012345678F"),
        ("AT+ICCID", '+ICCID: "8931080019012345678"'),
        ("AT+QCCID", "+QCCID: 8931080019012345678F"),
        ("AT+CICCID", "+ICCID: 8931080019012345678"),
        ("AT#CCID", "#CCID: 8931080019012345678"),
        ("AT^ICCID?", "^ICCID: 981380009110325476F8"),
        ("AT%XICCID", "%XICCID: 8931080019012345678"),
        ("AT!ICCID?", "!ICCID: 8931080019012345678"),
        ("AT+CCID", "8931080019012345678"),
    ],
)
def test_iccid_of_every_command(command: str, line: str) -> None:
    sim = parse(command, [line]).sim
    assert sim is not None and sim.iccid == "8931080019012345678"


def test_iccid_of_the_card_file() -> None:
    reading = parse("AT+CRSM=176,12258,0,0,10", ['+CRSM: 144,0,"981380009110325476F8"'])
    assert reading == Reading(sim=SimCard(iccid="8931080019012345678"))
    assert parse("AT+CRSM=176,12258,0,0,10", ["+CRSM: 106,130"]).sim is None


def test_tries_left() -> None:
    reading = parse("AT+CPINR", ["+CPINR: SIM PIN,3,3", "+CPINR: SIM PUK,10,10", "+CPINR: SIM PIN2,0,3"])
    assert reading == Reading(sim=SimCard(pin_tries_left=3, puk_tries_left=10))


def test_imsi() -> None:
    assert parse("AT+CIMI", ["262011234567890"]) == Reading(sim=SimCard(imsi="262011234567890"))


# --- network --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CEREG: 0,1", Registration(Domain.EPS, Status.HOME, 0)),
        (
            '+CEREG: 2,1,"77B8","04CAA71F",7',
            Registration(Domain.EPS, Status.HOME, 2, "77B8", "04CAA71F", Rat.LTE),
        ),
        (
            "+CEREG: 2,5,77b8,4caa71f,9",
            Registration(Domain.EPS, Status.ROAMING, 2, "77B8", "04CAA71F", Rat.NB_IOT),
        ),
        ('+CEREG: 3,3,"","",,0,15', Registration(Domain.EPS, Status.DENIED, 3, emm_cause=15)),
        ("+CEREG: 3,3,,,,0,15", Registration(Domain.EPS, Status.DENIED, 3, emm_cause=15)),
        ("+CEREG: 3,3,,,,,0,15", Registration(Domain.EPS, Status.DENIED, 3, emm_cause=15)),
        ("+CEREG: 3,3,,,,1,37", Registration(Domain.EPS, Status.DENIED, 3, vendor_cause=37)),
        (
            '+CEREG: 5,1,"00B7","00011B07",7,,,"00100110","01011111"',
            Registration(
                Domain.EPS,
                Status.HOME,
                5,
                "00B7",
                "00011B07",
                Rat.LTE,
                active_time_s=360,
                periodic_tau_s=1_116_000,
            ),
        ),
        (
            '+CEREG: 5,3,"00B7","00011B07",7,0,11,"11100000","11100000"',
            Registration(Domain.EPS, Status.DENIED, 5, "00B7", "00011B07", Rat.LTE, emm_cause=11),
        ),
        (
            '+CEREG: 2,1,"1A2B","00","04CAA71F",7',  # Novatel: the routing area before the cell
            Registration(Domain.EPS, Status.HOME, 2, "1A2B", "04CAA71F", Rat.LTE),
        ),
        (
            '+CGREG: 2,1,"1A2B","00C80BC9",2,"01"',
            Registration(Domain.PS, Status.HOME, 2, "1A2B", "00C80BC9", Rat.UMTS),
        ),
        (
            '+CGREG: 3,3,"1A2B","00C80BC9",2,"01",0,7',
            Registration(Domain.PS, Status.DENIED, 3, "1A2B", "00C80BC9", Rat.UMTS, emm_cause=7),
        ),
        ('+CREG: 2,1,"FFFE","0FFFFFFF"', Registration(Domain.CS, Status.HOME, 2)),
        ('+CREG: 2,1,"0143","83BA",0', Registration(Domain.CS, Status.HOME, 2, "0143", "83BA", Rat.GSM)),
        (
            '+C5GREG: 2,1,"14225C","0C027F5065",11,1,"01"',
            Registration(Domain.FIVE_GS, Status.HOME, 2, "14225C", "C027F5065", Rat.NR),
        ),
        ("+C5GREG: 0", Registration(Domain.FIVE_GS, None, 0)),
        ("+CEREG: 0,90", Registration(Domain.EPS, Status.UNKNOWN, 0)),
        ("+CREG: 0,6", Registration(Domain.CS, Status.HOME, 0, sms_only=True)),
    ],
)
def test_registration(line: str, expected: Registration) -> None:
    assert parse("AT+CEREG?", [line]) == Reading(registrations=(expected,))


def test_registration_report_has_no_mode() -> None:
    reading = registration_report('+CEREG: 5,"77B8","04CAA71F",7')
    assert reading == Reading(
        registrations=(Registration(Domain.EPS, Status.ROAMING, None, "77B8", "04CAA71F", Rat.LTE),)
    )
    denied = registration_report("+CEREG: 3,,,,,0,15")
    assert denied is not None and denied.registrations[0].emm_cause == 15
    assert registration_report("+CSQ: 1,99") is None


def test_an_impossible_area_is_shown_raw() -> None:
    line = '+CEREG: 2,1,"123456","04CAA71F",7'
    reading = parse("AT+CEREG?", [line])
    assert reading.registrations[0].tac is None and reading.unrecognised == (line,)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+COPS: 0", Operator(automatic=True)),
        ('+COPS: 0,0,"Telekom.de",7', Operator("Telekom.de", None, Rat.LTE, True, 0)),
        ('+COPS: 1,2,"26201",9', Operator(None, "26201", Rat.NB_IOT, False, 2)),
        ('+COPS:0,255,"",0', Operator(automatic=True)),
        ('+COPS: 0,0,"00540065006C",7', Operator("Tel", None, Rat.LTE, True, 0)),
        ("+COPS: 2", Operator()),
    ],
)
def test_operator(line: str, expected: Operator) -> None:
    assert parse("AT+COPS?", [line]) == Reading(operator=expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CSQ: 20,99", Signal(rssi_dbm=-73)),
        ("+CSQ: 31,0", Signal(rssi_dbm=-51)),
        ("+CSQ: 0,0", Signal(below_scale=True)),
        ("+CSQ: 99,99", Signal()),
        ("+CSQ: 11,26", Signal(rssi_dbm=-91)),
    ],
)
def test_csq(line: str, expected: Signal) -> None:
    assert parse("AT+CSQ", [line]) == Reading(signal=expected)


def test_csq_out_of_range_is_no_level() -> None:
    assert parse("AT+CSQ", ["+CSQ: 32,99"]) == Reading(unrecognised=("+CSQ: 32,99",))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CESQ: 99,99,255,255,18,45", Signal(Rat.LTE, rsrq_db=-11, rsrp_dbm=-96)),
        ("+CESQ: 99,99,255,255,255,255", Signal()),
        ("+CESQ: 0,0,255,255,0,0", Signal(below_scale=True)),
        ("+CESQ: 30,0,255,255,255,255", Signal(rssi_dbm=-81)),
        ("+CESQ: 99,99,40,20,255,255", Signal(Rat.UMTS, rscp_dbm=-81, ecio_db=-14.5)),
        (
            "+CESQ: 99,99,255,255,255,255,65,61,71",
            Signal(Rat.NR, rsrp_dbm=-96, rsrq_db=-11, sinr_db=12),
        ),
        ("+CESQ: 17,99,255,255,4,29,255,255,255", Signal(Rat.LTE, rssi_dbm=-94, rsrq_db=-18, rsrp_dbm=-112)),
    ],
)
def test_cesq(line: str, expected: Signal) -> None:
    assert parse("AT+CESQ", [line]) == Reading(signal=expected)


# --- packet ---------------------------------------------------------------------------------------


def test_contexts_asked_active_and_addressed() -> None:
    asked = parse(
        "AT+CGDCONT?",
        [
            '+CGDCONT: 1,"IP","acme.private","0.0.0.0",0,0,0,0',
            '+CGDCONT: 2,"IPV4V6","ims","",0,0',
            '+CGDCONT: 3,"IP",""',
        ],
    )
    active = parse("AT+CGACT?", ["+CGACT: 1,1", "+CGACT: 2, 0"])
    addressed = parse("AT+CGPADDR", ['+CGPADDR: 1,"10.64.3.17"', '+CGPADDR: 2,"0.0.0.0"', '+CGPADDR: 3,""'])
    secured = parse("AT+CGAUTH?", ['+CGAUTH: 1,2,"field","hunter2"', "+CGAUTH: 2,0"])
    reading = asked.plus(active).plus(addressed).plus(secured)
    assert reading == Reading(
        contexts=(
            PdpContext(1, "IP", "acme.private", (ip_address("10.64.3.17"),), True, Authentication.CHAP),
            PdpContext(2, "IPV4V6", "ims", (), False, Authentication.NONE),
            PdpContext(3, "IP", ""),
        )
    )


def test_a_blank_behind_the_apn_stays_visible() -> None:
    assert parse("AT+CGDCONT?", ['+CGDCONT: 1,"IP","acme.private "']).contexts[0].apn == "acme.private "


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("+CGPADDR: 1,198.51.100.23", ["198.51.100.23"]),
        ('+CGPADDR: 1,"10.5.116.238","2001:db8::5"', ["10.5.116.238", "2001:db8::5"]),
        ('+CGPADDR: 1,"32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.5"', ["2001:db8::5"]),
        ('+CGPADDR: 1,"IPV4:10.32.140.122    IPV6:::18C9:1"', ["10.32.140.122", "::18c9:1"]),
        ('+CGPADDR: 1,"",""', []),
        ("+CGPADDR: 1", []),
    ],
)
def test_address_forms(line: str, addresses: list[str]) -> None:
    reading = parse("AT+CGPADDR", [line])
    assert reading == Reading(contexts=(PdpContext(1, addresses=tuple(map(ip_address, addresses))),))


def test_authentication_keeps_no_raw_line() -> None:
    assert parse("AT+CGAUTH?", ['+CGAUTH: x,9,"field","hunter2"']) == Reading()


GRANTED = Granted(
    1,
    5,
    "acme.private.mnc001.mcc262.gprs",
    (ip_address("10.64.3.17"),),
    None,
    ip_address("10.64.3.18"),
    (ip_address("10.64.0.1"), ip_address("10.64.0.2")),
)


@pytest.mark.parametrize(
    "line",
    [
        '+CGCONTRDP: 1,5,"acme.private.mnc001.mcc262.gprs","10.64.3.17","10.64.3.18","10.64.0.1","10.64.0.2"',
        "+CGCONTRDP: 1,5,acme.private.mnc001.mcc262.gprs,10.64.3.17,10.64.3.18,10.64.0.1,10.64.0.2",
        '+CGCONTRDP: 1,5,"acme.private.mnc001.mcc262.gprs",10.64.3.17, "10.64.3.18","10.64.0.1","10.64.0.2"',
    ],
)
def test_granted_quoted_or_not(line: str) -> None:
    assert parse("AT+CGCONTRDP=1", [line]) == Reading(granted=(GRANTED,))


def test_granted_with_mask_mtu_and_no_gateway() -> None:
    line = '+CGCONTRDP: 1,5,"acme","10.64.3.17.255.255.255.252","","10.64.0.1","","","",0,0,1430'
    assert parse("AT+CGCONTRDP", [line]).granted == (
        Granted(1, 5, "acme", (ip_address("10.64.3.17"),), 30, None, (ip_address("10.64.0.1"),), 1430),
    )


def test_granted_with_the_mask_in_a_field_of_its_own() -> None:
    line = '+CGCONTRDP: 1,5,"acme","10.64.3.17","255.255.255.0","10.64.3.1","10.64.0.1"'
    (granted,) = parse("AT+CGCONTRDP", [line]).granted
    assert (str(granted.gateway), granted.prefix_length) == ("10.64.3.1", 24)


def test_granted_families_in_two_lines_and_in_one() -> None:
    v6 = "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.5"
    dns6 = "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.53"
    two = parse(
        "AT+CGCONTRDP",
        ['+CGCONTRDP: 1,5,"acme","10.64.3.17","","10.64.0.1"', f'+CGCONTRDP: 1,5,"acme","{v6}","","{dns6}"'],
    )
    one = parse("AT+CGCONTRDP", [f'+CGCONTRDP: 1,5,"acme","10.64.3.17 {v6}","","10.64.0.1 {dns6}"'])
    for reading in (two, one):
        (granted,) = reading.granted
        assert [str(address) for address in granted.addresses] == ["10.64.3.17", "2001:db8::5"]
        assert [str(address) for address in granted.dns] == ["10.64.0.1", "2001:db8::35"]


@pytest.mark.parametrize(
    ("line", "emm", "esm"),
    [
        ('+CEER: "EMM reject",19,"ESM failure"', 19, None),
        ("+CEER: EMM cause 33, x", None, None),
        ("+CEER: ESM cause 33, requested service option not subscribed", None, 33),
        ("+CEER: EMM_CAUSE_ESM_FAILURE", 19, None),
        ("+CEER: Requested service option not subscribed (#33)", None, 33),
        ("+CEER: Missing or unknown APN", None, 27),
        ("+CEER: No cause information available", None, None),
        ("+CEER: 0,NONE", None, None),
    ],
)
def test_refusal(line: str, emm: int | None, esm: int | None) -> None:
    text = line.removeprefix("+CEER: ")
    assert parse("AT+CEER", [line]) == Reading(refusal=Refusal(text, emm, esm))


def test_power_saving_asked_and_granted() -> None:
    asked = parse("AT+CPSMS?", ['+CPSMS: 1,,,"00100001","00100010"'])
    assert asked.power_saving == PowerSaving(True, 120, 3600)
    granted = parse("AT+CEDRXRDP", ['+CEDRXRDP: 4,"0101","0010","0011"'])
    assert granted.power_saving == PowerSaving(edrx_asked_s=81.92, edrx_granted_s=20.48, paging_window_s=5.12)
    assert parse("AT+CEDRXRDP", ["+CEDRXRDP: 0"]).power_saving == PowerSaving()
    assert parse("AT+CEDRXS?", ['+CEDRXS: 5,"1001"']).power_saving == PowerSaving(edrx_asked_s=163.84)


def test_a_command_that_nobody_knows_is_shown_raw() -> None:
    assert parse("AT+UNKNOWN?", ["+UNKNOWN: 1"]) == Reading(unrecognised=("+UNKNOWN: 1",))


def test_a_command_is_known_by_its_name_too() -> None:
    assert parse("at+cgcontrdp=5", ['+CGCONTRDP: 5,6,"a"']).granted[0].cid == 5

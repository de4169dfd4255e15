"""u-blox, Telit, Sierra, Huawei, Nordic, Fibocom, Intel, Cinterion, ZTE, ASR, MeiG: a layout at a time."""

from __future__ import annotations

import pytest

from app.modem.dialects import asr, cinterion, fibocom, huawei, meig, nordic, sierra, telit, ublox, zte
from app.modem.readings import (
    Antenna,
    CellRole,
    Duplex,
    Operator,
    Rat,
    Reading,
    Refusal,
    Signal,
    SimCard,
    SimState,
    Status,
    Temperature,
)

# --- u-blox ---------------------------------------------------------------------------------------


def test_ublox_sara_r5() -> None:
    reading = ublox.DIALECT.parse(
        "AT+UCGED?",
        [
            "+UCGED: 2",
            "6,4,001,01",
            "2525,5,50,50,e8fe,1a2d001,1,d60814d1,8001,01,28,31,13.75,3,1,10,28,-50,-6,0,255,255,0",
        ],
    )
    cell = reading.serving
    assert cell is not None and reading.unrecognised == ()
    assert (cell.plmn, cell.band, cell.channel, cell.pci) == ("00101", "B5", 2525, 1)
    assert (cell.tac, cell.cell_id, cell.downlink_mhz) == ("E8FE", "01A2D001", 10)
    assert cell.signal == Signal(Rat.LTE, rsrp_dbm=-113, rsrq_db=-4.5, sinr_db=13.75)


def test_ublox_without_a_cell() -> None:
    reading = ublox.DIALECT.parse(
        "AT+UCGED?",
        [
            "+UCGED: 2",
            "6,2,fff,fff",
            "65535,255,255,255,ffff,0000000,65535,00000000,ffff,ff,255,255,255,1,255,255,255,255,255,0,255,255,0",
        ],
    )
    cell = reading.serving
    assert cell is not None and reading.unrecognised == ()
    assert (cell.plmn, cell.band, cell.channel, cell.pci, cell.tac, cell.cell_id) == (None,) * 6
    assert cell.signal == Signal(Rat.LTE)


def test_ublox_sara_r422_tells_the_esm_cause() -> None:
    line = '5110,12,10,10,830e,162,-86,-14,131,33,3,255,128,"FB306E02"'
    reading = ublox.DIALECT.parse("AT+UCGED?", ["+UCGED: 2", "6,310,410", line])
    cell = reading.serving
    assert cell is not None and (cell.plmn, cell.band, cell.pci) == ("310410", "B12", 162)
    assert cell.signal == Signal(Rat.LTE, rsrp_dbm=-86, rsrq_db=-14)
    assert reading.refusal == Refusal(esm_cause=33)
    quiet = ublox.DIALECT.parse("AT+UCGED?", ["+UCGED: 2", "6,310,410", line.replace(",33,", ",-1,")])
    assert quiet.refusal is None


def test_ublox_sara_r410_gives_levels_alone() -> None:
    reading = ublox.DIALECT.parse("AT+UCGED?", ['+RSRP: 162,5110,"-078.00",', '+RSRQ: 162,5110,"-14.20",'])
    cell = reading.serving
    assert cell is not None and (cell.pci, cell.channel) == (162, 5110)
    assert (cell.signal.rsrp_dbm, cell.signal.rsrq_db) == (-78, -14.2)


def test_ublox_tries_left() -> None:
    assert ublox.DIALECT.parse("AT+UPINCNT", ["+UPINCNT: 3,2,10,9"]).sim == SimCard(
        pin_tries_left=3, puk_tries_left=10
    )


# --- Telit ----------------------------------------------------------------------------------------


def test_telit_lm960() -> None:
    line = (
        '#RFSTS: "262 01",6300,-96,-66,-11,77B8,255,-5,1280,19,2,4CAA71F,"262011234567890","Telekom.de",3,20'
    )
    reading = telit.DIALECT.parse("AT#RFSTS", [line])
    cell = reading.serving
    assert cell is not None and reading.unrecognised == ()
    assert (cell.plmn, cell.band, cell.tac, cell.cell_id) == ("26201", "B20", "77B8", "04CAA71F")
    assert cell.signal == Signal(Rat.LTE, -66, -96, -11, tx_power_dbm=-5)
    assert reading.operator == Operator("Telekom.de", "26201", Rat.LTE)
    assert reading.sim is None  # the IMSI is an anchor only


def test_telit_le910cx_has_no_rac_and_a_code_behind_the_band() -> None:
    line = '#RFSTS: "286 01",1651,-101,-66,-15,2242,,128,3,1,0B5D121,"286011234567890","Turkcell",3,3,108'
    cell = telit.DIALECT.parse("AT#RFSTS", [line]).serving
    assert cell is not None and (cell.band, cell.cell_id, cell.tac) == ("B3", "00B5D121", "2242")
    assert cell.signal == Signal(Rat.LTE, -66, -101, -15, 1.6)


def test_telit_gsm() -> None:
    line = '#RFSTS: "204 04",1001,-80,00DE,01,5,19,10,2,9878,"204041234567890","vodafone NL",1,2'
    cell = telit.DIALECT.parse("AT#RFSTS", [line]).serving
    assert cell is not None
    assert (cell.rat, cell.tac, cell.cell_id, cell.signal.rssi_dbm) == (Rat.GSM, "00DE", "9878", -80)


@pytest.mark.parametrize(
    "line",
    [
        '#RFSTS: ,32767,--256,-1,,FFFF,,,,,,,"","",,',
        '#RFSTS: "262 01",6300,-96,-66,-11,77B8,255,-5',
        '#RFSTS: "000 00",-1,-47,FFFF,FF,255,19,27,,FFFF,"","",1,2',
    ],
)
def test_telit_without_its_anchor_is_shown_raw(line: str) -> None:
    assert telit.DIALECT.parse("AT#RFSTS", [line]) == Reading(unrecognised=(line,))


def test_telit_service_and_monitor() -> None:
    service = telit.DIALECT.parse(
        "AT#SERVINFO", ['#SERVINFO: 6300,-66,"Telekom.de","26201",4CAA71F,77B8,1280,3,-96']
    )
    cell = service.serving
    assert cell is not None and (cell.plmn, cell.tac, cell.signal.rsrp_dbm) == ("26201", "77B8", -96)
    monitor = telit.DIALECT.parse(
        "AT#MONI",
        [
            "#MONI: Telekom.de RSRP:-96 RSRQ:-11 TAC:77B8 Id:4CAA71F EARFCN:6300 PWR:-66dbm DRX:1280 pci:28",
            "#MONI: RSRP:-101 RSRQ:-15 Id:71 EARFCN:6300 PWR:-70dbm",
        ],
    )
    first, second = monitor.cells
    assert (first.role, first.cell_id, first.pci, first.band) == (CellRole.SERVING, "04CAA71F", 28, "B20")
    assert (second.role, second.pci, second.signal.rsrp_dbm) == (CellRole.NEIGHBOUR, 0x71, -101)


def test_telit_card() -> None:
    assert telit.DIALECT.parse("AT#QSS?", ["#QSS: 2,3"]).sim == SimCard(SimState.READY)
    assert telit.DIALECT.parse("AT#QSS?", ["#QSS: 2,0"]).sim == SimCard(SimState.MISSING)


# --- Sierra ---------------------------------------------------------------------------------------

GSTATUS = (
    "!GSTATUS: ",
    "Current Time:  4306\t\tTemperature: 35",
    "Reset Counter: 2\t\tMode:        ONLINE",
    "System mode:   LTE        \tPS state:    Attached",
    "LTE band:      B20    \t\tLTE bw:      10 MHz",
    "LTE Rx chan:   6300\t\tLTE Tx chan: 24300",
    "EMM state:     Registered     \tNormal Service",
    "RRC state:     RRC Connected",
    "PCC RxM RSSI:  -66\t\tRSRP (dBm):  -96",
    "PCC RxD RSSI:  -70\t\tRSRP (dBm):  -101",
    "Tx Power:      --\t\tTAC:         77B8 (30648)",
    "RSRQ (dB):     -11.0\t\tCell ID:     04CAA71F (80389919)",
    "SINR (dB):     7.4",
)


def test_sierra_status() -> None:
    reading = sierra.DIALECT.parse("AT!GSTATUS?", GSTATUS)
    cell = reading.serving
    assert cell is not None and reading.unrecognised == ()
    assert (cell.band, cell.channel, cell.tac, cell.cell_id) == ("B20", 6300, "77B8", "04CAA71F")
    assert (cell.downlink_mhz, cell.state) == (10, "RRC Connected")
    assert (cell.signal.rsrp_dbm, cell.signal.rssi_dbm) == (-96, -66)
    assert (cell.signal.rsrq_db, cell.signal.sinr_db, cell.signal.tx_power_dbm) == (-11, 7.4, None)
    assert cell.signal.antennas == (
        Antenna(0, rsrp_dbm=-96, rssi_dbm=-66),
        Antenna(1, rsrp_dbm=-101, rssi_dbm=-70),
    )
    assert reading.temperatures == (Temperature("modem", 35),)


def test_sierra_nr() -> None:
    reading = sierra.DIALECT.parse(
        "AT!GSTATUS?",
        [
            "System mode:   NR5G       \tPS state:    Attached",
            "NR5G TAC:        00002F9A        \t\tNR5G Cell ID:    4CAA71F01 (20579000000)",
            "NR5G band:       n78       \t\tNR5G Carrier ID: 0",
            "NR5G dl bw:      20 MHz    \t\tNR5G ul bw:      20 MHz",
            "NR5G Rx chan:    627340",
            "NR5G RSRP (dBm): -111\t\t\tNR5G RSRQ (dB):  -11",
            "NR5G SINR (dB):  12.0",
        ],
    )
    cell = reading.serving
    assert cell is not None and reading.unrecognised == ()
    assert (cell.rat, cell.band, cell.tac, cell.cell_id) == (Rat.NR, "n78", "002F9A", "4CAA71F01")
    assert (cell.signal.rsrp_dbm, cell.signal.rsrq_db, cell.signal.sinr_db) == (-111, -11, 12)


def test_sierra_searching_has_no_cell() -> None:
    reading = sierra.DIALECT.parse(
        "AT!GSTATUS?", ["System mode:   Unknown          PS state:    Not attached"]
    )
    assert reading == Reading()


def test_sierra_hl78() -> None:
    reading = sierra.HL78.parse("AT+KCELLMEAS=0", ["+KCELLMEAS: -98,105,12,3,9"])
    assert reading.signal == Signal(rsrp_dbm=-98, tx_power_dbm=12, sinr_db=9)


# --- Huawei ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ('^HCSQ:"LTE",55,45,136,18', Signal(Rat.LTE, -66, -96, -11, 7)),
        ('^HCSQ: 2,0,"LTE",55,45,136,18', Signal(Rat.LTE, -66, -96, -11, 7)),
        ('^HCSQ:"WCDMA",30,30,58', Signal(Rat.UMTS, -91, rscp_dbm=-91, ecio_db=-3.5)),
        ('^HCSQ:"LTE",255,255,255,255', Signal(Rat.LTE)),
        ('^HCSQ:"NOSERVICE"', Signal()),
    ],
)
def test_huawei_quality(line: str, signal: Signal) -> None:
    assert huawei.DIALECT.parse("AT^HCSQ?", [line]) == Reading(signal=signal)


def test_huawei_serving_cell_has_pci_in_hex() -> None:
    cell = huawei.DIALECT.parse("AT^MONSC", ["^MONSC: LTE,262,01,6300,4CAA71F,1C,77B8,-96,-11,-66"]).serving
    assert cell is not None and (cell.pci, cell.tac, cell.cell_id, cell.band) == (
        28,
        "77B8",
        "04CAA71F",
        "B20",
    )
    assert cell.signal == Signal(Rat.LTE, -66, -96, -11)
    nr = huawei.DIALECT.parse(
        "AT^MONSC", ["^MONSC: NR,262,01,642048,1,4CAA71F01,114,2F9A,-88,-11,18"]
    ).serving
    assert nr is not None and (nr.pci, nr.signal.sinr_db, nr.tac) == (0x114, 18, "002F9A")


def test_huawei_the_rest() -> None:
    parse = huawei.DIALECT.parse
    carriers = parse(
        "AT^HFREQINFO?",
        ["^HFREQINFO: 0,7,78,642048,3630720,100000,642048,3630720,100000,28,156510,782550,10000,0,0,0"],
    )
    assert [(cell.role, cell.band, cell.downlink_mhz) for cell in carriers.cells] == [
        (CellRole.SERVING, "n78", 100),
        (CellRole.SECONDARY, "n28", 10),
    ]
    assert parse("AT^SYSINFOEX", ['^SYSINFOEX:2,3,0,1,,6,"LTE",101,"LTE"']).operator == Operator(rat=Rat.LTE)
    assert parse("AT^CPIN?", ["^CPIN: READY,,10,3,10,3"]).sim == SimCard(
        SimState.READY, "READY", pin_tries_left=3, puk_tries_left=10
    )
    assert parse("AT^CHIPTEMP?", ["^CHIPTEMP: 245,237,65535"]).temperatures == (
        Temperature("1", 24.5),
        Temperature("2", 23.7),
    )
    assert parse("AT^CHIPTEMP?", ["^CHIPTEMP: 42"]).temperatures == (Temperature("1", 42),)
    (neighbour,) = parse("AT^MONNC", ["^MONNC: LTE,6300,71,-101,-15,-80"]).cells
    assert (neighbour.role, neighbour.channel, neighbour.pci) == (CellRole.NEIGHBOUR, 6300, None)


# --- Nordic ---------------------------------------------------------------------------------------


def test_nordic_monitor() -> None:
    line = (
        '%XMONITOR: 5,"Telekom.de","TDG","26201","77B8",7,20,"04CAA71F",28,6300,44,31,'
        '"","00100110","01011111","01001001"'
    )
    reading = nordic.DIALECT.parse("AT%XMONITOR", [line])
    cell, registration = reading.serving, reading.registration
    assert cell is not None and registration is not None and reading.unrecognised == ()
    assert (cell.band, cell.pci, cell.channel, cell.plmn) == ("B20", 28, 6300, "26201")
    assert (cell.signal.rsrp_dbm, cell.signal.sinr_db) == (-96, 7)
    assert (registration.status, registration.tac) == (Status.ROAMING, "77B8")
    assert (registration.active_time_s, registration.periodic_tau_s) == (360, 1_116_000)
    assert reading.operator is not None and reading.operator.name == "Telekom.de"


def test_nordic_monitor_while_searching() -> None:
    reading = nordic.DIALECT.parse("AT%XMONITOR", ["%XMONITOR: 2"])
    assert reading.registration is not None and reading.registration.status is Status.SEARCHING


def test_nordic_levels_and_evaluation() -> None:
    assert nordic.DIALECT.parse("AT%CESQ", ["%CESQ: 54,2,15,2"]).signal == Signal(rsrp_dbm=-86, rsrq_db=-12)
    line = '%CONEVAL: 0,1,7,44,17,31,"04CAA71F","26201",28,6300,20,0,0,-8,2,1,73'
    cell = nordic.DIALECT.parse("AT%CONEVAL", [line]).serving
    assert cell is not None and (cell.pci, cell.band, cell.signal.rsrp_dbm) == (28, "B20", -96)
    assert (cell.signal.rsrq_db, cell.signal.sinr_db, cell.signal.tx_power_dbm) == (-11, 7, -8)
    assert nordic.DIALECT.parse("AT%CONEVAL", ["%CONEVAL: 1"]) == Reading()
    unknown = nordic.DIALECT.parse("AT%CESQ", ["%CESQ: 255,0,255,0"])
    assert unknown == Reading(signal=Signal())


def test_nordic_temperature_and_attach_context() -> None:
    assert nordic.DIALECT.parse("AT%XTEMP?", ["%XTEMP: 25"]).temperatures == (Temperature("modem", 25),)
    assert nordic.DIALECT.attach_cid == 0


# --- Fibocom and Intel ----------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "+GTCCINFO: "])
def test_fibocom_lines_with_and_without_prefix(prefix: str) -> None:
    reading = fibocom.DIALECT.parse(
        "AT+GTCCINFO?",
        [
            "+GTCCINFO: ",
            f"{prefix}1,4,262,1,77B8,0004CAA71F,6300,28,120,50,15,75,45,18",
            f"{prefix}2,4,,,FFFF,00FFFFFFF,6300,113,,40,40,10",
        ],
    )
    cell, neighbour = reading.cells
    assert reading.unrecognised == ()
    assert (cell.plmn, cell.tac, cell.cell_id, cell.band) == ("26201", "77B8", "04CAA71F", "B20")
    assert cell.downlink_mhz == 10
    assert cell.signal == Signal(Rat.LTE, rsrp_dbm=-96, rsrq_db=-11, sinr_db=7.5)
    assert (neighbour.role, neighbour.pci, neighbour.signal.rsrp_dbm) == (CellRole.NEIGHBOUR, 113, -101)


def test_fibocom_en_dc_and_empty_band() -> None:
    reading = fibocom.FM350.parse(
        "AT+GTCCINFO?",
        [
            "+GTCCINFO:",
            "1,4,262,01,77B8,04CAA71F,1300,28,,,-7,44,44,13",
            "1,9,,,FFFFFFF,00FFFFFFF,642048,130,5078,400,69,49,49,69",
        ],
    )
    lte, nr = reading.cells
    assert reading.unrecognised == ()
    assert (lte.band, lte.signal.sinr_db) == ("B3", -3.5)
    assert (nr.role, nr.rat, nr.band, nr.tac, nr.cell_id) == (CellRole.SECONDARY, Rat.NR, "n78", None, None)
    assert (nr.signal.rsrp_dbm, nr.signal.rsrq_db, nr.signal.sinr_db) == (-108, -9, 11)


def test_fibocom_temperature() -> None:
    assert fibocom.DIALECT.parse("AT+GTSENRDTEMP=1", ["+GTSENRDTEMP: 1,36500"]).temperatures == (
        Temperature("1", 36.5),
    )


XMCI = (
    '+XMCI: 4,262,01,"0x77B8","0x04CAA71F","0x001C","0x0000189C","0x00005EEC",'
    '"0xFFFFFFFF",45,18,14,"0x00000002","0x00000000"'
)


def test_xmm_cells() -> None:
    neighbour = XMCI.replace("4,262,01", "5,000,000").replace("77B8", "FFFE").replace("04CAA71F", "FFFFFFFF")
    reading = fibocom.XMM.parse(
        "AT+XMCI=1", [XMCI, neighbour.replace("0x001C", "0x0071").replace(",14,", ",255,")]
    )
    cell, other = reading.cells
    assert reading.unrecognised == ()
    assert (cell.plmn, cell.band, cell.channel, cell.pci) == ("26201", "B20", 6300, 28)
    assert cell.signal == Signal(Rat.LTE, rsrp_dbm=-96, rsrq_db=-11, sinr_db=7)
    assert (other.role, other.pci, other.signal.sinr_db) == (CellRole.NEIGHBOUR, 113, None)


def test_xmm_broken_records_are_joined() -> None:
    half = XMCI.index('"0xFFFFFFFF"')
    whole = fibocom.XMM.parse("AT+XMCI=1", [XMCI])
    assert fibocom.XMM.parse("AT+XMCI=1", [XMCI[:half], XMCI[half:]]) == whole


def test_xmm_the_rest() -> None:
    parse = fibocom.XMM.parse
    assert parse("AT+XCESQ?", ["+XCESQ: 0,99,99,255,255,18,45,-9"]).signal == Signal(
        rsrp_dbm=-96, rsrq_db=-11, sinr_db=-4.5
    )
    cell = parse("AT+XLEC?", ["+XLEC: 0,2,3,5,BAND_LTE_20,0,0,0,0"]).serving
    assert cell is not None and (cell.band, cell.downlink_mhz) == ("B20", 10)
    assert parse("AT+MTSM=1", ["+MTSM: 52"]).temperatures == (Temperature("modem", 52),)


# --- Cinterion, ZTE, ASR, MeiG --------------------------------------------------------------------


def test_cinterion() -> None:
    parse = cinterion.DIALECT.parse
    cell = parse(
        "AT^SMONI", ["^SMONI: 4G,6300,20,10,10,FDD,262,01,77B8,4CAA71F,28,33,-96,-11,NOCONN"]
    ).serving
    assert cell is not None
    assert (cell.band, cell.duplex, cell.downlink_mhz, cell.state) == ("B20", Duplex.FDD, 10, "NOCONN")
    assert cell.signal == Signal(Rat.LTE, rsrp_dbm=-96, rsrq_db=-11)
    umts = parse("AT^SMONI", ["^SMONI: 3G,10564,296,-7.5,-79,262,01,0143,00228FF,-92,-78,NOCONN"]).serving
    assert umts is not None and umts.signal == Signal(Rat.UMTS, rscp_dbm=-79, ecio_db=-7.5)
    gsm = parse("AT^SMONI", ["^SMONI: 2G,71,-61,262,01,0143,83BA,33,33,3,6,G,NOCONN"]).serving
    assert gsm is not None and (gsm.channel, gsm.signal.rssi_dbm, gsm.cell_id) == (71, -61, "83BA")
    assert parse("AT^SMONI", ["^SMONI: 4G,SEARCH"]) == Reading()
    assert parse('AT^SPIC="SC"', ["^SPIC: 3"]).sim == SimCard(pin_tries_left=3)


def test_zte_reads_only_what_names_itself() -> None:
    parse = zte.DIALECT.parse
    cell = parse("AT+ZCELLINFO?", ["+ZCELLINFO: 0X77B8,0X04CAA71F,28,LTE B20,6300"]).serving
    assert cell is not None and (cell.band, cell.channel, cell.tac, cell.pci) == ("B20", 6300, None, None)
    named = parse("AT+ZCELLINFO?", ["+ZCELLINFO: tac:77B8,cellid:4CAA71F,pci:28,band:LTE B20"]).serving
    assert named is not None and (named.tac, named.cell_id, named.pci) == ("77B8", "04CAA71F", 28)
    assert parse("AT+ZPAS?", ['+ZPAS: "LTE","CS_PS"']).operator == Operator(rat=Rat.LTE)
    assert parse("AT+ZPINPUK=?", ["+ZPINPUK: 3,10"]).sim == SimCard(pin_tries_left=3, puk_tries_left=10)


def test_asr_data_behind_ok() -> None:
    line = (
        "+EEMLTESVC:610, 2, 1, 30648, 28, 6300, 24300, 20, 3, 80389919, 0, 45, 18, 11, 45, 29, 24, 127, 73, 0"
    )
    reading = asr.DIALECT.parse("AT+EEMGINFO?", ["+EEMGINFO : 3, 2", line])
    cell = reading.serving
    assert cell is not None and reading.unrecognised == ()
    assert (cell.plmn, cell.tac, cell.cell_id, cell.pci) == ("26201", "77B8", "04CAA71F", 28)
    assert cell.signal == Signal(Rat.LTE, rsrp_dbm=-96, rsrq_db=-11)
    assert asr.DIALECT.manners.quiet_ns("AT+EEMGINFO?") == 1_000_000_000


def test_meig_with_and_without_sinr() -> None:
    base = '+MENG: "servingcell","NOCONN","LTE",0,262,01,4CAA71F,28,6300,20,3,3,77B8,-96,-11.5,-66'
    with_sinr = meig.DIALECT.parse('AT+MENG="servingcell"', [f"{base},7,35"]).serving
    without = meig.DIALECT.parse('AT+MENG="servingcell"', [f"{base},35"]).serving
    assert with_sinr is not None and without is not None
    assert with_sinr.signal == Signal(Rat.LTE, -66, -96, -11.5, 7)
    assert without.signal == Signal(Rat.LTE, -66, -96, -11.5)
    assert with_sinr.duplex is Duplex.FDD
    (neighbour,) = meig.DIALECT.parse(
        'AT+MENG="neighbourcell"', ['+MENG: "neighbourcell intra","LTE",6300,113,-101,-13.5,-,-,8']
    ).cells
    assert (neighbour.signal.rsrp_dbm, neighbour.signal.rsrq_db) == (-101, -13.5)
    assert meig.DIALECT.parse("AT+TEMP", ['+TEMP: "soc-thmzone","42000"']).temperatures == (
        Temperature("soc-thmzone", 42),
    )

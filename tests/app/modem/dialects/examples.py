"""A good reply for each layout, to be spoilt by the hostile tests."""

from __future__ import annotations

EXAMPLES: tuple[tuple[str, str, str], ...] = (
    ("generic", "AT+CEREG?", '+CEREG: 5,3,"00B7","00011B07",7,0,11,"00100110","01011111"'),
    ("generic", "AT+COPS?", '+COPS: 0,0,"Telekom.de",7'),
    ("generic", "AT+CESQ", "+CESQ: 99,99,255,255,18,45,65,61,71"),
    ("generic", "AT+CGDCONT?", '+CGDCONT: 1,"IP","acme.private","10.64.3.17",0,0,0,0'),
    ("generic", "AT+CGPADDR", '+CGPADDR: 1,"10.64.3.17","2001:db8::5"'),
    (
        "generic",
        "AT+CGCONTRDP",
        '+CGCONTRDP: 1,5,"acme","10.64.3.17.255.255.255.252","10.64.3.18","10.64.0.1","","","",0,0,1430',
    ),
    ("generic", "AT+CPSMS?", '+CPSMS: 1,,,"00100001","00100010"'),
    ("generic", "AT+CEDRXRDP", '+CEDRXRDP: 4,"0101","0010","0011"'),
    ("generic", "AT+CRSM=176,12258,0,0,10", '+CRSM: 144,0,"981380009110325476F8"'),
    (
        "quectel",
        'AT+QENG="servingcell"',
        '+QENG: "servingcell","CONNECT","LTE","FDD",262,01,4CAA71F,28,6300,20,3,3,77B8,-96,-11,-66,7,9,20,41',
    ),
    ("quectel", 'AT+QENG="servingcell"', '+QENG: "NR5G-NSA",262,01,500,-101,14,-11,642048,78,10,1'),
    (
        "quectel",
        'AT+QENG="servingcell"',
        '+QENG: "servingcell","CONNECT","NR5G-SA","TDD",262,01,4CAA71F01,113,2F9A,642048,78,12,-88,-11,18,1',
    ),
    (
        "quectel",
        'AT+QENG="neighbourcell"',
        '+QENG: "neighbourcell intra","LTE",6300,113,-15,-101,-80,-,-,-,-,-,-',
    ),
    ("quectel", "AT+QCSQ", '+QCSQ: "LTE",-66,-96,135,-11'),
    ("quectel", "AT+QNWINFO", '+QNWINFO: "FDD LTE","20408","LTE BAND 20",1300'),
    ("quectel", "AT+QCAINFO", '+QCAINFO: "PCC",6300,50,"LTE BAND 20",1,28,-96,-11,-66,15'),
    ("quectel", "AT+QRSRP?", "+QRSRP: -96,-99,-140,-32768,LTE"),
    (
        "simcom",
        "AT+CPSI?",
        "+CPSI: LTE,Online,262-01,0x77B8,80389919,28,EUTRAN-BAND20,6300,3,3,-110,-961,-664,111",
    ),
    (
        "simcom",
        "AT+CPSI?",
        "+CPSI: NR5G_SA,Online,262-01,0x2F9A,20533866241,113,NR5G_BAND78,642048,-880,-110,180",
    ),
    ("simcom", "AT+CPSI?", "+CPSI: NR5G_NSA,113,NR5G_BAND78,642048,-1010,-115,140"),
    ("simcom", "AT+CPSI?", "+CPSI: GSM,Online,460-00,0x182D,12401,27 EGSM 900,-64,2110,42-42"),
    ("ublox", "AT+UCGED?", "2525,5,50,50,e8fe,1a2d001,1,d60814d1,8001,01,28,31,13.75,3,1,10,28"),
    (
        "telit",
        "AT#RFSTS",
        '#RFSTS: "262 01",6300,-96,-66,-11,77B8,,128,3,1,4CAA71F,"262011234567890","Telekom.de",3,20,108',
    ),
    (
        "sierra",
        "AT!GSTATUS?",
        "System mode:   LTE\tLTE band:      B20    \t\tLTE Rx chan:   6300\tTAC:    77B8 (30648)",
    ),
    ("sierra-hl78", "AT+KCELLMEAS=0", "+KCELLMEAS: -98,105,12,3,9"),
    ("huawei", "AT^HCSQ?", '^HCSQ: 2,0,"LTE",55,45,136,18'),
    ("huawei", "AT^MONSC", "^MONSC: LTE,262,01,6300,4CAA71F,1C,77B8,-96,-11,-66"),
    ("huawei", "AT^HFREQINFO?", "^HFREQINFO: 0,7,78,642048,3630720,100000,642048,3630720,100000"),
    (
        "nordic",
        "AT%XMONITOR",
        '%XMONITOR: 5,"T","T","26201","77B8",7,20,"04CAA71F",28,6300,44,31,"","00100110","01011111","0"',
    ),
    ("nordic", "AT%CONEVAL", '%CONEVAL: 0,1,7,44,17,31,"04CAA71F","26201",28,6300,20,0,0,-8,2,1,73'),
    ("fibocom", "AT+GTCCINFO?", "1,4,262,1,77B8,0004CAA71F,6300,28,120,50,15,75,45,18"),
    ("fibocom", "AT+GTCCINFO?", "1,9,,,FFFFFFF,00FFFFFFF,642048,130,5078,400,69,49,49,69"),
    (
        "intel-xmm",
        "AT+XMCI=1",
        '+XMCI: 4,262,01,"0x77B8","0x04CAA71F","0x001C","0x0000189C","0x00005EEC","0xFFFFFFFF",45,18,14,"0"',
    ),
    ("intel-xmm", "AT+XCESQ?", "+XCESQ: 0,99,99,255,255,18,45,-9"),
    ("cinterion", "AT^SMONI", "^SMONI: 4G,6300,20,10,10,FDD,262,01,77B8,4CAA71F,28,33,-96,-11,NOCONN"),
    ("zte", "AT+ZCELLINFO?", "+ZCELLINFO: 0X77B8,0X04CAA71F,28,LTE B20,6300"),
    (
        "asr",
        "AT+EEMGINFO?",
        "+EEMLTESVC:610, 2, 1, 30648, 28, 6300, 24300, 20, 3, 80389919, 0, 45, 18, 11, 45, 29, 24, 127",
    ),
    (
        "meig",
        'AT+MENG="servingcell"',
        '+MENG: "servingcell","NOCONN","LTE",0,262,01,4CAA71F,28,6300,20,3,3,77B8,-96,-11.5,-66,7,35',
    ),
)

"""Contexts, granted addresses and refusals in the forms of facts 3.1."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from app.modem.dialects.generic import DIALECT
from app.modem.readings import (
    Authentication,
    Granted,
    PdpContext,
    Reading,
    Refusal,
)

parse = DIALECT.parse


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

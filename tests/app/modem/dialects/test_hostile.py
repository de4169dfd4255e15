"""Every parser of every dialect on hostile text: nothing raised, no value out of range, nothing lost."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.modem.dialects import BY_NAME, DIALECTS, Dialect
from app.modem.dialects.base import Parser
from app.modem.events import Exchange
from app.modem.readings import Reading
from tests.app.modem.dialects.examples import EXAMPLES

HOSTILE: tuple[tuple[str, ...], ...] = (
    (),
    ("",),
    (" ",),
    ("ERROR",),
    ("OK",),
    ("+CME ERROR: 10",),
    ("+CME ERROR: SIM not inserted",),
    ("\\xff\\xfe\\x00",),
    ("+",),
    (":",),
    ("+QENG",),
    ("+QENG:",),
    ("+QENG: ",),
    ('+QENG: "servingcell',),
    ("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",),
    ("-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1",),
    (",,,,,,,,,,,,,,,,,,,,,,",),
    ('"' * 50,),
    ("9" * 500,),
    ("+CSQ: " + "9" * 400 + ",99",),
    ("+CSQ: ١,٢",),
    ('+CEREG: 2,1,"' + "F" * 300 + '"',),
    ("\u202e+CSQ: 1,1",),
    ("a" * 4000,),
    tuple(f'+CGDCONT: {cid},"IP","a"' for cid in range(400)),
)

WORDS = [
    "", "-", "0", "1", "2", "4", "5", "7", "9", "-1", "-96", "-960", "-11", "45", "97", "98", "255", "256",
    "65535", "-32768", "-3276", "32767", "2147483648", "262", "01", "001", "FFFE", "FFFF", "FFFFFFF",
    "04CAA71F", "0x77B8", "1.5", "-78.00", "--256", "nan", "inf", "1e9", "LTE", "NR5G-SA", "FDD",
    "servingcell", "NOCONN", "EUTRAN-BAND20", "LTE BAND 20", "262-01", "262 01", "262011234567890",
    "10.64.3.17", "255.255.255.0", "10.64.3.17.255.255.255.0", "::1", "00100110", "1111", "SIM PIN",
    "READY",
]  # fmt: skip
VALUES = st.sampled_from(WORDS)


def parsers() -> Iterator[tuple[str, str, Parser]]:
    seen: set[Parser] = set()
    for dialect in DIALECTS:
        commands = [asking.command for asking in dialect.askings()] + list(dialect.extra)
        for command in commands:
            parser = dialect.parser(command)
            assert parser is not None
            if parser not in seen:
                seen.add(parser)
                yield dialect.name, command, parser


PARSERS = list(parsers())
IDS = [f"{name} {command}" for name, command, _ in PARSERS]


def check(value: object) -> None:
    """Every value that has ranges is within them, and every identity looks like one."""
    if isinstance(value, tuple):
        for item in value:
            check(item)
        return
    if not dataclasses.is_dataclass(value):
        return
    for name, (low, high) in getattr(value, "RANGES", {}).items():
        number = getattr(value, name)
        assert number is None or low <= number <= high
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        pattern = PATTERNS.get(field.name)
        if pattern and inner is not None:
            assert re.fullmatch(pattern, inner), (field.name, inner)
        check(inner)


PATTERNS = {
    "cell_id": "[0-9A-F]{4,9}",
    "tac": "[0-9A-F]{4,6}",
    "plmn": "[0-9]{5,6}",
    "band": "B[0-9]{1,3}|n[0-9]{1,3}|[0-9]{1,4}",
    "iccid": "[0-9]{18,20}",
    "imsi": "[0-9]{14,15}",
    "imei": "[0-9]{14,15}",
}


@pytest.mark.parametrize(("name", "command", "parser"), PARSERS, ids=IDS)
def test_hostile_list(name: str, command: str, parser: Parser) -> None:
    prefix = command[2:].split("=")[0].split("?")[0]
    for lines in HOSTILE:
        check(parser(lines))
        check(parser(tuple(f"{prefix}: {line}" for line in lines)))


@pytest.mark.parametrize(("name", "command", "parser"), PARSERS, ids=IDS)
def test_fields_of_any_kind(name: str, command: str, parser: Parser) -> None:
    prefix = command[2:].split("=")[0].split("?")[0]

    @given(st.lists(st.lists(VALUES, max_size=20), max_size=4), st.booleans(), st.booleans())
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def run(rows: list[list[str]], quoted: bool, prefixed: bool) -> None:
        lines = [
            (f"{prefix}: " if prefixed else "") + ",".join(f'"{text}"' if quoted else text for text in row)
            for row in rows
        ]
        check(parser(lines))

    run()


@given(st.sampled_from(PARSERS), st.lists(st.text(max_size=80), max_size=5))
@settings(max_examples=250, deadline=None)
def test_any_text(chosen: tuple[str, str, Parser], lines: list[str]) -> None:
    check(chosen[2](lines))


@pytest.mark.parametrize(("name", "command", "line"), EXAMPLES, ids=[f"{e[0]} {e[2][:40]}" for e in EXAMPLES])
def test_a_good_line_spoilt_in_one_field_or_cut(name: str, command: str, line: str) -> None:
    """Every field replaced by every word, taken out or doubled, and the line cut at every character."""
    dialect = BY_NAME[name]
    before = ("+UCGED: 2", "6,4,001,01") if name == "ublox" else ()
    assert not dialect.parse(command, (*before, line)).is_empty
    pieces = line.split(",")
    for index, piece in enumerate(pieces):
        for word in WORDS:
            for text in (word, piece[: piece.rfind(":") + 1] + word):
                check(
                    dialect.parse(command, (*before, ",".join([*pieces[:index], text, *pieces[index + 1 :]])))
                )
        check(dialect.parse(command, (*before, ",".join(pieces[:index] + pieces[index + 1 :]))))
        check(dialect.parse(command, (*before, ",".join([*pieces[:index], piece, *pieces[index:]]))))
    for end in range(len(line)):
        check(dialect.parse(command, (*before, line[:end])))


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_garbage_in_an_exchange(dialect: Dialect) -> None:
    for command in ("", "AT", "AT+", ";;;", "AT+CPIN?", "AT+QENG=;"):
        for lines in HOSTILE[:20]:
            for cme in (None, 10, -5, 10**6):
                check(dialect.read(Exchange(command, lines, "+CME ERROR: 1", False, cme, None, 0, 0)))


def test_what_is_not_understood_is_kept() -> None:
    for name, command, parser in PARSERS:
        reading: Reading = parser(["+NONSENSE: 1,2,3"])
        if "CGAUTH" in command:  # its lines may hold a password
            assert reading == Reading()
        else:
            assert not reading.is_empty or reading.unrecognised == ("+NONSENSE: 1,2,3",), (name, command)

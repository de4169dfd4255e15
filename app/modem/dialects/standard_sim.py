"""Identity and SIM by 27.007: who the modem is, which card is in it, whether it is open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.modem import fields
from app.modem.readings import Identity, Reading, SimCard, SimState
from app.modem.told import EMPTY, Told, each

_DIGITS = re.compile(r"(?<![0-9A-Za-z.])([0-9]{14,17})(?![0-9A-Za-z.])")
_ICCID_STORED = re.compile(r"(?<![0-9A-Za-z])(98[0-9]{16}(?:[0-9]{2}|[Ff][0-9]))(?![0-9A-Za-z])")
_ICCID = re.compile(r"(?<![0-9A-Za-z])([0-9]{18,20})[Ff]{0,2}(?![0-9A-Za-z])")
_PRINTABLE = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,79}")
_ATI_KEYS = {"manufacturer": "manufacturer", "model": "model", "revision": "revision", "imei": "imei"}

_SIM_STATES = {
    "READY": SimState.READY,
    "SIM PIN": SimState.PIN,
    "SIM PUK": SimState.PUK,
    "SIM PIN2": SimState.READY,
    "SIM PUK2": SimState.READY,
    "SIM NOT INSERTED": SimState.MISSING,
    "NOT INSERTED": SimState.MISSING,
    "NOT READY": SimState.BUSY,
    "SIM BUSY": SimState.BUSY,
    "SIM FAILURE": SimState.FAILURE,
    "SIM WRONG": SimState.FAILURE,
    "BLOCKED": SimState.FAILURE,
}


def manufacturer(lines: Sequence[str]) -> Reading:
    return _named(lines, "manufacturer")


def model(lines: Sequence[str]) -> Reading:
    return _named(lines, "model")


def revision(lines: Sequence[str]) -> Reading:
    return _named(lines, "revision")


def imei(lines: Sequence[str]) -> Reading:
    """`AT+CGSN`: 15 digits, bare, quoted or behind a prefix (14 and 16 to 17 occur: IMEISV)."""
    for line in lines:
        found = _DIGITS.search(fields.body(line))
        if found:
            return Reading(identity=Identity(imei=found[1][:15] if len(found[1]) > 15 else found[1]))
    return Reading(unrecognised=tuple(lines))


def ati(lines: Sequence[str]) -> Reading:
    """`ATI`: either `Key: value` lines or maker, model and revision on lines of their own."""
    told: dict[str, str] = {}
    bare: list[str] = []
    for line in lines:
        key, colon, value = line.partition(":")
        name = _ATI_KEYS.get(key.strip().lower())
        if colon and name and _text(value):
            told.setdefault(name, _text(value) or "")
        elif not colon and _text(line):
            bare.append(line.strip())
    for name, value in zip(("manufacturer", "model", "revision"), bare, strict=False):
        told.setdefault(name, value)
    if not told:
        return Reading(unrecognised=tuple(lines))
    digits = _DIGITS.search(told.pop("imei", ""))
    return Reading(identity=Identity(**told, imei=digits[1][:15] if digits else None))


def sim_state(lines: Sequence[str]) -> Reading:
    """`AT+CPIN?`: the prefix may be missing and the value quoted (facts 3.1)."""
    for line in lines:
        text = fields.body(line).strip().strip('"').strip()
        state = _SIM_STATES.get(text.upper())
        if state is None and re.fullmatch(r"(?i)PH-?[A-Z]+ (PIN|PUK)", text):
            state = SimState.PUK if text.upper().endswith("PUK") else SimState.PIN
        if state is not None:
            return Reading(sim=SimCard(state=state, state_text=text))
    return Reading(unrecognised=tuple(lines))


def tries_left(lines: Sequence[str]) -> Reading:
    """`AT+CPINR`: `+CPINR: SIM PIN,3,3`, one line a code."""

    def parse(told: Told) -> Reading | None:
        name, left = told.text(0).upper(), told.whole(1, 0, 15)
        if name == "SIM PIN":
            return Reading(sim=SimCard(pin_tries_left=left))
        if name == "SIM PUK":
            return Reading(sim=SimCard(puk_tries_left=left))
        return Reading() if name in ("SIM PIN2", "SIM PUK2") else None

    return each(lines, "+CPINR", parse)


def iccid(lines: Sequence[str]) -> Reading:
    """The card's number by any of its commands; padding with F goes."""
    for line in lines:
        number = iccid_of(fields.body(line))
        if number is not None:
            return Reading(sim=SimCard(iccid=number))
    return Reading(unrecognised=tuple(lines))


def iccid_of(text: str) -> str | None:
    """18 to 20 digits in a text, without padding, also where each pair is swapped as stored on the card."""
    text = text.replace('"', " ")
    stored = _ICCID_STORED.search(text)
    if stored:
        return _swapped(stored[1])
    found = _ICCID.search(text)
    return found[1] if found else None


def iccid_file(lines: Sequence[str]) -> Reading:
    """`AT+CRSM=176,12258,0,0,10`: the card's own file, each pair of digits swapped (102.221 section 13.2)."""

    def parse(told: Told) -> Reading | None:
        content = told.text(2)
        if told.whole(0, 0, 255) != 144 or not re.fullmatch(r"[0-9A-Fa-f]{20}", content):
            return None
        number = _swapped(content)
        return Reading(sim=SimCard(iccid=number)) if re.fullmatch(r"[0-9]{18,20}", number) else None

    return each(lines, "+CRSM", parse)


def _swapped(content: str) -> str:
    return "".join(content[i + 1] + content[i] for i in range(0, 20, 2)).upper().rstrip("F")


def imsi(lines: Sequence[str]) -> Reading:
    """`AT+CIMI`: 6 to 15 digits by E.212, 14 or 15 in practice."""
    for line in lines:
        found = re.fullmatch(r"[0-9]{14,15}", fields.body(line).strip().strip('"'))
        if found:
            return Reading(sim=SimCard(imsi=found[0]))
    return Reading(unrecognised=tuple(lines))


def _named(lines: Sequence[str], name: str) -> Reading:
    """One identification text: bare, quoted, behind its command's prefix or behind a word (`Revision: `)."""
    for line in lines:
        text = _text(re.sub(r"(?i)^(manufacturer|model|revision)\s*:\s*", "", fields.body(line)))
        if text is not None:
            return Reading(identity=Identity(**{name: text}))
    return Reading(unrecognised=tuple(lines))


def _text(text: str) -> str | None:
    cleaned = text.strip().strip('"').strip()
    return cleaned if _PRINTABLE.fullmatch(cleaned) and cleaned.upper() not in EMPTY else None

"""Packet contexts by 27.007: what was asked for, what is active, what the network granted, why it refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.modem import fields
from app.modem.addresses import Interface, addresses, interface_of, is_mask
from app.modem.causes import NAMES, Family
from app.modem.readings import Address, Authentication, Granted, PdpContext, Reading, Refusal
from app.modem.told import EMPTY, Told, each

_CID_MAX = 24
_APN = re.compile(r"[\x20-\x7e]{0,100}")
_TYPES = frozenset({"IP", "IPV4", "IPV6", "IPV4V6", "PPP", "NON-IP", "X.25", "ETHERNET", "UNSTRUCTURED"})
_AUTHENTICATIONS = (
    Authentication.NONE,
    Authentication.PAP,
    Authentication.CHAP,
    Authentication.EITHER,
)


def contexts(lines: Sequence[str]) -> Reading:
    """`AT+CGDCONT?`: what was asked for. An empty APN is legal."""

    def parse(told: Told) -> Reading | None:
        cid, kind, apn = told.whole(0, 0, _CID_MAX), told.text(1).upper(), fields.at(told.fields, 2)
        if cid is None or not _APN.fullmatch(apn):
            return None
        told.impossible |= kind not in _TYPES and kind not in EMPTY
        return Reading(
            contexts=(
                PdpContext(
                    cid,
                    pdp_type=kind if kind in _TYPES else None,
                    apn=apn,
                    addresses=addresses(told.text(3)),
                ),
            )
        )

    return each(lines, "+CGDCONT", parse)


def active(lines: Sequence[str]) -> Reading:
    """`AT+CGACT?`."""

    def parse(told: Told) -> Reading | None:
        cid, state = told.whole(0, 0, _CID_MAX), told.whole(1, 0, 1)
        if cid is None or state is None:
            return None
        return Reading(contexts=(PdpContext(cid, active=state == 1),))

    return each(lines, "+CGACT", parse)


def context_addresses(lines: Sequence[str]) -> Reading:
    """`AT+CGPADDR`: one or two addresses a context in any form; 0.0.0.0 and empty mean none."""

    def parse(told: Told) -> Reading | None:
        cid = told.whole(0, 0, _CID_MAX)
        rest = " ".join(told.fields[1:])
        found = addresses(rest)
        told.impossible |= not found and bool(rest.strip(" .:0")) and rest.strip().upper() not in EMPTY
        return None if cid is None else Reading(contexts=(PdpContext(cid, addresses=found),))

    return each(lines, "+CGPADDR", parse)


def authentication(lines: Sequence[str]) -> Reading:
    """`AT+CGAUTH?`: only the kind. User and password are not looked at, and no raw line is kept."""
    reading = Reading()
    for line in lines[:64]:
        told = Told(line)
        cid, kind = told.whole(0, 0, _CID_MAX), told.whole(1, 0, 3)
        if fields.prefix(line) == "+CGAUTH" and cid is not None and kind is not None:
            context = PdpContext(cid, authentication=_AUTHENTICATIONS[kind])
            reading = reading.plus(Reading(contexts=(context,)))
    return reading


def granted(lines: Sequence[str]) -> Reading:
    """`AT+CGCONTRDP`: quoted or not, address with mask or without, both families in one line or in two."""
    reading = Reading()
    raw: list[str] = []
    for line in lines[:64]:
        part = _granted(Told(line)) if fields.prefix(line) == "+CGCONTRDP" else None
        if part is None:
            raw.append(line)
            continue
        known = {one.cid: one for one in reading.granted}
        if part.cid in known:
            part = _both_families(known[part.cid], part)
        others = tuple(one for one in reading.granted if one.cid != part.cid)
        reading = Reading(granted=(*others, part))
    return reading.plus(Reading(unrecognised=(*raw, *lines[64:])))


def refusal(lines: Sequence[str]) -> Reading:
    """`AT+CEER`: free text; a cause where the text names its family and number, or a cause by its name."""
    texts = [fields.body(line).strip() for line in lines if fields.body(line).strip()]
    text = " ".join(texts)[:300]
    if not text:
        return Reading(unrecognised=tuple(lines))
    emm, esm = _causes(text)
    return Reading(refusal=Refusal(text=text, emm_cause=emm, esm_cause=esm))


def _granted(told: Told) -> Granted | None:
    cid, bearer = told.whole(0, 0, _CID_MAX), told.whole(1, 0, 15)
    apn = fields.at(told.fields, 2).strip()
    if cid is None or not _APN.fullmatch(apn):
        return None
    rest = [text.split() for text in told.fields[3:19]]
    if len(rest) > 1 and rest[0] and "." in rest[0][0] and any(is_mask(token) for token in rest[1]):
        mask = next(token for token in rest[1] if is_mask(token))  # before 27.007 v9.4: a field of its own
        rest[:2] = [[f"{rest[0][0]}.{mask}"]]
    own = _interfaces(rest[:1])
    gateways, dns = _interfaces(rest[1:2]), _interfaces(rest[2:4])
    numbers = [token for tokens in rest[6:] for token in tokens if token.isascii() and token.isdigit()]
    mtu = fields.whole(numbers[2], 68, 65_535) if len(numbers) > 2 else None
    return Granted(
        cid,
        bearer=bearer,
        apn=apn,
        addresses=tuple(one.address for one in own),
        prefix_length=own[0].prefix_length if own else None,
        gateway=gateways[0].address if gateways else None,
        dns=tuple(dict.fromkeys(one.address for one in dns)),
        mtu=mtu,
    )


def _interfaces(groups: Sequence[Sequence[str]]) -> list[Interface]:
    found = [interface_of(token) for tokens in groups for token in tokens]
    return [interface for interface in found if interface is not None]


def _both_families(first: Granted, second: Granted) -> Granted:
    """One context told in two lines, one a family."""
    return Granted(
        first.cid,
        bearer=first.bearer if first.bearer is not None else second.bearer,
        apn=first.apn or second.apn,
        addresses=_unique(first.addresses + second.addresses),
        prefix_length=first.prefix_length if first.prefix_length is not None else second.prefix_length,
        gateway=first.gateway or second.gateway,
        dns=_unique(first.dns + second.dns),
        mtu=first.mtu if first.mtu is not None else second.mtu,
    )


def _unique(values: tuple[Address, ...]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(values))


def _causes(text: str) -> tuple[int | None, int | None]:
    """EMM and ESM cause that a text names."""
    emm = esm = None
    upper = text.upper()
    for family, number in re.findall(r"\b(E[MS]M)\b[^0-9]{0,40}?([0-9]{1,3})(?![0-9])", upper):
        value = int(number)
        if family == "EMM" and emm is None and value in NAMES[Family.EMM]:
            emm = value
        elif family == "ESM" and esm is None and value in NAMES[Family.ESM]:
            esm = value
    letters = re.sub(r"[^a-z0-9]", "", text.lower())
    if emm is None and esm is None:
        named_emm, named_esm = _named(Family.EMM, letters), _named(Family.ESM, letters)
        says_emm, says_esm = "emmcause" in letters, "esmcause" in letters
        if named_esm is not None and (named_emm is None or says_esm) and not says_emm:
            esm = named_esm
        elif named_emm is not None and (named_esm is None or says_emm):
            emm = named_emm
    return emm, esm


def _named(family: Family, letters: str) -> int | None:
    """The cause whose name is in the letters: the longest such name."""
    found = [
        (len(name), number)
        for number, name in ((number, _letters(name)) for number, name in NAMES[family].items())
        if name in letters
    ]
    return max(found)[1] if found else None


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())

"""`linkwright decode`: MQTT packets from standard input, every field and every broken rule."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from app.cli.outcome import FOUND, PASSED, USAGE
from app.cli.output import emit_json, say
from app.core.masking import mask_identities
from app.mqtt.codec import CodecFault, Decoded, Field, FieldValue, Violation, decode
from app.mqtt.framing import FrameReader, FramingFault
from app.mqtt.packet_types import CLIENT_SENDS, SERVER_SENDS, Direction, PacketType, Version
from app.mqtt.secret_fields import secret_places
from app.words.catalogue import _

_HIDDEN = "••••"
_HEX_INPUT = re.compile(rb"(?:0[xX])?[0-9a-fA-F]+(?:[\s,:;-]+(?:0[xX])?[0-9a-fA-F]+)*")
_BETWEEN_DIGITS = re.compile(rb"[\s,:;-]+|0[xX]")
_SHOWN_BYTES = 48


@dataclass(frozen=True, slots=True)
class Entry:
    """A packet of the stream; offset: of its first byte in the stream."""

    offset: int
    raw: bytes
    direction: Direction | None
    decoded: Decoded


@click.command()
@click.option(
    "--version", "number", type=click.Choice([each.number for each in Version]), help="Of the connection."
)
@click.option(
    "--direction", type=click.Choice(["out", "in", "auto"]), default="auto", help="Client to server is out."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option("--unmask", is_flag=True, help="Show passwords, tokens and identities in full.")
def command(number: str | None, direction: str, as_json: bool, unmask: bool) -> int:
    """Decode the packets on standard input, raw or as hex digits.

    Without --version the CONNECT in the stream decides, or else the version that fits the bytes best.
    Exit 0 when every packet keeps to the standard, 1 when one does not, 2 when the bytes are no packets.
    """
    stream = _bytes_of(sys.stdin.buffer.read())
    if not stream:
        raise click.UsageError(_("There is nothing on standard input."))
    pieces, fault = _cut(stream)
    side = None if direction == "auto" else Direction(direction)
    version = Version.from_number(number) if number else _best_version(pieces, side)
    entries = list(_decoded(pieces, version, side))
    if as_json:
        emit_json(_document(entries, fault, masked=not unmask))
    else:
        for index, entry in enumerate(entries, 1):
            _tell(index, entry, masked=not unmask)
    if fault is not None:
        text = _("Byte {offset} begins nothing that is MQTT: {code}")
        say(text.format(offset=fault.evidence["offset"], code=fault.code))
        return USAGE
    return FOUND if any(entry.decoded.violations for entry in entries) else PASSED


def _bytes_of(text: bytes) -> bytes:
    """Raw bytes as they are, hex digits as the bytes that they stand for.

    No stream of packets is mistaken for hex: a first byte that is a digit would declare a length and a topic
    that such a stream cannot hold.
    """
    stripped = text.strip()
    if stripped and not _HEX_INPUT.fullmatch(stripped):
        return text
    digits = _BETWEEN_DIGITS.sub(b"", stripped)
    if len(digits) % 2:
        raise click.UsageError(_("An odd number of hex digits."))
    return bytes.fromhex(digits.decode())


def _cut(stream: bytes) -> tuple[list[tuple[int, bytes]], CodecFault | None]:
    """The packets with their offsets; what is left at the end counts as a packet that is cut short."""
    reader = FrameReader()
    fault: FramingFault | None = None
    try:
        frames = tuple(reader.feed(stream))
    except FramingFault as broken:
        frames, fault = broken.frames, broken
    pieces: list[tuple[int, bytes]] = []
    position = 0
    for frame in frames:
        pieces.append((position, frame.raw))
        position += len(frame.raw)
    if fault is None and position < len(stream):
        pieces.append((position, stream[position:]))
    return pieces, fault


def _best_version(pieces: list[tuple[int, bytes]], side: Direction | None) -> Version:
    """The version whose rules the packets break least; MQTT 5 where that does not tell."""
    candidates = (Version.V5, Version.V311)
    return min(
        candidates,
        key=lambda version: sum(len(entry.decoded.violations) for entry in _decoded(pieces, version, side)),
    )


def _decoded(pieces: list[tuple[int, bytes]], version: Version, side: Direction | None) -> Iterator[Entry]:
    for offset, raw in pieces:
        packet_type = PacketType(raw[0] >> 4)
        direction = side or _only_direction(packet_type)
        decoded = decode(raw, version, direction)
        if packet_type is PacketType.CONNECT:
            version = decoded.version
        yield Entry(offset, raw, direction, decoded)


def _only_direction(packet_type: PacketType) -> Direction | None:
    """The direction of the types that only one side sends."""
    if packet_type in CLIENT_SENDS:
        return Direction.OUT
    return Direction.IN if packet_type in SERVER_SENDS else None


# What is shown.


def _masked_text(text: str, masked: bool) -> str:
    return mask_identities(text) if masked else text


def _hidden_bytes(entry: Entry, masked: bool) -> set[int]:
    """Offsets of the bytes that are not shown."""
    if not masked:
        return set()
    hidden: set[int] = set()
    for offset, length in [*secret_places(entry.decoded.fields), *_identity_places(entry.decoded.fields)]:
        hidden.update(range(offset, offset + length))
    return hidden


def _identity_places(fields: tuple[Field, ...]) -> Iterator[tuple[int, int]]:
    """Fields with an identity or a token in their text."""
    for field in fields:
        text = field.value if isinstance(field.value, str) else _as_text(field.value)
        if text is not None and not field.children and mask_identities(text) != text:
            yield field.offset, field.length
        yield from _identity_places(field.children)


def _as_text(value: FieldValue) -> str | None:
    """Bytes that are printable UTF-8, as text."""
    if not isinstance(value, bytes):
        return None
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() or not text.strip() else None


def _hex(raw: bytes, hidden: set[int], start: int = 0) -> str:
    return "".join("**" if start + index in hidden else f"{byte:02x}" for index, byte in enumerate(raw))


def _value(field: Field, hidden: set[int], masked: bool) -> Any:
    """The value for JSON: bytes as hex, and as text where they are text."""
    value = field.value
    if isinstance(value, str):
        return _masked_text(value, masked)
    if isinstance(value, tuple):
        return [_masked_text(part, masked) for part in value]
    if not isinstance(value, bytes):
        return value
    shown: dict[str, str] = {"hex": _hex(value, hidden, field.offset + field.length - len(value))}
    text = _as_text(value)
    if text is not None:
        secret = any(field.offset + index in hidden for index in range(field.length))
        masked_text = _masked_text(text, masked)
        shown["text"] = _HIDDEN if secret and masked_text == text else masked_text
    return shown


def _document(entries: list[Entry], fault: CodecFault | None, masked: bool) -> dict[str, Any]:
    return {
        "schema": 1,
        "kind": "decode",
        "masked": masked,
        "packets": [_packet(entry, masked) for entry in entries],
        "fault": None if fault is None else {"code": fault.code, "offset": int(fault.evidence["offset"])},
    }


def _packet(entry: Entry, masked: bool) -> dict[str, Any]:
    decoded = entry.decoded
    hidden = _hidden_bytes(entry, masked)
    return {
        "offset": entry.offset,
        "size_bytes": len(entry.raw),
        "type": decoded.type.name,
        "version": decoded.version.number,
        "direction": entry.direction,
        "whole": decoded.packet is not None,
        "hex": _hex(entry.raw, hidden),
        "fields": [_field(field, hidden, masked) for field in decoded.fields],
        "violations": [_violation(violation) for violation in decoded.violations],
    }


def _field(field: Field, hidden: set[int], masked: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": field.name,
        "offset": field.offset,
        "length": field.length,
        "value": _value(field, hidden, masked),
    }
    if field.bits:
        shown["bits"] = field.bits
    if field.meaning:
        shown["meaning"] = field.meaning
    if field.children:
        shown["children"] = [_field(child, hidden, masked) for child in field.children]
    return shown


def _violation(violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "code": violation.code,
        "field": violation.field,
        "offset": violation.offset,
        "length": violation.length,
    }


def _tell(index: int, entry: Entry, masked: bool) -> None:
    decoded = entry.decoded
    hidden = _hidden_bytes(entry, masked)
    say_out = sys.stdout
    title = f"{index}  {decoded.type.name}  MQTT {decoded.version.number}"
    if entry.direction is not None:
        title += f"  {entry.direction.value}"
    size = _("{count} bytes").format(count=len(entry.raw))
    say(f"{title}  {size}", stream=say_out)
    for line in _field_lines(decoded.fields, hidden, masked, depth=0):
        say(line, stream=say_out)
    for violation in decoded.violations:
        place = f"{violation.offset}+{violation.length}"
        say(f"  ! {violation.rule}  {violation.code}  {violation.field}  {place}", stream=say_out)


def _field_lines(fields: tuple[Field, ...], hidden: set[int], masked: bool, depth: int) -> Iterator[str]:
    for field in fields:
        name = "  " * depth + field.name
        value = _shown(_value(field, hidden, masked), field)
        meaning = f"  ({field.meaning})" if field.meaning else ""
        yield f"  {field.offset:>6} {field.length:>6}  {name:<28} {value}{meaning}".rstrip()
        yield from _field_lines(field.children, hidden, masked, depth + 1)


def _shown(value: Any, field: Field) -> str:
    """One line of plain characters, whatever the packet holds."""
    if isinstance(value, dict):
        if "text" in value:
            return _printable(value["text"])
        digits = str(value["hex"])
        return digits if field.length <= _SHOWN_BYTES else digits[: 2 * _SHOWN_BYTES] + "…"
    if isinstance(value, list):
        return " = ".join(_printable(part) for part in value)
    return _printable(value) if isinstance(value, str) else str(value)


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)

"""`linkwright parse-at`: a modem's reply from standard input as one normalised reading."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from app.cli.outcome import FOUND, PASSED
from app.cli.output import emit_json, say
from app.words.catalogue import _

if TYPE_CHECKING:
    from app.modem.dialects import Dialect
    from app.modem.transcript import Kept


@click.command()
@click.option("--vendor", metavar="NAME", help="Maker or model, e.g. quectel, u-blox, A7670, L850.")
@click.option("--command", "asked", metavar="COMMAND", required=True, help="The AT command that was sent.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option("--unmask", is_flag=True, help="Show identities in full.")
def command(vendor: str | None, asked: str, as_json: bool, unmask: bool) -> int:
    """Read the reply on standard input, as it came, with or without echo and final result.

    Without --vendor: as 27.007 has it, or as the one family has it that knows the command.
    Exit 0 when all of it was understood, 1 when the modem refused or something was not understood.
    """
    from app.modem.at import AtFault
    from app.modem.transcript import SIZE_LIMIT_BYTES, read_reply

    dialect = _dialect(vendor, asked)
    text = sys.stdin.buffer.read(SIZE_LIMIT_BYTES)
    if not text.strip():
        raise click.UsageError(_("There is nothing on standard input."))
    try:
        kept = read_reply(dialect, asked, text)
    except AtFault:
        raise click.UsageError(_("This is no AT command: {command}").format(command=repr(asked))) from None
    document = _document(kept, dialect, masked=not unmask)
    if as_json:
        emit_json(document)
    else:
        _tell(document)
    refused = bool(kept.exchange.final) and not kept.exchange.ok
    return FOUND if refused or kept.reading.unrecognised or kept.noise_bytes else PASSED


def _dialect(vendor: str | None, asked: str) -> Dialect:
    from app.modem.dialects import BY_NAME
    from app.modem.transcript import dialect_named, dialect_that_knows

    if vendor is None:
        return dialect_that_knows(asked)
    found = dialect_named(vendor)
    if found is None:
        text = _("Unknown vendor: {vendor}. Known: {known}.")
        raise click.UsageError(text.format(vendor=vendor, known=", ".join(sorted(BY_NAME))))
    return found


def _document(kept: Kept, dialect: Dialect, *, masked: bool) -> dict[str, Any]:
    from app.cli.readings import reading_document, shown

    exchange = kept.exchange
    return {
        "schema": 1,
        "kind": "parse-at",
        "vendor": dialect.name,
        "command": exchange.command,
        "lines": [shown(line, masked=masked) for line in exchange.lines],
        "final": exchange.final or None,
        "ok": exchange.ok if exchange.final else None,
        "error": _error(kept),
        "reading": reading_document(kept.reading, masked=masked),
        "level": _level(kept),
        "unrecognised": [shown(line, masked=masked) for line in kept.reading.unrecognised],
        "unasked": [shown(line, masked=masked) for line in kept.unasked],
        "noise_bytes": kept.noise_bytes,
    }


def _error(kept: Kept) -> dict[str, Any] | None:
    """The refusal by number and name, and the network's own cause where there is one behind it."""
    from app.modem.causes import Family, cause, network_cause_of_cme

    exchange = kept.exchange
    if exchange.cme is None and exchange.cms is None:
        return None
    family, number = (Family.CME, exchange.cme) if exchange.cme is not None else (Family.CMS, exchange.cms)
    assert number is not None
    behind = network_cause_of_cme(number) if family is Family.CME else None
    return {
        "family": family.value,
        "number": number,
        "name": cause(family, number).name,
        "network_cause": {"code": behind.code, "name": behind.name} if behind is not None else None,
    }


def _level(kept: Kept) -> dict[str, Any] | None:
    """The serving cell's levels with their rating; None where none was told."""
    from app.modem.rating import rate

    serving, level = kept.reading.serving, kept.reading.level
    rated = rate(level, serving.rat if serving is not None else None)
    if rated is None:
        return None
    return {
        "rsrp_dbm": level.rsrp_dbm,
        "rsrq_db": level.rsrq_db,
        "sinr_db": level.sinr_db,
        "rssi_dbm": level.rssi_dbm,
        "rating": rated.rating.value,
        "limited_by": rated.limited_by.value,
    }


def _tell(document: dict[str, Any]) -> None:
    say(f"{document['vendor']}  {document['command']}  {document['final'] or '-'}")
    reading = {name: value for name, value in document["reading"].items() if name != "unrecognised"}
    for path, value in _flat(reading, ""):
        say(f"{path}: {value}", stream=sys.stdout)
    if document["level"] is not None:
        rating, limit = document["level"]["rating"], document["level"]["limited_by"]
        say(f"rating: {rating} ({limit})", stream=sys.stdout)
    if document["error"] is not None:
        error = document["error"]
        say(f"error: {error['family']} {error['number']} {error['name'] or ''}".rstrip(), stream=sys.stdout)
    for line in document["unrecognised"]:
        say(_("Unrecognised layout: {line}").format(line=line))


def _flat(value: Any, path: str) -> list[tuple[str, Any]]:
    """Every leaf with its path: `cells[0].signal.rsrp_dbm`."""
    if isinstance(value, dict):
        return [
            leaf for name, one in value.items() for leaf in _flat(one, f"{path}.{name}" if path else name)
        ]
    if isinstance(value, list):
        return [leaf for index, one in enumerate(value) for leaf in _flat(one, f"{path}[{index}]")]
    return [(path, value)]

"""Words of files with a trace: the comments that Wireshark shows beside the packets, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping

from app.mqtt.flow_values import Flow
from app.mqtt.packet_types import Version
from app.mqtt.trace_record import TraceRecord
from app.words.catalogue import N_, _, n_
from app.words.figures import number
from app.words.flows import kind_name, note_name, note_reason, verdict_reason, verdict_title
from app.words.sentences import Text

TEXTS: Mapping[str, Text] = {
    "trace-unknown-form": Text(
        title=N_("A trace cannot be written as {path}"),
        cause=(N_("The end of the name says which form it has, and this one is not known."),),
        remedy=(N_("End the name in one of {suffixes}."),),
    ),
    "trace-not-written": Text(
        title=N_("The trace {path} could not be written"),
        cause=(N_("The folder does not exist, the disk is full, or this user may not write there."),),
        remedy=(N_("Name another folder."),),
    ),
}
"""Why a file with a trace was not written."""


def flow_comment(flow: Flow, version: Version) -> str:
    """How an exchange ended, and why."""
    title = _("{flow}: {verdict}.").format(flow=kind_name(flow), verdict=verdict_title(flow))
    return f"{title} {verdict_reason(flow, version)}".rstrip()


def note_comment(record: TraceRecord) -> str:
    """What happened to the connection; the real address, which the made-up one stands for."""
    assert record.note is not None
    return ": ".join(part for part in (note_name(record.note), note_reason(record) or record.text) if part)


def file_comment(dropped: int) -> str:
    """What is missing in the file; empty where nothing is."""
    if not dropped:
        return ""
    return n_(
        "{count} older packet was no longer kept and is not in this file.",
        "{count} older packets were no longer kept and are not in this file.",
        dropped,
    ).format(count=number(dropped))

"""The packets as rows: numbers only, the packets themselves are fetched when a row is looked at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.clock import Clock
from app.mqtt.codec import decode
from app.mqtt.flow_values import Flow
from app.mqtt.packet_types import Direction, PacketType
from app.mqtt.reasons import FIRST_ERROR
from app.mqtt.trace import Note, TraceRecord
from app.mqtt.trace_view import TraceView
from app.words import _
from app.words.figures import number
from app.words.flows import anomaly_name, anomaly_text, code_name, note_name, note_reason
from app.words.packets import packet_note
from ui.widgets.text import Tone, tooltip

Index = QModelIndex | QPersistentModelIndex

TONE_ROLE = int(Qt.ItemDataRole.UserRole)
"""The tone of a cell's text, where it is not the usual one."""

_REMOVE_AT_LEAST = 512
_RULES_KEPT = 4_096
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Column(IntEnum):
    TIME = 0
    DELTA = 1
    WAY = 2
    PACKET = 3
    QOS = 4
    ID = 5
    FLAGS = 6
    SESSION = 7
    TOPIC = 8
    BYTES = 9
    REASON = 10


class PacketModel(QAbstractTableModel):
    def __init__(self, view: TraceView, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._clock = clock
        self._numbers: list[int] = []
        self._rules: dict[int, str] = {}

    def append(self, numbers: Sequence[int]) -> None:
        if numbers:
            first = len(self._numbers)
            self.beginInsertRows(QModelIndex(), first, first + len(numbers) - 1)
            self._numbers += numbers
            self.endInsertRows()

    def drop_before(self, number: int) -> None:
        """Let go of rows that are no longer kept; in larger pieces, because every removal is dear."""
        gone = bisect_left(self._numbers, number)
        if gone >= _REMOVE_AT_LEAST or (gone and gone == len(self._numbers)):
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self._numbers[:gone]
            self.endRemoveRows()

    def clear(self) -> None:
        self.beginResetModel()
        self._numbers = []
        self.endResetModel()

    def number_at(self, row: int) -> int | None:
        return self._numbers[row] if 0 <= row < len(self._numbers) else None

    def row_of(self, number: int) -> int | None:
        row = bisect_left(self._numbers, number)
        return row if self.number_at(row) == number else None

    def record_at(self, row: int) -> TraceRecord | None:
        wanted = self.number_at(row)
        return None if wanted is None else self._view.record(wanted)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            _("Time"), _("Δ ms"), "", _("Packet"), _("QoS"), _("Id"), "", _("Session"), _("Topic"),
            _("Bytes"), _("Reason"),
        )[section]  # fmt: skip

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == Column.FLAGS:
            return self._tool_tip(index.row())
        if role != Qt.ItemDataRole.DisplayRole and role != TONE_ROLE:
            return None
        record = self.record_at(index.row())
        if record is None:
            lost = role == Qt.ItemDataRole.DisplayRole and index.column() == Column.PACKET
            return _("no longer kept") if lost else None
        column = Column(index.column())
        return self._text(record, column, index.row()) if role == 0 else self._tone(record, column)

    def _text(self, record: TraceRecord, column: Column, row: int) -> str:
        match column:
            case Column.TIME:
                return self._clock.utc(record.at_ns).astimezone().strftime("%H:%M:%S.%f")[:-3]
            case Column.DELTA:
                before = self.record_at(row - 1)
                return "" if before is None else _delta((record.at_ns - before.at_ns) / 1e6)
            case Column.SESSION:
                return record.session
        return self._note_text(record, column) if record.note else self._packet_text(record, column)

    def _note_text(self, record: TraceRecord, column: Column) -> str:
        assert record.note is not None
        match column:
            case Column.WAY:
                return "×" if record.note is Note.CONNECTION_LOST else "·"
            case Column.PACKET:
                return note_name(record.note)
            case Column.TOPIC:
                asked_for = self._view.was_asked_for(record)
                reason = "" if asked_for else note_reason(record)
                about = record.text if record.note is Note.CONNECTED else reason
                return f"{record.session} · {about}" if about else record.session
        return ""

    def _packet_text(self, record: TraceRecord, column: Column) -> str:
        match column:
            case Column.WAY:
                return "→" if record.direction is Direction.OUT else "←"
            case Column.PACKET:
                return record.type.name
            case Column.QOS:
                return str(record.qos) if record.type is PacketType.PUBLISH else ""
            case Column.ID:
                return "" if record.packet_id is None else str(record.packet_id)
            case Column.FLAGS:
                return self._badge(record)[0]
            case Column.TOPIC:
                return _about(record) if record.topic is None else record.topic
            case Column.BYTES:
                return str(record.size_bytes)
            case Column.REASON:
                return self._rule(record) or code_name(record.type, record.reason, record.version) or ""
        return ""

    def _tone(self, record: TraceRecord, column: Column) -> Tone | None:
        if record.note is not None:
            lost = record.note is Note.CONNECTION_LOST and not self._view.was_asked_for(record)
            return Tone.FAILED if lost else Tone.DIM
        match column:
            case Column.WAY:
                return Tone.ACCENT if record.direction is Direction.OUT else Tone.PASSED
            case Column.FLAGS:
                return self._badge(record)[1]
            case Column.REASON:
                bad = (record.reason or 0) >= FIRST_ERROR or bool(self._rule(record))
                return Tone.FAILED if bad else Tone.DIM
            case Column.DELTA | Column.SESSION:
                return Tone.DIM
        return None

    def _rule(self, record: TraceRecord) -> str:
        """The first statement of the standard that the packet breaks; empty where it breaks none."""
        known = self._rules.get(record.number)
        if known is None:
            broken = decode(record.raw, record.version, record.direction).violations
            known = broken[0].rule if broken else ""
            if len(self._rules) >= _RULES_KEPT:
                self._rules.clear()
            self._rules[record.number] = known
        return known

    def _tool_tip(self, row: int) -> str:
        """The anomalies of a packet in full."""
        record = self.record_at(row)
        flow = None if record is None else self._view.flow_of(record.number)
        if record is None or flow is None:
            return ""
        told = [entry for entry in flow.irregularities if entry.number == record.number]
        return tooltip("\n".join(anomaly_text(entry, flow.direction) for entry in told))

    def _badge(self, record: TraceRecord) -> tuple[str, Tone]:
        """What is remarkable about a packet; the gravest only."""
        flow = self._view.flow_of(record.number)
        if flow is not None:
            for entry in flow.irregularities:
                if entry.number == record.number:
                    return anomaly_name(entry.anomaly), Tone.WARNING
        if record.dup:
            return "DUP", Tone.WARNING
        if flow is not None and _is_repeated(flow, record):
            return _("resent"), Tone.WARNING
        return (_("retained"), Tone.DIM) if record.retain else ("", Tone.DIM)


def _about(record: TraceRecord) -> str:
    about = packet_note(record)
    return f"{record.session} · {about}" if record.type is PacketType.CONNECT else about


def _is_repeated(flow: Flow, record: TraceRecord) -> bool:
    """Whether a packet of this type went the same way in the flow before."""
    return any(
        step.number < record.number and step.type is record.type and step.direction is record.direction
        for step in flow.steps
    )


def _delta(delta_ms: float) -> str:
    return number(delta_ms, 0) if abs(delta_ms) >= 1000 else f"{delta_ms:.1f}".replace("-", "\u2212")


def _alignment(column: int) -> Qt.AlignmentFlag:
    if column in (Column.DELTA, Column.ID, Column.BYTES):
        return _RIGHT
    if column in (Column.WAY, Column.QOS):
        return Qt.AlignmentFlag.AlignCenter
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

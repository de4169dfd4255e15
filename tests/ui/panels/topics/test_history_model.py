"""The history table: newest on top, what is there does not move."""

from __future__ import annotations

from app.core.clock import Clock
from app.mqtt.topics import Kept
from ui.panels.topics.history_model import Column, HistoryModel


def message(number: int, flags: int = 0) -> Kept:
    return Kept(number * 1_000_000_000, str(number).encode(), flags, b"", 1)


def values(model: HistoryModel) -> list[str]:
    return [model.index(row, Column.VALUE).data() for row in range(model.rowCount())]


def test_newest_first_and_insert_on_top(qapp, qtmodeltester):
    model = HistoryModel(Clock.start())
    resets, inserts = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda _p, first, last: inserts.append((first, last)))
    model.show_messages([message(1), message(2)])
    assert values(model) == ["2", "1"]
    model.show_messages([message(1), message(2), message(3)])
    assert values(model) == ["3", "2", "1"]
    assert (len(resets), inserts) == (1, [(0, 0)])
    model.show_messages([message(2), message(3), message(4)])
    assert values(model) == ["4", "3", "2"]
    assert len(resets) == 1
    qtmodeltester.check(model)


def test_columns(qapp):
    model = HistoryModel(Clock.start())
    model.show_messages([message(1), message(3, flags=0b1011)])
    row = [model.index(0, column).data() for column in (Column.SINCE, Column.QOS, Column.FLAGS)]
    assert row == ["2000", "1", "DUP RETAIN"]
    assert model.index(1, Column.SINCE).data() == "–"

"""The table follows the end, and stays where somebody looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from app.core.clock import Clock
from app.mqtt.codec import encode
from app.mqtt.packets import Publish
from app.mqtt.trace import Trace
from app.mqtt.trace_view import TraceView
from tests.ui.panels.tracer.traces import V5, make_trace
from ui.panels.tracer.packet_model import Column, PacketModel
from ui.panels.tracer.packet_table import PacketTable


class Rig:
    """A table over a trace of a hundred messages."""

    def __init__(self, qtbot) -> None:
        self.trace: Trace = make_trace(*[Publish("a/b", b"x", retain=True)] * 100)
        self.view = TraceView(self.trace)
        self.model = PacketModel(self.view, Clock.start())
        self.table = PacketTable(self.model)
        qtbot.addWidget(self.table)
        self.table.resize(760, 300)
        self.table.show()
        self.table.setFocus()
        self.take()

    def take(self) -> None:
        self.model.append(self.view.take().numbers)

    def more(self) -> None:
        self.trace.outbound(1, 2, "s", V5, encode(Publish("a/b", b"x"), V5))
        self.take()

    @property
    def is_at_end(self) -> bool:
        bar = self.table.verticalScrollBar()
        return bar.value() == bar.maximum()


@pytest.fixture
def rig(qtbot) -> Rig:
    return Rig(qtbot)


def test_it_follows_the_end(rig):
    assert rig.table.follows and rig.is_at_end
    rig.more()
    assert rig.is_at_end
    assert not rig.table.grab().isNull()


def test_a_look_upwards_stops_it_and_the_end_key_goes_on(rig, qtbot):
    heard: list[bool] = []
    rig.table.following.connect(heard.append)
    rig.table.verticalScrollBar().setValue(10)
    rig.more()
    assert rig.table.verticalScrollBar().value() == 10
    qtbot.keyClick(rig.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    rig.more()
    assert heard == [False, True]
    assert rig.table.follows and rig.is_at_end


def test_the_focus_alone_goes_nowhere(rig):
    rig.table.clearFocus()
    rig.table.clearSelection()
    rig.table.setCurrentIndex(QModelIndex())
    rig.table.verticalScrollBar().setValue(10)
    rig.table.setFocus()
    assert rig.table.verticalScrollBar().value() == 10
    assert rig.table.currentIndex().row() == 10


def test_a_click_on_a_row_holds_it(rig, qtbot):
    row = rig.model.rowCount() - 4
    spot = rig.table.visualRect(rig.model.index(row, Column.PACKET)).center()
    qtbot.mouseClick(rig.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert rig.table.currentIndex().row() == row
    assert not rig.table.follows
    place = rig.table.verticalScrollBar().value()
    rig.more()
    assert rig.table.verticalScrollBar().value() == place


def test_the_topic_keeps_its_room_in_a_narrow_table(rig):
    assert rig.table.isColumnHidden(Column.SESSION)
    assert rig.table.columnWidth(Column.TOPIC) > 80
    rig.table.resize(1300, 300)
    assert not rig.table.isColumnHidden(Column.SESSION)
    assert rig.table.columnWidth(Column.TOPIC) > 200

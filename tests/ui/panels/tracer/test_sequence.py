"""The painted diagram: its arrows can be clicked, its height follows its lines."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt

from app.mqtt.packet_types import Direction
from ui.panels.tracer.sequence import SequenceDiagram
from ui.panels.tracer.sequence_rows import Arrow, Gap


def test_an_arrow_can_be_clicked(qtbot):
    diagram = SequenceDiagram()
    qtbot.addWidget(diagram)
    rows = [
        Arrow(1, "PUBLISH 7", "QoS 1 · 9 B", Direction.OUT),
        Arrow(2, "PUBACK 7", "100 ms", Direction.IN),
    ]
    diagram.show_rows(rows, 1)
    diagram.resize(400, diagram.height())
    diagram.show()
    with qtbot.waitSignal(diagram.picked) as picked:
        spot = QPoint(200, diagram.top_of(2) + 9)
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=spot)
    assert picked.args == [2]
    assert "PUBACK 7: 100 ms" in diagram.accessibleDescription()


def test_every_line_has_its_room(qtbot):
    diagram = SequenceDiagram()
    qtbot.addWidget(diagram)
    empty = diagram.sizeHint().height()
    lost = Arrow(1, "PUBREL 1", "not answered", Direction.OUT, lost=True)
    again = Arrow(2, "PUBREL 1 again", "4 B", Direction.OUT, again=True)
    diagram.show_rows([lost, Gap("connection ended", "8 s"), again], 2)
    assert diagram.height() > empty + 3 * 40
    assert diagram.top_of(2) > diagram.top_of(1)
    assert not diagram.grab().isNull()

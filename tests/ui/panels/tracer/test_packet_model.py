"""Rows of packets: texts, badges, one insertion a batch, removal in pieces."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.core.clock import Clock
from app.mqtt.codec import encode
from app.mqtt.packet_types import Version
from app.mqtt.packets import Connect, Packet, Puback, Publish, Pubrec, Pubrel
from app.mqtt.trace import Note, Trace
from app.mqtt.trace_view import TraceView
from ui.panels.tracer.packet_model import TONE_ROLE, Column, PacketModel
from ui.widgets.text import Tone

V5 = Version.V5


class Rig:
    """A trace, its view and the model over it."""

    def __init__(self, limit_records: int = 10_000) -> None:
        self.trace = Trace(limit_records)
        self.view = TraceView(self.trace)
        self.model = PacketModel(self.view, Clock.start())
        self._at_ns = 0

    def out(self, packet: Packet | bytes) -> None:
        self._at_ns += 2_500_000
        raw = packet if isinstance(packet, bytes) else encode(packet, V5)
        self.trace.outbound(self._at_ns, self._at_ns, "s", V5, raw)

    def back(self, packet: Packet) -> None:
        self._at_ns += 2_500_000
        self.trace.inbound(self._at_ns, "s", V5, encode(packet, V5), 1, {})

    def take(self) -> None:
        self.model.drop_before(self.view.first_number)
        self.model.append(self.view.take().numbers)

    def row(self, row: int) -> list[str]:
        return [self.model.index(row, column).data() for column in Column][1:]


@pytest.fixture
def rig(qapp) -> Rig:
    return Rig()


def test_rows(rig, qtmodeltester):
    rig.out(Connect("c", clean_start=False))
    rig.out(Publish("a/b", b"x", qos=1, packet_id=7))
    rig.back(Puback(7, 0x87))
    rig.take()
    assert rig.row(0) == ["", "→", "CONNECT", "", "", "", "s", "s · session to be kept", "16", ""]
    assert rig.row(1) == ["2.5", "→", "PUBLISH", "1", "7", "", "s", "a/b", "11", ""]
    assert rig.row(2) == ["2.5", "←", "PUBACK", "", "7", "", "s", "", "5", "Not authorized"]
    assert rig.model.index(2, Column.REASON).data(TONE_ROLE) is Tone.FAILED
    qtmodeltester.check(rig.model)


def test_what_is_remarkable_has_a_badge(rig):
    rig.out(Publish("t", b"x", qos=2, packet_id=1))
    rig.back(Pubrec(1))
    rig.out(Pubrel(1))
    rig.trace.note(Note.CONNECTION_LOST, "s", V5, "closed")
    rig.trace.note(Note.CONNECTED, "s", V5, "10.0.0.1")
    rig.out(Pubrel(1))
    rig.back(Publish("t", b"x", retain=True))
    rig.back(Puback(99))
    rig.take()
    flags = [rig.row(row)[Column.FLAGS - 1] for row in range(rig.model.rowCount())]
    assert flags == ["", "", "", "", "", "resent", "retained", "no question"]
    assert rig.row(3)[Column.PACKET - 1] == "disconnected"
    assert rig.model.index(3, Column.PACKET).data(TONE_ROLE) is Tone.FAILED
    told = rig.model.index(7, Column.FLAGS).data(Qt.ItemDataRole.ToolTipRole)
    assert "MQTT-2.2.1-5" in told


def test_a_broken_rule_stands_in_the_row(rig):
    rig.out(bytes([0x30, 6, 0, 3]) + b"a+b\0")
    rig.take()
    assert rig.row(0)[-1] == "MQTT-3.3.2-2"


def test_one_insertion_a_batch_and_removal_in_pieces(qapp):
    rig = Rig(limit_records=1_000)
    inserted, removed = [], []
    rig.model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    rig.model.rowsRemoved.connect(lambda _parent, first, last: removed.append((first, last)))
    for _ in range(1_000):
        rig.out(Publish("t", b"x"))
    rig.take()
    for _ in range(300):
        rig.out(Publish("t", b"x"))
    rig.take()
    assert (inserted, removed) == ([(0, 999), (1000, 1299)], [])
    assert rig.model.index(0, Column.PACKET).data() in ("PUBLISH", "no longer kept")
    for _ in range(400):
        rig.out(Publish("t", b"x"))
    rig.take()
    assert removed == [(0, 699)]
    assert rig.model.number_at(0) == 701
    assert rig.model.row_of(701) == 0
    assert rig.model.row_of(700) is None

"""The tree of fields: any packet and any bytes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex

from app.mqtt.codec import decode, encode
from app.mqtt.packet_types import Direction, Version
from app.mqtt.packets import Publish
from ui.panels.tracer.field_model import BROKEN_ROLE, FieldModel

V5 = Version.V5


def test_fields(qapp, qtmodeltester):
    raw = encode(Publish("a/b", b"payload", qos=1, packet_id=42), V5)
    model = FieldModel()
    model.show_packet(decode(raw, V5, Direction.OUT))
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names[:3] == ["Fixed header", "Remaining length", "Topic name length"]
    assert model.rowCount(model.index(0, 0)) == 4
    found = model.index_of_byte(raw.index(b"/"))
    assert (found.data(), found.siblingAtColumn(1).data()) == ("Topic name", "a/b")
    assert model.index_of_byte(len(raw)) == QModelIndex()
    qtmodeltester.check(model)


def test_the_broken_field_is_marked(qapp):
    model = FieldModel()
    model.show_packet(decode(bytes([0x30, 6, 0, 3]) + b"a+b\0", V5))
    broken = [
        model.index(row, 0).data() for row in range(model.rowCount()) if model.index(row, 0).data(BROKEN_ROLE)
    ]
    assert broken == ["Topic name"]
    model.show_packet(None)
    assert model.rowCount() == 0


@pytest.mark.parametrize("raw", [b"", b"\x30", b"\x30\xff\xff\xff\xff\xff", bytes(range(256))])
def test_any_bytes_make_a_tree(qapp, qtmodeltester, raw):
    model = FieldModel()
    model.show_packet(decode(raw, V5))
    qtmodeltester.check(model)
    for offset in range(len(raw)):
        index = model.index_of_byte(offset)
        assert not index.isValid() or model.field_at(index) is not None

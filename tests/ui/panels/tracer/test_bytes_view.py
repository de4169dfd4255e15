"""Bytes by mouse and key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.panels.tracer.bytes_view import BytesView


@pytest.fixture
def shown_bytes(qtbot) -> BytesView:
    view = BytesView()
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show_bytes(bytes(range(100)))
    view.show()
    return view


def test_a_click_on_a_byte(qtbot, shown_bytes):
    spot = shown_bytes.byte_box(18).center().toPoint()
    with qtbot.waitSignal(shown_bytes.picked) as picked:
        qtbot.mouseClick(shown_bytes.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert picked.args == [18]


def test_arrow_keys_walk_over_the_bytes(qtbot, shown_bytes):
    walked: list[int] = []
    shown_bytes.picked.connect(walked.append)
    shown_bytes.light(4, 2)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up):
        qtbot.keyClick(shown_bytes, key)
    assert walked == [6, 3, 20, 99]  # up from the first row leads nowhere


def test_what_is_lit_is_brought_into_view(shown_bytes):
    shown_bytes.show_bytes(bytes(10_000))
    shown_bytes.light(9_000, 4)
    assert shown_bytes.viewport().rect().contains(shown_bytes.byte_box(9_000).center().toPoint())
    assert not shown_bytes.grab().isNull()

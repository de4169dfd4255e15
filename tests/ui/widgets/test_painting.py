"""What painted widgets share draws what it says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.theme import Role
from ui.tokens import LIGHT
from ui.widgets.painting import (
    Spin,
    centre,
    colour,
    draw_box,
    draw_focus,
    draw_rule,
    draw_state,
    draw_text,
    text_width,
)


@pytest.fixture
def canvas(qapp: QApplication) -> QImage:
    image = QImage(60, 30, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("#FFFFFF"))
    return image


def _at(image: QImage, x: int, y: int) -> str:
    return image.pixelColor(x, y).name().upper()


def test_a_box_has_its_edge_inside_and_round_corners(canvas: QImage) -> None:
    painter = QPainter(canvas)
    draw_box(painter, QRectF(0, 0, 60, 30), "#00FF00", "#FF0000", radius=8)
    painter.end()
    assert (_at(canvas, 30, 0), _at(canvas, 30, 15), _at(canvas, 0, 0)) == ("#FF0000", "#00FF00", "#FFFFFF")


def test_text_tells_whether_it_was_cut(canvas: QImage) -> None:
    painter = QPainter(canvas)
    assert draw_text(painter, QRectF(0, 0, 40, 20), "much too long for this", Role.BODY, "#000000")
    wide = text_width("ok", Role.BODY)
    assert not draw_text(painter, QRectF(0, 0, wide, 20), "ok", Role.BODY, "#000000")
    painter.end()


def test_a_rule_is_one_pixel_of_border_colour(canvas: QImage) -> None:
    painter = QPainter(canvas)
    draw_rule(painter, 0, 10, 60, LIGHT)
    painter.end()
    assert [_at(canvas, 20, y) for y in (9, 10, 11)] == ["#FFFFFF", LIGHT.border, "#FFFFFF"]


def test_focus_is_a_ring_in_the_accent(canvas: QImage) -> None:
    painter = QPainter(canvas)
    draw_focus(painter, QRectF(0, 0, 60, 30), LIGHT)
    painter.end()
    assert _at(canvas, 30, 15) == "#FFFFFF"
    ring = canvas.pixelColor(30, 1)
    assert ring.blue() > ring.red() + 100


def test_a_running_mark_turns(qapp: QApplication) -> None:
    pictures = []
    for angle in (0, 90):
        image = QImage(20, 20, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor("#FFFFFF"))
        painter = QPainter(image)
        draw_state(painter, 2, 2, 16, State.RUNNING, LIGHT, ground="#FFFFFF", angle=angle)
        painter.end()
        pictures.append(image)
    assert pictures[0] != pictures[1]


def test_a_spin_repaints_only_while_something_runs(qtbot: QtBot) -> None:
    class Counted(QWidget):
        paints = 0

        def paintEvent(self, event: object) -> None:
            self.paints += 1

    widget = Counted()
    qtbot.addWidget(widget)
    spin = Spin(widget)
    widget.show()
    spin.set_running(True)
    qtbot.waitUntil(lambda: widget.paints >= 3)
    spin.set_running(False)
    assert 0 <= spin.angle < 360
    assert not spin._timer.isActive()


def test_small_figures() -> None:
    assert colour("#112233", 0.5).alpha() == 128
    assert centre(QRectF(0, 0, 60, 30), 10).toTuple() == (25, 10)

"""Every icon the program names exists, draws something, and is sharp at each scale."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.chain.hops import State
from ui import icons
from ui.actions import ACTIONS
from ui.panels import PANELS, WELCOME

NAMES = sorted(file.stem for file in icons.FOLDER.glob("*.svg"))


def _ink(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height())
    )


def test_what_actions_and_panels_name_is_there() -> None:
    named = {action.icon for action in ACTIONS} | {spec.icon for spec in (*PANELS, WELCOME)}
    named |= {icons.state_icon(state) for state in State}
    assert named - {""} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_svg_on_the_common_grid_and_draws_something(name: str) -> None:
    root = ElementTree.parse(icons.FOLDER / f"{name}.svg").getroot()
    side = 12 if name.startswith(("arrow-", "check-")) else 24
    assert root.get("viewBox") == f"0 0 {side} {side}"
    assert _ink(icons.image(name, "#FF0000", 24)) > 5


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_an_icon_has_as_many_pixels_as_the_scale_asks(scale: float) -> None:
    image = icons.image("overview", "#FF0000", 16, scale)
    assert image.width() == round(16 * scale)
    assert image.devicePixelRatio() == scale


def test_an_icon_takes_the_colour_and_lets_the_ground_through() -> None:
    image = icons.image("state-passed", "#112233", 24, ground="#FFEEDD")
    colours = {image.pixelColor(x, y).name() for x in range(24) for y in range(24)}
    assert {"#112233", "#ffeedd"} <= colours
    assert "#ffffff" not in colours


def test_the_six_states_differ_in_shape_and_not_only_in_colour() -> None:
    shapes = {bytes(icons.image(icons.state_icon(state), "#000000", 24).constBits()) for state in State}
    assert len(shapes) == len(State)


def test_a_qicon_has_pictures_for_the_usual_scales(qapp: QApplication) -> None:
    made = icons.icon("copy", "#000000", disabled="#888888")
    assert made.availableSizes() != []
    sharp = made.pixmap(QSize(16, 16), 2.0)
    assert sharp.width() == 32
    grey = made.pixmap(QSize(16, 16), 1.0, QIcon.Mode.Disabled).toImage()
    shown = {
        grey.pixelColor(x, y).name()
        for x in range(16)
        for y in range(16)
        if grey.pixelColor(x, y).alpha() > 250
    }
    assert shown == {"#888888"}


def test_drawing_lands_on_whole_pixels(qapp: QApplication) -> None:
    canvas = QImage(48, 48, QImage.Format.Format_ARGB32_Premultiplied)
    canvas.setDevicePixelRatio(2.0)
    canvas.fill(QColor("#FFFFFF"))
    painter = QPainter(canvas)
    icons.draw(painter, "state-not-run", 4.3, 4.1, 16, "#000000")
    painter.end()
    plain = icons.image("state-not-run", "#000000", 16, 2.0)
    drawn = sum(canvas.pixelColor(x, y) != QColor("#FFFFFF") for x in range(48) for y in range(48))
    assert drawn == _ink(plain)


def test_the_application_icon_has_several_sizes(qapp: QApplication) -> None:
    assert len(icons.application_icon().availableSizes()) == 4

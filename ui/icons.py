"""The project's icons: SVG files from resources/icons, in any colour, sharp at any scale.

In a file, `currentColor` is the colour asked for and white is the ground that shows through a state's shape.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from app.chain.names import State

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"

_SCALES = (1.0, 1.5, 2.0)


def state_icon(state: State) -> str:
    """The name of a state's shape."""
    return f"state-{state.value}"


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def image(name: str, colour: str, size: int, scale: float = 1.0, ground: str = "#FFFFFF") -> QImage:
    """A square image of size logical pixels. An image, not a pixmap: it may outlive the application."""
    # Imported with the first icon that is drawn: the window's first paint does not wait for it.
    from PySide6.QtSvg import QSvgRenderer

    text = _source(name).replace("#FFFFFF", ground).replace("currentColor", colour)
    side = round(size * scale)
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


def draw(
    painter: QPainter,
    name: str,
    x: float,
    y: float,
    size: int,
    colour: str,
    *,
    ground: str = "#FFFFFF",
) -> None:
    """Draw an icon with its upper left corner at x, y, moved to whole device pixels."""
    scale = painter.device().devicePixelRatioF()
    left, top = round(x * scale) / scale, round(y * scale) / scale
    picture = image(name, colour, size, scale, ground)
    painter.drawImage(QRectF(left, top, picture.width() / scale, picture.height() / scale), picture)


def icon(name: str, colour: str, size: int = 16, *, disabled: str | None = None) -> QIcon:
    """An icon for Qt's own widgets, with pictures for 100 %, 150 % and 200 %."""
    result = QIcon()
    for scale in _SCALES:
        result.addPixmap(QPixmap.fromImage(image(name, colour, size, scale)), QIcon.Mode.Normal)
        if disabled:
            result.addPixmap(QPixmap.fromImage(image(name, disabled, size, scale)), QIcon.Mode.Disabled)
    return result


def application_icon() -> QIcon:
    """The window's icon: a link of the chain, in colours that do not follow the theme."""
    result = QIcon()
    for side in (16, 32, 64, 128):
        result.addPixmap(QPixmap.fromImage(image("linkwright", "#0B6BCB", side)))
    return result

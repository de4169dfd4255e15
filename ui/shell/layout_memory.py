"""Where the splitters of a panel stood, as text for the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter, QWidget


def remembered(panel: QWidget, name: str) -> dict[str, str]:
    """The splitters inside the panel, by a name that is the same in the next start."""
    return {
        key: bytes(splitter.saveState().toBase64().data()).decode("ascii")
        for key, splitter in _splitters(panel, name)
    }


def restore(panel: QWidget, name: str, layout: Mapping[str, str]) -> None:
    """Put the splitters where they stood; what is unknown or damaged leaves them as they are."""
    for key, splitter in _splitters(panel, name):
        if key in layout:
            splitter.restoreState(QByteArray.fromBase64(layout[key].encode("ascii", "replace")))


def _splitters(panel: QWidget, name: str) -> Iterator[tuple[str, QSplitter]]:
    for place, splitter in enumerate(panel.findChildren(QSplitter)):
        yield f"{name}.{splitter.objectName() or f'splitter-{place}'}", splitter

"""The console shows what is said, in order and bounded, follows only at the end, and sends what is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSlider, QApplication
from pytestqt.qtbot import QtBot

from app.core.clock import Clock
from tests.ui.panels.modem.readings import ICCID, exchange
from ui.panels.modem.console import AtConsole


def console(qtbot: QtBot) -> AtConsole:
    made = AtConsole(Clock.start())
    qtbot.addWidget(made)
    made.resize(480, 320)
    made.show()
    return made


def shown(made: AtConsole, qtbot: QtBot, text: str) -> str:
    qtbot.waitUntil(lambda: text in made.text.toPlainText(), timeout=3000)
    return made.text.toPlainText()


def test_exchanges_and_what_comes_unasked(qtbot: QtBot) -> None:
    made = console(qtbot)
    made.add(exchange("AT+QCCID", f"+QCCID: {ICCID}"))
    made.add_unasked("+CEREG: 5", 0)
    made.add_note("left out")
    text = shown(made, qtbot, "left out")
    assert "> AT+QCCID" in text
    assert "! +CEREG: 5" in text
    assert ICCID not in text


def test_polling_can_be_left_out_but_not_what_was_typed(qtbot: QtBot) -> None:
    made = console(qtbot)
    qtbot.mouseClick(made.quiet, Qt.MouseButton.LeftButton)
    made.expect("AT+CSQ")
    for command in ("AT+CSQ", "AT+CSQ", "AT+CEREG?"):
        made.add(exchange(command))
    made.add_note("end")
    text = shown(made, qtbot, "end")
    assert text.count("> AT+CSQ") == 1
    assert "AT+CEREG?" not in text


def test_return_sends_and_only_one_at_a_time(qtbot: QtBot) -> None:
    made = console(qtbot)
    sent: list[str] = []
    made.sent.connect(sent.append)
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    made.line.setText("ATI")
    made.line.completer().popup().hide()
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    assert sent == ["ATI"]
    made.set_busy("ATI")
    assert made.stop.isVisible()
    made.line.setText("AT+CSQ")
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    assert sent == ["ATI"]
    with qtbot.waitSignal(made.stopped):
        qtbot.mouseClick(made.stop, Qt.MouseButton.LeftButton)
    made.set_busy(None)
    assert not made.stop.isVisible()


def test_a_flood_is_bounded_and_says_what_is_missing(qtbot: QtBot) -> None:
    made = console(qtbot)
    made.set_shown(False)
    for number in range(2500):
        made.add_unasked(f"line {number}", 0)
    made.set_shown(True)
    text = shown(made, qtbot, "line 2499")
    assert text.count("\n") < 2001
    assert "line 100\n" not in text


def test_who_reads_above_is_not_pulled_down(qtbot: QtBot) -> None:
    made = console(qtbot)
    for number in range(200):
        made.add_unasked(f"line {number}", 0)
    shown(made, qtbot, "line 199")
    bar = made.text.verticalScrollBar()
    assert bar.value() == bar.maximum()
    made.resize(480, 260)
    QApplication.processEvents()
    assert bar.value() == bar.maximum()  # still at the end
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    made.add_note("later")
    shown(made, qtbot, "later")
    QApplication.processEvents()
    assert bar.value() == bar.minimum()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)
    made.add_note("last")
    shown(made, qtbot, "last")
    assert bar.value() == bar.maximum()

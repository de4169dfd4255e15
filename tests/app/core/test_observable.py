"""Signal: order, disconnecting, disconnecting while it is emitted."""

from __future__ import annotations

from app.core.observable import Signal


def test_listeners_hear_in_order_until_they_disconnect():
    signal: Signal[int] = Signal()
    heard: list[tuple[str, int]] = []
    drop_first = signal.connect(lambda value: heard.append(("first", value)))
    signal.connect(lambda value: heard.append(("second", value)))
    signal.emit(1)
    drop_first()
    drop_first()
    signal.emit(2)
    assert heard == [("first", 1), ("second", 1), ("second", 2)]


def test_a_listener_may_leave_while_it_listens():
    signal: Signal[int] = Signal()
    heard: list[int] = []

    def once(value: int) -> None:
        heard.append(value)
        leave()

    leave = signal.connect(once)
    signal.emit(1)
    signal.emit(2)
    assert heard == [1]

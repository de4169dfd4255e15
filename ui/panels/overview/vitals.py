"""Three figures under the ladder: signal, connection and publish, each with its last values."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.chain.hops import Hop, HopResult, State, Value
from app.words import _, n_, rating_name
from app.words.figures import dbm, duration
from ui.theme import GRID, Role
from ui.widgets.card import Card
from ui.widgets.spark_line import SparkLine
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

if TYPE_CHECKING:
    from app.chain.run import ChainState

_CHECKS_KEPT = 60
_NOTHING = "—"


class Vital(Card):
    """A title, a large figure with a note, and a plot of what is known of its past."""

    def __init__(self, title: str, series: int, *, bars: bool, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.figure = PlainLabel(_NOTHING, Role.FIGURE)
        self.note = ElidedLabel(tone=Tone.DIM)
        self.plot = SparkLine(series, bars=bars)
        line = QHBoxLayout()
        line.setSpacing(2 * GRID)
        line.addWidget(self.figure)
        line.addWidget(self.note, 1, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(line)
        self.body.addWidget(self.plot)
        self.body.setSpacing(GRID)

    def show_figure(self, figure: str, note: str) -> None:
        self.figure.setText(figure or _NOTHING)
        self.note.set_text(note)


class Vitals(QWidget):
    """What is shown comes from the checks of this session and from the modem's own history."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.signal = Vital(_("Signal"), 0, bars=False)
        self.reach = Vital(_("Connect"), 2, bars=True)
        self.publish = Vital(_("Publish"), 1, bars=True)
        self._connects: deque[float | None] = deque(maxlen=_CHECKS_KEPT)
        self._publishes: deque[float | None] = deque(maxlen=_CHECKS_KEPT)
        self._signals: deque[float | None] = deque(maxlen=_CHECKS_KEPT)
        self._counted = ""
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(3 * GRID)
        for card in (self.signal, self.reach, self.publish):
            line.addWidget(card, 1)

    def show_state(self, state: ChainState) -> None:
        radio, reach, delivery = state[Hop.REGISTRATION], state[Hop.REACH], state[Hop.DELIVERY]
        rsrp, connect, trip = _number(radio.measured, "rsrp_dbm"), _connect(reach), _trip(delivery)
        self.signal.show_figure("" if rsrp is None else dbm(rsrp), _signal_note(radio, rsrp))
        self.reach.show_figure(*_connect_words(reach, connect))
        self.publish.show_figure(*_trip_words(delivery, trip))
        if not state.running and state.started_utc and state.started_utc != self._counted:
            self._counted = state.started_utc
            self._remember(rsrp, connect[1] if connect else None, trip[1] if trip else None)

    def _remember(self, rsrp: float | None, connect: float | None, trip: float | None) -> None:
        for past, value, card in (
            (self._signals, rsrp, self.signal),
            (self._connects, connect, self.reach),
            (self._publishes, trip, self.publish),
        ):
            past.append(value)
            card.plot.set_values(tuple(past))
            count = len(past)
            card.set_aside(n_("last check", "last {count} checks", count).format(count=count))


def _number(facts: Mapping[str, Value], name: str) -> float | None:
    value = facts.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _tables(facts: Mapping[str, Value], name: str) -> list[Mapping[str, Value]]:
    value = facts.get(name)
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, tuple | list) else []


def _connect(result: HopResult) -> tuple[str, float] | None:
    """The slowest TCP connection of the check and whose it was."""
    times = [
        (str(target.get("name") or target.get("host") or ""), time)
        for target in _tables(result.measured, "targets")
        if (time := _number(target, "connect_ms")) is not None
    ]
    return max(times, key=lambda pair: pair[1], default=None)


def _trip(result: HopResult) -> tuple[Mapping[str, Value], float] | None:
    """The flow with the highest quality of service, and the median of its round trips."""
    flows = [
        (flow, time)
        for flow in _tables(result.measured, "flows")
        if (time := _number(flow, "rtt_ms_p50")) is not None
    ]
    return flows[-1] if flows else None


def _signal_note(result: HopResult, rsrp: float | None) -> str:
    if rsrp is None:
        return _waiting(result, _("no reading yet"))
    notes = ["RSRP"]
    if rating := result.measured.get("rating"):
        notes.append(rating_name(str(rating)))
    if limited := result.measured.get("limited_by"):
        notes.append(_("limited by {figure}").format(figure=str(limited).upper()))
    return " · ".join(notes)


def _connect_words(result: HopResult, connect: tuple[str, float] | None) -> tuple[str, str]:
    if connect is None:
        return "", _waiting(result, _("nothing reached yet"))
    count = len(_tables(result.measured, "targets"))
    slowest = _("TCP to {name}") if count == 1 else _("TCP to {name}, the slowest")
    return duration(connect[1]), slowest.format(name=connect[0])


def _trip_words(result: HopResult, trip: tuple[Mapping[str, Value], float] | None) -> tuple[str, str]:
    if trip is None:
        return "", _waiting(result, _("no broker yet"))
    flow, time = trip
    words = _("QoS {qos} there and back · {received} of {sent} received")
    return duration(time), words.format(
        qos=flow.get("qos"), received=flow.get("received"), sent=flow.get("sent")
    )


def _waiting(result: HopResult, idle: str) -> str:
    return _("measuring…") if result.state is State.RUNNING else idle

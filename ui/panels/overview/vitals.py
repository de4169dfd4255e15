"""Three figures under the ladder: signal over the last minutes, the way to the broker, the round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.chain.hops import Hop, HopResult, State, Value
from app.words import _, rating_name
from app.words.figures import dbm, duration
from ui.theme import GRID, Role
from ui.widgets.card import Card
from ui.widgets.spark_line import SparkLine
from ui.widgets.step_bars import Step, StepBars
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

if TYPE_CHECKING:
    from app.chain.run import ChainState
    from app.modem.history import LevelSample

WINDOW_S = 120
_NOTHING = "—"
_LEAST_SPAN_DB = 6.0  # a quiet signal is drawn as a calm line, not blown up to the height of the plot


class Vital(Card):
    """A title, a large figure with a note, and a plot of what is known of it."""

    def __init__(self, title: str, plot: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.figure = PlainLabel(_NOTHING, Role.FIGURE)
        self.note = ElidedLabel(tone=Tone.DIM)
        line = QHBoxLayout()
        line.setSpacing(2 * GRID)
        line.addWidget(self.figure)
        line.addWidget(self.note, 1, Qt.AlignmentFlag.AlignBottom)
        plot.setFixedHeight(52)
        self.body.addLayout(line)
        self.body.addWidget(plot)
        self.body.setSpacing(GRID)

    def show_figure(self, figure: str, note: str) -> None:
        self.figure.setText(figure or _NOTHING)
        self.note.set_text(note)


class Vitals(QWidget):
    """What is shown was measured: by the last check, and for the signal by the modem ever since."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.course = SparkLine(0)
        self.way = StepBars(2)
        self.trips = StepBars(1)
        self.signal = Vital(_("Signal"), self.course)
        self.broker = Vital(_("Connect"), self.way)
        self.publish = Vital(_("Publish"), self.trips)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(3 * GRID)
        for card in (self.signal, self.broker, self.publish):
            line.addWidget(card, 1)

    def show_state(self, state: ChainState) -> None:
        radio, reach, delivery = state[Hop.REGISTRATION], state[Hop.REACH], state[Hop.DELIVERY]
        rsrp = _number(radio.measured, "rsrp_dbm")
        self.signal.show_figure("" if rsrp is None else dbm(rsrp), _signal_note(radio, rsrp))
        self._show_way(reach, state[Hop.BROKER])
        self._show_trips(delivery)
        told = _("last check") if state.started_utc and not state.running else ""
        for card in (self.broker, self.publish):
            card.set_aside(told)

    def show_levels(self, samples: Sequence[LevelSample], now_ns: int) -> None:
        """The course of the signal in the last two minutes, as the modem told it."""
        since_ns = now_ns - WINDOW_S * 1_000_000_000
        samples = [sample for sample in samples if sample.at_ns >= since_ns]
        recent = [sample.rsrp_dbm for sample in samples]
        known = [level for level in recent if level is not None]
        if len(known) < 2:
            return
        middle = (min(known) + max(known)) / 2
        half = max(_LEAST_SPAN_DB, max(known) - min(known)) / 2
        self.course.set_values(recent, middle - half, middle + half)
        self.signal.figure.setText(dbm(known[-1]))
        span_ms = max(1000.0, (now_ns - samples[0].at_ns) / 1e6)
        self.signal.set_aside(_("last {time}").format(time=duration(round(span_ms, -3))))

    def _show_way(self, reach: HopResult, broker: HopResult) -> None:
        steps = _steps(reach, broker)
        self.way.set_steps(steps)
        if broker_ms := _number(broker.measured, "connect_ms"):
            self.broker.show_figure(duration(broker_ms), _("until the broker accepts"))
        elif steps:
            self.broker.show_figure(duration(steps[-1].value), _("to the slowest host"))
        else:
            self.broker.show_figure("", _waiting((reach, broker), _("nothing reached yet")))

    def _show_trips(self, delivery: HopResult) -> None:
        flows = [
            flow for flow in _tables(delivery.measured, "flows") if _number(flow, "rtt_ms_p50") is not None
        ]
        self.trips.set_steps([_trip(flow) for flow in flows])
        if not flows:
            self.publish.show_figure("", _waiting((delivery,), _("no message sent yet")))
            return
        sent = sum(_number(flow, "sent") or 0 for flow in flows)
        received = sum(_number(flow, "received") or 0 for flow in flows)
        note = _("QoS {qos} there and back · {received} of {sent} received").format(
            qos=flows[-1].get("qos"), received=round(received), sent=round(sent)
        )
        self.publish.show_figure(duration(_number(flows[-1], "rtt_ms_p50") or 0.0), note)


def _steps(reach: HopResult, broker: HopResult) -> list[Step]:
    """What it takes to reach the host that is slowest to accept, one step after the other, then MQTT."""
    targets = [
        target for target in _tables(reach.measured, "targets") if _number(target, "connect_ms") is not None
    ]
    slowest = max(targets, key=lambda target: _number(target, "connect_ms") or 0.0, default={})
    named = (("DNS", "dns_ms"), ("TCP", "connect_ms"), ("TLS", "tls_ms"))
    steps = [
        Step(label, time, duration(time))
        for label, key in named
        if (time := _number(slowest, key)) is not None
    ]
    if (time := _number(broker.measured, "connect_ms")) is not None:
        steps = [*steps[-2:], Step("MQTT", time, duration(time))]
    return steps


def _trip(flow: Mapping[str, Value]) -> Step:
    time = _number(flow, "rtt_ms_p50") or 0.0
    return Step(f"QoS {flow.get('qos')}", time, duration(time), _number(flow, "rtt_ms_max"))


def _number(facts: Mapping[str, Value], name: str) -> float | None:
    value = facts.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _tables(facts: Mapping[str, Value], name: str) -> list[Mapping[str, Value]]:
    value = facts.get(name)
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, tuple | list) else []


def _signal_note(result: HopResult, rsrp: float | None) -> str:
    if rsrp is None:
        return _waiting((result,), _("no reading yet"))
    notes = ["RSRP"]
    if rating := result.measured.get("rating"):
        notes.append(rating_name(str(rating)))
    if limited := result.measured.get("limited_by"):
        notes.append(_("limited by {figure}").format(figure=str(limited).upper()))
    return " · ".join(notes)


def _waiting(results: Sequence[HopResult], idle: str) -> str:
    return _("measuring…") if any(result.state is State.RUNNING for result in results) else idle

"""Tracer as a panel: packets, the selected one's fields and bytes, its flow, the flows' times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.mqtt.flow_values import Flow, FlowKind, Verdict
from app.mqtt.packet_types import Direction
from app.mqtt.trace_filter import TraceFilter
from app.mqtt.trace_view import TraceView
from app.words import _, n_
from app.words.figures import number, size
from ui.panels.base import Panel
from ui.panels.tracer.flow_card import FlowCard
from ui.panels.tracer.latency import LatencyCard
from ui.panels.tracer.packet_cards import PacketCards
from ui.panels.tracer.packet_model import PacketModel
from ui.panels.tracer.packet_table import PacketTable
from ui.theme import GRID, Role
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

if TYPE_CHECKING:
    from app.composition import OpenSite, Services

_SHOWN_TICK_MS = 50
_HIDDEN_TICK_MS = 500
_PAUSE_MS = 200
_LOOK_BACK = 500


class TracerPanel(Panel):
    """Reads `services.trace` from its beginning, also while another panel is in view."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._trace = services.trace
        self._frozen_at: int | None = None
        self._chosen = False
        self.view = TraceView(services.trace)
        self.model = PacketModel(self.view, services.clock, self)
        self.table = PacketTable(self.model)
        self.packet = PacketCards()
        self.flow = FlowCard(self.view)
        self.latency = LatencyCard()
        self.title = ElidedLabel(_("Tracer"), Role.TITLE)
        self.search = SearchField(_("Filter: publish qos 1, id 42, a topic, a session, -ping"))
        self.count = PlainLabel("", tone=Tone.DIM)
        self.follow_end = Button(_("Follow"))
        self.freeze = Button(_("Freeze"), icon="freeze")
        self.clear = Button(_("Clear"))
        self.export = Button(_("Export…"), icon="export")
        self.empty = EmptyState(
            "tracer",
            _("No packets yet"),
            _("Every MQTT packet of a check and of the topic browser appears here."),
            (("check.run", _("Run check")), ("panel.topics", _("Open Topics"))),
        )
        self.no_site = EmptyState(
            "tracer",
            _("No site is open"),
            _("Open a site file or the lab: it says which broker to talk to."),
            (("site.open", _("Open site file…")), ("lab.open", _("Try the lab…"))),
        )
        self._lay_out()
        self._tick = QTimer(self)
        self._tick.setInterval(_HIDDEN_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_PAUSE_MS)
        self._typed.timeout.connect(self._apply_filter)
        self._connect_slots()

    def start(self) -> None:
        self.follow(self.services.site_changed.connect(self._on_site))
        self._tick.start()
        self._on_tick()

    def set_shown(self, shown: bool) -> None:
        self._tick.setInterval(_SHOWN_TICK_MS if shown else _HIDDEN_TICK_MS)
        if shown:
            self._on_tick()

    def facts(self) -> tuple[str, ...]:
        kept = len(self._trace)
        if not kept:
            return ()
        record = self.model.record_at(self.table.currentIndex().row())
        facts = [
            _("{count} packets · {dropped} dropped").format(
                count=number(kept), dropped=number(self._trace.dropped)
            ),
            size(self._trace.kept_bytes),
        ]
        if record is not None:
            facts.append(
                _("{session}: {count} of {limit} in flight").format(
                    session=record.session,
                    count=number(self.view.engine.in_flight(record.session, Direction.OUT)),
                    limit=number(self.view.engine.receive_maximum(record.session, Direction.OUT)),
                )
            )
        return tuple(facts)

    def do(self, key: str) -> bool:
        if key == "find":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
            return True
        return False

    async def aclose(self) -> None:
        self._tick.stop()
        self._typed.stop()
        await super().aclose()

    # What comes in.

    def _on_tick(self) -> None:
        self._show_page()
        if self._frozen_at is not None:
            came = self._trace.next_number - self._frozen_at
            self.freeze.set_text(n_("Frozen · {count} new", "Frozen · {count} new", came).format(count=came))
            return
        self.model.drop_before(self.view.first_number)
        taken = self.view.take()
        self.model.append(taken.numbers)
        if not taken.more:
            self._choose_one()
        if self.view.filter:
            shown = self.model.rowCount()
            self.count.setText(
                _("{shown} of {count}").format(shown=number(shown), count=number(len(self._trace)))
            )
        self._show_flow()
        self.latency.show_times(self.view.latencies_ms)

    def _show_page(self) -> None:
        kept = len(self._trace)
        self.export.setEnabled(kept > 0)
        if kept:
            page: QWidget = self.work
        else:
            page = self.empty if self.services.site is not None else self.no_site
        if self.pages.currentWidget() is not page:
            self.pages.setCurrentWidget(page)

    def _choose_one(self) -> None:
        """Something to read from the start: the last packet of a message of ours that was acknowledged."""
        if self._chosen:
            return
        follows = self.table.follows
        count = self.model.rowCount()
        for row in reversed(range(max(0, count - _LOOK_BACK), count)):
            flow = self.view.flow_of(self.model.number_at(row) or 0)
            if flow is not None and _is_message_delivered(flow):
                self._chosen = True
                self.table.selectRow(row)
                self.table.follow(follows)
                break

    def _show_flow(self) -> None:
        self.flow.show_packet(self.model.record_at(self.table.currentIndex().row()))

    def _on_site(self, _opened: OpenSite | None) -> None:
        self._show_page()

    # What a person does.

    def _on_select(self, current: QModelIndex) -> None:
        record = self.model.record_at(current.row()) if current.isValid() else None
        self._chosen = self._chosen or record is not None
        self.packet.show_packet(record)
        self.flow.show_packet(record)

    def _on_arrow(self, packet_number: int) -> None:
        row = self.model.row_of(packet_number)
        if row is not None:
            self.table.follow(False)
            self.table.selectRow(row)

    def _on_freeze(self, frozen: bool) -> None:
        self._frozen_at = self._trace.next_number if frozen else None
        self.freeze.set_text(_("Freeze"))

    def _on_follow(self) -> None:
        self.table.follow(True)

    def _on_clear(self) -> None:
        self.view.clear()
        self.model.clear()
        self._chosen = False
        if self._frozen_at is not None:
            self._frozen_at = self._trace.next_number
        self._on_select(QModelIndex())
        self.latency.show_times(())
        self._show_page()

    def _apply_filter(self) -> None:
        """The packets are gone through again, a piece a tick; the selected one stays selected."""
        wanted = TraceFilter(self.search.text())
        if wanted.text == self.view.filter.text:
            return
        selected = self.model.number_at(self.table.currentIndex().row())
        self.view.show(wanted)
        self.model.clear()
        self.count.setText("")
        taken = self.view.take()
        self.model.append(taken.numbers)
        row = None if selected is None else self.model.row_of(selected)
        if row is not None:
            self.table.selectRow(row)
        else:
            self._chosen = False
            self._on_select(QModelIndex())

    # Layout.

    def _connect_slots(self) -> None:
        self.search.textChanged.connect(self._typed.start)
        self.search.returnPressed.connect(self._apply_filter)
        self.freeze.toggled.connect(self._on_freeze)
        self.follow_end.clicked.connect(self._on_follow)
        self.clear.clicked.connect(self._on_clear)
        self.export.clicked.connect(lambda: self.wanted.emit("trace.export"))
        self.table.following.connect(lambda follows: self.follow_end.setEnabled(not follows))
        self.table.selectionModel().currentChanged.connect(self._on_select)
        self.flow.diagram.picked.connect(self._on_arrow)
        self.empty.pressed.connect(self.wanted)
        self.no_site.pressed.connect(self.wanted)

    def _lay_out(self) -> None:
        self.freeze.setCheckable(True)
        self.follow_end.setEnabled(False)
        packets = Card(margin=1)
        packets.body.addWidget(self.table)
        left = _splitter(Qt.Orientation.Vertical, (packets, self.packet), (430, 290))
        right = _splitter(Qt.Orientation.Vertical, (self.flow, self.latency), (510, 210))
        self.work = _splitter(Qt.Orientation.Horizontal, (left, right), (900, 410))
        self.work.setStretchFactor(0, 9)
        self.work.setStretchFactor(1, 4)
        self.pages = QStackedWidget()
        for page in (self.empty, self.no_site, self.work):
            self.pages.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        self.title.setFixedWidth(self.title.sizeHint().width())
        head.addWidget(self.title)
        head.addWidget(self.search, 1)
        for widget in (self.count, self.follow_end, self.freeze, self.clear, self.export):
            head.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        outer.setSpacing(3 * GRID)
        outer.addLayout(head)
        outer.addWidget(self.pages, 1)


def _is_message_delivered(flow: Flow) -> bool:
    done = flow.verdict is Verdict.COMPLETE and flow.direction is Direction.OUT
    return done and flow.kind in (FlowKind.QOS1, FlowKind.QOS2)


def _splitter(way: Qt.Orientation, parts: tuple[QWidget, ...], sizes: tuple[int, ...]) -> QSplitter:
    splitter = QSplitter(way)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(3 * GRID)
    for part in parts:
        splitter.addWidget(part)
    splitter.setSizes(list(sizes))
    return splitter

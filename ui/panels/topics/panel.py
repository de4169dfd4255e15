"""Topics as a panel: the connection to the site's broker, the live tree, the selected topic, publishing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.chain.sessions import session_config
from app.core.threads import Cancellation, in_thread
from app.mqtt.faults import MqttFault
from app.mqtt.presets import PRESETS
from app.mqtt.session import SessionSnapshot, SessionState
from app.mqtt.topic_search import Hits, search
from app.words import _, fault_advice_of, n_
from app.words.figures import number, size
from app.words.topics import session_state_name
from ui.panels.base import Panel
from ui.panels.topics.detail import TopicDetail
from ui.panels.topics.hits_model import HitsModel
from ui.panels.topics.publish import PublishCard
from ui.panels.topics.tree_model import TopicTreeModel
from ui.panels.topics.tree_view import TopicTree
from ui.theme import GRID, Role
from ui.widgets.buttons import Button, Look
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.text import ElidedLabel, PlainLabel, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.composition import OpenSite, Services
    from app.mqtt.topics import Topic

_TICK_MS = 100
_SEARCH_EVERY_TICKS = 5


class TopicsPanel(Panel):
    """Connects when asked to, in the lab by itself; shows every topic and loses none unseen."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self._browsing = services.browsing
        self._ticks = 0
        self._frozen_at: int | None = None
        self._seen = (0, time.perf_counter())
        self._rate = 0.0
        self._searching = False
        self.model = TopicTreeModel(self)
        self.hits = HitsModel(self)
        self.tree = TopicTree(self.model)
        self.found = TopicTree(self.hits)
        self.found.setRootIsDecorated(False)
        self.detail = TopicDetail(services.clock)
        self.publish = PublishCard()
        self.title = ElidedLabel(_("Topics"), Role.TITLE)
        self.search = SearchField(_("Find topics and payloads"))
        self.count = PlainLabel("", tone=Tone.DIM)
        self.freeze = Button(_("Freeze"), icon="freeze")
        self.freeze.setCheckable(True)
        self.connection = Button(_("Connect"), Look.PRIMARY)
        self.empty = EmptyState("topics", "", "", (("connect", _("Connect")),))
        self._lay_out()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._connect_slots()

    def start(self) -> None:
        self.follow(self._browsing.changed.connect(self._on_session))
        self.follow(self.services.site_changed.connect(self._on_site))
        self._on_session(self._browsing.snapshot)
        if self.services.world is not None:
            self._open()

    def set_shown(self, shown: bool) -> None:
        if shown:
            self._tick.start()
        else:
            self._tick.stop()

    def facts(self) -> tuple[str, ...]:
        counts = self._browsing.topics.counts()
        if not self._browsing.is_open and not counts.messages:
            return ()
        return (
            f"{self._browsing.snapshot.label}: {session_state_name(self._browsing.snapshot.state.value)}",
            _("{rate} msg/s · {count} received").format(
                rate=number(self._rate), count=number(counts.messages)
            ),
            _("{evicted} evicted · {cut} cut · {refused} turned away").format(
                evicted=number(counts.evicted), cut=number(counts.cut), refused=number(counts.turned_away)
            ),
            _("{count} topics · {size}").format(count=number(counts.topics), size=size(counts.history_bytes)),
        )

    def do(self, key: str) -> bool:
        if key == "find":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
            return True
        return False

    # The connection.

    def _open(self) -> None:
        self.run(self._connect_to_broker(), "topics connect")

    async def _connect_to_broker(self) -> None:
        site = self.services.site
        if site is None or site.broker is None:
            return
        self.connection.setEnabled(False)
        try:
            config = session_config(site, site.broker, name="topics")
            await self._browsing.open(config, preset=PRESETS[site.broker.preset])
        except MqttFault as fault:
            told = fault_advice_of(fault)
            self.empty.set_words(told.title, "\n\n".join(part for part in (told.cause, told.remedy) if part))
            self.pages.setCurrentWidget(self.empty)
        else:
            self._show_store()
        finally:
            self.connection.setEnabled(True)

    async def _leave_broker(self) -> None:
        await self._browsing.close()

    def _show_store(self) -> None:
        self._frozen_at = None
        self.freeze.setChecked(False)
        self.model.show_store(self._browsing.topics)
        self.hits.show_topics(())
        self.detail.show_topic(self._browsing.topics, None)
        self.pages.setCurrentWidget(self.work)

    def _on_connection(self) -> None:
        if self._browsing.is_open:
            self.run(self._leave_broker(), "topics disconnect")
        else:
            self._open()

    def _on_session(self, snapshot: SessionSnapshot) -> None:
        is_open = self._browsing.is_open
        self.connection.set_text(_("Disconnect") if is_open else _("Connect"))
        self.connection.set_look(Look.PLAIN if is_open else Look.PRIMARY)
        self.publish.setEnabled(snapshot.state is SessionState.CONNECTED)
        if not is_open and not self._browsing.topics.counts().messages:
            self._say_what_is_needed()

    def _on_site(self, opened: OpenSite | None) -> None:
        """Another site has another broker: the old tree goes with its connection."""
        self._show_store()
        self._say_what_is_needed()
        if opened is not None and opened.world is not None and self._tick.isActive():
            self._open()

    def _say_what_is_needed(self) -> None:
        site = self.services.site
        if site is None:
            words = (_("No site is open"), _("Open a site file or the lab: it says which broker to browse."))
        elif site.broker is None:
            words = (
                _("This site has no broker"),
                _("Add a [broker] table with the broker's url to the site file."),
            )
        else:
            words = (
                _("Not connected"),
                _("Connect to {url} to see its topics.").format(url=site.broker.url),
            )
        self.empty.set_words(*words)
        self.pages.setCurrentWidget(self.empty)

    # What comes in.

    def _on_tick(self) -> None:
        self._ticks += 1
        store = self._browsing.topics
        messages = store.counts().messages
        before, at = self._seen
        now = time.perf_counter()
        if now - at >= 1.0:
            self._rate = max(0, messages - before) / (now - at)
            self._seen = (messages, now)
        if self._frozen_at is not None:
            came = messages - self._frozen_at
            self.freeze.set_text(n_("Frozen · {count} new", "Frozen · {count} new", came).format(count=came))
            return
        changes = store.changes()
        self.model.update_from(changes)
        if not self.tree.currentIndex().isValid():
            self._select_first(changes.changed)
        self.tree.viewport().update()  # ages go on without a message
        if self.search.text() and self._ticks % _SEARCH_EVERY_TICKS == 0:
            self._look_for(self.search.text())
        if self._ticks % 2 == 0:
            self.detail.refresh()

    def _on_freeze(self, frozen: bool) -> None:
        self._frozen_at = self._browsing.topics.counts().messages if frozen else None
        self.freeze.set_text(_("Freeze"))

    def _on_search(self, text: str) -> None:
        self.lists.setCurrentWidget(self.found if text else self.tree)
        self.count.setText("")
        if text:
            self.hits.show_topics(())
            self._look_for(text)

    def _look_for(self, text: str) -> None:
        if not self._searching:
            self._searching = True
            self.run(self._find(text), "topics search")

    async def _find(self, text: str) -> None:
        """In a thread: a large tree must not hold up the window."""
        topics = self._browsing.topics.topics()

        def work(_cancellation: Cancellation) -> Hits:
            return search(topics, text)

        try:
            hits = await in_thread("topics search", work)
        finally:
            self._searching = False
        if text != self.search.text():
            if self.search.text():
                self._look_for(self.search.text())
            return
        self.hits.show_topics(hits.topics)
        self.count.setText(n_("{count} hit", "{count} hits", hits.count).format(count=number(hits.count)))

    def _select_first(self, topics: Sequence[Topic]) -> None:
        """Something to read from the start: the first live topic that is not the broker's own."""
        live = (topic for topic in topics if topic.last is not None and not topic.last.retain)
        first = next((topic for topic in live if not topic.name.startswith("$")), None)
        if first is not None:
            self.tree.setCurrentIndex(self.model.index_of(first))

    # What a person does.

    def _on_select(self, current: QModelIndex) -> None:
        topic = self.model.topic_at(current) if current.model() is self.model else self.hits.topic_at(current)
        self.detail.show_topic(self._browsing.topics, topic)
        if topic is not None and topic.count and not self.publish.topic.hasFocus():
            self.publish.topic.setText(topic.name)

    def _on_publish(self, topic: str, payload: bytes, qos: int, retain: bool) -> None:
        self.run(self._publish(topic, payload, qos, retain), "topics publish")

    async def _publish(self, topic: str, payload: bytes, qos: int, retain: bool) -> None:
        self.publish.tell(_("Sending"))
        try:
            done = await self._browsing.publish(topic, payload, qos=qos, retain=retain)
        except MqttFault as fault:
            self.publish.tell(fault_advice_of(fault).title, Tone.FAILED)
            return
        if done.ack_ms is None:
            self.publish.tell(_("Written; QoS 0 has no acknowledgement"))
        else:
            self.publish.tell(
                _("Acknowledged after {time} ms").format(time=number(done.ack_ms, 1)), Tone.PASSED
            )

    # Layout.

    def _connect_slots(self) -> None:
        self.connection.clicked.connect(self._on_connection)
        self.empty.pressed.connect(self._open)
        self.freeze.toggled.connect(self._on_freeze)
        self.search.textChanged.connect(self._on_search)
        self.publish.sent.connect(self._on_publish)
        for view in (self.tree, self.found):
            view.selectionModel().currentChanged.connect(self._on_select)

    def _lay_out(self) -> None:
        self.lists = QStackedWidget()
        self.lists.addWidget(self.tree)
        self.lists.addWidget(self.found)
        left = Card(margin=1)
        left.body.addWidget(self.lists, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * GRID)
        column.addWidget(self.detail, 1)
        column.addWidget(self.publish)
        self.work = QSplitter(Qt.Orientation.Horizontal)
        self.work.setChildrenCollapsible(False)
        self.work.setHandleWidth(3 * GRID)
        self.work.addWidget(left)
        self.work.addWidget(right)
        self.work.setSizes([760, 540])
        self.work.setStretchFactor(0, 3)
        self.work.setStretchFactor(1, 2)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.work)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        self.title.setFixedWidth(self.title.sizeHint().width())
        head.addWidget(self.title)
        head.addWidget(self.search, 1)
        head.addWidget(self.count)
        head.addWidget(self.freeze)
        head.addWidget(self.connection)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        outer.setSpacing(3 * GRID)
        outer.addLayout(head)
        outer.addWidget(self.pages, 1)

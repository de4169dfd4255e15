"""The panel on a real lab: it connects, shows, selects, searches, freezes and publishes."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.composition import Services
from app.mqtt.session import SessionState
from tests.ui.panels.on_lab import shown, until
from ui.panels.topics.panel import TopicsPanel


def on_lab(run, story) -> None:
    async def play() -> None:
        async with shown(TopicsPanel, "healthy", (1200, 700)) as (panel, services):
            await story(panel, services)

    run(play())


def test_browse_search_freeze_publish(run):
    async def story(panel: TopicsPanel, services: Services) -> None:
        browsing = services.browsing
        await until(lambda: browsing.topics.topic("acme/pump12/pressure") is not None, "live topics")
        await until(lambda: panel.tree.currentIndex().isValid(), "a first selection")
        await until(lambda: panel.detail.text.toPlainText() != "", "a value")
        assert panel.pages.currentWidget() is panel.work

        QTest.keyClicks(panel.search, "pressure")
        await until(lambda: panel.hits.rowCount() == 3, "three hits")
        assert panel.lists.currentWidget() is panel.found
        QTest.keyClick(panel.search, Qt.Key.Key_Escape)
        assert panel.lists.currentWidget() is panel.tree

        QTest.mouseClick(panel.freeze, Qt.MouseButton.LeftButton)
        await until(lambda: "new" in panel.freeze.text(), "a count of what came meanwhile")
        shown = panel.model.index(0, 2).data()
        await asyncio.sleep(0.3)
        assert panel.model.index(0, 2).data() == shown
        QTest.mouseClick(panel.freeze, Qt.MouseButton.LeftButton)
        await until(lambda: panel.model.index(0, 2).data() != shown, "going on after the freeze")

        panel.publish.topic.setText("bench/note")
        panel.publish.payload.setPlainText("<b>plain</b>")
        panel.publish.qos.setCurrentIndex(1)
        QTest.mouseClick(panel.publish.button, Qt.MouseButton.LeftButton)
        await until(lambda: "Acknowledged" in panel.publish.outcome.text(), "an acknowledgement")
        await until(lambda: browsing.topics.topic("bench/note") is not None, "our own message")
        panel.tree.setCurrentIndex(panel.model.index_of(browsing.topics.topic("bench/note")))
        panel.detail.refresh()
        assert panel.detail.text.toPlainText() == "<b>plain</b>"

        QTest.mouseClick(panel.connection, Qt.MouseButton.LeftButton)
        await until(lambda: browsing.snapshot.state is SessionState.CLOSED, "disconnected")
        assert panel.connection.text() == "Connect"
        assert not panel.publish.isEnabled()

    on_lab(run, story)


def test_a_topic_to_publish_to_has_no_wildcard(run):
    async def story(panel: TopicsPanel, services: Services) -> None:
        panel.publish.topic.setText("acme/#")
        assert not panel.publish.button.isEnabled()
        assert "no #" in panel.publish.outcome.text()

    on_lab(run, story)

"""The panel on a real lab: packets of a real session, filter, selection, freeze, following, clearing."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.chain.sessions import session_config
from app.composition import Services
from tests.ui.panels.on_lab import shown, until
from ui.panels.tracer.panel import TracerPanel


def on_lab(run, story) -> None:
    async def play() -> None:
        async with shown(TracerPanel, "healthy", (1300, 720)) as (panel, services):
            await story(panel, services)

    run(play())


def version(services: Services) -> str:
    """The newest version that the lab's broker speaks: the one that a session gets."""
    assert services.world is not None
    return services.world.broker.versions[-1]


async def browse(services: Services) -> None:
    site = services.site
    assert site is not None and site.broker is not None
    await services.browsing.open(session_config(site, site.broker, name="topics"))


def test_without_packets_it_says_what_to_do(run):
    async def story(panel: TracerPanel, services: Services) -> None:
        assert panel.pages.currentWidget() is panel.empty
        wanted: list[str] = []
        panel.wanted.connect(wanted.append)
        panel.empty.findChild(type(panel.clear), "check.run").click()
        assert wanted == ["check.run"]
        assert not panel.export.isEnabled()
        await services.close_site()
        assert panel.pages.currentWidget() is panel.no_site
        assert panel.facts() == ()

    on_lab(run, story)


def test_a_real_session(run):
    async def story(panel: TracerPanel, services: Services) -> None:
        await browse(services)
        await services.browsing.publish("bench/note", b"<b>plain</b>", qos=2)
        await until(lambda: panel.flow.verdict.title.text().startswith("Delivered exactly once"), "a choice")
        labels = [row.label.split()[0] for row in panel.flow.diagram.rows]
        assert labels == ["PUBLISH", "PUBREC", "PUBREL", "PUBCOMP"]
        assert panel.table.follows
        assert len(panel.latency.histogram.counts) > 0
        assert any("in flight" in fact for fact in panel.facts())

        QTest.keyClicks(panel.search, "connack")
        await until(lambda: panel.model.rowCount() == 1, "one CONNACK")
        panel.table.setFocus()
        QTest.keyClick(panel.table, Qt.Key.Key_End)
        assert panel.packet.title.text == f"CONNACK, MQTT {version(services)}"
        assert panel.flow.verdict.title.text().startswith("Connected after")
        assert panel.packet.fields.rowCount() > 2
        QTest.keyClick(panel.search, Qt.Key.Key_Escape)
        await until(lambda: panel.model.rowCount() > 10, "all packets again")
        assert panel.packet.title.text == f"CONNACK, MQTT {version(services)}"

        panel.table.follow(True)
        QTest.mouseClick(panel.freeze, Qt.MouseButton.LeftButton)
        frozen = panel.model.rowCount()
        await until(lambda: "new" in panel.freeze.text() and " 0 " not in panel.freeze.text(), "a count")
        assert panel.model.rowCount() == frozen
        QTest.mouseClick(panel.freeze, Qt.MouseButton.LeftButton)
        await until(lambda: panel.model.rowCount() > frozen, "going on after the freeze")

        await until(lambda: panel.table.verticalScrollBar().maximum() > 5, "more than a page")
        panel.table.verticalScrollBar().setValue(0)
        assert not panel.table.follows and panel.follow_end.isEnabled()
        rows = panel.model.rowCount()
        await until(lambda: panel.model.rowCount() > rows, "more packets")
        assert panel.table.verticalScrollBar().value() == 0
        QTest.mouseClick(panel.follow_end, Qt.MouseButton.LeftButton)
        bar = panel.table.verticalScrollBar()
        assert panel.table.follows and bar.value() == bar.maximum()

        await services.browsing.close()
        await asyncio.sleep(0.2)
        QTest.mouseClick(panel.clear, Qt.MouseButton.LeftButton)
        assert (panel.model.rowCount(), len(services.trace)) == (0, 0)
        assert panel.pages.currentWidget() is panel.empty

    on_lab(run, story)


def test_an_arrow_leads_to_its_packet(run):
    async def story(panel: TracerPanel, services: Services) -> None:
        await browse(services)
        await services.browsing.publish("bench/note", b"x", qos=1)
        await until(lambda: len(panel.flow.diagram.rows) == 2, "the flow")
        number = panel.flow.diagram.rows[0].number
        panel.flow.diagram.picked.emit(number)
        assert panel.model.number_at(panel.table.currentIndex().row()) == number
        assert panel.packet.title.text == f"PUBLISH, MQTT {version(services)}"
        wanted: list[str] = []
        panel.wanted.connect(wanted.append)
        QTest.mouseClick(panel.export, Qt.MouseButton.LeftButton)
        assert wanted == ["trace.export"]
        assert panel.do("find") and not panel.do("something else")

    on_lab(run, story)

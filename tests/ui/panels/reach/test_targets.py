"""The targets table: before and after the first live try, and what must stay silent."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.chain.hops import Hop, HopResult, State
from app.chain.run import ChainState
from app.chain.targets import Target
from app.reach.monitor import Path, PathMonitor, PathWay
from app.reach.path_samples import PathSample
from app.site.model import About, Site, Vpn
from tests.ui.samples import healthy
from ui.panels.reach.targets import named_paths, path_of, target_row
from ui.panels.reach.targets_card import TargetsCard
from ui.panels.reach.targets_model import Column, TargetRow, TargetsModel
from ui.widgets.mark_delegate import STATE_ROLE

SCADA = Target("SCADA", "10.99.0.1", 502)
SILENT = Target("1.1.1.1", "1.1.1.1", 53, forbidden=True)


def watched(target: Target, *verdicts: str) -> PathMonitor:
    monitor = PathMonitor(path_of(target), lambda where, error: None)
    for place, verdict in enumerate(verdicts):
        monitor.samples.append(PathSample(place, 48.2 if verdict == "open" else None, verdict))
    return monitor


def test_before_the_first_try_it_is_what_the_check_found() -> None:
    row = target_row(SCADA, healthy(), None)
    assert (row.time, row.loss, row.state, row.verdict) == ("52 ms", "–", State.PASSED, "open")


def test_live_tries_count_from_then_on() -> None:
    row = target_row(SCADA, healthy(), watched(SCADA, "open", "open", "open", "silent"))
    assert (row.time, row.loss, row.state, row.verdict) == ("48 ms", "25 %", State.FAILED, "no answer")


def test_silence_is_right_where_nothing_may_answer() -> None:
    assert target_row(SILENT, ChainState(), watched(SILENT, "silent")).state is State.PASSED
    assert target_row(SILENT, ChainState(), watched(SILENT, "open")).state is State.FAILED
    assert target_row(SILENT, ChainState(), None).state is State.NOT_RUN


def test_a_certificate_that_the_check_refused_stays_refused() -> None:
    target = Target("broker", "b", 8883, tls=True)
    facts = {"name": "broker", "host": "b", "port": 8883, "tls_version": "TLSv1.3"}

    def chain(**more: object) -> ChainState:
        return ChainState((HopResult(Hop.REACH, measured={"targets": ({**facts, **more},)}),))  # type: ignore[dict-item]

    live = watched(target, "open")
    assert target_row(target, chain(verdict="ok", days_left=61), live).verdict == "TLS 1.3, 61 days left"
    row = target_row(target, chain(verdict="expired", days_left=-3), live)
    assert (row.state, row.verdict) == (State.FAILED, "certificate expired")


def test_what_can_be_watched() -> None:
    site = Site(site=About(name="x"), vpn=Vpn(kind="wireguard", inside="10.97.0.1"))
    assert named_paths(site, (SCADA, SILENT)) == [
        ("SCADA", Path("10.99.0.1", 502)),
        ("VPN", Path("10.97.0.1", way=PathWay.PING)),
        ("SCADA", Path("10.99.0.1", way=PathWay.PING)),
    ]


ROW = TargetRow("A", "a:1", "lo", "1 ms", "0 %", State.PASSED, "open")


def test_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = TargetsModel()
    card = TargetsCard(model)
    qtbot.addWidget(card)
    model.show_rows((ROW, replace(ROW, name="B", state=State.FAILED)))
    qtmodeltester.check(model)
    assert model.index(1, Column.VERDICT).data(STATE_ROLE) is State.FAILED
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged) as told:
        model.show_rows((ROW, replace(ROW, name="B", time="2 ms")))
    assert told.args[0].row() == 1
    card.resize(560, 160)
    assert not card.grab().isNull()

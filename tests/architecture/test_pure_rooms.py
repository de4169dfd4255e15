"""The contract that keeps I/O out of decoders: it must break when it should."""

from __future__ import annotations

import pytest
from grimp import ImportGraph

from tests.architecture.pure_rooms import PureRoomsContract


def graph_with(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for name in ("app", "app.mqtt", "app.mqtt.codec", "app.mqtt.client", "app.core", "app.core.clock"):
        graph.add_module(name)
    for name in ("socket", "time"):
        graph.add_module(name, is_squashed=True)
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="")
    return graph


def contract(*links: str) -> PureRoomsContract:
    options = {"rooms": ["app.mqtt"], "links": list(links), "forbidden": ["socket", "time", "serial"]}
    return PureRoomsContract("pure", {}, {"type": "pure_rooms", **options})


def test_a_pure_room_is_kept() -> None:
    graph = graph_with(("app.mqtt.client", "app.mqtt.codec"), ("app.mqtt.client", "socket"))
    assert contract("app.mqtt.client").check(graph, verbose=False).kept


@pytest.mark.parametrize(
    "imports",
    [
        [("app.mqtt.codec", "socket")],
        [("app.mqtt.codec", "app.core.clock"), ("app.core.clock", "time")],
        [("app.mqtt.codec", "app.mqtt.client"), ("app.mqtt.client", "socket")],
    ],
    ids=["directly", "through another room", "through a link"],
)
def test_a_decoder_that_reaches_for_io_breaks_it(
    imports: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    broken = contract("app.mqtt.client")
    result = broken.check(graph_with(*imports), verbose=False)
    assert not result.kept
    broken.render_broken_contract(result)
    assert "app.mqtt.codec -> " in capsys.readouterr().out


def test_a_link_that_no_longer_exists_breaks_it(capsys: pytest.CaptureFixture[str]) -> None:
    broken = contract("app.mqtt.wire")
    result = broken.check(graph_with(), verbose=False)
    assert not result.kept
    broken.render_broken_contract(result)
    assert "app.mqtt.wire" in capsys.readouterr().out

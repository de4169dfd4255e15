"""The chain bar shows each hop's state, fits any width, and is driven by mouse and keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.chain.hops import State
from ui.widgets.chain_bar import ChainBar, ChainNode, share_widths

NODES = tuple(
    ChainNode(name, name.title(), state, "a caption of some length", state.value)
    for name, state in (
        ("modem", State.PASSED),
        ("sim", State.PASSED),
        ("network", State.WARNING),
        ("apn", State.FAILED),
        ("address", State.RUNNING),
        ("route", State.NOT_RUN),
        ("vpn", State.NOT_TESTED),
        ("reach", State.NOT_TESTED),
        ("broker", State.NOT_TESTED),
        ("delivery", State.NOT_TESTED),
    )
)


@pytest.fixture
def bar(qtbot: QtBot) -> ChainBar:
    made = ChainBar()
    qtbot.addWidget(made)
    made.set_nodes(NODES)
    made.resize(1280, made.height())
    made.show()
    return made


@given(st.lists(st.floats(20, 300), min_size=1, max_size=12), st.floats(50, 3000))
def test_widths_fit_and_nobody_gets_more_than_asked(natural: list[float], available: float) -> None:
    widths = share_widths(natural, available)
    assert sum(widths) <= max(available, 0) + 1e-6 or sum(natural) <= available
    assert all(width <= asked + 1e-9 for width, asked in zip(widths, natural, strict=True))
    if sum(natural) > available:
        assert sum(widths) == pytest.approx(available)
        widest = max(widths)
        # Only those that were cut back are as wide as the widest.
        assert all(w == pytest.approx(widest) or w == n for w, n in zip(widths, natural, strict=True))


@pytest.mark.parametrize("width", [1024, 1280, 1440, 2560])
def test_every_node_lies_inside_the_bar_without_touching_its_neighbour(bar: ChainBar, width: int) -> None:
    bar.resize(width, bar.height())
    boxes = [button.geometry() for node in NODES if (button := bar.button(node.key))]
    assert len(boxes) == 10
    assert boxes[0].left() >= 0
    assert boxes[-1].right() < width
    for left, right in pairwise(boxes):
        assert right.left() - left.right() >= 8


def test_a_click_tells_which_hop(bar: ChainBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.chosen) as told:
        qtbot.mouseClick(bar.button("apn"), Qt.MouseButton.LeftButton)
    assert told.args == ["apn"]


def test_the_arrow_keys_walk_and_space_chooses(bar: ChainBar, qtbot: QtBot) -> None:
    first = bar.button("modem")
    assert first is not None
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Left)  # nothing is left of the first
    qtbot.keyClick(first, Qt.Key.Key_Right)
    second = bar.button("sim")
    assert second is bar.focusWidget()
    with qtbot.waitSignal(bar.chosen) as told:
        qtbot.keyClick(second, Qt.Key.Key_Space)
    assert told.args == ["sim"]


def test_the_state_is_a_word_for_those_who_do_not_see_it(bar: ChainBar) -> None:
    button = bar.button("apn")
    assert button is not None
    assert button.accessibleName() == "Apn: failed"


def test_the_same_hops_keep_their_buttons_and_others_get_new_ones(bar: ChainBar) -> None:
    button = bar.button("modem")
    bar.set_nodes([ChainNode(node.key, node.name, State.PASSED) for node in NODES])
    assert bar.button("modem") is button
    bar.set_nodes(NODES[:3])
    assert [node.key for node in bar.nodes] == ["modem", "sim", "network"]
    assert bar.button("modem") is not button


def test_states_look_different(bar: ChainBar) -> None:
    pictures = set()
    for state in State:
        bar.set_nodes([ChainNode("x", "Same", state, "same", "")])
        pictures.add(bytes(bar.grab().toImage().constBits()))
    assert len(pictures) == len(State)

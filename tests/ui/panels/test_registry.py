"""The table of panels holds together."""

from __future__ import annotations

from importlib import import_module

from app.chain.hops import Hop
from ui.panels import PANELS, WELCOME, panel_of_hop


def test_names_are_unique_and_every_hop_leads_somewhere() -> None:
    names = [spec.name for spec in (*PANELS, WELCOME)]
    assert len(set(names)) == len(names)
    assert {panel_of_hop(hop.value) for hop in Hop} <= set(names)
    hops = [hop for spec in PANELS for hop in spec.hops]
    assert sorted(hops) == sorted({hop.value for hop in Hop} & set(hops))


def test_every_panel_can_be_imported() -> None:
    for spec in (*PANELS, WELCOME):
        module, _, name = spec.where.partition(":")
        assert isinstance(getattr(import_module(module), name), type)
        assert spec.text

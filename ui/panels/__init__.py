"""The panels, as data: each is imported when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass

from app.words.catalogue import N_, _


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """where: `module:class`. The class takes (services, parent); see `ui.panels.base.Panel`.

    hops: the hops of the chain that this panel looks into, by their values.
    """

    name: str
    title: str
    icon: str
    where: str
    hops: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The title in the language in use."""
        return _(self.title)


PANELS: tuple[PanelSpec, ...] = (
    PanelSpec("overview", N_("Overview"), "overview", "ui.panels.overview.panel:OverviewPanel"),
    PanelSpec("topics", N_("Topics"), "topics", "ui.panels.topics.panel:TopicsPanel", ("delivery",)),
    PanelSpec("tracer", N_("Tracer"), "tracer", "ui.panels.tracer.panel:TracerPanel", ("broker",)),
    PanelSpec(
        "modem",
        N_("Modem"),
        "modem",
        "ui.panels.modem.panel:ModemPanel",
        ("modem", "sim", "registration", "apn", "address"),
    ),
    PanelSpec("reach", N_("Reach"), "reach", "ui.panels.reach.panel:ReachPanel", ("route", "vpn", "reach")),
)

WELCOME = PanelSpec("welcome", N_("Welcome"), "overview", "ui.panels.welcome.panel:WelcomePanel")
"""Shown while there is no site sheet; not in the rail."""


def panel_of_hop(hop: str) -> str:
    """The panel that looks into this hop."""
    return next((spec.name for spec in PANELS if hop in spec.hops), "overview")

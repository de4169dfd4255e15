"""`linkwright check`: the whole chain, headless."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import click

from app.cli.outcome import FOUND, PASSED
from app.cli.output import emit_json, say
from app.words import _, hop_name

_HOPS = ("modem", "sim", "registration", "apn", "address", "route", "vpn", "reach", "broker", "delivery")


class HopList(click.ParamType[tuple[str, ...]]):
    """`sim,apn`: names of hops, separated by commas."""

    name = "hops"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        hops = tuple(part.strip() for part in str(value).split(",") if part.strip())
        for hop in hops:
            if hop not in _HOPS:
                self.fail(_("{hop} is no hop. The hops are: {hops}").format(hop=hop, hops=", ".join(_HOPS)))
        return hops


@click.command()
@click.option("--lab", is_flag=True, help="On the lab, which brings its own modem, broker and link.")
@click.option("--scenario", metavar="NAME", help="The lab's scenario; implies --lab.")
@click.option("--site", metavar="FILE", type=click.Path(path_type=Path), help="What should be true.")
@click.option("--port", metavar="PORT", help="The modem's port, where it should not be looked for.")
@click.option("--only", metavar="HOP,...", type=HopList(), default="", help="These hops and what they need.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.option(
    "--report", metavar="FILE", type=click.Path(path_type=Path), help="Also write FILE.html or .json."
)
@click.option("--unmask", is_flag=True, help="Show identities in full.")
def command(
    lab: bool,
    scenario: str | None,
    site: Path | None,
    port: str | None,
    only: tuple[str, ...],
    as_json: bool,
    report: Path | None,
    unmask: bool,
) -> int:
    """Test every hop; exit 0 when all passed, 1 when something was found."""
    in_lab = lab or scenario is not None
    if in_lab == (site is not None):
        raise click.UsageError(_("Say what to check: either --lab or --site FILE."))
    from app.report.save import check_name, save

    if report is not None:
        check_name(report)

    from app.chain.hops import Hop, State
    from app.chain.run import ChainState
    from app.cli.lab import say_notes
    from app.cli.running import with_services
    from app.composition import Services
    from app.report.document import check_document
    from app.report.ladder import ladder, look_of

    async def work(services: Services) -> ChainState:
        if site is not None:
            await services.open_site(site)
        else:
            await services.open_lab(scenario or "healthy")
            say_notes(services.world)
        assert services.site is not None
        if sys.stderr.isatty():
            services.check.changed.connect(_Progress())
        return await services.check.run(services.site, only=[Hop(name) for name in only])

    chain = with_services(work, port=port)
    if as_json:
        emit_json(check_document(chain, masked=not unmask))
    else:
        click.echo(ladder(chain, look_of(sys.stdout, shutil.get_terminal_size().columns)), nl=False)
    if report is not None:
        save(chain, report, masked=not unmask)
        say(_("Report: {file}").format(file=report))
    bad = {State.WARNING, State.FAILED}
    return FOUND if any(result.state in bad for result in chain.hops) else PASSED


class _Progress:
    """Tells on standard error which hops are under way, once each."""

    def __init__(self) -> None:
        self._told: set[Any] = set()

    def __call__(self, chain: Any) -> None:
        for result in chain.hops:
            if result.state.value == "running" and result.hop not in self._told:
                self._told.add(result.hop)
                say(_("Testing: {hop}").format(hop=hop_name(result.hop)))

"""An import-linter contract: everything in these rooms is free of I/O, except the links named.

The other way round from a list of pure modules: a new file is pure until somebody names it as a link, so a
decoder cannot be forgotten. Imports through other modules count too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grimp import ImportGraph
from importlinter.application import output
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck


class PureRoomsContract(Contract):
    """rooms: packages or modules; links: those inside them that may do I/O, with all below them."""

    rooms: Any = fields.SetField(subfield=fields.ModuleField())
    links: Any = fields.SetField(subfield=fields.ModuleField())
    forbidden: Any = fields.SetField(subfield=fields.ModuleField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        links = _with_descendants(graph, self.links)
        pure = _with_descendants(graph, self.rooms) - links
        targets = sorted(module.name for module in self.forbidden if module.name in graph.modules)
        chains = [chain for importer in sorted(pure) if (chain := _shortest(graph, importer, targets))]
        unknown = sorted({module.name for module in (*self.rooms, *self.links)} - graph.modules)
        return ContractCheck(kept=not chains and not unknown, metadata={"chains": chains, "unknown": unknown})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for name in check.metadata["unknown"]:
            output.print_error(f"{name} is named in the contract, but there is no such module.")
        for chain in check.metadata["chains"]:
            output.print_error(" -> ".join(chain))


def _with_descendants(graph: ImportGraph, modules: Iterable[Any]) -> set[str]:
    known = {module.name for module in modules} & graph.modules
    return known | {below for name in known for below in graph.find_descendants(name)}


def _shortest(graph: ImportGraph, importer: str, targets: Iterable[str]) -> tuple[str, ...] | None:
    """The shortest way from a module to any of the targets: one is enough to see what is wrong."""
    chains = (graph.find_shortest_chain(importer=importer, imported=target) for target in targets)
    return min((chain for chain in chains if chain), key=len, default=None)

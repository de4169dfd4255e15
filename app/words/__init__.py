"""The only table of texts for hops, findings and faults: codes and facts in, plain sentences out.

    from app.words import _, advice, caption, headline, hop_name

English is the source language; `app.words.catalogue` chooses another. Nothing here measures or judges.
The tables are loaded when they are first asked for: `_` alone is cheap, and needed by every start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from app.words.catalogue import N_, _, n_, p_

if TYPE_CHECKING:
    from app.words.advise import Advice, advice, fault_advice, fault_advice_of
    from app.words.hops import hop_name, state_name
    from app.words.lines import caption, expected, measured, not_tested
    from app.words.site_file import problem_line, problem_lines
    from app.words.terms import rating_name
    from app.words.verdict import headline, summary

__all__ = [
    "N_",
    "Advice",
    "_",
    "advice",
    "caption",
    "expected",
    "fault_advice",
    "fault_advice_of",
    "headline",
    "hop_name",
    "measured",
    "n_",
    "not_tested",
    "p_",
    "problem_line",
    "problem_lines",
    "rating_name",
    "state_name",
    "summary",
]

_MODULES = {
    "advise": ("Advice", "advice", "fault_advice", "fault_advice_of"),
    "hops": ("hop_name", "state_name"),
    "lines": ("caption", "expected", "measured", "not_tested"),
    "site_file": ("problem_line", "problem_lines"),
    "terms": ("rating_name",),
    "verdict": ("headline", "summary"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"app.words.{module}"), name)
    raise AttributeError(name)

"""The only table of texts for hops, findings and faults: codes and facts in, plain sentences out.

    from app.words import _, advice, caption, headline, hop_name

English is the source language; `app.words.catalogue` chooses another. Nothing here measures or judges.
"""

from app.words.advice import Advice, advice, fault_advice, fault_advice_of
from app.words.catalogue import N_, _, n_, p_
from app.words.hops import hop_name, state_name
from app.words.lines import caption, expected, measured, not_tested
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
    "rating_name",
    "state_name",
    "summary",
]

"""Every dialect, and which one a modem speaks."""

from __future__ import annotations

import re
from dataclasses import replace

from app.modem.dialects import (
    asr,
    cinterion,
    fibocom,
    generic,
    huawei,
    meig,
    nordic,
    quectel,
    sierra,
    simcom,
    telit,
    ublox,
    zte,
)
from app.modem.dialects.base import Dialect

DIALECTS: tuple[Dialect, ...] = (
    sierra.HL78,
    sierra.DIALECT,
    quectel.DIALECT,
    simcom.DIALECT,
    ublox.DIALECT,
    telit.DIALECT,
    huawei.DIALECT,
    nordic.DIALECT,
    fibocom.FM350,
    fibocom.XMM,
    fibocom.DIALECT,
    cinterion.DIALECT,
    zte.DIALECT,
    asr.DIALECT,
    meig.DIALECT,
    generic.DIALECT,
)
"""The narrower before the wider: where two match equally, the first is taken."""

BY_NAME = {dialect.name: dialect for dialect in DIALECTS}


def dialect_for(manufacturer: str | None, model: str | None) -> Dialect:
    """The dialect of a modem by what it tells of itself; the generic one where nothing is known.

    A model that has a dialect of its own is the surest, then maker and model that agree, then the model
    alone, since some makers give a name that is not theirs (A76xx: `INCORPORATED`), then the maker.
    """
    maker, name = (manufacturer or "").strip(), (model or "").strip()
    by_maker = [dialect for dialect in DIALECTS if _matches(dialect.makers, maker)]
    by_model = [dialect for dialect in DIALECTS if _matches(dialect.models, name)]
    own = [dialect for dialect in by_model if not dialect.makers]
    both = [dialect for dialect in by_model if dialect in by_maker]
    found = (*own, *both, *by_model, *by_maker, generic.DIALECT)[0]
    return replace(found, is_narrow=_matches(found.narrow_models, name))


def _matches(pattern: str, text: str) -> bool:
    return bool(pattern and text) and re.fullmatch(pattern, text, re.IGNORECASE) is not None

"""docs/modems.md says what the dialects do."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[4]


def test_the_page_is_current() -> None:
    made = runpy.run_path(str(ROOT / "packaging" / "modems_page.py"))["page"]()
    assert (ROOT / "docs" / "modems.md").read_text("utf-8") == made

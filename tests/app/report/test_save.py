"""Reports on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.report.save import ReportFault, ReportReason, check_name, save
from tests.app.words.samples import CARRIER_NAT


def test_the_end_of_the_name_chooses_the_form(tmp_path: Path) -> None:
    save(CARRIER_NAT, tmp_path / "x.HTML")
    save(CARRIER_NAT, tmp_path / "x.json")
    assert (tmp_path / "x.HTML").read_text("utf-8").startswith("<!doctype html>")
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["schema"] == 1
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["x.HTML", "x.json"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x.docx", ReportReason.UNKNOWN_FORM),
        ("x", ReportReason.UNKNOWN_FORM),
        ("gone/x.html", ReportReason.NOT_WRITTEN),
        ("folder.html", ReportReason.NOT_WRITTEN),
    ],
)
def test_what_cannot_be_written_is_told_before_the_check(
    tmp_path: Path, name: str, reason: ReportReason
) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(ReportFault) as caught:
        check_name(tmp_path / name)
    assert caught.value.reason is reason


def test_a_report_with_text_that_is_no_unicode_is_written(tmp_path: Path) -> None:
    from dataclasses import replace

    save(replace(CARRIER_NAT, site_name="\udcff"), tmp_path / "x.html")
    assert (tmp_path / "x.html").stat().st_size > 1000

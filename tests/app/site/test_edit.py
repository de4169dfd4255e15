"""Editing a site file keeps what was there and never writes a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.site.edit import SiteDocument
from app.site.load import load
from app.site.problems import SiteFault, SiteReason, Wanted

SOURCE = """\
# Written by the support desk
[site]
name = "Pump station 12"   # as on the door

[sim]
apn = "iot.public"  # ask the carrier
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "pump.site.toml"
    path.write_text(SOURCE)
    return path


def test_a_change_keeps_comments_and_order(path: Path) -> None:
    document = SiteDocument.open(path)
    document.set(("sim", "apn"), "acme.private")
    assert document.is_changed
    site = document.save()
    assert path.read_text() == SOURCE.replace("iot.public", "acme.private")
    assert site == load(path)
    assert not document.is_changed


def test_tables_lists_and_removal(path: Path) -> None:
    document = SiteDocument.open(path)
    document.set(("signal", "rsrp_min_dbm"), -110)
    document.append(("reach",), {"name": "SCADA", "host": "10.99.0.1", "tcp": [502]})
    document.append(("reach",), {"name": "Clock", "host": "10.99.0.2"})
    document.set(("reach", 1, "tcp"), [123])
    document.append(("isolation", "hosts"), "1.1.1.1")
    document.remove(("reach", 0))
    document.remove(("sim", "apn"))
    document.remove(("vpn", "kind"))
    site = document.save()
    assert site.signal.rsrp_min_dbm == -110
    assert [(entry.name, entry.tcp) for entry in site.reach] == [("Clock", (123,))]
    assert site.isolation.hosts == ("1.1.1.1",)
    assert site.sim is not None and site.sim.apn is None
    assert "[[reach]]" in path.read_text()
    assert document.get(("reach", 0, "name")) == "Clock"
    assert document.get(("reach", 5, "name")) is None


def test_a_wrong_value_is_told_and_not_written(path: Path) -> None:
    document = SiteDocument.open(path)
    document.set(("sim", "static_ip"), "10.64.3.999")
    assert [problem.wanted for problem in document.problems()] == [Wanted.ADDRESS]
    with pytest.raises(SiteFault):
        document.save()
    assert path.read_text() == SOURCE
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_file_with_wrong_values_can_be_opened_and_mended(path: Path) -> None:
    path.write_text(SOURCE + 'static_ip = "x"\n')
    document = SiteDocument.open(path)
    document.set(("sim", "static_ip"), "10.64.3.17")
    assert document.problems() == ()
    document.save()
    assert load(path).sim


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(path: Path) -> None:
    document = SiteDocument.open(path)
    document.set(("sim", "apn"), "acme.private")
    path.write_text(SOURCE + "# mine\n")
    with pytest.raises(SiteFault) as caught:
        document.save()
    assert caught.value.reason is SiteReason.CHANGED_ON_DISK
    assert path.read_text().endswith("# mine\n")


def test_a_new_file_does_not_overwrite_one_that_is_there(tmp_path: Path, path: Path) -> None:
    fresh = SiteDocument.new(tmp_path / "new.site.toml", "Bench")
    fresh.set(("broker", "url"), "mqtt://broker.example")
    fresh.save()
    assert load(tmp_path / "new.site.toml").site.name == "Bench"
    with pytest.raises(SiteFault) as caught:
        SiteDocument.new(path, "Bench").save()
    assert caught.value.reason is SiteReason.CHANGED_ON_DISK


def test_windows_line_ends_stay(path: Path) -> None:
    path.write_bytes(SOURCE.replace("\n", "\r\n").encode())
    document = SiteDocument.open(path)
    document.set(("sim", "pdp_type"), "IP")
    document.save()
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") == SOURCE.count("\n") + 1


def test_a_folder_that_is_gone_is_told(path: Path) -> None:
    document = SiteDocument.new(path.parent / "gone" / "x.site.toml", "A")
    with pytest.raises(SiteFault) as caught:
        document.save()
    assert caught.value.reason is SiteReason.NOT_WRITTEN

"""The form writes what is typed into the document and shows what is wrong at its field."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.site.edit import SiteDocument
from ui.panels.site.form import SiteForm

SOURCE = """# kept
[site]
name = "Pump"  # the station

[sim]
apn = "acme.private"
roaming = false

[[reach]]
name = "SCADA"
host = "10.99.0.1"
tcp = [502]
"""


@pytest.fixture
def document(tmp_path: Path) -> SiteDocument:
    path = tmp_path / "pump.site.toml"
    path.write_text(SOURCE)
    return SiteDocument.open(path)


@pytest.fixture
def form(qtbot: QtBot, document: SiteDocument) -> SiteForm:
    made = SiteForm()
    qtbot.addWidget(made)
    made.show_document(document)
    made.show()
    return made


def _line(form: SiteForm, key: str) -> QLineEdit:
    control = form.field(key)
    assert isinstance(control, QLineEdit)
    return control


def test_it_shows_the_document(form: SiteForm) -> None:
    assert _line(form, "site.name").text() == "Pump"
    assert _line(form, "sim.apn").text() == "acme.private"
    roaming = form.field("sim.roaming")
    assert isinstance(roaming, QCheckBox)
    assert not roaming.isChecked()
    assert [row.entry() for row in form.reach.rows] == [{"name": "SCADA", "host": "10.99.0.1", "tcp": [502]}]


def test_typing_changes_that_key_and_keeps_comments(
    form: SiteForm, document: SiteDocument, qtbot: QtBot
) -> None:
    line = _line(form, "sim.static_ip")
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(line, "10.64.3.17")
    assert document.get(("sim", "static_ip")) == "10.64.3.17"
    assert "# kept" in document.text
    assert "# the station" in document.text


def test_emptying_the_last_key_takes_the_table_away(
    form: SiteForm, document: SiteDocument, qtbot: QtBot
) -> None:
    line = _line(form, "broker.url")
    qtbot.keyClicks(line, "mqtt://x")
    assert document.get(("broker",)) == {"url": "mqtt://x"}
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert document.get(("broker",)) is None
    assert document.problems() == ()


def test_a_choice_and_a_switch(form: SiteForm, document: SiteDocument) -> None:
    choice, roaming = form.field("sim.pdp_type"), form.field("sim.roaming")
    assert isinstance(choice, QComboBox)
    assert isinstance(roaming, QCheckBox)
    choice.setCurrentText("IPV4V6")
    roaming.setChecked(True)
    assert document.get(("sim", "pdp_type")) == "IPV4V6"
    assert document.get(("sim", "roaming")) is None  # as it is when nothing is said


def test_problems_stand_at_their_field(form: SiteForm) -> None:
    form.show_problems({"sim.apn": "an access point name", "reach[0].host": "a host"})
    line = _line(form, "sim.apn")
    assert line.accessibleDescription() == "an access point name"
    assert line.property("state") == "failed"
    form.show_problems({})
    assert line.property("state") == ""


def test_hosts_are_added_changed_and_taken_away(form: SiteForm, document: SiteDocument, qtbot: QtBot) -> None:
    qtbot.mouseClick(form.reach.add, Qt.MouseButton.LeftButton)
    row = form.reach.rows[1]
    qtbot.keyClicks(row.name, "Historian")
    qtbot.keyClicks(row.host, "10.99.0.7")
    qtbot.keyClicks(row.ports, "443")
    assert document.get(("reach", 1)) == {"name": "Historian", "host": "10.99.0.7", "tcp": [443]}
    assert document.problems() == ()
    qtbot.mouseClick(form.reach.rows[0].remove, Qt.MouseButton.LeftButton)
    assert document.get(("reach",)) == [{"name": "Historian", "host": "10.99.0.7", "tcp": [443]}]
    qtbot.mouseClick(form.reach.rows[0].remove, Qt.MouseButton.LeftButton)
    assert document.get(("reach",)) is None


def test_an_unknown_choice_in_the_file_is_shown_and_kept(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "odd.site.toml"
    path.write_text('[site]\nname = "x"\n[sim]\npdp_type = "IPX"\n')
    document = SiteDocument.open(path)
    form = SiteForm()
    qtbot.addWidget(form)
    form.show_document(document)
    choice = form.field("sim.pdp_type")
    assert isinstance(choice, QComboBox)
    assert choice.currentText() == "IPX"
    assert document.text == path.read_text()

"""Which cause and remedy a finding about the modem's port names."""

from __future__ import annotations

from app.chain.findings import Code
from app.words import advice


def test_modem_manager_is_named_with_the_commands_that_release_the_port() -> None:
    facts = {"port": "/dev/ttyUSB2", "holder": "ModemManager", "holder_pid": "812", "holder_certain": "no"}
    words = advice(Code.MODEM_PORT_BUSY.finding(facts))
    assert words.title == "ModemManager holds the modem's port /dev/ttyUSB2"
    assert "cannot be seen from here" in words.cause
    assert "sudo systemctl stop ModemManager" in words.remedy
    assert "mmcli --inhibit-device=" in words.remedy


def test_any_other_holder_is_named_with_its_process() -> None:
    words = advice(Code.MODEM_PORT_BUSY.finding({"holder": "minicom", "holder_pid": "9"}))
    assert "minicom (9)" in words.cause
    assert "ModemManager" not in words.title + words.cause + words.remedy


def test_a_denied_port_names_the_group_or_says_to_log_in_again() -> None:
    facts = {"port": "/dev/ttyUSB2", "group": "dialout", "member_after_login": "no"}
    assert "sudo usermod -aG dialout $USER" in advice(Code.MODEM_PORT_DENIED.finding(facts)).remedy
    again = advice(Code.MODEM_PORT_DENIED.finding({**facts, "member_after_login": "yes"}))
    assert "usermod" not in again.remedy
    assert "log out and in again" in again.remedy
    elsewhere = advice(Code.MODEM_PORT_DENIED.finding())
    assert "administrator" in elsewhere.remedy


def test_no_modem_at_a_port_is_told_from_no_modem_at_all() -> None:
    assert advice(Code.MODEM_NOT_FOUND.finding({"port": "COM5"})).title == "There is no modem at COM5"
    nowhere = advice(Code.MODEM_NOT_FOUND.finding())
    assert nowhere.title == "No modem was found"
    assert "choose its port by hand" in nowhere.remedy

"""Scenario files: bases, strictness, and that every shipped one promises something checkable."""

from __future__ import annotations

import pytest

from app.chain.findings import Code
from app.chain.hops import Hop
from app.lab import scenario
from app.lab.scenario import ScenarioFault, ScenarioReason

FINDINGS = {code.value.code: code.value for code in Code}


def test_healthy_comes_first_and_all_that_are_promised_ship():
    names = scenario.names()
    assert names[0] == "healthy"
    assert set(names) >= {
        "no-sim",
        "pin-locked",
        "wrong-apn",
        "not-subscribed",
        "weak-signal",
        "denied-roaming",
        "cgnat",
        "wrong-static-ip",
        "broker-refuses",
        "broker-tls-expired",
        "lossy-qos",
    }


@pytest.mark.parametrize("name", scenario.names())
def test_each_names_a_hop_and_a_finding_that_exist(name):
    expect = scenario.load(name).expect
    assert Hop(expect.hop)
    if expect.state == "passed":
        assert expect.finding is None
    else:
        assert expect.finding in FINDINGS


def test_a_scenario_says_only_what_differs_from_its_base():
    base, cgnat = scenario.load("healthy"), scenario.load("cgnat")
    assert cgnat.modem.apn_asked == "iot.public"
    assert cgnat.modem.iccid == base.modem.iccid
    assert cgnat.broker == base.broker


def write(tmp_path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_of_ones_own_with_a_shipped_base(tmp_path):
    mine = scenario.load(write(tmp_path, 'base = "healthy"\ntitle = "Mine"\n[modem]\nrsrp_dbm = -100\n'))
    assert (mine.name, mine.title, mine.modem.rsrp_dbm) == ("mine", "Mine", -100)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('base = "healthy"\n[modem]\nrsrp = -100\n', "modem.rsrp"),
        ('base = "healthy"\n[link]\ndelay_ms = "slow"\n', "link.delay_ms"),
        ('base = "healthy"\nnonsense = 1\n', "nonsense"),
        ('base = "healthy"\n[modem]\nmodel = "Abacus"\n', "modem.model"),
        ('title = "No base"\n', "about"),
        ("base = 3\n", "base"),
        ("not toml at all", ""),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, key):
    with pytest.raises(ScenarioFault) as caught:
        scenario.load(write(tmp_path, text))
    assert caught.value.reason is ScenarioReason.INVALID
    assert caught.value.evidence["key"] == key


def test_a_circle_of_bases_ends(tmp_path):
    path = tmp_path / "loop.toml"
    path.write_text(f'base = "{path.as_posix()}"\n', encoding="utf-8")
    with pytest.raises(ScenarioFault) as caught:
        scenario.load(str(path))
    assert caught.value.evidence["key"] == "base"


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ScenarioFault) as caught:
        scenario.load("helthy")
    assert caught.value.reason is ScenarioReason.UNKNOWN
    assert "healthy" in caught.value.evidence["known"]

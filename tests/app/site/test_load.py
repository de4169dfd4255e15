"""Site files: the good ones load, and the bad ones say what is wrong where."""

from __future__ import annotations

import os
import re
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.site.load import PROBLEM_LIMIT, SIZE_LIMIT_BYTES, load, read
from app.site.problems import Problem, SiteFault, SiteReason, Wanted

EXAMPLES = Path(__file__).parents[3] / "examples"


def fault_of(source: str) -> SiteFault:
    with pytest.raises(SiteFault) as caught:
        read(source, "x.site.toml")
    return caught.value


def problem_of(body: str, head: str = '[site]\nname = "A"\n') -> Problem:
    problems = fault_of(head + body).problems
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.site.toml")), ids=lambda path: path.name)
def test_every_example_loads(path: Path) -> None:
    assert load(path).site.name


def test_the_pump_station_is_read_value_by_value() -> None:
    site = load(EXAMPLES / "pump-station-12.site.toml")
    assert site.sim is not None and site.broker is not None and site.vpn is not None
    assert site.sim.static_ip == IPv4Address("10.64.3.17")
    assert site.broker.qos == (0, 1, 2)
    assert [(entry.name, entry.tcp) for entry in site.reach] == [("SCADA", (502, 8883)), ("Time server", ())]
    assert site.isolation.hosts == ("1.1.1.1", "8.8.8.8")


@pytest.mark.parametrize(
    ("body", "line", "key", "wanted"),
    [
        ("[sim]\napm = 'x'", 4, "sim.apm", Wanted.KNOWN_KEY),
        ("[sims]\napn = 'x'", 3, "sims", Wanted.KNOWN_KEY),
        ("[sim]\nroaming = 'yes'", 4, "sim.roaming", Wanted.YES_OR_NO),
        ("[sim]\napn = 5", 4, "sim.apn", Wanted.TEXT),
        ("[sim]\napn = 'a b'", 4, "sim.apn", Wanted.APN),
        ("[sim]\niccid = '893108001901234567\\n'", 4, "sim.iccid", Wanted.ICCID),
        ("[sim]\noperator = '204'", 4, "sim.operator", Wanted.OPERATOR),
        ("[sim]\nstatic_ip = '10.64.3.999'", 4, "sim.static_ip", Wanted.ADDRESS),
        ("[sim]\nstatic_ip = 10", 4, "sim.static_ip", Wanted.ADDRESS),
        ("[sim]\n\nsubnet = '10.64.3.7/24'", 5, "sim.subnet", Wanted.SUBNET),
        ("[sim]\nsubnet='10.0.0.0/8'\nstatic_ip='9.0.0.1'", 5, "sim.static_ip", Wanted.ADDRESS_IN_SUBNET),
        ("[sim]\npdp_type = 'PPP'", 4, "sim.pdp_type", Wanted.ONE_OF),
        ("sim = 3", 3, "site.sim", Wanted.KNOWN_KEY),
        ("[signal]\nrsrp_min_dbm = 96", 4, "signal.rsrp_min_dbm", Wanted.RANGE),
        ("[signal]\nrsrp_min_dbm = -96.5", 4, "signal.rsrp_min_dbm", Wanted.WHOLE_NUMBER),
        ("[signal]\nsinr_min_db = 'x'", 4, "signal.sinr_min_db", Wanted.NUMBER),
        ("[signal]\nsinr_min_db = nan", 4, "signal.sinr_min_db", Wanted.RANGE),
        ("[broker]\nversion = '5'", 3, "broker.url", Wanted.PRESENT),
        ("[broker]\nurl = 'http://x'", 4, "broker.url", Wanted.BROKER_URL),
        ("[broker]\nurl = 'mqtt://a b'", 4, "broker.url", Wanted.BROKER_URL),
        ("[broker]\nurl = 'mqtt://a\tb'", 4, "broker.url", Wanted.BROKER_URL),
        ("[broker]\nurl = 'mqtt://a_%b'", 4, "broker.url", Wanted.HOST),
        ("[broker]\nurl = 'mqtt://[::1'", 4, "broker.url", Wanted.BROKER_URL),
        ("[broker]\nurl = 'mqtt://a:70000'", 4, "broker.url", Wanted.PORT),
        ("[broker]\nurl = 'mqtt://a:0'", 4, "broker.url", Wanted.PORT),
        ("[broker]\nurl = 'mqtt://a/x'", 4, "broker.url", Wanted.URL_WITHOUT_PATH),
        ("[broker]\nurl = 'mqtt://u@a'", 4, "broker.url", Wanted.URL_WITHOUT_USER),
        ("[broker]\nurl = 'mqtt://a'\nqos = [0, 3]", 5, "broker.qos[2]", Wanted.ONE_OF),
        ("[broker]\nurl = 'mqtt://a'\nqos = []", 5, "broker.qos", Wanted.COUNT),
        ("[broker]\nurl = 'mqtt://a'\nqos = 1", 5, "broker.qos", Wanted.LIST),
        ("[broker]\nurl = 'mqtt://a'\nprobe_topic = 'a/#'", 5, "broker.probe_topic", Wanted.TOPIC),
        ("[broker]\nurl = 'mqtt://a'\nclient_id = '{x}'", 5, "broker.client_id", Wanted.PLACEHOLDERS),
        ("[broker]\nurl = 'mqtt://a'\nusername = ' u'", 5, "broker.username", Wanted.PLAIN_TEXT),
        ("[[reach]]\nname='x'\nhost='a b'", 5, "reach[1].host", Wanted.HOST),
        ("[[reach]]\nname='x'\nhost='a'\ntcp=[\n1,\n70000]", 8, "reach[1].tcp[2]", Wanted.PORT),
        ("[[reach]]\nname='x'\nhost='a'\n[[reach]]\nname='x'\nhost='b'", 7, "reach[2].name", Wanted.UNIQUE),
        ("[responder]\nurl = 'x'", 4, "responder.url", Wanted.HOST_AND_PORT),
        ("[broker]\nurl='mqtt://a'\npassword='hunter2'", 5, "broker.password", Wanted.NO_SECRET),
        ("[broker]\nurl='mqtt://a'\nusername='SharedAccessKey=x'", 5, "broker.username", Wanted.NO_SECRET),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_was_expected(
    body: str, line: int, key: str, wanted: Wanted
) -> None:
    problem = problem_of(body)
    assert (problem.line, problem.key, problem.wanted) == (line, key, wanted)


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    fault = fault_of("[site]\nname = 1\n[sim]\napn = 2\nicc = 3\n[broker]\n")
    assert fault.reason is SiteReason.INVALID
    assert [problem.line for problem in fault.problems] == [2, 4, 5, 6]
    assert fault.evidence["problems"] == "4"


def test_the_nearest_key_is_proposed_and_a_key_of_another_table_is_placed() -> None:
    assert problem_of("[sim]\nstatic-ip = '10.0.0.1'").details["nearest"] == "static_ip"
    assert problem_of("[broker]\nurl='mqtt://a'\napn='x'").details["table"] == "sim"


def test_a_subnet_with_host_bits_proposes_the_network() -> None:
    assert problem_of("[sim]\nsubnet = '10.64.3.7/24'").details["nearest"] == "10.64.3.0/24"


def test_the_given_value_is_shown_as_it_stands_but_never_a_secret() -> None:
    assert problem_of("[sim]\npdp_type = 'PPP'").given == '"PPP"'
    assert problem_of("[broker]\nurl = 'mqtt://u:hunter2@h'").given == '"mqtt://…@h"'
    nested = fault_of('[site]\nname = "A"\n[broker]\nurl="mqtt://a"\nauth = {password = "hunter2"}')
    syntax = fault_of("[site]\nname = A\npassword = hunter2 = 1")
    line = fault_of('broker.password = "hunter2" oops')
    for fault in (nested, syntax, line):
        assert "hunter2" not in f"{fault!r} {fault.problems} {fault.evidence}"
    assert [problem.wanted for problem in nested.problems] == [Wanted.KNOWN_KEY, Wanted.NO_SECRET]


@pytest.mark.parametrize(
    ("source", "line", "wanted"),
    [
        ("[site\n", 1, Wanted.TOML_BRACKET_END),
        ("[site]\nname = Pump\n", 2, Wanted.TOML_VALUE),
        ("[site]\nname\n", 2, Wanted.TOML_EQUALS),
        ('[site]\nname = "Pump\n', 2, Wanted.TOML_STRING_END),
        ("[site]\nname = 'a'\nname = 'b'\n", 3, Wanted.TOML_ONCE),
        ("[site]\nname = 'a' 'b'\n", 2, Wanted.TOML_LINE_END),
        ('[site]\nname = "C:\\pump"\n', 2, Wanted.TOML_ESCAPE),
    ],
)
def test_a_syntax_error_is_told_with_its_line(source: str, line: int, wanted: Wanted) -> None:
    fault = fault_of(source)
    assert fault.reason is SiteReason.SYNTAX
    assert (fault.problems[0].line, fault.problems[0].wanted) == (line, wanted)


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "[" * 30_000,
        "x = " + "[" * 20 + "]" * 20,
        "a." * 20 + "b = 1",
        "a." * 30_000 + "b = 1",
        "x = " + "9" * 6000,
    ],
    ids=["brackets", "lists", "keys", "many keys", "digits"],
)
def test_hostile_nesting_and_numbers_are_a_syntax_fault(source: str) -> None:
    assert fault_of(source).reason is SiteReason.SYNTAX


def test_a_file_full_of_nonsense_is_cut_short_and_counted() -> None:
    fault = fault_of("[site]\nname = 'A'\n" + "".join(f"k{n} = 1\n" for n in range(500)))
    assert len(fault.problems) == PROBLEM_LIMIT
    assert len(fault.problems) + fault.unlisted == 500


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "pump.site.toml").write_text("x")
    (tmp_path / "big.toml").write_bytes(b"#" * (SIZE_LIMIT_BYTES + 1))
    (tmp_path / "latin.toml").write_bytes(b"[site]\nname = 'M\xfchle'\n")
    (tmp_path / "wide.toml").write_bytes("[site]\n".encode("utf-16"))
    expected = {
        "pum.site.toml": SiteReason.NOT_FOUND,
        "no/such/folder": SiteReason.NOT_FOUND,
        ".": SiteReason.DIRECTORY,
        "big.toml": SiteReason.TOO_LARGE,
        "latin.toml": SiteReason.NOT_UTF8,
        "wide.toml": SiteReason.NOT_UTF8,
        "a\0b": SiteReason.UNREADABLE,
    }
    seen = {}
    for name in expected:
        with pytest.raises(SiteFault) as caught:
            load(tmp_path / name)
        seen[name] = caught.value
    assert {name: fault.reason for name, fault in seen.items()} == expected
    assert seen["pum.site.toml"].evidence["nearest"] == "pump.site.toml"
    assert seen["latin.toml"].evidence["line"] == "2"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights do not bind the superuser")
def test_a_file_without_rights_is_denied(tmp_path: Path) -> None:
    path = tmp_path / "x.site.toml"
    path.write_text("")
    path.chmod(0)
    with pytest.raises(SiteFault) as caught:
        load(path)
    assert caught.value.reason is SiteReason.DENIED


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "x.site.toml"
    path.write_bytes(b"\xef\xbb\xbf[site]\r\nname = 'A'\r\n")
    assert load(path).site.name == "A"


def test_paths_in_the_sheet_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.site.toml"
    path.write_text("[site]\nname='A'\n[broker]\nurl='mqtts://h'\nca_file='ca/root.pem'\n")
    broker = load(path).broker
    assert broker is not None and broker.ca_file == str(tmp_path / "ca" / "root.pem")


@given(
    st.text(st.sampled_from("[]{}=\"'#.,\n\\ab1 -é\0"), max_size=60)
    | st.from_regex(re.compile(r"\[(site|sim|reach)\]\n(name|apn|tcp) = .{0,20}\n", re.ASCII))
)
def test_any_text_is_a_sheet_or_a_site_fault(source: str) -> None:
    try:
        assert read(source, "x").site.name
    except SiteFault as fault:
        assert all(problem.line is None or problem.line >= 1 for problem in fault.problems)

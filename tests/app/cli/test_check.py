"""`linkwright check` as a process: exit codes, one document on standard output, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from app.cli.main import main
from app.lab.broker import BrokerNote, mosquitto_path
from app.lab.world import World
from app.words.lab import broker_note
from tests.app.chain.worlds import write
from tests.app.cli.processes import Program, alive, run, until

SITE = '[site]\nname = "Bench"\n'


def broker_notes() -> str:
    """What a check on the lab says on standard error when all is well; nothing with Mosquitto."""
    return "" if mosquitto_path() else "".join(f"{broker_note(note.value)}\n" for note in BrokerNote)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("[broker]\nurl = 'mqtt://b'\nulr = 1", "line 5: broker.ulr is not a known key; did you mean url?"),
        (
            "[signal]\nrsrp_min_dbm = 'weak'",
            'line 4: signal.rsrp_min_dbm = "weak": expected a whole number',
        ),
        (
            "[sim]\nstatic_ip = '10.64.3.317'",
            'line 4: sim.static_ip = "10.64.3.317": expected an IP address such as 10.64.3.17',
        ),
        (
            "[[reach]]\nname = 'R'\nhost = 'a host'",
            'line 5: reach[1].host = "a host": expected a host name or a complete IP address, without blanks',
        ),
        (
            "[[reach]]\nname = 'R'\nhost = 'a'\ntcp = [70000]",
            "line 6: reach[1].tcp[1] = 70000: expected a port from 1 to 65535",
        ),
        (
            "[broker]\nurl = 'mqtt://b:70000'",
            'line 4: broker.url = "mqtt://b:70000": expected a port from 1 to 65535',
        ),
    ],
    ids=["unknown key", "wrong type", "bad address", "host with a blank", "port", "port in a URL"],
)
def test_a_wrong_site_file_is_exit_2_with_the_line_and_nothing_is_started(
    lines: str,
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("something was started")

    monkeypatch.setattr("app.chain.run.Check.run", started)
    monkeypatch.setattr("app.modem.port.Port.open", started)
    file = tmp_path / "bad.site.toml"
    file.write_text(SITE + lines + "\n", encoding="utf-8")
    assert main(["check", "--site", str(file), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in [line.strip() for line in err.splitlines()]
    assert "Traceback" not in err


def test_a_wrong_site_file_as_a_process(tmp_path: Path) -> None:
    file = tmp_path / "bad.site.toml"
    file.write_text(SITE + "colour = 'red'\n", encoding="utf-8")
    report = tmp_path / "report.html"
    code, out, err = run(tmp_path, "check", "--site", str(file), "--report", str(report))
    assert (code, out) == (2, "")
    assert "line 3: site.colour is not a known key" in err
    assert not report.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["--lab", "--site", "x.site.toml"], 2),
        (["--lab", "--only", "sim,tea"], 2),
        (["--site", "no-such.site.toml"], 2),
        (["--scenario", "no-such-world"], 2),
        (["--lab", "--report", "x.docx"], 2),
    ],
)
def test_what_cannot_be_checked_starts_no_lab(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def started(_world: World) -> None:
        raise AssertionError("the lab was started")

    monkeypatch.setattr(World, "start", started)
    assert main(["check", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err and "Traceback" not in err


def test_a_finding_is_exit_1_and_json_is_all_that_is_on_standard_output(tmp_path: Path) -> None:
    world = write(tmp_path, '[broker]\nbehaviour = "http"')
    report = tmp_path / "report.json"
    code, out, err = run(tmp_path, "check", "--scenario", world, "--json", "--report", str(report))
    assert code == 1
    document = json.loads(out)
    assert document["verdict"] == "failed"
    codes = {hop["hop"]: [finding["code"] for finding in hop["findings"]] for hop in document["hops"]}
    assert codes["broker"] == ["broker-not-mqtt"]
    assert err.splitlines() == [f"Report: {report}"]
    assert json.loads(report.read_text("utf-8"))["verdict"] == "failed"


def test_two_at_once_both_pass(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with (
        Program(tmp_path / "one", "check", "--lab", "--json") as one,
        Program(tmp_path / "two", "check", "--lab", "--json") as two,
    ):
        for program in (one, two):
            code, out, err = program.end()
            assert (code, err) == (0, broker_notes())
            assert json.loads(out)["verdict"] == "passed"
            assert program.files() == []


def test_only_what_was_asked_for_and_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--lab", "--only", "sim", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [hop["hop"] for hop in document["hops"]] == ["modem", "sim"]
    assert "8949020000012345678" not in json.dumps(document)


def test_for_people_a_ladder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--scenario", "no-sim", "--only", "registration"]) == 1
    out, err = capsys.readouterr()
    assert "SIM" in out
    assert err == broker_notes()


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize("behaviour", ["[broker]\nbehaviour = 'silence'", "[modem]\nbehaviour = 'silent'"])
def test_ctrl_c_is_exit_130_and_leaves_no_process_and_no_file(behaviour: str, tmp_path: Path) -> None:
    world = write(tmp_path, behaviour)
    with Program(tmp_path, "check", "--scenario", world, "--json") as program:
        until(lambda: any(name.startswith("linkwright-site-") for name in program.files()))
        children = program.children()
        program.process.send_signal(signal.SIGINT)
        code, out, err = program.end()
        # Silence is no broker's and has no notes; others may be cut short by the signal.
        notes = "" if "[broker]" in behaviour else broker_notes()
        # Python itself ends by the signal where it was importing something; a shell says 130 for both.
        assert code in (130, -signal.SIGINT)
        assert out == ""
        assert notes.startswith(err.strip())
        assert program.files() == []
    until(lambda: alive(children) == [])

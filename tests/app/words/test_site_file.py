"""Each problem of a site file in one line that a person can act on."""

from __future__ import annotations

import pytest

from app.site.load import read
from app.site.problems import Problem, SiteFault, Wanted
from app.words import problem_line, problem_lines
from app.words.site_file import expectation

DETAILS = {"choices": '"3.1.1", "5"', "least": "1", "most": "9", "nearest": "apn", "table": "sim"}


@pytest.mark.parametrize("wanted", Wanted)
def test_every_kind_of_problem_has_words(wanted: Wanted) -> None:
    for details in ({}, DETAILS, {"known": "a, b"}):
        if wanted in NEEDS_DETAILS and not details.keys() >= NEEDS_DETAILS[wanted]:
            continue
        problem = Problem(wanted, 12, 1, "sim.apn", '"x"', details)
        line = problem_line(problem)
        assert line.startswith("line 12: sim.apn")
        assert "{" not in line and "None" not in line
        assert expectation(problem)
    assert not problem_line(Problem(wanted, details=DETAILS)).startswith("line ")


NEEDS_DETAILS = {
    Wanted.ONE_OF: {"choices"},
    Wanted.PLACEHOLDERS: {"choices"},
    Wanted.RANGE: {"least", "most"},
    Wanted.LENGTH: {"least", "most"},
    Wanted.COUNT: {"least", "most"},
    Wanted.TOML_FLAT: {"most"},
}


def lines_of(source: str) -> list[str]:
    with pytest.raises(SiteFault) as caught:
        read(source, "x.site.toml")
    return problem_lines(caught.value)


def test_the_lines_of_a_bad_file() -> None:
    assert lines_of('[site]\nnam = "A"\n[sim]\nroaming = "yes"\n[broker]\nurl = "mqtt://a b:70000"\n') == [
        "line 1: site.name is missing",
        "line 2: site.nam is not a known key; did you mean name?",
        'line 4: sim.roaming = "yes": expected true or false',
        'line 6: broker.url = "mqtt://a b:70000": expected mqtt://, mqtts://, ws:// or wss:// with a host '
        "and, where it differs, a port",
    ]


def test_a_line_shows_no_secret_and_no_whole_identity() -> None:
    lines = lines_of('[site]\nname="A"\n[sim]\niccid = "89310800190123456789999"\npin = "1234"\n')
    assert "1234" not in lines[1]
    assert "•••9999" in lines[0]


def test_what_is_not_listed_is_counted() -> None:
    source = '[site]\nname="A"\n' + "".join(f"k{n}=1\n" for n in range(60))
    assert lines_of(source)[-1] == "and 20 more"

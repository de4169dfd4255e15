"""`linkwright delivery` as a process: what it counts on a good link and on one that swallows a PUBACK."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.lab.broker import mosquitto_path
from tests.app.cli.processes import run
from tests.app.cli.test_topics import broker


def deliver(tmp_path: Path, *more: str) -> tuple[int, dict]:
    with broker() as made:
        version = "5" if "5" in made.versions else "3.1.1"
        url = f"mqtt://127.0.0.1:{made.port}"
        code, out, err = run(tmp_path, "delivery", url, "--version", version, "--json", *more)
    assert "Traceback" not in err
    return code, json.loads(out)


def test_a_good_link_passes(tmp_path: Path) -> None:
    code, document = deliver(tmp_path, "--count", "5")
    assert code == 0
    assert document["complete"]
    assert document["reconnects"] == 0
    assert [(flow["qos"], flow["sent"], flow["received"]) for flow in document["flows"]] == [
        (0, 5, 5),
        (1, 5, 5),
        (2, 5, 5),
    ]


@pytest.mark.skipif(mosquitto_path() is None, reason="Mosquitto is not installed; amqtt keeps no session")
def test_a_lost_acknowledgement_is_found(tmp_path: Path) -> None:
    code, document = deliver(tmp_path, "--count", "4", "--qos", "1", "--impair", "cut=puback")
    assert code == 1
    (flow,) = document["flows"]
    assert document["reconnects"] == 1
    assert flow["resent"] >= 1
    assert flow["duplicates"] >= 1


def test_a_list_of_qos_is_read_strictly(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "delivery", "mqtt://127.0.0.1:9", "--qos", "0,3")
    assert (code, out) == (2, "")
    assert "0,3" in err

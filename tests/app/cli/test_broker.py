"""`linkwright broker`: table, JSON and exit codes on a real broker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from app.cli.main import main
from app.lab.broker import BrokerKind, LabBroker
from app.lab.broker_plan import BrokerPlan


@pytest.fixture(scope="module")
def amqtt_url() -> Iterator[str]:
    broker = LabBroker(BrokerPlan(), kind=BrokerKind.AMQTT)
    asyncio.run(broker.start())
    yield f"mqtt://127.0.0.1:{broker.port}"
    asyncio.run(broker.close())


def test_a_card_without_a_breach_as_json(amqtt_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["broker", amqtt_url, "--version", "3.1.1", "--only", "will,order", "--json"])
    card = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (card["schema"], card["kind"], card["thorough"]) == (1, "broker", False)
    assert card["counts"] == {"kept": 2}
    assert [line["code"] for line in card["lines"]] == ["order", "will"]
    assert card["lines"][0]["rule"] == "MQTT-4.6.0-6"
    assert bytes.fromhex(card["lines"][1]["packets"][0]["hex"])[0] == 0x10
    assert card["connection"]["version"] == "3.1.1"


def test_a_breach_is_exit_1_and_says_what_was_expected(
    amqtt_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["broker", amqtt_url, "--version", "3.1.1", "--only", "qos-upgrade"]) == 1
    told = capsys.readouterr().out
    assert "MQTT-3.8.4-6" in told
    assert "expected" in told


def test_a_trial_that_does_not_exist_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["broker", "mqtt://127.0.0.1:1", "--only", "nonsense"]) == 2
    assert "qos-upgrade" in capsys.readouterr().err


def test_no_broker_is_exit_3() -> None:
    assert main(["broker", "mqtt://127.0.0.1:1"]) == 3

"""Options of the commands that talk to a broker, as far as no broker is needed."""

from __future__ import annotations

import json
import time

import click
import pytest

from app.cli.broker_options import BrokerUrlParam, session_config
from app.cli.main import main
from app.core.secrets import Secret
from app.mqtt.packets import Version
from tests.scripted_broker import free_port

COMMANDS = pytest.mark.parametrize("name", ["topics", "trace", "delivery"])


@pytest.mark.parametrize(
    "url", ["http://h", "h:1883", "mqtt://", "mqtt://u:p@h", "mqtt://a b", "mqtt://h:70000"]
)
@COMMANDS
def test_wrong_urls_are_wrong_usage(name: str, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, url]) == 2
    assert "mqtts://broker.example:8883" in capsys.readouterr().err


def test_urls_are_taken_as_they_are() -> None:
    assert BrokerUrlParam().convert("wss://h/mqtt", None, None) == "wss://h/mqtt"
    with pytest.raises(click.UsageError):
        BrokerUrlParam().convert("ftp://h", None, None)


@pytest.mark.parametrize(
    "arguments",
    [["--qos", "3"], ["--qos", ""], ["--count", "0"], ["--size", "3"], ["--impair", "x"], ["--ca", "/no"]],
)
def test_wrong_options_are_wrong_usage(arguments: list[str]) -> None:
    assert main(["delivery", "mqtt://127.0.0.1", *arguments]) == 2


@COMMANDS
def test_nobody_there_is_told_in_words_and_ends_with_3(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    assert main([name, f"mqtt://127.0.0.1:{free_port()}", "--json"]) == 3
    out, err = capsys.readouterr()
    assert err
    assert "Traceback" not in err
    assert all(json.loads(line)["kind"] in ("note", "end") for line in out.splitlines())
    assert time.monotonic() - started < 5


def test_config_of_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKWRIGHT_PASSWORD", "pw")
    given = {"client_id": "", "username": "ann", "ca": None, "cert": None, "key": None, "timeout_s": 3.0}
    config = session_config(url="mqtt://h", version="3.1.1", **given)  # type: ignore[arg-type]
    assert (config.version, config.username, config.password) == (Version.V311, "ann", Secret("pw"))
    assert config.client_id
    assert config.connect_timeout_s == 3.0

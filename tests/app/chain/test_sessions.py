"""The broker of a sheet as a session: an identifier that evicts nobody, a topic without empty levels."""

from __future__ import annotations

import re

import pytest

from app.chain.sessions import client_id, probe_topic, session_config
from app.core.secrets import ENVIRONMENT_NAME, Secret
from app.mqtt.packets import Version
from app.site.model import About, Broker, Site


def site(broker: Broker, name: str = "Pump station 12") -> Site:
    return Site(site=About(name=name), broker=broker)


def test_each_run_has_an_identifier_of_its_own() -> None:
    broker = Broker(url="mqtt://b.example")
    first, second = client_id(broker), client_id(broker)
    assert first != second
    assert re.fullmatch(r"linkwright-[A-Za-z0-9_-]*-[0-9a-f]{6}", first)


def test_an_identifier_without_placeholders_stays() -> None:
    assert client_id(Broker(url="mqtt://b.example", client_id="pump12")) == "pump12"


@pytest.mark.parametrize(("version", "packet"), [("3.1.1", Version.V311), ("5", Version.V5)])
def test_everything_that_the_sheet_says_about_the_broker(
    version: str, packet: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_NAME, "geheim")
    broker = Broker.model_validate({"url": "mqtts://b.example:8884", "version": version, "username": "tech"})
    config = session_config(site(broker), broker, name="check broker")
    assert (config.url, config.version, config.username) == (broker.url, packet, "tech")
    assert config.password == Secret("geheim")
    assert config.label == "check broker"
    assert "geheim" not in repr(config)


def test_without_a_password_anywhere_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_NAME, raising=False)
    broker = Broker(url="mqtt://b.example")
    assert session_config(site(broker), broker, name="x").password is None


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("Pump station 12", "diag/pump-station-12/me"),
        ("a/+#b", "diag/a-b/me"),
        ("⚙", "diag/site/me"),
    ],
)
def test_the_site_in_the_topic_is_one_level_without_wildcards(name: str, topic: str) -> None:
    broker = Broker(url="mqtt://b.example", probe_topic="diag/{site}/{client_id}")
    assert probe_topic(site(broker, name), broker, "me") == topic

"""The broker of a sheet as a session: an identifier that evicts nobody, a topic without empty levels."""

from __future__ import annotations

import re
import time

import pytest

from app.chain.sessions import SESSION_TOKEN_NAME, client_id, probe_topic, session_config
from app.core.secrets import ENVIRONMENT_NAME, Secret
from app.mqtt.advisories import check
from app.mqtt.credentials import azure
from app.mqtt.packets import Version
from app.mqtt.presets import PRESETS
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


AWS_HOST = "a1b2-ats.iot.eu-west-1.amazonaws.com"


def test_aws_by_certificate_asks_for_its_service_on_the_shared_port() -> None:
    for port, alpn in ((443, ("x-amzn-mqtt-ca",)), (8883, ())):
        broker = Broker(
            url=f"mqtts://{AWS_HOST}:{port}", preset="aws-iot", certificate="own.pem", key="own.key"
        )
        config = session_config(site(broker), broker, name="x")
        assert config.tls.alpn == alpn
        assert str(config.tls.client_certificate) == "own.pem"
        assert check(config, PRESETS["aws-iot"]) == ()


def test_aws_by_signature_signs_each_connection_and_shows_none_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENVIRONMENT_NAME, "other half")
    monkeypatch.setenv(SESSION_TOKEN_NAME, "role token")
    broker = Broker(
        url=f"wss://{AWS_HOST}/mqtt",
        preset="aws-iot",
        authentication="aws-sigv4",
        username="AKIAIOSFODNN7EXAMPLE",
    )
    config = session_config(site(broker), broker, name="x")
    assert (config.username, config.password) == (None, None)
    assert config.sign_path is not None
    path = config.sign_path(config.endpoint).reveal()
    assert "%2Feu-west-1%2Fiotdevicegateway%2F" in path
    assert path.endswith("&X-Amz-Security-Token=role%20token")
    assert "X-Amz" not in config.url
    assert check(config, PRESETS["aws-iot"]) == ()


def test_aws_by_authorizer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_NAME, "token")
    broker = Broker(
        url=f"mqtts://{AWS_HOST}:443",
        preset="aws-iot",
        authentication="aws-authorizer",
        authorizer="field",
        username="tech",
    )
    config = session_config(site(broker), broker, name="x")
    assert config.username == "tech?x-amz-customauthorizer-name=field"
    assert config.tls.alpn == ("mqtt",)
    assert check(config, PRESETS["aws-iot"]) == ()


@pytest.mark.parametrize(
    ("policy", "resource"), [(None, "h.example%2Fdevices%2Fpump"), ("device", "h.example")]
)
def test_azure_by_key_or_by_token(policy: str | None, resource: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_NAME, "a2V5")
    broker = Broker(
        url="mqtts://h.example",
        preset="azure-iot-hub",
        version="3.1.1",
        client_id="pump",
        authentication="azure-sas",
        policy=policy,
    )
    config = session_config(site(broker), broker, name="x")
    assert config.username == "h.example/pump/?api-version=2021-04-12"
    assert config.password is not None
    token = azure.examine(config.password, now_s=time.time())
    assert (token.resource, token.policy) == (resource, policy)
    ready = "SharedAccessSignature sr=a&sig=b&se=1"
    monkeypatch.setenv(ENVIRONMENT_NAME, ready)
    assert session_config(site(broker), broker, name="x").password == Secret(ready)

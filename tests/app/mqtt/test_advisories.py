"""What is said before a broker hangs up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.core.secrets import Secret
from app.mqtt.advisories import AdvisoryCode, check, check_publish, check_subscribe
from app.mqtt.credentials import azure
from app.mqtt.packets import Publish, Subscription, Version, Will
from app.mqtt.presets import PRESETS
from app.mqtt.session_config import SessionConfig, Tls

AWS = PRESETS["aws-iot"]
AZURE = PRESETS["azure-iot-hub"]
AWS_GOOD = SessionConfig(
    url="mqtts://a1-ats.iot.eu-west-1.amazonaws.example:8883",
    client_id="linkwright7",
    tls=Tls(client_certificate=Path("own.pem")),
)
AZURE_HOST = "acme.azure-devices.example"
AZURE_GOOD = SessionConfig(
    url=f"mqtts://{AZURE_HOST}:8883",
    version=Version.V311,
    client_id="linkwright-7",
    username=azure.username(AZURE_HOST, "linkwright-7"),
    password=Secret("SharedAccessSignature ..."),
)


def codes(found) -> list[AdvisoryCode]:
    return [each.code for each in found]


def test_what_is_right_is_left_alone() -> None:
    assert check(AWS_GOOD, AWS) == ()
    assert check(AZURE_GOOD, AZURE) == ()
    anywhere = SessionConfig(url="mqtt://10.0.0.7:4711", client_id="pump", keep_alive_s=0)
    assert check(anywhere, PRESETS["mosquitto"]) == ()
    assert check(anywhere, PRESETS["emqx"]) == ()


def test_the_way_in() -> None:
    assert codes(check(replace(AWS_GOOD, url="mqtt://a.example:1883"), AWS)) == [AdvisoryCode.TLS_NEEDED]
    assert codes(check(replace(AWS_GOOD, url="mqtts://a.example:8884"), AWS)) == [AdvisoryCode.PORT]
    assert codes(check(replace(AWS_GOOD, url="mqtts://192.0.2.1:8883"), AWS)) == [AdvisoryCode.SNI]
    named = Tls(client_certificate=Path("own.pem"), server_name="a.example")
    assert check(replace(AWS_GOOD, url="mqtts://192.0.2.1:8883", tls=named), AWS) == ()
    assert codes(check(replace(AWS_GOOD, version=Version.V31), AWS)) == [AdvisoryCode.VERSION]
    assert codes(check(replace(AWS_GOOD, tls=Tls()), AWS)) == [AdvisoryCode.CERTIFICATE_NEEDED]
    socket = replace(AZURE_GOOD, url=f"wss://{AZURE_HOST}/mqtt")
    assert codes(check(socket, AZURE)) == [AdvisoryCode.WEBSOCKET_PATH]
    cloud = SessionConfig(url="mqtts://x.hivemq.example:8883", client_id="linkwright7")
    assert codes(check(cloud, PRESETS["hivemq-cloud"])) == [AdvisoryCode.PASSWORD_NEEDED]


def test_port_443_of_aws_wants_the_name_that_fits_the_credential() -> None:
    shared = replace(AWS_GOOD, url="mqtts://a.example:443")
    (found,) = check(shared, AWS)
    assert found.code is AdvisoryCode.ALPN
    assert found.evidence["alpn_expected"] == "x-amzn-mqtt-ca"
    assert check(replace(shared, tls=replace(shared.tls, alpn=("x-amzn-mqtt-ca",))), AWS) == ()
    authorizer = replace(shared, tls=Tls(alpn=("x-amzn-mqtt-ca",)), username="u?x-amz-...")
    (found,) = check(authorizer, AWS)
    assert found.evidence["alpn_expected"] == "mqtt"


def test_who_we_are() -> None:
    (found,) = check(replace(AWS_GOOD, client_id="linkwright" + "x" * 119), AWS)
    assert found.evidence == {"length_bytes": "129", "most_bytes": "128"}
    (found,) = check(replace(AWS_GOOD, client_id="pump12"), AWS)
    assert found.code is AdvisoryCode.IDENTITY_TAKEN_OVER
    wrong = replace(AZURE_GOOD, username="linkwright-7")
    (found,) = check(wrong, AZURE)
    assert found.code is AdvisoryCode.USERNAME_FORM


def test_a_keep_alive_that_the_broker_changes() -> None:
    for keep_alive_s in (0, 29, 1201):
        assert codes(check(replace(AWS_GOOD, keep_alive_s=keep_alive_s), AWS)) == [AdvisoryCode.KEEP_ALIVE]
    assert check(replace(AWS_GOOD, keep_alive_s=30), AWS) == ()
    lasting = replace(AWS_GOOD, session_expiry_s=604_801)
    assert codes(check(lasting, AWS)) == [AdvisoryCode.SESSION_EXPIRY]


def test_a_will_is_a_message_too() -> None:
    will = replace(AWS_GOOD, will=Will("a", qos=2))
    assert codes(check(will, AWS)) == [AdvisoryCode.QOS]
    kept = replace(AZURE_GOOD, will=Will("devices/linkwright-7/messages/events/", retain=True))
    assert codes(check(kept, AZURE)) == [AdvisoryCode.RETAIN]


def test_messages() -> None:
    def found(topic: str, payload: bytes = b"", qos: int = 0) -> list[AdvisoryCode]:
        packet = Publish(topic, payload, qos, packet_id=1 if qos else None)
        return codes(check_publish(packet, Version.V311, AWS))

    assert found("a/b/c/d/e/f/g/h", b"x", 1) == []
    assert found("a/b/c/d/e/f/g/h/i") == [AdvisoryCode.TOPIC_SLASHES]
    assert found("$aws/rules/mine/a/b/c/d/e/f/g/h") == []
    assert found("x" * 257) == [AdvisoryCode.TOPIC_LENGTH]
    assert found("a", bytes(128 * 1024)) == [AdvisoryCode.PACKET_SIZE]
    assert found("a", qos=2) == [AdvisoryCode.QOS]


def test_subscriptions() -> None:
    def found(*filters: str, preset=AWS, qos: int = 0) -> list[AdvisoryCode]:
        return codes(check_subscribe([Subscription(each, qos) for each in filters], preset))

    assert found("$SYS/#") == [AdvisoryCode.FILTER_DISCONNECTS, AdvisoryCode.WILDCARD_WITHOUT_RETAINED]
    assert found(*(f"t{number}" for number in range(9))) == [AdvisoryCode.FILTERS_AT_ONCE]
    assert found("a", qos=2) == [AdvisoryCode.QOS]
    assert found("$share/g/a/b/c/d/e/f/g/h") == []
    assert found("#", preset=AZURE) == [AdvisoryCode.FILTER_DISCONNECTS]
    assert found("pump/1", preset=AZURE) == [AdvisoryCode.TOPIC_UNKNOWN]
    assert found("$share/g/a", preset=AZURE) == [AdvisoryCode.SHARED_UNSUPPORTED]


def test_a_token_that_has_expired() -> None:
    def problems(text: str) -> list[str]:
        config = replace(AZURE_GOOD, password=Secret(text))
        return [each.evidence["problem"] for each in check(config, AZURE, now_s=1_800_000_000)]

    assert problems("SharedAccessSignature sr=a&sig=b&se=1800000001") == []
    assert problems("SharedAccessSignature sr=a&sig=b&se=1799999999") == ["sas-expired"]
    assert problems("hunter2") == ["sas-form"]
    assert check(replace(AZURE_GOOD, password=Secret("hunter2")), AZURE) == ()

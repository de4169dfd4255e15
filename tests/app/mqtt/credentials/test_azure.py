"""SAS tokens: as documented, taken apart again, refused where IoT Hub would refuse in silence."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from urllib.parse import parse_qs

import pytest

from app.core.secrets import Secret
from app.mqtt.credentials.azure import SasFault, SasReason, examine, resource, sas_token, username

KEY = Secret(b64encode(b"a device's own key").decode())
NOW_S = 1_800_000_000.7


def test_names() -> None:
    assert username("hub.example", "pump/cam") == "hub.example/pump/cam/?api-version=2021-04-12"
    assert resource("hub.example", "pump") == "hub.example/devices/pump"
    assert resource("hub.example", "pump", "cam") == "hub.example/devices/pump/modules/cam"


def test_the_signature_is_over_the_encoded_resource_and_the_expiry() -> None:
    token = sas_token("hub.example/devices/pump 1", KEY, now_s=NOW_S, good_for_s=60).reveal()
    assert token.startswith("SharedAccessSignature sr=hub.example%2Fdevices%2Fpump%201&sig=")
    assert token.endswith("&se=1800000060")
    sig = parse_qs(token)["sig"][0]
    text = b"hub.example%2Fdevices%2Fpump%201\n1800000060"
    assert b64decode(sig) == hmac.new(b"a device's own key", text, hashlib.sha256).digest()


def test_a_policys_key_is_named() -> None:
    token = sas_token("hub.example", KEY, now_s=NOW_S, policy="device")
    assert token.reveal().endswith("&skn=device")
    found = examine(token, now_s=NOW_S)
    assert (found.resource, found.expires_s, found.policy) == ("hub.example", 1_800_003_600, "device")


def reason_of(token: Secret, now_s: float = NOW_S) -> SasReason:
    with pytest.raises(SasFault) as caught:
        examine(token, now_s=now_s)
    assert token.reveal() not in repr(caught.value)
    return caught.value.reason


def test_a_token_that_would_be_refused_in_silence() -> None:
    good = sas_token("hub.example/devices/pump", KEY, now_s=NOW_S, good_for_s=60)
    assert examine(good, now_s=NOW_S + 59).resource == "hub.example%2Fdevices%2Fpump"
    assert reason_of(good, NOW_S + 61) is SasReason.EXPIRED
    assert reason_of(good, 946_684_800) is SasReason.CLOCK
    assert reason_of(Secret("SharedAccessSignature sr=a&se=1")) is SasReason.FORM
    assert reason_of(Secret("hunter2")) is SasReason.FORM
    endless = sas_token("hub.example", KEY, now_s=NOW_S, good_for_s=10**9)
    assert reason_of(endless) is SasReason.TOO_LONG


def test_what_no_token_can_be_made_of() -> None:
    for key, now_s, reason in (
        (Secret("not base64!"), NOW_S, SasReason.KEY),
        (KEY, 0.0, SasReason.CLOCK),
    ):
        with pytest.raises(SasFault) as caught:
            sas_token("hub.example", key, now_s=now_s)
        assert caught.value.reason is reason

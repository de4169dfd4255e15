"""What the presets say, against the facts that a browser of topics depends on."""

from __future__ import annotations

from typing import get_args

import pytest

from app.mqtt.advisories import Gravity, check_subscribe
from app.mqtt.packets import Subscription
from app.mqtt.presets import PRESETS, Preset, Silence, Symptom
from app.site.model import Broker


def test_there_is_one_for_each_name_of_the_site_sheet() -> None:
    assert tuple(PRESETS) == get_args(Broker.model_fields["preset"].annotation)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_its_own_first_filters_are_never_refused(preset: Preset) -> None:
    wanted = [Subscription(each) for each in preset.first_filters("linkwright7")]
    assert wanted
    refused = [each for each in check_subscribe(wanted, preset) if each.gravity is Gravity.REFUSED]
    assert refused == []


def test_the_cloud_brokers_are_not_asked_for_what_makes_them_hang_up() -> None:
    assert PRESETS["aws-iot"].first_filters("x") == ("#",)
    azure = PRESETS["azure-iot-hub"].first_filters("pump 12")
    assert "devices/pump 12/messages/devicebound/#" in azure
    assert not {"#", "$SYS/#"} & set(azure)
    assert PRESETS["mosquitto"].first_filters("x") == ("#", "$SYS/#")


def test_a_silence_is_explained_where_the_broker_is_known_for_it() -> None:
    aws, azure = PRESETS["aws-iot"], PRESETS["azure-iot-hub"]
    assert aws.explanations(Symptom.NO_ANSWER) == (Silence.QOS_2_NEVER_ANSWERED,)
    assert Silence.WILDCARD_WITHOUT_RETAINED in aws.explanations(Symptom.NOTHING_RETAINED)
    assert Silence.QOS_2_CLOSES in azure.explanations(Symptom.CLOSED)
    assert Silence.NO_SNI in PRESETS["hivemq-cloud"].explanations(Symptom.NOT_AUTHORIZED)
    assert PRESETS["generic"].explanations(Symptom.CLOSED) == ()

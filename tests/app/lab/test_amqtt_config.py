"""What amqtt is started with."""

import json
from pathlib import Path

from app.lab.amqtt_config import configuration, installed_version
from app.lab.broker_plan import BrokerPlan, Right
from app.lab.certificates import issue


def test_only_loopback_listens_and_the_plain_port_opens_last(tmp_path: Path) -> None:
    table = configuration(BrokerPlan(), 1883, (8883, issue(tmp_path)))
    assert [listener["bind"] for listener in table["listeners"].values()] == [
        "127.0.0.1:8883",
        "127.0.0.1:1883",
    ]


def test_it_is_json_and_says_who_may_do_what() -> None:
    plan = BrokerPlan(anonymous=False, users={"field": "x"}, acl=(Right(topic="a/#", access="read"),))
    plugins = json.loads(json.dumps(configuration(plan, 1883, None)))["plugins"]
    assert plugins["app.lab.amqtt_broker.Accounts"] == {"anonymous": False, "users": {"field": "x"}}
    assert plugins["app.lab.amqtt_broker.Rights"]["acl"] == [{"topic": "a/#", "access": "read", "user": None}]


def test_without_a_list_everything_is_allowed() -> None:
    assert "app.lab.amqtt_broker.Rights" not in configuration(BrokerPlan(), 1883, None)["plugins"]


def test_the_version_is_that_of_the_package() -> None:
    assert installed_version().count(".") == 2

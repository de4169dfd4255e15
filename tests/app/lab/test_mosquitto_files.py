"""What Mosquitto is started with."""

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.lab.broker_plan import BrokerPlan, Right
from app.lab.certificates import issue
from app.lab.mosquitto_files import access_list, passwords, write


def test_a_password_is_kept_as_its_pbkdf2_digest() -> None:
    (line,) = passwords({"field": "s3cret"}).splitlines()
    name, rest = line.split(":", 1)
    _, version, iterations, salt, digest = rest.split("$")
    expected = hashlib.pbkdf2_hmac("sha512", b"s3cret", base64.b64decode(salt), int(iterations), 64)
    assert (name, version, base64.b64decode(digest)) == ("field", "7", expected)


def test_rights_are_grouped_by_user_and_those_for_everybody_come_first() -> None:
    rights = (
        Right(user="field", topic="diag/#"),
        Right(topic="$SYS/#", access="read"),
        Right(user="office", topic="#", access="read"),
        Right(user="field", topic="cmd/#", access="deny"),
    )
    assert access_list(rights).splitlines() == [
        "pattern read $SYS/#",
        "user field",
        "topic readwrite diag/#",
        "topic deny cmd/#",
        "user office",
        "topic read #",
    ]


def test_only_loopback_listens(tmp_path: Path) -> None:
    path = write(tmp_path, BrokerPlan(), 1883, (8883, issue(tmp_path)), as_root=False)
    lines = path.read_text().splitlines()
    assert [line for line in lines if line.startswith("listener")] == [
        "listener 1883 127.0.0.1",
        "listener 8883 127.0.0.1",
    ]
    assert "user root" not in lines


@pytest.mark.skipif(shutil.which("mosquitto_passwd") is None, reason="mosquitto_passwd is not installed")
def test_mosquittos_own_tool_reads_our_password_file(tmp_path: Path) -> None:
    path = tmp_path / "passwords"
    path.write_text(passwords({"field": "s3cret"}))
    subprocess.run(["mosquitto_passwd", "-b", str(path), "other", "x"], check=True, capture_output=True)
    assert sorted(line.split(":")[0] for line in path.read_text().splitlines()) == ["field", "other"]


@pytest.mark.parametrize(
    "table",
    [
        {"anonymus": True},
        {"anonymous": "yes"},
        {"tls": "broken"},
        {"users": {"a\nallow_anonymous true": "x"}},
        {"users": {"a": "x\ny"}},
        {"acl": [{"topic": "a\nuser root"}]},
        {"behaviour": "http", "tls": "valid"},
    ],
)
def test_an_impossible_plan_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BrokerPlan.model_validate(table)

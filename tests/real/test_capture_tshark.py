"""Captures of ours through tshark: complete TCP conversations, no malformed packet, the same MQTT fields."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.main import main
from app.core.clock import Clock
from app.mqtt.packet_types import Direction, PacketType, Version
from app.mqtt.session import Session, SessionConfig
from app.mqtt.trace import Trace, TraceRecord
from app.report.trace_file import save
from tests.real.conftest import Mosquitto

TSHARK = shutil.which("tshark")

pytestmark = [
    pytest.mark.real("tshark"),
    pytest.mark.skipif(TSHARK is None, reason="tshark is not installed"),
]

FIELDS = (
    *("mqtt.msgtype", "mqtt.msgid", "mqtt.qos", "mqtt.dupflag", "mqtt.retain", "mqtt.topic"),
    *("mqtt.hdrflags", "mqtt.msg", "ip.src_host", "ip.dst_host"),
)


def tshark(file: Path, *arguments: str) -> list[str]:
    assert TSHARK is not None
    run = subprocess.run(
        [TSHARK, "-N", "n", "-r", str(file), *arguments],
        capture_output=True,
        check=True,
        timeout=60,
        text=True,
    )
    return run.stdout.splitlines()


def dissected(file: Path) -> list[dict[str, str]]:
    """One entry an MQTT packet."""
    wanted = [argument for field in FIELDS for argument in ("-e", field)]
    lines = tshark(file, "-Y", "mqtt", "-T", "fields", "-E", "separator=|", "-E", "occurrence=f", *wanted)
    return [dict(zip(FIELDS, line.split("|"), strict=True)) for line in lines]


def complaints(file: Path) -> list[str]:
    """What tshark finds wrong, TCP's numbers and both checksums looked at."""
    checked = ("-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE")
    return tshark(
        file,
        *checked,
        "-Y",
        "_ws.malformed or _ws.expert.severity >= 0x600000 or tcp.analysis.flags or tcp.checksum.status == 0 "
        "or ip.checksum.status == 0",
    )


async def talk(mosquitto: Mosquitto, trace: Trace, version: Version) -> None:
    config = SessionConfig(mosquitto.url, version=version, reconnect=None)
    for name in ("pump-1", "pump-2"):
        session = Session(replace(config, name=name), trace=trace)
        await session.connect()
        await session.subscribe(f"{name}/#", qos=2)
        for qos in range(3):
            await session.publish(f"{name}/t{qos}", b"x" * 10**qos, qos=qos)
        await session.publish(f"{name}/large", b"y" * 200_000, qos=1)
        await asyncio.sleep(0.3)
        await session.disconnect()


def same(record: TraceRecord, seen: dict[str, str]) -> None:
    assert int(seen["mqtt.msgtype"]) == record.type
    assert (int(seen["mqtt.msgid"]) if seen["mqtt.msgid"] else None) == record.packet_id
    hosts = (seen["ip.src_host"], seen["ip.dst_host"])
    assert hosts == (
        (record.session, "broker") if record.direction is Direction.OUT else ("broker", record.session)
    )
    if record.type is PacketType.PUBLISH:
        assert seen["mqtt.topic"] == record.topic
        flags = (
            int(seen["mqtt.qos"]),
            seen["mqtt.dupflag"] in ("1", "True"),
            seen["mqtt.retain"] in ("1", "True"),
        )
        assert flags == (record.qos, record.dup, record.retain)
        payload = bytes.fromhex(seen["mqtt.msg"].replace(":", ""))
        assert record.raw.endswith(payload) and len(payload) in (1, 10, 100, 200_000)


@pytest.mark.parametrize("version", list(Version))
def test_tshark_reads_the_same_fields(mosquitto: Mosquitto, version: Version, tmp_path: Path) -> None:
    clock, trace = Clock.start(), Trace()
    asyncio.run(talk(mosquitto, trace, version))
    file = tmp_path / "trace.pcapng"
    save(trace, file, clock)
    assert complaints(file) == []
    records = [record for record in trace.since(1) if record.note is None]
    for record, seen in zip(records, dissected(file), strict=True):
        same(record, seen)
    conversations = [line for line in tshark(file, "-q", "-z", "conv,tcp") if "<->" in line]
    assert len(conversations) == 2
    times = [float(line) for line in tshark(file, "-Y", "mqtt", "-T", "fields", "-e", "frame.time_epoch")]
    for record, at_s in zip(records, times, strict=True):
        stamp_ns = record.at_ns if record.written_ns is None else record.written_ns
        assert abs(at_s - (stamp_ns + clock.utc_offset_ns) / 1e9) < 1e-6


def test_the_command_writes_while_it_runs(
    mosquitto: Mosquitto, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "live.pcapng"
    arguments = ("--filter", "cap/#", "--publish", "cap/a", "--duration", "0.3", "--json")
    assert main(["trace", mosquitto.url, "--out", str(file), *arguments]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert complaints(file) == []
    types = [int(seen["mqtt.msgtype"]) for seen in dissected(file)]
    assert types == [PacketType[line["type"]] for line in lines if line["kind"] == "packet"]
    comments = tshark(file, "-Y", "frame.comment", "-T", "fields", "-e", "frame.comment")
    assert len(comments) >= len([line for line in lines if line["kind"] == "flow"])
    assert any("Delivered exactly once" in comment for comment in comments)


def test_a_name_that_no_form_has_is_wrong_usage(
    mosquitto: Mosquitto, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", mosquitto.url, "--out", str(tmp_path / "x.doc"), "--duration", "0.1"]) == 2
    assert ".pcapng, .ndjson, .csv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

"""The same packets through our decoder and tshark: every field at the same place with the same value."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.mqtt.codec import Field, decode, encode
from app.mqtt.packets import Connack, Connect, Packet, Version
from tests.app.mqtt.invariants import leaves
from tests.app.mqtt.strategies import packets

TSHARK = shutil.which("tshark")

pytestmark = [
    pytest.mark.real("tshark"),
    pytest.mark.skipif(TSHARK is None, reason="tshark is not installed"),
]

RAW_IP = 101
HEADERS_BYTES = 40
CLIENT, SERVER = (b"\x0a\x00\x00\x01", 50_000), (b"\x0a\x00\x00\x02", 1883)
LARGEST_SEGMENT = 60_000

NAMES: dict[str, set[str]] = {
    "header": {"mqtt.hdrflags"},
    "type": {"mqtt.msgtype"},
    "dup": {"mqtt.dupflag"},
    "qos": {"mqtt.qos", "mqtt.subscription_options_qos", "mqtt.sub.qos"},
    "retain": {"mqtt.retain"},
    "remaining_length": {"mqtt.len"},
    "protocol_name": {"mqtt.protoname"},
    "protocol_version": {"mqtt.ver"},
    "connect_flags": {"mqtt.conflags"},
    "username_flag": {"mqtt.conflag.uname"},
    "password_flag": {"mqtt.conflag.passwd"},
    "will_retain": {"mqtt.conflag.retain"},
    "will_qos": {"mqtt.conflag.qos"},
    "will_flag": {"mqtt.conflag.willflag"},
    "clean_start": {"mqtt.conflag.cleansess"},
    "keep_alive_s": {"mqtt.kalive"},
    "client_id": {"mqtt.clientid"},
    "will_topic": {"mqtt.willtopic"},
    "will_payload": {"mqtt.willmsg"},
    "username": {"mqtt.username"},
    "password": {"mqtt.passwd"},
    "session_present": {"mqtt.conack.flags.sp"},
    "packet_id": {"mqtt.msgid"},
    "topic": {"mqtt.topic"},
    "filter": {"mqtt.topic"},
    "payload": {"mqtt.msg"},
    "no_local": {"mqtt.subscription_options_nl"},
    "retain_as_published": {"mqtt.subscription_options_rap"},
    "retain_handling": {"mqtt.subscription_options_retain"},
    "property_length": {"mqtt.property_len"},
    "property_identifier": {"mqtt.property_id"},
}
"""What tshark calls our fields; the ones that are not here are compared by place only."""


def capture(sent: list[bytes]) -> bytes:
    """A pcap file of raw IP in which the client sends each packet in a segment of its own."""
    file = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, RAW_IP)
    sequence = 1
    for number, payload in enumerate(sent):
        tcp = struct.pack(">HHIIBBHHH", CLIENT[1], SERVER[1], sequence, 1, 0x50, 0x18, 0xFFFF, 0, 0)
        size = HEADERS_BYTES + len(payload)
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, number, 0, 64, 6, 0, CLIENT[0], SERVER[0])
        file += struct.pack("<IIII", number, 0, size, size) + ip + tcp + payload
        sequence += len(payload)
    return file


def dissect(sent: list[bytes], folder: Path) -> list[ElementTree.Element]:
    """What tshark makes of each packet."""
    assert TSHARK is not None
    file = folder / "packets.pcap"
    file.write_bytes(capture(sent))
    run = subprocess.run(
        [TSHARK, "-r", str(file), "-T", "pdml", "-d", f"tcp.port=={SERVER[1]},mqtt"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return list(ElementTree.fromstring(run.stdout).iter("packet"))


def their_leaves(message: ElementTree.Element) -> list[ElementTree.Element]:
    """Fields that stand in the bytes; what tshark adds of its own has no size there."""
    return [
        field
        for field in message.iter("field")
        if field.get("name", "").startswith("mqtt.")
        and field.get("hide") != "yes"
        and int(field.get("size", 0)) > 0
        and field.get("value")
    ]


def number(text: str) -> int | None:
    try:
        return int(text, 0)
    except ValueError:
        return None


def compare(raw: bytes, version: Version, packet: ElementTree.Element) -> None:
    protocols = [proto.get("name") for proto in packet.iter("proto")]
    assert "_ws.malformed" not in protocols, raw.hex()
    (message,) = [proto for proto in packet.iter("proto") if proto.get("name") == "mqtt"]
    theirs: dict[tuple[int, int], dict[str, str]] = {}
    for element in their_leaves(message):
        place = (int(element.get("pos", 0)) - HEADERS_BYTES, int(element.get("size", 0)))
        theirs.setdefault(place, {})[element.get("name", "")] = element.get("show", "")
    ours = [field for field in leaves(decode(raw, version).fields) if field.length]
    places = {(field.offset, field.length) for field in ours}
    # Some texts are one field there, their length included.
    joined = {
        (start, size) for start, size in set(theirs) - places if {(start, 2), (start + 2, size - 2)} <= places
    }
    split = {place for start, size in joined for place in ((start, 2), (start + 2, size - 2))}
    assert places - split == set(theirs) - joined, raw.hex()
    for field in ours:
        if (field.offset, field.length) in theirs:
            compare_value(field, theirs[(field.offset, field.length)])


def compare_value(field: Field, theirs: dict[str, str]) -> None:
    expected = NAMES.get(field.name)
    shown = [show for name, show in theirs.items() if expected is None or name in expected]
    assert shown, (field.name, theirs)
    if expected is None and field.bits:
        return  # the four flags of a header, which tshark names by version
    if field.name == "property_length" and field.length > 1:
        return  # tshark 4.0 shows the bytes of a longer Variable Byte Integer as they stand
    if "mqtt.property.content_type" in theirs:
        return  # the empty one: its length and its text share a place there
    if isinstance(field.value, bool | int):
        assert int(field.value) in [number(show) for show in shown], (field, theirs)
    elif isinstance(field.value, str) and field.value.isascii() and field.value.isprintable():
        if not set(field.value) & set("\\\"'"):  # shown escaped
            assert field.value in shown
    elif isinstance(field.value, bytes) and field.name == "payload":
        assert bytes.fromhex(shown[0].replace(":", "")) == field.value


@pytest.mark.parametrize("version", list(Version))
def test_every_field_stands_where_tshark_sees_it(version: Version, tmp_path: Path) -> None:
    opening = encode(Connect("dev", True, 60), version)
    accepted = encode(Connack(), version)

    @settings(
        max_examples=4,
        deadline=None,
        phases=[Phase.generate],  # to shrink would run tshark a hundred times
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.large_base_example,
            HealthCheck.data_too_large,
        ],
    )
    @given(st.lists(packets(version), min_size=20, max_size=60))
    def compare_all(sent: list[Packet]) -> None:
        raws = [opening, accepted]
        raws += [raw for each in sent if len(raw := encode(each, version)) < LARGEST_SEGMENT]
        for raw, seen in zip(raws, dissect(raws, tmp_path), strict=True):
            compare(raw, version, seen)

    compare_all()

"""What leaves the program without identities."""

from __future__ import annotations

from app.chain.hops import Evidence, EvidenceKind
from app.report.masks import masked_evidence, masked_fact


def test_facts_keep_their_structure() -> None:
    assert masked_fact("iccid", "8931080019012345678") == "…5678"
    assert masked_fact("targets", ({"imei": "867322030012345", "port": 502},)) == (
        {"imei": "…2345", "port": 502},
    )
    assert masked_fact("address", "10.64.3.17") == "10.64.3.17"
    assert masked_fact("rsrp_dbm", -96) == -96


def test_text_evidence() -> None:
    seen = Evidence(EvidenceKind.AT, 0.0, "AT+CIMI", "204080123456789\nOK")
    assert masked_evidence(seen) == "•••••••••••6789\nOK"


def test_digits_inside_the_hex_of_a_packet_are_masked_and_its_length_is_kept() -> None:
    imei = "867322030012345"
    packet = b"\x10\x1b\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x0f" + imei.encode()
    spaced = packet.hex(" ")
    masked = masked_evidence(Evidence(EvidenceKind.PACKET, 0.0, "CONNECT", spaced))
    assert imei.encode().hex(" ") not in masked
    assert masked.endswith(b"2345".hex(" "))
    assert len(masked) == len(spaced)
    assert masked.startswith("10 1b 00 04 4d 51 54 54")
    untouched = "20 03 00 00 00"
    assert masked_evidence(Evidence(EvidenceKind.PACKET, 0.0, "CONNACK", untouched)) == untouched

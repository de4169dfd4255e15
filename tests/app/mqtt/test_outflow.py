"""Which acknowledgement ends which flow, and what the client library is told."""

from __future__ import annotations

import pytest

from app.mqtt.outflow import Outflow
from app.mqtt.packets import PacketType

PUBACK, PUBREC, PUBCOMP = PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBCOMP


def test_qos_1_ends_with_puback() -> None:
    outflow = Outflow()
    outflow.published(1, 1, 100)
    outflow.written(1, 150)
    told, receipt = outflow.answered(PUBACK, 1, 0)
    assert told is PUBACK
    assert receipt is not None
    assert (receipt.queued_ns, receipt.written_ns, receipt.type) == (100, 150, PUBACK)
    assert len(outflow) == 0


def test_qos_2_ends_with_pubcomp() -> None:
    outflow = Outflow()
    outflow.published(1, 2, 0)
    assert outflow.answered(PUBREC, 1, 0) == (PUBREC, None)
    outflow.released(1, 5)
    told, receipt = outflow.answered(PUBCOMP, 1, 0)
    assert told is PUBCOMP
    assert receipt is not None


@pytest.mark.parametrize(
    ("qos", "wrong"), [(1, PUBREC), (1, PUBCOMP), (2, PUBACK), (2, PUBCOMP)], ids=lambda value: str(value)
)
def test_wrong_kind_of_acknowledgement_changes_nothing(qos: int, wrong: PacketType) -> None:
    outflow = Outflow()
    outflow.published(1, qos, 0)
    assert outflow.answered(wrong, 1, 0) == (None, None)
    assert (len(outflow), outflow.strays) == (1, 1)


def test_refused_pubrec_ends_the_flow_and_is_a_puback_for_the_library() -> None:
    outflow = Outflow()
    outflow.published(1, 2, 0)
    told, receipt = outflow.answered(PUBREC, 1, 0x80)
    assert told is PUBACK
    assert receipt is not None
    assert (receipt.type, receipt.reason_code) == (PUBREC, 0x80)


def test_pubrec_0x10_goes_on() -> None:
    outflow = Outflow()
    outflow.published(1, 2, 0)
    assert outflow.answered(PUBREC, 1, 0x10) == (PUBREC, None)
    assert len(outflow) == 1


def test_release_of_an_earlier_connection_waits_for_pubcomp() -> None:
    outflow = Outflow()
    outflow.released(9, 0)
    assert outflow.answered(PUBREC, 9, 0)[0] is PUBREC
    assert outflow.answered(PUBCOMP, 9, 0)[1] is not None


def test_window_has_room_until_it_is_full() -> None:
    outflow = Outflow()
    outflow.window = 2
    outflow.published(1, 1, 0)
    assert outflow.has_room
    outflow.published(2, 2, 0)
    assert not outflow.has_room
    outflow.answered(PUBREC, 2, 0)
    assert not outflow.has_room
    outflow.answered(PUBACK, 1, 0)
    assert outflow.has_room
    assert outflow.most_open == 2


def test_refused_acknowledgement_of_a_message_sent_again_counts_once() -> None:
    outflow = Outflow()
    outflow.published(1, 1, 0)
    outflow.published(1, 1, 9)
    assert len(outflow) == 1
    _, receipt = outflow.answered(PUBACK, 1, 0x97)
    assert receipt is not None
    assert receipt.queued_ns == 9
    assert outflow.answered(PUBACK, 1, 0) == (None, None)

"""The filters of a SUBSCRIBE or UNSUBSCRIBE, each with the code that answered it."""

from __future__ import annotations

from app.mqtt.codec import decode
from app.mqtt.flow_values import Anomaly, FilterResult
from app.mqtt.packet_types import Version
from app.mqtt.packets import Suback, Subscribe, Unsuback, Unsubscribe
from app.mqtt.reasons import FIRST_ERROR

FILTER_LIMIT = 1_024
"""Filters kept a flow."""


def requested(raw: bytes, version: Version) -> tuple[FilterResult, ...]:
    """The filters of the request; empty where it cannot be read."""
    packet = decode(raw, version).packet
    if isinstance(packet, Subscribe):
        entries = packet.subscriptions[:FILTER_LIMIT]
        return tuple(FilterResult(entry.filter, entry.qos, None) for entry in entries)
    if isinstance(packet, Unsubscribe):
        return tuple(FilterResult(entry, None, None) for entry in packet.filters[:FILTER_LIMIT])
    return ()


def answered(
    filters: tuple[FilterResult, ...], raw: bytes, version: Version
) -> tuple[tuple[FilterResult, ...], Anomaly | None]:
    """The filters with their codes, and what is wrong with the answer as a whole."""
    packet = decode(raw, version).packet
    if not isinstance(packet, Suback | Unsuback):
        return filters, None
    codes = packet.reason_codes
    if isinstance(packet, Unsuback) and version is not Version.V5:
        codes = (0,) * len(filters)  # before MQTT 5 an UNSUBACK has no codes: it is a yes to all
    results = tuple(
        entry._replace(code=codes[index]) if index < len(codes) else entry
        for index, entry in enumerate(filters)
    )
    if len(codes) != len(filters) and not len(filters) == FILTER_LIMIT <= len(codes):
        return results, Anomaly.COUNT_MISMATCH
    raised = any(
        entry.code is not None
        and entry.requested_qos is not None
        and entry.requested_qos < entry.code < FIRST_ERROR
        for entry in results
    )
    return results, Anomaly.GRANTED_ABOVE_REQUESTED if raised else None

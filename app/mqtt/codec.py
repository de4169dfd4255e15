"""The MQTT codec's front door: values to bytes, bytes to values with every field and every broken rule."""

from __future__ import annotations

from app.mqtt.codec_fault import CodecFault, CodecReason
from app.mqtt.decoded import SECRET_FIELDS, Decoded, Field, FieldValue, Violation
from app.mqtt.decoding import decode
from app.mqtt.encoding import encode
from app.mqtt.rules import RULES, Rule
from app.mqtt.summary import Summary, summarise

__all__ = [
    "RULES",
    "SECRET_FIELDS",
    "CodecFault",
    "CodecReason",
    "Decoded",
    "Field",
    "FieldValue",
    "Rule",
    "Summary",
    "Violation",
    "decode",
    "encode",
    "summarise",
]

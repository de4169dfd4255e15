"""The codec's only fault."""

from __future__ import annotations

from app.core.faults import Fault
from app.mqtt.codec_fault import CodecFault, CodecReason


def test_a_codec_fault_is_an_expected_failure_with_evidence() -> None:
    fault = CodecFault(CodecReason.MALFORMED_LENGTH, {"offset": "7"})
    assert isinstance(fault, Fault)
    assert (fault.code, fault.evidence) == ("malformed-length", {"offset": "7"})

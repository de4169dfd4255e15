"""Fault: a reason and its evidence."""

from __future__ import annotations

from enum import Enum

from app.core.faults import Fault


class Reason(Enum):
    BUSY = "busy"


def test_a_fault_has_a_code_and_keeps_its_own_evidence():
    evidence = {"port": "ttyUSB2"}
    fault = Fault(Reason.BUSY, evidence)
    evidence["port"] = "changed"
    assert (fault.reason, fault.code, fault.evidence) == (Reason.BUSY, "busy", {"port": "ttyUSB2"})
    assert repr(fault) == "Fault(busy, {'port': 'ttyUSB2'})"
    assert Fault(Reason.BUSY).evidence == {}

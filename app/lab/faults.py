"""What can keep the lab from starting."""

from __future__ import annotations

from enum import Enum

from app.core.faults import Fault


class LabReason(Enum):
    """Why a part of the lab is not there."""

    BROKER_NOT_STARTED = "lab-broker-not-started"
    PORT_TAKEN = "lab-port-taken"


class LabFault(Fault):
    """A part of the lab could not be started; the evidence holds the end of its log."""

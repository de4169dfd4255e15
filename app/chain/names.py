"""The hops of the chain and the states they can be in: names only, so that the window starts with little."""

from __future__ import annotations

from enum import Enum


class Hop(Enum):
    """In the order of the chain bar, from the device to the delivered message."""

    MODEM = "modem"
    SIM = "sim"
    REGISTRATION = "registration"
    APN = "apn"
    ADDRESS = "address"
    ROUTE = "route"
    VPN = "vpn"
    REACH = "reach"
    BROKER = "broker"
    DELIVERY = "delivery"


CELLULAR = (Hop.MODEM, Hop.SIM, Hop.REGISTRATION, Hop.APN, Hop.ADDRESS)
NETWORK = (Hop.ROUTE, Hop.VPN, Hop.REACH, Hop.BROKER, Hop.DELIVERY)


class State(Enum):
    """A hop's state; each has a colour, a shape and a word in the window."""

    NOT_RUN = "not-run"
    RUNNING = "running"
    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"
    NOT_TESTED = "not-tested"

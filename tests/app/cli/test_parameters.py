"""Hosts and ports on the command line."""

from __future__ import annotations

import click
import pytest

from app.cli.parameters import HostParam, HostPortParam
from app.reach.endpoint import Endpoint


def test_hosts() -> None:
    assert HostParam().convert("broker.example", None, None) == "broker.example"
    assert HostParam().convert("fe80::1%eth0", None, None) == "fe80::1%eth0"
    for wrong in ("a b", "", "10.64.3", "a..b"):
        with pytest.raises(click.BadParameter):
            HostParam().convert(wrong, None, None)


def test_hosts_with_ports() -> None:
    assert HostPortParam().convert("[::1]:80", None, None) == Endpoint("::1", 80)
    assert HostPortParam(53).convert("1.1.1.1", None, None) == Endpoint("1.1.1.1", 53)
    for wrong in ("a", "a:", "a:0", "a:99999", "10.64.3:80", "a b:80"):
        with pytest.raises(click.BadParameter):
            HostPortParam().convert(wrong, None, None)

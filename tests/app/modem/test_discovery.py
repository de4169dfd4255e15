"""Discovery: the table, what systems tell of their ports, and which port of which device is asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest

from app.lab.modem import SimulatedModem
from app.lab.modem_script import modem_script
from app.modem import discovery
from app.modem.discovery import FoundPort, find_modems, first_at_port, found_ports, probe, same_port
from app.modem.port import PortReason
from app.modem.port_roles import Role, entry_of


def listed(device: str, usb: str = "", location: str | None = None, **more: Any) -> SimpleNamespace:
    vid, _, pid = usb.partition(":")
    return SimpleNamespace(
        device=device,
        vid=int(vid, 16) if usb else None,
        pid=int(pid, 16) if usb else None,
        serial_number=more.get("serial"),
        location=location,
        product=more.get("product"),
        description=more.get("description", "n/a"),
    )


def roles(monkeypatch: pytest.MonkeyPatch, *ports: SimpleNamespace) -> list[tuple[str, Role]]:
    monkeypatch.setattr(discovery, "_listed", lambda: list(ports))
    return [(port.url, port.role) for port in found_ports()]


QUECTEL_ON_LINUX = [listed(f"/dev/ttyUSB{n}", "2c7c:0125", f"1-1.2:1.{n}", serial="A1") for n in range(4)]


def test_the_ports_of_a_known_modem_have_their_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    assert roles(monkeypatch, *QUECTEL_ON_LINUX) == [
        ("/dev/ttyUSB2", Role.AT),
        ("/dev/ttyUSB3", Role.AT),
        ("/dev/ttyUSB0", Role.DIAG),
        ("/dev/ttyUSB1", Role.NMEA),
    ]


def test_windows_tells_the_interface_in_the_location_or_in_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert roles(
        monkeypatch,
        listed("COM7", "1e0e:9001", "1-4:x.1"),
        listed("COM8", "1e0e:9001", "1-4:x.2"),
        listed("COM5", "2c7c:0125", description="Quectel USB AT Port (COM5)"),
        listed("COM4", "2c7c:0125", description="Quectel USB DM Port (COM4)"),
    ) == [("COM8", Role.AT), ("COM5", Role.AT), ("COM7", Role.NMEA), ("COM4", Role.DIAG)]


def test_macos_tells_nothing_so_every_port_of_a_modem_may_be_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = [listed(f"/dev/cu.usbmodem{n}", "1546:110a", "20-1") for n in (1, 3)]
    assert {role for _, role in roles(monkeypatch, *ports)} == {Role.MAYBE}


def test_what_is_no_modem_is_listed_and_not_to_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = roles(
        monkeypatch,
        listed("/dev/ttyACM0", "2341:0043", "1-3:1.0", product="Arduino Uno"),
        listed("/dev/ttyS0"),
        listed("/dev/ttyACM1", "1546:01a8", "1-4:1.0"),
    )
    assert dict(found) == {
        "/dev/ttyACM0": Role.UNKNOWN,
        "/dev/ttyS0": Role.UNKNOWN,
        "/dev/ttyACM1": Role.NMEA,
    }
    assert not any(role.may_be_asked for _, role in found)


def test_a_port_is_found_again_under_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_listed", lambda: QUECTEL_ON_LINUX)
    before = found_ports()[0]
    renumbered = [listed(f"/dev/ttyUSB{n + 4}", "2c7c:0125", f"1-1.2:1.{n}", serial="A1") for n in range(4)]
    monkeypatch.setattr(discovery, "_listed", lambda: renumbered)
    after = same_port(before.key, found_ports())
    assert before.url == "/dev/ttyUSB2"
    assert after is not None
    assert after.url == "/dev/ttyUSB6"
    other_socket = [listed("/dev/ttyUSB6", "2c7c:0125", "1-1.3:1.2", serial="A1")]
    monkeypatch.setattr(discovery, "_listed", lambda: other_socket)
    assert same_port(before.key, found_ports()) is None


@pytest.mark.parametrize(
    ("usb", "interface", "role"),
    [
        ("2c7c:0125", 2, Role.AT),
        ("2c7c:0125", 0, Role.DIAG),
        ("2c7c:0900", 5, Role.MAYBE),  # the RM500U has to be asked
        ("2c7c:ffff", 2, Role.AT),  # a Quectel that came after the table
        ("1e0e:9011", 4, Role.AT),
        ("1e0e:9011", 5, Role.PPP),
        ("1bc7:1201", 4, Role.AT),
        ("1199:9091", 3, Role.AT),
        ("2cb7:0007", 6, Role.AT),
        ("12d1:1506", 0, Role.MAYBE),
    ],
)
def test_the_table(usb: str, interface: int, role: Role) -> None:
    entry = entry_of(int(usb[:4], 16), int(usb[5:], 16))
    assert entry is not None
    assert entry.role(interface) is role


def test_a_bridge_that_many_boards_have_is_no_modem() -> None:
    assert entry_of(0x10C4, 0xEA60) is None


@pytest.fixture
def bench() -> Iterator[Any]:
    """Makes found ports of one device from scripts, by interface."""
    with ExitStack() as stack:

        def add(device: str, *behaviours: str, role: Role = Role.MAYBE) -> list[FoundPort]:
            ports = []
            for number, behaviour in enumerate(behaviours):
                modem = stack.enter_context(SimulatedModem(modem_script({"behaviour": behaviour})))
                ports.append(FoundPort(modem.url, role, device, device, rank=number, interface=number))
            return ports

        yield add


def test_a_port_that_answers(bench: Any) -> None:
    outcome = asyncio.run(probe(bench("a", "normal")[0]))
    assert outcome.answers
    assert outcome.fault is None
    assert outcome.duration_ms >= 200


@pytest.mark.parametrize(
    ("behaviour", "reason"), [("silent", PortReason.SILENT), ("spew", PortReason.NOT_AT)]
)
def test_a_port_that_does_not(bench: Any, behaviour: str, reason: PortReason) -> None:
    outcome = asyncio.run(probe(bench("a", behaviour)[0], time_limit_s=0.6))
    assert not outcome.answers
    assert outcome.fault is not None
    assert outcome.fault.reason is reason
    assert outcome.duration_ms < 3000


def test_a_port_with_another_purpose_is_never_written_to(bench: Any) -> None:
    port = bench("a", "normal", role=Role.DIAG)[0]
    outcome = asyncio.run(probe(port))
    assert outcome.fault is not None
    assert outcome.fault.evidence["role"] == "diag"
    assert asyncio.run(find_modems([port], also_unknown=True)) == ()


def test_what_talks_by_itself_is_not_written_to() -> None:
    with SimulatedModem(modem_script({"behaviour": "spew"})) as modem:
        outcome = asyncio.run(probe(FoundPort(modem.url, Role.MAYBE, "a", "a")))
        assert outcome.fault is not None
        assert outcome.fault.evidence["seen"] == "binary"
        assert modem.commands == ()


def test_six_ports_of_two_devices_are_found_in_time(bench: Any) -> None:
    ports = bench("a", "spew", "normal", "normal") + bench("b", "spew", "spew", "normal")
    begin = time.monotonic()
    outcomes = asyncio.run(find_modems(ports))
    assert time.monotonic() - begin < 4
    assert [(outcome.port.key, outcome.answers) for outcome in outcomes] == [
        ("a#0", False),
        ("a#1", True),
        ("b#0", False),
        ("b#1", False),
        ("b#2", True),
    ]


def test_a_port_that_worked_before_goes_first(bench: Any) -> None:
    ports = bench("a", "normal", "normal")
    outcomes = asyncio.run(find_modems(ports, preferred=["a#1"]))
    assert [outcome.port.key for outcome in outcomes] == ["a#1"]


def test_unknown_devices_are_asked_only_on_request(bench: Any) -> None:
    ports = bench("a", "normal", role=Role.UNKNOWN)
    assert asyncio.run(find_modems(ports)) == ()
    assert [outcome.answers for outcome in asyncio.run(find_modems(ports, also_unknown=True))] == [True]


def test_listing_the_ports_of_this_machine_works() -> None:
    assert all(port.url for port in found_ports())


def test_the_first_port_that_answers_is_the_one_to_ask(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = bench("a", "spew", "normal")
    monkeypatch.setattr(discovery, "found_ports", lambda: tuple(ports))
    assert asyncio.run(first_at_port()) == ports[1].url


def test_without_an_answer_it_is_the_best_guess_and_without_a_modem_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = FoundPort("/dev/ttyUSB98765", Role.AT, "a", "a")
    monkeypatch.setattr(discovery, "found_ports", lambda: (gone,))
    assert asyncio.run(first_at_port()) == gone.url
    monkeypatch.setattr(discovery, "found_ports", lambda: ())
    assert asyncio.run(first_at_port()) is None

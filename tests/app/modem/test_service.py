"""The modem service over simulated modems: answers, snapshot, monitor, guests' manners, every bad end."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

import pytest

from app.lab.modem import SimulatedModem
from app.lab.modem_script import modem_script
from app.modem.dialects.base import Question
from app.modem.history import Happening
from app.modem.port import PortFault, PortReason
from app.modem.readings import Rat, SimState, Status
from app.modem.service import Link, Modem, ModemFault, ModemReason

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals on Windows")
KINDS = [pytest.param("pty", marks=posix), "tcp"]

Body = Callable[[Modem, SimulatedModem], Awaitable[None]]


def with_modem(table: dict[str, Any], body: Body, kind: str | None = None) -> SimulatedModem:
    async def run() -> None:
        modem = Modem()
        async with asyncio.timeout(20):
            await modem.open(simulated.url)
            try:
                await body(modem, simulated)
            finally:
                await modem.close()

    with SimulatedModem(modem_script({"reply_delay_ms": 1, **table}), transport=kind) as simulated:
        asyncio.run(run())
    return simulated


async def until(modem: Modem, condition: Callable[[], bool]) -> None:
    """Wait for a snapshot with which the condition holds."""
    changed = asyncio.Event()
    disconnect = modem.changed.connect(lambda _snapshot: changed.set())
    try:
        async with asyncio.timeout(10):
            while not condition():
                changed.clear()
                await changed.wait()
    finally:
        disconnect()


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_check_in_much_less_than_a_second(kind: str) -> None:
    """12 ms a reply, as a real one takes: the modem's own time is most of it."""

    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        begin = time.monotonic()
        identity, sim = (await modem.identify()).value, (await modem.sim()).value
        registration, contexts = (await modem.registration()).value, (await modem.contexts()).value
        granted = (await modem.granted()).value
        assert time.monotonic() - begin < 2  # 0.3 s on a quiet machine
        assert (identity.manufacturer, identity.model, identity.imei) == (
            "Quectel",
            "EG25",
            "004999010640000",
        )
        assert (sim.state, sim.iccid, sim.pin_tries_left) == (SimState.READY, "8931080019012345678", 3)
        told = registration.registration
        assert told is not None
        assert (told.status, told.rat) == (Status.HOME, Rat.LTE)
        assert registration.operator is not None
        assert (registration.operator.name, registration.operator.plmn) == ("KPN NL", "20408")
        cell = registration.serving
        assert cell is not None
        assert (cell.band, cell.channel, cell.pci, cell.tac) == ("B20", 6400, 214, "07D2")
        level = registration.level
        assert (level.rsrp_dbm, level.rsrq_db, level.sinr_db) == (-92, -9, 14)
        assert contexts.contexts[0].apn == "acme.private"
        assert contexts.contexts[0].active
        assert granted.granted[0].addresses == (ip_address("10.64.3.17"),)
        assert registration.unrecognised == contexts.unrecognised == ()

    with_modem({"reply_delay_ms": 12, "drift_db": 0}, body, kind)


@pytest.mark.parametrize(
    ("table", "state", "tries"),
    [
        ({"sim": "missing"}, SimState.MISSING, None),
        ({"sim": "pin", "pin_tries_left": 2}, SimState.PIN, 2),
        ({"sim": "puk", "pin_tries_left": 0}, SimState.PUK, 0),
        ({"sim": "failure"}, SimState.FAILURE, None),
        ({"sim": "busy"}, SimState.BUSY, 3),
    ],
)
def test_the_state_of_the_sim(table: dict[str, Any], state: SimState, tries: int | None) -> None:
    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        sim = (await modem.sim()).value
        assert (sim.state, sim.pin_tries_left) == (state, tries)
        assert sim.imsi is None

    with_modem(table, body)


def test_a_refused_modem_tells_why() -> None:
    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        reading = (await modem.registration()).value
        assert reading.registration is not None
        assert reading.registration.status is Status.DENIED
        assert reading.refusal is not None
        assert (reading.refusal.emm_cause, reading.refusal.esm_cause) == (19, 33)
        assert (await modem.contexts()).value.refusal is not None

    with_modem({"registration": "denied", "emm_cause": 19, "esm_cause": 33}, body)


def test_the_granted_apn_is_not_the_one_that_was_asked_for() -> None:
    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        answer = await modem.contexts()
        assert answer.value.contexts[0].apn == ""
        assert answer.value.granted[0].apn == "internet.mnc008.mcc204.gprs"
        assert any(exchange.command.startswith("AT+CGCONTRDP") for exchange in answer.exchanges)

    with_modem({"apn_asked": "", "apn_granted": "internet.mnc008.mcc204.gprs"}, body)


def test_many_askers_at_once() -> None:
    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        sim, registration, contexts, raw = await asyncio.gather(
            modem.sim(), modem.registration(), modem.contexts(), modem.ask("AT+CGSN")
        )
        assert sim.value.state is SimState.READY
        assert registration.value.serving is not None
        assert contexts.value.granted
        assert raw.lines == ("004999010640000",)

    with_modem({}, body)


def test_it_leaves_the_modem_as_it_found_it_and_never_disturbs_it() -> None:
    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        modem.start_monitor(0.2)
        await modem.registration()
        await modem.contexts()
        await modem.neighbours()
        await modem.power_saving()
        await modem.temperature()
        await asyncio.sleep(0.5)
        assert simulated._dialogue.standard.settings.cmee == 1

    simulated = with_modem({}, body)
    settings = simulated._dialogue.standard.settings
    assert (settings.echo, settings.cmee, settings.operator_format) == (True, 0, 0)
    assert set(settings.registration_modes.values()) == {0}
    disturbing = (
        "ATZ",
        "AT&F",
        "AT+COPS=0",
        "AT+COPS=2",
        "AT+COPS=?",
        "AT+CFUN=",
        "AT+CGDCONT=",
        "AT+CGACT=",
    )
    assert not [command for command in simulated.commands if command.startswith(disturbing)]


@pytest.mark.parametrize(
    ("command", "effect"),
    [
        ('AT+CGDCONT=1,"IP","x"', "stores"),
        ("AT+CFUN=1,1", "disturbs"),
        ("AT+COPS=?", "disturbs"),
        ("ATZ", "stores"),
        ("AT+CSQ;+COPS=0", "disturbs"),
    ],
)
def test_what_changes_the_modem_needs_consent(command: str, effect: str) -> None:
    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        with pytest.raises(ModemFault) as caught:
            await modem.ask(command)
        assert caught.value.reason is ModemReason.NEEDS_CONSENT
        assert caught.value.evidence["effect"] == effect
        assert command not in simulated.commands
        assert (await modem.ask(command, consent=True)).final

    with_modem({"scan_s": 0}, body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_modem_that_vanishes(kind: str) -> None:
    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        modem.start_monitor(0.2)
        await modem.signal()
        asking = asyncio.gather(modem.registration(), modem.contexts(), return_exceptions=True)
        simulated.vanish()
        begin = time.monotonic()
        outcomes = await asking
        assert time.monotonic() - begin < 1
        reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, PortFault)]
        assert reasons == [PortReason.VANISHED] * 2
        assert modem.snapshot.link is Link.LOST
        assert modem.snapshot.fault is not None
        assert modem.snapshot.reading.serving is not None  # what was known is kept
        assert modem.history.events[-1].what is Happening.LOST

    with_modem({"reply_delay_ms": 20}, body, kind)


def test_it_can_be_opened_again_after_it_was_lost() -> None:
    async def run() -> None:
        modem = Modem()
        with SimulatedModem(modem_script({"reply_delay_ms": 1})) as first:
            await modem.open(first.url)
            first.vanish()
            await until(modem, lambda: modem.snapshot.link is Link.LOST)
            await modem.close()
        with SimulatedModem(modem_script({"reply_delay_ms": 1, "model": "EG25-G"})) as second:
            await modem.open(second.url)
            assert modem.snapshot.link is Link.OPEN
            assert (await modem.sim()).value.state is SimState.READY
            await modem.close()
        assert modem.snapshot.link is Link.CLOSED

    asyncio.run(run())


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("silent", PortReason.SILENT), ("echo-only", PortReason.NOT_AT), ("spew", PortReason.NOT_AT)],
)
def test_what_is_no_modem_is_not_opened(
    behaviour: str, reason: PortReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.modem.dialogue._FIRST_LIMIT_S", 0.1)

    async def run() -> None:
        modem = Modem()
        with SimulatedModem(modem_script({"behaviour": behaviour})) as simulated:
            with pytest.raises(PortFault) as caught:
                await modem.open(simulated.url)
            assert caught.value.reason is reason
            assert modem.snapshot.link is Link.CLOSED
            assert modem.snapshot.fault is not None
            assert modem.snapshot.fault.reason is reason

    asyncio.run(run())


def test_only_one_modem_at_a_time() -> None:
    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        with pytest.raises(ModemFault) as caught:
            await modem.open(simulated.url)
        assert caught.value.reason is ModemReason.OPEN_ALREADY

    with_modem({}, body)


@posix
@pytest.mark.parametrize("after", [0, 1, 2, 5, 9, 14, 20, 27])
def test_vanishing_at_any_command_ends_the_check_at_once(after: int) -> None:
    async def run() -> None:
        modem = Modem()
        table = {"behaviour": "vanish", "vanish_after_commands": after, "reply_delay_ms": 0}
        with SimulatedModem(modem_script(table)) as simulated:
            try:
                with pytest.raises(PortFault) as caught:
                    await modem.open(simulated.url)
                    await modem.sim()
                    await modem.registration()
                    await modem.contexts()
                assert caught.value.reason is PortReason.VANISHED
            finally:
                await modem.close()

    asyncio.run(run())


def test_the_monitor_sees_cell_band_and_registration_change() -> None:
    changes = [
        {"at_s": 0.8, "pci": 7, "cell_id": "ABCDE", "band": 3, "earfcn": 1300},
        {"at_s": 1.2, "registration": "searching"},
    ]

    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        events: list[tuple[Happening, str | None, str | None]] = []
        modem.happened.connect(lambda event: events.append((event.what, event.before, event.after)))
        modem.start_monitor(0.2)
        await until(modem, lambda: any(what is Happening.REGISTRATION for what, _before, _after in events))
        assert (Happening.BAND, "B20", "B3") in events
        assert (Happening.CELL, "01A2B304", "000ABCDE") in events
        assert (Happening.REGISTRATION, "home", "searching") in events
        assert len(modem.history.samples) >= 4
        assert modem.history.samples[0].rsrp_dbm is not None

    with_modem({"changes": changes, "reply_delay_ms": 0}, body)


def test_news_bring_the_next_round_at_once() -> None:
    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        modem.start_monitor(60)
        await until(modem, lambda: modem.snapshot.reading.registration is not None)
        asked = simulated.commands.count("AT+CEREG?")
        begin = time.monotonic()
        simulated.say('+CEREG: 2,"07D2","1A2B304",7')
        while simulated.commands.count("AT+CEREG?") == asked:
            await asyncio.sleep(0.02)
        assert time.monotonic() - begin < 5

    with_modem({}, body)


def test_a_person_is_served_while_the_monitor_runs() -> None:
    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        modem.start_monitor(0.2)
        for _ in range(5):
            assert (await modem.ask("AT+CGSN")).ok
        modem.stop_monitor()

    with_modem({"reply_delay_ms": 10}, body)


def test_after_a_restart_it_settles_in_again() -> None:
    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        simulated._dialogue.standard.settings.cmee = 0
        simulated._dialogue.standard.settings.echo = True
        simulated.say("RDY")
        await until(modem, lambda: modem.snapshot.link is Link.RESTARTING)
        simulated.say("+QIND: PB DONE")
        await until(modem, lambda: modem.snapshot.link is Link.OPEN)
        assert (await modem.ask("AT+CMEE?")).lines == ("+CMEE: 1",)
        assert modem.history.events[0].what is Happening.RESTARTED

    with_modem({}, body)


def test_a_modem_that_starts_while_it_is_opened() -> None:
    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        assert modem.snapshot.link is Link.OPEN
        assert (await modem.identify()).value.model == "EG25"

    starts = [{"at_s": 0.05, "line": "RDY"}, {"at_s": 0.08, "line": "APP RDY"}]
    with_modem({"unasked": starts, "reply_delay_ms": 15}, body)


def test_what_is_refused_is_asked_again_in_every_check() -> None:
    async def body(modem: Modem, simulated: SimulatedModem) -> None:
        for _ in range(5):
            await modem.inquire((Question.SIM,))
        assert simulated.commands.count("AT+CIMI") == 5

    with_modem({"sim": "missing"}, body)


def test_every_exchange_and_every_snapshot_are_told() -> None:
    async def body(modem: Modem, _simulated: SimulatedModem) -> None:
        commands: list[str] = []
        snapshots: list[Link] = []
        modem.exchanged.connect(lambda exchange: commands.append(exchange.command))
        modem.changed.connect(lambda snapshot: snapshots.append(snapshot.link))
        answer = await modem.signal()
        assert commands == [exchange.command for exchange in answer.exchanges]
        assert snapshots == [Link.OPEN]
        assert modem.snapshot.read_ns is not None

    with_modem({}, body)


def test_who_attaches_while_somebody_opens_waits_for_the_same_opening() -> None:
    async def run() -> None:
        with SimulatedModem(modem_script({"reply_delay_ms": 5})) as simulated:
            modem = Modem()
            links: list[Link] = []
            modem.changed.connect(lambda snapshot: links.append(snapshot.link))
            async with asyncio.timeout(20):
                await asyncio.gather(*(modem.attach(simulated.url) for _ in range(4)))
                assert modem.snapshot.link is Link.OPEN
                assert links.count(Link.CLOSED) == 0
                assert (await modem.sim()).value.state is SimState.READY
                await modem.close()

    asyncio.run(run())


def test_attaching_elsewhere_leaves_the_first_modem() -> None:
    async def run() -> None:
        with SimulatedModem(modem_script({})) as first, SimulatedModem(modem_script({})) as second:
            modem = Modem()
            async with asyncio.timeout(20):
                await modem.attach(first.url)
                modem.start_monitor(0.2)
                assert modem.is_monitored
                await modem.attach(second.url)
                assert modem.snapshot.url == second.url
                assert not modem.is_monitored
                await modem.close()

    asyncio.run(run())


def test_a_failed_attaching_lets_the_next_one_try() -> None:
    async def run() -> None:
        modem = Modem()
        with pytest.raises(PortFault):
            await modem.attach("/dev/ttyNotThere0")
        assert modem.snapshot.link is Link.CLOSED
        with SimulatedModem(modem_script({})) as simulated:
            async with asyncio.timeout(20):
                await modem.attach(simulated.url)
                await modem.reopen(simulated.url)  # it is open: nothing to do
                assert modem.snapshot.link is Link.OPEN
                await modem.close()

    asyncio.run(run())

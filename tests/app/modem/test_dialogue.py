"""The dialogue over real transports: every quirk of a modem, several askers, and the end at every byte."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.lab.modem import SimulatedModem
from app.lab.modem_script import modem_script
from app.modem.at import Booted, Exchange, Priority, Urc
from app.modem.dialects.generic import DIALECT as GENERIC
from app.modem.dialogue import Dialogue
from app.modem.guest import Guest
from app.modem.port import PortFault, PortReason

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals on Windows")
KINDS = [pytest.param("pty", marks=posix), "tcp"]
FAST = {"reply_delay_ms": 1}


class Witness:
    """Everything that a dialogue tells beside its answers."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.unasked: list[str] = []
        self.told = asyncio.Event()
        self.restarts: list[Booted] = []
        self.losses: list[PortFault] = []
        self.dialogue = Dialogue(
            replied=self.exchanges.append,
            unasked=self._take,
            restarted=self.restarts.append,
            lost=self.losses.append,
        )

    def _take(self, urc: Urc) -> None:
        self.unasked.append(urc.line)
        self.told.set()


Body = Callable[[Dialogue, Witness, SimulatedModem], Awaitable[None]]


def with_dialogue(table: dict[str, Any], body: Body, kind: str | None = None, limit_s: float = 15) -> None:
    async def run() -> None:
        witness = Witness()
        async with asyncio.timeout(limit_s):
            await witness.dialogue.open(modem.url)
            try:
                await body(witness.dialogue, witness, modem)
            finally:
                await witness.dialogue.close()

    with SimulatedModem(modem_script({**FAST, **table}), transport=kind) as modem:
        asyncio.run(run())


def refused(table: dict[str, Any], kind: str | None = None) -> PortFault:
    async def body(*_: object) -> None:
        raise AssertionError("it has opened")

    with pytest.raises(PortFault) as caught:
        with_dialogue(table, body, kind)
    return caught.value


@pytest.fixture
def quick_greeting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.modem.dialogue._FIRST_LIMIT_S", 0.1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "quirk", ["late-data", "unasked-inside", "split-bytes", "textual-cme", "endless-echo", "boot"]
)
def test_whatever_its_quirks_the_answers_are_the_same(kind: str, quirk: str) -> None:
    async def body(dialogue: Dialogue, _witness: Witness, _modem: SimulatedModem) -> None:
        if quirk == "late-data":
            dialogue.manners = dialogue.manners.plus(quiet_ms={"+CGDCONT": 150})
        for _ in range(2):
            answer = await dialogue.ask("AT+CGDCONT?")
            contexts = [line for line in answer.lines if line.startswith("+CGDCONT")]
            assert answer.ok
            assert contexts[0] == '+CGDCONT: 1,"IP","acme.private","10.64.3.17",0,0,0,0'
            assert len(contexts) == 3
        error = await dialogue.ask("AT+CPIN=0000")
        assert not error.ok
        assert error.cme == (3 if quirk == "textual-cme" else None)

    with_dialogue({"quirks": [quirk]}, body, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_askers_at_the_same_time_get_their_own_answers(kind: str) -> None:
    commands = ["AT+CSQ", "AT+CGSN", "AT+CIMI", "AT+CPIN?", "AT+QNWINFO", "AT+CGDCONT?"]

    async def body(dialogue: Dialogue, _witness: Witness, modem: SimulatedModem) -> None:
        answers = await asyncio.gather(*(dialogue.ask(command) for command in commands))
        assert [answer.command for answer in answers] == commands
        assert all(answer.ok and len(answer.lines) >= 1 for answer in answers)
        assert answers[1].lines == ("004999010640000",)
        assert list(modem.commands[-6:]) == commands

    with_dialogue({}, body, kind)


def test_a_person_goes_before_a_check_and_a_check_before_the_monitor() -> None:
    async def body(dialogue: Dialogue, _witness: Witness, modem: SimulatedModem) -> None:
        await asyncio.gather(
            dialogue.ask("AT+CSQ", priority=Priority.POLL),
            dialogue.ask("AT+CIMI", priority=Priority.POLL),
            dialogue.ask("AT+COPS?", priority=Priority.CHECK),
            dialogue.ask("AT+CGSN", priority=Priority.USER),
        )
        assert modem.commands[-4:] == ("AT+CSQ", "AT+CGSN", "AT+COPS?", "AT+CIMI")

    with_dialogue({"reply_delay_ms": 10}, body)


def test_a_line_that_nobody_asked_for_is_handed_on() -> None:
    async def body(dialogue: Dialogue, witness: Witness, modem: SimulatedModem) -> None:
        modem.say('+CEREG: 5,"1234","89ABCDE",7')
        await witness.told.wait()
        assert witness.unasked == ['+CEREG: 5,"1234","89ABCDE",7']
        assert (await dialogue.ask("AT+CEREG?")).lines == ("+CEREG: 0,1",)

    with_dialogue({}, body)


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_who_waits_learns_at_once_that_it_has_vanished(kind: str) -> None:
    async def body(dialogue: Dialogue, witness: Witness, modem: SimulatedModem) -> None:
        begin = time.monotonic()
        asking = asyncio.gather(*(dialogue.ask("AT+CSQ") for _ in range(5)), return_exceptions=True)
        await asyncio.sleep(0.02)
        modem.vanish()
        outcomes = await asking
        assert time.monotonic() - begin < 1
        assert [outcome.reason for outcome in outcomes if isinstance(outcome, PortFault)] == [
            PortReason.VANISHED
        ] * 5
        with pytest.raises(PortFault) as caught:
            await dialogue.ask("AT")
        assert caught.value.reason is PortReason.VANISHED
        assert len(witness.losses) == 1

    with_dialogue({"replies": {"AT+CSQ": []}, "reply_delay_ms": 60}, body, kind)


@posix
@pytest.mark.parametrize("after", range(0, 120, 3))
def test_the_end_at_any_byte_leaves_nobody_waiting(after: int) -> None:
    """Opening and four commands send about 120 bytes; the port may end after any of them."""

    async def body(dialogue: Dialogue, _witness: Witness, _modem: SimulatedModem) -> None:
        for command in ("ATE0", "AT+CSQ", "AT+CPIN?", "AT+COPS?", "AT+CEREG?", "AT+CGDCONT?"):
            await dialogue.ask(command)
        raise AssertionError("it has not vanished")

    with pytest.raises(PortFault) as caught:
        with_dialogue({"vanish_after_bytes": after, "reply_delay_ms": 0}, body)
    assert caught.value.reason is PortReason.VANISHED


@pytest.mark.parametrize("after", [0, 1, 5, 60])
def test_the_end_of_a_tcp_line_is_the_same(after: int) -> None:
    async def body(dialogue: Dialogue, _witness: Witness, _modem: SimulatedModem) -> None:
        for _ in range(20):
            await dialogue.ask("AT+CSQ")

    with pytest.raises(PortFault) as caught:
        with_dialogue({"vanish_after_bytes": after}, body, "tcp")
    assert caught.value.reason is PortReason.VANISHED


@pytest.mark.usefixtures("quick_greeting")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("behaviour", "reason", "seen"),
    [
        ("silent", PortReason.SILENT, None),
        ("echo-only", PortReason.NOT_AT, "echo"),
        ("spew", PortReason.NOT_AT, "binary"),
        ("garbage", PortReason.NOT_AT, "binary"),
    ],
)
def test_what_is_no_modem_is_told_apart(
    kind: str, behaviour: str, reason: PortReason, seen: str | None
) -> None:
    fault = refused({"behaviour": behaviour}, kind)
    assert fault.reason is reason
    assert fault.evidence.get("seen") == seen


@pytest.mark.usefixtures("quick_greeting")
def test_text_that_is_not_at_is_quoted() -> None:
    sentence = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47"

    async def chatter(modem: SimulatedModem) -> None:
        await asyncio.sleep(0.05)
        modem.send_raw(sentence.encode() + b"\r\n")

    async def run() -> None:
        witness = Witness()
        modem = SimulatedModem(modem_script({"behaviour": "silent"}))
        modem.plug_in()
        try:
            with pytest.raises(PortFault) as caught:
                await asyncio.gather(witness.dialogue.open(modem.url), chatter(modem))
        finally:
            await modem.close()
        assert caught.value.reason is PortReason.NOT_AT
        assert caught.value.evidence["received"] == sentence

    asyncio.run(run())


def test_a_modem_that_falls_silent_is_given_up_after_three_commands() -> None:
    async def body(dialogue: Dialogue, _witness: Witness, modem: SimulatedModem) -> None:
        modem.fall_silent()
        first = await dialogue.ask("AT+CSQ", time_limit_s=0.05)
        assert (first.final, first.ok) == ("", False)
        with pytest.raises(PortFault) as caught:
            for _ in range(2):
                await dialogue.ask("AT+CSQ", time_limit_s=0.05)
        assert caught.value.reason is PortReason.SILENT

    with_dialogue({}, body)


def test_a_sleeping_modem_is_woken_and_answers() -> None:
    async def body(dialogue: Dialogue, _witness: Witness, _modem: SimulatedModem) -> None:
        await asyncio.sleep(0.5)
        answer = await dialogue.ask("AT+CSQ", time_limit_s=0.1)
        assert answer.final == ""
        assert (await dialogue.ask("AT+CSQ")).ok

    with_dialogue({"quirks": ["sleepy"], "sleeps_after_s": 0.4}, body)


def test_cancelling_takes_a_waiting_command_back() -> None:
    async def body(dialogue: Dialogue, _witness: Witness, modem: SimulatedModem) -> None:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(dialogue.ask("AT+CGSN"))
            waiting = group.create_task(dialogue.ask("AT+CIMI"))
            await asyncio.sleep(0.01)
            waiting.cancel()
        assert running.result().ok
        assert (await dialogue.ask("AT+CSQ")).ok
        assert "AT+CIMI" not in modem.commands

    with_dialogue({"reply_delay_ms": 30}, body)


def test_closing_frees_those_who_wait() -> None:
    async def body(dialogue: Dialogue, _witness: Witness, _modem: SimulatedModem) -> None:
        async def leave() -> None:
            await asyncio.sleep(0.01)
            await dialogue.close()

        outcome, _ = await asyncio.gather(dialogue.ask("AT+CSQ"), leave(), return_exceptions=True)
        assert isinstance(outcome, PortFault)
        assert outcome.reason is PortReason.CLOSED

    with_dialogue({"reply_delay_ms": 500}, body)


def test_a_restart_in_the_middle_is_told() -> None:
    async def body(dialogue: Dialogue, witness: Witness, modem: SimulatedModem) -> None:
        async def restart() -> None:
            await asyncio.sleep(0.01)
            modem.say("RDY")

        outcome, _ = await asyncio.gather(dialogue.ask("AT+CGDCONT?"), restart(), return_exceptions=True)
        assert isinstance(outcome, PortFault)
        assert outcome.reason is PortReason.RESTARTED
        assert [booted.line for booted in witness.restarts] == ["RDY"]

    with_dialogue({"reply_delay_ms": 200}, body)


def test_passwords_are_hidden_before_anybody_gets_them() -> None:
    replies = {"AT+CGAUTH?": ['+CGAUTH: 1,2,"user","secret"', "OK"]}

    async def body(dialogue: Dialogue, witness: Witness, _modem: SimulatedModem) -> None:
        answer = await dialogue.ask("AT+CGAUTH?")
        assert answer.lines[0].startswith("+CGAUTH: 1,2,")
        await dialogue.ask('AT+CGAUTH=1,2,"user","secret"')
        assert "secret" not in repr(answer) + repr(witness.exchanges)

    with_dialogue({"replies": replies}, body)


def test_a_guest_puts_everything_back_and_never_disturbs() -> None:
    async def body(dialogue: Dialogue, _witness: Witness, modem: SimulatedModem) -> None:
        before = [await dialogue.ask(command) for command in ("AT+CEREG=1", "AT+COPS=3,2")]
        assert all(answer.ok for answer in before)
        settings = modem._dialogue.standard.settings
        guest = Guest(dialogue)
        await guest.silence_echo()
        await guest.borrow(GENERIC)
        assert (settings.echo, settings.cmee, settings.registration_modes["+CEREG"]) == (False, 1, 2)
        await guest.leave()
        assert settings.echo
        assert settings.cmee == 0
        assert settings.registration_modes == {"+CEREG": 1, "+CGREG": 0, "+CREG": 0}
        assert settings.operator_format == 2
        forbidden = ("ATZ", "AT&F", "AT+COPS=0", "AT+COPS=?", "AT+CFUN=", "AT+CGACT=", "AT+CGDCONT=")
        assert not [command for command in modem.commands if command.startswith(forbidden)]

    with_dialogue({}, body)


def test_an_exchange_costs_hardly_more_than_the_modem_takes() -> None:
    async def body(dialogue: Dialogue, _witness: Witness, _modem: SimulatedModem) -> None:
        durations = [(await dialogue.ask("AT+CSQ")).duration_ms for _ in range(50)]
        assert sorted(durations)[25] < 10 + 25  # 10 ms of the modem, and much room for a busy machine

    with_dialogue({"reply_delay_ms": 10}, body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_under_way_is_not_left_to_whoever_opens_the_port_next(kind: str) -> None:
    async def run(modem: SimulatedModem) -> Exchange:
        first, second = Dialogue.silent(), Dialogue.silent()
        await first.open(modem.url)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await first.ask("AT+CGMM")
        await first.close()
        await second.open(modem.url)
        try:
            return await second.ask("AT+CPIN?")
        finally:
            await second.close()

    with SimulatedModem(modem_script({"reply_delay_ms": 60}), transport=kind) as modem:
        answer = asyncio.run(run(modem))
    assert (answer.lines, answer.final) == (("+CPIN: READY",), "OK")


def test_what_was_being_borrowed_when_it_was_cancelled_is_put_back() -> None:
    async def run(modem: SimulatedModem) -> None:
        dialogue = Dialogue.silent()
        guest = Guest(dialogue)
        await dialogue.open(modem.url)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await guest.silence_echo()
        await guest.leave()
        await dialogue.close()

    with SimulatedModem(modem_script({"reply_delay_ms": 60})) as modem:
        asyncio.run(run(modem))
        assert modem.commands[-2:] == ("ATE0", "ATE1")

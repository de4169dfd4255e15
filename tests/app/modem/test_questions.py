"""Asking in a dialect: the best way first, what has won is remembered, what is refused is spared."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from app.modem.at import Exchange
from app.modem.dialects.base import Asking, Dialect, Question
from app.modem.dialects.standard_network import csq, operator
from app.modem.dialects.standard_sim import iccid, sim_state
from app.modem.questions import Questioner
from app.modem.readings import SimState


class Voice:
    """Answers from a table; what is not in it is an error."""

    def __init__(self, replies: Mapping[str, str]) -> None:
        self.replies = dict(replies)
        self.asked: list[str] = []

    async def ask(self, command: str) -> Exchange:
        self.asked.append(command)
        line = self.replies.get(command)
        final = "ERROR" if line is None else "OK" if not line.startswith("+CME") else line
        cme = int(line.rpartition(" ")[2]) if line and line.startswith("+CME") else None
        lines = (line,) if line and cme is None else ()
        return Exchange(command, lines, final, final == "OK", cme, None, 0, 1)


DIALECT = Dialect(
    name="test",
    title="test",
    questions={
        Question.SIM: (
            (Asking("AT+CPIN?", sim_state),),
            (Asking("AT+CCID", iccid), Asking("AT+ICCID", iccid)),
        ),
        Question.SIGNAL: ((Asking("AT+CSQ", csq),),),
        Question.CELL: ((Asking("AT+CSQ", csq),),),
        Question.OPERATOR: ((Asking("AT+COPS?", operator, before="AT+COPS=3,0"),),),
    },
)


def test_the_second_way_is_tried_and_then_goes_first() -> None:
    voice = Voice({"AT+CPIN?": "+CPIN: READY", "AT+ICCID": "+ICCID: 8931080019012345678"})
    questioner = Questioner(DIALECT)

    async def run() -> None:
        answer = await questioner.inquire((Question.SIM,), voice.ask)
        sim = answer.value[Question.SIM].sim
        assert sim is not None
        assert (sim.state, sim.iccid) == (SimState.READY, "8931080019012345678")
        assert voice.asked == ["AT+CPIN?", "AT+CCID", "AT+ICCID"]
        await questioner.inquire((Question.SIM,), voice.ask)
        assert voice.asked[3:] == ["AT+CPIN?", "AT+ICCID"]

    asyncio.run(run())


def test_a_command_that_serves_two_questions_is_sent_once() -> None:
    voice = Voice({"AT+CSQ": "+CSQ: 20,99"})
    answer = asyncio.run(Questioner(DIALECT).inquire((Question.CELL, Question.SIGNAL), voice.ask))
    assert voice.asked == ["AT+CSQ"]
    assert len(answer.exchanges) == 1
    assert answer.value[Question.CELL] == answer.value[Question.SIGNAL]


def test_a_setting_that_a_command_needs_goes_before_it() -> None:
    voice = Voice({"AT+COPS=3,0": "", "AT+COPS?": '+COPS: 0,0,"KPN",7'})
    asyncio.run(Questioner(DIALECT).inquire((Question.OPERATOR,), voice.ask))
    assert voice.asked == ["AT+COPS=3,0", "AT+COPS?"]


def test_an_error_can_be_an_answer() -> None:
    voice = Voice({"AT+CPIN?": "+CME ERROR: 10"})
    answer = asyncio.run(Questioner(DIALECT).inquire((Question.SIM,), voice.ask))
    sim = answer.value[Question.SIM].sim
    assert sim is not None
    assert sim.state is SimState.MISSING


def test_when_thrifty_what_was_refused_again_and_again_is_asked_now_and_then() -> None:
    voice = Voice({"AT+CPIN?": "+CME ERROR: 10"})
    questioner = Questioner(DIALECT)

    async def run() -> None:
        for _ in range(30):
            await questioner.inquire((Question.SIM,), voice.ask, thrifty=True)

    asyncio.run(run())
    assert voice.asked.count("AT+CPIN?") == 30  # it tells something every time
    assert 4 <= voice.asked.count("AT+CCID") <= 8


def test_a_question_without_a_way_is_left_open() -> None:
    voice = Voice({})
    empty = replace(DIALECT, questions={})
    answer = asyncio.run(Questioner(empty).inquire((Question.TEMPERATURE,), voice.ask))
    assert answer.value[Question.TEMPERATURE].is_empty
    assert voice.asked == []


def test_the_same_command_behind_another_setting_is_sent_again() -> None:
    ways = (Asking("AT+UCGED?", csq, before="AT+UCGED=2"), Asking("AT+UCGED?", csq, before="AT+UCGED=5"))
    voice = Voice({"AT+UCGED=5": ""})
    asyncio.run(
        Questioner(replace(DIALECT, questions={Question.CELL: (ways,)})).inquire((Question.CELL,), voice.ask)
    )
    assert voice.asked == ["AT+UCGED=2", "AT+UCGED?", "AT+UCGED=5", "AT+UCGED?"]

"""What a dialect is: data that says which command answers which question, and the parsers of the replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from app.modem.events import Exchange
from app.modem.manners import GENERIC, Manners
from app.modem.readings import Operator, Rat, Reading, Registration, Signal, SimCard, SimState

Parser = Callable[[Sequence[str]], Reading]
HasRat = TypeVar("HasRat", Registration, Operator, Signal)


class Question(Enum):
    """What one can ask a modem; the value names it in documents."""

    IDENTITY = "identity"
    SIM = "sim"
    REGISTRATION = "registration"
    OPERATOR = "operator"
    SIGNAL = "signal"
    CELL = "cell"
    NEIGHBOURS = "neighbours"
    CONTEXTS = "contexts"
    GRANTED = "granted"
    POWER_SAVING = "power-saving"
    TEMPERATURE = "temperature"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Asking:
    """A command and the parser of its reply. before: a harmless setting that the command needs first."""

    command: str
    parse: Parser
    before: str | None = None


Step = tuple[Asking, ...]
"""Ways to learn one thing, the best first; the first that the modem answers with OK and that reads wins."""


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A setting that a guest may change and must put back.

    read: asks the present value; it is field `index` of the reply's first line with that prefix.
    write: what a guest prefers, best first. restore: with `{}` for the value found.
    """

    read: str
    index: int
    write: tuple[str, ...]
    restore: str


BORROWED = (
    Borrowed("AT+CMEE?", 0, ("AT+CMEE=1", "AT+CMEE=2"), "AT+CMEE={}"),
    Borrowed("AT+CEREG?", 0, ("AT+CEREG=5", "AT+CEREG=3", "AT+CEREG=2"), "AT+CEREG={}"),
    Borrowed("AT+CGREG?", 0, ("AT+CGREG=2",), "AT+CGREG={}"),
    Borrowed("AT+CREG?", 0, ("AT+CREG=2",), "AT+CREG={}"),
    Borrowed("AT+COPS?", 1, (), "AT+COPS=3,{}"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family of modems is asked and read.

    questions: for each, its steps in order; every step is asked. attach_cid: the context of the LTE attach.
    apn_write: how this family sets an APN, for `{cid}`, `{type}` and `{apn}`. authentication_write: user and
    password in its own order, for `{cid}`, `{kind}` (0 none, 1 PAP, 2 CHAP), `{user}` and `{password}`.
    models, makers: regular expressions, matched in full and without case, that recognise the family by what
    CGMM and CGMI told; a model beats a maker. narrow_models: those whose LTE is LTE-M, which AT+CEREG and
    AT+COPS cannot tell from LTE. is_narrow: whether the modem at hand is one of them.
    """

    name: str
    title: str
    questions: Mapping[Question, tuple[Step, ...]]
    manners: Manners = GENERIC
    borrowed: tuple[Borrowed, ...] = BORROWED
    attach_cid: int = 1
    extra: Mapping[str, Parser] = field(default_factory=lambda: MappingProxyType({}))
    apn_write: str = 'AT+CGDCONT={cid},"{type}","{apn}"'
    authentication_write: str = 'AT+CGAUTH={cid},{kind},"{user}","{password}"'
    models: str = ""
    makers: str = ""
    narrow_models: str = ""
    is_narrow: bool = False
    _parsers: Mapping[str, Parser] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {_normal(name): parse for name, parse in self.extra.items()}
        known |= {_normal(asking.command): asking.parse for asking in reversed(self.askings())}
        by_name = {_name(text): parse for text, parse in known.items()}
        object.__setattr__(self, "_parsers", MappingProxyType({**by_name, **known}))

    def asking(self, question: Question) -> tuple[Step, ...]:
        """The steps for a question; none where the family has no way to tell."""
        return self.questions.get(question, ())

    def parser(self, command: str) -> Parser | None:
        """The parser of a command's reply: written the same, else by the command's name alone."""
        wanted = _normal(command)
        return self._parsers.get(wanted) or self._parsers.get(_name(wanted))

    def parse(self, command: str, lines: Sequence[str]) -> Reading:
        """Read the lines of a reply; lines of a command that the dialect does not know stay unrecognised."""
        parser = self.parser(command)
        if parser is None:
            return Reading(unrecognised=tuple(lines))
        return _narrowed(parser(lines)) if self.is_narrow else parser(lines)

    def read(self, exchange: Exchange) -> Reading:
        """Read an exchange: as `parse`, and a SIM's state also from the error it was refused with."""
        reading = self.parse(exchange.command, exchange.lines)
        state = SIM_STATE_OF_CME.get(exchange.cme) if exchange.cme is not None else None
        if state is not None and "+CPIN?" in _normal(exchange.command):
            reading = Reading(sim=SimCard(state=state, state_text=exchange.final)).plus(reading)
        return reading

    def askings(self) -> tuple[Asking, ...]:
        """Every way of asking, in the order of the questions."""
        return tuple(asking for steps in self.questions.values() for step in steps for asking in step)


SIM_STATE_OF_CME: Mapping[int, SimState] = MappingProxyType(
    {
        10: SimState.MISSING,
        11: SimState.PIN,
        12: SimState.PUK,
        13: SimState.FAILURE,
        14: SimState.BUSY,
        15: SimState.FAILURE,
        17: SimState.READY,
        18: SimState.READY,
        310: SimState.MISSING,
        262: SimState.FAILURE,
    }
)


def revised(
    base: Mapping[Question, tuple[Step, ...]],
    *,
    better: Mapping[str, tuple[Asking, ...]] | None = None,
    more: Mapping[Question, tuple[Step, ...]] | None = None,
) -> Mapping[Question, tuple[Step, ...]]:
    """The base's questions as a family asks them.

    better: by a command of the base, ways that this family knows better; they go before it in its step.
    more: further steps of a question, which go before the base's own.
    """
    better, more = better or {}, more or {}
    questions = {
        question: (*more.get(question, ()), *(_bettered(step, better) for step in base.get(question, ())))
        for question in Question
    }
    return MappingProxyType({question: steps for question, steps in questions.items() if steps})


def _bettered(step: Step, better: Mapping[str, tuple[Asking, ...]]) -> Step:
    new = tuple(asking for known in step for asking in better.get(known.command, ()))
    commands = {asking.command for asking in new}
    return new + tuple(known for known in step if known.command not in commands)


def _narrowed(reading: Reading) -> Reading:
    """The reading of a modem whose only LTE is LTE-M."""
    cells = tuple(
        replace(cell, rat=Rat.LTE_M, signal=_relabelled(cell.signal)) if cell.rat is Rat.LTE else cell
        for cell in reading.cells
    )
    return replace(
        reading,
        registrations=tuple(_relabelled(one) for one in reading.registrations),
        operator=_relabelled(reading.operator) if reading.operator is not None else None,
        signal=_relabelled(reading.signal) if reading.signal is not None else None,
        cells=cells,
    )


def _relabelled(value: HasRat) -> HasRat:
    return replace(value, rat=Rat.LTE_M) if value.rat is Rat.LTE else value


def _normal(command: str) -> str:
    text = command.strip().upper().replace(" ", "")
    return text[2:] if text.startswith("AT") else text


def _name(normal: str) -> str:
    for index, character in enumerate(normal):
        if index and character in "=?;":
            return normal[:index]
    return normal

"""The simulated modem's side of the AT dialogue, sans-IO: bytes in, bytes out with the time of each piece."""

from __future__ import annotations

import random
import re
from collections import deque
from dataclasses import dataclass

from app.lab.modem_commands import ERROR, OK, Reply, Settings, StandardCommands
from app.lab.modem_network import CellularNetwork
from app.lab.modem_personality import personality, written_reply
from app.lab.modem_script import ModemScript, Played

COMMAND_LIMIT_BYTES = 2048
_JITTER = 0.25  # of the reply delay, to either side
_SPEW_EVERY_S = 0.02
_SPEW_BYTES = 256
_LATE_S = 0.03
_TALK = re.compile(r"AT(?:$|E|\+CMEE|\+C(?:|G|E|5G)REG=|\+COPS=3)", re.IGNORECASE)
_CME_WORDS = {
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    11: "SIM PIN required",
    12: "SIM PUK required",
    13: "SIM failure",
    14: "SIM busy",
    16: "incorrect password",
    30: "no network service",
    50: "incorrect parameters",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that leave at a moment; `hang_up` ends the connection instead."""

    at_s: float
    data: bytes
    hang_up: bool = False


class ModemDialogue:
    """Keeps what a modem keeps between two bytes. The caller delivers the pieces and asks `next_due_s`.

    Raises KeyError for a model without a personality.
    """

    def __init__(self, script: ModemScript, now_s: float) -> None:
        self.script = script
        self.person = personality(script.model)
        self.network = CellularNetwork(script, now_s, attach_context=self.person.attach_context)
        for cid, pdp_type, apn in self.person.other_contexts:
            self.network.define(cid, pdp_type, apn)
        self.standard = StandardCommands(script, self.network, self.person.abilities)
        self.standard.settings.cmee = self.person.first_cmee
        self.commands: list[str] = []
        """Every command line that was received, for whoever wants to know what was asked."""
        self._recorded: dict[str, deque[Played]] = {}
        for played in script.replay:
            self._recorded.setdefault(played.command.upper(), deque()).append(played)
        self._random = random.Random(script.seed)
        self._partial = bytearray()
        self._started_s = now_s
        self._busy_until_s = now_s
        self._heard_s = now_s
        self._sent_bytes = 0
        self._hung_up = False
        self._timed = sorted((now_s + line.at_s, line.line, line.every_s) for line in script.unasked)
        self._spew_s = now_s
        self._last_registration = self._registration_lines()
        self._first = self._start_lines(now_s) if "boot" in script.quirks else []

    def fall_silent(self) -> None:
        """From now on nothing is answered any more, as with firmware that has hung."""
        self.script = self.script.model_copy(update={"behaviour": "silent"})

    def receive(self, data: bytes, now_s: float) -> list[Piece]:
        """What follows from bytes of the user."""
        pieces = self.elapse(now_s)
        if self._hung_up or self.script.behaviour in ("silent", "spew"):
            return pieces
        asleep = "sleepy" in self.script.quirks and now_s - self._heard_s > self.script.sleeps_after_s
        self._heard_s = now_s
        if asleep:
            self._partial.clear()
            return pieces
        for value in data:
            byte = bytes((value,))
            if self.standard.settings.echo or "endless-echo" in self.script.quirks:
                self._say(byte, now_s, pieces)
            if byte == b"\r":
                self._command(now_s, pieces)
            elif byte not in (b"\n", b"\x00", b"\x1b", b"\x1a") and len(self._partial) < COMMAND_LIMIT_BYTES:
                self._partial += byte
        return pieces

    def elapse(self, now_s: float) -> list[Piece]:
        """What follows from the passing of time."""
        pieces, self._first = self._first, []
        if self._hung_up:
            return []
        self.network.advance(now_s)
        if self.script.behaviour == "spew":
            self._spew(now_s, pieces)
        if self.script.behaviour in ("silent", "spew"):
            return pieces
        while self._timed and self._timed[0][0] <= now_s:
            due_s, line, every_s = self._timed.pop(0)
            self._say(_framed(line), due_s, pieces)
            if every_s:
                self._timed = sorted([*self._timed, (due_s + every_s, line, every_s)])
        for line in self._registration_news():
            self._say(_framed(line), now_s, pieces)
        return pieces

    def next_due_s(self) -> float | None:
        """When `elapse` has something to do."""
        due = [self.network.next_event_s()]
        if self.script.behaviour == "spew":
            due.append(self._spew_s)
        if self._timed:
            due.append(self._timed[0][0])
        if self._first:
            due.append(self._first[0].at_s)
        return min((at_s for at_s in due if at_s is not None), default=None)

    def _command(self, now_s: float, pieces: list[Piece]) -> None:
        text = self._partial.decode("ascii", "replace").strip()
        self._partial.clear()
        if text[:2].upper() != "AT":
            return
        self.commands.append(text)
        begin_s = max(now_s, self._busy_until_s)
        at_s = begin_s + self._delay_s()
        self._busy_until_s = at_s
        match self.script.behaviour:
            case "echo-only":
                return
            case "garbage":
                self._say(self._random.randbytes(48), at_s, pieces)
                return
        reply = self._run_line(text, now_s)
        at_s += reply.after_s
        self._busy_until_s = at_s
        self._answer(reply, at_s, pieces)
        for line in self._registration_news():
            self._say(_framed(line), at_s, pieces)
        limit = self.script.vanish_after_commands
        if limit is not None and len(self.commands) >= limit:
            self._hang_up(at_s, pieces)

    def _run_line(self, text: str, now_s: float) -> Reply:
        """All commands of a line; the first that fails ends it (V.250 section 5.7.2)."""
        if self.script.replay:
            return self._replayed(text, now_s)
        exact = self.script.replies.get(text)
        if exact is not None:
            return Reply(exact[:-1], final=exact[-1]) if exact else OK
        lines: list[str] = []
        after_s = 0.0
        for command in _commands_of(text):
            reply = written_reply(self.person, f"AT{command}", self.network, now_s)
            if reply is None:
                reply = self.standard.run(command, now_s)
            lines += reply.lines
            after_s += reply.after_s
            if reply.cme is not None:
                return Reply(tuple(lines), cme=reply.cme, after_s=after_s)
        return Reply(tuple(lines), after_s=after_s)

    def _replayed(self, text: str, now_s: float) -> Reply:
        recorded = self._recorded.get(text.upper())
        if not recorded:
            return self.standard.run(text[2:], now_s) if _TALK.match(text) else ERROR
        played = recorded[0] if len(recorded) == 1 else recorded.popleft()
        after_s = max(0.0, (played.after_ms - self.script.reply_delay_ms) / 1000)
        return Reply(played.lines, final=played.final, after_s=after_s)

    def _answer(self, reply: Reply, at_s: float, pieces: list[Piece]) -> None:
        if reply.final == "":  # it did not answer when this was recorded
            return
        lines = list(reply.lines)
        final = reply.final if reply.final is not None else self._final(reply.cme)
        if "unasked-inside" in self.script.quirks:
            lines.insert(len(lines) // 2 + 1 if lines else 0, '+QIND: "csq",20,99')
        if "late-data" in self.script.quirks and reply.lines and final == "OK":
            self._say(_framed(final), at_s, pieces)
            self._say(b"".join(_framed(line) for line in lines), at_s + _LATE_S, pieces)
            self._busy_until_s = at_s + _LATE_S
            return
        body = b"".join(line.encode() + b"\r\n" for line in lines)
        self._say((b"\r\n" + body if body else b"") + _framed(final), at_s, pieces)

    def _final(self, cme: int | None) -> str:
        if cme is None:
            return "OK"
        mode = 2 if "textual-cme" in self.script.quirks else self.standard.settings.cmee
        if cme == 0 or mode == 0:
            return "ERROR"
        return f"+CME ERROR: {_CME_WORDS.get(cme, 'unknown') if mode == 2 else cme}"

    def _say(self, data: bytes, at_s: float, pieces: list[Piece]) -> None:
        limit = self.script.vanish_after_bytes
        if self._hung_up:
            return
        if limit is not None and self._sent_bytes + len(data) >= limit:
            data = data[: limit - self._sent_bytes]
            pieces.append(Piece(at_s, data))
            self._hang_up(at_s, pieces)
            return
        self._sent_bytes += len(data)
        if "split-bytes" in self.script.quirks:
            pieces.extend(Piece(at_s, data[i : i + 1]) for i in range(len(data)))
        else:
            pieces.append(Piece(at_s, data))

    def _hang_up(self, at_s: float, pieces: list[Piece]) -> None:
        self._hung_up = True
        pieces.append(Piece(at_s, b"", hang_up=True))

    def _spew(self, now_s: float, pieces: list[Piece]) -> None:
        """What a diagnostic port sends: framed binary, all the time."""
        while self._spew_s <= now_s:
            self._say(b"\x7e" + self._random.randbytes(_SPEW_BYTES) + b"\x7e", self._spew_s, pieces)
            self._spew_s += _SPEW_EVERY_S

    def _registration_news(self) -> list[str]:
        """The unasked lines for what is different since they were last said; none for a mode just chosen."""
        lines = self._registration_lines()
        before, self._last_registration = self._last_registration, lines
        return [line for key, line in lines.items() if before.get(key, line) != line]

    def _registration_lines(self) -> dict[tuple[str, int], str]:
        modes = self.standard.settings.registration_modes
        return {
            (name, mode): self.standard.registration_line(name, mode, asked=False)
            for name, mode in modes.items()
            if mode
        }

    def _start_lines(self, now_s: float) -> list[Piece]:
        self.standard.settings = Settings(cmee=self.person.first_cmee)
        return [Piece(now_s, _framed(line)) for line in self.person.boot_lines]

    def _delay_s(self) -> float:
        return self.script.reply_delay_ms / 1000 * self._random.uniform(1 - _JITTER, 1 + _JITTER)


def _framed(line: str) -> bytes:
    return b"\r\n" + line.encode() + b"\r\n"


def _commands_of(text: str) -> list[str]:
    """`AT+COPS=3,2;+COPS?` without AT, cut at the semicolons outside quotes."""
    pieces, start, quoted = [], 2, False
    for index, character in enumerate(text):
        quoted ^= character == '"'
        if character == ";" and not quoted:
            pieces.append(text[start:index].strip())
            start = index + 1
    return [*pieces, text[start:].strip()]

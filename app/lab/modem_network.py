"""What lies behind a simulated modem: its SIM, the cell it sees, the network's answers. No I/O."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from app.lab.modem_script import Change, ModemScript, RegistrationName, Session

EMM_ESM_FAILURE = 19  # 24.301 annex A: the attach failed because its bearer was refused

_RESOURCE_BLOCKS = (6, 15, 25, 50, 75, 100)  # by bandwidth code, 36.101 table 5.6-1


class Stat(IntEnum):
    """`<stat>` of 27.007 section 10.1.22."""

    IDLE = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    ROAMING = 5


_STATS: dict[RegistrationName, Stat] = {
    "home": Stat.HOME,
    "roaming": Stat.ROAMING,
    "searching": Stat.SEARCHING,
    "denied": Stat.DENIED,
    "idle": Stat.IDLE,
}


@dataclass(slots=True)
class Context:
    cid: int
    pdp_type: str
    apn: str
    session: Session | None = None  # what was granted, while it is active


@dataclass(frozen=True, slots=True)
class Levels:
    """Whole dB, as most modems print them."""

    rsrp_dbm: int
    rsrq_db: int
    sinr_db: int
    rssi_dbm: int


class CellularNetwork:
    """Follows the script in time and answers what the user's commands do to it. Seconds are the caller's."""

    def __init__(self, script: ModemScript, now_s: float, *, attach_context: int = 1) -> None:
        self.script = script
        self.sim = script.sim
        self.pin_tries_left = script.pin_tries_left
        self.functionality = 1  # AT+CFUN
        self.cell = script
        self.stat = _STATS[script.first_registration]
        self.emm_cause = script.emm_cause
        self.esm_cause = script.esm_cause
        self._started_s = now_s
        self._attach_at_s: float | None = None
        self._pending = sorted(script.changes, key=lambda change: change.at_s)
        self._own = Session(
            apn=script.apn_asked,
            granted=script.apn_granted,
            address=script.address or "0.0.0.0",
            gateway=script.gateway,
            dns=script.dns,
        )
        self._attach_cid = attach_context
        first = Context(attach_context, script.pdp_type, script.apn_asked)
        self.contexts: dict[int, Context] = {attach_context: first}
        if self.registered and script.active is not False:
            first.session = self._own

    @property
    def registered(self) -> bool:
        return self.stat in (Stat.HOME, Stat.ROAMING)

    @property
    def attach_context(self) -> Context | None:
        """The context whose APN goes into the attach request."""
        return self.contexts.get(self._attach_cid)

    @property
    def radio(self) -> bool:
        return self.functionality == 1

    @property
    def camped(self) -> bool:
        """Whether the modem sees a cell; searching without a refusal means that it does not."""
        lost = self.stat is Stat.SEARCHING and self.emm_cause is None and self._attach_at_s is None
        return self.radio and not lost

    def advance(self, now_s: float) -> None:
        """Let everything happen that was due by now."""
        while self._pending and self._pending[0].at_s <= now_s - self._started_s:
            self._apply(self._pending.pop(0))
        if self._attach_at_s is not None and now_s >= self._attach_at_s:
            self._attach_at_s = None
            self._finish_attach()

    def next_event_s(self) -> float | None:
        """When `advance` has something to do next."""
        due = [self._started_s + self._pending[0].at_s] if self._pending else []
        if self._attach_at_s is not None:
            due.append(self._attach_at_s)
        return min(due, default=None)

    def levels(self, now_s: float) -> Levels:
        """The levels drift slowly around the script's; at the start they are exactly those."""
        cell, since_s = self.cell, now_s - self._started_s
        swing = self.script.drift_db * math.sin(math.tau * since_s / self.script.drift_period_s)
        ripple = math.sin(math.tau * since_s / 7.3) * math.sin(self.script.seed + since_s / 11.0)
        rsrp = cell.rsrp_dbm + swing + 0.3 * self.script.drift_db * ripple
        rsrq = cell.rsrq_db + swing / 4
        sinr = cell.sinr_db + swing / 2
        blocks = _RESOURCE_BLOCKS[cell.bandwidth_code]
        rssi = rsrp - rsrq + 10 * math.log10(blocks) if cell.rssi_dbm is None else cell.rssi_dbm + swing
        return Levels(round(rsrp), round(rsrq), round(sinr), round(rssi))

    def define(self, cid: int, pdp_type: str, apn: str) -> None:
        """AT+CGDCONT: takes effect at the next activation."""
        context = self.contexts.setdefault(cid, Context(cid, pdp_type, apn))
        context.pdp_type, context.apn = pdp_type, apn

    def undefine(self, cid: int) -> None:
        self.contexts.pop(cid, None)

    def set_functionality(self, value: int, now_s: float) -> None:
        """AT+CFUN: 0 and 4 switch the radio off, 1 switches it on and attaches."""
        was_off = not self.radio
        self.functionality = value
        if not self.radio:
            self.detach()
        elif was_off:
            self.attach(now_s)

    def detach(self) -> None:
        self.stat = Stat.IDLE
        self._attach_at_s = None
        for context in self.contexts.values():
            context.session = None

    def attach(self, now_s: float) -> None:
        """Begin to register; `advance` ends it after the script's attach time."""
        self.detach()
        if self.radio and self.sim == "ready":
            self.stat = Stat.SEARCHING
            self.emm_cause = self.esm_cause = None
            self._attach_at_s = now_s + self.script.attach_ms / 1000

    def enter_pin(self, pin: str, now_s: float) -> bool:
        """AT+CPIN=: a wrong one costs a try, the last one locks the card."""
        if pin == self.script.pin:
            self.sim, self.pin_tries_left = "ready", 3
            self.attach(now_s)
            return True
        self.pin_tries_left = max(0, self.pin_tries_left - 1)
        if not self.pin_tries_left:
            self.sim = "puk"
        return False

    def activate(self, cid: int) -> bool:
        """AT+CGACT=1: asks the network for a session of an already registered modem."""
        context = self.contexts.get(cid)
        if context is None or not self.registered:
            return False
        context.session = self._session_for(context.apn)
        self.esm_cause = None if context.session else self.script.unknown_apn_esm_cause
        return context.session is not None

    def deactivate(self, cid: int) -> None:
        if context := self.contexts.get(cid):
            context.session = None

    def _finish_attach(self) -> None:
        script = self.script
        context = self.attach_context
        # A card that was not usable at first says nothing of what the network makes of it.
        first = _STATS[script.first_registration] if script.sim == "ready" else Stat.HOME
        stays_out = first not in (Stat.HOME, Stat.ROAMING) and script.emm_cause != EMM_ESM_FAILURE
        session = None if stays_out else self._session_for(context.apn if context else "")
        if stays_out:
            self.stat, self.emm_cause, self.esm_cause = first, script.emm_cause, script.esm_cause
        elif session is None:
            refused_before = first in (Stat.SEARCHING, Stat.DENIED)
            self.stat = first if refused_before else Stat.DENIED
            self.emm_cause = EMM_ESM_FAILURE
            same_name = context is not None and _same(context.apn, script.apn_asked)
            own_cause = script.esm_cause if same_name else None
            self.esm_cause = own_cause or script.unknown_apn_esm_cause
        else:
            self.stat = first if first in (Stat.HOME, Stat.ROAMING) else Stat.HOME
            if context:
                context.session = session

    def _session_for(self, apn: str) -> Session | None:
        """The own session for the own name or an empty one, unless it is what the script has refused."""
        own_refused = self.script.esm_cause is not None or self.script.emm_cause == EMM_ESM_FAILURE
        if (not apn or _same(apn, self._own.apn)) and not own_refused:
            return self._own
        return next((session for session in self.script.sessions if _same(apn, session.apn)), None)

    def _apply(self, change: Change) -> None:
        given = change.model_dump(exclude_none=True, exclude={"at_s", "registration", "address"})
        self.cell = self.cell.model_copy(update=given)
        if change.address:
            self._own = self._own.model_copy(update={"address": change.address})
            for context in self.contexts.values():
                if context.session and _same(context.session.apn, self._own.apn):
                    context.session = self._own
        if change.registration:
            self.stat = _STATS[change.registration]
            attached = self.attach_context
            if attached:
                attached.session = self._session_for(attached.apn) if self.registered else None


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()

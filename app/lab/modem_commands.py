"""What every simulated modem answers: the commands of 3GPP TS 27.007 and V.250, over a simulated network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.lab.modem_network import CellularNetwork, Context, Stat
from app.lab.modem_script import ModemScript, Session

ACCESS_TECHNOLOGIES = {"GSM": 0, "LTE": 7, "LTE-M": 7, "NB-IoT": 9, "NR": 11}

_COMMAND = re.compile(r"([+^%*!#$]?&?[A-Za-z][A-Za-z0-9_]*)(=\?|\?|=)?(.*)", re.DOTALL)
_SIM_CME = {"missing": 10, "pin": 11, "puk": 12, "failure": 13, "busy": 14}


@dataclass(frozen=True, slots=True)
class Reply:
    """lines: the data. cme: the error number, 0 for a bare ERROR, None for OK.

    final: another final result, word for word. after_s: time that the modem needs on top of its usual.
    """

    lines: tuple[str, ...] = ()
    cme: int | None = None
    final: str | None = None
    after_s: float = 0.0


OK = Reply()
ERROR = Reply(cme=0)
NOT_SUPPORTED = Reply(cme=4)
BAD_PARAMETER = Reply(cme=50)


@dataclass(slots=True)
class Settings:
    """What commands change in the dialogue itself; forgotten at a restart."""

    echo: bool = True
    cmee: int = 0
    registration_modes: dict[str, int] = field(default_factory=dict)
    operator_format: int = 0


@dataclass(frozen=True, slots=True)
class Abilities:
    """How far this model goes with the common commands, and how it writes their replies."""

    registration_modes: tuple[int, ...] = (0, 1, 2)
    registration_domains: tuple[str, ...] = ("+CREG", "+CGREG", "+CEREG")
    unsupported: frozenset[str] = frozenset()
    quoted_granted: bool = True  # whether CGCONTRDP puts quotes around its values
    mask_in_address: bool = False  # whether CGCONTRDP appends the mask to the address
    error_for_unknown: Reply = ERROR


class StandardCommands:
    """Executes one command (without `AT`) at a time."""

    def __init__(self, script: ModemScript, network: CellularNetwork, abilities: Abilities) -> None:
        self.settings = Settings()
        self._script = script
        self._network = network
        self._abilities = abilities
        self._now_s = 0.0
        self._table: Mapping[str, Callable[[str, str], Reply]] = {
            "E": self._echo,
            "+CMEE": self._cmee,
            "+CGMI": self._unknown_here,
            "+CGSN": self._imei,
            "+GSN": self._imei,
            "+CIMI": self._imsi,
            "+CPIN": self._pin,
            "+CPINR": self._pin_tries,
            "+CSIM": self._csim,
            "+CRSM": self._crsm,
            "+COPS": self._operator,
            "+CSQ": self._quality,
            "+CESQ": self._extended_quality,
            "+CGDCONT": self._contexts,
            "+CGACT": self._activation,
            "+CGPADDR": self._addresses,
            "+CGCONTRDP": self._granted,
            "+CGAUTH": self._authentication,
            "+CGATT": self._attachment,
            "+CFUN": self._functionality,
            "+CEER": self._last_cause,
            "+CPSMS": self._power_saving,
            "+CEDRXS": self._sleep_cycles,
            "Z": self._reset,
            "&F": self._reset,
        }

    def run(self, command: str, now_s: float) -> Reply:
        self._now_s = now_s
        if not command:
            return OK
        found = _COMMAND.fullmatch(command)
        if not found:
            return ERROR
        name, mark, rest = found[1].upper(), found[2] or "", found[3].strip()
        if not name.startswith(("+", "^", "%", "*", "!", "#", "$")):
            name, mark, rest = _basic(found[0])
        if name in self._abilities.unsupported:
            return self._abilities.error_for_unknown
        if name in self._abilities.registration_domains:
            return self._registration(name, mark, rest)
        handler = self._table.get(name)
        return handler(mark, rest) if handler else self._abilities.error_for_unknown

    def sim_error(self) -> Reply | None:
        """The error of a command that needs an unlocked SIM, when there is none."""
        cme = _SIM_CME.get(self._network.sim)
        return None if cme is None else Reply(cme=cme)

    def registration_line(self, domain: str, mode: int, *, asked: bool) -> str:
        """`+CEREG: n,stat,...` as a reply, without n as an unasked line."""
        network = self._network
        fields = [str(mode)] if asked else []
        elsewhere = (domain == "+C5GREG") != (self._script.rat == "NR") and domain in ("+C5GREG", "+CEREG")
        fields.append("0" if elsewhere else str(int(network.stat)))
        if mode >= 2 and not elsewhere and network.camped and network.stat not in (Stat.IDLE, Stat.SEARCHING):
            cell = network.cell
            technology = ACCESS_TECHNOLOGIES[cell.rat]
            fields += [f'"{int(cell.tac, 16):04X}"', f'"{int(cell.cell_id, 16):X}"', str(technology)]
        if mode in (3, 5) and not elsewhere and network.stat is Stat.DENIED and network.emm_cause is not None:
            fields += ["0", str(network.emm_cause)]
        return f"{domain}: {','.join(fields)}"

    def _registration(self, name: str, mark: str, rest: str) -> Reply:
        mode = self.settings.registration_modes.get(name, 0)
        if mark == "=?":
            modes = self._abilities.registration_modes
            return Reply((f"{name}: ({modes[0]}-{modes[-1]})",))
        if mark == "?":
            return Reply((self.registration_line(name, mode, asked=True),))
        if not rest.isdigit() or int(rest) not in self._abilities.registration_modes:
            return BAD_PARAMETER
        self.settings.registration_modes[name] = int(rest)
        return OK

    def _echo(self, _mark: str, rest: str) -> Reply:
        self.settings.echo = rest == "1"
        return OK

    def _cmee(self, mark: str, rest: str) -> Reply:
        if mark == "?":
            return Reply((f"+CMEE: {self.settings.cmee}",))
        if mark == "=?":
            return Reply(("+CMEE: (0,1,2)",))
        if rest not in ("0", "1", "2"):
            return BAD_PARAMETER
        self.settings.cmee = int(rest)
        return OK

    def _reset(self, _mark: str, _rest: str) -> Reply:
        self.settings = Settings()
        return OK

    def _unknown_here(self, _mark: str, _rest: str) -> Reply:
        return self._abilities.error_for_unknown

    def _imei(self, mark: str, _rest: str) -> Reply:
        return OK if mark == "=?" else Reply((self._script.imei,))

    def _imsi(self, _mark: str, _rest: str) -> Reply:
        return self.sim_error() or Reply((self._script.imsi,))

    def _pin(self, mark: str, rest: str) -> Reply:
        sim = self._network.sim
        if mark == "?":
            words = {"ready": "READY", "pin": "SIM PIN", "puk": "SIM PUK"}
            return Reply((f"+CPIN: {words[sim]}",)) if sim in words else Reply(cme=_SIM_CME[sim])
        if sim != "pin":
            return Reply(cme=3 if sim == "ready" else _SIM_CME[sim])
        if self._network.enter_pin(rest.strip('"'), self._now_s):
            return OK
        return Reply(cme=16 if self._network.sim == "pin" else 12)

    def _pin_tries(self, _mark: str, _rest: str) -> Reply:
        return Reply((f'+CPINR: "SIM PIN",{self._network.pin_tries_left},3',))

    def _csim(self, _mark: str, rest: str) -> Reply:
        """Only VERIFY without a PIN, which tells the tries left (ETSI TS 102 221 section 11.1.9)."""
        if self._network.sim == "missing":
            return Reply(cme=10)
        if rest.replace('"', "") != "10,0020000100":
            return Reply(('+CSIM: 4,"6D00"',))
        word = "6983" if not self._network.pin_tries_left else f"63C{self._network.pin_tries_left:X}"
        return Reply((f'+CSIM: 4,"{word}"',))

    def _crsm(self, _mark: str, rest: str) -> Reply:
        """Only READ BINARY of EF_ICCID (ETSI TS 102 221 section 13.2): swapped digits."""
        if self._network.sim == "missing":
            return Reply(cme=10)
        if not rest.startswith("176,12258"):
            return Reply(("+CRSM: 106,130",))
        digits = self._script.iccid.ljust(20, "F")
        swapped = "".join(digits[i + 1] + digits[i] for i in range(0, len(digits) - 1, 2))
        return Reply((f'+CRSM: 144,0,"{swapped}"',))

    def _operator(self, mark: str, rest: str) -> Reply:
        network, script = self._network, self._script
        technology = ACCESS_TECHNOLOGIES[script.rat]
        if mark == "=?":
            found = f'(2,"{script.operator}","{script.operator}","{script.plmn}",{technology})'
            return Reply((f"+COPS: {found},,(0-4),(0-2)",), after_s=script.scan_s)
        if mark == "?":
            if not network.registered:
                return Reply(("+COPS: 0",))
            name = script.plmn if self.settings.operator_format == 2 else script.operator
            return Reply((f'+COPS: 0,{self.settings.operator_format},"{name}",{technology}',))
        mode, _, after = rest.partition(",")
        if mode == "3" and after[:1] in ("0", "1", "2"):
            self.settings.operator_format = int(after[:1])
            return OK
        if mode == "2":
            network.detach()
            return OK
        if mode in ("0", "1", "4"):
            network.attach(self._now_s)
            return OK
        return BAD_PARAMETER

    def _quality(self, mark: str, _rest: str) -> Reply:
        if mark == "=?":
            return Reply(("+CSQ: (0-31,99),(0-7,99)",))
        if not self._network.camped:
            return Reply(("+CSQ: 99,99",))
        rssi = self._network.levels(self._now_s).rssi_dbm
        return Reply((f"+CSQ: {min(31, max(0, (rssi + 113) // 2))},99",))

    def _extended_quality(self, _mark: str, _rest: str) -> Reply:
        if not self._network.camped:
            return Reply(("+CESQ: 99,99,255,255,255,255",))
        levels = self._network.levels(self._now_s)
        rsrq = min(34, max(0, (levels.rsrq_db + 20) * 2))
        rsrp = min(97, max(0, levels.rsrp_dbm + 141))
        return Reply((f"+CESQ: 99,99,255,255,{rsrq},{rsrp}",))

    def _contexts(self, mark: str, rest: str) -> Reply:
        if mark == "?":
            return Reply(
                tuple(_context_line(context) for _, context in sorted(self._network.contexts.items()))
            )
        if mark == "=?":
            return Reply(('+CGDCONT: (1-24),"IP",,,(0-2),(0-4)',))
        fields = [text.strip().strip('"') for text in rest.split(",")]
        if not fields[0].isdigit() or not 0 <= int(fields[0]) <= 24:
            return BAD_PARAMETER
        if len(fields) == 1:
            self._network.undefine(int(fields[0]))
            return OK
        if fields[1] not in ("IP", "IPV6", "IPV4V6"):
            return BAD_PARAMETER
        self._network.define(int(fields[0]), fields[1], fields[2] if len(fields) > 2 else "")
        return OK

    def _activation(self, mark: str, rest: str) -> Reply:
        contexts = sorted(self._network.contexts.items())
        if mark == "?":
            return Reply(
                tuple(f"+CGACT: {cid},{int(context.session is not None)}" for cid, context in contexts)
            )
        state, _, cid = rest.partition(",")
        if not cid.strip().isdigit():
            return BAD_PARAMETER
        if state == "0":
            self._network.deactivate(int(cid))
            return OK
        if self._network.activate(int(cid)):
            return OK
        cause = self._network.esm_cause
        return Reply(cme=30 if cause is None else 100 + cause)

    def _addresses(self, _mark: str, rest: str) -> Reply:
        wanted = {int(cid) for cid in rest.split(",") if cid.strip().isdigit()}
        return Reply(
            tuple(
                f'+CGPADDR: {cid},"{context.session.address if context.session else "0.0.0.0"}"'
                for cid, context in sorted(self._network.contexts.items())
                if not wanted or cid in wanted
            )
        )

    def _granted(self, mark: str, rest: str) -> Reply:
        contexts = sorted(self._network.contexts.items())
        active = {cid: context.session for cid, context in contexts if context.session}
        if mark == "=?":
            return Reply((f"+CGCONTRDP: ({','.join(map(str, active))})",))
        wanted = int(rest) if rest.isdigit() else None
        return Reply(
            tuple(
                self._granted_line(cid, session) for cid, session in active.items() if wanted in (None, cid)
            )
        )

    def _granted_line(self, cid: int, session: Session) -> str:
        address = session.address
        if self._abilities.mask_in_address and ":" not in address:
            address += ".255.255.255.255"
        dns = [*session.dns, "", ""][:2]
        values = [session.granted or session.apn, address, session.gateway or "", *dns]
        if self._script.mtu is not None:
            values += ["", "", "", "", str(self._script.mtu)]
        while not values[-1]:
            values.pop()
        if self._abilities.quoted_granted:
            values = [f'"{value}"' if value and not value.isdigit() else value for value in values]
        return f"+CGCONTRDP: {cid},5,{','.join(values)}"

    def _authentication(self, mark: str, _rest: str) -> Reply:
        lines = tuple(f"+CGAUTH: {cid},0" for cid in sorted(self._network.contexts))
        return Reply(lines) if mark == "?" else OK

    def _attachment(self, mark: str, rest: str) -> Reply:
        network = self._network
        if mark == "?":
            return Reply((f"+CGATT: {int(network.registered)}",))
        if rest == "0":
            network.detach()
        elif rest == "1" and not network.registered:
            network.attach(self._now_s)
        return OK

    def _functionality(self, mark: str, rest: str) -> Reply:
        if mark == "?":
            return Reply((f"+CFUN: {self._network.functionality}",))
        value, _, reset = rest.partition(",")
        if value not in ("0", "1", "4"):
            return BAD_PARAMETER
        if reset == "1":
            self.settings = Settings()
            self._network.set_functionality(0, self._now_s)
        self._network.set_functionality(int(value), self._now_s)
        return OK

    def _last_cause(self, _mark: str, _rest: str) -> Reply:
        causes = (("EMM", self._network.emm_cause), ("ESM", self._network.esm_cause))
        told = ", ".join(f"{family} cause {number}" for family, number in causes if number is not None)
        return Reply((f"+CEER: {told or 'No cause information available'}",))

    def _power_saving(self, mark: str, _rest: str) -> Reply:
        return Reply(('+CPSMS: 0,,,"01100000","00000000"',)) if mark == "?" else OK

    def _sleep_cycles(self, mark: str, _rest: str) -> Reply:
        technology = {"LTE-M": 4, "NB-IoT": 5}.get(self._script.rat, 4)
        return Reply((f'+CEDRXS: {technology},"0000"',)) if mark == "?" else OK


def _context_line(context: Context) -> str:
    address = context.session.address if context.session else "0.0.0.0"
    return f'+CGDCONT: {context.cid},"{context.pdp_type}","{context.apn}","{address}",0,0,0,0'


def _basic(command: str) -> tuple[str, str, str]:
    """`E0` is E with 0, `&F` and `Z` may have a number (V.250 section 5.4.1)."""
    length = 2 if command.startswith("&") else 1
    name, value = command[:length].upper(), command[length:]
    return (name, "", value) if value.isdigit() or not value else (command.upper(), "", "")

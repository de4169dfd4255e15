"""What a modem told, in one form for every vendor. Values only; every field is optional: None is "not told".

No value is out of its physical range: a constructor turns what cannot be into None, and the parser that
called it keeps the raw line in `Reading.unrecognised`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import Any, ClassVar, TypeVar

Address = IPv4Address | IPv6Address
Range = tuple[float, float]


class Rat(Enum):
    """Radio access technology, as people name it."""

    GSM = "GSM"
    UMTS = "UMTS"
    LTE = "LTE"
    LTE_M = "LTE-M"
    NB_IOT = "NB-IoT"
    EN_DC = "EN-DC"
    NR = "NR"

    @property
    def is_narrow(self) -> bool:
        """LTE-M and NB-IoT, which work at lower levels (coverage enhancement)."""
        return self in (Rat.LTE_M, Rat.NB_IOT)


class Duplex(Enum):
    FDD = "FDD"
    TDD = "TDD"


class SimState(Enum):
    READY = "ready"
    PIN = "pin"
    PUK = "puk"
    MISSING = "missing"
    FAILURE = "failure"
    BUSY = "busy"
    UNKNOWN = "unknown"


class Domain(Enum):
    """Which of the four registrations: circuit, packet, EPS (LTE), 5GS."""

    CS = "cs"
    PS = "ps"
    EPS = "eps"
    FIVE_GS = "5gs"


class Status(Enum):
    """Registration status, of 27.007 `<stat>`."""

    IDLE = "idle"
    HOME = "home"
    SEARCHING = "searching"
    DENIED = "denied"
    UNKNOWN = "unknown"
    ROAMING = "roaming"
    EMERGENCY = "emergency"

    @property
    def is_registered(self) -> bool:
        return self in (Status.HOME, Status.ROAMING)


class CellRole(Enum):
    SERVING = "serving"
    SECONDARY = "secondary"  # carrier aggregation, or the NR leg of EN-DC
    NEIGHBOUR = "neighbour"


class Authentication(Enum):
    NONE = "none"
    PAP = "pap"
    CHAP = "chap"
    EITHER = "pap-or-chap"


class _Checked:
    """Base of values with numbers: what is outside its range becomes None on construction."""

    __slots__ = ()
    RANGES: ClassVar[dict[str, Range]] = {}

    def __post_init__(self) -> None:
        for name, (low, high) in self.RANGES.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                object.__setattr__(self, name, None)


@dataclass(frozen=True, slots=True)
class Identity:
    manufacturer: str | None = None
    model: str | None = None
    revision: str | None = None
    imei: str | None = None


@dataclass(frozen=True, slots=True)
class SimCard(_Checked):
    """state_text: the modem's own words where they say more than the state (`PH-NET PIN`)."""

    RANGES: ClassVar[dict[str, Range]] = {
        "pin_tries_left": (0, 15),
        "puk_tries_left": (0, 15),
        "slot": (0, 8),
    }

    state: SimState | None = None
    state_text: str | None = None
    iccid: str | None = None
    imsi: str | None = None
    pin_tries_left: int | None = None
    puk_tries_left: int | None = None
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Registration(_Checked):
    """One domain's registration. reporting: `<n>`, what the modem reports by itself, to be restored.

    emm_cause: why the network refused (EMM or 5GMM); vendor_cause: the same by the maker's own numbers.
    active_time_s, periodic_tau_s: power saving as granted by the network.
    """

    RANGES: ClassVar[dict[str, Range]] = {"emm_cause": (1, 255), "reporting": (0, 5)}

    domain: Domain
    status: Status | None = None
    reporting: int | None = None
    tac: str | None = None
    cell_id: str | None = None
    rat: Rat | None = None
    emm_cause: int | None = None
    vendor_cause: int | None = None
    active_time_s: int | None = None
    periodic_tau_s: int | None = None
    sms_only: bool | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """automatic: how the modem selects; display_format: of `AT+COPS?`, to be restored."""

    name: str | None = None
    plmn: str | None = None
    rat: Rat | None = None
    automatic: bool | None = None
    display_format: int | None = None


@dataclass(frozen=True, slots=True)
class Antenna(_Checked):
    RANGES: ClassVar[dict[str, Range]] = {
        "rsrp_dbm": (-156, -31),
        "rsrq_db": (-43, 20),
        "sinr_db": (-25, 40),
        "rssi_dbm": (-125, -10),
    }

    number: int
    rsrp_dbm: float | None = None
    rsrq_db: float | None = None
    sinr_db: float | None = None
    rssi_dbm: float | None = None


@dataclass(frozen=True, slots=True)
class Signal(_Checked):
    """Levels of the serving cell. below_scale: the modem said "lower than I can measure" for a level."""

    RANGES: ClassVar[dict[str, Range]] = {
        "rssi_dbm": (-125, -10),
        "rsrp_dbm": (-156, -31),
        "rsrq_db": (-43, 20),
        "sinr_db": (-25, 40),
        "rscp_dbm": (-125, -20),
        "ecio_db": (-33, 0),
        "tx_power_dbm": (-60, 35),
    }

    rat: Rat | None = None
    rssi_dbm: float | None = None
    rsrp_dbm: float | None = None
    rsrq_db: float | None = None
    sinr_db: float | None = None
    rscp_dbm: float | None = None
    ecio_db: float | None = None
    tx_power_dbm: float | None = None
    antennas: tuple[Antenna, ...] = ()
    below_scale: bool | None = None


@dataclass(frozen=True, slots=True)
class Cell(_Checked):
    """A cell that the modem sees. band: `B20`, `n78`, `900`; cell_id, tac: upper-case hex.

    channel: EARFCN, NR-ARFCN, UARFCN or ARFCN by the technology. state: the modem's own word (NOCONN...).
    """

    RANGES: ClassVar[dict[str, Range]] = {
        "channel": (0, 3_279_165),
        "pci": (0, 1007),
        "downlink_mhz": (0.1, 400),
        "uplink_mhz": (0.1, 400),
    }

    role: CellRole = CellRole.SERVING
    rat: Rat | None = None
    duplex: Duplex | None = None
    plmn: str | None = None
    band: str | None = None
    channel: int | None = None
    pci: int | None = None
    cell_id: str | None = None
    tac: str | None = None
    downlink_mhz: float | None = None
    uplink_mhz: float | None = None
    state: str | None = None
    signal: Signal = Signal()

    @property
    def enodeb(self) -> int | None:
        """The base station's number on LTE: the first 20 of the cell id's 28 bits."""
        if self.cell_id is None or self.rat not in (Rat.LTE, Rat.LTE_M, Rat.NB_IOT, Rat.EN_DC):
            return None
        return int(self.cell_id, 16) >> 8


@dataclass(frozen=True, slots=True)
class PdpContext:
    """A context as asked for. apn: `` is legal and means "the network's default"."""

    cid: int
    pdp_type: str | None = None
    apn: str | None = None
    addresses: tuple[Address, ...] = ()
    active: bool | None = None
    authentication: Authentication | None = None


@dataclass(frozen=True, slots=True)
class Granted(_Checked):
    """A context as the network granted it (`AT+CGCONTRDP`), the truth about APN and address."""

    RANGES: ClassVar[dict[str, Range]] = {"mtu": (68, 65_535), "prefix_length": (0, 128)}

    cid: int
    bearer: int | None = None
    apn: str | None = None
    addresses: tuple[Address, ...] = ()
    prefix_length: int | None = None
    gateway: Address | None = None
    dns: tuple[Address, ...] = ()
    mtu: int | None = None


@dataclass(frozen=True, slots=True)
class PowerSaving:
    """PSM and eDRX as asked of the network and as granted by it."""

    psm_asked: bool | None = None
    active_asked_s: int | None = None
    tau_asked_s: int | None = None
    active_granted_s: int | None = None
    tau_granted_s: int | None = None
    edrx_asked_s: float | None = None
    edrx_granted_s: float | None = None
    paging_window_s: float | None = None


@dataclass(frozen=True, slots=True)
class Temperature(_Checked):
    RANGES: ClassVar[dict[str, Range]] = {"degrees_c": (-60, 150)}

    sensor: str
    degrees_c: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal(_Checked):
    """Why the last thing failed, by the modem's own account (`AT+CEER`)."""

    RANGES: ClassVar[dict[str, Range]] = {"emm_cause": (1, 255), "esm_cause": (1, 255)}

    text: str | None = None
    emm_cause: int | None = None
    esm_cause: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one or several replies told. unrecognised: raw lines that could not be read, or not wholly."""

    identity: Identity | None = None
    sim: SimCard | None = None
    registrations: tuple[Registration, ...] = ()
    operator: Operator | None = None
    signal: Signal | None = None
    cells: tuple[Cell, ...] = ()
    contexts: tuple[PdpContext, ...] = ()
    granted: tuple[Granted, ...] = ()
    power_saving: PowerSaving | None = None
    temperatures: tuple[Temperature, ...] = ()
    refusal: Refusal | None = None
    unrecognised: tuple[str, ...] = ()

    def plus(self, later: Reading) -> Reading:
        """Both together; where both tell the same thing, this one's word stays."""
        return Reading(
            identity=_either(self.identity, later.identity),
            sim=_either(self.sim, later.sim),
            registrations=_joined(self.registrations, later.registrations, "domain"),
            operator=_either(self.operator, later.operator),
            signal=_levels(self.signal, later.signal),
            cells=_cells(self.cells, later.cells),
            contexts=_joined(self.contexts, later.contexts, "cid"),
            granted=_joined(self.granted, later.granted, "cid"),
            power_saving=_either(self.power_saving, later.power_saving),
            temperatures=_joined(self.temperatures, later.temperatures, "sensor"),
            refusal=_either(self.refusal, later.refusal),
            unrecognised=self.unrecognised
            + tuple(line for line in later.unrecognised if line not in self.unrecognised),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was understood."""
        return replace(self, unrecognised=()) == Reading()

    @property
    def serving(self) -> Cell | None:
        return next((cell for cell in self.cells if cell.role is CellRole.SERVING), None)

    @property
    def level(self) -> Signal:
        """The serving cell's levels, completed from commands that give levels alone."""
        own = self.serving.signal if self.serving is not None else Signal()
        return filled(own, self.signal) if self.signal is not None else own

    @property
    def registration(self) -> Registration | None:
        """The one that matters for data: packet domains before circuit, registered first, newest first."""
        return min(self.registrations, key=_weight, default=None)


_NEWEST_FIRST = (Domain.FIVE_GS, Domain.EPS, Domain.PS, Domain.CS)
_TELLING_FIRST = (
    Status.HOME,
    Status.ROAMING,
    Status.DENIED,
    Status.SEARCHING,
    Status.EMERGENCY,
    Status.IDLE,
    Status.UNKNOWN,
    None,
)

V = TypeVar("V")


def filled(first: V, second: V) -> V:
    """`first`, with what it does not tell taken from `second`."""
    gaps: dict[str, Any] = {
        field.name: getattr(second, field.name)
        for field in fields(first)  # type: ignore[arg-type]
        if getattr(first, field.name) in (None, ())
    }
    return replace(first, **gaps)  # type: ignore[type-var]


def _either(first: V | None, second: V | None) -> V | None:
    if first is None or second is None:
        return first if second is None else second
    return filled(first, second)


def _levels(first: Signal | None, second: Signal | None) -> Signal | None:
    if first is None or second is None:
        return first or second
    antennas = _joined(first.antennas, second.antennas, "number")
    return replace(filled(first, second), antennas=antennas)


def _joined(first: tuple[V, ...], second: tuple[V, ...], key: str) -> tuple[V, ...]:
    joined = {getattr(value, key): value for value in first}
    for value in second:
        name = getattr(value, key)
        joined[name] = filled(joined[name], value) if name in joined else value
    return tuple(joined.values())


def _cells(first: tuple[Cell, ...], second: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """One serving cell, completed, then every other cell once."""
    serving: Cell | None = None
    others: list[Cell] = []
    for cell in first + second:
        if cell.role is not CellRole.SERVING:
            same = _index_of(others, cell)
            if same is None:
                others.append(cell)
            else:
                others[same] = _completed(others[same], cell)
        elif serving is None:
            serving = cell
        elif _may_be_same(serving, cell):
            serving = _completed(serving, cell)
    return ((serving,) if serving is not None else ()) + tuple(others)


def _completed(first: Cell, second: Cell) -> Cell:
    return replace(filled(first, second), signal=filled(first.signal, second.signal))


def _index_of(cells: list[Cell], wanted: Cell) -> int | None:
    """Where the same cell is, by role, channel and PCI; cells without both are never the same."""
    for index, cell in enumerate(cells):
        known = cell.channel is not None and cell.pci is not None
        if known and (cell.role, cell.channel, cell.pci) == (wanted.role, wanted.channel, wanted.pci):
            return index
    return None


def _may_be_same(first: Cell, second: Cell) -> bool:
    """Whether nothing that both tell differs: a cell change between two commands must not mix two cells."""
    return all(
        getattr(first, name) is None
        or getattr(second, name) is None
        or getattr(first, name) == getattr(second, name)
        for name in ("channel", "pci", "cell_id")
    )


def _weight(registration: Registration) -> tuple[bool, int, int]:
    return (
        registration.domain is Domain.CS or registration.status is None,
        _TELLING_FIRST.index(registration.status),
        _NEWEST_FIRST.index(registration.domain),
    )

"""What a simulated modem is and does: the `[modem]` table of a scenario, validated strictly."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

DEFAULT_DELAY_MS = 12.0

Digits = Annotated[str, Field(pattern=r"^\d{14,22}$")]
Hex = Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{1,9}$")]
Level = Annotated[float, Field(ge=-160, le=60)]
Seconds = Annotated[float, Field(ge=0, le=86_400)]
Apn = Annotated[str, Field(max_length=100, pattern=r'^[^"\r\n,]*$')]
AtText = Annotated[str, Field(max_length=500, pattern=r"^[^\r\n]*$")]


def _an_address(text: str) -> str:
    try:
        ip_address(text)
    except ValueError:
        raise ValueError("an IPv4 or IPv6 address") from None
    return text


Address = Annotated[str, AfterValidator(_an_address)]
Addresses = Annotated[tuple[Address, ...], Field(strict=False)]

Behaviour = Literal["normal", "silent", "echo-only", "spew", "garbage", "vanish"]
RegistrationName = Literal["home", "roaming", "searching", "denied", "idle"]
Quirk = Literal[
    "boot",  # starts with the lines of a modem that has just been switched on
    "late-data",  # the data of every information command come after OK
    "unasked-inside",  # a line that nobody asked for comes inside every reply
    "split-bytes",  # every byte is handed over on its own
    "sleepy",  # the first command after `sleeps_after_s` of quiet is lost
    "textual-cme",  # errors are words whatever AT+CMEE says
    "endless-echo",  # ATE0 is accepted and ignored
]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Session(Table):
    """What the network gives to whoever asks for this APN."""

    apn: Apn
    granted: Apn | None = None  # None: the name that was asked for
    address: Address
    gateway: Address | None = None
    dns: Addresses = ()


class Neighbour(Table):
    earfcn: Annotated[int, Field(ge=0, le=3_279_165)]
    pci: Annotated[int, Field(ge=0, le=1007)]
    rsrp_dbm: Level
    rsrq_db: Level


class Change(Table):
    """What becomes different at a moment after the start; a key that is absent stays as it was."""

    at_s: Seconds
    registration: RegistrationName | None = None
    band: Annotated[int, Field(ge=1, le=261)] | None = None
    earfcn: Annotated[int, Field(ge=0, le=3_279_165)] | None = None
    pci: Annotated[int, Field(ge=0, le=1007)] | None = None
    cell_id: Hex | None = None
    tac: Hex | None = None
    rsrp_dbm: Level | None = None
    rsrq_db: Level | None = None
    sinr_db: Level | None = None
    address: Address | None = None


class Unasked(Table):
    """A line that the modem sends by itself, once or again and again."""

    at_s: Seconds
    line: AtText
    every_s: Annotated[float, Field(ge=0.01, le=86_400)] | None = None


class Played(Table):
    """One exchange of a recorded session. final: empty when the modem did not answer."""

    command: AtText
    lines: Annotated[tuple[AtText, ...], Field(strict=False)] = ()
    final: AtText = "OK"
    after_ms: Annotated[float, Field(ge=0, le=600_000)] = 0.0


class ModemScript(Table):
    """One simulated modem. `model` names its personality: `resources/modems/<model>.toml`.

    registration: what the network's last word is. Left out, a modem with a usable SIM is at home, one
    without is idle. sessions: the APNs that this SIM may use beside the one it has; any other name is
    refused with EMM cause 19 and `unknown_apn_esm_cause`.
    """

    model: str = "EG25-G"
    revision: str | None = None
    imei: Digits = "004999010640000"
    iccid: Digits = "8931080019012345678"
    imsi: Digits = "204080019012345"

    sim: Literal["ready", "missing", "pin", "puk", "failure", "busy"] = "ready"
    pin: Annotated[str, Field(pattern=r"^\d{4,8}$")] = "1234"
    pin_tries_left: Annotated[int, Field(ge=0, le=10)] = 3

    registration: RegistrationName | None = None
    emm_cause: Annotated[int, Field(ge=1, le=255)] | None = None
    esm_cause: Annotated[int, Field(ge=1, le=255)] | None = None
    scan_s: Seconds = 4.0  # what AT+COPS=? takes; a real one needs one to three minutes
    attach_ms: Annotated[float, Field(ge=0, le=120_000)] = 400.0

    rat: Literal["GSM", "LTE", "LTE-M", "NB-IoT", "NR"] = "LTE"
    plmn: Annotated[str, Field(pattern=r"^\d{5,6}$")] = "20408"
    operator: Annotated[str, Field(max_length=60, pattern=r'^[^"\r\n]*$')] = "KPN NL"
    duplex: Literal["FDD", "TDD"] = "FDD"
    band: Annotated[int, Field(ge=1, le=261)] = 20
    bandwidth_code: Annotated[int, Field(ge=0, le=5)] = 3  # 36.101: 0 is 1.4 MHz, 3 is 10 MHz, 5 is 20 MHz
    earfcn: Annotated[int, Field(ge=0, le=3_279_165)] = 6400
    pci: Annotated[int, Field(ge=0, le=1007)] = 214
    cell_id: Hex = "1A2B304"
    tac: Hex = "7D2"
    rsrp_dbm: Level = -92.0
    rsrq_db: Level = -9.0
    sinr_db: Level = 14.0
    rssi_dbm: Level | None = None  # None: follows from RSRP, RSRQ and the bandwidth (36.214 section 5.1.3)
    tx_power_dbm: Level = 4.0
    drift_db: Annotated[float, Field(ge=0, le=30)] = 1.0  # largest swing of RSRP to either side
    drift_period_s: Annotated[float, Field(ge=1, le=3600)] = 45.0
    neighbours: Annotated[tuple[Neighbour, ...], Field(strict=False)] = ()
    temperature_c: Annotated[float, Field(ge=-40, le=120)] = 41.0

    apn_asked: Apn = "acme.private"
    apn_granted: Apn | None = None  # None: the name that was asked for
    pdp_type: Literal["IP", "IPV6", "IPV4V6"] = "IP"
    address: Address | None = "10.64.3.17"
    gateway: Address | None = None
    dns: Addresses = ()
    mtu: Annotated[int, Field(ge=68, le=9000)] | None = None
    active: bool | None = None  # None: whenever the modem is registered
    sessions: Annotated[tuple[Session, ...], Field(strict=False)] = ()
    unknown_apn_esm_cause: Annotated[int, Field(ge=1, le=255)] = 27

    behaviour: Behaviour = "normal"
    vanish_after_commands: Annotated[int, Field(ge=0)] | None = None
    vanish_after_bytes: Annotated[int, Field(ge=0)] | None = None  # counted in what the modem sends
    reply_delay_ms: Annotated[float, Field(ge=0, le=60_000)] = DEFAULT_DELAY_MS
    seed: int = 1  # of jitter and drift
    sleeps_after_s: Seconds = 2.0
    quirks: Annotated[tuple[Quirk, ...], Field(strict=False)] = ()
    changes: Annotated[tuple[Change, ...], Field(strict=False)] = ()
    unasked: Annotated[tuple[Unasked, ...], Field(strict=False)] = ()
    replies: Mapping[str, Annotated[tuple[AtText, ...], Field(strict=False)]] = {}
    """Replies word for word, by command, the final result last; they go before the personality's own."""

    replay: Annotated[tuple[Played, ...], Field(strict=False)] = ()
    """A recorded session: only it is played, each command's replies in order, the last one from then on.

    What was not asked then is an error now, but for what only sets how to talk.
    """

    @model_validator(mode="after")
    def _possible(self) -> ModemScript:
        if self.sim != "ready" and self.registration in ("home", "roaming"):
            raise ValueError(f'registration "{self.registration}" is not possible with sim "{self.sim}"')
        if self.active and self.first_registration not in ("home", "roaming"):
            raise ValueError("active = true is not possible without registration")
        if self.behaviour == "vanish" and self.vanish_after_commands is self.vanish_after_bytes is None:
            raise ValueError('behaviour "vanish" needs vanish_after_commands or vanish_after_bytes')
        return self

    @property
    def first_registration(self) -> RegistrationName:
        return self.registration or ("home" if self.sim == "ready" else "idle")


def modem_script(table: Mapping[str, Any]) -> ModemScript:
    """A script from the `[modem]` table. Raises pydantic.ValidationError, which names every wrong key."""
    return ModemScript.model_validate(dict(table))

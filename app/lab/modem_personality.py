"""How one model writes its replies: a personality from `resources/modems/`, its templates filled with values.

A reply has a command, conditions that must all hold (`!` negates), and lines with `{value}` places. The first
reply that fits wins; a command that no reply fits goes to the common commands of `modem_commands`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.lab.modem_commands import ACCESS_TECHNOLOGIES, ERROR, NOT_SUPPORTED, Abilities, Reply
from app.lab.modem_network import CellularNetwork, Stat
from app.lab.modem_script import ModemScript, Neighbour

CONDITIONS = frozenset(
    {
        "sim",
        "ready",
        "radio",
        "camped",
        "registered",
        "active",
        "denied",
        "esm",
        "emm",
        "GSM",
        "LTE",
        "LTE-M",
        "NB-IoT",
        "NR",
    }
)

Strings = Annotated[tuple[str, ...], Field(strict=False)]
Triple = Annotated[tuple[int, str, str], Field(strict=False)]  # cid, type, APN
Value = str | int | float


def _known_conditions(when: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [condition for condition in when if condition.removeprefix("!") not in CONDITIONS]
    if unknown:
        raise ValueError(f"conditions of {', '.join(sorted(CONDITIONS))}")
    return when


class Template(BaseModel):
    """each: repeat the lines for every neighbour cell. cme: answer with this error after the lines."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    command: Strings
    when: Annotated[Strings, AfterValidator(_known_conditions)] = ()
    lines: Strings = ()
    each: Literal["neighbour"] | None = None
    cme: int | None = None
    after_s: float = 0.0


class Personality(BaseModel):
    """One file of `resources/modems/` over those it is based on. source: where its layouts are known from."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    model: str
    manufacturer: str
    revision: str
    source: str
    usb: Annotated[str, Field(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")] | None = None
    registration_modes: Annotated[tuple[int, ...], Field(strict=False)] = (0, 1, 2)
    registration_domains: Strings = ("+CREG", "+CGREG", "+CEREG")
    attach_context: Annotated[int, Field(ge=0, le=16)] = 1
    other_contexts: Annotated[tuple[Triple, ...], Field(strict=False)] = ()
    quoted_granted: bool = True
    mask_in_address: bool = False
    unknown_command: Literal["error", "not-supported"] = "error"
    first_cmee: Annotated[int, Field(ge=0, le=2)] = 0
    boot_lines: Strings = ("RDY",)
    unsupported: Strings = ()
    reply: Annotated[tuple[Template, ...], Field(strict=False)] = ()

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            registration_modes=self.registration_modes,
            registration_domains=self.registration_domains,
            unsupported=frozenset(self.unsupported),
            quoted_granted=self.quoted_granted,
            mask_in_address=self.mask_in_address,
            error_for_unknown=ERROR if self.unknown_command == "error" else NOT_SUPPORTED,
        )


def models() -> tuple[str, ...]:
    """The names that `model` in a scenario may have."""
    return tuple(sorted(_load(name).model for name in _names()))


def personality(model: str) -> Personality:
    """The personality of a model. Raises KeyError for one that there is none of."""
    for name in _names():
        if name == f"{model.lower()}.toml":
            return _load(name)
    raise KeyError(model)


def _names() -> list[str]:
    return sorted(
        entry.name
        for entry in files("resources").joinpath("modems").iterdir()
        if entry.name.endswith(".toml")
    )


def _load(name: str) -> Personality:
    return Personality.model_validate(_merged(name))


def _merged(name: str) -> dict[str, Any]:
    """A file over its base: its own keys win, its own replies are looked at first."""
    table = tomllib.loads(files("resources").joinpath("modems", name).read_text(encoding="utf-8"))
    base = table.pop("base", None)
    if base is None:
        return table
    below = _merged(f"{base}.toml")
    return {**below, **table, "reply": [*table.get("reply", []), *below["reply"]]}


def written_reply(person: Personality, command: str, network: CellularNetwork, now_s: float) -> Reply | None:
    """What the personality itself says to a command (with `AT`), or None where the common one applies."""
    wanted = command.replace(" ", "").upper()
    holds = conditions(network)
    for template in person.reply:
        if wanted in (name.upper() for name in template.command) and _fits(template.when, holds):
            values = values_of(person, network, now_s)
            return Reply(
                tuple(_filled(template, values, network.script)), cme=template.cme, after_s=template.after_s
            )
    return None


def _fits(when: tuple[str, ...], holds: frozenset[str]) -> bool:
    return all((name[1:] not in holds) if name.startswith("!") else (name in holds) for name in when)


def _filled(template: Template, values: Mapping[str, Value], script: ModemScript) -> list[str]:
    if template.each is None:
        return [line.format_map(values) for line in template.lines]
    return [
        line.format_map({**values, **_neighbour_values(neighbour)})
        for neighbour in script.neighbours
        for line in template.lines
    ]


def conditions(network: CellularNetwork) -> frozenset[str]:
    context = network.attach_context
    told = {
        "sim": network.sim not in ("missing", "failure"),
        "ready": network.sim == "ready",
        "radio": network.radio,
        "camped": network.camped,
        "registered": network.registered,
        "active": context is not None and context.session is not None,
        "denied": network.stat is Stat.DENIED,
        "esm": network.esm_cause is not None,
        "emm": network.emm_cause is not None,
        network.script.rat: True,
    }
    return frozenset(name for name, holds in told.items() if holds)


def values_of(person: Personality, network: CellularNetwork, now_s: float) -> dict[str, Value]:
    """Every value that a template may name: dB and dBm, `_x10` in tenths, `_index` as 27.007 codes them."""
    script, cell, levels = network.script, network.cell, network.levels(now_s)
    context = network.attach_context
    session = context.session if context else None
    tac, cell_id = int(cell.tac, 16), int(cell.cell_id, 16)
    return {
        "manufacturer": person.manufacturer,
        "model": person.model,
        "revision": script.revision or person.revision,
        "imei": script.imei,
        "imsi": script.imsi,
        "iccid": script.iccid,
        "pin_tries": network.pin_tries_left,
        "operator": script.operator,
        "plmn": script.plmn,
        "mcc": script.plmn[:3],
        "mnc": script.plmn[3:],
        "stat": int(network.stat),
        "technology": ACCESS_TECHNOLOGIES[script.rat],
        "duplex": script.duplex,
        "band": cell.band,
        "bandwidth": cell.bandwidth_code,
        "bandwidth_mhz": (1.4, 3, 5, 10, 15, 20)[cell.bandwidth_code],
        "earfcn": cell.earfcn,
        "pci": cell.pci,
        "pci_hex": f"{cell.pci:X}",
        "earfcn_hex": f"{cell.earfcn:X}",
        "cell9": f"{cell_id:09X}",
        "iccid_padded": script.iccid.ljust(20, "F"),
        "tac": f"{tac:X}",
        "tac_dec": tac,
        "tac4": f"{tac:04X}",
        "cell": f"{cell_id:X}",
        "cell8": f"{cell_id:08X}",
        "cell_dec": cell_id,
        "rsrp": levels.rsrp_dbm,
        "rsrq": levels.rsrq_db,
        "rssi": levels.rssi_dbm,
        "sinr": levels.sinr_db,
        "rsrp_x10": levels.rsrp_dbm * 10,
        "rsrq_x10": levels.rsrq_db * 10,
        "rssi_x10": levels.rssi_dbm * 10,
        "sinr_x10": levels.sinr_db * 10,
        "rsrp_index": _within(levels.rsrp_dbm + 141, 97),
        "rsrq_index": _within((levels.rsrq_db + 20) * 2, 34),
        "sinr_fifths": _within((levels.sinr_db + 20) * 5, 250),
        "sinr_fifths_1": _within((levels.sinr_db + 20) * 5 + 1, 251),
        "sinr_halves": levels.sinr_db * 2,
        "sinr_plus24": _within(levels.sinr_db + 24, 49),
        "rssi_index": _within(levels.rssi_dbm + 121, 96),
        "csq": _within((levels.rssi_dbm + 113) // 2, 31),
        "tx_power": round(script.tx_power_dbm),
        "tx_power_x10": round(script.tx_power_dbm * 10),
        "rssi_rxlev": _within(levels.rssi_dbm + 111, 63),
        "rsrp_upper": _within(levels.rsrp_dbm + 140, 97),
        "blocks": (6, 15, 25, 50, 75, 100)[cell.bandwidth_code],
        "nr_bandwidth": (0, 1, 2, 3, 4, 5)[cell.bandwidth_code],
        "rsrp_ss_index": _within(levels.rsrp_dbm + 157, 126),
        "srxlev": max(0, levels.rsrp_dbm + 124),
        "temperature_x10": round(script.temperature_c * 10),
        "temperature": round(script.temperature_c),
        "emm_cause": network.emm_cause or 0,
        "esm_cause": network.esm_cause or 0,
        "apn": context.apn if context else "",
        "granted": (session.granted or session.apn) if session else "",
        "address": session.address if session else "0.0.0.0",
    }


def _neighbour_values(neighbour: Neighbour) -> dict[str, Value]:
    rsrp, rsrq = round(neighbour.rsrp_dbm), round(neighbour.rsrq_db)
    return {
        "neighbour_earfcn": neighbour.earfcn,
        "neighbour_pci": neighbour.pci,
        "neighbour_rsrp": rsrp,
        "neighbour_rsrq": rsrq,
        "neighbour_rssi": rsrp + 17 - rsrq,
        "neighbour_rsrp_index": _within(rsrp + 141, 97),
        "neighbour_rsrq_index": _within((rsrq + 20) * 2, 34),
        "neighbour_rsrp_x10": rsrp * 10,
        "neighbour_rsrq_x10": rsrq * 10,
    }


def _within(value: int, highest: int) -> int:
    return min(highest, max(0, value))

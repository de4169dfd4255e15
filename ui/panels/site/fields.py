"""Which keys of a site file the form shows, in which order, under which names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.words.catalogue import N_, _


class Kind(Enum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    SWITCH = "switch"
    LIST = "list"  # of texts, parted by commas
    NUMBERS = "numbers"  # of whole numbers, parted by commas


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """path: keys from the top of the file. hint: shown in the empty field. usual: what absence means."""

    path: tuple[str, ...]
    title: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    choices: tuple[str, ...] = ()
    usual: bool = False

    @property
    def text(self) -> str:
        return _(self.title)

    @property
    def key(self) -> str:
        """As problems name it."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    about: str
    fields: tuple[FieldSpec, ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        N_("Site"),
        N_("What is left empty is not judged. Secrets never go into this file."),
        (FieldSpec(("site", "name"), N_("Name"), hint="Pump station 12"),),
    ),
    Section(
        N_("SIM"),
        N_("What the SIM and its contract should give."),
        (
            FieldSpec(("sim", "iccid"), N_("ICCID"), hint="8931080019012345678"),
            FieldSpec(("sim", "apn"), N_("APN"), hint="acme.private"),
            FieldSpec(("sim", "pdp_type"), N_("IP version"), Kind.CHOICE, choices=("IP", "IPV6", "IPV4V6")),
            FieldSpec(("sim", "static_ip"), N_("Static IP"), hint="10.64.3.17"),
            FieldSpec(("sim", "subnet"), N_("Or in subnet"), hint="10.64.3.0/24"),
            FieldSpec(("sim", "operator"), N_("Home network"), hint="20408"),
            FieldSpec(("sim", "roaming"), N_("May roam"), Kind.SWITCH, usual=True),
        ),
    ),
    Section(
        N_("Signal"),
        N_("The least that is good enough, where it differs from the usual."),
        (
            FieldSpec(("signal", "rsrp_min_dbm"), N_("RSRP, dBm"), Kind.NUMBER, "-110"),
            FieldSpec(("signal", "rsrq_min_db"), N_("RSRQ, dB"), Kind.NUMBER, "-15"),
            FieldSpec(("signal", "sinr_min_db"), N_("SINR, dB"), Kind.NUMBER, "0"),
        ),
    ),
    Section(
        N_("Broker"),
        N_("Where messages go. The password comes from the keyring, the environment or a prompt."),
        (
            FieldSpec(("broker", "url"), N_("URL"), hint="mqtts://broker.acme.example:8883"),
            FieldSpec(("broker", "version"), N_("MQTT version"), Kind.CHOICE, choices=("5", "3.1.1")),
            FieldSpec(("broker", "username"), N_("User name"), hint="field"),
            FieldSpec(("broker", "client_id"), N_("Client identifier"), hint="linkwright-{host}-{run}"),
            FieldSpec(("broker", "probe_topic"), N_("Topic of the test"), hint="linkwright/{client_id}"),
            FieldSpec(("broker", "ca_file"), N_("CA file"), hint="ca.pem"),
            FieldSpec(("broker", "qos"), N_("QoS to test"), Kind.NUMBERS, "0, 1, 2"),
        ),
    ),
    Section(
        N_("VPN"),
        N_("How the private network is entered, where it is."),
        (
            FieldSpec(
                ("vpn", "kind"), N_("Kind"), Kind.CHOICE, choices=("wireguard", "ikev2", "l2tp-ipsec", "none")
            ),
            FieldSpec(("vpn", "gateway"), N_("Gateway"), hint="vpn.acme.example"),
            FieldSpec(("vpn", "config"), N_("Configuration file"), hint="probe.conf"),
            FieldSpec(("vpn", "inside"), N_("Answers inside"), hint="10.97.0.1"),
        ),
    ),
    Section(
        N_("Isolation and responder"),
        N_("Hosts that must not answer from a private APN, and the companion at the data centre."),
        (
            FieldSpec(("isolation", "hosts"), N_("Must not answer"), Kind.LIST, "1.1.1.1, 8.8.8.8"),
            FieldSpec(("responder", "url"), N_("Responder"), hint="10.99.0.1:7575"),
        ),
    ),
)


def as_text(value: object) -> str:
    """A value of the file as the form shows it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def from_text(kind: Kind, text: str) -> object:
    """What goes into the file; None for an empty field. What is no number stays text and is refused there."""
    text = text.strip()
    if not text:
        return None
    if kind is Kind.NUMBER:
        return _number(text)
    if kind in (Kind.LIST, Kind.NUMBERS):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return [_number(part) for part in parts] if kind is Kind.NUMBERS else parts
    return text


def _number(text: str) -> int | float | str:
    plain = text.replace("\u2212", "-")
    for reader in (int, float):
        try:
            return reader(plain)
        except ValueError:
            continue
    return text

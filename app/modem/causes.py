"""Numbers that a modem or network gives as a reason, and their names in the 3GPP specifications.

CME: 27.007 section 9.2; CMS: 27.005 section 3.2.5; EMM and ESM: 24.301 annexes A and B; 5GMM and 5GSM: 24.501
annexes A and B. What they mean for a person is in `resources/causes.toml`, by family and number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Family(Enum):
    """The list that a number belongs to; the value is the section of `resources/causes.toml`."""

    CME = "cme"
    CMS = "cms"
    EMM = "emm"
    ESM = "esm"
    MM5G = "5gmm"
    SM5G = "5gsm"


@dataclass(frozen=True, slots=True)
class Cause:
    """A number of a family; `name` is None where the specification has none (a vendor's own number)."""

    family: Family
    number: int
    name: str | None

    @property
    def code(self) -> str:
        """Stable: `emm-15`, `esm-33`, `cme-10`."""
        return f"{self.family.value}-{self.number}"


_CME = {
    0: "phone failure",
    1: "no connection to phone",
    2: "phone-adaptor link reserved",
    3: "operation not allowed",
    4: "operation not supported",
    5: "PH-SIM PIN required",
    6: "PH-FSIM PIN required",
    7: "PH-FSIM PUK required",
    10: "SIM not inserted",
    11: "SIM PIN required",
    12: "SIM PUK required",
    13: "SIM failure",
    14: "SIM busy",
    15: "SIM wrong",
    16: "incorrect password",
    17: "SIM PIN2 required",
    18: "SIM PUK2 required",
    20: "memory full",
    21: "invalid index",
    22: "not found",
    23: "memory failure",
    24: "text string too long",
    25: "invalid characters in text string",
    26: "dial string too long",
    27: "invalid characters in dial string",
    30: "no network service",
    31: "network timeout",
    32: "network not allowed - emergency calls only",
    40: "network personalization PIN required",
    41: "network personalization PUK required",
    42: "network subset personalization PIN required",
    43: "network subset personalization PUK required",
    44: "service provider personalization PIN required",
    45: "service provider personalization PUK required",
    46: "corporate personalization PIN required",
    47: "corporate personalization PUK required",
    48: "hidden key required",
    49: "EAP method not supported",
    50: "incorrect parameters",
    51: "command implemented but currently disabled",
    52: "command aborted by user",
    53: "not attached to network due to MT functionality restrictions",
    54: "modem not allowed - MT restricted to emergency calls only",
    55: "operation not allowed because of MT functionality restrictions",
    56: "fixed dial number only allowed",
    57: "temporarily out of service due to other MT usage",
    58: "language/alphabet not supported",
    59: "unexpected data value",
    60: "system failure",
    61: "data missing",
    62: "call barred",
    63: "message waiting indication subscription failure",
    100: "unknown",
    103: "illegal MS",
    106: "illegal ME",
    107: "GPRS services not allowed",
    108: "GPRS services and non-GPRS services not allowed",
    111: "PLMN not allowed",
    112: "location area not allowed",
    113: "roaming not allowed in this location area",
    114: "GPRS services not allowed in this PLMN",
    115: "no suitable cells in location area",
    119: "ESM failure",
    122: "congestion",
    125: "not authorized for this CSG",
    126: "insufficient resources",
    127: "missing or unknown APN",
    128: "unknown PDP address or PDP type",
    129: "user authentication failed",
    130: "activation rejected by GGSN, Serving GW or PDN GW",
    131: "activation rejected, unspecified",
    132: "service option not supported",
    133: "requested service option not subscribed",
    134: "service option temporarily out of order",
    140: "feature not supported",
    141: "semantic error in the TFT operation",
    142: "syntactical error in the TFT operation",
    143: "unknown PDP context",
    144: "semantic errors in packet filter(s)",
    145: "syntactical errors in packet filter(s)",
    146: "PDP context without TFT already activated",
    148: "unspecified GPRS error",
    149: "PDP authentication failure",
    150: "invalid mobile class",
    171: "last PDN disconnection not allowed",
    172: "semantically incorrect message",
    173: "mandatory information element error",
    174: "information element non-existent or not implemented",
    175: "conditional IE error",
    176: "protocol error, unspecified",
    177: "operator determined barring",
    178: "maximum number of PDP contexts reached",
    179: "requested APN not supported in current RAT and PLMN combination",
    180: "request rejected, bearer control mode violation",
    181: "unsupported QCI value",
    182: "user data transmission via control plane is congested",
    189: "requested service option not authorized in this PLMN",
    190: "network failure",
    191: "reactivation requested",
    192: "PDN type IPv4 only allowed",
    193: "PDN type IPv6 only allowed",
    194: "single address bearers only allowed",
    199: "APN restriction value incompatible with active EPS bearer context",
}

_CMS = {
    1: "unassigned (unallocated) number",
    8: "operator determined barring",
    10: "call barred",
    21: "short message transfer rejected",
    27: "destination out of service",
    28: "unidentified subscriber",
    29: "facility rejected",
    30: "unknown subscriber",
    38: "network out of order",
    41: "temporary failure",
    42: "congestion",
    47: "resources unavailable, unspecified",
    50: "requested facility not subscribed",
    69: "requested facility not implemented",
    300: "ME failure",
    301: "SMS service of ME reserved",
    302: "operation not allowed",
    303: "operation not supported",
    304: "invalid PDU mode parameter",
    305: "invalid text mode parameter",
    310: "SIM not inserted",
    311: "SIM PIN required",
    312: "PH-SIM PIN required",
    313: "SIM failure",
    314: "SIM busy",
    315: "SIM wrong",
    316: "SIM PUK required",
    317: "SIM PIN2 required",
    318: "SIM PUK2 required",
    320: "memory failure",
    321: "invalid memory index",
    322: "memory full",
    330: "SMSC address unknown",
    331: "no network service",
    332: "network timeout",
    340: "no +CNMA acknowledgement expected",
    500: "unknown error",
}

_EMM = {
    2: "IMSI unknown in HSS",
    3: "illegal UE",
    5: "IMEI not accepted",
    6: "illegal ME",
    7: "EPS services not allowed",
    8: "EPS services and non-EPS services not allowed",
    9: "UE identity cannot be derived by the network",
    10: "implicitly detached",
    11: "PLMN not allowed",
    12: "tracking area not allowed",
    13: "roaming not allowed in this tracking area",
    14: "EPS services not allowed in this PLMN",
    15: "no suitable cells in tracking area",
    16: "MSC temporarily not reachable",
    17: "network failure",
    18: "CS domain not available",
    19: "ESM failure",
    20: "MAC failure",
    21: "synch failure",
    22: "congestion",
    23: "UE security capabilities mismatch",
    24: "security mode rejected, unspecified",
    25: "not authorized for this CSG",
    26: "non-EPS authentication unacceptable",
    31: "redirection to 5GCN required",
    35: "requested service option not authorized in this PLMN",
    39: "CS service temporarily not available",
    40: "no EPS bearer context activated",
    42: "severe network failure",
    78: "PLMN not allowed to operate at the present UE location",
    95: "semantically incorrect message",
    96: "invalid mandatory information",
    97: "message type non-existent or not implemented",
    98: "message type not compatible with the protocol state",
    99: "information element non-existent or not implemented",
    100: "conditional IE error",
    101: "message not compatible with the protocol state",
    111: "protocol error, unspecified",
}

_ESM = {
    8: "operator determined barring",
    26: "insufficient resources",
    27: "missing or unknown APN",
    28: "unknown PDN type",
    29: "user authentication or authorization failed",
    30: "request rejected by Serving GW or PDN GW",
    31: "request rejected, unspecified",
    32: "service option not supported",
    33: "requested service option not subscribed",
    34: "service option temporarily out of order",
    35: "PTI already in use",
    36: "regular deactivation",
    37: "EPS QoS not accepted",
    38: "network failure",
    39: "reactivation requested",
    41: "semantic error in the TFT operation",
    42: "syntactical error in the TFT operation",
    43: "invalid EPS bearer identity",
    44: "semantic errors in packet filter(s)",
    45: "syntactical errors in packet filter(s)",
    47: "PTI mismatch",
    49: "last PDN disconnection not allowed",
    50: "PDN type IPv4 only allowed",
    51: "PDN type IPv6 only allowed",
    52: "single address bearers only allowed",
    53: "ESM information not received",
    54: "PDN connection does not exist",
    55: "multiple PDN connections for a given APN not allowed",
    56: "collision with network initiated request",
    57: "PDN type IPv4v6 only allowed",
    58: "PDN type non IP only allowed",
    59: "unsupported QCI value",
    60: "bearer handling not supported",
    61: "PDN type Ethernet only allowed",
    65: "maximum number of EPS bearers reached",
    66: "requested APN not supported in current RAT and PLMN combination",
    81: "invalid PTI value",
    95: "semantically incorrect message",
    96: "invalid mandatory information",
    97: "message type non-existent or not implemented",
    98: "message type not compatible with the protocol state",
    99: "information element non-existent or not implemented",
    100: "conditional IE error",
    101: "message not compatible with the protocol state",
    111: "protocol error, unspecified",
    112: "APN restriction value incompatible with active EPS bearer context",
    113: "multiple accesses to a PDN connection not allowed",
}

_MM5G = {
    3: "illegal UE",
    5: "PEI not accepted",
    6: "illegal ME",
    7: "5GS services not allowed",
    9: "UE identity cannot be derived by the network",
    10: "implicitly de-registered",
    11: "PLMN not allowed",
    12: "tracking area not allowed",
    13: "roaming not allowed in this tracking area",
    15: "no suitable cells in tracking area",
    20: "MAC failure",
    21: "synch failure",
    22: "congestion",
    23: "UE security capabilities mismatch",
    24: "security mode rejected, unspecified",
    26: "non-5G authentication unacceptable",
    27: "N1 mode not allowed",
    28: "restricted service area",
    31: "redirection to EPC required",
    43: "LADN not available",
    62: "no network slices available",
    65: "maximum number of PDU sessions reached",
    67: "insufficient resources for specific slice and DNN",
    69: "insufficient resources for specific slice",
    71: "ngKSI already in use",
    72: "non-3GPP access to 5GCN not allowed",
    73: "serving network not authorized",
    74: "temporarily not authorized for this SNPN",
    75: "permanently not authorized for this SNPN",
    76: "not authorized for this CAG or authorized for CAG cells only",
    78: "PLMN not allowed to operate at the present UE location",
    90: "payload was not forwarded",
    91: "DNN not supported or not subscribed in the slice",
    92: "insufficient user-plane resources for the PDU session",
    95: "semantically incorrect message",
    96: "invalid mandatory information",
    97: "message type non-existent or not implemented",
    98: "message type not compatible with the protocol state",
    99: "information element non-existent or not implemented",
    100: "conditional IE error",
    101: "message not compatible with the protocol state",
    111: "protocol error, unspecified",
}

_SM5G = {
    8: "operator determined barring",
    26: "insufficient resources",
    27: "missing or unknown DNN",
    28: "unknown PDU session type",
    29: "user authentication or authorization failed",
    31: "request rejected, unspecified",
    32: "service option not supported",
    33: "requested service option not subscribed",
    35: "PTI already in use",
    36: "regular deactivation",
    37: "5GS QoS not accepted",
    38: "network failure",
    39: "reactivation requested",
    41: "semantic error in the TFT operation",
    42: "syntactical error in the TFT operation",
    43: "invalid PDU session identity",
    44: "semantic errors in packet filter(s)",
    45: "syntactical error in packet filter(s)",
    46: "out of LADN service area",
    47: "PTI mismatch",
    50: "PDU session type IPv4 only allowed",
    51: "PDU session type IPv6 only allowed",
    54: "PDU session does not exist",
    57: "PDU session type IPv4v6 only allowed",
    58: "PDU session type unstructured only allowed",
    59: "unsupported 5QI value",
    61: "PDU session type Ethernet only allowed",
    67: "insufficient resources for specific slice and DNN",
    68: "not supported SSC mode",
    69: "insufficient resources for specific slice",
    70: "missing or unknown DNN in a slice",
    81: "invalid PTI value",
    82: "maximum data rate per UE for user-plane integrity protection is too low",
    83: "semantic error in the QoS operation",
    84: "syntactical error in the QoS operation",
    85: "invalid mapped EPS bearer identity",
    95: "semantically incorrect message",
    96: "invalid mandatory information",
    97: "message type non-existent or not implemented",
    98: "message type not compatible with the protocol state",
    99: "information element non-existent or not implemented",
    100: "conditional IE error",
    101: "message not compatible with the protocol state",
    111: "protocol error, unspecified",
}

NAMES = MappingProxyType(
    {
        Family.CME: MappingProxyType(_CME),
        Family.CMS: MappingProxyType(_CMS),
        Family.EMM: MappingProxyType(_EMM),
        Family.ESM: MappingProxyType(_ESM),
        Family.MM5G: MappingProxyType(_MM5G),
        Family.SM5G: MappingProxyType(_SM5G),
    }
)

# 27.007 section 9.2.2: 100 + x is the network's cause x, except where it is one of these.
_CME_TO_EMM = frozenset({103, 106, 107, 108, 111, 112, 113, 114, 115, 119, 122, 125})
_CME_TO_ESM = frozenset({126, 127, 128, 129, 130, 131, 132, 133, 134})
_CME_EXCEPTIONS = MappingProxyType(
    {
        177: 8,
        178: 65,
        179: 66,
        189: 35,
        190: 38,
        191: 39,
        192: 50,
        193: 51,
        194: 52,
        199: 112,
        171: 49,
        149: 29,
    }
)


def cause(family: Family, number: int) -> Cause:
    """The cause with its name, where the specification has one."""
    return Cause(family, number, NAMES[family].get(number))


def network_cause_of_cme(number: int) -> Cause | None:
    """The network's own cause behind a `+CME ERROR` number, or None: never a guess (facts 4.1)."""
    if number in _CME_TO_EMM:
        return cause(Family.EMM, number - 100)
    if number in _CME_TO_ESM:
        return cause(Family.ESM, number - 100)
    if number in _CME_EXCEPTIONS:
        return cause(Family.ESM, _CME_EXCEPTIONS[number])
    return None


def cme_of_text(text: str) -> int | None:
    """The number of a textual `+CME ERROR`, matched on its letters only."""
    return _CME_LETTERS.get(_letters(text))


def cms_of_text(text: str) -> int | None:
    """The number of a textual `+CMS ERROR`, matched on its letters only."""
    return _CMS_LETTERS.get(_letters(text))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text[:120].lower())


_CME_LETTERS = {_letters(name): number for number, name in _CME.items()} | {
    _letters(said): number
    for said, number in (
        ("unknown error", 100),
        ("operation temporary not allowed", 3),
        ("SIM not ready", 14),
        ("SIM PIN necessary", 11),
        ("SIM PUK necessary", 12),
        ("wrong SIM", 15),
        ("invalid command line", 50),  # ASR
        ("incorrect parameter", 50),
        ("invalid parameter", 50),
        ("invalid input value", 50),
        ("network not allowed, emergency calls only", 32),
        ("phone busy", 14),
        ("no connection", 1),
        ("uSIM not inserted", 10),
        ("SIM not insert", 10),
        ("card not inserted", 10),
        ("command not supported", 4),
        ("not supported", 4),
    )
}
_CMS_LETTERS = {_letters(name): number for number, name in _CMS.items()}

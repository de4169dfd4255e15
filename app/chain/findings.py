"""Every finding that the chain can make: code, usual severity, and whether it proves that no data flows.

The words for a code are in `app.words`; `tests/app/words` holds that each code has them in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from app.chain.hops import NOTHING, Finding, Hop, Severity, Value

_W, _F = Severity.WARNING, Severity.FAILED


@dataclass(frozen=True, slots=True)
class Nature:
    """hop and severity of a finding; stops_data: with it the modem certainly has no data session."""

    code: str
    hop: Hop
    severity: Severity
    stops_data: bool = False


class Code(Enum):
    """The closed list of findings, in the order of the hops."""

    MODEM_NOT_FOUND = Nature("modem-not-found", Hop.MODEM, _F)
    MODEM_PORT_BUSY = Nature("modem-port-busy", Hop.MODEM, _F)
    MODEM_PORT_DENIED = Nature("modem-port-denied", Hop.MODEM, _F)
    MODEM_PORT_FAILED = Nature("modem-port-failed", Hop.MODEM, _F)
    MODEM_SILENT = Nature("modem-silent", Hop.MODEM, _F)
    MODEM_NOT_AT = Nature("modem-not-at", Hop.MODEM, _F)
    MODEM_VANISHED = Nature("modem-vanished", Hop.MODEM, _F)
    MODEM_UNKNOWN = Nature("modem-unknown", Hop.MODEM, _W)

    SIM_MISSING = Nature("sim-missing", Hop.SIM, _F, True)
    SIM_PIN_LOCKED = Nature("sim-pin-locked", Hop.SIM, _F, True)
    SIM_PUK_LOCKED = Nature("sim-puk-locked", Hop.SIM, _F, True)
    SIM_FAILURE = Nature("sim-failure", Hop.SIM, _F, True)
    SIM_BUSY = Nature("sim-busy", Hop.SIM, _W)
    SIM_OTHER_CARD = Nature("sim-other-card", Hop.SIM, _F)
    SIM_UNREADABLE = Nature("sim-unreadable", Hop.SIM, _F)

    RADIO_OFF = Nature("radio-off", Hop.REGISTRATION, _F, True)
    REGISTRATION_SEARCHING = Nature("registration-searching", Hop.REGISTRATION, _F, True)
    REGISTRATION_DENIED = Nature("registration-denied", Hop.REGISTRATION, _F, True)
    REGISTRATION_DENIED_ROAMING = Nature("registration-denied-roaming", Hop.REGISTRATION, _F, True)
    REGISTRATION_STOPPED_BY_APN = Nature("registration-stopped-by-apn", Hop.REGISTRATION, _W)
    REGISTRATION_UNREADABLE = Nature("registration-unreadable", Hop.REGISTRATION, _F)
    ROAMING_UNEXPECTED = Nature("roaming-unexpected", Hop.REGISTRATION, _W)
    OPERATOR_UNEXPECTED = Nature("operator-unexpected", Hop.REGISTRATION, _W)
    SIGNAL_WEAK = Nature("signal-weak", Hop.REGISTRATION, _W)
    SIGNAL_UNKNOWN = Nature("signal-unknown", Hop.REGISTRATION, _W)

    APN_UNKNOWN = Nature("apn-unknown", Hop.APN, _F, True)
    APN_NOT_SUBSCRIBED = Nature("apn-not-subscribed", Hop.APN, _F, True)
    APN_AUTHENTICATION = Nature("apn-authentication", Hop.APN, _F, True)
    APN_REFUSED = Nature("apn-refused", Hop.APN, _F, True)
    APN_INACTIVE = Nature("apn-inactive", Hop.APN, _F, True)
    APN_DIFFERS = Nature("apn-differs", Hop.APN, _W)
    APN_TYPE_DIFFERS = Nature("apn-type-differs", Hop.APN, _W)
    APN_UNREADABLE = Nature("apn-unreadable", Hop.APN, _F)

    ADDRESS_MISSING = Nature("address-missing", Hop.ADDRESS, _F, True)
    ADDRESS_CARRIER_NAT = Nature("address-carrier-nat", Hop.ADDRESS, _F)
    ADDRESS_NOT_STATIC = Nature("address-not-static", Hop.ADDRESS, _F)
    ADDRESS_OTHER_IN_SUBNET = Nature("address-other-in-subnet", Hop.ADDRESS, _W)

    ROUTE_MISSING = Nature("route-missing", Hop.ROUTE, _F)
    ROUTE_OFF_VPN = Nature("route-off-vpn", Hop.VPN, _F)
    VPN_INSIDE_SILENT = Nature("vpn-inside-silent", Hop.VPN, _F)

    DNS_NO_SUCH_NAME = Nature("dns-no-such-name", Hop.REACH, _F)
    DNS_SILENT = Nature("dns-silent", Hop.REACH, _F)
    DNS_FAILED = Nature("dns-failed", Hop.REACH, _F)
    TCP_REFUSED = Nature("tcp-refused", Hop.REACH, _F)
    TCP_SILENT = Nature("tcp-silent", Hop.REACH, _F)
    TCP_UNREACHABLE = Nature("tcp-unreachable", Hop.REACH, _F)
    TLS_EXPIRED = Nature("tls-certificate-expired", Hop.REACH, _F)
    TLS_NOT_YET_VALID = Nature("tls-certificate-not-yet-valid", Hop.REACH, _F)
    TLS_HOST_MISMATCH = Nature("tls-host-mismatch", Hop.REACH, _F)
    TLS_UNTRUSTED = Nature("tls-untrusted", Hop.REACH, _F)
    TLS_NOT_TLS = Nature("tls-not-tls", Hop.REACH, _F)
    TLS_FAILED = Nature("tls-failed", Hop.REACH, _F)
    TLS_EXPIRES_SOON = Nature("tls-expires-soon", Hop.REACH, _W)
    ISOLATION_LEAK = Nature("isolation-leak", Hop.REACH, _F)

    BROKER_UNREACHABLE = Nature("broker-unreachable", Hop.BROKER, _F)
    BROKER_NOT_MQTT = Nature("broker-not-mqtt", Hop.BROKER, _F)
    BROKER_SILENT = Nature("broker-silent", Hop.BROKER, _F)
    BROKER_CLOSED = Nature("broker-closed", Hop.BROKER, _F)
    BROKER_NOT_AUTHORIZED = Nature("broker-not-authorized", Hop.BROKER, _F)
    BROKER_VERSION = Nature("broker-version", Hop.BROKER, _F)
    BROKER_IDENTIFIER = Nature("broker-identifier", Hop.BROKER, _F)
    BROKER_REFUSED = Nature("broker-refused", Hop.BROKER, _F)

    SUBSCRIBE_REFUSED = Nature("subscribe-refused", Hop.DELIVERY, _F)
    PUBLISH_REFUSED = Nature("publish-refused", Hop.DELIVERY, _F)
    DELIVERY_LOST = Nature("delivery-lost", Hop.DELIVERY, _F)
    DELIVERY_UNACKNOWLEDGED = Nature("delivery-unacknowledged", Hop.DELIVERY, _F)
    DELIVERY_DUPLICATED = Nature("delivery-duplicated", Hop.DELIVERY, _W)
    DELIVERY_OUT_OF_ORDER = Nature("delivery-out-of-order", Hop.DELIVERY, _W)
    DELIVERY_INTERRUPTED = Nature("delivery-interrupted", Hop.DELIVERY, _W)

    HOP_TIME_LIMIT = Nature("hop-time-limit", Hop.MODEM, _F)  # of any hop: nothing came back in time

    @property
    def text(self) -> str:
        return self.value.code

    def finding(
        self,
        facts: Mapping[str, Value] = NOTHING,
        *,
        severity: Severity | None = None,
        hop: Hop | None = None,
    ) -> Finding:
        """This finding with its facts; severity and hop only where a rule has reason to differ."""
        nature = self.value
        return Finding(nature.code, hop or nature.hop, severity or nature.severity, facts)


STOPS_DATA = frozenset(code.value.code for code in Code if code.value.stops_data)

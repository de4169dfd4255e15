"""Texts for the expected failures outside the chain, by the reason's enum and its value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.words import captures, credentials, lab, modem, site_file, vpn_files
from app.words.catalogue import N_
from app.words.sentences import Text
from app.words.session_faults import CODEC, SESSION

UNKNOWN_FAULT = Text(
    title=N_("This could not be done ({code})"),
    cause=(N_("Linkwright knows the failure but has no words for it yet."),),
    remedy=(N_("Send the code and the evidence to support."),),
)

_PORT = {
    "not-found": modem.TEXTS["modem-not-found"],
    "port-address-invalid": modem.TEXTS["modem-port-address"],
    "busy": modem.TEXTS["modem-port-busy"],
    "denied": modem.TEXTS["modem-port-denied"],
    "silent": modem.TEXTS["modem-silent"],
    "not-at": modem.TEXTS["modem-not-at"],
    "vanished": modem.TEXTS["modem-vanished"],
    "port-shared": modem.TEXTS["modem-port-shared"],
    "write-blocked": modem.TEXTS["modem-port-blocked"],
    "modem-restarted": modem.TEXTS["modem-restarted"],
    "port-closed": modem.TEXTS["modem-port-closed"],
    "port-failed": modem.TEXTS["modem-port-failed"],
}

_REPORT = {
    "report-unknown-form": Text(
        title=N_("A report cannot be written as {path}"),
        cause=(N_("The end of the name says which form it has, and this one is not known."),),
        remedy=(N_("End the name in one of {suffixes}."),),
    ),
    "report-not-written": Text(
        title=N_("The report {path} could not be written"),
        cause=(N_("The folder does not exist, the disk is full, or this user may not write there."),),
        remedy=(N_("Name another folder."),),
    ),
}

_FAMILIES: Mapping[str, Mapping[str, Text]] = {
    "PortReason": _PORT,
    "ModemReason": modem.TEXTS,
    "AtReason": modem.TEXTS,
    "MqttReason": SESSION,
    "CodecReason": CODEC,
    "LabReason": lab.TEXTS,
    "ScenarioReason": lab.TEXTS,
    "SasReason": credentials.TEXTS,
    "SiteReason": site_file.TEXTS,
    "ReportReason": _REPORT,
    "TraceFileReason": captures.TEXTS,
    "WireguardReason": vpn_files.TEXTS,
}

FAULTS: Mapping[tuple[str, str], Text] = MappingProxyType(
    {(family, code): text for family, texts in _FAMILIES.items() for code, text in texts.items()}
)

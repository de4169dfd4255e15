"""The one-line texts of the hops that the modem answers for: modem, SIM, network, APN, address."""

from __future__ import annotations

from app.core.masking import tail
from app.words.catalogue import _
from app.words.figures import db, dbm
from app.words.line_parts import DOT, joined, level_of, value_of
from app.words.sentences import Facts
from app.words.terms import address_class, rating_name, registration_status


def _short_port(facts: Facts) -> str:
    """/dev/ttyUSB2 -> ttyUSB2; /dev/pts/4 -> pts/4; socket://127.0.0.1:4711 stays."""
    port = value_of(facts, "port")
    return port if "://" in port else port.removeprefix("/dev/").removeprefix("serial/by-id/")


def modem_caption(facts: Facts) -> str:
    return joined(value_of(facts, "model") or value_of(facts, "manufacturer"), _short_port(facts), by=DOT)


def modem_measured(facts: Facts) -> str:
    return joined(
        joined(value_of(facts, "manufacturer"), value_of(facts, "model"), by=" "), value_of(facts, "revision")
    ) or _short_port(facts)


def sim_caption(facts: Facts) -> str:
    return joined(value_of(facts, "state"), value_of(facts, "iccid"), by=DOT)


def sim_expected(facts: Facts) -> str:
    iccid = facts.get("iccid")
    return f"ICCID {tail(str(iccid))}" if iccid else _("a card that is ready")


def sim_measured(facts: Facts) -> str:
    iccid = value_of(facts, "iccid")
    return joined(value_of(facts, "state"), f"ICCID {iccid}" if iccid else "")


def _band(facts: Facts) -> str:
    return joined(value_of(facts, "rat"), value_of(facts, "band"), by=" ")


def registration_caption(facts: Facts) -> str:
    if facts.get("status") not in ("home", "roaming"):
        return value_of(facts, "status")
    level = level_of(facts, "rsrp_dbm", dbm) or level_of(facts, "rssi_dbm", dbm)
    return joined(_band(facts), level, by=DOT) or value_of(facts, "status")


def registration_expected(facts: Facts) -> str:
    least = level_of(facts, "rsrp_min_dbm", dbm)
    return joined(
        _("registered at home") if facts.get("roaming") is False else _("registered"),
        _("in {operator}").format(operator=value_of(facts, "operator")) if facts.get("operator") else "",
        _("RSRP {level} or more").format(level=least) if least else "",
    )


def registration_measured(facts: Facts) -> str:
    status, band = facts.get("status"), str(facts.get("band") or "")
    cell = value_of(facts, "cell_id")
    where = joined(
        value_of(facts, "rat"),
        registration_status(status) if isinstance(status, str) else "",
        value_of(facts, "operator"),
        _("band {band}").format(band=band.lstrip("Bb")) if band else "",
        _("cell {cell}").format(cell=cell) if cell else "",
    )
    return joined(where, _signal(facts), by=DOT)


def _signal(facts: Facts) -> str:
    rating, limited_by = facts.get("rating"), facts.get("limited_by")
    parts = []
    for name, unit in (("rsrp_dbm", dbm), ("rsrq_db", db), ("sinr_db", db), ("rssi_dbm", dbm)):
        figure = name.partition("_")[0]
        # RSSI says little where RSRP is known, and RSRQ only where it is what limits.
        if figure in ("rssi", "rsrq") and "rsrp_dbm" in facts and figure != limited_by:
            continue
        if level := level_of(facts, name, unit):
            word = f" {rating_name(str(rating))}" if figure == limited_by and rating else ""
            parts.append(f"{figure.upper()} {level}{word}")
    return ", ".join(parts)


def apn_caption(facts: Facts) -> str:
    return value_of(facts, "apn_granted") or value_of(facts, "apn_asked")


def apn_expected(facts: Facts) -> str:
    return joined(value_of(facts, "apn") or _("a data session"), value_of(facts, "pdp_type"))


def apn_measured(facts: Facts) -> str:
    granted, asked, context = (value_of(facts, name) for name in ("apn_granted", "apn_asked", "context_id"))
    if not facts.get("active"):
        if asked:
            return _("no session, {apn} asked for").format(apn=asked)
        return _("no session")
    if not granted:
        return _("a session on {apn}").format(apn=asked) if asked else _("a session")
    if context:
        return _("{apn} granted, asked for by context {context}").format(apn=granted, context=context)
    return _("{apn} granted").format(apn=granted)


def address_caption(facts: Facts) -> str:
    return value_of(facts, "address")


def address_expected(facts: Facts) -> str:
    if address := value_of(facts, "static_ip"):
        return address
    if subnet := value_of(facts, "subnet"):
        return _("an address in {subnet}").format(subnet=subnet)
    return _("an address")


def address_measured(facts: Facts) -> str:
    kind = facts.get("address_class")
    source = value_of(facts, "source")
    return joined(
        joined(value_of(facts, "address"), address_class(kind) if isinstance(kind, str) else "", by=", "),
        _("on the modem by {command}").format(command=source) if source else "",
        by=DOT,
    )

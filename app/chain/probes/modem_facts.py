"""What the modem told, as the facts of a hop. Pure: readings in, named facts out."""

from __future__ import annotations

from app.chain.hops import Value
from app.modem.rating import rate
from app.modem.readings import Address, Granted, Identity, PdpContext, Reading, SimCard
from app.reach.classify import address_class

Facts = dict[str, Value]

_IMS = ("ims", "sos", "xcap")  # contexts of the operator's own services, never the device's data


def identity_facts(identity: Identity) -> Facts:
    return _told(
        manufacturer=identity.manufacturer,
        model=identity.model,
        revision=identity.revision,
        imei=identity.imei,
    )


def sim_facts(sim: SimCard) -> Facts:
    return _told(
        state=sim.state.value if sim.state else "unknown",
        iccid=sim.iccid,
        imsi=sim.imsi,
        pin_tries_left=sim.pin_tries_left,
    )


def registration_facts(reading: Reading) -> Facts:
    """Registration, cell and levels. The causes are there only while the modem is not registered."""
    registration, cell, level = reading.registration, reading.serving, reading.level
    status = registration.status if registration and registration.status else None
    rat = next((r for r in (cell and cell.rat, registration and registration.rat) if r), None)
    rated = rate(level, rat)
    operator = reading.operator
    facts = _told(
        status=status.value if status else "unknown",
        domain=registration.domain.value if registration else None,
        rat=rat.value if rat else None,
        operator=operator.name if operator else None,
        plmn=(operator.plmn if operator else None) or (cell.plmn if cell else None),
        rsrp_dbm=level.rsrp_dbm,
        rsrq_db=level.rsrq_db,
        sinr_db=level.sinr_db,
        rssi_dbm=level.rssi_dbm,
        rating=rated.rating.value if rated else None,
        limited_by=rated.limited_by.value if rated else None,
    )
    if cell is not None:
        facts |= _told(band=cell.band, earfcn=cell.channel, pci=cell.pci, cell_id=cell.cell_id, tac=cell.tac)
    if status is None or not status.is_registered:
        refusal = reading.refusal
        emm_cause = (registration.emm_cause if registration else None) or (
            refusal.emm_cause if refusal else None
        )
        facts |= _told(emm_cause=emm_cause, esm_cause=refusal.esm_cause if refusal else None)
    return facts


def apn_facts(reading: Reading, wanted_apn: str | None) -> Facts:
    """The data context: what was asked for, what the network granted, and why it refused."""
    asked, granted = data_context(reading, wanted_apn)
    active = bool(granted) or bool(asked and asked.active)
    facts = _told(
        context_id=granted.cid if granted else asked.cid if asked else None,
        apn_asked=asked.apn if asked else None,
        apn_granted=granted.apn if granted else None,
        pdp_type=asked.pdp_type if asked else None,
    )
    facts["active"] = active
    if not active and reading.refusal is not None:
        facts |= _told(emm_cause=reading.refusal.emm_cause, esm_cause=reading.refusal.esm_cause)
    return facts


def address_facts(reading: Reading, wanted_apn: str | None) -> Facts:
    """The address that the network gave to the data context: from CGCONTRDP, otherwise from CGPADDR."""
    asked, granted = data_context(reading, wanted_apn)
    told = granted.addresses if granted and granted.addresses else asked.addresses if asked else ()
    usable = [one for one in told if not one.is_unspecified]
    address = next((one for one in usable if one.version == 4), usable[0] if usable else None)
    return {
        **_told(
            address=str(address) if address else None,
            source="AT+CGCONTRDP" if granted and granted.addresses else "AT+CGPADDR" if address else None,
            also=_texts(tuple(one for one in usable if one != address)) or None,
            gateway=str(granted.gateway) if granted and granted.gateway else None,
            dns=_texts(granted.dns) or None if granted else None,
            mtu=granted.mtu if granted else None,
            context_id=granted.cid if granted else asked.cid if asked else None,
            apn_granted=granted.apn if granted else None,
        ),
        "address_class": address_class(str(address)).value if address else "none",
    }


def data_context(reading: Reading, wanted_apn: str | None) -> tuple[PdpContext | None, Granted | None]:
    """The context that carries the device's data, as asked and as granted.

    The granted one with the wanted APN, otherwise the granted one with the lowest id: on LTE that is the
    attach context. With none granted: the active one, then the one with the wanted APN, then the lowest id.
    """
    granted = sorted(
        (one for one in reading.granted if not _is_service(one.apn)),
        key=lambda one: (not _names(one.apn, wanted_apn), one.cid),
    )
    contexts = sorted(
        (one for one in reading.contexts if not _is_service(one.apn)),
        key=lambda one: (not one.active, not _names(one.apn, wanted_apn), one.cid),
    )
    if not granted:
        return (contexts[0] if contexts else None), None
    asked = next((one for one in contexts if one.cid == granted[0].cid), None)
    return asked, granted[0]


def _names(apn: str | None, wanted: str | None) -> bool:
    return bool(apn and wanted) and str(apn).lower().startswith(str(wanted).lower())


def _is_service(apn: str | None) -> bool:
    return bool(apn) and str(apn).lower().split(".")[0] in _IMS


def _texts(addresses: tuple[Address, ...]) -> tuple[str, ...]:
    return tuple(str(address) for address in addresses)


def _told(**facts: Value) -> Facts:
    """Without what was not told: an absent key is "not known", never a made-up value."""
    return {name: value for name, value in facts.items() if value is not None}

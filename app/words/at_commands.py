"""One line on what an AT command asks or does, for the console: by name, and by what its text does."""

from __future__ import annotations

from app.words.catalogue import N_, _

COMMANDS: dict[str, str] = {
    "AT": N_("is anybody there"),
    "ATI": N_("maker, model and firmware"),
    "AT+CGMI": N_("maker"),
    "AT+CGMM": N_("model"),
    "AT+CGMR": N_("firmware"),
    "AT+CGSN": N_("IMEI, the device's number"),
    "AT+CPIN?": N_("whether the SIM is ready or wants a PIN"),
    "AT+CPINR": N_("tries left for the PIN"),
    'AT+QPINC="SC"': N_("tries left for the PIN"),
    "AT+CCID": N_("ICCID, the card's number"),
    "AT+QCCID": N_("ICCID, the card's number"),
    "AT+ICCID": N_("ICCID, the card's number"),
    "AT+CIMI": N_("IMSI, the subscriber's number"),
    "AT+CREG?": N_("registration for calls"),
    "AT+CGREG?": N_("registration for data on 2G and 3G"),
    "AT+CEREG?": N_("registration on LTE, with cell and cause"),
    "AT+C5GREG?": N_("registration on 5G"),
    "AT+COPS?": N_("the operator in use"),
    "AT+COPS=?": N_("search for all operators: takes minutes"),
    "AT+QSPN": N_("the operator's names"),
    "AT+CSQ": N_("signal strength, coarse"),
    "AT+CESQ": N_("signal strength and quality"),
    "AT+QCSQ": N_("signal strength and quality"),
    'AT+QENG="servingcell"': N_("the serving cell with its levels"),
    'AT+QENG="neighbourcell"': N_("the neighbour cells"),
    "AT+QNWINFO": N_("technology, operator, band and channel"),
    "AT+QCAINFO": N_("carriers in use together"),
    "AT+CGDCONT?": N_("the contexts and APNs as configured"),
    "AT+CGACT?": N_("which contexts are active"),
    "AT+CGPADDR": N_("the address of each context"),
    "AT+CGCONTRDP": N_("what the network granted: APN, address, DNS"),
    "AT+CGATT?": N_("whether the modem is attached for data"),
    "AT+CPSMS?": N_("power saving as asked for"),
    "AT+CEDRXS?": N_("long sleep cycles (eDRX) as asked for"),
    "AT+CEDRXRDP": N_("long sleep cycles (eDRX) as granted"),
    "AT+CEER": N_("why the last thing failed"),
    "AT+CFUN?": N_("whether the radio is on"),
    "AT+CMEE?": N_("how errors are told"),
    "AT+CCLK?": N_("the modem's clock"),
    "AT+QTEMP": N_("temperatures"),
    "AT+CLAC": N_("every command that the modem knows"),
    "AT+CGATT=0": N_("leave the data network"),
    "AT+CGATT=1": N_("join the data network"),
    "AT+CFUN=1": N_("switch the radio on"),
    "AT+CFUN=4": N_("switch the radio off"),
    "AT+COPS=0": N_("choose the operator automatically"),
    'AT+CGDCONT=1,"IP","': N_("set type and APN of context 1"),
}
"""By the text that is typed; a dialect's own commands may be missing here and are offered without a line."""


def command_line(command: str) -> str:
    """What it asks or does; empty for one that is not in the table."""
    text = COMMANDS.get(command.strip().upper()) or COMMANDS.get(command.strip())
    return _(text) if text else ""


def effect_line(effect: str) -> str:
    """effect: a value of `app.modem.effects.Effect`."""
    match effect:
        case "reads":
            return _("Reads only.")
        case "sets":
            return _("Changes how the modem talks until it restarts.")
        case "disturbs":
            return _("Interrupts the connection or keeps the modem busy. Asks first.")
        case "stores":
            return _("Writes a setting that stays, or may do so. Asks first.")
    return effect


def effect_question(effect: str) -> str:
    """What is to be agreed to before it is sent."""
    if effect == "disturbs":
        return _("This interrupts the modem's connection or keeps it busy for minutes.")
    return _("This is not known to be harmless: it may write a setting that stays after this session.")

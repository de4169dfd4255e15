"""Any modem that keeps to 27.007: the questions that every family starts from."""

from __future__ import annotations

from types import MappingProxyType

from app.modem.dialects.base import Asking, Dialect, Question
from app.modem.dialects.standard_network import cesq, csq, operator, registration
from app.modem.dialects.standard_packet import (
    active,
    authentication,
    context_addresses,
    contexts,
    granted,
    refusal,
)
from app.modem.dialects.standard_power import edrx_asked, edrx_granted, psm
from app.modem.dialects.standard_sim import (
    ati,
    iccid,
    iccid_file,
    imei,
    imsi,
    manufacturer,
    model,
    revision,
    sim_state,
    tries_left,
)

QUESTIONS = MappingProxyType(
    {
        Question.IDENTITY: (
            (Asking("AT+CGMI", manufacturer), Asking("AT+GMI", manufacturer)),
            (Asking("AT+CGMM", model), Asking("AT+GMM", model)),
            (Asking("AT+CGMR", revision), Asking("AT+GMR", revision), Asking("ATI", ati)),
            (Asking("AT+CGSN", imei), Asking("AT+GSN", imei)),
        ),
        Question.SIM: (
            (Asking("AT+CPIN?", sim_state),),
            (
                Asking("AT+CCID", iccid),
                Asking("AT+ICCID", iccid),
                Asking("AT+CRSM=176,12258,0,0,10", iccid_file),
            ),
            (Asking("AT+CIMI", imsi),),
            (Asking("AT+CPINR", tries_left),),
        ),
        Question.REGISTRATION: (
            (Asking("AT+CEREG?", registration),),
            (Asking("AT+CGREG?", registration),),
            (Asking("AT+CREG?", registration),),
            (Asking("AT+C5GREG?", registration),),
        ),
        Question.OPERATOR: ((Asking("AT+COPS?", operator),),),
        Question.SIGNAL: (
            (Asking("AT+CESQ", cesq),),
            (Asking("AT+CSQ", csq),),
        ),
        Question.CONTEXTS: (
            (Asking("AT+CGDCONT?", contexts),),
            (Asking("AT+CGACT?", active),),
            (Asking("AT+CGPADDR", context_addresses), Asking("AT+CGPADDR=1", context_addresses)),
            (Asking("AT+CGAUTH?", authentication),),
        ),
        Question.GRANTED: ((Asking("AT+CGCONTRDP", granted), Asking("AT+CGCONTRDP=1", granted)),),
        Question.POWER_SAVING: (
            (Asking("AT+CPSMS?", psm),),
            (Asking("AT+CEDRXRDP", edrx_granted),),
            (Asking("AT+CEDRXS?", edrx_asked),),
        ),
        Question.REFUSAL: ((Asking("AT+CEER", refusal),),),
    }
)

EXTRA = MappingProxyType(
    {
        "AT+ICCID": iccid,
        "AT+CICCID": iccid,
        "AT+QCCID": iccid,
        "AT#CCID": iccid,
        "AT^ICCID?": iccid,
        "AT%XICCID": iccid,
        "AT!ICCID?": iccid,
        "ATI": ati,
    }
)
"""Replies that can be read whoever sent them."""

DIALECT = Dialect(name="generic", title="3GPP TS 27.007", questions=QUESTIONS, extra=EXTRA)

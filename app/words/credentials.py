"""Texts for credentials that cannot be computed or used."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text

_STORE_THE_KEY = N_("Store the device's own key in the keyring, as the portal shows it.")
_SET_THE_CLOCK = N_("Set the clock of this computer.")

TEXTS = {
    "sas-key": Text(
        title=N_("The stored secret is not a key of Azure IoT Hub"),
        cause=(N_("Its keys are written in base64, and this is not."),),
        remedy=(_STORE_THE_KEY,),
    ),
    "sas-form": Text(
        title=N_("The stored secret is not a token of Azure IoT Hub"),
        cause=(N_("A token begins with SharedAccessSignature and has sr, sig and se."),),
        remedy=(_STORE_THE_KEY,),
    ),
    "sas-expired": Text(
        title=N_("The token has expired"),
        cause=(OneOf(N_("It was good until {expired_s} ago."), N_("A token is good for a while only.")),),
        remedy=(_STORE_THE_KEY,),
    ),
    "sas-too-long": Text(
        title=N_("The token is good for too long"),
        cause=(N_("More than a year: the clock that it was made by, or this one, is wrong."),),
        remedy=(_SET_THE_CLOCK,),
    ),
    "sas-clock": Text(
        title=N_("The clock of this computer is wrong"),
        cause=(N_("A token made by it would have expired already."),),
        remedy=(_SET_THE_CLOCK,),
    ),
}

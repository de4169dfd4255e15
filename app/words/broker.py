"""Texts for the broker's answer to CONNECT."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text, When, equals

_ITS_ANSWER = OneOf(
    N_("It answered with reason code {reason_code}: {reason}."),
    N_("It answered with reason code {reason_code}."),
    N_("It said so in its answer to CONNECT."),
)

_PASSWORD_AGAIN = N_(
    "Enter the password again; it is not in the site file but in the keyring of this computer."
)
_ASK_WHO_LOOKS_AFTER_IT = N_(
    "Ask who looks after the broker whether this user may connect with this client identifier."
)

TEXTS = {
    "broker-unreachable": Text(
        title=OneOf(N_("The broker {host} cannot be reached"), N_("The broker cannot be reached")),
        cause=(N_("No connection to its port came about, so MQTT was not even tried."),),
        remedy=(
            N_("See the hop Reach for the reason, and compare host and port with the site file."),
            N_("Check that the broker is running."),
        ),
    ),
    "broker-not-mqtt": Text(
        title=OneOf(
            When(equals("spoken", "http"), N_("A web server answers where the broker should be")),
            When(equals("spoken", "tls"), N_("The broker's port wants TLS")),
            N_("What answers there is not an MQTT broker"),
        ),
        cause=(
            N_("It sent something that is not MQTT."),
            N_("The first bytes are {received}."),
        ),
        remedy=(
            When(equals("spoken", "tls"), N_("Write mqtts:// in the site file.")),
            N_(
                "Check the port: usually 1883 for mqtt://, 8883 for mqtts://, 80 or 443 for ws:// and wss://."
            ),
            N_("A portal or proxy on the way can answer in place of the broker, too."),
        ),
    ),
    "broker-silent": Text(
        title=N_("The broker takes the connection and says nothing"),
        cause=(
            N_("The port is open, but no answer to CONNECT came within {timeout_s}."),
            N_("The broker is overloaded, it waits for TLS, or the port belongs to something else."),
        ),
        remedy=(
            N_("Check whether the port expects TLS: then the URL must begin with mqtts://."),
            N_("Look at the broker's log for this moment."),
        ),
    ),
    "broker-closed": Text(
        title=N_("The broker closes the connection without an answer"),
        cause=(
            N_("It hung up after CONNECT and gave no reason, as brokers do with what they do not accept."),
            N_(
                "Usual reasons: TLS on a plain port, a missing client certificate, an unknown client "
                "identifier."
            ),
        ),
        remedy=(
            N_("Look at the broker's log for this moment; it names the reason."),
            N_("Check version, client identifier and certificates in the site file."),
        ),
    ),
    "broker-not-authorized": Text(
        title=OneOf(
            When(equals("fault", "bad-credentials"), N_("The broker refuses the user name or the password")),
            N_("The broker does not let this client in"),
        ),
        cause=(
            _ITS_ANSWER,
            N_("The user name was {username}."),
            When(
                lambda facts: facts.get("fault") != "bad-credentials",
                N_("Its rules exclude this user, this client identifier or this address."),
            ),
        ),
        remedy=(_ASK_WHO_LOOKS_AFTER_IT, _PASSWORD_AGAIN),
    ),
    "broker-bad-credentials": Text(
        title=N_("The broker refuses the user name or the password"),
        cause=(_ITS_ANSWER, N_("The user name was {username}.")),
        remedy=(_PASSWORD_AGAIN, _ASK_WHO_LOOKS_AFTER_IT),
    ),
    "broker-version": Text(
        title=N_("The broker does not speak this version of MQTT"),
        cause=(_ITS_ANSWER, N_("The site file asks for version {version}.")),
        remedy=(
            N_(
                'Write version = "3.1.1" below [broker] in the site file, or "5" if it is the other way '
                "round."
            ),
        ),
    ),
    "broker-identifier": Text(
        title=OneOf(
            N_("The broker refuses the client identifier {client_id}"),
            N_("The broker refuses the client identifier"),
        ),
        cause=(
            _ITS_ANSWER,
            N_(
                "Some brokers take only identifiers that they know, or only short ones of letters and digits."
            ),
        ),
        remedy=(N_("Set client_id below [broker] in the site file to one that the broker accepts."),),
    ),
    "broker-refused": Text(
        title=N_("The broker refuses the connection"),
        cause=(_ITS_ANSWER, N_("It adds: {reason_string}.")),
        remedy=(
            N_(
                "Reasons such as busy, quota exceeded or server unavailable pass: try again in a few minutes."
            ),
            N_("Otherwise look at the broker's log for this moment."),
        ),
    ),
}

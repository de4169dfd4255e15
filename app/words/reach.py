"""Texts for names, ports and certificates of the hosts that must answer."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import OneOf, Text, When, has

_CLOCK = N_("Check date and time of this computer first: a wrong clock makes good certificates look wrong.")

TEXTS = {
    "dns-no-such-name": Text(
        title=OneOf(N_("The name {host} does not exist"), N_("A host name does not exist")),
        cause=(
            N_("The name server answered that there is no such name."),
            N_("A private name is known only to the private name server, behind the private APN or the VPN."),
        ),
        remedy=(
            N_("Compare the name with the site file letter by letter."),
            N_(
                "If it is a private name, use the name server of the private network, or write its address "
                "instead."
            ),
        ),
    ),
    "dns-silent": Text(
        title=OneOf(
            N_("The name server does not answer when asked for {host}"),
            N_("The name server does not answer"),
        ),
        cause=(
            N_("The question got no answer in time."),
            N_("In a private APN the public name servers are often out of reach."),
        ),
        remedy=(
            N_(
                "Use the name server that the network gave to the modem, or write the host's address instead."
            ),
            N_("If the modem has just registered, run the check again."),
        ),
    ),
    "dns-failed": Text(
        title=OneOf(N_("The name {host} cannot be resolved"), N_("A host name cannot be resolved")),
        cause=(
            N_("The name server answered with an error ({reason})."),
            N_("It refuses the question or cannot reach the servers that know the name."),
        ),
        remedy=(N_("Ask another name server, or write the host's address instead of its name."),),
    ),
    "tcp-refused": Text(
        title=OneOf(N_("{host} refuses port {port}"), N_("The host refuses the port")),
        cause=(
            N_(
                "The host was reached, so the way is fine: nothing listens on that port, or a firewall "
                "rejects it."
            ),
        ),
        remedy=(
            N_(
                "Check that the service runs on that host and listens on that port, not only on the host "
                "itself."
            ),
            OneOf(
                N_("Compare the port {port} with the site file."), N_("Compare the port with the site file.")
            ),
        ),
    ),
    "tcp-silent": Text(
        title=OneOf(N_("{host} does not answer on port {port}"), N_("The host does not answer")),
        cause=(
            N_("The attempt to connect got no answer, not even a refusal."),
            N_(
                "A firewall drops it, the host is off, or the answer does not find its way back to this "
                "address."
            ),
        ),
        remedy=(
            N_("Ask who looks after the host whether the attempt arrives there."),
            N_("If it arrives, the way back is missing: its network must know the addresses of the SIMs."),
            N_("If it does not, a firewall or the VPN on the way drops it."),
        ),
    ),
    "tcp-unreachable": Text(
        title=OneOf(N_("{host} cannot be reached"), N_("The host cannot be reached")),
        cause=(
            OneOf(
                N_("A router on the way ({offender}) says that there is no way to it."),
                N_("A router on the way, or this computer itself, says that there is no way to it."),
            ),
        ),
        remedy=(
            N_(
                "Check that the VPN is on and leads to this host, and that the address in the site file is "
                "right."
            ),
            N_("If both are fine, the network on the far side does not have this address."),
        ),
    ),
    "tls-certificate-expired": Text(
        title=OneOf(N_("The certificate of {host} has expired"), N_("The certificate has expired")),
        cause=(
            N_("It was valid until {not_after}."),
            N_("Every device that checks certificates refuses to connect."),
        ),
        remedy=(
            _CLOCK,
            N_("If the clock is right, the certificate must be renewed on the server."),
        ),
    ),
    "tls-certificate-not-yet-valid": Text(
        title=OneOf(N_("The certificate of {host} is not valid yet"), N_("The certificate is not valid yet")),
        cause=(
            N_("It is valid from {not_before} on."),
            N_("Nearly always the clock of this computer or device is behind."),
        ),
        remedy=(_CLOCK,),
    ),
    "tls-host-mismatch": Text(
        title=OneOf(
            N_("The certificate is not for {host}"),
            N_("The certificate is for another name"),
        ),
        cause=(
            N_("It was issued for {subject}."),
            N_(
                "Either the name in the site file is not the one that the server has, or another server "
                "answers."
            ),
        ),
        remedy=(
            N_("Use the name that stands in the certificate, not the address."),
            N_("If the name is right, the server needs a certificate for it."),
        ),
    ),
    "tls-untrusted": Text(
        title=OneOf(N_("The certificate of {host} is not trusted"), N_("The certificate is not trusted")),
        cause=(
            OneOf(
                N_("It was issued by {issuer}, which this computer does not know."),
                N_("This computer does not know who issued it."),
            ),
            N_(
                "Private servers often have a private issuer; a proxy that looks into the traffic has one "
                "too."
            ),
        ),
        remedy=(
            N_(
                'If the issuer is yours, name its certificate in the site file: ca_file = "…" below [broker].'
            ),
            N_("If you do not know the issuer, do not connect: somebody may be listening."),
        ),
    ),
    "tls-not-tls": Text(
        title=OneOf(N_("{host} does not speak TLS on port {port}"), N_("The host does not speak TLS")),
        cause=(N_("The port is open, but the answer is not TLS: it is the port for plain connections."),),
        remedy=(
            N_(
                "Use the TLS port, usually 8883 for MQTT and 443 for WebSocket, or mqtt:// where plain is "
                "meant."
            ),
        ),
    ),
    "tls-failed": Text(
        title=OneOf(N_("TLS with {host} fails"), N_("TLS fails")),
        cause=(
            OneOf(
                N_("The two sides found no common way ({reason})."),
                N_("The two sides found no common way, or the connection broke during the handshake."),
            ),
            N_(
                "Small packets that pass and large ones that do not show exactly like this: then it is the "
                "MTU."
            ),
        ),
        remedy=(
            N_("Check whether the server asks for a client certificate or only speaks an old TLS version."),
            N_("Measure the path MTU to this host and lower the MTU of the tunnel if it is reduced."),
        ),
    ),
    "tls-expires-soon": Text(
        title=OneOf(
            N_("The certificate of {host} expires in {days_left} days"),
            N_("The certificate expires soon"),
        ),
        cause=(
            N_("It is valid until {not_after}."),
            N_("After that every device that checks it stops connecting."),
        ),
        remedy=(N_("Have it renewed before your next visit would be needed."),),
    ),
    "isolation-leak": Text(
        title=OneOf(
            N_("{host} answers, although the private APN should keep it out"),
            N_("A host answers that the private APN should keep out"),
        ),
        cause=(
            N_("The connection to port {port} was opened."),
            N_(
                "The device is not isolated: packets leave by another interface, or the APN lets them "
                "through."
            ),
        ),
        remedy=(
            When(has("interface"), N_("The packets went out by {interface}: switch it off and test again.")),
            N_("Switch Wi-Fi and cable off and test again, so that only the SIM carries the packets."),
            N_("If it still answers, ask the carrier to close the way from this APN to the internet."),
        ),
    ),
}

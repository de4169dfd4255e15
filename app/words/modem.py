"""Texts for the modem's port and for what answers there."""

from __future__ import annotations

from app.words.catalogue import N_
from app.words.sentences import Facts, OneOf, Text, When, equals


def _held_by_modem_manager(facts: Facts) -> bool:
    return "modemmanager" in str(facts.get("holder") or "").lower()


def _held_by_another(facts: Facts) -> bool:
    return not _held_by_modem_manager(facts)


TEXTS = {
    "modem-not-found": Text(
        title=OneOf(N_("There is no modem at {port}"), N_("No modem was found")),
        cause=(
            When(
                lambda facts: bool(facts.get("port")),
                N_(
                    "The port does not exist: the modem is not plugged in, or it came back under another "
                    "name."
                ),
            ),
            When(
                lambda facts: not facts.get("port"),
                N_("No serial port of this computer belongs to a modem that Linkwright knows."),
            ),
        ),
        remedy=(
            N_("Plug the modem in and give it 20 seconds to start."),
            N_("If it is plugged in, try another cable and another socket, one without a hub."),
            N_(
                "On macOS, modems with a Qualcomm chip often show no port at all: use Linux or Windows for "
                "them."
            ),
            When(
                lambda facts: not facts.get("port"),
                N_("If the modem is behind a serial adapter, choose its port by hand."),
            ),
        ),
    ),
    "modem-port-busy": Text(
        title=OneOf(
            N_("{holder} holds the modem's port {port}"),
            N_("Another program holds the modem's port {port}"),
            N_("Another program holds the modem's port"),
        ),
        cause=(
            When(
                _held_by_modem_manager,
                N_(
                    "ModemManager looks after modems on most Linux desktops and lets nobody else use the "
                    "port."
                ),
            ),
            When(
                equals("holder_certain", "no"),
                N_("Its open files cannot be seen from here, but it runs on this computer."),
            ),
            When(
                _held_by_another,
                OneOf(
                    N_(
                        "The process {holder} ({holder_pid}) has opened the port, and a port serves only one."
                    ),
                    N_("Another program has opened the port, and a port serves only one."),
                ),
            ),
        ),
        remedy=(
            When(
                _held_by_modem_manager,
                N_("Stop it for the time of the test: sudo systemctl stop ModemManager."),
            ),
            When(
                _held_by_modem_manager,
                N_(
                    "Or take only this modem away from it: mmcli --inhibit-device=UID, with the UID that "
                    "mmcli -m any shows as the device, and leave that command running."
                ),
            ),
            When(
                _held_by_another,
                N_(
                    "Close the other program: a terminal, a vendor tool, a second Linkwright. "
                    "If none is open, unplug the modem and plug it in again."
                ),
            ),
        ),
    ),
    "modem-port-denied": Text(
        title=OneOf(
            N_("This user may not open the modem's port {port}"),
            N_("This user may not open the modem's port"),
        ),
        cause=(
            OneOf(
                N_("The port belongs to the group {group}, and this user is not in it."),
                N_("The system did not give this user the right to use the port."),
            ),
        ),
        remedy=(
            OneOf(
                When(
                    equals("member_after_login", "yes"),
                    N_("The user has been added to {group} already: log out and in again."),
                ),
                N_("Add the user to the group: sudo usermod -aG {group} $USER. Then log out and in again."),
                N_("Ask the administrator of this computer for the right to use serial ports."),
            ),
        ),
    ),
    "modem-port-failed": Text(
        title=OneOf(N_("The port {port} cannot be used"), N_("The modem's port cannot be used")),
        cause=(
            N_("The system refused to open the port or stopped serving it."),
            N_("It reported error {errno}."),
        ),
        remedy=(
            N_("Unplug the modem, plug it in again and run the check once more."),
            N_(
                "If it stays so, the port is not a modem's port or its driver is broken: choose another port."
            ),
        ),
    ),
    "modem-port-shared": Text(
        title=OneOf(
            N_("{holder} reads from the modem's port {port} at the same time"),
            N_("Another program reads from the modem's port at the same time"),
        ),
        cause=(N_("Two readers of one port take each other's bytes, so neither sees whole answers."),),
        remedy=(N_("Close the other program and run the check again."),),
    ),
    "modem-port-blocked": Text(
        title=OneOf(N_("{port} takes no commands"), N_("The port takes no commands")),
        cause=(N_("Nothing can be written to it: it is a port for diagnosis, or flow control holds it."),),
        remedy=(N_("Choose another port of the same modem."),),
    ),
    "modem-port-address": Text(
        title=OneOf(N_("{port} is not the name of a port"), N_("This is not the name of a port")),
        cause=(
            N_(
                "A port is a device such as /dev/ttyUSB2 or COM5, or socket://host:port for one over a "
                "network."
            ),
        ),
        remedy=(N_("Choose a port from the list: linkwright modem list."),),
    ),
    "modem-restarted": Text(
        title=OneOf(
            N_("The modem at {port} restarted during the check"),
            N_("The modem restarted during the check"),
        ),
        cause=(
            N_("It announced its start while an answer was awaited."),
            N_("A modem that draws too much from its socket restarts when it transmits."),
        ),
        remedy=(
            N_("Wait 20 seconds and run the check again."),
            N_("If it restarts again, use a socket or hub with its own power supply."),
        ),
    ),
    "modem-port-closed": Text(
        title=N_("The modem's port has been closed"),
        cause=(N_("It was closed here while an answer was still awaited."),),
        remedy=(N_("Open the modem again."),),
    ),
    "modem-command-needs-consent": Text(
        title=OneOf(N_("{command} changes the modem"), N_("This command changes the modem")),
        cause=(
            N_("Linkwright only reads, unless somebody asks for a change."),
            N_("A change can interrupt the connection or outlast this session."),
        ),
        remedy=(N_("Confirm the command if the change is meant."),),
    ),
    "modem-open-already": Text(
        title=N_("A modem is open already"),
        cause=(N_("It is the one at {port}."), N_("One modem is watched at a time.")),
        remedy=(N_("Close it first."),),
    ),
    "at-command-invalid": Text(
        title=N_("This is not an AT command that can be sent"),
        cause=(N_("A command is one line of printable characters, and not longer than a modem takes."),),
        remedy=(N_("Send the commands one by one, without line ends."),),
    ),
    "at-queue-full": Text(
        title=N_("Too many commands wait for the modem"),
        cause=(N_("{waiting} commands are waiting."), N_("A modem answers one command at a time.")),
        remedy=(N_("Wait for the answers, then send the next ones."),),
    ),
    "modem-silent": Text(
        title=OneOf(N_("The modem does not answer at {port}"), N_("The modem does not answer")),
        cause=(
            N_("The port opens, but nothing comes back to AT."),
            N_(
                "Usual reasons: the modem is still starting or sleeps, this is not its command port, "
                "or an adapter runs at another speed."
            ),
        ),
        remedy=(
            N_("Wait 20 seconds after plugging in and try again."),
            N_("Then try the modem's other ports."),
            N_("Behind a serial adapter, try the speeds 9600, 460800 and 921600."),
            N_("If nothing helps, take the power away from the modem for ten seconds."),
        ),
    ),
    "modem-not-at": Text(
        title=OneOf(N_("{port} is not a command port"), N_("This port is not a command port")),
        cause=(
            N_(
                "Something talks there, but it does not understand AT: a modem also has ports for position, "
                "diagnosis and data."
            ),
            N_("It sent: {received}."),
        ),
        remedy=(N_("Choose another port of the same modem; the command port is often the third one."),),
    ),
    "modem-vanished": Text(
        title=OneOf(
            N_("The modem at {port} disappeared during the check"),
            N_("The modem disappeared during the check"),
        ),
        cause=(
            N_("Its port was taken away: the modem was unplugged, restarted, or lost its power."),
            N_(
                "A modem that draws too much from the socket restarts when it transmits, "
                "above all where the signal is weak."
            ),
        ),
        remedy=(
            N_("Check plug and cable, and use a socket or hub with its own power supply."),
            N_("Wait until the modem is back and run the check again."),
        ),
    ),
    "modem-unknown": Text(
        title=N_("The modem answers, but does not say what it is"),
        cause=(
            OneOf(
                N_("It gave no model that Linkwright knows; it calls itself {manufacturer}."),
                N_("It gave neither manufacturer nor model that Linkwright knows."),
            ),
            N_("Only the commands of the 3GPP standard are used, so some values may be missing."),
        ),
        remedy=(
            N_("Nothing has to be done if the values that matter are there."),
            N_("Otherwise send the report to support, so that this modem can be added."),
        ),
    ),
}

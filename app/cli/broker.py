"""`linkwright broker URL`: what a broker says that it can do, and what it really does."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from app.cli.broker_options import broker_options
from app.cli.outcome import FOUND, PASSED
from app.cli.output import emit_json, say
from app.words import _

if TYPE_CHECKING:
    from app.mqtt.conformance.values import Card, Line, PacketSeen
    from app.mqtt.session import SessionConfig


class TrialList(click.ParamType[tuple[str, ...]]):
    """Codes of trials: `will,order`."""

    name = "list"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        from app.mqtt.conformance.trials import TRIALS

        codes = tuple(str(value).split(","))
        known = [trial.code for trial in TRIALS]
        unknown = [code for code in codes if code not in known]
        if unknown:
            self.fail(
                _("There is no trial {code}. There are: {known}").format(
                    code=repr(unknown[0]), known=", ".join(known)
                )
            )
        return codes


@click.command()
@broker_options
@click.option("--thorough", is_flag=True, help="Large packets and long waits too.")
@click.option("--only", type=TrialList(), default=(), metavar="LIST", help="These trials only.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(config: SessionConfig, thorough: bool, only: tuple[str, ...], as_json: bool) -> int:
    """Try a broker's features one by one and tell which rules of the standard it keeps.

    Only topics below linkwright/card/ and a random name are used, and retained messages are cleared at the
    end. Exit 0 when no rule was broken, 1 when one was.
    """
    from app.cli import live
    from app.mqtt.conformance.card import measure

    async def work() -> Card:
        progress = _Progress() if sys.stderr.isatty() else None
        return await measure(config, thorough=thorough, only=only, progress=progress)

    card = live.run(work)
    if as_json:
        emit_json(document(card))
    else:
        _tell(card)
    return FOUND if card.broken or card.left_behind else PASSED


def document(card: Card) -> dict[str, Any]:
    """The card as JSON; see docs/json/broker.md."""
    from app.cli import mqtt_output

    known = card.connected
    return {
        "schema": 1,
        "kind": "broker",
        "connection": {
            **mqtt_output.connection(known),
            "wildcard_subscriptions": known.wildcard_subscriptions,
            "subscription_identifiers": known.subscription_identifiers,
            "shared_subscriptions": known.shared_subscriptions,
            "server_keep_alive_s": known.server_keep_alive_s,
        },
        "prefix": card.prefix,
        "thorough": card.thorough,
        "counts": dict(Counter(line.verdict.value for line in card.lines)),
        "lines": [_line(line) for line in card.lines],
        "left_behind": card.left_behind,
        "duration_ms": card.duration_ms,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "rule": line.rule,
        "verdict": line.verdict.value,
        "expected": dict(line.expected),
        "observed": dict(line.observed),
        "why": line.why.value if line.why else None,
        "fault": line.fault,
        "fault_evidence": dict(line.fault_evidence) if line.fault_evidence else None,
        "tries": line.tries,
        "duration_ms": line.duration_ms,
        "packets": [_packet(packet) for packet in line.packets],
    }


def _packet(packet: PacketSeen) -> dict[str, Any]:
    return {
        "session": packet.session,
        "direction": packet.direction.value,
        "at_ms": packet.at_ms,
        "size_bytes": packet.size_bytes,
        "hex": packet.raw.hex(),
    }


def _tell(card: Card) -> None:
    from app.words.conformance import seen, trial_name, verdict_name, wanted

    known = card.connected
    for name, value in (
        (_("Broker"), f"{known.url} ({known.address})"),
        (_("MQTT"), known.version.number),
        ("Receive Maximum", known.receive_maximum),
        ("Maximum QoS", known.maximum_qos),
        ("Retain Available", _("yes") if known.retain_available else _("no")),
        ("Maximum Packet Size", known.maximum_packet_size or "-"),
        ("Topic Alias Maximum", known.topic_alias_maximum),
        ("Server Keep Alive", known.server_keep_alive_s or "-"),
    ):
        say(f"{name:20} {value}", stream=sys.stdout)
    say("", stream=sys.stdout)
    rows = [
        (verdict_name(line.verdict), trial_name(line.code), line.rule, seen(line), wanted(line))
        for line in card.lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for verdict, name, rule, observed, expected in rows:
        head = "  ".join(text.ljust(width) for text, width in zip((verdict, name, rule), widths, strict=True))
        say(f"{head}  {observed}", stream=sys.stdout)
        if expected:
            say(" " * (len(head) + 2) + _("expected: {facts}").format(facts=expected), stream=sys.stdout)
    if card.left_behind:
        say(_("{count} retained messages of ours could not be cleared.").format(count=card.left_behind))


class _Progress:
    """A line on standard error for each trial that is done."""

    def __call__(self, line: Line) -> None:
        from app.words.conformance import trial_name, verdict_name

        say(f"{trial_name(line.code)}: {verdict_name(line.verdict)}")

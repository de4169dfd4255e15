"""`linkwright delivery URL`: what becomes of messages on their way through a broker and back."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from app.cli.broker_options import broker_options
from app.cli.impairment import FORM, ImpairmentParam
from app.cli.outcome import FOUND, PASSED
from app.cli.output import emit_json, say
from app.words import _

if TYPE_CHECKING:
    from app.lab.impairment import LinkPlan
    from app.mqtt.delivery import DeliveryReading, FlowReading
    from app.mqtt.session import SessionConfig


class QosList(click.ParamType[tuple[int, ...]]):
    """`0,1,2`."""

    name = "qos"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        levels = str(value).split(",")
        if not all(level in ("0", "1", "2") for level in levels):
            self.fail(_("{value} is no list of QoS levels, such as 0,1,2").format(value=repr(value)))
        return tuple(sorted({int(level) for level in levels}))


@click.command()
@broker_options
@click.option("--qos", type=QosList(), default="0,1,2", show_default=True, metavar="LIST")
@click.option("--count", type=click.IntRange(1, 100_000), default=20, show_default=True, help="At each QoS.")
@click.option(
    "--size", "size_bytes", metavar="B", type=click.IntRange(17, 10_000_000), default=64, show_default=True
)
@click.option("--topic", metavar="TOPIC", help="To publish and subscribe to; one of our own if not given.")
@click.option(
    "--limit", "limit_s", metavar="S", type=click.FloatRange(0.1, 86_400), default=60.0, show_default=True
)
@click.option("--impair", metavar="SPEC", type=ImpairmentParam(), help=f"Through a bad link: {FORM}")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(
    config: SessionConfig,
    qos: tuple[int, ...],
    count: int,
    size_bytes: int,
    topic: str | None,
    limit_s: float,
    impair: LinkPlan | None,
    as_json: bool,
) -> int:
    """Publish numbered messages to our own subscription and count what comes back, when and how often.

    Exit 0 when every message came back once and in order, 1 when not.
    """
    from app.cli import live
    from app.mqtt.delivery import measure

    async def work() -> DeliveryReading:
        async with _through(impair, config) as reached:
            return await measure(
                reached,
                topic=topic or f"linkwright/delivery/{config.client_id}",
                qos=qos,
                count=count,
                size_bytes=size_bytes,
                time_limit_s=limit_s,
                progress=_Progress() if sys.stderr.isatty() else None,
            )

    reading = live.run(work)
    if as_json:
        emit_json(_document(reading))
    else:
        _tell(reading)
    return FOUND if any(_is_bad(flow) for flow in reading.flows) or reading.outages else PASSED


@asynccontextmanager
async def _through(impair: LinkPlan | None, config: SessionConfig) -> AsyncIterator[SessionConfig]:
    """The same broker, behind an impaired link on this computer if one is asked for."""
    if impair is None:
        yield config
        return
    from app.lab.link import Link

    endpoint = config.endpoint
    link = Link(impair)
    port = await link.start(endpoint.host, endpoint.port)
    tls = replace(config.tls, server_name=config.tls.server_name or endpoint.host)
    try:
        yield replace(config, url=f"{endpoint.scheme}://127.0.0.1:{port}{endpoint.path}", tls=tls)
    finally:
        await link.close()


def _is_bad(flow: FlowReading) -> bool:
    unanswered = flow.qos > 0 and flow.acknowledged < flow.sent
    return bool(flow.lost or flow.duplicates or flow.out_of_order or unanswered or flow.fault)


def _document(reading: DeliveryReading) -> dict[str, Any]:
    from app.cli import mqtt_output

    return {
        "schema": 1,
        "kind": "delivery",
        "connection": mqtt_output.connection(reading.connected),
        "topic": reading.topic,
        "size_bytes": reading.size_bytes,
        "granted_qos": reading.granted_qos,
        "flows": [{**asdict(flow), "arrived_qos": list(flow.arrived_qos)} for flow in reading.flows],
        "reconnects": reading.reconnects,
        "outages": list(reading.outages),
        "bytes_out": reading.bytes_out,
        "bytes_in": reading.bytes_in,
        "complete": reading.complete,
        "duration_ms": reading.duration_ms,
    }


_HEADS = ("QoS", "sent", "acked", "back", "lost", "twice", "disorder", "resent", "p50 ms", "p95 ms", "max ms")
_COLUMNS = ("sent", "acknowledged", "received", "lost", "duplicates", "out_of_order", "resent")


def _tell(reading: DeliveryReading) -> None:
    rows = [list(_HEADS)]
    for flow in reading.flows:
        times = (flow.rtt_ms_p50, flow.rtt_ms_p95, flow.rtt_ms_max)
        shown = ["-" if value is None else f"{value:.1f}" for value in times]
        rows.append([str(flow.qos), *(str(getattr(flow, name)) for name in _COLUMNS), *shown])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)), stream=sys.stdout)
    for flow in reading.flows:
        if flow.fault:
            say(_("QoS {qos}: {fault}").format(qos=flow.qos, fault=flow.fault), stream=sys.stdout)
    say(
        _("{out} bytes out, {into} bytes in, {count} reconnects").format(
            out=reading.bytes_out, into=reading.bytes_in, count=reading.reconnects
        ),
        stream=sys.stdout,
    )
    if not reading.complete:
        say(_("The time limit ended the experiment."))


class _Progress:
    """A line on standard error for every tenth of the messages."""

    def __init__(self) -> None:
        self._tenths = 0

    def __call__(self, received: int, expected: int) -> None:
        tenths = 10 * received // max(expected, 1)
        if tenths > self._tenths:
            self._tenths = tenths
            say(_("{received} of {expected} received").format(received=received, expected=expected))

"""`linkwright trace URL`: every packet of a session of ours, and the flows that they make."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import click

from app.cli.broker_options import broker_options
from app.cli.outcome import FOUND, PASSED
from app.cli.output import emit_json_lines, say

if TYPE_CHECKING:
    from app.mqtt.flow_values import Flow
    from app.mqtt.session import SessionConfig
    from app.mqtt.trace import Trace, TraceRecord

_GOOD = {"complete", "pending", "interrupted"}


@click.command()
@broker_options
@click.option("--filter", "filters", metavar="F", multiple=True, help="Subscribe to this; several if wanted.")
@click.option("--qos", type=click.IntRange(0, 2), default=2, show_default=True, help="Of the subscription.")
@click.option(
    "--publish", "topic", metavar="TOPIC", help="Also publish one message at each QoS to this topic."
)
@click.option("--duration", "duration_s", metavar="S", type=click.FloatRange(0.01), help="Then end.")
@click.option("--hex", "with_hex", is_flag=True, help="With the bytes of every packet.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(
    config: SessionConfig,
    filters: tuple[str, ...],
    qos: int,
    topic: str | None,
    duration_s: float | None,
    with_hex: bool,
    as_json: bool,
) -> int:
    """Connect to a broker and print every packet both ways, until Ctrl-C or the duration is over.

    Passwords are replaced by asterisks. Exit 1 when a flow did not end as it should.
    """
    from app.cli import live

    printer = _Printer(as_json, with_hex)

    async def work() -> None:
        await _trace(config, filters, qos, topic, duration_s, printer)

    live.run(work)
    return FOUND if printer.found else PASSED


async def _trace(
    config: SessionConfig,
    filters: tuple[str, ...],
    qos: int,
    topic: str | None,
    duration_s: float | None,
    printer: _Printer,
) -> None:
    from app.cli import live
    from app.mqtt.session import Session
    from app.mqtt.trace import Trace

    trace = Trace()
    session = Session(config, trace=trace)
    async with asyncio.TaskGroup() as group:
        printing = group.create_task(printer.follow(trace), name="print packets")
        try:
            await session.connect()
            if filters:
                await session.subscribe(*filters, qos=qos)
            if topic is not None:
                for level in range(3):
                    await session.publish(topic, b"linkwright", qos=level)
            await live.until(duration_s)
        finally:
            await session.disconnect()
            printing.cancel()
            printer.take(trace)
            printer.finish(trace)


class _Printer:
    """Prints records as they come, and each flow when it has ended."""

    def __init__(self, as_json: bool, with_hex: bool) -> None:
        from app.core.clock import Clock
        from app.mqtt.flows import FlowEngine

        self.found = False
        self._as_json = as_json
        self._with_hex = with_hex
        self._clock = Clock.start()
        self._engine = FlowEngine()
        self._next = 1
        self._told: set[int] = set()

    async def follow(self, trace: Trace) -> None:
        async for _ in trace.batches():
            self.take(trace)

    def take(self, trace: Trace) -> None:
        """Print what has come since the last time."""
        while records := trace.since(self._next):
            self._next = records[-1].number + 1
            lines: list[dict[str, Any]] = []
            for record in records:
                lines.append(self._packet(record))
                lines += [self._flow(flow) for flow in self._ended(self._observe(record))]
            self._print(lines)

    def finish(self, trace: Trace) -> None:
        """Flows that never ended, and the closing line."""
        lines = [self._flow(flow) for flow in self._engine.open_flows()]
        end = {"schema": 1, "kind": "end", "packets": trace.next_number - 1, "dropped": trace.dropped}
        self._print([*lines, end])

    def _observe(self, record: TraceRecord) -> tuple[int, ...]:
        from app.mqtt.trace import Note

        if record.note is Note.CONNECTED:
            return self._engine.connection_opened(record.session)
        if record.note is Note.CONNECTION_LOST:
            return self._engine.connection_lost(record.session)
        return self._engine.observe(record).changed

    def _ended(self, numbers: tuple[int, ...]) -> list[Flow]:
        """Flows among these that have come to their end and were not told of yet."""
        ended = []
        for number in numbers:
            flow = self._engine.flow(number)
            if flow is not None and flow.phase.value == "closed" and number not in self._told:
                self._told.add(number)
                ended.append(flow)
        return ended

    def _packet(self, record: TraceRecord) -> dict[str, Any]:
        from app.cli import mqtt_output

        return mqtt_output.packet(record, self._clock, with_hex=self._with_hex)

    def _flow(self, flow: Flow) -> dict[str, Any]:
        self.found |= flow.verdict.value not in _GOOD
        return flow_line(flow)

    def _print(self, lines: list[dict[str, Any]]) -> None:
        if self._as_json:
            emit_json_lines(lines)
        else:
            for line in lines:
                say(_plain(line), stream=sys.stdout)


def flow_line(flow: Flow) -> dict[str, Any]:
    """One exchange as JSON."""
    return {
        "schema": 1,
        "kind": "flow",
        "id": flow.id,
        "session": flow.session,
        "flow": flow.kind.value,
        "direction": flow.direction.value,
        "packet_id": flow.packet_id,
        "topic": flow.topic,
        "verdict": flow.verdict.value,
        "waits_for": None if flow.phase.value == "closed" else flow.phase.value,
        "reason_code": flow.reason,
        "resends": flow.resends,
        "packets": [step.number for step in flow.steps],
        "duration_ms": round(flow.duration_ns / 1e6, 3),
        "legs": [
            {
                "kind": leg.kind.value,
                "from": leg.from_number,
                "to": leg.to_number,
                "duration_ms": round(leg.duration_ns / 1e6, 3),
            }
            for leg in flow.legs
        ],
        "anomalies": [{"code": each.anomaly.value, "packet": each.number} for each in flow.irregularities],
    }


def _plain(line: dict[str, Any]) -> str:
    """One line of plain characters for a person."""
    kind = line["kind"]
    if kind == "packet":
        sign = "->" if line["direction"] == "out" else "<-"
        parts = [f"{line['number']:>6}", f"{line['at_ms']:>11.3f}", sign, f"{line['type']:<11}"]
        if line["packet_id"] is not None:
            parts.append(f"id {line['packet_id']}")
        if line["type"] == "PUBLISH":
            flags = "".join(f" {name}" for name in ("dup", "retain") if line[name])
            parts.append(f"qos {line['qos']}{flags} {_printable(line['topic'] or '')}")
        if line.get("reason_code"):
            parts.append(f"0x{line['reason_code']:02X} {line['reason'] or ''}".rstrip())
        parts.append(f"{line['size_bytes']} B")
        return "  ".join(parts) + (f"\n{'':21}{line['hex']}" if "hex" in line else "")
    if kind == "note":
        return f"{line['number']:>6}  {line['at_ms']:>11.3f}  {line['note']}  {line['text']}".rstrip()
    if kind == "flow":
        name = f"{line['flow']} {line['packet_id'] or ''}".rstrip()
        return f"{'':8}= {name}: {line['verdict']}, {line['duration_ms']:.3f} ms"
    return f"{line['packets']} packets, {line['dropped']} dropped"


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)

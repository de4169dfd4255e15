"""`linkwright trace URL`: every packet of a session of ours, and the flows that they make."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.broker_options import broker_options
from app.cli.outcome import FOUND, PASSED
from app.cli.output import emit_json_lines, say

if TYPE_CHECKING:
    from app.core.clock import Clock
    from app.mqtt.flow_values import Flow
    from app.mqtt.session import SessionConfig
    from app.mqtt.trace import Trace
    from app.report.trace_file import TraceFile

_GOOD = {"complete", "pending", "interrupted"}


@click.command()
@broker_options
@click.option("--filter", "filters", metavar="F", multiple=True, help="Subscribe to this; several if wanted.")
@click.option("--qos", type=click.IntRange(0, 2), default=2, show_default=True, help="Of the subscription.")
@click.option(
    "--publish", "topic", metavar="TOPIC", help="Also publish one message at each QoS to this topic."
)
@click.option("--duration", "duration_s", metavar="S", type=click.FloatRange(0.01), help="Then end.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write FILE.pcapng (for Wireshark), .ndjson or .csv.",
)
@click.option("--hex", "with_hex", is_flag=True, help="With the bytes of every packet.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(
    config: SessionConfig,
    filters: tuple[str, ...],
    qos: int,
    topic: str | None,
    duration_s: float | None,
    out: Path | None,
    with_hex: bool,
    as_json: bool,
) -> int:
    """Connect to a broker and print every packet both ways, until Ctrl-C or the duration is over.

    Passwords and tokens are replaced by asterisks. Exit 1 when a flow did not end as it should.
    """
    from app.cli import live
    from app.core.clock import Clock

    clock = Clock.start()
    with ExitStack() as stack:
        file = None
        if out is not None:
            from app.report.trace_file import growing

            file = stack.enter_context(growing(out, clock))
        printer = _Printer(clock, as_json, with_hex, file)

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
    """Prints records as they come, and each flow when it has ended; into a file too if one is wanted."""

    def __init__(self, clock: Clock, as_json: bool, with_hex: bool, file: TraceFile | None) -> None:
        from app.mqtt.capture.flow_follower import FlowFollower

        self.found = False
        self._as_json = as_json
        self._with_hex = with_hex
        self._clock = clock
        self._file = file
        self._follower = FlowFollower()
        self._next = 1
        self._taken = 0

    async def follow(self, trace: Trace) -> None:
        async for _ in trace.batches():
            self.take(trace)

    def take(self, trace: Trace) -> None:
        """Print what has come since the last time."""
        from app.mqtt.capture.json_lines import packet_line

        while records := trace.since(self._next):
            self._next = records[-1].number + 1
            self._taken += len(records)
            lines: list[dict[str, Any]] = []
            for record in records:
                seen = self._follower.take(record)
                lines.append(packet_line(record, self._clock, with_hex=self._with_hex))
                lines += [self._flow(flow) for flow in seen.ended]
                if self._file is not None:
                    self._file.add(record, seen)
            if self._file is not None:
                self._file.flush()
            self._print(lines)

    def finish(self, trace: Trace) -> None:
        """Flows that never ended, and the closing line."""
        from app.mqtt.capture.json_lines import end_line

        packets = trace.next_number - 1
        unseen = packets - self._taken  # the trace let go of them before they were taken
        still_open = self._follower.open_flows()
        if self._file is not None:
            self._file.finish(still_open, packets, unseen)
        self._print([*(self._flow(flow) for flow in still_open), end_line(packets, unseen)])

    def _flow(self, flow: Flow) -> dict[str, Any]:
        from app.mqtt.capture.json_lines import flow_line

        self.found |= flow.verdict.value not in _GOOD
        return flow_line(flow)

    def _print(self, lines: list[dict[str, Any]]) -> None:
        if self._as_json:
            emit_json_lines(lines)
        else:
            for line in lines:
                say(_plain(line), stream=sys.stdout)


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

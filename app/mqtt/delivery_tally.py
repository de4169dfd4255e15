"""Counts what became of numbered messages: which were sent, resent, received, twice, late, never.

Sans-IO. Times are nanoseconds of the tap. Messages are known by their payload, so that the tally does not
depend on packet identifiers, which change over a reconnect.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_MARK = b"lw"
_DIGITS = 6

SMALLEST_BYTES = len(_MARK) + 8 + 1 + _DIGITS
"""A payload below this cannot carry mark, run, QoS and number."""


def payload_for(run: str, qos: int, number: int, size_bytes: int) -> bytes:
    """`lwRRRRRRRRQNNNNNN....`: run has 8 characters; filled with dots up to size_bytes."""
    head = _MARK + run.encode() + b"%d" % qos + b"%0*d" % (_DIGITS, number)
    return head.ljust(size_bytes, b".")


def number_of(run: str, payload: bytes) -> tuple[int, int] | None:
    """QoS and number of a payload of this run; None for any other."""
    head = _MARK + run.encode()
    if not payload.startswith(head):
        return None
    qos, number = payload[len(head) : len(head) + 1], payload[len(head) + 1 : SMALLEST_BYTES]
    if not (qos.isdigit() and number.isdigit()):
        return None
    return int(qos), int(number)


@dataclass(slots=True)
class _Fate:
    """One message. Times in ns, None for what did not happen."""

    written_ns: int | None = None
    times_written: int = 0
    received_ns: int | None = None
    times_received: int = 0
    acknowledged: bool = False
    ack_ms: float | None = None


@dataclass(frozen=True, slots=True)
class FlowReading:
    """All messages sent at one QoS.

    sent: handed over for sending; acknowledged: at QoS 0, which has none, those written. received: different
    messages that came back; lost: sent and never came back. duplicates: copies beyond the first.
    out_of_order: came after one with a higher number. resent: PUBLISH packets written again.
    rtt_ms: from written for the first time to received for the first time. ack_ms: from written to the last
    acknowledgement. arrived_qos: the QoS at which they came back. fault: why not all were sent.
    """

    qos: int
    sent: int
    acknowledged: int
    received: int
    lost: int
    duplicates: int
    out_of_order: int
    resent: int
    rtt_ms_p50: float | None
    rtt_ms_p95: float | None
    rtt_ms_max: float | None
    ack_ms_p50: float | None
    ack_ms_max: float | None
    arrived_qos: tuple[int, ...]
    fault: str | None = None


@dataclass(slots=True)
class FlowTally:
    """The messages of one QoS while they are under way."""

    qos: int
    fault: str | None = None
    arrived_qos: set[int] = field(default_factory=set)
    _fates: dict[int, _Fate] = field(default_factory=dict)
    _highest: int = -1
    _out_of_order: int = 0

    def sent(self, number: int) -> None:
        """Handed over for sending."""
        self._fate(number)

    def withdrawn(self, number: int) -> None:
        """It could not be sent after all."""
        self._fates.pop(number, None)

    def written(self, number: int, at_ns: int) -> None:
        fate = self._fate(number)
        fate.times_written += 1
        if fate.written_ns is None:
            fate.written_ns = at_ns

    def received(self, number: int, at_ns: int, qos: int) -> bool:
        """True where it came for the first time."""
        fate = self._fate(number)
        fate.times_received += 1
        self.arrived_qos.add(qos)
        if fate.times_received > 1:
            return False
        fate.received_ns = at_ns
        self._out_of_order += number < self._highest
        self._highest = max(self._highest, number)
        return True

    def acknowledged(self, number: int, ack_ms: float | None) -> None:
        fate = self._fate(number)
        fate.acknowledged = True
        fate.ack_ms = ack_ms

    @property
    def missing(self) -> int:
        """Sent and not received yet."""
        return sum(fate.received_ns is None for fate in list(self._fates.values()))

    @property
    def slowest_ms(self) -> float:
        return max(self._rtts(), default=0.0)

    def reading(self) -> FlowReading:
        fates = list(self._fates.values())
        rtts = sorted(self._rtts())
        acks = sorted(fate.ack_ms for fate in fates if fate.ack_ms is not None)
        received = sum(fate.times_received > 0 for fate in fates)
        return FlowReading(
            qos=self.qos,
            sent=len(fates),
            acknowledged=sum(fate.acknowledged for fate in fates),
            received=received,
            lost=len(fates) - received,
            duplicates=sum(max(0, fate.times_received - 1) for fate in fates),
            out_of_order=self._out_of_order,
            resent=sum(max(0, fate.times_written - 1) for fate in fates),
            rtt_ms_p50=quantile(rtts, 0.5),
            rtt_ms_p95=quantile(rtts, 0.95),
            rtt_ms_max=quantile(rtts, 1.0),
            ack_ms_p50=quantile(acks, 0.5),
            ack_ms_max=quantile(acks, 1.0),
            arrived_qos=tuple(sorted(self.arrived_qos)),
            fault=self.fault,
        )

    def _fate(self, number: int) -> _Fate:
        fate = self._fates.get(number)
        if fate is None:
            fate = self._fates[number] = _Fate()
        return fate

    def _rtts(self) -> list[float]:
        return [
            (fate.received_ns - fate.written_ns) / 1e6
            for fate in list(self._fates.values())
            if fate.received_ns is not None and fate.written_ns is not None
        ]


def quantile(ordered: list[float], share: float) -> float | None:
    """The smallest value that at least `share` of the values do not exceed; None of nothing."""
    if not ordered:
        return None
    place = max(0, -(-len(ordered) * share // 1) - 1)
    return round(ordered[min(int(place), len(ordered) - 1)], 3)

"""How many handshakes a gateway may be sent, so that it does not take us for an attack and go silent.

Gateways drop what comes too often: strongSwan is silent for 30 s from the fifth unfinished IKE_SA_INIT on
(facts/reach.md 0.4), WireGuard drops a second initiation at once.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

_S = 1_000_000_000
_MOST_GATEWAYS = 1000


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to begin one handshake."""

    gateway: str
    taken_ns: int
    number: int


class Budget:
    """At most `most` handshakes that were begun within `window_s` and are not finished, for each gateway.

    Gateways are told apart by their address. Every thread may ask; times are those of perf_counter.
    """

    def __init__(self, most: int, window_s: float) -> None:
        self._most = most
        self._window_ns = int(window_s * _S)
        self._open: dict[str, list[Ticket]] = {}
        self._taken = 0
        self._lock = threading.Lock()

    def take(self, gateway: str, now_ns: int) -> Ticket | int:
        """A ticket, or how many nanoseconds to wait before there is one."""
        with self._lock:
            self._forget(now_ns)
            tickets = self._open.get(gateway, [])
            if len(tickets) >= self._most:
                return tickets[0].taken_ns + self._window_ns - now_ns
            if not tickets and len(self._open) >= _MOST_GATEWAYS:
                return self._window_ns
            self._taken += 1
            ticket = Ticket(gateway, now_ns, self._taken)
            self._open[gateway] = [*tickets, ticket]
            return ticket

    def finish(self, ticket: Ticket) -> None:
        """The gateway holds nothing of that handshake any more: it does not count."""
        with self._lock:
            left = [one for one in self._open.get(ticket.gateway, []) if one != ticket]
            if left:
                self._open[ticket.gateway] = left
            else:
                self._open.pop(ticket.gateway, None)

    def _forget(self, now_ns: int) -> None:
        for gateway, tickets in list(self._open.items()):
            left = [ticket for ticket in tickets if now_ns - ticket.taken_ns < self._window_ns]
            if left:
                self._open[gateway] = left
            else:
                del self._open[gateway]


WIREGUARD = Budget(1, 5.0)
"""The protocol's own spacing (REKEY_TIMEOUT); none is ever given back."""

IKE = Budget(3, 30.0)
"""Below the limits at which gateways begin to ask for cookies and to drop."""

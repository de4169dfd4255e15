"""The lab's devices: pumps that publish to the lab's broker as real ones would, over a way of their own.

They do not pass the impaired link: what is lost there is lost between the broker and us, not before it.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
from collections.abc import Callable

from app.core.tasks import TaskScope
from app.mqtt.faults import MqttFault
from app.mqtt.packets import Version
from app.mqtt.session import Session, SessionConfig

PUMPS = ("pump12", "pump13", "pump14")
_INTERVAL_S = 0.25
_SEED = 12


class Fleet:
    """Three pumps on one connection; the same seed tells the same story every time."""

    def __init__(self, port: int, report: Callable[[str, BaseException], None]) -> None:
        self._session = Session(
            SessionConfig(url=f"mqtt://127.0.0.1:{port}", version=Version.V311, name="lab devices"),
            report=report,
        )
        self._scope = TaskScope(report)

    async def start(self) -> None:
        """Return when the retained states are with the broker. Raises MqttFault."""
        await self._session.connect()
        for pump in PUMPS:
            await self._session.publish(f"acme/{pump}/status", b"online", qos=1, retain=True)
        self._scope.start(self._work(), name="lab devices")

    async def close(self) -> None:
        await self._scope.close()
        await self._session.disconnect()

    async def _work(self) -> None:
        chance = random.Random(_SEED)
        tick = 0
        while True:
            for number, pump in enumerate(PUMPS):
                for topic, payload, qos in _readings(pump, number, tick, chance):
                    try:
                        await self._session.publish(topic, payload, qos=qos)
                    except MqttFault:
                        break  # between two connections: the reading is lost, as with a real device
            tick += 1
            await asyncio.sleep(_INTERVAL_S)


def _readings(pump: str, number: int, tick: int, chance: random.Random) -> list[tuple[str, bytes, int]]:
    """What one pump has to say at one tick: topic, payload, QoS."""
    flow = 41.7 + 3 * math.sin((tick + 40 * number) / 25) + chance.uniform(-0.4, 0.4)
    pressure = 3.82 + 0.2 * math.sin((tick + 15 * number) / 18) + chance.uniform(-0.03, 0.03)
    said = [
        (f"acme/{pump}/flow", json.dumps({"l_min": round(flow, 1), "t": tick}).encode(), 0),
        (f"acme/{pump}/pressure", f"{pressure:.2f}".encode(), 0),
    ]
    if tick % 20 == 7 * number:
        valve = {"open": tick % 40 < 20, "pct": 35 + 5 * (tick // 20 % 3)}
        said.append((f"acme/{pump}/cmd/valve", json.dumps(valve).encode(), 1))
    return said

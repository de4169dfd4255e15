"""Makes docs/brokers.md: the cards of the brokers that are installed, and of others whose URLs are given.

python -m tests.real.broker_tables ["aedes 1.2.0 (3.1.1)=3.1.1=mqtt://127.0.0.1:1884" ...] > docs/brokers.md
"""

from __future__ import annotations

import asyncio
import sys

from app.lab.broker import BrokerKind, LabBroker, mosquitto_path
from app.lab.broker_plan import BrokerPlan
from app.mqtt.conformance.card import measure
from app.mqtt.conformance.values import Card
from app.mqtt.packets import Version
from app.mqtt.session_config import SessionConfig
from app.report.broker_table import details, legend, overview

_HEAD = """# Brokers, as observed

Made by `python -m tests.real.broker_tables`; do not edit. Every broker ran on loopback with its own defaults.
The same card of any other broker: `linkwright broker URL`. What the lines mean:
[json/broker.md](json/broker.md).

A broker that "breaks" a rule is not a bad broker: this says where a device must not rely on it.
"""


async def cards(others: list[str]) -> list[tuple[str, Card]]:
    found = []
    for kind in BrokerKind.MOSQUITTO, BrokerKind.AMQTT:
        if kind is BrokerKind.MOSQUITTO and mosquitto_path() is None:
            continue
        broker = LabBroker(BrokerPlan(), kind=kind)
        await broker.start()
        try:
            for number in broker.versions[-2:]:
                card = await card_of(f"mqtt://127.0.0.1:{broker.port}", number)
                found.append((f"{broker.program} ({number})", card))
        finally:
            await broker.close()
    for other in others:
        name, number, url = other.split("=")
        found.append((name, await card_of(url, number)))
    return found


async def card_of(url: str, number: str) -> Card:
    return await measure(SessionConfig(url=url, version=Version.from_number(number)))


def document(found: list[tuple[str, Card]]) -> str:
    parts = [_HEAD, f"{legend()}; nothing: this version of MQTT does not have it.\n", overview(found)]
    parts += [f"## {name}\n\n{details(card)}" for name, card in found]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(document(asyncio.run(cards(sys.argv[1:]))))

"""Makes a broker's card: one connection for what it says, then every trial on connections of its own.

Trials that do not know of one another run at the same time, each in its own thread. Only topics below
`linkwright/card/` and a random name are written to, and nothing of it stays.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from app.core.threads import Cancellation, in_thread
from app.mqtt.conformance.bench import Bench, Trial, patient
from app.mqtt.conformance.conversation import Conversation
from app.mqtt.conformance.trials import TRIALS
from app.mqtt.conformance.values import Card, Line, Outcome, PacketSeen, Verdict, WhyNot, not_tried
from app.mqtt.connack import Connected, connected
from app.mqtt.faults import MqttFault
from app.mqtt.framing import FramingFault
from app.mqtt.packets import Connect, Subscription
from app.mqtt.session_config import SessionConfig, unique_client_id

PREFIX = "linkwright/card"
_AT_ONCE = 8

Progress = Callable[[Line], None]


async def measure(
    config: SessionConfig,
    *,
    thorough: bool = False,
    only: Collection[str] = (),
    limit_s: float = 5.0,
    progress: Progress | None = None,
) -> Card:
    """Try everything, or `only` these codes. limit_s: how long an answer may take.

    MqttFault where not even a connection comes about. Cancelling ends all connections within a moment.
    """
    started_s = time.monotonic()
    config = patient(config)
    known = await in_thread("card connect", partial(_greet, config, limit_s))
    prefix = f"{PREFIX}/{secrets.token_hex(4)}"
    places = asyncio.Semaphore(_AT_ONCE)

    async def attempt(trial: Trial) -> Line:
        work = partial(
            _try, trial, config, known, prefix=f"{prefix}/{trial.code}", thorough=thorough, limit_s=limit_s
        )
        return await in_thread(f"card {trial.code}", work)

    async def attempt_beside_others(trial: Trial) -> Line:
        async with places:
            line = await attempt(trial)
        if progress is not None and not _deserves_another(line):
            progress(line)
        return line

    chosen = [trial for trial in TRIALS if not only or trial.code in only]
    chosen.sort(key=lambda trial: trial.code not in _SLOW)  # so that the slow ones do not come last
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(attempt_beside_others(trial), name=f"card {trial.code}") for trial in chosen
        ]
    lines = {task.result().code: task.result() for task in tasks}
    for trial in chosen:
        if _deserves_another(lines[trial.code]):
            line = lines[trial.code] = replace(await attempt(trial), tries=2)
            if progress is not None:
                progress(line)
    left_behind = await in_thread("card tidy", partial(_left_behind, config, known, prefix, limit_s))
    return Card(
        connected=known,
        lines=tuple(lines[trial.code] for trial in TRIALS if trial.code in lines),
        prefix=prefix,
        thorough=thorough,
        left_behind=left_behind,
        duration_ms=round((time.monotonic() - started_s) * 1000, 1),
    )


_SLOW = ("keep-alive", "message-expiry", "sys-topics")


def _deserves_another(line: Line) -> bool:
    """Some brokers lose connections while others come and go: a second try alone tells that apart."""
    return line.verdict in (Verdict.BROKEN, Verdict.UNCLEAR) and line.code not in _SLOW


def _greet(config: SessionConfig, limit_s: float, cancellation: Cancellation) -> Connected:
    """What CONNACK says to a connection that asks for nothing."""
    client_id = config.client_id or unique_client_id("lwc")
    seen: list[PacketSeen] = []
    talk = Conversation.open(
        config,
        Connect(
            client_id,
            keep_alive_s=config.keep_alive_s,
            username=config.username,
            password=config.password.reveal().encode() if config.password else None,
        ),
        cancellation,
        name="card",
        seen=seen,
        started_s=time.monotonic(),
        limit_s=limit_s,
    )
    talk.goodbye()
    return connected(config, talk.dialled, talk.connack, talk.connect_ms)


def _try(
    trial: Trial,
    config: SessionConfig,
    known: Connected,
    cancellation: Cancellation,
    *,
    prefix: str,
    thorough: bool,
    limit_s: float,
) -> Line:
    started_s = time.monotonic()
    rule = trial.rule(config.version)
    if rule is None:
        return _line(trial, trial.v5 or "", not_tried(WhyNot.VERSION), (), started_s)
    bench = Bench(config, known, cancellation, prefix=prefix, thorough=thorough, limit_s=limit_s)
    with bench:
        try:
            outcome, fault = trial.run(bench), None
        except (MqttFault, FramingFault) as error:
            outcome, fault = Outcome(Verdict.UNCLEAR, {}, {}), error
    return _line(trial, rule, outcome, tuple(bench.seen), started_s, fault)


def _line(
    trial: Trial,
    rule: str,
    outcome: Outcome,
    packets: tuple[PacketSeen, ...],
    started_s: float,
    fault: MqttFault | FramingFault | None = None,
) -> Line:
    return Line(
        code=trial.code,
        rule=rule,
        verdict=outcome.verdict,
        expected=outcome.expected,
        observed=outcome.observed,
        packets=packets,
        why=outcome.why,
        fault=fault.code if fault else None,
        fault_evidence=fault.evidence if fault else None,
        duration_ms=round((time.monotonic() - started_s) * 1000, 1),
    )


def _left_behind(
    config: SessionConfig, known: Connected, prefix: str, limit_s: float, cancellation: Cancellation
) -> int:
    """How many retained messages of ours are still there, where the broker lets us look."""
    with Bench(config, known, cancellation, prefix=prefix, limit_s=limit_s) as bench:
        try:
            talk = bench.connect("tidy")
            talk.subscribe(Subscription(f"{prefix}/#"))
            talk.listen(bench.settle_s / 2)
        except (MqttFault, FramingFault):
            return 0
        topics = {arrival.packet.topic for arrival in talk.arrivals if arrival.packet.payload}
        for topic in topics:
            bench.retain(talk, topic, b"")
    return len(topics)

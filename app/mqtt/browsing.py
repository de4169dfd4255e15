"""The connection that a person browses a broker with: one session, the tree of its topics."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core.observable import Signal
from app.mqtt.faults import MqttFault, MqttReason
from app.mqtt.presets import GENERIC, Preset
from app.mqtt.session import Acknowledgement, Grant, Session, SessionConfig, SessionSnapshot, SessionState
from app.mqtt.topics import TopicStore
from app.mqtt.trace import Trace

_IDLE = SessionSnapshot(SessionState.IDLE, "")


class Browsing:
    """Open it with a configuration, close it; each opening begins with an empty tree."""

    def __init__(self, trace: Trace, report: Callable[[str, BaseException], None]) -> None:
        self._trace = trace
        self._report = report
        self._session: Session | None = None
        self._disconnect: Callable[[], None] = lambda: None
        self.snapshot = _IDLE
        self.topics = TopicStore()
        self.grants: tuple[Grant, ...] = ()
        self.changed: Signal[SessionSnapshot] = Signal()

    @property
    def is_open(self) -> bool:
        """Whether there is a session, connected or trying to be."""
        return self._session is not None and self.snapshot.state is not SessionState.CLOSED

    async def open(
        self, config: SessionConfig, filters: Sequence[str] = (), *, preset: Preset = GENERIC
    ) -> None:
        """Connect and subscribe, to what the preset has to show if no filters are given.

        At QoS 0: above it a broker's queue limit loses retained messages of a large tree. Raises MqttFault,
        and stays closed then.
        """
        await self.close()
        self.topics = TopicStore()
        self.grants = ()
        session = self._session = Session(config, trace=self._trace, report=self._report)
        self._disconnect = session.changed.connect(self._show)
        session.add_sink(self.topics.put)
        try:
            await session.connect()
            self.grants = await session.subscribe(
                *(filters or preset.first_filters(session.config.client_id))
            )
        except BaseException:
            await self.close()
            raise
        self._show(session.snapshot)

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.disconnect()
        self._disconnect()

    async def publish(
        self, topic: str, payload: bytes, *, qos: int = 0, retain: bool = False
    ) -> Acknowledgement:
        """As `Session.publish`; MqttFault NOT_CONNECTED when nothing is open."""
        return await self._need_session().publish(topic, payload, qos=qos, retain=retain)

    async def subscribe(self, *filters: str, qos: int = 0) -> tuple[Grant, ...]:
        granted = await self._need_session().subscribe(*filters, qos=qos)
        self.grants = (*self.grants, *granted)
        return granted

    def _need_session(self) -> Session:
        if self._session is None:
            raise MqttFault(MqttReason.NOT_CONNECTED)
        return self._session

    def _show(self, snapshot: SessionSnapshot) -> None:
        self.snapshot = snapshot
        self.changed.emit(snapshot)

"""TCP and TLS probes against Mosquitto, directly and through the impaired link."""

import asyncio

import pytest

from app.lab.broker import BrokerKind, LabBroker, mosquitto_path
from app.lab.broker_plan import BrokerPlan
from app.lab.certificates import Flaw
from app.lab.impairment import LinkPlan
from app.lab.link import Link
from app.reach import tcp, tls
from app.reach.tcp import TcpVerdict
from app.reach.tls import Handshake, TlsVerdict

pytestmark = [
    pytest.mark.real("mosquitto"),
    pytest.mark.skipif(mosquitto_path() is None, reason="Mosquitto is not installed"),
]


def shake(flaw: Flaw, link: LinkPlan | None = None, *, plain: bool = False) -> Handshake:
    """A handshake with Mosquitto's TLS port, or its plain one, through a link."""

    async def run() -> Handshake:
        broker = LabBroker(BrokerPlan(tls=flaw), kind=BrokerKind.MOSQUITTO)
        carrier = Link(link or LinkPlan())
        await broker.start()
        try:
            assert broker.tls_port is not None
            port = await carrier.start("127.0.0.1", broker.port if plain else broker.tls_port)
            return await tls.handshake("127.0.0.1", port, ca_file=broker.ca_file)
        finally:
            await carrier.close()
            await broker.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("flaw", "verdict"),
    [
        ("valid", TlsVerdict.OK),
        ("expired", TlsVerdict.EXPIRED),
        ("not-yet-valid", TlsVerdict.NOT_YET_VALID),
        ("wrong-host", TlsVerdict.HOST_MISMATCH),
        ("self-signed", TlsVerdict.SELF_SIGNED),
        ("unknown-authority", TlsVerdict.UNTRUSTED),
    ],
)
def test_every_certificate_has_its_verdict(flaw: Flaw, verdict: TlsVerdict) -> None:
    found = shake(flaw)
    assert found.verdict is verdict
    assert found.leaf is not None


def test_the_plain_port_closes_on_a_tls_client() -> None:
    assert shake("valid", plain=True).verdict is TlsVerdict.CLOSED


def test_a_slow_link_shows_in_the_handshake_and_not_in_the_local_connect() -> None:
    found = shake("valid", LinkPlan(delay_ms=50))
    assert found.verdict is TlsVerdict.OK
    assert found.tls_ms is not None and found.tls_ms >= 100


def test_a_link_that_is_cut_at_once_is_refused() -> None:
    async def run() -> tcp.Connection:
        link = Link(LinkPlan(refuse=True))
        port = await link.start("127.0.0.1", 9)
        try:
            return await tcp.connect("127.0.0.1", port)
        finally:
            await link.close()

    assert asyncio.run(run()).verdict is TcpVerdict.REFUSED

"""Name look-ups against a server on loopback and against this system."""

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest

from app.reach import dns
from app.reach.dns import DnsVerdict, Resolution
from tests.app.reach.name_server import name_server


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with name_server() as address:
        yield address


def resolve(name: str, server: str | None = None, timeout_s: float = 0.4) -> Resolution:
    return asyncio.run(dns.resolve(name, server, timeout_s=timeout_s))


def events(found: Resolution) -> list[str]:
    return [seen.event for seen in found.evidence]


def test_both_families_are_found(server: str) -> None:
    found = resolve("both.test", server)
    assert (found.verdict, found.addresses) == (DnsVerdict.OK, ("192.0.2.10", "2001:db8::10"))
    assert found.server == server
    assert events(found) == ["query", "query", "answer", "answer"]
    assert 0 < found.duration_ms < 400


def test_an_alias_is_followed(server: str) -> None:
    assert resolve("alias.test", server).addresses == ("192.0.2.11",)


def test_a_cut_off_answer_is_fetched_over_tcp(server: str) -> None:
    found = resolve("big.test", server)
    assert len(found.addresses) == 199
    assert "query-tcp" in events(found)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("gone.test", DnsVerdict.NO_SUCH_NAME),
        ("empty.test", DnsVerdict.NO_SUCH_NAME),
        ("refused.test", DnsVerdict.REFUSED),
        ("broken.test", DnsVerdict.FAILED),
        ("silent.test", DnsVerdict.SILENT),
        ("a" * 64 + ".test", DnsVerdict.NO_SUCH_NAME),
        ("a..test", DnsVerdict.NO_SUCH_NAME),
    ],
)
def test_each_answer_has_its_verdict(server: str, name: str, verdict: DnsVerdict) -> None:
    found = resolve(name, server)
    assert (found.verdict, found.addresses) == (verdict, ())


@pytest.mark.parametrize(
    ("name", "event"), [("forged.test", "foreign-answer"), ("garbage.test", "malformed-answer")]
)
def test_an_answer_that_is_not_ours_is_ignored_and_noted(server: str, name: str, event: str) -> None:
    found = resolve(name, server)
    assert (found.verdict, found.addresses) == (DnsVerdict.SILENT, ())
    assert event in events(found)


def test_one_family_does_not_wait_long_for_the_other(server: str) -> None:
    found = resolve("slow6.test", server, timeout_s=5)
    assert found.addresses == ("192.0.2.10",)
    assert found.duration_ms < 2000


def test_a_question_is_asked_again(server: str) -> None:
    assert events(resolve("silent.test", server, timeout_s=1.3)).count("query") == 4


def test_a_host_without_a_name_server_says_so_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    found = resolve("both.test", f"127.0.0.1:{port}", timeout_s=5)
    assert found.verdict is DnsVerdict.FAILED
    assert "port-unreachable" in events(found)
    assert found.duration_ms < 2000


@pytest.mark.parametrize("literal", ["192.0.2.1", "2001:db8::1", "fe80::1%lo"])
def test_an_address_is_its_own_answer(literal: str) -> None:
    found = resolve(literal)
    assert (found.verdict, found.addresses) == (DnsVerdict.OK, (literal,))


def test_the_system_way_reads_the_hosts_file() -> None:
    assert "127.0.0.1" in resolve("localhost", timeout_s=5).addresses


def test_a_server_given_by_name_is_refused() -> None:
    with pytest.raises(ValueError, match="address"):
        resolve("both.test", "dns.example")


def test_cancelling_takes_no_time(server: str) -> None:
    async def run() -> float:
        began = time.perf_counter()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(dns.resolve("silent.test", server, timeout_s=60), 0.1)
        return time.perf_counter() - began

    assert asyncio.run(run()) < 1


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (socket.gaierror(socket.EAI_NONAME, "not known"), DnsVerdict.NO_SUCH_NAME),
        (UnicodeError("label too long"), DnsVerdict.NO_SUCH_NAME),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), DnsVerdict.REFUSED),
    ],
)
def test_the_systems_errors(
    server: str, monkeypatch: pytest.MonkeyPatch, error: Exception, verdict: DnsVerdict
) -> None:
    """Where the system says too little, its configured server is asked."""

    def fail(*_args: object, **_named: object) -> None:
        raise error

    class Configured:
        nameservers = ("127.0.0.1",)

    real = socket.getaddrinfo
    monkeypatch.setattr(
        dns.socket,
        "getaddrinfo",
        lambda host, *args, **named: fail() if host == "refused.test" else real(host, *args, **named),
    )
    monkeypatch.setattr("dns.resolver.Resolver", Configured)
    monkeypatch.setattr(dns, "PORT", int(server.rpartition(":")[2]))
    assert resolve("refused.test").verdict is verdict

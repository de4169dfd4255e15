"""A name server on loopback for tests: real wire format, one behaviour a name."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


def _answer(query: dns.message.Message, over_tcp: bool) -> bytes | None:
    name = query.question[0].name.to_text()
    kind = query.question[0].rdtype.name
    answer = dns.message.make_response(query)
    match name.partition(".")[0]:
        case "both" | "slow6":
            if kind == "AAAA" and name.startswith("slow6"):
                return None
            address = "192.0.2.10" if kind == "A" else "2001:db8::10"
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, address))
        case "alias":
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", "real.test."))
            if kind == "A":
                answer.answer.append(dns.rrset.from_text("real.test.", 60, "IN", "A", "192.0.2.11"))
        case "gone":
            answer.set_rcode(dns.rcode.NXDOMAIN)
        case "refused":
            answer.set_rcode(dns.rcode.REFUSED)
        case "broken":
            answer.set_rcode(dns.rcode.SERVFAIL)
        case "big":
            if not over_tcp:
                answer.flags |= dns.flags.TC
            elif kind == "A":
                addresses = [f"192.0.2.{host}" for host in range(1, 200)]
                answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", "A", addresses))
        case "silent":
            return None
        case "forged":
            answer.id ^= 1
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "A", "203.0.113.66"))
        case "garbage":
            return b"\xff" * 40
        case "empty":
            pass
    return answer.to_wire()


def _serve_udp(sock: socket.socket) -> None:
    while True:
        query, sender = sock.recvfrom(4096)
        if not query:
            return
        if (answer := _answer(dns.message.from_wire(query), False)) is not None:
            sock.sendto(answer, sender)


def _serve_tcp(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed: that is how it is told to end
        while True:
            client, _ = sock.accept()
            with client:
                query = client.recv(4096)
                answer = _answer(dns.message.from_wire(query[2:]), True) or b""
                client.sendall(len(answer).to_bytes(2) + answer)


@contextlib.contextmanager
def name_server() -> Iterator[str]:
    """Its address as `host:port`; UDP and TCP on the same port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        port = udp.getsockname()[1]
        with socket.create_server(("127.0.0.1", port)) as tcp:
            threads = [
                threading.Thread(target=_serve_udp, args=(udp,)),
                threading.Thread(target=_serve_tcp, args=(tcp,)),
            ]
            for thread in threads:
                thread.start()
            try:
                yield f"127.0.0.1:{port}"
            finally:
                udp.sendto(b"", ("127.0.0.1", port))
                tcp.shutdown(socket.SHUT_RDWR)
                for thread in threads:
                    thread.join(5)

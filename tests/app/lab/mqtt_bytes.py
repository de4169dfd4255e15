"""Just enough MQTT 3.1.1 by hand to speak to a broker in tests, without any code under test."""

import asyncio


def connect(
    client_id: str, user: str | None = None, password: str | None = None, *, clean: bool = True
) -> bytes:
    flags = 0x02 if clean else 0
    payload = _text(client_id)
    if user is not None:
        flags |= 0x80
        payload += _text(user)
    if password is not None:
        flags |= 0x40
        payload += _text(password)
    return _packet(0x10, _text("MQTT") + bytes([4, flags]) + (60).to_bytes(2) + payload)


def subscribe(topic_filter: str, qos: int) -> bytes:
    return _packet(0x82, (1).to_bytes(2) + _text(topic_filter) + bytes([qos]))


def publish(topic: str, payload: bytes, qos: int = 0, packet_id: int = 0, *, dup: bool = False) -> bytes:
    number = packet_id.to_bytes(2) if qos else b""
    return _packet(0x30 | dup << 3 | qos << 1, _text(topic) + number + payload)


def acknowledge(kind: int, packet_id: int) -> bytes:
    """kind: the first byte of PUBACK 0x40, PUBREC 0x50, PUBREL 0x62, PUBCOMP 0x70."""
    return _packet(kind, packet_id.to_bytes(2))


async def receive(reader: asyncio.StreamReader) -> bytes:
    """The next packet, shorter than 128 bytes."""
    head = await reader.readexactly(2)
    return head + await reader.readexactly(head[1])


def _packet(first: int, body: bytes) -> bytes:
    assert len(body) < 128
    return bytes([first, len(body)]) + body


def _text(text: str) -> bytes:
    return len(text.encode()).to_bytes(2) + text.encode()

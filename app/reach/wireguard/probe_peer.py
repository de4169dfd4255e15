"""Makes a probe peer: a key pair of its own, so that testing disturbs no device. Sans-IO.

Testing with a device's key moves the server's end of its tunnel to us, and can lock the device out
(facts/reach.md 0.3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import IPv4Interface, IPv6Interface, ip_network

from app.core.secrets import Secret
from app.reach.wireguard.config import PROBE_MARK, Interface, Peer, TunnelConfig
from app.reach.wireguard.crypto import encode_key, new_private_key, private_key, public_of


@dataclass(frozen=True, slots=True)
class ProbePeer:
    """config: ours. server_block: what the server's administrator adds to its file.

    Where there is a pre-shared key, the block holds it: both are secrets then.
    """

    config: TunnelConfig
    server_block: Secret

    @property
    def public_key(self) -> str:
        """Ours, as `wg` writes it; it may be shown to anybody."""
        return encode_key(public_of(private_key(self.config.private_key)))


def make(server: Peer, address: IPv4Interface | IPv6Interface, *, with_psk: bool = True) -> ProbePeer:
    """A new identity towards server, whose inner address is that of `address` and nobody else's."""
    psk = new_private_key() if with_psk else None  # any 32 random bytes will do
    alone = ip_network(address.ip)
    own: Interface = type(address)(str(alone))
    config = TunnelConfig(
        private_key=new_private_key(),
        addresses=(own,),
        peers=(replace(server, preshared_key=psk),),
        is_probe_peer=True,
    )
    public = encode_key(public_of(private_key(config.private_key)))
    lines = ["[Peer]", PROBE_MARK, f"PublicKey = {public}"]
    if psk is not None:
        lines.append(f"PresharedKey = {psk.reveal()}")
    lines.append(f"AllowedIPs = {alone}")
    return ProbePeer(config, Secret("\n".join(lines) + "\n"))


def file_text(config: TunnelConfig) -> Secret:
    """The configuration as a wg-quick file, for the one place that writes it."""
    lines = ["[Interface]"]
    if config.is_probe_peer:
        lines.append(PROBE_MARK)
    lines.append(f"PrivateKey = {config.private_key.reveal()}")
    lines += _line("Address", config.addresses)
    lines += _line("DNS", config.dns)
    lines += _line("MTU", (config.mtu,) if config.mtu else ())
    lines += _line("ListenPort", (config.listen_port,) if config.listen_port else ())
    for peer in config.peers:
        lines += ["", "[Peer]", f"PublicKey = {encode_key(peer.public_key)}"]
        if peer.preshared_key is not None:
            lines.append(f"PresharedKey = {peer.preshared_key.reveal()}")
        if peer.endpoint is not None:
            host, port = peer.endpoint
            lines.append(f"Endpoint = [{host}]:{port}" if ":" in host else f"Endpoint = {host}:{port}")
        lines += _line("AllowedIPs", peer.allowed_ips)
        lines += _line("PersistentKeepalive", (peer.keepalive_s,) if peer.keepalive_s else ())
    return Secret("\n".join(lines) + "\n")


def _line(key: str, values: tuple[object, ...]) -> list[str]:
    return [f"{key} = {', '.join(map(str, values))}"] if values else []

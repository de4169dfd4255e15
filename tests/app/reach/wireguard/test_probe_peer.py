"""A probe peer: what is made, that it fits, and that it hides its keys."""

from ipaddress import ip_interface

import pytest

from app.reach.wireguard import config as wg_config
from app.reach.wireguard.config import Gateway, Peer
from app.reach.wireguard.crypto import decode_key, private_key, public_of
from app.reach.wireguard.probe_peer import file_text, make
from tests.app.reach.wireguard.handshakes import SERVER

SERVER_PEER = Peer(
    public_of(SERVER),
    endpoint=Gateway("2001:db8::1", 51820),
    allowed_ips=(ip_interface("10.97.0.0/24").network,),
)


@pytest.mark.parametrize("with_psk", [True, False])
def test_its_file_is_read_as_it_was_made(with_psk: bool) -> None:
    made = make(SERVER_PEER, ip_interface("10.97.0.9/24"), with_psk=with_psk)
    assert wg_config.parse(file_text(made.config).reveal()) == made.config
    assert made.config.is_probe_peer
    assert (made.config.peers[0].preshared_key is not None) == with_psk


def test_a_file_with_everything_in_it_comes_back() -> None:
    from tests.app.reach.wireguard.test_config import WHOLE

    whole = wg_config.parse(WHOLE)
    assert wg_config.parse(file_text(whole).reveal()) == whole


def test_the_servers_block_lets_in_our_address_only() -> None:
    made = make(SERVER_PEER, ip_interface("10.97.0.9/24"))
    block = made.server_block.reveal()
    assert "AllowedIPs = 10.97.0.9/32\n" in block
    ours = public_of(private_key(made.config.private_key))
    assert decode_key(made.public_key) == ours
    assert f"PublicKey = {made.public_key}\n" in block
    psk = made.config.peers[0].preshared_key
    assert psk is not None
    assert f"PresharedKey = {psk.reveal()}\n" in block
    assert made.config.private_key.reveal() not in block


def test_an_ipv6_address_is_alone_too() -> None:
    made = make(SERVER_PEER, ip_interface("fd00::9/64"), with_psk=False)
    assert "AllowedIPs = fd00::9/128" in made.server_block.reveal()


def test_two_are_never_the_same_and_hide_their_keys() -> None:
    one, two = (make(SERVER_PEER, ip_interface("10.97.0.9/32")) for _ in range(2))
    assert one.public_key != two.public_key
    assert one.config.private_key.reveal() not in repr(one)

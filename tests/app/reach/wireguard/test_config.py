"""wg-quick files: what they may look like, and what is told of bad ones."""

from ipaddress import ip_address, ip_interface, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.secrets import Secret
from app.reach.wireguard.config import (
    LARGEST_CHARACTERS,
    PROBE_MARK,
    Gateway,
    WireguardFault,
    WireguardReason,
    parse,
)
from app.reach.wireguard.crypto import encode_key

PRIVATE = encode_key(bytes(range(32)))
PUBLIC = encode_key(bytes(range(32, 64)))
OTHER = encode_key(bytes(range(64, 96)))
PSK = encode_key(bytes(range(96, 128)))

WHOLE = f"""\ufeff# made by hand
[Interface]   # this computer
PrivateKey = {PRIVATE}
Address = 10.97.0.3/32, fd00::3/128
address=10.97.0.4
DNS = 10.97.0.1, corp.example
MTU = 1380
ListenPort = 51821
PostUp = iptables -A FORWARD -i %i -j ACCEPT; touch file
Table = off

[peer]
publickey={PUBLIC}# the data centre
PresharedKey = {PSK}
Endpoint = [2001:db8::1]:51820
AllowedIPs = 10.97.0.0/24
AllowedIPs = 10.99.0.1/24, fd00::/64
PersistentKeepalive = 25

[Peer]
PublicKey = {OTHER}
PresharedKey = {encode_key(bytes(32))}
AllowedIPs =
Endpoint = vpn.example:1
Endpoint = vpn.example:51820
PersistentKeepalive = off
"""
LEAST = f"[Interface]\nPrivateKey = {PRIVATE}\n[Peer]\nPublicKey = {PUBLIC}\n"


def test_a_whole_file_is_read() -> None:
    config = parse(WHOLE)
    assert config.private_key == Secret(PRIVATE)
    assert config.addresses == tuple(map(ip_interface, ("10.97.0.3/32", "fd00::3/128", "10.97.0.4/32")))
    assert (config.dns, config.mtu, config.listen_port) == (("10.97.0.1", "corp.example"), 1380, 51821)
    assert not config.is_probe_peer
    first, second = config.peers
    assert (first.public_key, first.preshared_key) == (bytes(range(32, 64)), Secret(PSK))
    assert first.endpoint == Gateway("2001:db8::1", 51820)
    assert first.allowed_ips == tuple(map(ip_network, ("10.97.0.0/24", "10.99.0.0/24", "fd00::/64")))
    assert first.keepalive_s == 25
    assert second.endpoint == Gateway("vpn.example", 51820)
    assert (second.preshared_key, second.allowed_ips, second.keepalive_s) == (None, (), None)


def test_which_peer_carries_an_address() -> None:
    first, second = parse(WHOLE).peers
    assert first.carries(ip_address("10.99.0.200"))
    assert not first.carries(ip_address("10.98.0.1"))
    assert not second.carries(ip_address("10.99.0.200"))


def test_windows_line_ends_and_our_own_mark() -> None:
    text = LEAST.replace("[Peer]", f"{PROBE_MARK}\n[Peer]").replace("\n", "\r\n")
    assert parse(text).is_probe_peer


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("", WireguardReason.NO_PRIVATE_KEY, None),
        ("hello", WireguardReason.OUTSIDE_SECTION, "1"),
        ("\n[Wireguard]", WireguardReason.UNKNOWN_SECTION, "2"),
        ("[Interface]\nJc = 4", WireguardReason.UNKNOWN_KEY, "2"),
        ("[Interface]\nPublicKey = x", WireguardReason.UNKNOWN_KEY, "2"),
        (f"[Interface]\n{PRIVATE}", WireguardReason.UNKNOWN_KEY, "2"),
        ("[Interface]\nPrivateKey = secret", WireguardReason.VALUE, "2"),
        ("[Interface]\nAddress = 10.97.0.300/32", WireguardReason.VALUE, "2"),
        ("[Interface]\nAddress = 10.97.0.3,,", WireguardReason.VALUE, "2"),
        ("[Interface]\nMTU = \u0661\u0662\u0668\u0660", WireguardReason.VALUE, "2"),
        ("[Interface]\nListenPort = 65536", WireguardReason.VALUE, "2"),
        ("[Peer]\nEndpoint = vpn.example", WireguardReason.VALUE, "2"),
        ("[Peer]\nEndpoint = vpn.example:0", WireguardReason.VALUE, "2"),
        ("[Peer]\nEndpoint = 2001:db8::1:51820", WireguardReason.VALUE, "2"),
        ("[Peer]\nEndpoint = [10.0.0.1]:51820", WireguardReason.VALUE, "2"),
        ("[Peer]\nEndpoint = [vpn]:51820", WireguardReason.VALUE, "2"),
        ("[Peer]\nPersistentKeepalive = 65536", WireguardReason.VALUE, "2"),
        (f"[Interface]\nPrivateKey={PRIVATE}", WireguardReason.NO_PEER, None),
        (f"[Interface]\nPrivateKey={PRIVATE}\n[Peer]\n", WireguardReason.NO_PUBLIC_KEY, "3"),
        (LEAST + "[Peer]\n" * 1000, WireguardReason.TOO_LARGE, "1004"),
        ("#" * (LARGEST_CHARACTERS + 1), WireguardReason.TOO_LARGE, None),
    ],
)
def test_bad_files_are_told_with_their_line(text: str, reason: WireguardReason, line: str | None) -> None:
    with pytest.raises(WireguardFault) as told:
        parse(text)
    assert (told.value.reason, told.value.evidence.get("line")) == (reason, line)


@pytest.mark.parametrize(
    "line", [f"{PRIVATE}", f"PrivateKey {PRIVATE}", f"PrivateKey = {PRIVATE}x", f"MTU = {PRIVATE}"]
)
def test_a_fault_never_holds_what_stands_there(line: str) -> None:
    with pytest.raises(WireguardFault) as told:
        parse(f"[Interface]\n{line}")
    assert PRIVATE[:8] not in repr(told.value) + str(told.value)
    assert told.value.__cause__ is None


def test_keys_are_not_in_what_is_printed() -> None:
    shown = repr(parse(WHOLE))
    assert PRIVATE not in shown
    assert PSK not in shown


WORDS = [
    "[Interface]",
    "[Peer]",
    "PrivateKey",
    "AllowedIPs",
    "Endpoint",
    "=",
    ",",
    "#",
    "[",
    "]",
    ":",
    "1",
    "::",
    PRIVATE,
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from([*WORDS, "\n", " "])).map("".join)))
def test_any_text_is_read_or_told(text: str) -> None:
    for one in (text, LEAST + text):
        try:
            config = parse(one)
        except WireguardFault:
            continue
        assert config.peers

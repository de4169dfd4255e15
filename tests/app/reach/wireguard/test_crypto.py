"""WireGuard's primitives against published vectors."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.core.secrets import Secret
from app.reach.wireguard import crypto

XKEY = bytes(range(0x80, 0xA0))
XNONCE = bytes(range(0x40, 0x58))
XBOUND = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
XPLAIN = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen"
    b" would be it."
)


def test_hchacha20_of_the_draft() -> None:
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    expected = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    assert crypto.hchacha20(bytes(range(32)), nonce).hex() == expected


def test_xchacha20_poly1305_of_the_draft() -> None:
    sealed = crypto.xseal(XKEY, XNONCE, XPLAIN, XBOUND)
    assert sealed[:16].hex() == "bd6d179d3e83d43b9576579493c0e939"
    assert sealed[-16:].hex() == "c0875924c1c7987947deafd8780acf49"
    assert crypto.xunseal(XKEY, XNONCE, sealed, XBOUND) == XPLAIN


def test_sealed_text_opens_with_everything_right_only() -> None:
    sealed = crypto.seal(XKEY, 7, b"text", b"bound")
    assert crypto.unseal(XKEY, 7, sealed, b"bound") == b"text"
    assert crypto.unseal(XKEY, 8, sealed, b"bound") is None
    assert crypto.unseal(XKEY, 7, sealed, b"other") is None
    assert crypto.unseal(XKEY, 7, sealed[:-1] + b"\0", b"bound") is None


def test_derived_keys_are_a_chain() -> None:
    one, two, three = crypto.derive(3, bytes(32), b"material")
    assert len({one, two, three}) == 3
    assert crypto.derive(1, bytes(32), b"material") == [one]


def test_the_digest_is_blake2s() -> None:
    assert (
        crypto.digest(b"a", b"bc").hex() == "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"
    )


def test_a_point_of_low_order_gives_no_secret() -> None:
    assert crypto.shared(X25519PrivateKey.generate(), bytes(32)) is None


def test_a_new_key_is_a_key_and_hides_itself() -> None:
    secret = crypto.new_private_key()
    public = crypto.public_of(crypto.private_key(secret))
    assert crypto.decode_key(crypto.encode_key(public)) == public
    assert secret.reveal() not in repr(secret)


@pytest.mark.parametrize("text", ["", "AAAA", "é" * 44, "A" * 44, "A" * 42 + "\n="])
def test_what_is_no_key_is_refused_without_being_told(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        crypto.private_key(Secret(text))
    assert str(refused.value) == "not a key"


@given(st.binary(max_size=120))
def test_any_bytes_are_not_unsealed(sealed: bytes) -> None:
    assert crypto.unseal(XKEY, 0, sealed, b"") is None
    assert crypto.xunseal(XKEY, XNONCE, sealed, b"") is None

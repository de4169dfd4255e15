"""Proposals: the wide one, the suite that was chosen, and what is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reach.ike.proposals import WIDE, Proposal, Transform, TransformType, chosen, encode, read

AES256 = Transform(TransformType.ENCRYPTION, 12, 256)
SHA256 = Transform(TransformType.INTEGRITY, 12)
PRF_SHA256 = Transform(TransformType.PRF, 5)
MODP2048 = Transform(TransformType.GROUP, 14)
SUITE = Proposal(1, (AES256, PRF_SHA256, SHA256, MODP2048))
ANSWER = bytes.fromhex(
    "0000002c010100040300000c0100000c800e01000300000802000005030000080300000c000000080400000e"
)


def test_the_bytes_are_those_of_section_3_3() -> None:
    assert encode((SUITE,)).body == ANSWER
    assert read(ANSWER) == (SUITE,)


def test_the_chosen_suite_has_the_name_of_the_sheet() -> None:
    found = chosen(ANSWER)
    assert found is not None
    assert found.name == "aescbc256-sha256-prfsha256-modp2048"
    assert found.of(TransformType.GROUP) == (MODP2048,)


def test_what_is_not_known_still_has_a_name() -> None:
    assert Proposal(1, (Transform(4, 1024), Transform(6, 35))).name == "transform4.1024-transform6.35"


def test_the_wide_proposal_comes_back_and_is_no_choice() -> None:
    body = encode(WIDE).body
    assert read(body) == WIDE
    assert chosen(body) is None
    assert chosen(encode(WIDE[:1]).body) is None


def test_ciphers_that_authenticate_by_themselves_stand_alone() -> None:
    blocks, combined = WIDE
    assert blocks.of(TransformType.INTEGRITY)
    assert not combined.of(TransformType.INTEGRITY)
    assert {one.number for one in blocks.of(TransformType.ENCRYPTION)} == {3, 12}
    assert {one.number for one in combined.of(TransformType.ENCRYPTION)} == {20, 28}


def test_every_transform_of_the_wide_proposal_has_a_name() -> None:
    assert not [one for proposal in WIDE for one in proposal.transforms if one.name.startswith("transform")]


def test_a_proposal_with_an_spi() -> None:
    esp = Proposal(1, (AES256, SHA256), protocol=3, spi=b"spi!")
    assert read(encode((esp,)).body) == (esp,)


def test_other_attributes_are_skipped() -> None:
    longer = ANSWER.replace(
        bytes.fromhex("0300000c0100000c"), bytes.fromhex("030000120100000c") + b"\0\1\0\2ab"
    )
    longer = b"\0\0\0\x32" + longer[4:]
    assert read(longer) == (SUITE,)


@pytest.mark.parametrize(
    "body", [b"", ANSWER[:-1], ANSWER + b"\0", b"\2" + ANSWER[1:], ANSWER[:7] + b"\5" + ANSWER[8:]]
)
def test_what_is_not_whole_is_refused(body: bytes) -> None:
    assert read(body) is None
    assert chosen(body) is None


def test_their_number_is_bounded() -> None:
    assert read(encode((SUITE,) * 64).body) is not None
    assert read(encode((SUITE,) * 65).body) is None


@given(st.binary(max_size=120), st.integers(0, 255))
def test_any_bytes_are_read_or_refused(body: bytes, count: int) -> None:
    read(body)
    head = b"\0\0" + (8 + len(body)).to_bytes(2) + bytes([1, 1, 0, count])
    found = read(head + body)
    assert found is None or len(found[0].transforms) == count

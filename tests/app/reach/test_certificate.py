"""Certificates read from their bytes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from app.lab.certificates import issue
from app.reach.certificate import read

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def der_of(folder: Path) -> bytes:
    pem = issue(folder, now=NOW).cert_file.read_bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def test_what_it_says_of_itself(tmp_path: Path) -> None:
    found = read(der_of(tmp_path), NOW)
    assert found is not None
    assert (found.not_before, found.not_after) == ("2026-05-31T12:00:00.000Z", "2027-06-01T12:00:00.000Z")
    assert found.days_left == 365.0
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("after", "days_left"), [(timedelta(days=365), 0.0), (timedelta(days=365, seconds=1), -0.1)]
)
def test_the_last_moment(tmp_path: Path, after: timedelta, days_left: float) -> None:
    found = read(der_of(tmp_path), NOW + after)
    assert found is not None
    assert found.days_left == days_left


@given(st.binary(max_size=600))
def test_any_bytes_are_a_certificate_or_none(data: bytes) -> None:
    assert read(data, NOW) is None


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_a_damaged_certificate_does_no_harm(tmp_path: Path) -> None:
    der = der_of(tmp_path)
    for position in range(len(der)):
        for damage in (0x01, 0x55, 0x80):
            damaged = der[:position] + bytes([der[position] ^ damage]) + der[position + 1 :]
            found = read(damaged, NOW)
            assert found is None or len(found.sha256) == 64

"""What is hidden and what is not."""

from __future__ import annotations

import pytest

from app.core.masking import mask_identities, mask_url_user, tail


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("+QCCID: 8949020000012345678", "+QCCID: •••••••••••••••5678"),
        ('"262011234567890"', '"•••••••••••7890"'),
        ("89490200000123456785F", "••••••••••••••••6785"),
        ("867929068986789 and 262011234567890", "•••••••••••6789 and •••••••••••7890"),
        ("+CSQ: 20,99", "+CSQ: 20,99"),
        ("rssi 1234567890", "rssi 1234567890"),
        ("cell 04CAA71F12345678901", "cell 04CAA71F12345678901"),
        ("SharedAccessSignature sr=x&sig=abc%3D&se=1", "SharedAccessSignature ••••&sig=••••&se=1"),
        ("password=hunter2 ", "password=•••• "),
    ],
)
def test_masking(text, masked):
    assert mask_identities(text) == masked


def test_tail_keeps_what_two_people_compare():
    assert tail("8949020000012345678") == "…5678"
    assert tail("123") == "123"


def test_a_url_keeps_its_host_alone():
    assert mask_url_user("mqtt://user:secret@host:1883") == "mqtt://••••@host:1883"
    assert mask_url_user("mqtt://host/a@b") == "mqtt://host/a@b"

"""What a grant means."""

from __future__ import annotations

import pytest

from app.mqtt.session_values import Grant


@pytest.mark.parametrize(("code", "qos"), [(0, 0), (1, 1), (2, 2), (0x80, None), (0x87, None)])
def test_a_code_above_two_is_a_refusal(code, qos):
    assert Grant("a/#", code, "").granted_qos == qos

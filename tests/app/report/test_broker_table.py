"""Cards as Markdown."""

from __future__ import annotations

from app.mqtt.conformance.values import Card, Line, Verdict
from app.mqtt.connack import Connected
from app.mqtt.packets import Version
from app.report.broker_table import details, legend, overview

CONNECTED = Connected(
    url="mqtt://b.example", version=Version.V5, client_id="x", address="192.0.2.1", local_address="192.0.2.2",
    dns_ms=0, tcp_ms=0, tls_ms=None, websocket_ms=None, connect_ms=1, tls_version=None, cipher=None,
    reason_code=0, reason="Success", session_present=False, keep_alive_s=60,
)  # fmt: skip


def card(*lines: Line) -> Card:
    return Card(CONNECTED, lines, "linkwright/card/x", False, 0, 1.0)


def test_brokers_stand_side_by_side_also_where_one_was_not_asked() -> None:
    good = Line("will", "MQTT-3.1.2-8", Verdict.KEPT, {"arrived": True}, {"arrived": True})
    bad = Line("order", "MQTT-4.6.0-5", Verdict.BROKEN, {"arrived": True}, {"arrived": False})
    table = overview([("One", card(good, bad)), ("Other", card(good))])
    assert table.splitlines()[0] == "| Tried | Rule | One | Other |"
    assert "| Will after a broken connection | MQTT-3.1.2-8 | ✓ | ✓ |" in table
    assert "| Order is kept | MQTT-4.6.0-5 | ✗ |  |" in table
    assert "✗ broken" in legend()


def test_details_say_what_was_expected_and_no_cell_ends_a_row() -> None:
    told = Line("sys-topics", "§4.7.2", Verdict.NOTED, {}, {"version": "a|b"})
    bad = Line("will", "R", Verdict.BROKEN, {"arrived": True}, {"arrived": False})
    rows = details(card(told, bad)).splitlines()
    assert "a\\|b" in rows[2]
    assert rows[3].endswith("| broken | arrived: no | arrived: yes |")

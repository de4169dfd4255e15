"""Everything that is tried, with the rule it is tried for in both texts."""

from __future__ import annotations

from app.mqtt.conformance import delivering, limits, retaining, sessions, subscribing
from app.mqtt.conformance.bench import Trial

TRIALS: tuple[Trial, ...] = (
    Trial("qos-downgrade", delivering.qos_downgrade, "MQTT-3.8.4-8", "MQTT-3.8.4-6"),
    Trial("qos-upgrade", delivering.qos_upgrade, "MQTT-3.8.4-8", "MQTT-3.8.4-6"),
    Trial("order", delivering.order, "MQTT-4.6.0-5", "MQTT-4.6.0-6"),
    Trial("retained", retaining.retained, "MQTT-3.3.1-9", "MQTT-3.3.1-6"),
    Trial("retained-wildcard", retaining.retained_wildcard, "MQTT-3.3.1-9", "MQTT-3.3.1-6"),
    Trial("retained-live-flag", retaining.live_flag, "MQTT-3.3.1-12", "MQTT-3.3.1-9"),
    Trial("retained-clearing", retaining.clearing, "MQTT-3.3.1-6", "MQTT-3.3.1-10"),
    Trial("retain-handling", retaining.retain_handling, "MQTT-3.3.1-10", None),
    Trial("retain-as-published", retaining.retain_as_published, "MQTT-3.3.1-13", None),
    Trial("wildcards", subscribing.wildcards, "§4.7.1", "§4.7.1"),
    Trial("nothing-else", subscribing.nothing_else, "MQTT-3.3.2-3", "MQTT-3.3.2-3"),
    Trial("wildcard-parent", subscribing.wildcard_parent, "§4.7.1.2", "§4.7.1.2"),
    Trial("shared-subscription", subscribing.shared, "§4.8.2", None),
    Trial("no-local", subscribing.no_local, "MQTT-3.8.3-3", None),
    Trial("subscription-identifiers", subscribing.subscription_identifiers, "MQTT-3.3.4-3", None),
    Trial("sys-topics", subscribing.sys_topics, "§4.7.2", "§4.7.2"),
    Trial("will", sessions.will, "MQTT-3.1.2-8", "MQTT-3.1.2-8"),
    Trial("will-dropped", sessions.will_dropped, "MQTT-3.1.2-10", "MQTT-3.1.2-10"),
    Trial("session-resume", sessions.session_resume, "MQTT-3.2.2-3", "MQTT-3.2.2-2"),
    Trial("redelivery", sessions.redelivery, "MQTT-4.4.0-1", "MQTT-4.4.0-1"),
    Trial("takeover", sessions.takeover, "MQTT-3.1.4-3", "MQTT-3.1.4-2"),
    Trial("empty-client-id", sessions.empty_client_id, "MQTT-3.2.2-16", "MQTT-3.1.3-6"),
    Trial("keep-alive", sessions.keep_alive, "MQTT-3.1.2-22", "MQTT-3.1.2-24"),
    Trial("receive-maximum", delivering.receive_maximum, "MQTT-3.3.4-9", None),
    Trial("properties-forwarded", delivering.properties_forwarded, "MQTT-3.3.2-17", None),
    Trial("topic-alias", delivering.topic_alias, "MQTT-3.3.2-12", None),
    Trial("message-expiry", delivering.message_expiry, "MQTT-3.3.2-5", None),
    Trial("largest-packet", limits.largest_packet, "MQTT-3.2.2-15", "§2.2.3"),
    Trial("longest-topic", limits.longest_topic, "MQTT-4.7.3-3", "MQTT-4.7.3-3"),
    Trial("deepest-topic", limits.deepest_topic, "§4.7.3", "§4.7.3"),
    Trial("longest-client-id", limits.longest_client_id, "MQTT-3.1.3-5", "MQTT-3.1.3-5"),
)
"""In the order of the card."""

"""MQTT: framing, packets, codec, flows (sans-IO); the tap, the client, sessions, trace, topics, delivery."""

"""Tracer: every MQTT packet on the wire, its fields and bytes, the exchange that it belongs to."""

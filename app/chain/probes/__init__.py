"""Measurement: each probe asks a service and returns facts and evidence; none of them says good or bad."""

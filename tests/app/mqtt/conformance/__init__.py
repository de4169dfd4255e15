"""Tests of the broker card."""

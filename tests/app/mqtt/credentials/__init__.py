"""Tests of computed credentials."""

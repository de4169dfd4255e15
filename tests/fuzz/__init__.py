"""Long searches for bytes that break a decoder: run by hand, a short form runs with the tests."""

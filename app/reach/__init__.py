"""Reachability, measured without administrator rights: route, DNS, TCP, TLS, echo, and the responder."""

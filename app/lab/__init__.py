"""The embedded default world: real broker, simulated modem, responder and an impaired link, on loopback."""

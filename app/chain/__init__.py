"""The chain from the modem to the delivered message: what is expected, what was measured, what is wrong."""

"""The modem as it is right now: registration, cell, card, levels over time, contexts, and its AT dialogue."""

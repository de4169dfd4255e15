"""Reusable widgets. They know values and colours, no service and no panel."""

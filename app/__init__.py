"""Linkwright without a window: everything here runs headless and knows no Qt."""

"""Data files of Linkwright: icons, scenarios, texts, tables."""

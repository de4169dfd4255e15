"""Numbers as a person reads them: units, a real minus sign, the language's decimal mark."""

from __future__ import annotations

from app.words.catalogue import language

MINUS = "\u2212"
_DECIMAL_COMMA = frozenset({"de", "es"})


def number(value: float, decimals: int = 0) -> str:
    """The rounded value; a trailing zero decimal is dropped."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("-"):
        text = text[1:] if text == "-0" else MINUS + text[1:]
    return text.replace(".", ",") if language() in _DECIMAL_COMMA else text


def dbm(value: float) -> str:
    return f"{number(value, 1)} dBm"


def db(value: float) -> str:
    return f"{number(value, 1)} dB"


def duration(value_ms: float) -> str:
    """0.4 ms, 212 ms, 3.4 s, 2 min 5 s."""
    if value_ms < 10:
        return f"{number(value_ms, 1)} ms"
    if value_ms < 999.5:
        return f"{number(value_ms)} ms"
    if value_ms < 59_950:
        return f"{number(value_ms / 1000, 1)} s"
    minutes, seconds = divmod(round(value_ms / 1000), 60)
    return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"


def size(value_bytes: float) -> str:
    """312 B, 4.2 kB, 1.3 MB (powers of ten, as data plans are sold)."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value_bytes >= factor:
            return f"{number(value_bytes / factor, 1)} {unit}"
    return f"{number(value_bytes)} B"

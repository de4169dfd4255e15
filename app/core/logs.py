"""Logging for support: a rotating file, identities masked, nothing on standard output."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from app.core.masking import mask_identities

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, so that arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_identities(super().format(record))


def log_to_file(path: Path, level: int = logging.INFO) -> None:
    """Send every log record to path; three files of 1 MB are kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(MaskingFormatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)

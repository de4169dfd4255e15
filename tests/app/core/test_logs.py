"""The log file holds no identity, not even in a traceback."""

from __future__ import annotations

import logging

from app.core.logs import log_to_file


def test_arguments_and_tracebacks_are_masked(tmp_path):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    path = tmp_path / "logs" / "linkwright.log"
    try:
        log_to_file(path)
        log = logging.getLogger("modem")
        log.info("read %s", "8949020000012345678")
        try:
            raise ValueError("imsi 262011234567890")
        except ValueError:
            log.info("went wrong", exc_info=True)
    finally:
        for handler in [h for h in root.handlers if h not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    text = path.read_text(encoding="utf-8")
    assert "5678" in text
    assert "8949020000012345678" not in text
    assert "262011234567890" not in text
    assert "ValueError" in text

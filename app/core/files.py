"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Replace path by content; a reader sees the old file or the new one, never a part. Raises OSError.

    A symbolic link stays a link: the file it names is replaced. The mode of an existing file is kept.
    """
    target = path.resolve()
    scratch = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    try:
        with scratch.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            scratch.chmod(target.stat().st_mode & 0o777)
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)

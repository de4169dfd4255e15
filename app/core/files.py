"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content is at path when the block has ended well; else nothing changes. Raises OSError.

    A reader sees the old file or the new one, never a part. A symbolic link stays a link: the file it names
    is replaced. The mode of an existing file is kept.
    """
    target = path.resolve()
    scratch = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    try:
        with scratch.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            scratch.chmod(target.stat().st_mode & 0o777)
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace path by content, in the way of `replacing`. Raises OSError."""
    with replacing(path) as stream:
        stream.write(content)

"""Our own source files, parsed, and the way to say where in them something stands."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".cache", ".hypothesis", "build", "dist", "out", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file. name: its path from the root, with forward slashes."""

    name: str
    text: str
    tree: ast.Module
    walked: tuple[ast.AST, ...]

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in self.walked if isinstance(node, kinds))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.walked if isinstance(node, ast.Call))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file under these folders of the root; the root's own files for `.`."""
    return tuple(source for folder in folders for source in _sources_under(folder))


@cache
def _sources_under(folder: str) -> tuple[Source, ...]:
    files = ROOT.glob("*.py") if folder == "." else (ROOT / folder).rglob("*.py")
    return tuple(_parsed(file) for file in sorted(files))


@cache
def _parsed(file: Path) -> Source:
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    return Source(file.relative_to(ROOT).as_posix(), text, tree, tuple(ast.walk(tree)))


def committed_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every text file that belongs to the project, without asking git."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if _is_ours(name)]
        for name in sorted(files):
            file = Path(folder, name)
            try:
                yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")
            except UnicodeDecodeError:  # a picture or a compiled catalogue
                continue


def _is_ours(folder: str) -> bool:
    return folder not in NOT_OURS and not folder.endswith(("_cache", ".egg-info"))


def called(call: ast.Call) -> str:
    """The dotted name of what is called, as far as it is written as names: `QMessageBox.question`."""
    parts = []
    node: ast.AST = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def strings(node: ast.AST) -> Iterator[str]:
    """The text constants inside a node, those of f-strings too."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value

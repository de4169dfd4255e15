"""Our own source files, parsed, and the way to say where in them something stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".cache", "build", "dist", "out", "node_modules", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file. name: its path from the root, with forward slashes."""

    name: str
    text: str
    tree: ast.Module

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file under these folders of the root; the root's own files for `.`."""
    found = []
    for folder in folders:
        files = ROOT.glob("*.py") if folder == "." else (ROOT / folder).rglob("*.py")
        for file in sorted(files):
            text = file.read_text("utf-8")
            found.append(Source(file.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return tuple(found)


@cache
def committed_texts() -> tuple[tuple[str, str], ...]:
    """Name and text of every text file that belongs to the project, without asking git."""
    found = []
    for file in sorted(ROOT.rglob("*")):
        parts = file.relative_to(ROOT).parts
        ours = not any(part in NOT_OURS or part.endswith(("_cache", ".egg-info")) for part in parts)
        if ours and ".hypothesis" not in parts and file.is_file():
            try:
                found.append((file.relative_to(ROOT).as_posix(), file.read_text("utf-8")))
            except UnicodeDecodeError:  # a picture or a compiled catalogue
                continue
    return tuple(found)


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

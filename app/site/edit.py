"""Changes a site file and keeps everything else in it as it was: comments, order, spelling of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from app.core.files import write_atomically
from app.site.load import parse, read, text_of
from app.site.locate import Path
from app.site.problems import Problem, SiteFault, SiteReason

if TYPE_CHECKING:
    from app.site.model import Site

Value = str | int | float | bool | list[Any] | Mapping[str, Any]
"""What a key may be set to; a mapping becomes a table."""


class SiteDocument:
    """One site file under edit. Values may be wrong while it is edited; only a valid one is written.

    A path is made of keys and list positions: `("sim", "apn")`, `("reach", 0, "host")`.
    """

    def __init__(self, path: FilePath, source: str, *, exists: bool = True) -> None:
        import tomlkit  # here: only who edits pays for it

        parse(source, str(path))
        self.path = path
        self._on_disk = source if exists else None
        self._newline = "\r\n" if "\r\n" in source else "\n"
        self._document = tomlkit.parse(source)

    @classmethod
    def open(cls, path: FilePath) -> SiteDocument:
        """Raises SiteFault when the file cannot be read or is not TOML; wrong values are no obstacle."""
        return cls(path, text_of(path))

    @classmethod
    def new(cls, path: FilePath, name: str) -> SiteDocument:
        """A site file that is not yet on disk. `save` refuses to overwrite one that is there by then."""
        document = cls(path, "", exists=False)
        document.set(("site", "name"), name)
        return document

    @property
    def text(self) -> str:
        return self._document.as_string().replace("\r\n", "\n").replace("\n", self._newline)

    @property
    def is_changed(self) -> bool:
        return self.text != self._on_disk

    def get(self, path: Path) -> Any:
        """The value at path as plain Python, None where nothing stands."""
        value: Any = self._document
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value.unwrap() if hasattr(value, "unwrap") else value

    def set(self, path: Path, value: Value) -> None:
        """Set one key; tables on the way are made. List positions on the way must exist."""
        table: Any = self._document
        for part in path[:-1]:
            if isinstance(part, str) and part not in table:
                table[part] = {}
            table = table[part]
        table[path[-1]] = value

    def rewrite(self, source: str) -> None:
        """Put another text in place of the whole document. Raises SiteFault when it is not TOML."""
        import tomlkit

        parse(source, str(self.path))
        self._document = tomlkit.parse(source)

    def append(self, path: Path, value: Value) -> None:
        """Add an item to a list; a mapping is added as an array of tables (`[[reach]]`)."""
        import tomlkit

        if self.get(path) is None:
            self.set(path, tomlkit.aot() if isinstance(value, Mapping) else [])
        items: Any = self._document
        for part in path:
            items = items[part]
        items.append(tomlkit.item(value, items) if isinstance(value, Mapping) else value)

    def remove(self, path: Path) -> None:
        """Take a key, a table or a list item away; nothing happens where nothing stands."""
        if self.get(path) is None:
            return
        owner: Any = self._document
        for part in path[:-1]:
            owner = owner[part]
        del owner[path[-1]]

    def site(self) -> Site:
        """The sheet as it stands now. Raises SiteFault with all problems."""
        return read(self.text, str(self.path), folder=self.path.parent)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong as it stands now, to be shown beside the fields."""
        try:
            self.site()
        except SiteFault as fault:
            return fault.problems
        return ()

    def save(self) -> Site:
        """Write the file whole or not at all, and return its sheet.

        Raises SiteFault: INVALID with the problems, CHANGED_ON_DISK when somebody else wrote the file since
        it was opened, NOT_WRITTEN when the disk refuses.
        """
        site, text = self.site(), self.text
        if self._text_on_disk() != self._on_disk:
            raise SiteFault(SiteReason.CHANGED_ON_DISK, str(self.path))
        try:
            write_atomically(self.path, text.encode())
        except OSError as error:
            raise SiteFault(
                SiteReason.NOT_WRITTEN, str(self.path), evidence={"errno": str(error.errno)}
            ) from None
        self._on_disk = text
        return site

    def _text_on_disk(self) -> str | None:
        try:
            return text_of(self.path)
        except SiteFault as fault:
            if fault.reason is SiteReason.NOT_FOUND:
                return None
            raise

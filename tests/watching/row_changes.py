"""What somebody's act changes in a database of SQLite, as lines that can be compared: every row, and whose it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lws_assess.records.tables import METADATA
from tests.watching.neighbours import OF_NOBODY, Owner, owner_of

NOT_TOLD = {"sessions", "clock"}
# What of a row says which it is.
NAMING = ("partnership", "round", "event", "key", "group", "number", "reference", "email", "kind", "title")

Key = tuple[str, tuple[Any, ...]]
Rows = Mapping[Key, tuple[Any, ...]]


@dataclass
class RowWatch:
    """Reads every row as it lies in the file; a look costs nothing where nobody has written since the last."""

    file: Path
    owners: dict[tuple[str, Any], Owner] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, isolation_level=None)
        self._tables = [table for table in METADATA.sorted_tables if table.name not in NOT_TOLD]
        self._version = -1
        self.rows: Rows = {}

    def look(self) -> Rows:
        """Every row by its table and primary key."""
        [version] = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._connection.execute("BEGIN")
            self.rows = dict(self._read())
            self._connection.execute("COMMIT")
        return self.rows

    def _read(self) -> Iterator[tuple[Key, tuple[Any, ...]]]:
        for table in self._tables:
            names = [column.name for column in table.columns]
            at = [names.index(column.name) for column in table.primary_key]
            listed = ", ".join(f'"{name}"' for name in names)
            for row in self._connection.execute(f'SELECT {listed} FROM "{table.name}"'):
                yield (table.name, tuple(row[i] for i in at)), row

    def close(self) -> None:
        self._connection.close()

    def changes(self, before: Rows) -> list[RowChange]:
        """What differs from before, after another look."""
        after = self.look()
        if after is before:
            return []
        keys = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
        for key, row in after.items():
            self._note_owner(key, row)
        return [self._change(key, before.get(key), after.get(key)) for key in keys]

    def _note_owner(self, key: Key, row: tuple[Any, ...]) -> None:
        if key not in self.owners and key[0] not in OF_NOBODY:
            values = self._named(key[0], row)
            owner = owner_of(key[0], values, self.owners)
            for column in ("id", "key"):
                if column in values:
                    self.owners[key[0], values[column]] = owner
            self.owners[key] = owner

    def _change(self, key: Key, before: tuple[Any, ...] | None, after: tuple[Any, ...] | None) -> RowChange:
        named = [self._named(key[0], row) if row else None for row in (before, after)]
        return RowChange(key[0], self.owners.get(key), named[0], named[1])

    def _named(self, table: str, row: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip((column.name for column in METADATA.tables[table].columns), row, strict=True))


@dataclass(frozen=True)
class RowChange:
    """A row that came, went or changed, and whose it is; without an owner where it belongs to nobody."""

    table: str
    owner: Owner | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def line(self) -> str:
        if self.before and self.after:
            moved = [
                f"{name}: {_told(self.before[name])} -> {_told(value)}"
                for name, value in self.after.items()
                if self.before[name] != value
            ]
            return f"~ {self.table} {_names(self.after)}: {', '.join(moved)}"
        if self.after:
            return f"+ {self.table} {', '.join(f'{name}: {_told(v)}' for name, v in self.after.items())}"
        return f"- {self.table} {_names(self.before or {})}"


def _names(row: dict[str, Any]) -> str:
    return " ".join(str(_told(row[name])) for name in NAMING if row.get(name) is not None)


def _told(value: object) -> object:
    return f"{len(value)} bytes" if isinstance(value, bytes) else value if value is None else repr(value)

"""Counting: the statements a piece of work sends to the database, and the rows of every table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from lws_assess.records.database import Database
from lws_assess.records.tables import METADATA

TABLES = METADATA.tables
BEGINNING = 48  # bytes: SQLite's header of the index of a log


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements sent while the block runs; beginning and ending a transaction are not counted."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def rows(database: Database, *tables: str) -> dict[str, int]:
    """How many rows each table has; every table where none is named."""
    with database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(TABLES[name])) or 0
            for name in tables or sorted(TABLES)
        }


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order of its own. Read once for as long as an SQLite file stays as it is."""
    look = _look_of(database)
    if look is None or look != _seen_last.look:
        _seen_last.look, _seen_last.rows = look, _read_everything(database)
    return dict(_seen_last.rows)


def _read_everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in TABLES.items()
        }


@dataclass
class _Seen:
    look: tuple[object, ...] | None = None
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


_seen_last = _Seen()


def _look_of(database: Database) -> tuple[object, ...] | None:
    """Another after every change, or None where that is not known: on PostgreSQL, or while nobody has the file open.

    The index of the log begins with the number of changes, which grows also where the log is written over.
    """
    path = Path(database.engine.url.database or "")
    index = path.with_name(path.name + "-shm")
    if not (database.is_sqlite and index.exists()):
        return None
    with index.open("rb") as file:
        return path, path.stat().st_mtime_ns, path.stat().st_size, file.read(BEGINNING)

"""Counting: the statements a piece of work sends to the database, and the rows of every table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, func, select

from lws_assess.records.database import Database
from lws_assess.records.tables import METADATA

TABLES = METADATA.tables


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
    """Every row of every table, in an order of its own."""
    with database.reading() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in TABLES.items()
        }

"""Everything of a database that an administrator can copy at one moment: rows, files with what was erased in them, and
the log of writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from lws_assess.records.database import Database
from lws_assess.records.tables import METADATA

Row = dict[str, Any]
PAGE = 8192  # bytes
MOST_AT_ONCE = 256  # pages: what is searched is put together in pieces of two megabytes


class Copy:
    """Rows by table as they are read, and the pages that lie on the disk, file after file.

    Most pages of a disk are those of the copy before, and most of a log of writes are empty. Each is held once, or
    twenty copies of a server's files would take 450 megabytes.
    """

    def __init__(self, rows: dict[str, list[Row]], files: Iterable[Path], before: Copy | None = None) -> None:
        self.rows = rows
        known = {page: page for page in before.pages} if before else {}
        self.pages = [known.setdefault(page, page) for file in files for page in _pages_of(file)]

    def holds(self, pattern: bytes) -> bool:
        """Whether this lies anywhere on the disk. It is no longer than a page."""
        return any(pattern in piece for pieces in unseen([self]) for piece in pieces)


def _pages_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while page := opened.read(PAGE):
            yield page


def copy_of(database: Database, server_files: Path | None = None, before: Sequence[Copy] = ()) -> Copy:
    """`server_files` is where PostgreSQL keeps its data, and `before` are the copies that were taken until now."""
    with database.reading() as session:
        rows = {
            name: [dict(row) for row in session.execute(select(table)).mappings()]
            for name, table in METADATA.tables.items()
        }
    files = _files_of_sqlite(database) if database.is_sqlite else _files_of_server(database, server_files)
    return Copy(rows, files, before[-1] if before else None)


def unseen(copies: Iterable[Copy]) -> Iterator[list[bytes]]:
    """Of each copy what no earlier one held, in pieces that can be searched quickly: most of a disk stays as it was.

    Whatever is no longer than a page lies within two that follow on each other, and each such pair is in one piece.
    """
    known: set[tuple[int, int]] = set()
    for copy in copies:
        pieces: list[list[bytes]] = [[]]
        for pair in pairwise((*copy.pages, b"")):
            these = (id(pair[0]), id(pair[1]))
            if these in known or len(pieces[-1]) > MOST_AT_ONCE:
                pieces.append([])
            if these not in known:
                known.add(these)
                pieces[-1] += pair[1:] if pieces[-1] else pair
        yield [b"".join(piece) for piece in pieces if piece]


def _files_of_sqlite(database: Database) -> list[Path]:
    path = database.engine.url.database
    assert path
    files = [Path(f"{path}{ending}") for ending in ("", "-wal")]
    return [file for file in files if file.exists()]


def _files_of_server(database: Database, server_files: Path | None) -> list[Path]:
    """The files of every table with their dead rows, and the write-ahead log as far as it is written."""
    assert server_files
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        asked = text("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't', 'i')")
        paths = [server_files / path for (path,) in connection.execute(asked) if path]
        log = connection.execute(text("SELECT pg_walfile_name(pg_current_wal_lsn())")).scalar_one()
    own = [path for path in paths if path.is_file() and "/base/" in str(path)]
    return [*own, server_files / "pg_wal" / log]

"""Everything of a database that an administrator can copy at one moment: rows, files with what was erased in them, and
the log of writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import select, text

from lws_assess.records.database import Database
from lws_assess.records.tables import METADATA

Row = dict[str, Any]
PAGE = 8192  # bytes


class Copy:
    """Rows by table as they are read, and the bytes that lie on the disk.

    Most pages of a disk are those of the copy before: of these one is held for both, or twenty copies of a server's
    files would take 450 megabytes.
    """

    _before: ClassVar[dict[bytes, bytes]] = {}

    def __init__(self, rows: dict[str, list[Row]], raw: bytes) -> None:
        self.rows = rows
        pages = (raw[at : at + PAGE] for at in range(0, len(raw), PAGE))
        self._pages = [self._before.get(page, page) for page in pages]
        Copy._before = {page: page for page in self._pages}

    @property
    def raw(self) -> bytes:
        return b"".join(self._pages)


def copy_of(database: Database, server_files: Path | None = None) -> Copy:
    """`server_files` is where PostgreSQL keeps its data."""
    with database.reading() as session:
        rows = {
            name: [dict(row) for row in session.execute(select(table)).mappings()]
            for name, table in METADATA.tables.items()
        }
    return Copy(
        rows, _files_of_sqlite(database) if database.is_sqlite else _files_of_server(database, server_files)
    )


def unseen(copies: Iterable[Copy]) -> Iterator[bytes]:
    """Of each copy what no earlier one held, so that it can be searched quickly: most of a disk stays as it was.

    Whatever is no longer than a page lies within two that follow on each other, and these are looked at together.
    """
    known: set[bytes] = set()
    for copy in copies:
        new, raw = [], copy.raw
        for at in range(0, len(raw), PAGE):
            two = raw[at : at + 2 * PAGE]
            print_of_two = hashlib.blake2b(two, digest_size=16).digest()
            if print_of_two not in known:
                known.add(print_of_two)
                new.append(two)
        yield b"\n".join(new)


def _files_of_sqlite(database: Database) -> bytes:
    path = database.engine.url.database
    assert path
    files = [Path(f"{path}{ending}") for ending in ("", "-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def _files_of_server(database: Database, server_files: Path | None) -> bytes:
    """The files of every table with their dead rows, and the write-ahead log as far as it is written."""
    assert server_files
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        asked = text("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't', 'i')")
        paths = [server_files / path for (path,) in connection.execute(asked) if path]
        log = connection.execute(text("SELECT pg_walfile_name(pg_current_wal_lsn())")).scalar_one()
    own = [path for path in paths if path.is_file() and "/base/" in str(path)]
    return b"".join(path.read_bytes() for path in [*own, server_files / "pg_wal" / log])

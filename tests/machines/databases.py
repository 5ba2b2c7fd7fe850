"""Databases as tests open them, with one folder for the keys of all that this process makes."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import text

from lws_assess.records.database import Database
from lws_assess.records.migrations import migrate_database
from lws_assess.records.sealing_keys import KeyFolder
from tests.machines.guardian import FOLDER, watch_over
from tests.worlds.prepared import nobody_has_it_open, note_copy

ON_A_DISK = "/var/tmp"
HAS_ITS_OWN = "WORKER_WITH_KEYS_OF_ITS_OWN"


def set_key_folder() -> None:
    """A folder for keys on a disk, for this process and every server that it starts, unless one is named.

    Each worker of a run has its own within that of the run, so that none can take away or see another's keys.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if "KEYS_PATH" not in os.environ:
        _use(Path(tempfile.mkdtemp(prefix="lws-assess-keys-", dir=ON_A_DISK)))
    elif os.environ.get(HAS_ITS_OWN, "") != worker:  # what a worker starts has the worker's
        within = Path(os.environ["KEYS_PATH"])
        within.mkdir(mode=0o700, parents=True, exist_ok=True)
        _use(Path(tempfile.mkdtemp(prefix=f"{worker}-", dir=within)))
    os.environ[HAS_ITS_OWN] = worker


def _use(folder: Path) -> None:
    """Whoever made a folder removes it: not a child that was forked from there and ends as its parent would."""
    maker = os.getpid()

    def remove() -> None:
        if os.getpid() == maker:
            shutil.rmtree(folder, ignore_errors=True)

    os.environ["KEYS_PATH"] = str(folder)
    watch_over(FOLDER, folder)
    atexit.register(remove)


def key_folder() -> KeyFolder:
    """The folder that `set_key_folder` has named. What is written there need not outlive a power cut."""
    set_key_folder()
    return KeyFolder(Path(os.environ["KEYS_PATH"]), durable=False)


@contextmanager
def a_key_folder() -> Iterator[Path]:
    """Another on a disk, which may be taken away or damaged: nobody else has keys there or beside it."""
    with tempfile.TemporaryDirectory(prefix="lws-keys-", dir=ON_A_DISK) as folder:
        (keys := Path(folder) / "keys").mkdir(mode=0o700)
        yield keys


def open_database(url: str) -> Database:
    return Database(url, keys=key_folder())


@cache
def migrated_file(_of: int) -> Path:
    """A SQLite file with its tables, which the migrations made once in a process. It is there to copy from."""
    folder = Path(tempfile.mkdtemp(prefix="lws-assess-pattern-"))
    watch_over(FOLDER, folder)
    database = open_database(f"sqlite:///{folder / 'pattern.sqlite3'}")
    migrate_database(database)
    database.engine.dispose()
    return folder / "pattern.sqlite3"


def give_tables(database: Database) -> None:
    """What `migrate_database` does: an empty SQLite file takes a third of a second for it, and here a copy."""
    path = Path(database.engine.url.database or "")
    if database.is_sqlite and _is_empty(database) and nobody_has_it_open(database, path):
        shutil.copyfile(migrated_file(os.getpid()), path)
        note_copy(migrated_file(os.getpid()), path)
    else:
        migrate_database(database)


def _is_empty(database: Database) -> bool:
    with database.engine.connect() as connection:
        return not connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()

"""A PostgreSQL server of the tests' own: made in a folder, reached by a socket, gone afterwards."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

from tests.machines.guardian import FOLDER, PROCESS, let_go, watch_over

FIRST_WITH_A_CHOICE = 15_00_00  # the first version that can be told how to copy a database
_numbers = itertools.count(1)


def _program(name: str) -> str:
    """The newest of a program that Debian may keep out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    program = str(found[0]) if found else shutil.which(name)
    assert program, f"{name} is missing: install PostgreSQL"
    return program


class Server:
    """One server. `initdb` refuses to run as root, so it runs as somebody else there."""

    def __init__(self, folder: Path, options: str = "") -> None:
        self.folder = folder
        self._options = f"-k {folder} -c listen_addresses='' -c max_connections=100 {options}"
        self._as_somebody = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_somebody:
            shutil.chown(folder, "postgres")
        folder.chmod(0o755)
        self._run(_program("initdb"), "-D", str(self._data), "-U", "test", "--auth=trust", "--no-sync")

    @cached_property
    def _engine(self) -> Engine:
        return create_engine(self.url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    @property
    def _in_memory(self) -> bool:
        """Whether copying files is quick here; on a disk PostgreSQL's own way is."""
        return self.folder.is_relative_to("/dev/shm")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://test@/postgres?host={self.folder}"

    def _run(self, *command: str) -> None:
        subprocess.run([*self._as_somebody, *command], check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        self._run(
            _program("pg_ctl"),
            "-D",
            str(self._data),
            "-o",
            self._options,
            "-w",
            "-l",
            str(self.folder / "log"),
            "start",
        )
        watch_over(PROCESS, self._main_process)

    @property
    def _main_process(self) -> int:
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def stop(self, how: str = "immediate") -> None:
        self._engine.dispose()
        running = self._main_process
        self._run(_program("pg_ctl"), "-D", str(self._data), "-m", how, "stop")
        let_go(PROCESS, running)

    def new_database(self, like: str = "template1") -> str:
        """Makes a database, empty or like another of this server, and gives its address."""
        name = f"test_{next(_numbers)}"
        with self._engine.connect() as connection:
            version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
            how = "STRATEGY FILE_COPY" if self._in_memory and version >= FIRST_WITH_A_CHOICE else ""
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like} {how}"))
        return self.url.replace("/postgres?", f"/{name}?")

    def drop(self, url: str) -> None:
        """Takes a database away, and with it whoever is still connected."""
        with self._engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))


@contextmanager
def a_server(options: str = "") -> Iterator[Server]:
    """A running server that goes with the block."""
    folder = Path(tempfile.mkdtemp(prefix="lws-postgresql-"))
    watch_over(FOLDER, folder)
    server = Server(folder, options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        let_go(FOLDER, folder)

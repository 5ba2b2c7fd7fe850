"""What tests share: a PostgreSQL of their own, fresh databases, an app, and builders with defaults."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from config import Settings
from lws_assess.records.database import Database
from lws_assess.records.migrations import migrate
from lws_assess.web import create_app
from tests.builders import World

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _postgresql_program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    assert found, f"{name} is missing: install PostgreSQL"
    return found


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as this test process."""
    folder = Path(tempfile.mkdtemp(prefix="lws-postgresql-"))
    as_somebody = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_somebody:
        shutil.chown(folder, "postgres")
    folder.chmod(0o755)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run([*as_somebody, *command], check=True, capture_output=True, cwd=folder)

    run(_postgresql_program("initdb"), "-D", str(data), "-U", "test", "--auth=trust", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c max_connections=80"
    run(_postgresql_program("pg_ctl"), "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://test@/postgres?host={folder}"
    finally:
        run(_postgresql_program("pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


_numbers = itertools.count(1)


@pytest.fixture
def new_postgresql(postgresql: str) -> Callable[[], str]:
    """Makes an empty database on the server and gives its address."""

    def make() -> str:
        name = f"test_{next(_numbers)}"
        engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return postgresql.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    url: str = request.getfixturevalue("new_postgresql")()
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    migrate(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    migrate(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(f"sqlite:///{tmp_path / 'app.sqlite3'}", tmp_path)


def settings_for(database_url: str, folder: Path, **more: str) -> Settings:
    return Settings.from_environment(
        {"DATABASE_URL": database_url, "INSTANCE_PATH": str(folder), "SECRET_KEY": secrets.token_hex(24), **more}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app on a migrated SQLite database."""
    app = create_app(settings)
    app.testing = False
    migrate(app.config["DATABASE"])
    yield app
    app.config["DATABASE"].engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    """A partnership with groups and an open round, in the app's database."""
    return World(app.config["DATABASE"])

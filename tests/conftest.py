"""What tests share: a PostgreSQL of their own, fresh databases, an app, and builders with defaults."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from lws_assess.records.database import Database
from lws_assess.records.migrations import migrate
from lws_assess.web import create_app
from tests.builders import World
from tests.postgresql import Server, a_server

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that lives as long as this test process."""
    with a_server() as server:
        yield server


@pytest.fixture
def new_postgresql(postgresql: Server) -> Callable[[], str]:
    """Makes an empty database on the server and gives its address."""
    return postgresql.new_database


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
        {
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": str(folder),
            "SECRET_KEY": secrets.token_hex(24),
            **more,
        }
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


@pytest.fixture
def either_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on a migrated database, once on SQLite and once on PostgreSQL."""
    app = create_app(settings_for(database_url, tmp_path))
    app.testing = False
    migrate(app.config["DATABASE"])
    yield app
    app.config["DATABASE"].engine.dispose()

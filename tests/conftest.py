"""What tests share: a PostgreSQL of their own, fresh databases, an app, and builders with defaults."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import core
from hypothesis import settings as trying

from config import Settings
from lws_assess.actions.demo.loading import load_demo
from lws_assess.records.database import Database
from lws_assess.records.migrations import migrate_database
from lws_assess.web import create_app
from lws_assess.web.start import commands
from tests.machines.databases import (
    a_key_folder,
    key_folder,
    migrated_file,
    open_database,
    set_key_folder,
)
from tests.machines.postgresql import Server, a_server
from tests.runs import keeping, scheduling
from tests.runs.chance import SEED, SeededChance
from tests.runs.memory import MemoryWatch
from tests.runs.warm import keep_what_is_compiled, work_in_memory
from tests.watching import ownership
from tests.watching.code_trees import TreesGivenBack
from tests.watching.misspelling import note_what_is_missing
from tests.worlds.builders import World
from tests.worlds.marlhaven import made_once, play_rounds
from tests.worlds.prepared import bring_keys, keep_with_keys, note_copy

# Properties are tried on the same examples every time that the seed is the same, and nothing is timed.
trying.register_profile("by the seed", deadline=None, derandomize=False, database=None)
trying.load_profile("by the seed")

work_in_memory()
set_key_folder()
keep_what_is_compiled()
MISSING = note_what_is_missing()
ownership.watch()
# Nothing of it need outlive the tests, so it writes to disk as seldom as it can.
FORGETFUL = (
    "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=256MB"
)
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(SeededChance())
    config.pluginmanager.register(scheduling)
    config.pluginmanager.register(keeping)
    config.pluginmanager.register(MemoryWatch())
    config.pluginmanager.register(TreesGivenBack())
    core.global_force_seed = SEED


@pytest.fixture
def misspelt() -> None:
    """To be asked for by tests in which templates name what is not there."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    MISSING.clear()
    ownership.found.clear()
    yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fails a test in which a template named what is not there, or a statement left open whose rows it is about.

    Whoever caught the error: a page of an error, a thread that sends mail, or nobody.
    """
    yield
    assert MISSING == [] or "misspelt" in item.fixturenames  # type: ignore[attr-defined]
    assert not ownership.found, "\n".join(ownership.found)


@pytest.fixture
def own_key_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the keys of this test alone. To be named by a mark, which comes before a database or app does."""
    with a_key_folder() as folder:
        monkeypatch.setenv("KEYS_PATH", str(folder))
        yield folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that lives as long as this test process, and need not outlive a power cut."""
    with a_server(FORGETFUL) as server:
        yield server


@pytest.fixture(scope="session")
def pattern(postgresql: Server) -> str:
    """The name of a migrated database that others are copied from: that is quicker than migrating each."""
    database = open_database(postgresql.new_database())
    migrate_database(database)
    database.engine.dispose()
    name = database.engine.url.database
    assert name
    return name


@pytest.fixture(scope="session")
def sqlite_pattern() -> Path:
    """The same for SQLite: a migrated file."""
    return migrated_file(os.getpid())


def _of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run have."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with its rounds answered and closed, in a file to copy and to load the rest into."""
    return made_once(_of_the_run(tmp_path_factory) / "played.sqlite3", play_rounds)


@pytest.fixture(scope="session")
def marlhaven(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Path:
    """The demo as it is loaded, in a file to copy from: made once for all the processes of a run."""

    def load(file: Path) -> None:
        database = open_database(a_copy(played, file.with_suffix(".loading")))
        load_demo(database, secrets.token_bytes, datetime.now(UTC))
        keep_with_keys(database, file)

    return made_once(_of_the_run(tmp_path_factory) / "marlhaven.sqlite3", load)


@pytest.fixture
def new_postgresql(postgresql: Server) -> Callable[[], str]:
    """Makes an empty database on the server and gives its address."""
    return postgresql.new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that has its tables already, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield a_copy(request.getfixturevalue("sqlite_pattern"), tmp_path / "test.sqlite3")
        return
    server: Server = request.getfixturevalue("postgresql")
    url = server.new_database(like=request.getfixturevalue("pattern"))
    yield url
    server.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    database = open_database(database_url)
    yield database
    database.engine.dispose()


@pytest.fixture
def sqlite_database(sqlite_pattern: Path, tmp_path: Path) -> Iterator[Database]:
    database = open_database(a_copy(sqlite_pattern, tmp_path / "test.sqlite3"))
    yield database
    database.engine.dispose()


def a_copy(pattern: Path, to: Path) -> str:
    """Copies a database file and gives the address of the copy. The keys that were kept with it come along."""
    shutil.copyfile(pattern, to)
    bring_keys(pattern, key_folder().folders[0])
    note_copy(pattern, to)
    return f"sqlite:///{to}"


@pytest.fixture
def settings(sqlite_pattern: Path, tmp_path: Path) -> Settings:
    return settings_for(a_copy(sqlite_pattern, tmp_path / "app.sqlite3"), tmp_path)


def settings_for(database_url: str, folder: Path, **more: str) -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": str(folder),
            "SECRET_KEY": secrets.token_hex(24),
            "KEYS_PATH": os.environ["KEYS_PATH"],
            **more,
        }
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app on a migrated SQLite database."""
    app = create_app(settings)
    commands.install(app)
    app.testing = False
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
    commands.install(app)
    app.testing = False
    yield app
    app.config["DATABASE"].engine.dispose()

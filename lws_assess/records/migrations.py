"""Bringing a database to today's shape, and telling whether it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from lws_assess.records.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate_database(database: Database, to: str = "head") -> None:
    """Moves the database up to a revision, each migration in a transaction of its own.

    What lay in earlier shapes is cleared away afterwards, from free pages and dead rows, as far as nobody reads.
    Raises KeyNotMade where rounds are under way that need a sealing key, and none can be made.
    """
    if is_current(database):
        return
    _run(database, command.upgrade, to)
    if is_current(database):
        database.tidy_after_migrating()


def unmigrate(database: Database, to: str) -> None:
    """Moves the database down to a revision; "base" removes every table."""
    _run(database, command.downgrade, to)


def _run(database: Database, move: Callable[[Config, str], None], to: str) -> None:
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        config.attributes["keys"] = database.keys
        move(config, to)
        connection.commit()


def is_current(database: Database) -> bool:
    """True if the database has today's shape."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest

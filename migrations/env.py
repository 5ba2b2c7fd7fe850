"""Runs migrations on whichever database the settings name, or on the connection handed in."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from config import Settings
from lws_assess.records.database import Database, UtcTime
from lws_assess.records.tables import METADATA


def _in_plain_types(kind: str, thing: object, _context: object) -> str | bool:
    """Writes our time type as the plain one it stands on, so that old migrations outlive our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcTime) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_in_plain_types,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = Database(Settings.from_environment().database_url).engine
    with engine.connect() as connection:
        _run(connection)
        connection.commit()

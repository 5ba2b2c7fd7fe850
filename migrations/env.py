"""Runs migrations on whichever database the settings name, or on the connection handed in."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from config import Settings
from lws_assess.records.database import Database
from lws_assess.records.tables import METADATA


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
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

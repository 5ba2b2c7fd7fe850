"""Waiting until two pieces of work meet."""

from __future__ import annotations

import threading
import time

from sqlalchemy import text

from lws_assess.records.database import Database


def wait_until_it_waits(database: Database, thread: threading.Thread) -> None:
    """Until the other thread stands at a lock of the database's, or, on SQLite, at our own."""
    until = time.monotonic() + 60
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while thread.is_alive() and time.monotonic() < until and not database.is_sqlite:
        with database.reading() as session:
            if session.execute(waiting).scalar_one():
                return
        time.sleep(0.01)

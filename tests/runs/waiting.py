"""Waiting until two pieces of work meet, and a quarter of an hour that is over without waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, text

from lws_assess.records.database import Database
from lws_assess.records.rounds import Round
from tests.runs.slowness import PATIENCE


def wait_until_true(true: Callable[[], object], told: Callable[[], object] = str) -> None:
    """Looks until something is so. Raises AssertionError with what is `told` where that takes longer than patience."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"it did not come about. {told()}"
        time.sleep(0.01)


def wait_until_it_waits(database: Database, thread: threading.Thread) -> None:
    """Until the other thread stands at a lock of the database's, or, on SQLite, at our own."""
    until = time.monotonic() + PATIENCE
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while thread.is_alive() and time.monotonic() < until and not database.is_sqlite:
        with database.reading() as session:
            if session.execute(waiting).scalar_one():
                return
        time.sleep(0.01)


def a_quarter_passes(database: Database) -> None:
    """Every round was last counted a quarter of an hour earlier than it was, so that `due` counts it again."""
    with database.writing() as session:
        for this in session.scalars(select(Round).where(Round.counted_at.is_not(None))):
            assert this.counted_at
            this.counted_at -= timedelta(minutes=15)

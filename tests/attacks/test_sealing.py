"""P1 after the seal: an administrator of PostgreSQL lays words beside the link that brought them.

A ballot notes the transaction that spent it; a comment that of its batch, an alert its own. Ballots name a group.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from lws_assess.actions.alerts import raise_alerts
from lws_assess.actions.comments import find_batches, move_batch
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped
from tests.builders import INSTRUMENT, World, new_code, new_key

PAGE = f"areas/{shipped()[INSTRUMENT].areas[0].code}"
UNSAFE = "I do not feel safe at home."


def marks(database: Database, table: str) -> list[int]:
    """The transactions that the rows of a table name, in the order in which the rows lie on the disk."""
    with database.reading() as session:
        rows = session.execute(text(f"SELECT xmin::text::bigint FROM {table} ORDER BY ctid"))
        return [row[0] for row in rows]


def answer(world: World, group: str, words: str) -> None:
    """Somebody answers, and what follows by itself does: an alert, or a batch of comments."""
    world.answer(group, {PAGE: {"comment": words}})
    with world.database.writing() as session:
        raise_alerts(session, new_key, new_code)
    with world.database.reading() as session:
        due = find_batches(session)
    for batch in due:
        with world.database.writing() as session:
            move_batch(session, batch)


def test_no_ballot_of_a_sealed_round_tells_when_it_was_spent(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite notes nothing on a row")
    world = World(database)
    for group, words in (
        *[("teachers", "Fine.")] * 4,
        ("nurses", "Only mine."),  # the one nurse of this batch
        ("teachers", UNSAFE),
        *[("nurses", "Fine.")] * 4,
    ):
        answer(world, group, words)
    alert, ballots = marks(database, "alerts")[0], marks(database, "ballots")
    assert max(mark for mark in ballots if mark < alert) == sorted(ballots)[5], (
        "the attack finds it while open"
    )
    spent = kept(database)
    world.close()
    database.tidy_after_sealing()
    assert len(set(marks(database, "ballots"))) == 1
    assert marks(database, "ballots")[0] > max(marks(database, "alerts"))
    assert kept(database) == spent
    with database.reading() as session:
        lying = [bytes(row[0]) for row in session.execute(text("SELECT id FROM ballots ORDER BY ctid"))]
    assert lying == sorted(lying)


def kept(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return sorted(tuple(row) for row in session.execute(text("SELECT * FROM ballots")))

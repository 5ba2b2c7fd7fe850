"""Clearing away what was erased, on both databases."""

from __future__ import annotations

from sqlalchemy import func, select, text

from lws_assess.records.database import Database
from lws_assess.records.responses import BoxResponse, SealedResponse
from tests.machines.databases import open_database
from tests.machines.postgresql import Server
from tests.worlds.builders import World


def test_clearing_away_leaves_what_is_kept(database: Database) -> None:
    world = World(database)
    for _ in range(5):
        world.answer("teachers", {"areas/sipv": {"sipv-1": "3", "comment": "Words."}})
    world.close()
    database.tidy_after_sealing()
    database.tidy_after_erasing()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedResponse)) == 5
        assert session.scalar(select(func.count()).select_from(BoxResponse)) == 0


def test_after_sealing_no_dead_row_of_the_boxes_is_left(postgresql: Server, pattern: str) -> None:
    """What PostgreSQL only marks as deleted could still be read, and joined by its transaction."""
    database = open_database(postgresql.new_database(like=pattern))
    world = World(database)
    for _ in range(5):
        world.answer("teachers", {"areas/sipv": {"sipv-1": "3", "comment": "Words."}})
    world.close()
    with database.writing() as session:
        session.execute(text("CREATE EXTENSION pgstattuple"))
    assert all(dead_rows(database).values())
    database.tidy_after_sealing()
    assert not any(dead_rows(database).values())
    database.engine.dispose()


def dead_rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table: session.execute(text(f"SELECT dead_tuple_count FROM pgstattuple('{table}')")).scalar_one()
            for table in ("box_responses", "ballots", "drafts")
        }

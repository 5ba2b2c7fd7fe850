"""One history of migrations for both databases, up and down with data in place."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, inspect, select

from lws_assess.records.database import Database
from lws_assess.records.event_tables import draft_actions, table_ratings
from lws_assess.records.groups import Group
from lws_assess.records.migrations import is_current, migrate, unmigrate
from lws_assess.records.tables import METADATA
from tests.builders import World
from tests.rooms import a_room


def test_the_migrations_make_exactly_the_tables_that_the_records_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_migrated_database_says_that_it_is_current(database: Database) -> None:
    assert is_current(database)


def test_migrating_twice_keeps_what_is_there(database: Database) -> None:
    World(database).answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    migrate(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Group)) == 7


def test_going_down_with_data_removes_every_table_and_going_up_again_works(database: Database) -> None:
    World(database).answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    unmigrate(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    assert not is_current(database)
    migrate(database)
    World(database).close()
    assert is_current(database)


def test_what_tables_of_events_wrote_that_were_over_before_names_none(database: Database) -> None:
    """Nobody knows any more how many people sat there; codes of scribes of a running event go on."""
    world = World(database)
    over, running = a_room(world, {"teachers": 8}, tables=1), a_room(world, {"teachers": 8}, title="Running")
    for room in (over, running):
        scribe = room.make_scribe()
        room.rate_for_table(scribe, 2)
        room.propose(scribe, "An action")
    over.end()
    unmigrate(database, "0008")
    migrate(database)
    with database.reading() as session:
        told = [[one.table for one in table_ratings(session, *room.where)] for room in (over, running)]
        told += [[one.table for one in draft_actions(session, *room.where)] for room in (over, running)]
    assert told == [[-1], [1], [0], [1]]
    assert set(running.event.scribe_codes) == {"1", "2", "3", "4"}

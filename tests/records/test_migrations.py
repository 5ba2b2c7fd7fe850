"""One history of migrations for both databases, up and down with data in place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, Table, func, inspect, select, text

from lws_assess.records.database import Database
from lws_assess.records.events.people import find_person_in_room
from lws_assess.records.events.tables import find_table_rating, proposed_actions, table_ratings
from lws_assess.records.events.visioning_events import codes_of, find_event_by_code
from lws_assess.records.events.votes import find_answer, read_event_ballots
from lws_assess.records.events.words import words_kept, words_of_event
from lws_assess.records.groups import Group
from lws_assess.records.migrations import is_current, migrate_database, unmigrate
from lws_assess.records.partnerships import Partnership
from lws_assess.records.sealing_keys import KeyFolder, KeyNotMade
from lws_assess.records.tables import METADATA
from tests.watching.counting import rows
from tests.worlds.builders import World
from tests.worlds.rooms import a_room


def test_the_migrations_make_exactly_the_tables_that_the_records_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_migrated_database_says_that_it_is_current(database: Database) -> None:
    assert is_current(database)


def test_migrating_twice_keeps_what_is_there(database: Database) -> None:
    World(database).answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    migrate_database(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Group)) == 7


def test_going_down_with_data_removes_every_table_and_going_up_again_works(database: Database) -> None:
    World(database).answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    unmigrate(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    assert not is_current(database)
    migrate_database(database)
    World(database).close()
    assert is_current(database)


def test_what_tables_of_events_wrote_that_were_over_before_names_none(database: Database) -> None:
    """Nobody knows any more how many people sat there."""
    over = a_room(World(database), {"teachers": 8}, tables=1)
    scribe = over.make_scribe()
    over.rate_for_table(scribe, 2)
    over.propose(scribe, "An action")
    over.end()
    unmigrate(database, "0008")
    migrate_database(database)
    with database.reading() as session:
        told = [one.table for one in table_ratings(session, *over.where)]
        told += [one.table for one in proposed_actions(session, *over.where)]
    assert told == [-1, 0]


# --- events that run while the service is brought to keys of events ------------------------------------------

BEFORE_KEYS = "0012"
PLACE = {"partnership": "testham", "event": "day"}


def add_rows(database: Database, table: str, *rows: dict[str, Any]) -> None:
    """Rows as they were before, in the columns that the table had then."""
    with database.engine.begin() as connection:
        old = Table(table, MetaData(), autoload_with=connection, resolve_fks=False)
        connection.execute(old.insert(), list(rows))


def a_running_event_of_before(database: Database) -> None:
    nothing = {"length": "full", "instrument": "x", "starts": "09:00", "place": "", "tables": 4, "slips": 6}
    stands = {
        "segment": "join",
        "step": 0,
        "version": 1,
        "gathered": 0,
        "rating_shown": False,
        "hidden": False,
    }
    said = {"message": "", "acted_by": "", "acted": "", "attended_json": "{}", "handed_out_json": "{}"}
    event = {"partnership": "testham", "key": "day", "title": "Day", "state": "running", "smallest_number": 5}
    codes = {"code": "K7W3PX", "salt": b"s" * 16, "opened_at": datetime.now(UTC)}
    add_rows(database, "events", event | nothing | stands | said | codes)
    person = {"id": b"p" * 32, "group": "teachers", "audience": "professional", "table": "2"}
    add_rows(database, "event_people", PLACE | person | {"scribe": True, "paper": False})
    ballot = {"id": b"b" * 32, "pair": b"q" * 32, "vote": "1", "group": "teachers", "answer": b"\x03"}
    add_rows(database, "event_ballots", PLACE | ballot | {"audience": "professional"})
    word = {
        "id": b"w" * 16,
        "kind": "vision",
        "area": "",
        "text": "Trust",
        "more": "",
        "theme": "",
        "group": "",
    }
    add_rows(database, "event_words", PLACE | word | {"state": "waiting", "risk": True})
    rating = {"table": 2, "area": "sipv", "level": 3, "evidence": "Reasons", "state": "waiting"}
    add_rows(database, "event_table_ratings", PLACE | rating)
    action = {"id": b"a" * 16, "table": 2, "area": "sipv", "what": "One form", "measure": "", "lead": "Jo"}
    more = {"due": date(2031, 5, 2), "quick_win": True, "pilot": False, "state": "waiting", "reference": ""}
    add_rows(database, "event_actions", PLACE | action | more)


def test_an_event_that_runs_gets_its_key_and_goes_on_with_what_it_holds(database: Database) -> None:
    unmigrate(database, BEFORE_KEYS)
    with database.writing() as session:
        session.add(Partnership(key="testham", name="Testham"))
    a_running_event_of_before(database)
    migrate_database(database)
    where = ("testham", "day")
    with database.reading() as session:
        event = find_event_by_code(session, "K7W3PX")
        assert event
        codes = codes_of(session, event)
        assert codes.salt == b"s" * 16
        assert set(codes.scribes(event.names_of_tables)) == {"1", "2", "3", "4"}
        person = find_person_in_room(session, *where, b"p" * 32)
        assert person
        assert (person.group, person.table, person.scribe, person.paper) == ("teachers", "2", True, False)
        [ballot] = read_event_ballots(session, *where, 1)
        assert (ballot.pair, ballot.group, ballot.answer) == (b"q" * 32, "teachers", b"\x03")
        assert find_answer(session, *where, b"b" * 32) == b"\x03"
        [word] = words_of_event(session, *where)
        assert (word.text, word.risk, word.state) == ("Trust", True, "waiting")
        assert words_kept(session, *where, [b"w" * 16, b"x" * 16]) == {b"w" * 16}
        rating = find_table_rating(session, *where, 2, "sipv")
        assert rating
        assert (rating.level, rating.evidence) == (3, "Reasons")
        [action] = proposed_actions(session, *where)
        assert (action.what, action.due, action.quick_win) == ("One form", date(2031, 5, 2), True)
    assert rows(database, "event_words", "event_table_ratings", "event_actions", "event_writings") == {
        "event_words": 0,
        "event_table_ratings": 0,
        "event_actions": 0,
        "event_writings": 3,
    }


def test_nothing_is_changed_where_an_event_runs_and_there_is_no_folder_for_its_key(
    database: Database,
) -> None:
    unmigrate(database, BEFORE_KEYS)
    with database.writing() as session:
        session.add(Partnership(key="testham", name="Testham"))
    a_running_event_of_before(database)
    database.keys, keys = KeyFolder(None), database.keys
    with pytest.raises(KeyNotMade, match="KEYS_PATH"):
        migrate_database(database)
    assert "code" in {column["name"] for column in inspect(database.engine).get_columns("events")}
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM event_people")).scalar_one() == 1
    database.keys = keys
    migrate_database(database)
    assert is_current(database)

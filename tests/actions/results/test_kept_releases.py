"""Views of a release are kept at hand, and found by all that they rest on: a change of any of it makes another."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import pytest
from sqlalchemy import delete

from lws_assess.actions.results.changes import view_changes_since
from lws_assess.actions.results.kept_releases import (
    MOST_VIEWS,
    VIEWS,
    KeptRelease,
    find_kept_release,
    view_at_hand,
)
from lws_assess.actions.results.releases import view_release
from lws_assess.records.database import Database, at_hand
from lws_assess.records.groups import Group
from lws_assess.records.results import Release, ReleasedCell
from lws_assess.records.rounds import Round
from tests.actions.results.test_changes import HALF_A_YEAR, another, close, fill
from tests.worlds.builders import World


def two_rounds(database: Database) -> World:
    world = World(database)
    fill(world, 2, teachers=8, nurses=6)
    close(world, 0)
    another(world, "second", "first", after=HALF_A_YEAR)
    fill(world, 3, teachers=9, nurses=7)
    close(world, HALF_A_YEAR)
    return world


def test_a_view_is_built_once_and_is_the_one_that_is_built_anew(database: Database) -> None:
    world = two_rounds(database)
    with database.reading() as session:
        first = view_release(session, world.partnership, "second")
        changes = view_changes_since(session, world.partnership, "second")
    with database.reading() as session:
        assert view_release(session, world.partnership, "second") is first
        assert view_changes_since(session, world.partnership, "second") is changes
        at_hand(session, VIEWS).clear()
        assert view_release(session, world.partnership, "second") == first
        assert view_changes_since(session, world.partnership, "second") == changes


@pytest.mark.parametrize("change", ["title", "targets", "group", "cell"])
def test_what_a_view_rests_on_changes_it_at_once(database: Database, change: str) -> None:
    world = two_rounds(database)
    where = world.partnership, "second"
    with database.reading() as session:
        before = view_release(session, *where)
        compared = view_changes_since(session, *where)
    with database.writing() as session:
        if change == "title":
            session.get_one(Round, where).title = "Another title"
        elif change == "targets":
            session.get_one(Round, where).targets_json = '{"iwp": 4.5}'
        elif change == "group":
            session.get_one(Group, (world.partnership, "teachers")).name = "All teachers"
        else:
            cell = session.get_one(ReleasedCell, (*where, 0))
            cell.figures_json = session.get_one(ReleasedCell, (world.partnership, "first", 0)).figures_json
    with database.reading() as session:
        after = view_release(session, *where)
        assert after != before
        assert (view_changes_since(session, *where) != compared) == (change != "targets")
        at_hand(session, VIEWS).clear()
        assert view_release(session, *where) == after


def test_a_view_that_has_changed_leaves_memory_with_what_it_said_before(database: Database) -> None:
    world = two_rounds(database)
    for title in ("Second", "Another title"):
        with database.writing() as session:
            session.get_one(Round, (world.partnership, "second")).title = title
        with database.reading() as session:
            view_release(session, world.partnership, "second")
            view_changes_since(session, world.partnership, "second")
    with database.reading() as session:
        assert len(at_hand(session, VIEWS)) == 2
        assert "Second" not in repr(at_hand(session, VIEWS))


def test_what_is_gone_from_the_database_leaves_memory_at_the_next_look_at_any_release(
    database: Database,
) -> None:
    world = two_rounds(database)
    with database.reading() as session:
        view_release(session, world.partnership, "first")
        view_release(session, world.partnership, "second")
        view_changes_since(session, world.partnership, "second")
    with database.writing() as session:
        # As another process does, which has no part in this one's memory.
        for table in (ReleasedCell, Release):
            session.execute(delete(table).where(table.round == "first"))
    with database.reading() as session:
        view_release(session, world.partnership, "second")
        assert [subject.rounds for subject in at_hand(session, VIEWS)] == [("second",)]


def test_every_field_of_a_kept_release_counts(database: Database) -> None:
    world = two_rounds(database)
    with database.reading() as session:
        kept = find_kept_release(session, world.partnership, "first")
    assert kept
    for field in fields(KeptRelease):
        assert replace(kept, **{field.name: "another"}).digest != kept.digest, field.name


def test_no_more_views_are_kept_than_there_is_room_for(database: Database) -> None:
    world = two_rounds(database)
    for number in range(MOST_VIEWS + 3):
        with database.writing() as session:
            session.get_one(Round, (world.partnership, "first")).title = f"Title {number}"
        with database.reading() as session:
            found = view_release(session, world.partnership, "first")
            assert found
            assert found.title == f"Title {number}"
            assert len(at_hand(session, VIEWS)) <= MOST_VIEWS


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Threads that take turns as often as they can, as on a machine of many processors."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_threads_that_ask_for_many_views_at_once_each_get_their_own(
    database: Database, hurried_threads: None
) -> None:
    world = two_rounds(database)
    with database.reading() as session:
        kept = find_kept_release(session, world.partnership, "first")
        assert kept

        def ask(start: int) -> bool:
            wanted = [(start * number) % (2 * MOST_VIEWS) for number in range(10_000)]
            return all(view_at_hand(session, str(one), [kept], lambda one=one: one) == one for one in wanted)

        with ThreadPoolExecutor(4) as threads:
            assert all(threads.map(ask, (5, 7, 11, 13)))
        assert len(at_hand(session, VIEWS)) <= MOST_VIEWS

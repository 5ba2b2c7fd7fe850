"""A round beside those before it: which rounds those are, and what is read from their releases."""

from __future__ import annotations

from datetime import timedelta

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.results.changes import rounds_to_compare, view_changes_since, view_history_of
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import Round
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.histories import RoundHistory
from tests.worlds.boxes import put_into_box
from tests.worlds.builders import INSTRUMENT, World, new_code

EDITION = shipped_editions()[INSTRUMENT]
AUDIENCES = {"teachers": "professional", "nurses": "professional", "inspectors": "young-people"}


def answers(group: str, rating: int) -> bytes:
    """Somebody who gives every statement the same rating."""
    audience = EDITION.audience(AUDIENCES[group])
    pages = {
        f"areas/{area.code}": {q.key: str(rating) for q in area.questions(audience)} for area in EDITION.areas
    }
    return encode_answers(EDITION, audience, pages)


def fill(world: World, rating: int, **people: int) -> None:
    """So many people of each group, who rate by turns this level and the next."""
    with world.database.writing() as session:
        places, _, _ = answering.find_entrance(session, world.code(None), world.now)
        at = {place.group: place for place in places}
        for group, count in people.items():
            for i in range(count):
                put_into_box(session, at[group], answers(group, rating + i % 2))


def close(world: World, after: int) -> None:
    """Closes and releases the round so many days from now."""
    with world.database.writing() as session:
        rounds.close_round(session, world.partnership, world.round, world.now + timedelta(days=after))


HALF_A_YEAR = 180  # days: a round that opens sooner shows less of the same groups


def another(world: World, key: str, repeats: str | None = None, after: int = 0) -> None:
    """One more round of the same partnership, open, so many days from now."""
    world.round = key
    opens_at = world.now + timedelta(days=after)
    with world.database.writing() as session:
        world.draft(session, key)
        this = session.get_one(Round, (world.partnership, key))
        this.repeats, this.closes_at = repeats, opens_at + timedelta(days=30)
        rounds.open_round(session, world.partnership, key, new_code, opens_at)


def three_rounds(database: Database, repeats: str | None = None) -> World:
    """A first, a second and a third round, half a year apart; the nurses are too few in the second."""
    world = World(database)
    fill(world, 2, teachers=12, nurses=10, inspectors=6)
    close(world, 1)
    another(world, "second", after=HALF_A_YEAR)
    fill(world, 3, teachers=12, nurses=2)
    close(world, HALF_A_YEAR + 1)
    another(world, "third", repeats, after=2 * HALF_A_YEAR)
    fill(world, 3, teachers=14, nurses=20, inspectors=8)
    close(world, 2 * HALF_A_YEAR + 1)
    return world


def keys_before(world: World, key: str) -> list[str]:
    with world.database.reading() as session:
        return [one.key for one in rounds_to_compare(session, world.partnership, key)]


def changes(world: World, key: str, then_key: str = "") -> RoundChanges | None:
    with world.database.reading() as session:
        return view_changes_since(session, world.partnership, key, then_key)


def history(world: World, key: str) -> RoundHistory | None:
    with world.database.reading() as session:
        earlier = rounds_to_compare(session, world.partnership, key)
        this = session.get(Round, (world.partnership, key))
        return view_history_of(session, this, earlier) if this else None


def test_rounds_before_a_round_are_those_that_closed_earlier_the_newest_first(database: Database) -> None:
    world = three_rounds(database)
    assert keys_before(world, "third") == ["second", "first"]
    assert keys_before(world, "second") == ["first"]
    assert keys_before(world, "first") == []


def test_a_round_without_results_is_compared_with_nothing_and_nothing_with_it(
    sqlite_database: Database,
) -> None:
    world = World(sqlite_database)
    fill(world, 2, teachers=12)
    close(world, 1)
    another(world, "second")
    assert keys_before(world, "second") == []
    assert (changes(world, "second"), history(world, "second")) == (None, None)
    assert (changes(world, "first"), history(world, "first")) == (None, None)
    assert (changes(world, "nowhere"), history(world, "nowhere")) == (None, None)


def test_a_round_of_another_partnership_is_never_compared(sqlite_database: Database) -> None:
    other = World(sqlite_database, partnership="elsewhere")
    fill(other, 5, teachers=12)
    close(other, 1)
    world = World(sqlite_database)
    fill(world, 2, teachers=12)
    close(world, 2)
    assert keys_before(world, "first") == []
    assert changes(world, "first") is None


def test_without_a_choice_it_is_the_newest_before_or_the_one_that_was_repeated(
    sqlite_database: Database,
) -> None:
    world = three_rounds(sqlite_database)
    newest = changes(world, "third")
    assert newest
    assert (newest.then_key, newest.then_title, newest.now_title) == (
        "second",
        "The second round",
        "The third round",
    )
    with world.database.writing() as session:
        session.get_one(Round, (world.partnership, "third")).repeats = "first"
    repeated = changes(world, "third")
    assert repeated
    assert repeated.then_key == "first"


def test_a_choice_that_makes_no_sense_is_passed_over(sqlite_database: Database) -> None:
    world = three_rounds(sqlite_database)
    for asked, got in (("first", "first"), ("third", "second"), ("nowhere", "second"), ("<b>", "second")):
        found = changes(world, "third", asked)
        assert found
        assert found.then_key == got
    back = changes(world, "second", "third")
    assert back
    assert back.then_key == "first"


def test_a_change_has_the_figures_that_both_releases_publish(sqlite_database: Database) -> None:
    world = three_rounds(sqlite_database)
    found = changes(world, "third", "first")
    assert found
    with world.database.reading() as session:
        then, now = (view_release(session, world.partnership, key) for key in ("first", "third"))
    assert then
    assert now
    for audience, old, new in zip(found.audiences, then.audiences, now.audiences, strict=True):
        if not audience.cells:
            continue
        for change, before, after in zip(audience.areas, old.areas, new.areas, strict=True):
            assert (change.by_group.then, change.by_group.now) == (
                before.by_group.position,
                after.by_group.position,
            )
            assert change.by_person.now == after.by_person.position
    first = found.audiences[0].areas[0].by_group
    assert isinstance(first.now, Shown)
    assert (first.change, first.now.n) == (1.0, 34)


def test_a_group_that_one_round_does_not_show_is_named_and_in_no_figure(sqlite_database: Database) -> None:
    found = changes(three_rounds(sqlite_database), "third")
    assert found
    work, young, _ = found.audiences
    assert [(c.name, c.people_then, c.people_now) for c in work.cells] == [("Teachers", 12, 14)]
    assert [(u.name, u.why) for u in work.unmatched] == [
        ("Nurses", "Not shown then: too few people answered.")
    ]
    assert [(u.name, u.why) for u in young.unmatched] == [
        ("Young inspectors", "Nobody answered for it then.")
    ]


def test_a_history_runs_from_the_earliest_round_to_this_one(sqlite_database: Database) -> None:
    world = three_rounds(sqlite_database)
    found = history(world, "third")
    assert found
    assert found.titles == ("The first round", "The second round", "The third round")
    assert found.audiences[0].groups == ("Teachers",)
    assert [v.text for v in found.audiences[0].areas[0].by_group if isinstance(v, Shown)] == [
        "2.50",
        "3.50",
        "3.50",
    ]
    earlier = history(world, "second")
    assert earlier
    assert earlier.titles == ("The first round", "The second round")

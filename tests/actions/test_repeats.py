"""The same groups asked again within three months, on both databases: what the second release shows of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lws_assess.actions.people.groups import merge_group
from lws_assess.actions.repeats import asked_again
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.documents.charts.headlines import everything_not_shown
from lws_assess.documents.papers.board_paper_results import how_many
from lws_assess.records.database import Database
from lws_assess.records.results import find_release
from lws_assess.records.rounds import find_round
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import RoundResults
from tests.worlds.builders import World, new_code
from tests.worlds.rooms import a_room

GROUPS = (
    ("teachers", "Teachers", "professional", "schools"),
    ("heads", "Head teachers", "professional", "schools"),
    ("nurses", "Nurses", "professional", "health"),
    ("parents", "Parent panel", "parents-carers", "families"),
)


def answered(world: World, people: dict[str, int]) -> None:
    for group, number in people.items():
        for person in range(number):
            world.answer(group, {"areas/sipv": {"sipv-1": str(1 + person % 5), "sipv-2": "3"}})


def again(world: World, key: str, people: dict[str, int], days: int = 0) -> None:
    """Another round of the same groups, so many days after the one before."""
    world.now += timedelta(days=days)
    with world.database.writing() as session:
        world.draft(session, key)
        open_round(session, world.partnership, key, new_code, world.now)
    world.round = key
    answered(world, people)
    world.close()


def results(world: World, key: str = "") -> RoundResults:
    with world.database.reading() as session:
        found = view_release(session, world.partnership, key or world.round)
    assert found
    return found


def cells(world: World, key: str = "") -> set[tuple[str, ...]]:
    found = results(world, key)
    return {cell.group_keys for audience in found.audiences for cell in audience.cells}


@pytest.fixture
def world(database: Database) -> World:
    world = World(database, groups=GROUPS)
    answered(world, {"teachers": 7, "heads": 6, "nurses": 8})
    world.close()
    assert cells(world) == {("teachers",), ("heads",), ("nurses",)}
    return world


def test_a_group_is_shown_only_if_as_many_answer_as_before_or_k_more_or_fewer(world: World) -> None:
    again(world, "second", {"teachers": 7, "heads": 11, "nurses": 9})
    assert cells(world) == {("teachers",), ("heads",)}
    found = results(world)
    assert found.left_out == found.near == ("Nurses",)
    assert found.left_out_people == 9
    with world.database.reading() as session:
        release = find_release(session, world.partnership, "second")
        assert release
        assert release.people == {"teachers": 7, "heads": 11}


def test_groups_that_are_too_near_are_joined_where_that_keeps_them_apart(world: World) -> None:
    again(world, "second", {"teachers": 10, "heads": 9, "nurses": 8})
    assert cells(world) == {("teachers", "heads"), ("nurses",)}
    assert results(world).near == ("Teachers", "Head teachers")
    again(world, "third", {"teachers": 10, "heads": 9, "nurses": 8})
    assert cells(world) == {("teachers", "heads"), ("nurses",)}, "as before the third time too"


def test_what_is_said_of_a_group_that_is_left_out_is_true(world: World) -> None:
    again(world, "second", {"teachers": 7, "nurses": 9})
    found = results(world)
    assert "too near in number to a round shortly before" in how_many(found)
    (told,) = [one for one in everything_not_shown(found) if "Nurses" in f"{one}"]
    assert "the number of Nurses is too near to that of a round shortly before" in f"{told}"
    assert "could be made of them" not in f"{told}"


def test_after_three_months_nothing_of_it_counts(world: World) -> None:
    again(world, "second", {"teachers": 8, "heads": 7, "nurses": 9}, days=93)
    assert cells(world) == {("teachers",), ("heads",), ("nurses",)}
    assert results(world).near == ()


def test_a_round_that_was_open_beside_it_counts_too(world: World) -> None:
    """Opened before the other had its results, and released after it."""
    world.now += timedelta(days=200)
    with world.database.writing() as session:
        for key in ("second", "third"):
            world.draft(session, key)
            open_round(session, world.partnership, key, new_code, world.now)
    for key, number in (("second", 12), ("third", 13)):
        world.round = key
        answered(world, {"teachers": number})
        world.close()
    assert cells(world, "second") == {("teachers",)}
    assert cells(world, "third") == set()


def test_people_of_a_merged_group_are_told_from_those_it_became(world: World) -> None:
    """Seven teachers and six heads before; fourteen teachers since the heads were merged into them."""
    with world.database.writing() as session:
        merge_group(session, world.partnership, "heads", "teachers", world.now)
    world.groups = tuple(group for group in GROUPS if group[0] != "heads")
    again(world, "second", {"teachers": 14})
    assert cells(world) == set()
    again(world, "third", {"teachers": 18})
    assert cells(world) == {("teachers",)}


def test_a_room_counts_like_any_round_that_asks_its_groups(world: World) -> None:
    room = a_room(world, {"teachers": 9, "nurses": 15})
    room.a_shown_rating()
    assert cells(world, room.event.round or "") == {("nurses",)}


def test_a_second_way_of_cutting_is_not_told_of_people_who_were_just_asked(database: Database) -> None:
    world = World(database, groups=GROUPS, second_cut="sector")
    answered(world, {"teachers": 12})
    world.close()
    assert [cut.audience.key for cut in results(world).cuts] == ["professional"]
    again(world, "second", {"teachers": 12})
    assert cells(world) == {("teachers",)}
    assert results(world).cuts == ()
    again(world, "third", {"teachers": 12}, days=93)
    assert len(results(world).cuts) == 1


def rated_all(world: World, people: dict[str, int]) -> None:
    """So many of each group rate all statements of the first area."""
    for group, number in people.items():
        for person in range(number):
            rated = [1 + person % 5, 2 + person % 2, 4, 2 + person % 3, 3]
            world.answer(
                group, {"areas/sipv": {f"sipv-{i}": str(rating) for i, rating in enumerate(rated, 1)}}
            )


def stand_together(world: World) -> set[tuple[str, ...]]:
    """The cells that show the first statement together, and those that show it by themselves."""
    audience, *_ = results(world).audiences
    first = audience.areas[0].statements[0]
    alone = zip(audience.cells, first.cells, strict=True)
    return {one.members for one in first.together} | {
        (cell.key,) for cell, said in alone if isinstance(said.mean, Shown)
    }


def test_statements_shown_together_are_not_set_against_others_shortly_after(database: Database) -> None:
    """Heads stand together with nurses. By themselves, or together with others, they would leave the nurses' alone."""
    world = World(database, groups=GROUPS)
    rated_all(world, {"teachers": 12, "heads": 8, "nurses": 8})
    world.close()
    assert stand_together(world) == {("teachers",), ("heads", "nurses")}
    for key, days, shown in (
        ("second", 20, {("teachers",)}),
        ("third", 93, {("teachers",), ("heads",)}),
    ):
        world.now += timedelta(days=days)
        with world.database.writing() as session:
            world.draft(session, key)
            open_round(session, world.partnership, key, new_code, world.now)
        world.round = key
        rated_all(world, {"teachers": 12, "heads": 13, "nurses": 8})
        world.close()
        assert cells(world) == {("teachers",), ("heads",), ("nurses",)}
        assert stand_together(world) == shown


def test_cells_of_people_who_were_just_asked_show_no_statements_together(world: World) -> None:
    """The first time none could; with others of the same number, what is left would be the statements of one."""
    world.now += timedelta(days=20)
    with world.database.writing() as session:
        world.draft(session, "second")
        open_round(session, world.partnership, "second", new_code, world.now)
    world.round = "second"
    rated_all(world, {"teachers": 7, "heads": 6, "nurses": 8})
    world.close()
    assert cells(world) == {("teachers",), ("heads",), ("nurses",)}
    assert stand_together(world) == set()


def test_a_draft_knows_whom_it_asks_again_too_soon(world: World) -> None:
    with world.database.writing() as session:
        world.draft(session, "second")
        this = find_round(session, world.partnership, "second")
        assert this
        found = asked_again(session, this, world.now)
        assert found == {"The first round": ["Teachers", "Head teachers", "Nurses", "Parent panel"]}
        assert asked_again(session, this, world.now + timedelta(days=93)) == {}
        this.opens_at = world.now + timedelta(days=93)
        assert asked_again(session, this, world.now) == {}

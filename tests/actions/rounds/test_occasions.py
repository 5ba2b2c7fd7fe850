"""Which events of a partnership count for a round: those at which its people rate, near it, and nothing else."""

from __future__ import annotations

import pytest

from lws_assess.actions.rounds.occasions import where_audience_rated, where_group_rated, where_groups_rated
from lws_assess.records.database import Database
from lws_assess.records.rounds import Round
from lws_assess.survey.rounds.occasions import BOTH, EVENT, MEETING
from tests.worlds.builders import World
from tests.worlds.occasions import plan_a_day
from tests.worlds.rooms import a_room


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return World(sqlite_database)


def where(world: World, group: str | None, round_key: str = "") -> str:
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, round_key or world.round))
        return where_group_rated(session, this, group, world.now)


def test_where_there_is_no_event_nothing_is_said(world: World) -> None:
    assert [where(world, group) for group in ("teachers", "inspectors", None)] == ["", "", ""]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"in_days": 7}, EVENT),
        ({"in_days": 29}, EVENT),
        ({"in_days": 40}, ""),  # the round is over by then
        ({"in_days": None}, ""),  # nobody knows when, if ever
        ({"in_days": -3}, ""),  # it was planned and never begun
        ({"in_days": 7, "rates": False}, ""),
        ({"in_days": 7, "instrument": "small-places"}, ""),
    ],
)
def test_a_planned_event_counts_where_people_will_rate_while_the_round_is_open(
    world: World, facts: dict[str, object], said: str
) -> None:
    plan_a_day(world, **facts)  # type: ignore[arg-type]
    assert where(world, "teachers") == where(world, "inspectors") == where(world, None) == said


def test_the_meeting_of_a_group_is_told_to_that_group_and_to_whoever_may_be_of_it(world: World) -> None:
    plan_a_day(world, group="teachers")
    assert where(world, "teachers") == where(world, None) == MEETING
    assert where(world, "nurses") == where(world, "inspectors") == ""
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        assert where_audience_rated(session, this, "professional", world.now) == MEETING
        assert where_audience_rated(session, this, "young-people", world.now) == ""
    plan_a_day(world)
    with world.database.reading() as session:
        told = where_groups_rated(session, this, world.now)
    assert (told["teachers"], told["nurses"]) == (BOTH, EVENT)


def test_an_event_that_is_over_counts_if_anybody_rated_there(world: World) -> None:
    room = a_room(world, {"teachers": 1})
    assert where(world, "nurses") == EVENT  # it runs
    room.end()
    assert where(world, "nurses") == ""
    other = a_room(world, {"teachers": 12}, title="Another day")
    other.start_rating()
    other.rate_all()
    other.stop_rating()
    other.show_rating()
    other.end()
    assert where(world, "nurses") == EVENT


def test_the_round_in_which_a_room_rates_says_nothing_of_itself(world: World) -> None:
    room = a_room(world, {"teachers": 1})
    assert where(world, "teachers", room.event.round or "") == ""

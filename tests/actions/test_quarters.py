"""What pages show of numbers while a round is open, beside words of risk that have been passed on."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from lws_assess.actions.quarters import count_round, find_rounds_to_count, numbers_shown
from lws_assess.actions.rounds.participation import view_participation
from lws_assess.records.comments import alerts_with_steps
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import Round
from lws_assess.web.upkeep.due import do_everything_due
from tests.machines.databases import key_folder
from tests.worlds.boxes import key_of_round
from tests.worlds.builders import INSTRUMENT, World

AREA = shipped_editions()[INSTRUMENT].areas[0].code
UNSAFE = "I do not feel safe at home at the moment."
QUARTER = timedelta(minutes=15)


@pytest.fixture
def world(database: Database) -> World:
    world = World(database)
    count(world, 0)
    return world


def answer(world: World, group: str = "teachers", words: str = "All is well.") -> None:
    world.answer(group, {f"areas/{AREA}": {"comment": words}})


def count(world: World, quarter: int) -> str:
    with world.database.writing() as session:
        return count_round(session, world.partnership, world.round, world.now + quarter * QUARTER).trouble


def shown(world: World) -> dict[str, int]:
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        return {group: one.answered for group, one in numbers_shown(session, this).items() if one.answered}


def alerts(world: World) -> int:
    with world.database.reading() as session:
        return len(alerts_with_steps(session, world.partnership))


def test_numbers_move_on_with_the_quarter_and_not_with_the_answer(world: World) -> None:
    answer(world)
    assert shown(world) == {}
    count(world, 0)
    assert shown(world) == {}, "counted once in a quarter"
    count(world, 1)
    assert shown(world) == {"teachers": 1}


def test_before_the_first_count_numbers_are_those_of_now(database: Database) -> None:
    world = World(database)
    answer(world)
    assert shown(world) == {"teachers": 1}


def test_numbers_stand_still_until_more_than_one_group_could_have_written(world: World) -> None:
    answer(world, "nurses", UNSAFE)
    count(world, 1)
    assert alerts(world) == 1
    assert shown(world) == {}
    for _ in range(8):
        answer(world, "nurses")
    count(world, 2)
    assert shown(world) == {}, "nurses alone could have written them"
    answer(world, "teachers")
    count(world, 3)
    assert shown(world) == {"nurses": 9, "teachers": 1}
    answer(world, "parents")
    count(world, 4)
    assert shown(world) == {"nurses": 9, "teachers": 1, "parents": 1}


def test_whoever_watches_every_page_can_never_lay_an_alert_beside_one_group(world: World) -> None:
    """Numbers before and after each alert differ in nothing, or in two groups or more."""
    chance = random.Random(3)
    last, since_alert = shown(world), False
    for quarter in range(1, 40):
        for _ in range(chance.randint(0, 3)):
            risky = chance.random() < 0.2
            answer(world, chance.choice(["teachers", "nurses", "parents"]), UNSAFE if risky else "Fine.")
        before = alerts(world)
        count(world, quarter)
        since_alert = since_alert or alerts(world) > before
        now = shown(world)
        moved = [group for group in now if now[group] != last.get(group, 0)]
        if since_alert and moved:
            assert len(moved) > 1
            since_alert = False
        last = now
    assert alerts(world) > 3


def test_all_pages_speak_of_the_same_moment(world: World) -> None:
    for _ in range(6):
        answer(world)
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        for runs_it in (True, False):
            seen = view_participation(session, this, runs_it)
            assert (seen.answered.least, seen.counted_at) == (0, this.counted_at)
    world.close()
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        seen = view_participation(session, this, runs_it=False)
        assert (seen.answered.least, seen.counted_at) == (6, None)


def test_a_key_that_is_not_there_stops_no_numbers_and_is_said(world: World) -> None:
    answer(world, "nurses", UNSAFE)
    key_folder().destroy(key_of_round(world.database).name)
    assert "is gone" in count(world, 1)
    assert alerts(world) == 0
    assert [done["what"] for done in do_everything_due(world.database)] in ([], ["not counted"])


def test_a_round_with_results_is_counted_no_more(world: World) -> None:
    world.close()
    with world.database.reading() as session:
        assert find_rounds_to_count(session, world.now + 9 * QUARTER) == []
    assert count(world, 9) == ""

"""Slips are ballots of a batch: counted with their group, made only while a round takes people, on both databases."""

from __future__ import annotations

import pytest

from lws_assess.actions.rounds.handouts import MOST_SLIPS, make_link_slips
from lws_assess.records.database import Database
from lws_assess.records.responses import answered_by_group
from lws_assess.records.rounds import RoundGroup
from lws_assess.survey.round_timing import RoundRefusal
from tests.worlds.builders import World, new_secret


def make(world: World, number: int, group: str = "teachers") -> None:
    made = [new_secret() for _ in range(number)]
    with world.database.writing() as session:
        make_link_slips(session, world.partnership, world.round, group, made, world.now)


def counted(world: World) -> tuple[int, int]:
    """Slips of the teachers, and how many of them have a right to answer."""
    with world.database.reading() as session:
        place = session.get_one(RoundGroup, (world.partnership, world.round, "teachers"))
        return place.slips, answered_by_group(session, world.partnership, world.round).get(
            "teachers", (0, 0)
        )[0]


def test_slips_are_counted_with_the_rights_they_carry(database: Database) -> None:
    world = World(database)
    make(world, 30)
    make(world, 2)
    assert counted(world) == (32, 32)


@pytest.mark.parametrize(("number", "group"), [(0, "teachers"), (MOST_SLIPS + 1, "teachers"), (3, "nobody")])
def test_what_will_not_do_leaves_nothing_behind(sqlite_database: Database, number: int, group: str) -> None:
    world = World(sqlite_database)
    with pytest.raises(RoundRefusal):
        make(world, number, group)
    assert counted(world) == (0, 0)


@pytest.mark.parametrize("opened", [True, False])
def test_slips_are_made_only_while_the_round_takes_people(sqlite_database: Database, opened: bool) -> None:
    world = World(sqlite_database, opened=opened)
    if opened:
        world.close()
    with pytest.raises(RoundRefusal, match="while the round is open"):
        make(world, 3)
    assert counted(world) == (0, 0)

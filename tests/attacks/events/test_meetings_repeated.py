"""A group meets twice within a day and is asked the same: what the one said who was there the first time only.

A lead sees what both meetings show, and everybody else answers alike both times. The attacker asks which answers of
the one who was missing print exactly what was printed, whatever the others said. Each attack succeeds as soon as the
protection that it is about is taken out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from flask import Flask
from sqlalchemy.orm import Session

from lws_assess.actions.events import vote_releases
from lws_assess.actions.events.scenes import VoteScene, get_content, get_scene
from lws_assess.actions.events.votes import stop_vote
from lws_assess.records.database import Database
from lws_assess.records.events.visioning_events import find_event
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.events.figures import all_printed
from lws_assess.survey.events.rooms import CHOICES
from lws_assess.survey.releases.privacy import Shown, mean_shown
from lws_assess.survey.releases.scores import moments_of_levels
from lws_assess.survey.smallest_numbers import FEWEST
from lws_assess.survey.withheld import Withheld
from tests.actions.people.test_groups import meanwhile
from tests.pages.client import Client
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.rooms import HOST, Room, a_room

LEVELS = range(1, 6)
AUDIENCE = shipped_editions()[INSTRUMENT].audiences[0]
TRIES = 6
Answers = Sequence[int]


def a_meeting(world: World, people: int, days: float = 0.1) -> Room:
    world.now += timedelta(days=days)
    room = a_room(world, {"teachers": people}, tables=0, template="twenty-minutes", group="teachers")
    room.count_hands(people)
    return room


def votes(world: World, answers: Answers, days: float = 0.1) -> VoteScene:
    """One meeting from beginning to end in which everybody votes on the same statement, and what it showed."""
    room = a_meeting(world, len(answers), days)
    area = room.edition.areas[0]
    room.a_shown_vote({"teachers": list(answers)}, area=area.code, statement=area.statements[0].key)
    return ended(room)


def chooses(world: World, answers: Answers) -> VoteScene:
    """The same of choosing priorities: how important each finds the first area, and who has it among the first."""
    room = a_meeting(world, len(answers))
    first, number = room.edition.areas[0].code, room.open_vote(CHOICES)
    for phone, answer in zip(room.phones, answers, strict=True):
        room.cast(phone, number, **{f"importance_{first}": str(answer), "top_areas": [first]})
    room.stop_vote(number)
    room.show_vote(number)
    return ended(room)


def ended(room: Room) -> VoteScene:
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        (vote,) = get_content(session, get_scene(session, event)).votes
    room.end()
    return vote


def mean(vote: VoteScene) -> Shown | Withheld:
    lens = vote.lens("professional")
    assert lens
    assert lens.room
    return lens.room.mean


# --- the attacker ----------------------------------------------------------------------------------------------


def counted(answers: Answers) -> tuple[int, ...]:
    return tuple(answers.count(level) for level in LEVELS)


def rooms_of(people: int, levels: int = len(LEVELS)) -> Iterator[tuple[int, ...]]:
    if levels == 1:
        yield (people,)
        return
    for number in range(people + 1):
        yield from ((number, *more) for more in rooms_of(people - number, levels - 1))


def may_have_said(answers: Answers) -> set[int]:
    """What the last of these may have said, by all that is printed of everybody and of everybody else."""
    both, others = all_printed(counted(answers)), all_printed(counted(answers[:-1]))
    return {
        level
        for room in rooms_of(len(answers) - 1)
        if all_printed(room) == others
        for level in LEVELS
        if all_printed(tuple(n + (level == at) for at, n in zip(LEVELS, room, strict=True))) == both
    }


def hits(
    database: Database, protection: Callable[[], AbstractContextManager[object]], tries: int = TRIES
) -> int:
    """Of how many who were missing the second time the answer is known."""
    chance, known = random.Random(7), 0
    world = World(database)
    for _ in range(tries):
        answers = [chance.randint(1, 5) for _ in range(11)]
        with protection():
            before = votes(world, answers, days=100)
            after = votes(world, answers[:-1])
        assert isinstance(mean(before), Shown)
        known += isinstance(mean(after), Shown) and may_have_said(answers) == {answers[-1]}
    return known


def forgetting() -> AbstractContextManager[object]:
    return patch.object(vote_releases, "_votes_shortly_before", return_value=[])


def test_nobody_reads_off_two_meetings_what_the_one_said_who_was_missing(sqlite_database: Database) -> None:
    assert hits(sqlite_database, nullcontext) == 0


def test_two_meetings_that_forget_each_other_tell_it(sqlite_database: Database) -> None:
    assert hits(sqlite_database, forgetting) >= TRIES / 2


def test_a_meeting_of_as_many_people_is_shown_and_so_is_one_after_three_months(database: Database) -> None:
    world = World(database)
    answers = [1, 2, 3, 4, 5] * 2 + [3]
    assert isinstance(mean(votes(world, answers)), Shown)
    assert isinstance(mean(votes(world, answers)), Shown)
    near = mean(votes(world, answers[:-1]))
    assert "nearly as many people" in str(near)
    assert isinstance(mean(votes(world, [*answers, *answers])), Shown)
    assert isinstance(mean(votes(world, answers[:-1], days=100)), Shown)


def test_choosing_priorities_again_obeys_the_same_rule(sqlite_database: Database) -> None:
    world = World(sqlite_database)
    answers = [1, 2, 3, 4, 4, 2, 1, 2, 3, 4, 1]
    for people, is_shown in ((11, True), (11, True), (10, False)):
        vote = chooses(world, answers[:people])
        assert vote.choices
        area = vote.choices.audiences[0].areas[0]
        assert isinstance(area.importance, Shown) == is_shown
        assert isinstance(area.votes, Withheld) != is_shown
    with forgetting():
        again = chooses(world, answers[:10]).choices
    assert again
    assert isinstance(again.audiences[0].areas[0].importance, Shown)


def test_of_two_meetings_that_stop_at_the_same_moment_the_second_knows_of_the_first(
    database: Database,
) -> None:
    """The first is not committed when the second stops: without a lock each would think itself alone."""
    world = World(database)
    answers = [1, 2, 3, 4, 5] * 2 + [3]
    rooms = [a_meeting(world, len(answers) - missing) for missing in (0, 1)]
    area = rooms[0].edition.areas[0]
    numbers = [room.open_vote(area=area.code, statement=area.statements[0].key) for room in rooms]
    for room, number in zip(rooms, numbers, strict=True):
        for phone, answer in zip(room.phones, answers, strict=False):
            room.cast(phone, number, answer)

    def stop(turn: int) -> Callable[[Session], None]:
        return lambda session: stop_vote(session, *rooms[turn].where, numbers[turn], HOST, datetime.now(UTC))

    raised, waited = meanwhile(database, stop(0), stop(1))
    assert (raised, waited) == ([], True)
    for room, number in zip(rooms, numbers, strict=True):
        room.show_vote(number)
    first, second = (mean(ended(room)) for room in rooms)
    assert isinstance(first, Shown)
    assert "nearly as many people" in str(second)


# --- what is not protected, and said so ------------------------------------------------------------------------


def may_have_rated(answers: Answers) -> set[int]:
    """What the last of these may have rated alone, who left before everybody else voted as they had rated."""
    others = all_printed(counted(answers[:-1]))
    return {
        level
        for room in rooms_of(len(answers) - 1)
        if all_printed(room) == others
        for level in LEVELS
        if rated_alone(room, level) == rated_alone(counted(answers[:-1]), answers[-1])
    }


def rated_alone(others: Sequence[int], level: int) -> str:
    """A statement's mean as a round prints it."""
    counts = [n + (level == at) for at, n in zip(LEVELS, others, strict=True)]
    return str(mean_shown(moments_of_levels(counts), AUDIENCE.scale, FEWEST))


def test_the_privacy_page_says_what_rating_alone_beside_a_vote_tells(app: Flask) -> None:
    """Rating alone is laid together with no vote, so nobody can be counted in a vote as they rated."""
    chance = random.Random(3)
    halls = [[chance.randint(1, 5) for _ in range(11)] for _ in range(TRIES)]
    assert sum(may_have_rated(answers) == {answers[-1]} for answers in halls) >= TRIES / 2
    said = "took part in one of them only, and takes it that everybody else answered alike both times"
    assert said in Client(app).get("/privacy").text

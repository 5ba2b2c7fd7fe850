"""The attacker of questions of a room's own: it finds nothing, and each breach where a protection is taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from unittest.mock import patch

import pytest

from lws_assess.actions.events.scenes import get_vote_scene
from lws_assess.records.database import Database
from lws_assess.records.events.votes import find_vote
from lws_assess.survey.counts import exact_count
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.rooms import EventRefusal
from tests.attacks.attackers.tallies import (
    ASKED,
    AskedRoom,
    breaches,
    draw_narrow_room,
    draw_room,
    every_ballot,
    known_by_how_it_is_printed,
    rooms_with_first_vote,
)
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

Without = tuple[str, Callable[..., object]]

ROOMS = range(1, 1001 if IS_SOAK else 41)
A, B, C = (bytes(i == j for j in range(3)) for i in range(3))
EVERYBODY_MOVES_AND_ONE_GOES = AskedRoom(ASKED["one"], (*[(A, B)] * 20, (C, None)))
FEW_VOTE_AGAIN = AskedRoom(ASKED["one"], (*[(A, None)] * 11, *[(B, None)] * 11, (A, C), (B, A)))


def _places(*given: int) -> bytes:
    return bytes(given)


# Rooms in which one option tells, though ballots differ.
ALL_PUT_ONE_FIRST = AskedRoom(
    ASKED["ranking"], ((_places(1, 2, 3), None),) * 12 + ((_places(1, 3, 2), None),) * 4
)
ONE_GOES_FROM_A_RANKING = AskedRoom(
    ASKED["ranking"],
    (
        (_places(2, 3, 1), None),
        *[(_places(1, 2, 3), _places(3, 2, 1))] * 8,
        *[(_places(3, 2, 1), _places(1, 3, 2))] * 4,
        *[(_places(1, 2, 3), _places(1, 3, 2))] * 4,
        *[(_places(3, 2, 1), _places(3, 2, 1))] * 3,
    ),
)
ONE_GOES_FROM_A_SMALL_RANKING = AskedRoom(
    ASKED["ranking"],
    (
        (_places(2, 3, 1), None),
        *[(_places(1, 3, 2), _places(3, 1, 2))] * 3,
        *[(_places(1, 2, 3), _places(3, 1, 2))] * 3,
        (_places(1, 3, 2), _places(2, 1, 3)),
        (_places(3, 2, 1), _places(1, 3, 2)),
        (_places(1, 3, 2), _places(3, 2, 1)),
        (_places(1, 2, 3), _places(2, 3, 1)),
        (_places(1, 2, 3), _places(3, 2, 1)),
    ),
)
ALL_WHO_STAYED_CHOSE_ONE = AskedRoom(
    ASKED["dots"],
    (*[(B, None)] * 7, *[(C, None)] * 6, *[(B, b"\1\1\0")] * 6, *[(C, b"\1\0\1")] * 6),
)
ONE_GOES_FROM_A_DOT_VOTE = AskedRoom(
    ASKED["dots"], ((A, None), *[(C, b"\1\1\0")] * 12, *[(b"\1\1\0", b"\1\1\0")] * 9)
)
ONE_OF_THEM_KNOWS = AskedRoom(ASKED["several"], (*[(C, A)] * 20, (B, A), (A, None), (C, b"\0\1\1")))


@pytest.mark.parametrize("draw", [draw_room, draw_narrow_room])
@pytest.mark.parametrize("seed", ROOMS)
def test_nothing_follows_of_single_people(seed: int, draw: Callable[[int], AskedRoom]) -> None:
    assert breaches(draw(seed)) == []


def test_the_rooms_have_everything_in_them() -> None:
    rooms = [draw_room(seed) for seed in ROOMS]
    shown = [room.publish() for room in rooms]
    assert {room.question for room in rooms} == set(ASKED.values())
    assert sum(isinstance(second.voters, int) and bool(second.again) for _, second in shown) > 20
    assert sum(not second.options for _, second in shown) >= 3
    assert sum(isinstance(first.voters, int) and first.voters < 20 for first, _ in shown) > 20


# Each is a name in `survey.events`, and what stands there where the protection is taken out.
NOTHING_IS_ASKED: Without = ("tallies.all_stays_open", lambda *_: True)
COUNTS_ARE_EXACT: Without = ("tallies.shown_count", lambda count, people, _: exact_count(count, people))
MEANS_ARE_EXACT: Without = ("figures.room_may_be_exact", lambda number: number >= 10)


RANKINGS_ARE_NOT_ASKED: Without = ("open_rankings.OpenRankings.may_differ", lambda *_: True)
ONE_OPTION_IS_LEFT: Without = ("tallies.leaves_one_option", lambda *_: False)


def without(*protections: Without) -> ExitStack:
    stack = ExitStack()
    for name, instead in protections:
        stack.enter_context(patch(f"lws_assess.survey.events.{name}", instead))
    return stack


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("people", [10, 12, 19])
def test_a_room_that_answers_alike_tells_of_nobody(kind: str, people: int) -> None:
    for ballot in every_ballot(ASKED[kind]):
        room = AskedRoom(ASKED[kind], ((ballot, ballot),) * people)
        assert breaches(room) == []
        with without(NOTHING_IS_ASKED, MEANS_ARE_EXACT):
            assert breaches(room)


@pytest.mark.parametrize(
    ("room", "protections"),
    [
        (EVERYBODY_MOVES_AND_ONE_GOES, [NOTHING_IS_ASKED, COUNTS_ARE_EXACT, ONE_OPTION_IS_LEFT]),
        (FEW_VOTE_AGAIN, [("tallies.room_may_be_shown", lambda *_: True), ONE_OPTION_IS_LEFT]),
        (ALL_PUT_ONE_FIRST, [NOTHING_IS_ASKED]),
        (ONE_GOES_FROM_A_RANKING, [RANKINGS_ARE_NOT_ASKED, ONE_OPTION_IS_LEFT]),
        (ONE_GOES_FROM_A_SMALL_RANKING, [RANKINGS_ARE_NOT_ASKED, ONE_OPTION_IS_LEFT]),
        (ALL_WHO_STAYED_CHOSE_ONE, [NOTHING_IS_ASKED, COUNTS_ARE_EXACT]),
        (
            ONE_GOES_FROM_A_DOT_VOTE,
            [("open_choices.OpenChoices.may_differ", lambda *_: True), COUNTS_ARE_EXACT, ONE_OPTION_IS_LEFT],
        ),
        (
            ONE_OF_THEM_KNOWS,
            [("counted_votes.CountedVotes.without", lambda votes, *_: votes), ONE_OPTION_IS_LEFT],
        ),
    ],
)
def test_the_attacker_notices_when_a_protection_is_missing(
    room: AskedRoom, protections: Sequence[Without]
) -> None:
    assert breaches(room) == []
    with without(*protections):
        assert breaches(room)


TWO = OwnQuestion("choice", "?", ("a", "b"))


@pytest.mark.parametrize(
    ("question", "first", "out"),
    [(TWO, (5, 6), 1), (TWO, (5, 7), 2), (ASKED["one"], (5, 0, 6), 1)],
)
def test_that_a_second_vote_is_shown_at_all_tells_nothing(
    question: OwnQuestion, first: Sequence[int], out: int
) -> None:
    rooms = list(rooms_with_first_vote(question, first, out))
    assert known_by_how_it_is_printed(rooms) == []
    with without(ONE_OPTION_IS_LEFT):
        assert known_by_how_it_is_printed(rooms)


# --- two dot votes on overlapping ideas ------------------------------------------------------------------------


@pytest.fixture
def room(database: Database) -> Room:
    return a_room(World(database))


def _dotted(room: Room, number: int, voters: int) -> dict[str, int]:
    """Everybody gives a dot to time, and the last of the first vote's to tea alone."""
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        assert vote
        own = get_vote_scene(session, room.event, room.edition, vote).own
        assert own
    for place, phone in enumerate(room.phones[:voters]):
        idea = "Tea" if place == 24 else "Time"
        room.cast(phone, number, option=[f"{own.options.index(idea)}"])
    room.stop_vote(number)
    room.show_vote(number)
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        assert vote
        tally = get_vote_scene(session, room.event, room.edition, vote).tally
        assert tally
        return {one.text: one.count.least for one in tally.options}


def test_two_dot_votes_on_overlapping_ideas_would_tell_of_the_one_who_went_and_are_not_held(
    room: Room,
) -> None:
    first = room.add_question("open", "What helps?")
    room.go_to_part(first)
    room.let_through(
        *(room.write(room.phones[0], "answer", t, number=i) for i, t in enumerate(("Time", "Tea")))
    )
    before = _dotted(room, room.ask("dots", "What matters?", most=1), 25)
    room.go_to_part(first)
    room.let_through(
        room.write(room.phones[1], "answer", "Trust"), room.write(room.phones[2], "answer", "Sleep")
    )
    again = room.add_question("dots", "What matters now?", most=1)
    room.go_to_part(again)
    with patch("lws_assess.actions.events.own_votes.is_asked_alike", lambda *_: False):
        after = _dotted(room, room.open_own_vote(), 24)
    assert {idea: before[idea] - after[idea] for idea in before} == {
        "Time": 0,
        "Tea": 1,
    }  # who went gave tea a dot

    another = room.add_question("dots", "And what now?", most=1)
    room.go_to_part(another)
    with pytest.raises(EventRefusal, match="There are 0"):
        room.open_own_vote()

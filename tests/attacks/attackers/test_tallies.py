"""The attacker of questions of a room's own: it finds nothing, and each breach where a protection is taken out."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from lws_assess.actions.events.scenes import get_vote_scene
from lws_assess.records.database import Database
from lws_assess.records.events.votes import find_vote
from lws_assess.survey.events.rooms import EventRefusal
from tests.attacks.attackers.tallies import ASKED, AskedRoom, breaches, draw_room, every_ballot
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

ROOMS = range(1, 61)
A, B, C = (bytes(i == j for j in range(3)) for i in range(3))
EVERYBODY_MOVES_AND_ONE_GOES = AskedRoom(ASKED["one"], (*[(A, B)] * 20, (C, None)))
FEW_VOTE_AGAIN = AskedRoom(ASKED["one"], (*[(A, None)] * 11, *[(B, None)] * 11, (A, C), (B, A)))


@pytest.mark.parametrize("seed", ROOMS)
def test_nothing_follows_of_single_people(seed: int) -> None:
    assert breaches(draw_room(seed)) == []


def test_the_rooms_have_everything_in_them() -> None:
    rooms = [draw_room(seed) for seed in ROOMS]
    shown = [room.publish() for room in rooms]
    assert {room.question for room in rooms} == set(ASKED.values())
    assert sum(isinstance(second.voters, int) and bool(second.again) for _, second in shown) > 20
    assert sum(not second.options for _, second in shown) > 3
    assert sum(isinstance(first.voters, int) and first.voters < 20 for first, _ in shown) > 20


@pytest.mark.parametrize("kind", ASKED)
@pytest.mark.parametrize("people", [10, 12, 19])
def test_a_room_that_answers_alike_tells_of_nobody(kind: str, people: int) -> None:
    for ballot in every_ballot(ASKED[kind]):
        room = AskedRoom(ASKED[kind], ((ballot, ballot),) * people)
        assert breaches(room) == []
        with patch("lws_assess.survey.events.figures.room_may_be_exact", lambda number: number >= 10):
            assert breaches(room)


@pytest.mark.parametrize(
    ("room", "protection", "instead"),
    [
        (EVERYBODY_MOVES_AND_ONE_GOES, "_all_is_open", lambda *_: True),
        (FEW_VOTE_AGAIN, "room_may_be_shown", lambda *_: True),
    ],
)
def test_the_attacker_notices_when_a_protection_is_missing(
    room: AskedRoom, protection: str, instead: object
) -> None:
    assert breaches(room) == []
    with patch(f"lws_assess.survey.events.tallies.{protection}", instead):
        assert breaches(room)


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

"""Votes in a room: hidden until shown, one a person, changed until closed, and voted on once more."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from lws_assess.actions.events.casting import cast_vote
from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom
from lws_assess.actions.events.scenes import VoteScene, get_scene
from lws_assess.records.database import Database
from lws_assess.records.events.visioning_events import find_event
from lws_assess.records.events.votes import EventBallot, find_answer, list_votes
from lws_assess.survey.events.rooms import EventRefusal, VoteRefusal
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.instruments import Area
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.withheld import Withheld
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_device, a_room


@pytest.fixture
def room(database: Database) -> Room:
    """A room of 12 teachers, 8 nurses and 5 inspectors, on SQLite and on PostgreSQL."""
    return a_room(World(database))


def scene(room: Room) -> VoteScene:
    with room.database.reading() as session:
        event = find_event(session, *room.where)
        assert event
        found = get_scene(session, event).vote
    assert found
    return found


def ballots(room: Room) -> int:
    with room.database.reading() as session:
        return session.scalar(select(func.count()).select_from(EventBallot)) or 0


TEACHERS = [3] * 6 + [4] * 6


def test_a_vote_shows_how_many_voted_and_nothing_else_until_it_is_closed_and_shown(room: Room) -> None:
    number = room.open_vote()
    room.cast_all(number, {"teachers": TEACHERS})
    for state in ("open", "closed"):
        seen = scene(room)
        assert (seen.state, seen.cast) == (state, 12)
        assert all(lens.room is None for lens in seen.lenses)
        if state == "open":
            room.stop_vote(number)
    room.show_vote(number)
    lens = scene(room).lens("professional")
    assert lens
    assert lens.room
    assert isinstance(lens.room.mean, Shown)
    assert lens.room.mean.text == "about 3.5"


def test_somebody_who_votes_again_changes_their_vote(room: Room) -> None:
    number = room.open_vote()
    room.cast_all(number, {"teachers": [1] * 12})
    room.cast_all(number, {"teachers": TEACHERS})
    assert ballots(room) == 12
    room.stop_vote(number)
    room.show_vote(number)
    lens = scene(room).lens("professional")
    assert lens
    assert lens.room
    assert lens.room.voters == 12


def test_a_vote_that_counts_once_is_kept_as_it_was_first_typed_in(room: Room) -> None:
    number = room.open_vote()
    device = room.phones[0].device
    with room.database.writing() as session:
        cast_vote(session, room.code, device, number, {"rating": ["3"]}, once=True)
    with room.database.writing() as session, pytest.raises(VoteRefusal, match="has voted"):
        cast_vote(session, room.code, device, number, {"rating": ["5"]}, once=True)
    with room.database.reading() as session:
        ballot = device.ballot(f"{room.key}/{number}")
        assert find_answer(session, *room.where, ballot) == b"\x03"


def test_a_vote_after_the_close_does_not_count(room: Room) -> None:
    number = room.open_vote()
    room.cast_all(number, {"teachers": TEACHERS})
    room.stop_vote(number)
    with pytest.raises(VoteRefusal, match="closed"):
        room.cast(room.phones[0], number, 5)
    assert ballots(room) == 12


def test_a_vote_that_is_not_there_and_one_of_another_event_do_not_count(database: Database) -> None:
    world = World(database)
    one, other = a_room(world, title="One"), a_room(world, people={"teachers": 1}, title="Other")
    number = other.open_vote()
    with pytest.raises(NotInTheRoom):
        other.cast(one.phones[3], number, 3)
    with pytest.raises(VoteRefusal, match="not on here"):
        one.cast(one.phones[0], number, 3)
    with database.writing() as session, pytest.raises(NoSuchRoom):
        cast_vote(session, "CCCCCC", a_device(0), 1, {"rating": ["3"]})


@pytest.mark.parametrize("rating", ["0", "6", "x", "not-applicable", "3.5", ""])
def test_an_answer_that_is_none_is_refused(room: Room, rating: str) -> None:
    number = room.open_vote()
    sent = {"rating": [rating]}
    with room.database.writing() as session, pytest.raises(EventRefusal, match="Choose"):
        cast_vote(session, room.code, room.phones[0].device, number, sent)
    assert ballots(room) == 0


def test_each_audience_is_a_lens_of_its_own(room: Room) -> None:
    room.a_shown_vote({"teachers": TEACHERS, "inspectors": [5, 5, 4, 4, 3]})
    seen = scene(room)
    young = seen.lens("young-people")
    assert young
    assert young.room
    assert isinstance(young.room.mean, Withheld)
    adults = seen.lens("professional")
    assert adults
    assert adults.room
    assert adults.room.voters == 12


def test_the_second_vote_shows_then_and_now_and_how_people_moved(room: Room) -> None:
    first = room.a_shown_vote({"teachers": [2] * 6 + [3] * 6, "nurses": [2, 3] * 4})
    assert scene(room).may_go_again
    second = room.a_shown_vote({"teachers": [3] * 6 + [4] * 6, "nurses": [2, 4] * 4}, again_of=first)
    seen = scene(room)
    lens = seen.lens("professional")
    assert lens
    assert seen.again
    assert lens.first
    assert lens.room
    assert isinstance(lens.shift, RoomShift)
    assert lens.shift.moves.share_text == "16 of 20"
    with pytest.raises(EventRefusal, match="first vote"):
        room.vote_again(second)
    with pytest.raises(EventRefusal, match="has been held"):
        room.vote_again(first)


def test_the_ballots_of_a_practice_are_gone_when_it_was_shown_and_its_results_when_it_is_put_away(
    room: Room,
) -> None:
    number = room.a_shown_vote({"teachers": TEACHERS}, kind="practice")
    assert ballots(room) == 0
    room.put_vote_away()
    with room.database.reading() as session:
        [vote] = list_votes(session, *room.where)
    assert (vote.number, vote.released_json, vote.voted) == (number, "", 0)


def test_only_one_vote_is_open_at_a_time_and_each_stops_once(room: Room) -> None:
    number = room.open_vote()
    with pytest.raises(EventRefusal, match="open already"):
        room.open_vote()
    room.stop_vote(number)
    with pytest.raises(EventRefusal, match="already"):
        room.stop_vote(number)


def test_choosing_priorities_ranks_what_the_room_rated_and_says_it_matters(room: Room) -> None:
    room.a_shown_rating(2)
    number = room.open_vote("choices")
    codes = [area.code for area in room.edition.areas]
    for place, phone in enumerate(room.phones):
        importances = {f"importance_{code}": str(5 if code == codes[1] else 2) for code in codes}
        if phone.group == "inspectors":
            importances = {}
        room.cast(
            phone, number, top_areas=[codes[1], codes[place % 8]][: 1 + (place % 8 != 1)], **importances
        )
    room.stop_vote(number)
    assert scene(room).choices is None
    room.show_vote(number)
    chosen = scene(room).choices
    assert chosen
    [ranking] = chosen.rankings
    assert ranking.rows[0].area.code == codes[1]
    assert str(ranking.rows[0].votes["professional"]) == "20"
    assert isinstance(ranking.rows[0].votes["young-people"], Withheld)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "at least one"),
        ({"top-areas": ["sipv", "iwp", "cds", "cvl"]}, "3 or fewer"),
        ({"top-areas": ["nowhere"]}, "from the list"),
        ({"top-areas": ["sipv", "sipv"]}, "from the list"),
        ({"importance-sipv": ["9"]}, "answers shown"),
        ({"importance-sipv": ["3", "4"]}, "answers shown"),
    ],
)
def test_choices_that_are_none_are_refused(
    sqlite_database: Database, sent: dict[str, list[str]], words: str
) -> None:
    room = a_room(World(sqlite_database), people={"teachers": 1})
    number = room.open_vote("choices")
    with sqlite_database.writing() as session, pytest.raises(EventRefusal, match=words):
        cast_vote(session, room.code, room.phones[0].device, number, sent)


def test_a_statement_has_two_votes_and_no_third(room: Room) -> None:
    room.a_shown_vote({"teachers": TEACHERS})
    room.put_vote_away()
    area = room.edition.areas[0]
    with pytest.raises(EventRefusal, match="has been voted on"):
        room.open_vote("rating", area.code, area.statements[0].key)


@pytest.mark.parametrize(("kind", "words"), [("rating", "practised on"), ("practice", "practised on")])
def test_what_was_practised_on_is_not_voted_on(room: Room, kind: str, words: str) -> None:
    """Two votes on one statement would differ by those who came and went in between."""
    area = room.edition.areas[0]
    room.a_shown_vote({"teachers": TEACHERS}, "practice", area.code, area.statements[0].key)
    room.put_vote_away()
    with pytest.raises(EventRefusal, match=words):
        room.open_vote(kind, area.code, area.statements[0].key)


def test_what_was_voted_on_is_not_practised_on(room: Room) -> None:
    area = room.edition.areas[0]
    room.a_shown_vote({"teachers": TEACHERS}, "rating", area.code, area.statements[0].key)
    with pytest.raises(EventRefusal, match="to practise on"):
        room.open_vote("practice", area.code, area.statements[0].key)


def test_a_room_sees_once_what_it_chose_first(room: Room) -> None:
    area = room.edition.areas[0].code

    def choose() -> int:
        number = room.open_vote("choices")
        for phone in room.phones:
            room.cast(phone, number, top_areas=[area])
        room.stop_vote(number)
        return number

    stopped_by_mistake, number = choose(), choose()
    with pytest.raises(EventRefusal, match="chosen its priorities again"):
        room.show_vote(stopped_by_mistake)
    room.show_vote(number)
    with pytest.raises(EventRefusal, match="has seen what it chose"):
        room.open_vote("choices")


@pytest.mark.parametrize("kind", ["rating", "practice"])
def test_the_one_question_of_an_easy_read_form_is_put_once(sqlite_database: Database, kind: str) -> None:
    """Young people are asked the same whichever statement of an area is voted on."""
    room = a_room(World(sqlite_database), {"teachers": 12, "inspectors": 12})
    area, other = room.edition.areas[:2]
    said = {"teachers": TEACHERS, "inspectors": TEACHERS}

    def shown(of: Area, number: int, kind: str = "rating", again_of: int = 0) -> tuple[int, list[bool]]:
        vote = room.a_shown_vote(said, kind, of.code, of.statements[number].key, again_of)
        lenses = [scene(room).lens(key) for key in ("professional", "young-people")]
        return vote, [bool(lens and lens.room and isinstance(lens.room.mean, Shown)) for lens in lenses]

    first, seen = shown(area, 0, kind)
    assert seen == [True, True]
    if kind == "practice":
        room.put_vote_away()
    second, seen = shown(area, 1)
    assert seen == [True, False]
    assert "in another vote" in str(scene(room).lenses[1].room)
    assert shown(area, 1, again_of=second)[1] == [True, False]
    assert shown(other, 0)[1] == [True, True]
    if kind == "rating":
        assert shown(area, 0, again_of=first)[1] == [True, True]


SPREAD = [1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 2]


def test_whoever_goes_before_the_second_vote_and_comes_back_otherwise_counts_as_before(room: Room) -> None:
    first = room.a_shown_vote({"teachers": SPREAD, "nurses": [2, 3] * 4})
    then = scene(room).lens("professional")
    second = room.vote_again(first)
    _gone, *others = room.of("teachers")
    for phone, rating in zip(others, SPREAD[1:], strict=True):
        room.cast(phone, second, rating)
    for phone, rating in zip(room.of("nurses"), [2, 3] * 4, strict=True):
        room.cast(phone, second, rating)
    room.cast(room.join("teachers"), second, 5)
    room.stop_vote(second)
    room.show_vote(second)
    now = scene(room).lens("professional")
    assert then
    assert then.room
    assert now
    assert now.room
    assert now.room.spread == then.room.spread
    assert now.room.groups == then.room.groups
    assert now.room.again == (
        "Counted are those of the first vote. Fewer than 5 did not vote again, and count as before."
    )


def test_a_second_vote_of_before_is_not_shown_where_few_were_in_one_vote_only(room: Room) -> None:
    first = room.a_shown_vote({"teachers": TEACHERS})
    room.a_shown_vote({"teachers": TEACHERS}, again_of=first)
    with room.database.writing() as session:
        *_, vote = list_votes(session, *room.where)
        [kept] = json.loads(vote.released_json)
        del kept["again"]
        [shift] = json.loads(vote.shift_json)
        vote.released_json = json.dumps([kept])
        vote.shift_json = json.dumps([shift | {"why": "few-alone", "room": None, "groups": []}])
    lens = scene(room).lens("professional")
    assert lens
    assert lens.room
    assert "beside the first vote" in str(lens.room.mean)
    assert lens.room.groups == ()
    assert lens.first
    assert isinstance(lens.first.mean, Shown)


def test_a_practice_shows_the_room_and_no_group(room: Room) -> None:
    room.a_shown_vote({"teachers": TEACHERS, "nurses": [2, 3] * 4}, kind="practice")
    lens = scene(room).lens("professional")
    assert lens
    assert lens.room
    assert (lens.room.groups, lens.room.hidden_groups) == ((), 2)

"""Rehearsals: the whole of an event with imaginary phones, and nothing of it afterwards."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from lws_assess.actions.alerts import pass_on
from lws_assess.actions.events import imaginary_phones
from lws_assess.actions.events.asking_desks import view_asking
from lws_assess.actions.events.imaginary_phones import let_phones_answer, view_rehearsal
from lws_assess.actions.events.outcomes import outcome_mark
from lws_assess.actions.events.rehearsals import (
    RehearsalOrder,
    destroy_rehearsal_keys,
    end_rehearsal,
    find_due_rehearsals,
    start_rehearsal,
)
from lws_assess.actions.events.room_forecasts import foretell_event
from lws_assess.actions.events.scenes import get_content, get_scene
from lws_assess.actions.events.tables import ActionFacts, take_into_plan
from lws_assess.actions.events.visioning_events import begin_event, change_programme, delete_event, end_event
from lws_assess.actions.quarters import find_rounds_to_count
from lws_assess.actions.results.releases import view_release
from lws_assess.records.comments import alerts_with_steps
from lws_assess.records.database import Base, Database
from lws_assess.records.events.tables import proposed_actions
from lws_assess.records.events.visioning_events import (
    events_left_running,
    find_event,
    list_events,
    programme_of,
)
from lws_assess.records.events.votes import count_event_ballots, list_votes
from lws_assess.records.events.words import words_of_event
from lws_assess.records.groups import Group
from lws_assess.records.instruments import StoredEdition
from lws_assess.records.results import cells_of_release
from lws_assess.records.rounds import delete_round, rounds_with_results
from lws_assess.records.sealing_keys import folder_of
from lws_assess.survey.events import programme_kinds as kinds
from lws_assess.survey.events.own_questions import QUESTION_KINDS, OwnQuestion
from lws_assess.survey.events.programmes import Segment, Segments, add_segment, change_segment
from lws_assess.survey.events.rehearsals import MOST_IMAGINED, RehearsalFacts
from lws_assess.survey.events.room_forecasts import Foretold, ForetoldFigure
from lws_assess.survey.events.rooms import CHOICES, PRACTICE, RATING, EventRefusal, WordState
from lws_assess.survey.events.votes import RoomResult
from lws_assess.survey.keys import NO_ROUND
from lws_assess.survey.withheld import Withheld
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Room, a_planned_event, new_room_code

FEW = {"teachers": 5, "inspectors": 1, "parents": 1}


def rows_of(database: Database) -> dict[str, list[str]]:
    """Every row of every table, in an order that is the same each time."""
    with database.reading() as session:
        return {
            table.name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def keys_of(database: Database) -> set[str]:
    with database.reading() as session:
        return set(folder_of(session).names())


def rehearse(planned: Room, people: Mapping[str, int] = FEW, seed: int = 7) -> Room:
    with planned.database.writing() as session:
        begun = (RehearsalOrder(people, seed), new_room_code, secrets.token_bytes(16), HOST)
        copy, keys = start_rehearsal(session, *planned.where, *begun, planned.world.now)
        room = Room(planned.world, copy.key)
    destroy_rehearsal_keys(planned.database, keys)
    return room


def answer(room: Room) -> None:
    """Lets everybody have their turn at what is on: so few people need no more than one press."""
    with room.database.writing() as session:
        let_phones_answer(session, *room.where, secrets.token_bytes, room.world.now)


def end(planned: Room) -> None:
    with planned.database.writing() as session:
        keys = end_rehearsal(session, *planned.where)
    assert keys
    destroy_rehearsal_keys(planned.database, keys)


# --- a programme of every kind, in any order ---------------------------------------------------------------


def mix_programme(planned: Room) -> None:
    """Makes of its programme one that has every kind of part, some of them twice, in an order that is drawn."""
    chance = random.Random(secrets.randbits(64))
    order = [kind.key for kind in kinds.KINDS]
    order += chance.sample(order, 2)
    chance.shuffle(order)

    def mixed(_: Segments) -> Segments:
        segments: Segments = ()
        for kind in order:
            segments = add_segment(segments, kind)
            takes, key = QUESTION_KINDS.get(kind), segments[-1].key
            if takes:
                options = tuple(f"{one} of {key}" for one in ("one", "two", "three"))
                asked = OwnQuestion(kind, f"What of {key}?", options if takes.most_options else ())
                segments = change_segment(segments, key, question=asked)
        return segments

    with planned.database.writing() as session:
        change_programme(session, *planned.where, mixed)


def walk_through(room: Room) -> None:
    """Goes to every part, and opens whatever may be opened there. Each is answered by everybody, and shown."""
    answer(room)
    with room.database.reading() as session:
        segments = programme_of(session, *room.where)
    for segment in segments:
        room.go_to_part(segment.key)
        answer(room)
        if waiting := words_waiting(room):
            room.let_through(*waiting)
        _open_what_may_be(room, segment)


def _open_what_may_be(room: Room, segment: Segment) -> None:
    if segment.kind == kinds.RATE and not room.event.rating_shown:
        room.start_rating()
        answer(room)
        room.stop_rating()
        room.show_rating()
    if segment.kind == kinds.REVEAL:
        room.go_to(kinds.REVEAL, 2)
        answer(room)
        show(room, room.open_vote(RATING))
    if segment.kind == kinds.PRACTICE:
        show(room, room.open_vote(PRACTICE))
    if segment.kind == kinds.VOTE_AGAIN:
        show(room, number := room.open_vote(RATING))
        show(room, room.vote_again(number))
    if segment.kind == kinds.PRIORITIES and not has_chosen(room):
        show(room, room.open_vote(CHOICES))
    if segment.question and segment.question.takes.voted_on and may_be_asked(room):
        show(room, room.open_own_vote("vision"))


def may_be_asked(room: Room) -> bool:
    """False where nobody has written yet what would be voted on."""
    with room.database.reading() as session:
        asking = view_asking(session, room.event)
        assert asking
        takes_ideas = asking.question.takes.of_ideas
        return not takes_ideas or any(len(one.ideas) > 1 for one in asking.sources if one.key != "helps")


def has_chosen(room: Room) -> bool:
    with room.database.reading() as session:
        return any(vote.kind == CHOICES for vote in list_votes(session, *room.where))


def show(room: Room, number: int) -> None:
    answer(room)
    room.stop_vote(number)
    room.show_vote(number)


def words_waiting(room: Room) -> list[bytes]:
    with room.database.reading() as session:
        return [word.id for word in words_of_event(session, *room.where, state=WordState.WAITING)]


def test_nothing_of_a_rehearsal_stays_whatever_its_programme(database: Database) -> None:
    planned = a_planned_event(World(database))
    mix_programme(planned)
    before, keys = rows_of(database), keys_of(database)
    room = rehearse(planned)
    walk_through(room)
    while_on = rows_of(database)
    assert len(while_on["event_votes"]) >= len(kinds.KINDS) / 3
    assert all(while_on[name] != before[name] for name in ("events", "rounds", "cells", "event_writings"))
    assert while_on["messages"] == while_on["alerts"] == []
    end(planned)
    assert rows_of(database) == before
    assert keys_of(database) == keys


def test_what_it_is_the_first_to_need_goes_with_it(sqlite_database: Database) -> None:
    """A partnership that never had a round has no questionnaire frozen, and no groups for whom none fits."""
    planned = a_planned_event(World(sqlite_database, opened=False))
    with planned.database.writing() as session:
        delete_round(session, planned.world.partnership, planned.world.round)
        mine = Group.partnership == planned.world.partnership
        session.execute(delete(Group).where(mine, Group.catch_all))
        session.execute(delete(StoredEdition))
    before = rows_of(sqlite_database)
    rehearse(planned)
    assert rows_of(sqlite_database)["editions"] != before["editions"]
    end(planned)
    assert rows_of(sqlite_database) == before


# --- what was foretold is what is shown --------------------------------------------------------------------


@pytest.fixture
def planned(sqlite_database: Database) -> Room:
    return a_planned_event(World(sqlite_database))


@pytest.mark.parametrize(
    "people",
    [
        {"teachers": 3, "nurses": 2, "inspectors": 3},
        {"teachers": 7, "nurses": 3, "inspectors": 5},
    ],
    ids=["8", "15"],
)
def test_the_room_shows_what_was_foretold_of_it(planned: Room, people: Mapping[str, int]) -> None:
    with planned.database.reading() as session:
        parts = foretell_event(session, planned.event, people, planned.world.now)
        said = {part.segment.kind: part.figures for part in parts}
    room = rehearse(planned, people)
    answer(room)
    room.start_rating()
    answer(room)
    room.stop_rating()
    room.show_rating()
    assert shown_groups(room) == {group for one in shown(said[kinds.RATE]) for group in one.groups}
    show(room, room.open_vote(RATING))
    assert lenses_shown(room) == {one.audience for one in shown(said[kinds.REVEAL]) if one.audience}
    show(room, room.open_vote(CHOICES))
    chosen = {one.audience.key for one in last_scene(room).choices.audiences if isinstance(one.voters, int)}
    assert chosen == {one.audience for one in shown(said[kinds.PRIORITIES])}


def shown(figures: tuple[ForetoldFigure, ...]) -> list[ForetoldFigure]:
    return [one for one in figures if one.outcome == Foretold.SHOWN]


def shown_groups(room: Room) -> set[str]:
    """Groups that stand in the release of rating alone, by themselves or with others."""
    with room.database.reading() as session:
        assert view_release(session, room.world.partnership, room.event.round or NO_ROUND)
        cells = cells_of_release(session, room.world.partnership, room.event.round or NO_ROUND)
        return {group for cell in cells for group in cell.groups}


def last_scene(room: Room):  # type: ignore[no-untyped-def]
    with room.database.reading() as session:
        return get_content(session, get_scene(session, room.event)).votes[-1]


def lenses_shown(room: Room) -> set[str]:
    return {
        lens.audience.key
        for lens in last_scene(room).lenses
        if isinstance(lens.room, RoomResult) and not isinstance(lens.room.mean, Withheld)
    }


# --- a copy that nobody else sees --------------------------------------------------------------------------


def test_a_rehearsal_is_repeated_by_its_number(planned: Room) -> None:
    def counted(seed: int) -> str:
        room = rehearse(planned, {"teachers": 10}, seed)
        answer(room)
        number = room.open_vote()
        show(room, number)
        with room.database.reading() as session:
            return get_scene(session, room.event).vote.lenses[0].room.spread.counts  # type: ignore[union-attr,return-value]

    assert counted(7) == counted(7) != counted(8)


def test_people_mostly_stay_where_they_were_and_move_by_one_level(planned: Room) -> None:
    room = rehearse(planned, {"teachers": 22})
    answer(room)
    first = room.open_vote()
    show(room, first)
    show(room, room.vote_again(first))
    with room.database.reading() as session:
        shift = get_scene(session, room.event).vote.lenses[0].shift  # type: ignore[union-attr]
    assert 0 < shift.moves.moved.least < 11  # type: ignore[union-attr]


def test_a_press_lets_no_more_answer_than_a_part(planned: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rating takes each imaginary person ten steps: 500 of them have their turn a part at a time."""
    monkeypatch.setattr(imaginary_phones, "RATING_AT_ONCE", 3)
    room = rehearse(planned, {"teachers": 4})
    answer(room)
    room.start_rating()
    for done in (3, 4):
        with room.database.writing() as session:
            let_phones_answer(session, *room.where, secrets.token_bytes, room.world.now)
        with room.database.reading() as session:
            desk = view_rehearsal(session, room.event, room.world.now)
            assert desk
            (rated,) = [turn for turn in desk.turns if turn.did == "have rated alone"]
            assert (rated.done, rated.of) == (done, 4)
            assert get_scene(session, room.event).rating.sent == done


def test_nothing_else_knows_of_a_rehearsal(planned: Room) -> None:
    room = rehearse(planned, {"teachers": 5})
    answer(room)
    room.start_rating()
    answer(room)
    where, world = planned.where, planned.world
    with planned.database.reading() as session:
        assert [event.key for event in list_events(session, world.partnership)] == [planned.key]
        assert room.event.round not in [key for _, key in find_rounds_to_count(session, world.now)]
    room.stop_rating()
    room.show_rating()
    late = world.now + timedelta(days=3)
    with planned.database.reading() as session:
        assert room.event.round not in [
            one.key for one in rounds_with_results(session, world.partnership, events=True)
        ]
        assert events_left_running(session, late) == []
        assert outcome_mark(session, get_scene(session, room.event)) == ""
        assert find_due_rehearsals(session, world.now) == []
        assert find_due_rehearsals(session, late) == [where]


def test_a_rehearsal_alerts_nobody_and_leaves_nothing_in_the_plan(planned: Room) -> None:
    room = rehearse(planned)
    answer(room)
    room.go_to("actions")
    answer(room)
    with room.database.writing() as session:
        assert not pass_on(session, room.world.partnership, room.event.round or NO_ROUND, "He hits me.")
        assert alerts_with_steps(session, room.world.partnership) == []
        proposed = proposed_actions(session, *room.where)
        assert len(proposed) == 4
        facts = ActionFacts(proposed[0].area, proposed[0].what)
        with pytest.raises(EventRefusal, match="This is a rehearsal"):
            take_into_plan(session, *room.where, proposed[0].id, facts, HOST, room.world.now)


def test_the_event_waits_until_its_rehearsal_is_over(planned: Room) -> None:
    room = rehearse(planned)
    begun = (new_room_code, secrets.token_bytes(16), HOST, planned.world.now)
    for act, more in ((begin_event, begun), (delete_event, ())):
        with pytest.raises(EventRefusal, match="rehearsal"), planned.database.writing() as session:
            act(session, *planned.where, *more)  # type: ignore[operator]
    with pytest.raises(EventRefusal, match="End the rehearsal"), planned.database.writing() as session:
        end_event(session, *room.where, HOST, planned.world.now)
    end(planned)
    planned.begin()
    with pytest.raises(EventRefusal, match="has not begun"):
        rehearse(planned)


def test_another_rehearsal_takes_the_place_of_the_first(planned: Room) -> None:
    first = rehearse(planned)
    second = rehearse(planned, {"nurses": 2})
    with planned.database.reading() as session:
        assert find_event(session, *second.where)
    assert first.key == second.key
    answer(second)
    number = second.open_vote()
    answer(second)
    with planned.database.reading() as session:
        assert count_event_ballots(session, *second.where, number) == 2


@pytest.mark.parametrize(
    ("people", "seed"),
    [({}, 7), ({"teachers": -1}, 7), ({"teachers": MOST_IMAGINED + 1}, 7), ({"teachers": 1}, 0)],
)
def test_what_cannot_be_imagined_is_refused(planned: Room, people: Mapping[str, int], seed: int) -> None:
    with pytest.raises(EventRefusal):
        rehearse(planned, people, seed)


def test_facts_name_published_positions_by_audience_and_area() -> None:
    facts = RehearsalFacts(7, {}, {"professional/A": 2.5})
    assert facts.find_centre("professional", "A") == 2.5
    assert facts.find_centre("parents-carers", "A") is None

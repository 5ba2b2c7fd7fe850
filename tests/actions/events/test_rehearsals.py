"""Rehearsals: the whole of an event with imaginary phones, and nothing of it afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import pytest
from sqlalchemy import select

from lws_assess.actions.events.imaginary_phones import let_phones_answer, view_rehearsal
from lws_assess.actions.events.rehearsals import RehearsalOrder, end_rehearsal, start_rehearsal
from lws_assess.records.database import Base, Database
from lws_assess.records.events.words import EventWord, words_of_event
from lws_assess.survey.events.programme_kinds import CHOICE, DOTS, ICE_BREAKER, OPEN, QUESTIONS, RANKING
from lws_assess.survey.events.rooms import CHOICES, PRACTICE, WordState
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Room, a_planned_event, new_room_code

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(database: Database) -> Rows:
    """Every row of every table, in an order that is the same each time."""
    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def rehearse(planned: Room, people: Mapping[str, int], seed: int = 7) -> Room:
    with planned.database.writing() as session:
        order = RehearsalOrder(people, seed)
        asked = (*planned.where, order, new_room_code, secrets.token_bytes(16), HOST, planned.world.now)
        copy = start_rehearsal(session, *asked)
        return Room(planned.world, copy.key)


def answer(room: Room) -> None:
    """Lets everybody have their turn at what is on."""
    left = 1
    while left:
        with room.database.writing() as session:
            let_phones_answer(session, *room.where, secrets.token_bytes, room.world.now)
        with room.database.reading() as session:
            desk = view_rehearsal(session, room.event, room.world.now)
            assert desk
            left = desk.left


def end(planned: Room) -> None:
    with planned.database.writing() as session:
        assert end_rehearsal(session, *planned.where)


@pytest.fixture
def planned(database: Database) -> Room:
    return a_planned_event(World(database))


def walk_through(room: Room) -> None:
    """Everything that a host may open, each answered by everybody."""
    answer(room)
    for kind in (PRACTICE, "rating"):
        room.go_to("practice" if kind == PRACTICE else "reveal", 0)
        number = room.open_vote(kind)
        answer(room)
        room.stop_vote(number)
        room.show_vote(number)
    answered_again = room.vote_again(number)
    answer(room)
    room.stop_vote(answered_again)
    room.show_vote(answered_again)
    room.start_rating()
    answer(room)
    room.stop_rating()
    room.show_rating()
    room.go_to("reveal", 2)
    answer(room)
    for kind in ("helps", "words", "missing", "actions"):
        room.go_to(kind)
        answer(room)
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    answer(room)
    room.stop_vote(number)
    room.show_vote(number)
    for kind in (ICE_BREAKER, CHOICE, RANKING):
        ask(room, kind)
    for kind in (OPEN, QUESTIONS):
        room.go_to_part(room.add_question(kind, f"What of {kind}?"))
        answer(room)
        room.let_through(*(word.id for word in words_waiting(room)))
    number = room.open_own_vote()
    finish(room, number)
    number = room.ask(DOTS, "Which of these?", most=3, ideas_of="vision")
    finish(room, number)


def ask(room: Room, kind: str) -> None:
    finish(room, room.ask(kind, f"Which {kind}?", (f"one {kind}", f"two {kind}", f"three {kind}")))


def finish(room: Room, number: int) -> None:
    answer(room)
    room.stop_vote(number)
    room.show_vote(number)


def words_waiting(room: Room) -> list[EventWord]:
    with room.database.reading() as session:
        return words_of_event(session, *room.where, state=WordState.WAITING)


def test_nothing_of_a_rehearsal_stays(planned: Room) -> None:
    before = rows_of(planned.database)
    room = rehearse(planned, {"teachers": 9, "nurses": 6, "inspectors": 3, "parents": 2})
    walk_through(room)
    assert rows_of(planned.database) != before
    end(planned)
    assert rows_of(planned.database) == before

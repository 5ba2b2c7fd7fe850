"""Words of a room on both databases: whoever keeps them is told whether they are new."""

from __future__ import annotations

import pytest

from lws_assess.actions.events.words import write_word
from lws_assess.records.database import Database
from lws_assess.records.events.words import EventWord, words_of_event
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

UNSAFE = "I do not feel safe at home at the moment."


@pytest.fixture
def room(database: Database) -> Room:
    room = a_room(World(database), {"inspectors": 1})
    room.go_to("words")
    return room


def write(room: Room, text: str) -> EventWord | None:
    with room.database.writing() as session:
        return write_word(session, room.code, room.phones[0].device, "vision", "", text, "", 0)


def test_new_words_are_handed_back_so_that_words_of_risk_can_be_passed_on(room: Room) -> None:
    word = write(room, UNSAFE)
    assert word
    assert (word.text, word.risk) == (UNSAFE, True)


def test_words_that_are_sent_again_are_kept_once_and_are_not_new(room: Room) -> None:
    write(room, UNSAFE)
    assert write(room, UNSAFE) is None
    with room.database.reading() as session:
        assert [word.text for word in words_of_event(session, *room.where)] == [UNSAFE]

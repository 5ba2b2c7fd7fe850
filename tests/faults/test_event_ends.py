"""The end of an event, and two hosts, while others act at the same moment: nothing is left, nothing done twice."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.events import people as event_people
from lws_assess.actions.events import words as event_words
from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom
from lws_assess.records.database import Database
from lws_assess.records.events.votes import list_votes
from lws_assess.survey.events.rooms import Device, EventRefusal
from lws_assess.survey.secrets import BYTES, Secret
from tests.faults.phones import at_once
from tests.runs.soaking import tries
from tests.watching.counting import rows
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import signed_in, token_of

OTHERS = 7
ROUNDS = tries(6, 2)
PAUSE = 0.02  # seconds: without one, whoever ends the event would seldom get to the database


def come_late(room: Room, code: str, at: int) -> None:
    """Somebody joins, or writes, until there is no room of that code any more."""
    while True:
        try:
            with room.database.writing() as session:
                if at % 2:
                    device = Device(Secret(secrets.token_bytes(BYTES)))
                    event_people.join_room(session, code, device, "teachers", "")
                else:
                    device, text = room.phones[at].device, secrets.token_hex(8)
                    event_words.write_word(
                        session, code, device, "vision", "", text, "", secrets.randbelow(10)
                    )
        except (NoSuchRoom, NotInTheRoom):
            return
        except EventRefusal:  # they have written as much as one person may
            pass
        time.sleep(PAUSE)


def test_nobody_and_nothing_written_is_left_by_whoever_comes_as_the_event_ends(database: Database) -> None:
    world = World(database)
    for turn in range(ROUNDS):
        room = a_room(world, {"teachers": 10}, title=f"Day {turn}")
        room.go_to("words")
        code = room.code
        at_once(
            lambda at, room=room, code=code: room.end() if at == OTHERS else come_late(room, code, at),
            OTHERS + 1,
        )
        tables = ("event_people", "event_ballots", "event_writings", "event_words")
        assert rows(database, *tables) == dict.fromkeys(tables, 0)


# --- two hosts -----------------------------------------------------------------------------------------------


@pytest.fixture
def hosts(either_app: Flask) -> tuple[Room, list[FlaskClient]]:
    """A room, and four tabs of hosts who are signed in."""
    room = a_room(World(either_app.config["DATABASE"]), {"teachers": 10})
    first = signed_in(either_app, room.world.partnership, "facilitator")
    return room, [first, *(either_app.test_client() for _ in range(3))]


def press_at_once(room: Room, clients: list[FlaskClient], button: str, **form: str | int) -> Counter[int]:
    state = {"csrf_token": token_of(clients[0].get(f"{room.path}/host").text), "moves": room.event.moves}
    for other in clients[1:]:
        other._cookies.update(clients[0]._cookies)
    gate = Barrier(len(clients))

    def press(client: FlaskClient) -> int:
        gate.wait()
        return client.post(f"{room.path}/host/{button}", data={**form, **state}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        return Counter(pool.map(press, clients))


def test_hosts_who_press_the_same_at_once_do_it_once_and_each_sees_what_is_on(
    hosts: tuple[Room, list[FlaskClient]],
) -> None:
    room, clients = hosts
    room.go_to("reveal", 1)
    area = room.edition.areas[0]
    asked = {"kind": "rating", "question": f"{area.code}/{area.statements[0].key}"}
    segment = room.event.segment
    assert press_at_once(room, clients, "start-vote", segment=segment, **asked) == {303: 1, 409: 3}
    assert press_at_once(room, clients, "go", segment=segment, step=2) == {409: 4}  # not while a vote is open
    assert press_at_once(room, clients, "stop-vote", vote=1) == {303: 1, 409: 3}
    assert press_at_once(room, clients, "show-vote", vote=1) == {303: 1, 409: 3}
    assert press_at_once(room, clients, "vote-again", vote=1) == {303: 1, 409: 3}
    assert press_at_once(room, clients, "stop-vote", vote=2) == {303: 1, 409: 3}
    assert press_at_once(room, clients, "go", segment=segment, step=2) == {303: 1, 409: 3}
    with room.database.reading() as session:
        assert [vote.state for vote in list_votes(session, *room.where)] == ["shown", "closed"]
    assert (room.event.segment, room.event.step, room.event.vote) == (segment, 2, None)


def test_every_act_of_two_hosts_is_counted_by_the_version(hosts: tuple[Room, list[FlaskClient]]) -> None:
    """Each that is done is told to screens and phones; one that another has overtaken does nothing, and is not."""
    room, clients = hosts
    before = room.event.version
    done = sum(press_at_once(room, clients, button)[303] for button in ("gather", "hide", "unhide", "gather"))
    assert done == 4
    assert (room.event.version, room.event.gathered) == (before + 4, 2)

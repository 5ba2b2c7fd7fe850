"""Notes of tables, read again and again while a room writes: which was the table of fewer than five.

A host looks at the page of notes after everything that happens in the room, and remembers. Each attack succeeds as
soon as the protection that it is about is taken out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from unittest.mock import patch

import pytest
from flask import Flask

from lws_assess.actions.events import table_names as event_table_names
from lws_assess.actions.events import tables as event_tables
from lws_assess.records.events.writings import erase_writings
from tests.pages.client import Client
from tests.worlds.builders import World
from tests.worlds.rooms import Phone, Room, a_room
from tests.worlds.staff import signed_in

SEATED = {1: 6, 2: 5, 3: 4, 4: 7}
SMALL = 3
TRIES = 8
Protection = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, {})


@pytest.fixture
def host(app: Flask, room: Room) -> Client:
    client = Client(app)
    client.browser = signed_in(app, room.world.partnership, "facilitator")
    return client


def seated(room: Room) -> dict[int, Phone]:
    """Everybody sits down before anybody writes; the scribe of each table."""
    scribes = {}
    for table, many in SEATED.items():
        scribes[table] = [room.join("teachers", str(table)) for _ in range(many)][-1]
        room.make_scribe(scribes[table])
    return scribes


def note_of(table: int) -> str:
    return "xabcd"[table]


def write(room: Room, scribe: Phone) -> None:
    room.rate_for_table(scribe, 3, evidence=f"Note {note_of(int(scribe.table))}")


def told(host: Client, room: Room, scribes: dict[int, Phone], chance: random.Random) -> bool:
    """Whether the small table's note is known once all have written, in some order."""
    remembered: dict[int, str] = {}
    for table in chance.sample(list(scribes), len(scribes)):
        write(room, scribes[table])
        notes = host.get(f"{room.path}/evidence").text
        remembered |= {
            int(at): note for at, note in re.findall(r"Table (\d):(?:(?!able).)*?Note ([a-z])", notes)
        }
    assert all(note == note_of(table) for table, note in remembered.items())
    return set(scribes) - set(remembered) <= {SMALL}


def hits(host: Client, room: Room, protection: Protection, tries: int = TRIES) -> int:
    chance, scribes, found = random.Random(5), seated(room), 0
    for _ in range(tries):
        with protection():
            found += told(host, room, scribes, chance)
        with room.database.writing() as session:
            erase_writings(session, *room.where)
    return found


def by_who_wrote() -> AbstractContextManager[object]:
    return patch.object(event_table_names, "_too_small", return_value=frozenset())


def test_a_host_who_remembers_cannot_tell_the_small_table_by_elimination(host: Client, room: Room) -> None:
    assert hits(host, room, nullcontext) == 0


def test_tables_that_are_named_until_a_small_one_writes_give_it_away(host: Client, room: Room) -> None:
    assert hits(host, room, by_who_wrote) > 0


# --- somebody sits down afterwards ------------------------------------------------------------------------------


def after_one_more_sat_down(host: Client, room: Room, protection: Protection) -> str:
    scribes = seated(room)
    with protection():
        write(room, scribes[SMALL])
        room.propose(scribes[SMALL], f"Plan {note_of(SMALL)}")
        room.join("teachers", str(SMALL))
        before = [host.get(f"{room.path}/{page}").text for page in ("evidence", "actions")]
        room.end()
    return " ".join([*before, host.get(f"{room.path}/summary").text])


def test_who_sits_down_afterwards_does_not_name_what_four_people_wrote(host: Client, room: Room) -> None:
    assert f"able {SMALL}" not in after_one_more_sat_down(host, room, nullcontext)


def test_a_table_that_is_named_by_who_sits_there_now_is_told_by_whoever_sits_down(
    host: Client, room: Room
) -> None:
    def by_who_sits_there() -> AbstractContextManager[object]:
        return patch.object(event_tables, "may_be_named", return_value=True)

    assert f"able {SMALL}" in after_one_more_sat_down(host, room, by_who_sits_there)

"""A press says at which state of the room it was made: one that comes late, or once more, does nothing and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from lws_assess.records.events.visioning_events import programme_of
from lws_assess.web.events.acts import ACTS, DONE_LATER
from tests.pages.client import Client, Page
from tests.watching.counting import everything
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import PASSWORD, add_person

DID_NOTHING = "This press did nothing: the room has moved since its page was made."
# What is pressed on a day on which every button of the desk is pressed; KIND names the part of that kind.
DAY: list[tuple[str, dict[str, str]]] = [
    ("gather", {}),
    ("tell", {"message": "Lunch is ready"}),
    ("hide", {}),
    ("unhide", {}),
    ("join-again", {}),
    ("go", {"segment": "practice"}),
    ("start-vote", {"segment": "practice", "kind": "practice", "question": "0"}),
    ("stop-vote", {"vote": "1"}),
    ("show-vote", {"vote": "1"}),
    ("put-away", {"vote": "1"}),
    ("start-minutes", {"segment": "practice"}),
    ("timer", {"minutes": "5"}),
    ("go", {"segment": "rate"}),
    ("start-rating", {}),
    ("stop-rating", {}),
    ("show-rating", {"sure": "yes"}),
    ("go", {"segment": "reveal", "step": "2"}),
    ("start-vote", {"segment": "reveal", "kind": "rating", "question": "1"}),
    ("stop-vote", {"vote": "2"}),
    ("vote-again", {"vote": "2"}),
    ("stop-vote", {"vote": "3"}),
    ("end", {}),
]


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, {"teachers": 2})


@pytest.fixture
def host(app: Flask, world: World) -> Client:
    email = add_person(world.database, world.partnership, "facilitator")
    client = Client(app)
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    return client


@contextmanager
def nothing_changes(room: Room) -> Iterator[None]:
    before = everything(room.database)
    yield
    assert everything(room.database) == before


def fields_of(room: Room, given: dict[str, str]) -> dict[str, str]:
    """What the form of a button holds, its parts and statements named as this programme names them."""
    found = dict(given)
    if "segment" in given:
        with room.database.reading() as session:
            parts = programme_of(session, *room.where)
        found["segment"] = next(part.key for part in parts if part.kind == given["segment"])
    if "question" in given:
        area = room.edition.areas[0]
        found["question"] = f"{area.code}/{area.statements[int(given['question'])].key}"
    return found


def says_so(page: Page) -> None:
    assert DID_NOTHING in " ".join(page.faults().values())


def test_every_press_acts_once_at_the_state_at_which_it_was_made_and_at_no_other(
    host: Client, room: Room
) -> None:
    assert {act for act, _ in DAY} == {*ACTS, "end"}
    token = host.get(f"{room.path}/host").form(f"{room.path}/host/gather")["csrf_token"]
    for act, given in DAY:
        address, moves = f"{room.path}/host/{act}", room.event.moves
        sent = {"csrf_token": token, **fields_of(room, given)}
        with nothing_changes(room):
            for stale in ({"moves": str(moves - 1)}, {"moves": str(moves + 1)}, {"moves": "now"}, {}):
                says_so(host.post(address, {**sent, **stale}, 409))
        assert host.raw("POST", address, {**sent, "moves": str(moves)}).status_code == 303, act
        assert room.event.moves == moves + 1, act
        if act == "end":
            return
        with nothing_changes(room):  # its answer was lost, so it is sent once more
            page = host.post(address, {**sent, "moves": str(moves)}, 409)
        says_so(page)
        assert room.event.acted in page.text
        assert page.form(f"{room.path}/host/gather")["moves"] == str(room.event.moves)


def test_what_is_done_beside_the_programme_leaves_presses_as_they_are(host: Client, room: Room) -> None:
    """A second host who looks through what people wrote is not to be in the way of the first."""
    room.go_to("words")
    form = host.get(f"{room.path}/host").form(f"{room.path}/host/gather")
    word = room.write(room.phones[0], "vision", "Kind")
    host.post(f"{room.path}/words", {"csrf_token": form["csrf_token"], "shown": word.hex()})
    assert room.event.acted == "let words through"
    host.post(f"{room.path}/host/gather", form)
    assert room.event.gathered == 1


def test_what_was_typed_into_a_press_that_did_nothing_is_not_lost(host: Client, room: Room) -> None:
    form = host.get(f"{room.path}/host").form(f"{room.path}/host/tell")
    room.go_to("break")
    page = host.post(f"{room.path}/host/tell", {**form, "message": "Please come back"}, 409)
    says_so(page)
    again = page.form(f"{room.path}/host/tell")
    assert again["message"] == "Please come back"
    assert "Message to all: “Please come back”" in host.post(f"{room.path}/host/tell", again).text


def test_nothing_that_shows_or_opens_or_ends_anything_is_done_later_by_itself(
    host: Client, room: Room
) -> None:
    assert {"gather", "hide", "timer", "start-minutes"} == DONE_LATER
    assert {*ACTS} >= DONE_LATER
    for kind in ("join", "reveal", "rate"):
        room.go_to(kind)
        page = host.get(f"{room.path}/host")
        marked = {
            form["action"].rpartition("/")[2]
            for form in page.root.find_all("form")
            if "data-later" in form.attributes
        }
        assert marked == DONE_LATER

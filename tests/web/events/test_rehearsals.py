"""Rehearsals as pages show them: what is foretold, a banner everywhere, and nothing of it elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lws_assess.actions.events.visioning_events import go_to
from lws_assess.records.comments import Alert
from lws_assess.records.events.rehearsals import find_rehearsal_of
from lws_assess.records.events.visioning_events import find_event, programme_of
from lws_assess.records.events.votes import count_event_ballots
from lws_assess.records.post.invitations import Message
from lws_assess.web.upkeep.due import do_everything_due
from tests.pages.addresses import staff_token
from tests.pages.client import Client, Page
from tests.web.rounds.test_groups import Staff
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Phone, Room, a_planned_event
from tests.worlds.staff import signed_in

FEW = {"people-teachers": "2", "people-inspectors": "1"}
PEOPLE = {"people-teachers": "12", "people-nurses": "4", "people-inspectors": "3"}


@pytest.fixture
def planned(world: World) -> Room:
    return a_planned_event(world)


@pytest.fixture
def staff(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, "facilitator"))


def send(staff: Staff, address: str, status: int = 200, **fields: str) -> Page:
    return staff.post(address, {"csrf_token": staff_token(staff.browser), **fields}, status)


def begin(staff: Staff, planned: Room, **more: str) -> Room:
    send(staff, f"{planned.path}/rehearsal", **FEW, **more)
    with planned.database.reading() as session:
        found = find_rehearsal_of(session, *planned.where)
        assert found
        return Room(planned.world, found.key)


def segment_of(room: Room, kind: str) -> str:
    with room.database.reading() as session:
        return next(one.key for one in programme_of(session, *room.where) if one.kind == kind)


def test_it_is_told_beforehand_what_a_room_will_not_be_able_to_show(staff: Staff, planned: Room) -> None:
    assert "Rehearse it" in staff.get(f"{planned.path}/").text
    page = staff.get(f"{planned.path}/rehearsal")
    assert "What a room of 32 people can show" in page.text
    looked = send(staff, f"{planned.path}/rehearsal", do="look", **PEOPLE)
    assert "What a room of 19 people can show" in looked.text
    assert "Children and young people (3): nothing of theirs can be shown. Ask 7 more" in looked.text
    with planned.database.reading() as session:
        assert find_rehearsal_of(session, *planned.where) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"people-teachers": "many"}, "Enter a whole number, such as 12"),
        ({"people-teachers": "501"}, "500 at the most."),
        ({"people-teachers": "500", "people-nurses": "1"}, "You asked for 504."),
        ({"people-teachers": "", "people-nurses": "", "people-inspectors": ""}, "at least one group"),
        ({"seed": "none"}, "Enter a whole number from 1 to 999,999."),
    ],
)
def test_numbers_that_will_not_do_are_said_at_their_field(
    staff: Staff, planned: Room, typed: dict[str, str], words: str
) -> None:
    page = send(staff, f"{planned.path}/rehearsal", 400, **PEOPLE | typed)
    assert words in page.text


def test_its_people_answer_as_soon_as_the_host_opens_a_vote(staff: Staff, planned: Room) -> None:
    room = begin(staff, planned, seed="4711")
    desk = staff.get(f"{room.path}/host").text
    assert "Rehearsal 4711" in desk
    assert "3 of 3 have joined" in desk
    assert "End the event" not in desk
    moves = str(room.event.moves)
    send(staff, f"{room.path}/host/go", segment=segment_of(room, "practice"), moves=moves)
    with room.database.reading() as session:
        edition = room.edition
        question = f"{edition.areas[0].code}/{edition.areas[0].statements[0].key}"
    asked = {"kind": "practice", "segment": segment_of(room, "practice"), "question": question}
    send(staff, f"{room.path}/host/start-vote", **asked, moves=str(room.event.moves))
    with room.database.reading() as session:
        assert count_event_ballots(session, *room.where, 1) == 3
    assert "3 of 3 have voted" in staff.get(f"{room.path}/host").text


def test_everybody_who_looks_at_it_is_told_what_it_is(app: Flask, staff: Staff, planned: Room) -> None:
    room = begin(staff, planned)
    for page in ("host", "words", "actions", "missing"):
        assert "This is a rehearsal." in staff.get(f"{room.path}/{page}").html
    assert "Rehearsal: these people are imagined" in staff.get(f"{room.path}/screen").text
    assert "This is a rehearsal." in Client(app).get(f"/e/{room.code}").html
    phone = room.join("teachers")
    mine = room.client(app, phone)
    assert "This is a rehearsal." in mine.get(f"/e/{room.code}").html
    assert "A rehearsal of this event is on." in staff.get(f"{planned.path}/").text
    room.go_to("rate")
    room.start_rating()
    rating = mine.post(f"/e/{room.code}/rate", {"csrf_token": token(mine, room)})
    assert rating.path.startswith("/answer/")
    assert "This is a rehearsal." in rating.html


def token(client: Client, room: Room) -> str:
    found = client.get(f"/e/{room.code}").root.find_all("input")
    return next(one["value"] for one in found if one["name"] == "csrf_token")


def test_it_stands_in_no_list_and_has_no_other_pages(staff: Staff, planned: Room) -> None:
    room = begin(staff, planned)
    assert room.key not in staff.get("/p/testham/events/").html
    assert room.key not in staff.get("/p/testham/").html
    for page in ("/", "/edit", "/paper", "/summary", "/programme/", "/keep"):
        assert staff.get(f"{room.path}{page}").path == f"{planned.path}/"
    send(staff, f"{room.path}/begin", 404)
    send(staff, f"{room.path}/away", 404, do="away")
    assert staff.get(f"/p/testham/rounds/{room.event.round}/results").path == f"{planned.path}/"


def test_nothing_of_it_is_sent(app: Flask, staff: Staff, planned: Room) -> None:
    room = begin(staff, planned)
    with room.database.writing() as session:
        go_to(session, *room.where, segment_of(room, "words"), 0, HOST, planned.world.now)
    phone = Phone(room.join("inspectors").device, "inspectors", "")
    mine = room.client(app, phone)
    risk = {"kind": "vision", "area": "", "number": "0", "text": "My stepfather hits me"}
    mine.post(f"/e/{room.code}/words", {"csrf_token": token(mine, room), **risk})
    with app.app_context():
        do_everything_due(room.database)
    with room.database.reading() as session:
        for table in (Alert, Message):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_it_is_over_for_everybody_once_it_is_ended(app: Flask, staff: Staff, planned: Room) -> None:
    room = begin(staff, planned)
    code = room.code
    page = send(staff, f"{planned.path}/rehearsal/end")
    assert page.path == f"{planned.path}/"
    assert "Nothing of it is left." in page.html
    assert staff.get(f"{room.path}/host").path == f"{planned.path}/"
    send(staff, f"{room.path}/host/gather", 404)
    assert "No event runs under" in Client(app).get(f"/e/{code}", 404).text


def test_the_calendar_ends_what_nobody_ended_within_a_day(app: Flask, staff: Staff, planned: Room) -> None:
    room = begin(staff, planned)
    with app.app_context():
        do_everything_due(room.database)
    assert room.event
    with room.database.writing() as session:
        found = find_event(session, *room.where)
        assert found
        assert found.opened_at
        found.opened_at -= timedelta(days=1)
    with app.app_context():
        done = do_everything_due(room.database)
    assert "end rehearsal" in [one["what"] for one in done]
    with room.database.reading() as session:
        assert find_event(session, *room.where) is None

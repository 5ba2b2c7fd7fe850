"""What is used again of an event: its programme as one of one's own, another event like it, and putting it away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from lws_assess.actions.events import own_programmes as actions
from lws_assess.actions.events.visioning_events import change_programme
from lws_assess.records.events.own_programmes import list_own_programmes
from lws_assess.records.events.visioning_events import list_events, programme_of
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.programmes import Segments, change_segment
from lws_assess.survey.events.rooms import EventRefusal
from tests.pages.client import Page
from tests.web.rounds.test_groups import Staff
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_planned_event, a_room
from tests.worlds.staff import signed_in

HERE = "/p/testham/events/"
OWN = "/p/testham/event-programmes/"


@pytest.fixture
def staff(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, "facilitator"))


def an_event(world: World, state: str) -> Room:
    """An event that is planned, runs or is over; where it can, its room wrote and voted."""
    if state == "planned":
        return a_planned_event(world)
    room = a_room(world, {"teachers": 12, "nurses": 8})
    room.go_to("words")
    room.let_through(room.write(room.phones[0], "vision", "Canary words"))
    room.a_shown_vote({"teachers": [1, 2, 3, 4] * 3, "nurses": [3, 4] * 4})
    if state == "over":
        room.end()
    return room


def parts_of(world: World, key: str) -> Segments:
    with world.database.reading() as session:
        return programme_of(session, world.partnership, key)


def keep(staff: Staff, room: Room, title: str, status: int = 200, **fields: str) -> Page:
    return staff.fill(staff.get(f"{room.path}/keep"), status, title=title, **fields)


def newest(world: World, title: str) -> str:
    with world.database.reading() as session:
        return next(one.key for one in list_events(session, world.partnership) if one.title == title)


EVERY_STATE = pytest.mark.parametrize("state", ["planned", "running", "over"])


@EVERY_STATE
def test_the_programme_of_any_event_is_kept_as_ones_own_and_another_begins_with_it(
    staff: Staff, world: World, state: str
) -> None:
    room = an_event(world, state)
    with world.database.reading() as session:
        before = programme_of(session, *room.where)
    page = keep(staff, room, "Our evening", for_whom="For forty people")
    assert page.path == OWN
    assert "Our evening" in page.text
    new = staff.get(HERE + "new")
    assert "Your own: " in new.text
    staff.fill(new, title="Once more", tables="3", template="own/our-evening", instrument=world.instrument)
    assert parts_of(world, newest(world, "Once more")) == before
    assert "Canary" not in new.html


@EVERY_STATE
def test_another_event_like_it_begins_with_its_place_its_tables_and_its_programme(
    staff: Staff, world: World, state: str
) -> None:
    room = an_event(world, state)
    old = room.event
    page = staff.get(f"{room.path}/")
    address = f"{HERE}new?like={room.key}"
    assert address in [a["href"] for a in page.root.find_all("a")]
    shown = staff.post(address, {**staff.get(address).form(), "title": "Once more"})
    assert shown.h1 == "Once more"
    new = Room(world, newest(world, "Once more")).event
    assert (new.place, new.tables, new.starts, new.length) == (old.place, old.tables, old.starts, old.length)
    assert parts_of(world, new.key) == parts_of(world, room.key)
    # Of what happened there, or was to happen on a day, nothing.
    assert (new.state, new.day, new.round, new.edition, new.code_hash) == ("planned", None, None, None, None)
    assert (new.attended, new.slips, new.opened_at, new.sealing_key) == ({}, 0, None, None)


def test_a_question_comes_along_and_ideas_of_a_room_do_not(world: World) -> None:
    room = a_planned_event(world)
    asked = OwnQuestion("choice", "Where shall we meet?", ("Here", "There"), 1)
    with world.database.writing() as session:
        change_programme(
            session,
            *room.where,
            lambda before: tuple(
                replace(part, kind="choice", question=replace(asked, ideas=(("Canary",),), marks=("Canary",)))
                if number == 1
                else part
                for number, part in enumerate(before)
            ),
        )
        kept = actions.keep_own_programme(session, *room.where, "With a question", "")
        rows = [row.segments_json for row in list_own_programmes(session, world.partnership)]
    assert kept.segments[1].question == asked
    assert "Canary" not in "".join(rows)


def test_ones_own_programme_stays_as_it_was_kept_whatever_becomes_of_the_event(
    staff: Staff, world: World
) -> None:
    room = a_planned_event(world)
    before = parts_of(world, room.key)
    keep(staff, room, "Our evening")
    with world.database.writing() as session:
        change_programme(
            session, *room.where, lambda parts: change_segment(parts, parts[0].key, title="Other words")
        )
    staff.fill(staff.get(f"{room.path}/delete"))
    with world.database.reading() as session:
        (own,) = actions.list_own_templates(session, world.partnership)
    assert own.segments == before


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (" ", "Give the programme a title"),
        ("x" * 81, "Use 80 characters or fewer"),
        ("OUR evening", "You have a programme of this title. Choose another title."),
    ],
)
def test_what_will_not_do_as_a_title_is_said_at_it(staff: Staff, world: World, title: str, said: str) -> None:
    room = a_planned_event(world)
    keep(staff, room, "Our evening")
    assert keep(staff, room, title, 400).faults() == {"title": said}


def test_a_partnership_keeps_no_more_than_a_page_has_room_for(world: World) -> None:
    room = a_planned_event(world)
    with world.database.writing() as session:
        for number in range(actions.MOST_PROGRAMMES):
            actions.keep_own_programme(session, *room.where, f"Evening {number}", "")
        with pytest.raises(EventRefusal, match="Remove one first"):
            actions.keep_own_programme(session, *room.where, "One more", "")


def test_ones_own_programme_is_removed_after_a_question(staff: Staff, world: World) -> None:
    keep(staff, a_planned_event(world), "Our evening")
    page = staff.get(OWN + "our-evening/remove")
    assert page.h1 == "Remove Our evening?"
    assert "There are none yet." in staff.fill(page).text
    staff.get(OWN + "our-evening/remove", 404)
    assert "own/" not in staff.get(HERE + "new").html


def test_an_event_that_is_not_there_is_no_beginning(staff: Staff, world: World) -> None:
    page = staff.get(f"{HERE}new?like=nothing")
    assert "As “" not in page.text
    refused = staff.fill(page, 400, title="Once more", tables="3", template="event/nothing")
    assert refused.faults() == {"template": "Choose a programme"}


# --- put away --------------------------------------------------------------------------------------------


def press(staff: Staff, room: Room, do: str) -> Page:
    address = f"{room.path}/away"
    return staff.post(address, {**staff.get(f"{room.path}/").form(address), "do": do})


def test_an_event_that_is_over_is_put_away_found_again_and_brought_back(staff: Staff, world: World) -> None:
    room = an_event(world, "over")
    title = room.event.title
    page = press(staff, room, "away")
    assert "is put away" in page.html
    assert title not in staff.get(HERE).text
    assert "Events put away (1)" in " ".join(staff.get(HERE).text.split())
    away = staff.get(f"{HERE}?away=1")
    assert title in away.text
    assert f"{room.path}/" in [a["href"] for a in away.root.find_all("a")]
    assert staff.get(f"{room.path}/summary").status == 200
    page = press(staff, room, "back")
    assert "is back in the list" in page.html
    assert title in staff.get(HERE).text
    assert "No event is put away." in staff.get(f"{HERE}?away=1").text


@pytest.mark.parametrize("state", ["planned", "running"])
def test_only_an_event_that_is_over_is_put_away(staff: Staff, world: World, state: str) -> None:
    room = an_event(world, state)
    page = staff.get(f"{room.path}/")
    assert "Put it away" not in page.text
    token = staff.get(f"{room.path}/edit").form()["csrf_token"]
    told = staff.post(f"{room.path}/away", {"csrf_token": token, "do": "away"})
    assert "Only an event that is over can be put away" in told.html
    assert not room.event.put_away
    assert room.event.title in staff.get(HERE).text

"""The projector in a real browser: counts move in place, a reveal is there at once, and all of it fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, expect

from lws_assess.actions.events.visioning_events import set_timer
from tests.journeys.visits import PHONE, Visit, wait_until
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Room, a_room
from tests.worlds.staff import add_person

HALL = (1280, 720)
# Parts of a slide that hold more than there is room for.
TOO_MUCH = """() => [...document.querySelectorAll('.slide .fill, .slide .fill section, .slide')]
  .filter(part => part.scrollHeight > part.clientHeight + 2 || part.scrollWidth > part.clientWidth + 2)
  .map(part => part.className + ' ' + part.scrollHeight + '/' + part.clientHeight)"""
HIGH = "() => parseFloat(getComputedStyle(document.getElementById('captions')).fontSize)"
LONG_LINE = (
    "The chair says that what each of us thinks is kept apart from what all others think, and asks for quiet."
)
PEOPLE = {"teachers": 14, "nurses": 12, "inspectors": 11, "parents": 10}


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, PEOPLE, tables=8)


@pytest.fixture
def screen(browser: Browser, server: Running, world: World, room: Room) -> Iterator[Visit]:
    email = add_person(world.database, world.partnership, "steering", "at-the-screen@testham.example")
    with Visit.on(browser, server.address, HALL) as visit:
        visit.come_as(email).go(f"{room.path}/screen").page.locator(".scene").wait_for()
        yield visit


def fits(screen: Visit) -> None:
    screen.is_sound()
    wait_until(screen.page, lambda: screen.page.evaluate(TOO_MUCH) == [])


def shown(screen: Visit, words: str) -> Locator:
    """Where the slide says something to the eye: the same words are said beside it as well."""
    return screen.page.locator("#screen").get_by_text(words)


def test_a_vote_from_the_question_to_the_second_one(
    browser: Browser, server: Running, screen: Visit, room: Room
) -> None:
    """With somebody who follows it from elsewhere, and types captions for both."""
    fits(screen)
    link = f"/watch/{room.make_link(types=True).code}"
    room.show_captions()
    with Visit.on(browser, server.address, PHONE) as away:
        away.go(link).is_sound().press("Open the screen on this device")
        field = away.page.get_by_label("Caption", exact=True)
        for line in (LONG_LINE, "You vote alone"):
            field.fill(line)
            field.press("Enter")
        shown_line = screen.page.locator("#captions").get_by_text("You vote alone")
        shown_line.wait_for()
        away.page.get_by_role("log").get_by_text("You vote alone").wait_for()
        expect(screen.page.get_by_role("log"), "in the hall nobody is read captions").to_have_count(0)
        wait_until(screen.page, lambda: screen.page.evaluate(HIGH) >= 720 / 25)
        fits(screen)
        _vote_to_the_second(screen, room)
        shown(away, "Moving together is not the same as being right").wait_for()
        away.is_sound()
        room.show_captions(False)
        away.page.get_by_text("Captions are off").wait_for()
        field.fill("Too late")
        field.press("Enter")
        away.page.get_by_text("so this was not shown").first.wait_for()
        expect(field).to_have_value("Too late")


def _vote_to_the_second(screen: Visit, room: Room) -> None:
    number = room.open_vote()
    shown(screen, "0 of 47 have voted").wait_for()
    room.cast_all(number, {"teachers": [1, 2, 2, 3, 3, 4]})
    shown(screen, "6 of 47 have voted").wait_for()
    fits(screen)
    for phone in room.phones:
        room.cast(phone, number, 2 + len(phone.group + phone.table) % 3)
    room.stop_vote(number)
    room.show_vote(number)
    shown(screen, "chose a level").first.wait_for()
    expect(screen.page.locator("#said")).not_to_be_empty()
    fits(screen)
    again = room.vote_again(number)
    for phone in room.phones:
        room.cast(phone, again, 3)
    room.stop_vote(again)
    room.show_vote(again)
    shown(screen, "Moving together is not the same as being right").wait_for()
    fits(screen)


def test_a_break_is_set_as_large_as_other_slides_and_an_empty_slide_says_how_it_fills(
    screen: Visit, room: Room
) -> None:
    for kind, says in (("break", "Back at"), ("words", "Nothing here yet")):
        room.go_to(kind)
        with room.database.writing() as session:
            set_timer(session, *room.where, 20, HOST, datetime.now(UTC))
        shown(screen, says).wait_for()
        fits(screen)
        wait_until(
            screen.page,
            lambda: "less-" not in (screen.page.locator(".slide").get_attribute("class") or ""),
            kind,
        )


def test_what_people_rated_alone_fits_the_hall_step_by_step(screen: Visit, room: Room) -> None:
    room.a_shown_rating(2)
    room.rate_for_table(room.make_scribe(), 3, room.edition.areas[3].code)
    for step in (0, 4):
        room.go_to("reveal", step)
        screen.go(f"{room.path}/screen")
        fits(screen)

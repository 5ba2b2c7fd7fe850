"""Phones in a room, in a browser: they follow the room, keep what cannot be sent, and wipe nothing begun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Locator, expect

from lws_assess.records.events import votes as event_votes
from lws_assess.records.events.words import words_of_event
from lws_assess.survey.events.rooms import EventRefusal
from tests.journeys.halls import tap_group
from tests.journeys.strangers import HURRY
from tests.journeys.visits import Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.rooms import Phone, Room, a_room

WIDTH = (390, 844)


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, {"teachers": 6})


@pytest.fixture
def phone(browser: Browser, server: Running, room: Room) -> Iterator[Visit]:
    """The phone of the next person, in the room."""
    with Visit.on(browser, server.address, WIDTH) as visit:
        carry(visit, room, room.join("teachers", "1"))
        yield visit
    if number := room.event.vote:
        with suppress(EventRefusal):
            room.stop_vote(number)
        room.put_vote_away()


def carry(visit: Visit, room: Room, phone: Phone) -> None:
    """Lets a browser hold what the phone holds."""
    secret = {"name": f"e-{room.code}", "value": phone.device.secret.code, "url": visit.address}
    visit.page.context.add_cookies([secret])


def words(visit: Visit, text: str) -> Locator:
    """Where a page says something to the eye; what only screen readers are told is passed over."""
    return visit.page.locator("#room, #unsent, form, .govuk-error-summary").get_by_text(text)


def tap(visit: Visit, level: int) -> None:
    """Votes, which is one tap."""
    click(visit.page.locator(f"#room button[name=rating][value='{level}']"))


def offline(visit: Visit, is_so: bool) -> None:
    visit.page.context.set_offline(is_so)


def votes(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return event_votes.count_event_ballots(session, *room.where, number)


def test_a_phone_follows_the_room_by_itself(phone: Visit, room: Room) -> None:
    room.go_to("reveal", 1)
    phone.go(f"/e/{room.code}")
    expect(words(phone, "Look at the screen.")).to_be_visible()
    number = room.open_vote()
    expect(phone.page.get_by_role("button", name="4. Established")).to_be_visible()
    phone.is_sound()
    tap(phone, 4)
    expect(words(phone, "Your vote: 4. Established")).to_be_visible()
    assert votes(room, number) == 1
    phone.is_sound()
    room.stop_vote(number)
    expect(words(phone, "The vote is closed.")).to_be_visible()
    phone.is_sound()


def test_a_vote_without_a_network_is_kept_on_the_phone_and_sent_later(phone: Visit, room: Room) -> None:
    number = room.open_vote()
    phone.go(f"/e/{room.code}")
    offline(phone, True)
    for rating in (2, 5):
        tap(phone, rating)
        expect(words(phone, "Kept on this phone.")).to_contain_text("Waiting: 1.")
    phone.console.clear()  # the browser says that there was no network
    assert votes(room, number) == 0
    offline(phone, False)
    expect(words(phone, "Your vote: 5. Embedded")).to_be_visible()
    expect(words(phone, "Kept on this phone.")).to_be_hidden()
    assert votes(room, number) == 1
    room.stop_vote(number)


def test_a_vote_that_comes_too_late_is_refused_in_words(phone: Visit, room: Room) -> None:
    number = room.open_vote()
    phone.go(f"/e/{room.code}")
    offline(phone, True)
    tap(phone, 2)
    expect(words(phone, "Kept on this phone.")).to_be_visible()
    room.stop_vote(number)
    offline(phone, False)
    expect(words(phone, "This vote has been closed.")).to_be_visible()
    expect(phone.page.locator(".govuk-error-summary")).to_be_focused()
    expect(phone.page).to_have_title(re.compile("^Error: "))
    assert votes(room, number) == 0


def test_what_somebody_writes_stays_until_everyone_is_gathered(phone: Visit, room: Room) -> None:
    room.go_to("words")
    phone.go(f"/e/{room.code}")
    phone.page.fill("#text", "Warm and")
    room.tell_all("Two minutes left.")
    expect(words(phone, "Two minutes left.")).to_be_visible()
    expect(phone.page.locator("#text")).to_have_value("Warm and")
    room.go_to("break")
    expect(words(phone, "The room has gone on.")).to_be_visible()
    expect(phone.page.locator("#text")).to_have_value("Warm and")
    phone.is_sound()
    room.gather()
    expect(phone.page.get_by_role("heading", name="Break")).to_be_visible()
    room.go_to("words")
    expect(phone.page.locator("#text")).to_have_value("Warm and")
    phone.page.fill("#text", "Warm and quick")
    phone.press("Send")
    expect(words(phone, "You have written 1 thing here.")).to_be_visible()
    room.tell_all("")


def test_words_without_a_network_are_sent_once_each(phone: Visit, room: Room) -> None:
    room.go_to("words")
    phone.go(f"/e/{room.code}")
    offline(phone, True)
    for number, text in enumerate(("Kind", "Near"), 1):
        phone.page.fill("#text", text)
        phone.press("Send")
        expect(words(phone, "Kept on this phone.")).to_contain_text(f"Waiting: {number}.")
    offline(phone, False)
    expect(words(phone, "You have written 2 things here.")).to_be_visible()
    with room.database.reading() as session:
        texts = [word.text for word in words_of_event(session, *room.where)]
    assert texts.count("Kind") == texts.count("Near") == 1


def test_a_questionnaire_waits_for_the_network_and_goes_on_by_itself(phone: Visit, room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    phone.go(f"/e/{room.code}").press("Start")
    first, second = room.edition.areas[:2]
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(first.name)
    phone.answer_everything()
    offline(phone, True)
    phone.press("Save and continue")
    expect(words(phone, "Kept on this page.")).to_be_visible()
    phone.console.clear()
    offline(phone, False)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(second.name)
    phone.is_sound()


def test_a_new_phone_votes_before_its_scripts_have_come_and_then_follows(
    browser: Browser, server: Running, room: Room
) -> None:
    number = room.open_vote()
    with Visit.on(browser, server.address, WIDTH, been_here=False) as phone:
        carry(phone, room, room.join("teachers", "1"))
        phone.page.add_init_script(HURRY)
        phone.page.route("**/phone.js", lambda route: route.abort())
        phone.go(f"/e/{room.code}")
        tap(phone, 2)
        expect(words(phone, "Your vote: 2. Early steps")).to_be_visible()
        assert votes(room, number) == 1
        room.stop_vote(number)
        room.put_vote_away()
        room.go_to("words")
        click(phone.page.get_by_role("link", name="Look again"))
        phone.page.fill("#text", "Begun before")
        phone.page.unroute("**/phone.js")
        expect(phone.page.locator(".look-again")).to_be_hidden()  # it came when it was asked for again
        room.go_to("break")
        expect(words(phone, "The room has gone on.")).to_be_visible()
        expect(phone.page.locator("#text")).to_have_value("Begun before")


def test_everything_works_without_scripts(browser: Browser, server: Running, room: Room) -> None:
    room.go_to("reveal")
    number = room.open_vote()
    with Visit.on(browser, server.address, WIDTH, scripts=False) as visit:
        visit.go(f"/e/{room.code}")
        tap_group(visit.page, "teachers")
        tap(visit, 3)
        expect(words(visit, "Your vote: 3. Developing")).to_be_visible()
    assert votes(room, number) == 1

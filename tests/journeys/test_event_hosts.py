"""Two hosts of one event, one with a phone in the hand and one at a desk, and what both see of each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lws_assess.actions.events.visioning_events import set_timer
from lws_assess.records.events.words import words_of_event
from lws_assess.records.people import FACILITATOR
from tests.journeys.visits import DESKTOP, PHONE, SIZES, Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Room, a_room
from tests.worlds.staff import add_person


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, title="Visioning day")


def sign_in(visit: Visit, world: World) -> Page:
    email = add_person(world.database, world.partnership, FACILITATOR)
    return visit.come_as(email).page


def test_two_hosts_see_each_other_without_loading_anything_anew(
    browser: Browser, world: World, server: Running, room: Room
) -> None:
    with (
        Visit.on(browser, server.address, PHONE) as hand,
        Visit.on(browser, server.address, DESKTOP) as table,
    ):
        phone, desk = sign_in(hand, world), sign_in(table, world)
        hand.go(f"{room.path}/host").is_sound()
        table.go(f"{room.path}/host").is_sound()
        desk.get_by_label("Message to all").fill("Please wait")  # being typed while the other goes on
        click(desk.locator("#jump summary"))
        room.go_to("practice")
        expect(phone.locator("h1")).to_have_text("How to rate")
        expect(desk.locator("h1")).to_have_text("How to rate")
        expect(desk.locator("#jump")).to_have_attribute("open", "")
        assert desk.get_by_label("Message to all").input_value() == "Please wait"
        hand.press("Start the practice").is_sound()
        expect(desk.locator(".last")).to_contain_text("started a practice")
        room.cast_all(room.event.vote or 0, {"teachers": [3] * 7})
        for page in (phone, desk):
            expect(page.locator(".tally")).to_have_text("7 of 25 have voted.")
        click(desk.get_by_text("Stop the vote…"))
        table.is_sound().press("Stop the vote now")
        expect(phone.locator(".tally")).to_contain_text("7 voted. It is closed")
        hand.press("Show what it came to").is_sound()
        expect(desk.locator(".tally")).to_contain_text("The room sees what it came to")
        table.is_sound()


def test_a_host_without_scripts_goes_on_by_reloading(
    browser: Browser, world: World, server: Running, room: Room
) -> None:
    room.go_to("join")
    with Visit.on(browser, server.address, PHONE, scripts=False) as hand:
        phone = sign_in(hand, world)
        hand.go(f"{room.path}/host").press("Next: Why we are here")
        assert hand.heading == "Why we are here"
        room.go_to("practice")
        hand.follow("Look again")
        assert hand.heading == "How to rate"
        hand.press("Start the practice")
        click(phone.get_by_text("Stop the vote…"))
        hand.press("Stop the vote now")
        assert "It is closed" in phone.locator(".tally").inner_text()


@SIZES
def test_new_words_come_in_without_losing_what_is_ticked(
    browser: Browser, world: World, server: Running, room: Room, size: tuple[int, int]
) -> None:
    room.go_to("words")
    before, after = room.phones[size[0] % 7], room.phones[7 + size[0] % 7]
    kind, near = f"Kind {size[0]}", f"Near {size[0]}"
    first = room.write(before, "vision", kind)
    with Visit.on(browser, server.address, size) as visit:
        page = sign_in(visit, world)
        visit.go(f"{room.path}/words").is_sound()
        page.get_by_label(kind).check()
        page.get_by_label("Theme").fill("Kindness")
        second = room.write(after, "vision", near)
        click(page.get_by_role("link", name="1 new: show it"))
        page.get_by_label(near).check()
        assert page.get_by_label(kind).is_checked()
        page.get_by_label("Theme").press("Enter")  # the keyboard's way: it puts together, and shows nothing
        expect(page.locator(".messages")).to_contain_text("2 contributions are put together under “Kindness”")
        visit.is_sound()
        with world.database.reading() as session:
            mine = [word for word in words_of_event(session, *room.where) if word.id in (first, second)]
            assert [(word.state, word.theme) for word in mine] == [("waiting", "Kindness")] * 2
        click(page.locator(f"#w-{first.hex()}").get_by_role("button", name="Let through"))
        visit.press("Undo: let 1 contribution wait again").is_sound()
        batch = page.get_by_role("button", name="Let through everything without flags (2)")
        batch.focus()
        page.keyboard.press("Enter")  # all at once, and by keyboard alone
        expect(page.locator(".messages")).to_contain_text("2 contributions are let through to the screen")
        page.get_by_role("button", name="Undo: let 2 contributions wait again").focus()
        page.keyboard.press("Enter")
        expect(batch).to_be_visible()
        for began in (
            timedelta(0),
            timedelta(minutes=10),
        ):  # a minute before the end, and nine minutes after it
            with world.database.writing() as session:
                set_timer(session, *room.where, 1, HOST, datetime.now(UTC) - began)
            visit.go(f"{room.path}/host").is_sound()
        for path in (
            "words?state=shown",
            "evidence",
            "actions",
            "missing",
            "host/end",
            f"words/{first.hex()}",
        ):
            visit.go(f"{room.path}/{path}").is_sound()

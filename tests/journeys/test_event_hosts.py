"""Two hosts of one event, one with a phone in the hand and one at a desk, and what both see of each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lws_assess.actions.events.visioning_events import set_timer
from lws_assess.records.events.votes import EventVote, find_vote
from lws_assess.records.events.words import words_of_event
from lws_assess.records.people import FACILITATOR
from lws_assess.survey.events.rooms import VoteState
from tests.journeys.halls import PROJECTOR
from tests.journeys.visits import DESKTOP, PHONE, SIZES, Visit, click, stays
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
        expect(desk.get_by_label("Message to all")).to_have_value("Please wait")
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
        hand.is_headed("Why we are here")
        room.go_to("practice")
        hand.follow("Look again")
        hand.is_headed("How to rate")
        hand.press("Start the practice")
        click(phone.get_by_text("Stop the vote…"))
        hand.press("Stop the vote now")
        expect(phone.locator(".tally")).to_contain_text("It is closed", use_inner_text=True)
        room.hide_screen()
        hand.press("Put it away")
        expect(phone.locator(".govuk-error-summary")).to_contain_text(
            "This press did nothing: the room has moved", use_inner_text=True
        )
        assert room.event.vote


def without(network: Visit, bar: Locator) -> Locator:
    """Takes the network from a desk. Gives the line that says so beside the buttons."""
    network.page.context.set_offline(True)
    expect(bar).to_contain_text("No connection. What you press waits here.")
    return bar


def test_a_desk_outlives_its_network_and_offers_what_was_pressed(
    browser: Browser, world: World, server: Running, room: Room
) -> None:
    room.go_to("reveal")
    number = room.open_vote()
    with (
        Visit.on(browser, server.address, PHONE) as hand,
        Visit.on(browser, server.address, DESKTOP) as table,
        Visit.on(browser, server.address, PROJECTOR) as wall,
    ):
        phone = sign_in(hand, world)
        sign_in(table, world)
        sign_in(wall, world)
        slide = wall.go(f"{room.path}/screen").page.locator("#screen")
        bar = hand.go(f"{room.path}/host").page.locator("#connection")
        expect(bar).to_contain_text("Connected. If the network goes, leave this page open.")

        # In the middle of a vote: nothing is lost, nothing is left, and the hall is told nothing.
        shown = slide.inner_text()
        wall.page.context.set_offline(True)
        without(hand, bar)
        click(phone.get_by_text("Stop the vote…"))
        hand.press("Stop the vote now").press("Bring everyone here")
        phone.get_by_label("Timer, in minutes").fill("5")
        hand.press("Start the timer")
        expect(phone.locator("[data-part=timer]")).to_contain_text("This waits for the connection.")
        for words in ("Stop the vote now", "Bring everyone here", "Start the timer: 5"):
            expect(bar).to_contain_text(f"“{words}” waits for the connection.")
        click(phone.locator("#jump summary"))
        click(phone.get_by_text("Read the whole programme, with its notes"))
        expect(phone.locator("#notes")).to_contain_text("Have coffee ready.")
        click(phone.get_by_role("link", name="What people wrote", exact=True))
        expect(bar).to_contain_text("“What people wrote” cannot be opened without a network.")
        hand.is_sound()
        stays(phone.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0])
        stays((slide.inner_text(), wall.page.locator("#lost").is_visible()) == (shown, False))

        # Both catch up: what shows nothing is done, and what ends something is offered.
        for visit in (hand, wall):
            visit.page.context.set_offline(False)
        expect(bar).to_contain_text("Connected again.")
        expect(bar).to_contain_text("“Stop the vote now” was not done: there was no connection.")
        expect(phone.locator(".last")).to_contain_text("set the timer to 5 minutes")
        expect(wall.page.locator(".timer")).to_be_visible()
        assert (room.event.gathered, vote_of(room, number).state) == (1, VoteState.OPEN)
        hand.is_sound()

        # A second host takes over meanwhile: what the room has overtaken is offered with what was done.
        without(hand, bar)
        room.hide_screen()
        click(table.go(f"{room.path}/host").page.get_by_text("Stop the vote…"))
        table.press("Stop the vote now")
        expect(table.page.locator(".tally")).to_contain_text("It is closed")
        hand.page.context.set_offline(False)
        expect(bar).to_contain_text("the room has moved since. The last thing that a host did: ")
        expect(bar).to_contain_text("stopped the vote")
        hand.press("Do it now: Stop the vote now")
        expect(phone.locator(".govuk-error-summary")).to_contain_text("This vote has been stopped already.")
        expect(phone.locator(".govuk-error-summary")).to_be_focused()
        expect(bar.locator("li")).to_have_count(0)

        # An answer that is lost: the press was done, and is not done twice.
        moves = room.event.moves
        phone.route("**/show-vote", lambda route: (route.fetch(max_redirects=0), route.abort()))
        hand.press("Show what it came to")
        expect(bar).to_contain_text("showed the vote")
        assert (room.event.moves, vote_of(room, number).state) == (moves + 1, VoteState.SHOWN)
        hand.press("Leave it: Show what it came to")
        expect(bar.locator("li")).to_have_count(0)


def vote_of(room: Room, number: int) -> EventVote:
    with room.database.reading() as session:
        found = find_vote(session, *room.where, number)
    assert found
    return found


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
        expect(page.get_by_label(kind)).to_be_checked()
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

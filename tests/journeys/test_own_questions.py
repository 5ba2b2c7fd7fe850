"""Questions of a room's own in a browser, as the evening has them: asked, answered, shown, asked again, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import FACILITATOR
from tests.documents.paper import Paper
from tests.journeys.halls import PROJECTOR, tap_group
from tests.journeys.test_event_phones import carry
from tests.journeys.visits import DESKTOP, PHONE, Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person

IDEAS = ("One list of who does what", "Shared training", "Time to meet")


@dataclass
class AskingHall:
    """Who looks at what in one event: its host, the screen, and two phones, of which one runs no scripts."""

    room: Room
    host: Visit
    screen: Visit
    phone: Visit
    plain: Visit

    def asks(self, kind: str, *chosen: str) -> None:
        """Goes to a part, opens its vote, and has everybody answer it, the two phones by hand."""
        self.room.go_to(kind)
        self.host.go(f"{self.room.path}/host").is_sound().press("Start the vote")
        self.answered(*chosen)

    def answered(self, *chosen: str) -> None:
        expect(self.host.page.locator(".tally")).to_contain_text("have voted")
        self.plain.go(f"/e/{self.room.code}")
        for visit in (self.phone, self.plain):
            taps = visit.page.get_by_role("button", name=chosen[0], exact=True)
            expect(taps.or_(visit.page.get_by_label(chosen[0], exact=True))).to_be_visible()
            one_tap = taps.is_visible()
            for option in () if one_tap else chosen:
                visit.page.get_by_label(option, exact=True).check()
            visit.is_sound() if visit is self.phone else visit.fits()
            click(taps if one_tap else visit.page.get_by_role("button", name="my answer"))
            for words in ("Your answer: ", *chosen):  # in the order of the ideas, which says nothing
                expect(visit.page.locator(".kept")).to_contain_text(words)
        number = self.room.event.vote or 0
        for phone in self.room.phones[1:]:
            self.room.cast(phone, number, option="0")
        people = len(self.room.phones) + 1
        screen = self.screen.page.locator("#screen")
        expect(screen).to_contain_text(f"{people} of {people} have voted")
        self.screen.is_sound()

    def shows(self, words: str) -> None:
        """Stops the vote, which shows nothing, and shows what it came to."""
        click(self.host.page.get_by_text("Stop the vote…"))
        self.host.press("Stop the vote now")
        expect(self.host.page.locator(".tally")).to_contain_text("nobody has seen anything yet")
        self.host.press("Show what it came to")
        expect(self.host.page.locator(".tally")).to_contain_text("The room sees what it came to")
        self.host.is_sound()
        expect(self.screen.page.locator("#screen")).to_contain_text(words)
        self.screen.is_sound()
        expect(self.phone.page.locator("#room")).to_contain_text(words)
        expect(self.plain.go(f"/e/{self.room.code}").page.locator("#room")).to_contain_text(words)


@pytest.fixture
def hall(browser: Browser, world: World, server: Running) -> Iterator[AskingHall]:
    room = a_room(world, {"teachers": 22}, tables=1, template="evening")
    with ExitStack() as devices:
        looking = [
            devices.enter_context(Visit.on(browser, server.address, size, scripts=scripts))
            for size, scripts in ((DESKTOP, True), (PROJECTOR, True), (PHONE, True), (PHONE, False))
        ]
        hall = AskingHall(room, *looking)
        email = add_person(world.database, world.partnership, FACILITATOR)
        for visit in (hall.host, hall.screen):
            visit.sign_in(email)
        hall.screen.go(f"{room.path}/screen").page.locator(".scene").wait_for()
        carry(hall.phone, room, room.phones[0])
        hall.phone.go(f"/e/{room.code}")
        tap_group(hall.plain.go(f"/e/{room.code}").page, "teachers")
        hall.plain.page.locator("#room").wait_for()
        yield hall


def test_an_evening_asks_its_own_questions(hall: AskingHall) -> None:
    room = hall.room
    hall.asks("ice-breaker", "A rainbow")
    hall.shows("Most chosen: “Sunshine” (21).")

    room.go_to("helps")
    area = room.edition.areas[0].code
    room.let_through(
        *(room.write(phone, "helps", text, area) for phone, text in zip(room.phones, IDEAS, strict=False))
    )
    hall.asks("dots", *IDEAS[1:])
    hall.shows("23 people answered.")
    hall.host.press("Vote again")
    hall.answered(*IDEAS[1:])
    hall.shows("Counted are those of the first vote.")

    hall.host.go(f"{room.path}/paper").is_sound()
    sheet = hall.host.page.get_by_role("link", name="Questions of our own").get_attribute("href")
    paper = Paper(hall.host.page.request.get(f"{hall.host.address}{sheet}").body()).is_sound()
    assert "What weather was your week?" in paper.text
    assert "Which of these would help children here most?" in paper.text

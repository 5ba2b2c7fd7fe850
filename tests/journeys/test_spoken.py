"""What happens in a room is said once on every page that shows it, in the words shown, and the keyboard stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.events.visioning_events import get_event_for_change
from lws_assess.records.people import FACILITATOR
from lws_assess.survey.events.rooms import CHOICES, PRACTICE
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.listening import Listener, hear
from tests.journeys.visits import Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person

PROJECTOR = (1280, 720)


@dataclass
class Hall:
    """A phone, the screen and a host's desk that look at one room, and what is heard of each.

    Each is there once somebody asks for it: a page that nobody listens to would look at the room all the same.
    """

    room: Room
    address: str  # of the server
    email: str  # of a host
    on: Callable[[tuple[int, int]], Visit]
    wrong: list[str] = field(default_factory=list)

    @cached_property
    def phone(self) -> Listener:
        phone, code = Listener(self.on(PHONE).page, "phone"), self.room.code
        secret = self.room.of("teachers")[0].device.secret.code
        phone.page.context.add_cookies([{"name": f"e-{code}", "value": secret, "url": self.address}])
        phone.page.goto(f"{self.address}/e/{code}")
        return phone

    @cached_property
    def screen(self) -> Listener:
        return self._of_staff(PROJECTOR, "screen", "screen")

    @cached_property
    def desk(self) -> Listener:
        return self._of_staff(DESKTOP, "desk", "host")

    def _of_staff(self, size: tuple[int, int], name: str, path: str) -> Listener:
        visit = self.on(size)
        listener = Listener(visit.page, name)
        visit.come_as(self.email).go(f"{self.room.path}/{path}")
        return listener

    @property
    def all(self) -> tuple[Listener, Listener, Listener]:
        return self.phone, self.screen, self.desk

    def follow(self, act: Callable[[], object], words: str) -> None:
        """Something happens, and nothing else does before each of the three has said so."""
        for one in self.all:
            one.start()
        act()
        hear(self.all, [words] * 3)

    def go_to(self, kind: str, words: str) -> None:
        """To a part of the programme, of which each page says some words."""
        self.follow(lambda: self.room.go_to(kind), words)

    def moment(self, name: str, act: Callable[[], object], phone: str, screen: str, desk: str) -> None:
        """Another host does something, which each of the three hears once. Notes what is wrong with it."""
        self.phone.start("#room :is(button, input, a), #room h1")
        self.screen.start()
        self.desk.start(".doing :is(button, summary), #next")
        act()
        wanted = (phone, screen, desk)
        hear(self.all, wanted)
        for one, words in zip(self.all, wanted, strict=True):
            self.wrong += [f"{name}, {fault}" for fault in one.faults(words)]


@pytest.fixture
def hall(browser: Browser, server: Running, world: World) -> Iterator[Hall]:
    room = a_room(world, {"teachers": 12, "inspectors": 2}, title="Day")
    email = add_person(world.database, world.partnership, FACILITATOR)
    with ExitStack() as devices:
        yield Hall(
            room,
            server.address,
            email,
            lambda size: devices.enter_context(Visit.on(browser, server.address, size)),
        )


def end_timer(room: Room, seconds: int) -> None:
    """A timer that has so many seconds left."""
    with room.database.writing() as session:
        event = get_event_for_change(session, *room.where)
        event.timer_ends_at = datetime.now(UTC) + timedelta(seconds=seconds)
        event.version += 1


def test_what_a_host_does_is_said_once_where_it_is_shown(hall: Hall) -> None:
    room, moment = hall.room, hall.moment
    why = "What you say today helps decide what we do next."
    moment("a slide", lambda: room.go_to("welcome"), why, why, why)
    lunch = "Lunch is ready."
    moment("a message", lambda: room.tell_all(lunch), lunch, lunch, lunch)
    moment("a timer", lambda: room.set_timer(5), "Time until", "Time until", "The timer runs until")
    moment("one minute", lambda: end_timer(room, 62), *["1 minute left"] * 3)
    moment("no time", lambda: end_timer(room, 3), *["The time is up"] * 3)
    hall.go_to("rate", "Rate alone")
    opened = "The questions are open"
    moment("rating alone opens", room.start_rating, opened, opened, opened)
    room.rate_all(2)
    stopped = "Thank you. 14 people sent their answers."
    moment("it closes", room.stop_rating, "This has been stopped.", stopped, stopped)
    hall.go_to("words", "Vision words")
    word = room.write(room.phones[3], "vision", "Kindness")
    moment("a word", lambda: room.let_through(word), "", "Kindness", "Kindness")
    assert hall.wrong == []


def test_each_reveal_is_said_once_in_the_words_that_are_shown(hall: Hall) -> None:
    room, moment = hall.room, hall.moment
    room.a_shown_rating(2)
    everything = "All areas have the same figure: 2.50, Developing."
    moment("what was rated", lambda: room.go_to("reveal"), everything, everything, everything)
    area = "People who work or volunteer with children: 2.50 Developing"
    # One audience rated, so the screen need not say which.
    moment("an area", lambda: room.go_to("reveal", 1), area, *["2.50 Developing"] * 2)
    first = a_vote(hall, "The vote", "0 of 14 have voted", room.open_vote, "12 chose a level")
    second = "0 of 14 have voted again"
    a_vote(
        hall, "The second vote", second, lambda: room.vote_again(first), "12 chose a level, and 0 to 1 more"
    )
    room.put_vote_away()
    assert hall.wrong == []


def a_vote(hall: Hall, name: str, counted: str, begin: Callable[[], int], result: str) -> int:
    """A vote of twelve from its opening to what it came to; gives its number."""
    room, moment = hall.room, hall.moment
    moment(f"{name} opens", begin, f"{name} is open.", counted, counted)
    number = room.event.vote or 0
    room.cast_all(number, {"teachers": [2, 3] * 6})
    moment(f"{name} closes", lambda: room.stop_vote(number), *[f"{name} is closed."] * 3)
    moment(f"{name} is shown", lambda: room.show_vote(number), "12 people chose a level.", result, result)
    return number


def test_a_reveal_of_nothing_is_said_as_well(hall: Hall) -> None:
    room, moment = hall.room, hall.moment
    room.go_to("reveal")
    number = room.open_vote()
    room.cast_all(number, {"teachers": [2, 3]})
    hall.follow(lambda: room.stop_vote(number), "The vote is closed.")
    few = "Not shown: "
    moment("a vote of two", lambda: room.show_vote(number), few, few, few)
    number = room.open_vote()
    hall.follow(lambda: room.stop_vote(number), "The vote is closed.")
    moment("a vote of nobody", lambda: room.show_vote(number), *["Nobody voted."] * 3)
    room.put_vote_away()
    hall.go_to("practice", "How to rate")
    hall.follow(lambda: room.open_vote(PRACTICE), "Line of sight")
    number = room.event.vote or 0
    room.cast_all(number, {"teachers": [2, 3] * 6})
    moment("practice closes", lambda: room.stop_vote(number), "The practice is closed.", *["is closed."] * 2)
    moment(
        "practice is shown",
        lambda: room.show_vote(number),
        "12 people chose a level.",
        *["12 chose a level"] * 2,
    )
    room.put_vote_away()
    hall.go_to("priorities", "What should come first?")
    voted = "0 of 14 have voted"
    moment("choosing opens", lambda: room.open_vote(CHOICES), "The vote is open.", voted, voted)
    number = room.event.vote or 0
    areas = [area.code for area in room.edition.areas]
    for phone in room.of("teachers"):
        room.cast(phone, number, top_areas=areas[:3], **{f"importance_{code}": "4" for code in areas})
    moment("choosing closes", lambda: room.stop_vote(number), *["The vote is closed."] * 3)
    most = "chose most often"
    moment("what comes first", lambda: room.show_vote(number), most, most, most)
    assert hall.wrong == []


def test_a_phone_says_what_became_of_what_it_sent_and_keeps_the_keyboard(hall: Hall) -> None:
    room, phone = hall.room, hall.phone
    page = phone.page

    def heard(words: str, focus: str) -> None:
        hear([phone], [words])
        hall.wrong.extend(phone.faults(words))
        if not phone.focus.startswith(focus):
            hall.wrong.append(f"after “{words}” the keyboard is on {phone.focus}")

    room.go_to("reveal")
    number = room.open_vote()
    page.wait_for_selector("[name=rating]")
    page.focus("[name=rating][value='3']")
    phone.start("[name=rating][value='3']")
    page.keyboard.press("Enter")
    heard("Your vote: 3. Developing", "button  3. Developing")
    phone.start("[name=rating][value='3']")
    room.tell_all("Two minutes.")
    heard("From the host: Two minutes.", "button  3. Developing")
    page.context.set_offline(True)
    phone.start("[name=rating][value='3']")
    page.keyboard.press("Enter")
    heard("Kept on this phone.", "button  3. Developing")
    phone.start("[name=rating][value='3']")
    page.context.set_offline(False)
    heard("What was kept on this phone has been sent.", "button  3. Developing")
    room.stop_vote(number)
    room.go_to("words")
    page.wait_for_selector("#text")
    page.fill("#text", "Kind")
    phone.start("form[data-sends] button")
    page.keyboard.press("Enter")
    heard("You have written 1 thing here.", "button  Send")
    page.fill("#text", "Near")
    phone.start("#text")
    room.go_to("break")
    heard("The room has gone on. What you typed is kept on this phone.", "textarea text")
    assert hall.wrong == []


def test_words_that_come_in_are_said_on_the_page_where_they_wait(hall: Hall) -> None:
    room, desk = hall.room, hall.desk
    room.go_to("words")
    desk.page.goto(f"{hall.address}{room.path}/words")
    first = room.write(room.phones[0], "vision", "Kind")
    desk.start("#fresh")
    hear([desk], ["1 new: show it"])
    hall.wrong += desk.faults("1 new: show it")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector(f"#w-{first.hex()}")
    desk.start("#fresh")
    room.write(room.phones[1], "vision", "Near")
    hear([desk], ["1 new: show it"])
    desk.start("#fresh")
    desk.page.keyboard.press("Enter")
    hear([desk], ["Waiting (2)"])
    hall.wrong += desk.faults("Waiting (2)")
    assert desk.focus == "a fresh Look for new ones"
    assert hall.wrong == []


def test_the_keyboard_stays_with_a_part_of_the_programme_that_is_moved_or_removed(hall: Hall) -> None:
    page = hall.desk.page
    page.goto(f"{hall.address}{hall.room.path}/programme")
    second = page.locator("#programme > li").nth(1)
    title = second.get_attribute("data-title")
    moved = f"Down: move {title}"
    for press, then in (("Up", moved), ("Down", moved), ("Remove", "Put it back"), ("Put it back", moved)):
        part = page.locator(f'li[data-title="{title}"]')
        click((page if press == "Put it back" else part).get_by_role("button", name=press).first)
        expect(page.get_by_role("button", name=then, exact=True).first, press).to_be_focused()

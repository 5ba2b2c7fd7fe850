"""Replies that come late or in part: what a phone says is what our service has, and each thing is there once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import func, select

from lws_assess.records.events.visioning_events import get_event_for_change
from lws_assess.records.events.votes import read_event_ballots
from lws_assess.records.events.words import words_of_event
from lws_assess.records.responses import DraftAnswers
from lws_assess.survey.events.rooms import CHOICES
from tests.journeys.listening import Listener, hear
from tests.journeys.strangers import FORGERIES, a_phone, answering, wait_for
from tests.journeys.visits import Visit, click
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

SIZE = (390, 844)
# The page's own clock can be put forward.
CLOCK = """(() => {
  const now = performance.now.bind(performance);
  window.later = 0;
  performance.now = () => now() + window.later;
})()"""


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, {"teachers": 6}, title="Visioning day")


@pytest.fixture
def phone(browser: Browser, server: Running, room: Room) -> Iterator[Page]:
    with a_phone(browser, server, room, CLOCK) as page:
        yield page


class Held:
    """What a script sends to addresses with `part` in them waits until it is let go."""

    def __init__(self, page: Page, part: str) -> None:
        self.page, self.waiting = page, list[Route]()
        self.holds = True
        page.route(f"**{part}**", self._take)

    def _take(self, route: Route) -> None:
        if self.holds and route.request.resource_type == "fetch":
            self.waiting.append(route)
        else:
            route.continue_()

    def comes(self) -> None:
        for _ in range(3000):
            if self.waiting:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("nothing was sent")

    def let_go(self) -> None:
        self.holds = False
        for route in self.waiting:
            route.continue_()


def at(server: Running, room: Room) -> str:
    return f"{server.address}/e/{room.code}"


def press(page: Page) -> None:
    click(page.locator("#room form[data-sends] button"))


def tap(page: Page, level: int) -> None:
    """Votes, which is one tap."""
    click(page.locator(f"#room button[name=rating][value='{level}']"))


def test_of_two_taps_while_one_is_on_its_way_the_last_counts(
    phone: Page, server: Running, room: Room
) -> None:
    number = room.open_vote()
    phone.goto(at(server, room))
    held = Held(phone, "/votes/")
    tap(phone, 2)
    held.comes()
    expect(phone.locator(".kept")).to_be_hidden()  # nothing has answered yet
    tap(phone, 4)
    held.let_go()
    expect(phone.locator(".answer")).to_have_text("4. Established")
    expect(phone.locator("[aria-pressed=true]")).to_contain_text("4. Established")
    assert voted(room, number) == [4]


def test_a_choice_that_was_not_sent_is_not_said_to_be_kept(phone: Page, server: Running, room: Room) -> None:
    first, second = (room.edition.areas[at].code for at in (0, 3))
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    phone.goto(at(server, room))
    held = Held(phone, "/votes/")
    phone.check(f"[name=top-areas][value={first}]")
    press(phone)
    held.comes()
    phone.check(f"[name=top-areas][value={second}]")
    held.let_go()
    expect(phone.locator(".kept")).to_be_visible()
    room.tell_all("One minute more.")
    expect(phone.locator(".told")).to_contain_text("One minute more.")
    box = f"[name=top-areas][value={second}]"
    expect(phone.locator(box)).to_be_checked()  # what somebody is about to send is not taken from them
    held.holds = True
    held.waiting.clear()
    press(phone)
    held.comes()
    phone.reload()  # before anything answered: it waits on the phone, which sends it again
    held.let_go()
    expect(phone.locator(box)).to_be_checked()
    room.tell_all("")
    room.stop_vote(number)
    room.put_vote_away()


def voted(room: Room, number: int) -> list[int]:
    with room.database.reading() as session:
        return [cast.answer[0] for cast in read_event_ballots(session, *room.where, number)]


def test_a_vote_that_was_taken_along_and_refused_is_not_said_to_be_kept(
    phone: Page, server: Running, room: Room
) -> None:
    number = room.open_vote()
    listener = Listener(phone, "phone")
    phone.goto(at(server, room))
    with answering(phone, FORGERIES["silence"], ending=f"/votes/{number}"):
        tap(phone, 2)
        expect(phone.locator("#unsent")).to_contain_text("Waiting: 1.")
    held = Held(phone, "/votes/")
    held.comes()  # the vote that waited is on its way anew
    listener.start()
    tap(phone, 4)
    phone.wait_for_timeout(100)
    room.stop_vote(number)
    held.let_go()
    box = phone.locator(".govuk-error-summary")
    expect(box).to_contain_text("This vote has been closed.")
    phone.wait_for_timeout(2500)
    expect(box).to_be_focused()
    lines = listener.look()
    assert not [line for line in lines if "Your vote" in line], lines
    assert not [line for line in lines if "This vote has been closed." in line], (
        lines
    )  # the keyboard is there
    expect(box.locator("li")).to_have_count(1)
    expect(phone).to_have_title(re.compile("^Error: "))


def test_words_that_are_refused_when_something_else_is_sent_are_told(
    phone: Page, server: Running, room: Room
) -> None:
    room.go_to("words")
    phone.goto(at(server, room))
    phone.fill("#text", "Kind")
    with answering(phone, FORGERIES["silence"], ending="/words"):
        press(phone)
        expect(phone.locator("#unsent")).to_contain_text("Waiting: 1.")
        room.go_to("reveal")
        number = room.open_vote()
        phone.wait_for_selector("[name=rating]")
        with phone.expect_event("requestfailed", lambda request: request.url.endswith("/words")):
            pass
    tap(phone, 2)
    expect(phone.locator(".govuk-error-summary")).to_contain_text("The room has gone on.")
    expect(phone.locator(".govuk-error-summary")).to_be_focused()
    expect(phone.locator(".answer")).to_have_text("2. Early steps")
    assert voted(room, number) == [2]


def test_the_keyboard_is_not_taken_from_somebody_who_writes(phone: Page, server: Running, room: Room) -> None:
    number = room.open_vote()
    listener = Listener(phone, "phone")
    phone.goto(at(server, room))
    with answering(phone, FORGERIES["silence"], ending=f"/votes/{number}"):
        tap(phone, 2)
        expect(phone.locator("#unsent")).to_contain_text("Waiting: 1.")
        room.stop_vote(number)
        room.go_to("words")
        phone.wait_for_selector("#text")
        phone.focus("#text")
        phone.keyboard.type("Half of a th")
        listener.start("#text")
    expect(phone.locator(".govuk-error-summary")).to_contain_text("This vote has been closed.")
    phone.keyboard.type("ought")
    expect(phone.locator("#text")).to_have_value("Half of a thought")
    hear([listener], ["This vote has been closed."])
    assert len([line for line in listener.look() if "This vote has been closed." in line]) == 1


def test_the_keyboard_does_not_fall_with_a_refusal_that_is_taken_away(
    phone: Page, server: Running, room: Room
) -> None:
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    phone.goto(at(server, room))
    press(phone)  # with nothing chosen
    box = phone.locator(".govuk-error-summary")
    expect(box).to_be_focused()
    room.stop_vote(number)
    room.go_to("break")
    expect(phone.locator("h1")).to_have_text("Break")
    expect(box).to_be_focused()  # there is time to read it
    expect(phone).to_have_title(re.compile("^Error: "))
    phone.evaluate("() => { window.later = 20000; }")
    room.go_to("words")
    expect(phone.locator("h1")).not_to_have_text("Break")
    expect(box).to_have_count(0)
    expect(phone.locator("h1")).to_be_focused()
    expect(phone).not_to_have_title(re.compile("^Error: "))


@pytest.mark.parametrize("name", ["DOMParser", "Node.prototype.insertBefore"])
def test_what_was_kept_is_not_sent_once_more_where_the_page_cannot_follow(
    phone: Page, server: Running, room: Room, name: str
) -> None:
    room.go_to("words")
    phone.goto(at(server, room))
    phone.fill("#text", f"Without {name}")
    phone.evaluate(f"() => {{ window.{name} = function () {{ throw new TypeError('not here'); }}; }}")
    press(phone)
    phone.wait_for_timeout(1000)
    expect(phone.locator(".kept")).to_be_visible()
    with room.database.reading() as session:
        assert [word.text for word in words_of_event(session, *room.where)].count(f"Without {name}") == 1


def test_a_page_of_which_half_arrives_is_told(phone: Page, server: Running, room: Room) -> None:
    room.go_to("words")
    phone.goto(at(server, room))
    with answering(phone, FORGERIES["half of ours"], ending=f"/e/{room.code}") as asked:
        room.go_to("break")
        wait_for(phone, asked, 2)
        expect(phone.locator("#unsent")).to_contain_text("What answered is not this service")
        phone.wait_for_timeout(2500)
        expect(phone.locator("#unsent")).to_be_visible()
    expect(phone.locator("h1")).to_have_text("Break")
    expect(phone.locator("#unsent")).to_be_hidden()


def wait_until_it_says(phone: Page, ends_at: datetime) -> None:
    """Until the timer shows what is left of the time, give or take what a redraw may be late."""
    for _ in range(600):
        shown = re.search(r"(\d+):(\d\d)", phone.locator(".timer .left").text_content() or "")
        left = (ends_at - datetime.now(UTC)).total_seconds()
        if left <= 0 or (shown and abs(int(shown[1]) * 60 + int(shown[2]) - left) <= 3):
            return
        phone.wait_for_timeout(100)
    raise AssertionError(f"{left:.0f} s are left, and the timer says {shown and shown[0]}")


def test_a_timer_stays_right_and_says_things_once_where_a_reply_comes_late(
    phone: Page, server: Running, room: Room
) -> None:
    room.go_to("words")
    with room.database.writing() as session:
        event = get_event_for_change(session, *room.where)
        event.timer_ends_at = ends_at = datetime.now(UTC) + timedelta(seconds=62)
    listener = Listener(phone, "phone")
    phone.goto(at(server, room))
    listener.start()
    hear([listener], ["1 minute left"])
    said_at = time.monotonic()
    late: list[Route] = []
    phone.route("**/now", lambda route: late.append(route))
    while not late:
        phone.wait_for_timeout(20)
    reply = late[0].fetch()
    phone.wait_for_timeout(1000)
    phone.evaluate("() => { window.later = 11000; }")  # as if it took eleven seconds more
    phone.wait_for_timeout(1100)
    wait_until_it_says(phone, ends_at - timedelta(seconds=11))
    late[0].fulfill(response=reply)
    phone.wait_for_timeout(1100)
    wait_until_it_says(phone, ends_at - timedelta(seconds=11))
    phone.unroute_all(behavior="ignoreErrors")
    phone.evaluate("() => { window.later = 0; }")  # and a reply puts right what was never so
    phone.wait_for_timeout(max(0, 10_000 - 1000 * (time.monotonic() - said_at)))
    assert listener.look().count("1 minute left") == 1
    room.set_timer(0)


def test_what_waited_when_the_event_ended_is_told(browser: Browser, server: Running, world: World) -> None:
    room = a_room(world, {"teachers": 1}, title="Short day")
    number = room.open_vote()
    with Visit.on(browser, server.address, SIZE) as visit:
        page, secret = visit.page, room.phones[0].device.secret.code
        page.context.add_cookies([{"name": f"e-{room.code}", "value": secret, "url": server.address}])
        page.goto(at(server, room))
        page.context.set_offline(True)
        tap(page, 2)
        expect(page.locator("#unsent")).to_contain_text("Waiting: 1.")
        room.stop_vote(number)
        code = room.code
        room.end()
        page.context.set_offline(False)
        expect(page.locator("h1")).to_have_text("This event is over")
        expect(page.locator("#over")).to_contain_text("was not answered before the event ended")
        kept = page.evaluate("() => [Object.keys(localStorage), sessionStorage.length]")
        # The way to the room's own card, and nothing of what was said.
        assert kept == [[f"card {code}"], 0]
        page.reload()
        expect(page.locator("#over")).to_be_hidden()


def test_a_choice_made_while_a_page_is_on_its_way_is_kept(phone: Page, server: Running, room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    phone.goto(at(server, room))
    click(phone.get_by_role("button", name="Start"))
    phone.wait_for_url("**/areas/**")
    here, areas = phone.url, room.edition.areas
    held = Held(phone, "/areas/")
    phone.locator("input[type=radio]").nth(0).check()
    click(phone.get_by_role("button", name="Save and continue"))
    held.comes()
    phone.locator("input[type=radio]").nth(1).check()
    held.let_go()
    expect(phone.locator("h1")).to_have_text(areas[1].name)
    phone.goto(here)
    expect(phone.locator("input[type=radio]").nth(1)).to_be_checked()
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftAnswers)) == 1

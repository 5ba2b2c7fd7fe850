"""Browsers that lack a function, or in which one fails, and devices whose clock is wrong.

A script that cannot do all it is for leaves the page to plain forms, and never tells a fault of the browser as one of
the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from lws_assess.actions.events import visioning_events as events
from lws_assess.records.events.tables import proposed_actions
from lws_assess.records.events.votes import count_event_ballots, read_event_ballots
from lws_assess.records.people import FACILITATOR
from lws_assess.records.responses import DraftAnswers
from lws_assess.survey.events.rooms import EventRefusal
from tests.journeys.strangers import HURRY
from tests.journeys.visits import HAS_BEEN_HERE, Visit, click, stays
from tests.machines.servers import ROOT, Running
from tests.runs.soaking import spread_of
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Phone, Room, a_room
from tests.worlds.staff import add_person

SIZE = (390, 844)
STATIC = ROOT / "static"
# What no browser of 2021 has, or what a private window, a setting or an extension takes away.
NEWER = [
    "AbortController",
    "AbortSignal.timeout",
    "Array.prototype.at",
    "CSS.escape",
    "CSS",
    "Document.prototype.replaceChildren",
    "Element.prototype.replaceChildren",
    "HTMLFormElement.prototype.requestSubmit",
    "Intl",
    "Object.hasOwn",
    "String.prototype.replaceAll",
    "SubmitEvent",
    "crypto.getRandomValues",
    "crypto.randomUUID",
    "crypto.subtle",
    "localStorage",
    "sessionStorage",
    "structuredClone",
]
CANNOT_FOLLOW = "This browser cannot follow the room by itself."
WHICH_BUTTON = {"SubmitEvent", "HTMLFormElement.prototype.requestSubmit"}  # tell which one was pressed
BLAMES_THE_NETWORK = re.compile("no network|cannot be reached|No connection|Kept on this|not this service")
# What is missing stands in a cookie, so that one window can be many browsers.
LACKING = """for (const name of (document.cookie.match(/lacks=([^;]*)/) || ["", ""])[1].split("+")) {
  const parts = name.split("."), last = parts.pop();
  const from = parts.reduce((found, part) => found && found[part], window);
  if (from) try {
    Object.defineProperty(from, last, /Storage/.test(last)
      ? { get() { throw new DOMException("denied", "SecurityError"); } } : { value: undefined, configurable: true });
  } catch {}
}"""
FAILING = """for (const name of (document.cookie.match(/lacks=([^;]*)/) || ["", ""])[1].split("+")) {
  const parts = name.split("."), last = parts.pop();
  const from = parts.reduce((found, part) => found && found[part], window);
  if (from) Object.defineProperty(from, last, { value: function () { throw new TypeError("not here"); } });
}"""


def needs(script: str) -> list[str]:
    """What a script asks for before it does anything."""
    text = (STATIC / script).read_text()
    named = re.search(r"NEEDS = [`\"]([^`\"]+)", text) or re.search(r"asking\.ready\(\"([^\"]+)", text)
    assert named, script
    return named[1].split()


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, {"teachers": 2})


@pytest.fixture
def somebody(room: Room) -> Iterator[Phone]:
    yield room.join("teachers", "1")
    if number := room.event.vote:
        with suppress(EventRefusal):
            room.stop_vote(number)
        room.put_vote_away()


@contextmanager
def a_page(browser: Browser, server: Running, room: Room, phone: Phone, script: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]})
    context.add_init_script(HAS_BEEN_HERE)
    context.add_init_script(script)
    secret = {"name": f"e-{room.code}", "value": phone.device.secret.code, "url": server.address}
    context.add_cookies([secret])
    yield context.new_page()
    context.close()


def lacks(page: Page, server: Running, names: list[str]) -> None:
    """From the next page on."""
    page.context.add_cookies([{"name": "lacks", "value": "+".join(names), "url": server.address}])


def votes(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return count_event_ballots(session, *room.where, number)


def vote_on(page: Page, server: Running, room: Room, value: str) -> None:
    page.goto(f"{server.address}/e/{room.code}")
    click(page.locator(f"#room button[value='{value}']"))
    expect(page.locator(".answer")).to_contain_text(f"{value}. ")
    expect(page.locator(".kept")).to_be_visible()
    stays(not BLAMES_THE_NETWORK.search(page.locator("body").inner_text()))


def test_a_vote_comes_from_a_browser_that_lacks_any_of_what_the_room_needs(
    browser: Browser, server: Running, room: Room, somebody: Phone
) -> None:
    number = room.open_vote()
    lacking = dict.fromkeys([*needs("room.js"), *needs("live.js"), *NEWER])
    every = [*([name] for name in spread_of(lacking, 8)), NEWER]
    with a_page(browser, server, room, somebody, LACKING) as page:
        for turn, names in enumerate(every):
            lacks(page, server, names)
            vote_on(page, server, room, "2" if turn % 2 else "4")
            assert votes(room, number) == 1, names


def test_questions_of_ones_own_are_answered_in_a_browser_that_lacks_what_the_room_needs(
    browser: Browser, server: Running, room: Room, somebody: Phone
) -> None:
    asked = (("choice", ("Red", "Green", "Blue"), ["fetch"]), ("ranking", ("Trust", "Time", "Tea"), NEWER))
    with a_page(browser, server, room, somebody, LACKING) as page:
        for kind, options, names in asked:
            number = room.ask(kind, f"About {kind}?", options, most=2)
            lacks(page, server, names)
            page.goto(f"{server.address}/e/{room.code}")
            if kind == "ranking":
                for place, option in enumerate(reversed(options), 1):
                    page.get_by_label(option).select_option(str(place))
            else:
                page.get_by_label(options[0]).check()
                page.get_by_label(options[-1]).check()
            click(page.get_by_role("button", name="Send my answer"))
            expect(page.locator(".answer")).to_contain_text(options[-1])
            expect(page.locator(".kept")).to_be_visible()
            stays(not BLAMES_THE_NETWORK.search(page.locator("body").inner_text()))
            assert votes(room, number) == 1, kind
            room.stop_vote(number)
            room.put_vote_away()


def test_a_vote_that_waited_is_not_sent_anew_where_the_browser_can_keep_no_more(
    browser: Browser, server: Running, room: Room, somebody: Phone
) -> None:
    """As in a private window, whose storage may be full at any moment: the last answer is the one that counts."""
    number = room.open_vote()
    with a_page(browser, server, room, somebody, HURRY) as page:
        page.goto(f"{server.address}/e/{room.code}")
        page.context.set_offline(True)
        click(page.locator("#room button[value='2']"))
        expect(page.locator("#unsent")).to_contain_text("Kept on this phone.")
        page.evaluate(
            "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
        )
        click(page.locator("#room button[value='4']"))
        expect(page.locator("#unsent")).to_contain_text("in this page: do not close it")
        page.context.set_offline(False)
        expect(page.locator("#unsent")).to_be_hidden()
        for _ in range(2):
            with room.database.reading() as session:
                assert [cast.answer[0] for cast in read_event_ballots(session, *room.where, number)] == [4]
            page.reload()
            expect(page.locator(".answer")).to_contain_text("4. ")


@pytest.mark.parametrize(
    "name", spread_of(["fetch", "FormData", "URLSearchParams", "AbortController", "Object.fromEntries"], 3)
)
def test_a_vote_comes_from_a_browser_in_which_something_fails(
    browser: Browser, server: Running, room: Room, somebody: Phone, name: str
) -> None:
    number = room.open_vote()
    with a_page(browser, server, room, somebody, HURRY + ";" + FAILING) as page:
        lacks(page, server, [name])
        for value in ("2", "3"):
            vote_on(page, server, room, value)
        page.wait_for_timeout(300)  # longer than it takes to look at the room
        stays(not BLAMES_THE_NETWORK.search(page.locator("body").inner_text()))
    assert votes(room, number) == 1


def test_whoever_cannot_follow_the_room_is_told_how_to_look(
    browser: Browser, server: Running, room: Room, somebody: Phone
) -> None:
    room.go_to("words")
    with a_page(browser, server, room, somebody, LACKING) as page:
        lacks(page, server, ["fetch"])
        page.goto(f"{server.address}/e/{room.code}")
        page.fill("#text", "Warm")
        click(page.get_by_role("button", name="Send"))
        expect(page.get_by_text("You have written 1 thing here.")).to_be_visible()
        room.go_to("break")
        click(page.get_by_role("link", name="Look again"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Break")


def test_a_scribe_proposes_an_action_once_whatever_is_missing(
    browser: Browser, server: Running, room: Room, somebody: Phone
) -> None:
    room.make_scribe(somebody)
    area = room.edition.areas[0].code
    missing = [["fetch"], ["Object.fromEntries"], NEWER]
    with a_page(browser, server, room, somebody, LACKING) as page:
        for names in missing:
            lacks(page, server, names)
            page.goto(f"{server.address}/e/{room.code}/table/actions")
            page.select_option("#area", area)
            page.fill("#what", f"Without {names[0]}")
            click(page.get_by_role("button", name="Propose it"))
            expect(page.locator("li").get_by_text(f"Without {names[0]}")).to_be_visible()
    with room.database.reading() as session:
        assert len(proposed_actions(session, *room.where)) == len(missing)


def test_a_questionnaire_goes_on_in_a_browser_that_lacks_any_of_what_waiting_needs(
    browser: Browser, server: Running, room: Room, somebody: Phone
) -> None:
    room.go_to("rate")
    with suppress(EventRefusal):
        room.start_rating()
    areas = room.edition.areas
    with a_page(browser, server, room, somebody, LACKING) as page:
        page.goto(f"{server.address}/e/{room.code}")
        click(page.get_by_role("button", name="Start"))
        page.wait_for_url("**/areas/**")
        first = page.url
        for name in spread_of([*needs("waiting.js"), *NEWER], 7):
            lacks(page, server, [name])
            page.goto(first)
            page.locator("input[type=radio]").first.check()
            later = name in WHICH_BUTTON
            click(page.get_by_role("button", name="go back to the room" if later else "Save and continue"))
            expect(page.locator("h1")).to_have_text("Rate alone" if later else areas[1].name)
            stays(not BLAMES_THE_NETWORK.search(page.locator("body").inner_text()))
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftAnswers)) == 1


# --- people with an account --------------------------------------------------------------------------------------


def test_pages_of_hosts_stay_whole_in_a_browser_that_lacks_what_their_scripts_need(
    browser: Browser, server: Running, world: World, room: Room
) -> None:
    email = add_person(world.database, world.partnership, FACILITATOR)
    with Visit.on(browser, server.address, (1280, 900)) as visit:
        page = visit.come_as(email).page
        page.add_init_script(LACKING)
        room.go_to("break")
        for script, place in (("host.js", "host"), ("screen.js", "screen"), ("programme.js", "programme")):
            for names in (*([name] for name in spread_of(needs(script), 3)), NEWER):
                lacks(page, server, names)
                visit.go(f"{room.path}/{place}")
                expect(page.locator("h1")).to_be_visible()
                if script == "screen.js" and names != NEWER:
                    expect(page.locator("#lost")).to_contain_text(CANNOT_FOLLOW)
                elif script == "host.js" and names in (["fetch"], NEWER):
                    page.get_by_label("Message to all").fill(f"Without {names[0]}")
                    click(page.get_by_role("button", name="Tell everyone"))
                    expect(page.get_by_text(f"Message to all: “Without {names[0]}”")).to_be_visible()
                stays(not BLAMES_THE_NETWORK.search(page.locator("body").inner_text()), str(names))
                assert visit.console == [], (script, names)


# --- clocks --------------------------------------------------------------------------------------------------------

CLOCK = """(() => {
  const now = performance.now.bind(performance), Real = Date;
  window.askew = %d; window.slept = 0;
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + window.askew); }
    static now() { return Real.now() + window.askew; }
  };
  performance.now = () => now() - window.slept;
})()"""
HOUR = 3_600_000


def left(page: Page, selector: str) -> int:
    """The seconds that a page says are left."""
    found = re.search(r"(\d+):(\d\d)", page.locator(selector).inner_text())
    assert found
    return 60 * int(found[1]) + int(found[2])


@pytest.mark.parametrize("askew", [-HOUR, HOUR])
def test_what_is_left_is_right_whatever_the_clock_of_the_phone_says(
    browser: Browser, server: Running, world: World, room: Room, somebody: Phone, askew: int
) -> None:
    room.go_to("words")
    with room.database.writing() as session:
        events.set_timer(session, *room.where, 10, HOST, datetime.now(UTC))
    ends = room.event.timer_ends_at
    assert ends

    def is_right(selector: str = ".timer .left") -> None:
        stays(abs(left(page, selector) - (ends - datetime.now(UTC)).total_seconds()) < 3)

    with a_page(browser, server, room, somebody, CLOCK % askew) as page:
        page.goto(f"{server.address}/e/{room.code}")
        is_right()
        page.evaluate("() => { window.askew += 1800000; }")  # the clock is set while the page stands
        page.wait_for_timeout(1100)
        is_right()
        page.evaluate(
            "() => { window.slept = 300000; }"
        )  # five minutes of sleep, which no clock of the page counted
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_timeout(1100)
        is_right()
    email = add_person(world.database, world.partnership, FACILITATOR, f"askew{askew}@host.example")
    with Visit.on(browser, server.address, (1280, 720)) as visit:
        page = visit.come_as(email).page
        page.add_init_script(CLOCK % askew)
        for at, places in (("screen", [".timer .clock"]), ("host", [".timer .clock", ".clock-left"])):
            page.goto(f"{server.address}{room.path}/{at}")
            for place in places:
                expect(page.locator(place)).to_have_text(re.compile(r"^\d+:\d\d( left)?$"))
                is_right(place)
            if at == "screen":
                expect(page.locator(".timer .as-of")).to_be_hidden()
    with room.database.writing() as session:
        events.set_timer(session, *room.where, 0, HOST, datetime.now(UTC))


def test_scripts_are_where_this_looks_for_them() -> None:
    asking = {path.name for path in Path(STATIC).glob("*.js") if "asking.ready(" in path.read_text()}
    assert asking == {
        "explore.js", "host.js", "live.js", "meanwhile.js", "overview.js", "paper.js", "programme.js", "progress.js",
        "room.js", "screen.js", "waiting.js",
    }  # fmt: skip

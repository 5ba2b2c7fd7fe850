"""The whole of a visioning day: a host, a screen and twenty people, a server that dies, and a phone without network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.events.votes import list_votes
from lws_assess.records.plans import list_actions
from tests.journeys.halls import Hall, HallPhone, a_hall
from tests.journeys.visits import click
from tests.machines.databases import give_tables, open_database
from tests.machines.servers import serving
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import World
from tests.worlds.rooms import a_planned_event

# Ten teachers, six nurses and four young inspectors at four tables.
GROUPS = ["teachers", "nurses"] * 6 + ["teachers"] * 4 + ["inspectors"] * 4
# Whose phone is a browser; in a soak everybody's is.
SEATS = None if IS_SOAK else {0, 19}
PICTURES = os.environ.get("PICTURES_OF_EVENT", "")


@pytest.fixture
def hall(browser: Browser, tmp_path: Path) -> Iterator[Hall]:
    url = f"sqlite:///{tmp_path / 'hall.sqlite3'}"
    database = open_database(url)
    give_tables(database)
    room = a_planned_event(World(database))
    with serving(url, tmp_path) as server:
        pictures = Path(PICTURES) if PICTURES else None
        with a_hall(browser, server, room, GROUPS, pictures, SEATS) as hall:
            yield hall
    database.engine.dispose()


def test_a_whole_day_loses_nothing_and_counts_nothing_twice(hall: Hall) -> None:
    begin(hall)
    listen(hall)
    practise(hall)
    rate_alone(hall)
    vote_while_the_server_dies(hall)
    vote_again(hall)
    write(hall)
    choose(hall)
    make_it_real(hall)
    who_is_missing(hall)
    end(hall)


def begin(hall: Hall) -> None:
    hall.host.go(f"{hall.room.path}/").is_sound()
    hall.host.press("Begin")
    code = hall.room.code
    hall.screen.go(f"{hall.room.path}/screen")
    hall.shows(code)
    hall.phone(0).visit.go(f"/e/{code}").is_sound()
    for phone in hall.people:
        phone.join(code)
    hall.phone(0).visit.is_sound()
    hall.shows(re.compile(r"\b20\b"))
    hall.screen.is_sound()
    hall.picture("1-join")


def listen(hall: Hall) -> None:
    hall.go_on()
    for phone in hall.people:
        phone.sees(re.compile("nothing to do|Look at the screen|private|secret|see", re.IGNORECASE))
    hall.go_on()
    first = hall.room.edition.areas[0]
    hall.press(f"Next area: {first.short_name}")
    hall.shows(first.child_voice[:30])
    hall.phone(0).sees(first.child_voice[:30])
    hall.picture("2-voices")


def practise(hall: Hall) -> None:
    hall.go_on()
    hall.press("Start the practice")
    for number, phone in enumerate(hall.people):
        phone.vote(2 + number % 3)
    for phone in hall.people:
        phone.has_voted()
    hall.shows("20 of 20")
    hall.phone(0).visit.is_sound()
    hall.press("Stop the vote now")
    hall.press("Show what it came to")
    hall.shows("a mean is to the nearest half")
    hall.screen.is_sound()
    hall.picture("3-practice")
    hall.press("Put it away")


def rate_alone(hall: Hall) -> None:
    hall.go_on()
    hall.press("Start rating alone")
    for number, phone in enumerate(hall.people):
        phone.sees("Start")
        phone.rate_alone(2 + number % 3)
    for phone in hall.people:
        phone.sees("Your answers are in")
    hall.picture("4-rate")
    hall.press("Stop the rating now")
    hall.press("Show the results")
    hall.go_on()  # a break
    hall.picture("5-break")
    hall.go_on()
    hall.shows(hall.room.edition.areas[0].short_name)
    hall.screen.is_sound()
    hall.picture("6-reveal")
    hall.press("Next area: ")
    hall.picture("7-reveal-area")


def vote_while_the_server_dies(hall: Hall) -> None:
    """Half vote, everything is killed and comes back, one phone has no network for a while, the others vote."""
    hall.press("Start the vote")
    first, second, away = hall.people[:10], hall.people[10:19], hall.phone(19)
    for number, phone in enumerate(first):
        phone.vote(2 + number % 2)
    for phone in first:
        phone.has_voted()
    away.visit.page.wait_for_selector('#room [name="rating"]')
    away.visit.page.context.set_offline(True)
    away.vote(3)
    expect(away.visit.page.locator("#unsent")).to_contain_text("Kept on this phone")
    hall.server.restart()
    desk = hall.host.page  # which stands as it was when the server died, and goes on
    click(desk.get_by_role("button", name="Bring everyone here"))
    expect(desk.locator(".last")).to_contain_text("brought everyone here")
    for number, phone in enumerate(second):
        phone.vote(2 + number % 2)
    for phone in second:
        phone.has_voted()
    hall.phone(0).vote(4)  # changes the vote that was cast before everything died
    hall.shows("19 of 20")
    away.visit.page.context.set_offline(False)
    expect(away.visit.page.locator("#unsent")).to_be_hidden()
    hall.shows("20 of 20")
    hall.press("Stop the vote now")
    hall.press("Show what it came to")
    for visit in (hall.screen, hall.host, *(phone.visit for phone in hall.phones)):
        visit.console.clear()  # that there was no network, and no server
    with hall.room.database.reading() as session:
        vote = list_votes(session, *hall.room.where)[-1]
    assert vote.voted == 20
    hall.picture("8-voted")


def vote_again(hall: Hall) -> None:
    hall.go_on()
    hall.press("Start the second vote")
    for number, phone in enumerate(hall.people):
        phone.sees("You voted on this before")  # and not the first vote, if it has not looked since
        phone.vote(3 + number % 2)
    for phone in hall.people:
        phone.has_voted()
    hall.press("Stop the vote now")
    hall.press("Show what it came to")
    hall.shows("Moving together is not the same as being right")
    hall.screen.is_sound()
    hall.picture("9-second-vote")


def say(phone: HallPhone, text: str, kind: str = "", area: str = "") -> None:
    if kind:
        phone.visit.page.check(f"[name=kind][value={kind}]")
    if area:
        phone.visit.page.select_option("[name=area]", area)
    phone.visit.page.fill("#room [name=text]", text)
    click(phone.room.locator("form[data-sends=words] button"))
    expect(phone.room.locator(".kept")).to_be_visible()


def let_through(hall: Hall, *texts: str) -> None:
    hall.host.go(f"{hall.room.path}/words").is_sound()
    for text in texts:
        for label in hall.host.page.locator("label", has_text=text).all():
            click(label)
    click(hall.host.page.get_by_role("button", name=re.compile("[Ll]et .*through")).first)


def write(hall: Hall) -> None:
    hall.go_on()
    area = hall.room.edition.areas[3].code
    for phone in map(hall.phone, (0, 19)):
        phone.visit.page.wait_for_selector("#room [name=text]")
    say(hall.phone(0), "We know each other by name", "helps", area)
    say(hall.phone(19), "Three forms for the same child", "hinders", area)
    hall.phone(0).visit.is_sound()
    hall.shows_nothing_of("Three forms for the same child")
    let_through(hall, "We know each other", "Three forms")
    hall.shows("Three forms for the same child")
    hall.picture("10-helps")
    hall.go_on()  # lunch
    hall.go_on()
    for phone in map(hall.phone, (0, 19)):
        phone.sees("In three years")  # and not the form of the part before, if it has not looked since
        phone.visit.page.wait_for_selector("#room textarea[name=text]")
        say(phone, "Trust")
    say(hall.phone(19), "A rude word about Mr Carter")
    hall.shows_nothing_of("Mr Carter")
    let_through(hall, "Trust")
    hall.shows("Trust")
    hall.shows_nothing_of("Mr Carter")
    hall.picture("11-words")


def choose(hall: Hall) -> None:
    hall.go_on()
    hall.press("Start choosing")
    areas = hall.room.edition.areas
    matters = {area.code: 5 if place == 3 else 2 for place, area in enumerate(areas)}
    for number, phone in enumerate(hall.people):
        chosen = (areas[3].code, areas[number % 3].code)
        phone.choose(chosen, {} if phone.group == "inspectors" else matters)
        phone.has_voted()
    hall.phone(0).visit.is_sound()
    hall.press("Stop the vote now")
    hall.press("Show what it came to")
    hall.shows(areas[3].short_name)
    hall.screen.is_sound()
    hall.picture("12-priorities")


def make_it_real(hall: Hall) -> None:
    hall.go_on()
    scribe = hall.phone(19).visit
    scribe.go(f"/e/{hall.room.code}/table").page.fill(
        "[name=typed]", hall.room.scribe_codes[hall.phone(19).table]
    )
    click(scribe.page.locator("main form button").first)
    scribe.is_sound().go(f"/e/{hall.room.code}/table/actions").is_sound()
    scribe.page.select_option("[name=area]", hall.room.edition.areas[3].code)
    scribe.page.fill("[name=what]", "One form for early help")
    scribe.page.fill("[name=lead]", "Early help manager")
    click(scribe.page.locator("main form button.button").first)
    expect(scribe.page.locator("#room")).to_contain_text("Proposed by your table")
    hall.host.go(f"{hall.room.path}/actions").is_sound()
    click(hall.host.page.get_by_role("link", name=re.compile("take it into the plan")))
    click(hall.host.is_sound().page.get_by_role("button", name="Take it into the plan"))
    with hall.room.database.reading() as session:
        assert [a.what for a in list_actions(session, hall.room.world.partnership)] == [
            "One form for early help"
        ]
    hall.shows("One form for early help")
    hall.picture("13-actions")


def who_is_missing(hall: Hall) -> None:
    hall.go_on()  # tea
    hall.go_on()
    phone = hall.phone(0)
    phone.visit.page.wait_for_selector("#room [name=more]")
    phone.visit.page.fill("#room [name=more]", "The library")
    say(phone, "Childminders")
    let_through(hall, "Childminders")
    hall.shows("Childminders")
    hall.picture("14-missing")


def end(hall: Hall) -> None:
    hall.go_on()
    hall.picture("15-close")
    hall.host.go(f"{hall.room.path}/host/end").is_sound().press("End the event for everybody")
    hall.host.go(f"{hall.room.path}/summary").is_sound()
    text = hall.host.page.locator("main").inner_text()
    for words in (
        "Childminders",
        "One form for early help",
        "Trust",
        "Three forms for the same child",
        ", together",
    ):
        assert words in text, words
    assert "Mr Carter" not in text
    with hall.host.page.expect_download() as download:
        click(hall.host.page.get_by_role("link", name=re.compile("PDF")).first)
    assert download.value.path().read_bytes().startswith(b"%PDF")
    expect(hall.phone(0).visit.page.locator("main")).to_contain_text(re.compile("over|ended"))
    hall.picture("16-over")

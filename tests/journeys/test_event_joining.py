"""Coming into a room: three taps from a table's square to the first vote, on a page of two screens of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from lws_assess.records.events.votes import count_event_ballots
from lws_assess.survey.events.rooms import address_to_join
from tests.journeys.visits import PHONE, Visit, click
from tests.machines.servers import Running
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

MOST_TAPS = 3
MANY = tuple(
    (f"group-{n}", f"Family services, team {n}", "professional", f"branch {n % 5}") for n in range(40)
)


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, {"teachers": 2}, tables=6)


@dataclass
class Taps:
    """A finger, and how often it has touched the glass."""

    visit: Visit
    number: int = 0

    def on(self, target: Locator) -> None:
        click(target)
        self.number += 1


@pytest.fixture
def finger(request: pytest.FixtureRequest, browser: Browser, server: Running) -> Iterator[Taps]:
    with Visit.on(browser, server.address, PHONE, scripts=request.param) as visit:
        yield Taps(visit)


WITH_AND_WITHOUT = pytest.mark.parametrize(
    "finger", [True, False], ids=["scripts", "no-scripts"], indirect=True
)


def votes(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return count_event_ballots(session, *room.where, number)


def join_at(finger: Taps, room: Room, table: str, group: str) -> None:
    """By the address that a table's square says; each tap on what somebody sees."""
    visit = finger.visit
    visit.page.goto(address_to_join(visit.address, room.code, room.codes.salt, table))
    button = visit.page.locator(f"button[name=group][value='{group}']")
    expect(button).to_be_hidden()  # first who one is, and then only the groups that fit
    finger.on(visit.page.locator("details.who", has=button).locator("> summary"))
    expect(visit.page.locator("button[name=group]:visible").first).to_be_visible()
    finger.on(button)
    expect(visit.page.locator("#room")).to_be_visible()


# Every audience, and with and without scripts; all of them together in a soak.
@pytest.mark.parametrize(
    ("finger", "group"),
    [(scripts, group) for scripts in (True, False) for group in ("teachers", "inspectors", "parents")]
    if IS_SOAK
    else [(True, "teachers"), (False, "inspectors"), (False, "parents")],
    indirect=["finger"],
)
def test_three_taps_from_a_tables_square_to_a_first_vote(finger: Taps, room: Room, group: str) -> None:
    room.go_to("reveal")
    number = room.open_vote()
    join_at(finger, room, "5", group)
    expect(finger.visit.page.locator(".foot")).to_contain_text("table 5")
    finger.on(finger.visit.page.locator("#room button[name=rating][value='3']"))
    expect(finger.visit.page.locator("#room .kept")).to_be_visible()
    assert finger.number <= MOST_TAPS
    assert votes(room, number) == 1
    room.stop_vote(number)
    room.put_vote_away()


@WITH_AND_WITHOUT
def test_three_taps_to_a_first_answer_to_a_question_of_the_rooms_own(finger: Taps, room: Room) -> None:
    number = room.ask("ice-breaker", f"How was the way here, before {room.event.version}?", ["Dry", "Wet"])
    join_at(finger, room, "1", "nurses")
    finger.on(finger.visit.page.get_by_role("button", name="Wet"))
    expect(finger.visit.page.locator("#room .kept")).to_contain_text("Wet")
    assert finger.number <= MOST_TAPS
    assert votes(room, number) == 1
    room.stop_vote(number)
    room.put_vote_away()


def test_the_way_in_is_short_and_sound_whatever_it_says(
    browser: Browser, server: Running, room: Room
) -> None:
    with Visit.on(browser, server.address, PHONE) as visit:
        for query in ("", "?t=3", "?t=77"):
            visit.go(f"/e/{room.code}{query}").is_sound()
            click(visit.page.locator("details.who > summary").first)
            visit.is_sound()
            assert screens_of(visit) <= 2


def test_forty_groups_fit_two_screens(browser: Browser, server: Running, room: Room) -> None:
    full = World(room.database, partnership="full", round="theirs", groups=(*MANY, *room.world.groups[-2:]))
    hall = a_room(full, {}, tables=30, title="Everybody in one hall")
    with Visit.on(browser, server.address, PHONE) as visit:
        click(visit.go(f"/e/{hall.code}").page.locator("details.who > summary").first)
        visit.is_sound()
        assert screens_of(visit) <= 2


def screens_of(visit: Visit) -> float:
    tall: int = visit.page.evaluate("() => document.documentElement.scrollHeight")
    return tall / PHONE[1]


def test_a_table_is_changed_by_its_square_and_one_tap(browser: Browser, server: Running, room: Room) -> None:
    with Visit.on(browser, server.address, PHONE) as visit:
        finger = Taps(visit)
        join_at(finger, room, "2", "teachers")
        visit.go(f"/e/{room.code}?t=6").is_sound()
        visit.press("Sit at table 6")
        expect(visit.page.locator(".foot")).to_contain_text("table 6")

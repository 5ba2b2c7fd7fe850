"""The hall's screen at 1920 by 1080 while it reveals something: how many frames a browser leaves out.

A frame is left out where a browser asks later for the next one than a sixtieth of a second. How many it leaves out
while nothing moves is what the machine cannot do; the figure of the reveals holds that as well.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from lws_assess.records.people import FACILITATOR
from lws_assess.survey.events.rooms import CHOICES
from tests.bench.answering import a_world
from tests.journeys.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.journeys.visits import sign_in
from tests.machines.servers import Running, serving
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person

SCREEN = (1920, 1080)
PEOPLE = {"teachers": 60, "nurses": 40, "inspectors": 30, "parents": 20}
RATED_ALONE = 30  # of them, which is as much drawing as if all had
SECONDS = 5  # that each reveal is watched, which is longer than any takes
COUNT_FRAMES = """(milliseconds) => new Promise((resolve) => {
  const began = performance.now();
  let last = began, frames = 0, dropped = 0;
  const next = () => {
    const now = performance.now();
    frames += 1;
    dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
    last = now;
    if (now - began < milliseconds) requestAnimationFrame(next);
    else resolve([frames, dropped]);
  };
  requestAnimationFrame(next);
})"""
HAS_COME = "(name) => document.querySelector('.slide').dataset.reveals === name"


@dataclass
class FrameCount:
    """Frames that were drawn, and those that were left out between them."""

    drawn: int = 0
    dropped: int = 0

    def watch(self, page: Page) -> None:
        drawn, dropped = page.evaluate(COUNT_FRAMES, SECONDS * 1000)
        self.drawn += drawn
        self.dropped += dropped

    @property
    def percent(self) -> float:
        return 100 * self.dropped / max(1, self.drawn + self.dropped)


def frames_of_reveals(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """The share of frames that are left out while a hall of 150 is shown everything, and while nothing moves."""
    world = a_world(database_url)
    room = a_room(world, PEOPLE, tables=20)
    with serving(database_url, folder) as server:
        moving, still = _watch(room, server)
    world.database.engine.dispose()
    yield "event_dropped_frames_percent", moving.percent, "%"
    yield "event_dropped_frames_still_percent", still.percent, "%"


def _watch(room: Room, server: Running) -> tuple[FrameCount, FrameCount]:
    moving, still = FrameCount(), FrameCount()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        wide, high = SCREEN
        page = browser.new_context(viewport={"width": wide, "height": high}).new_page()
        _open_screen(page, room, server)
        still.watch(page)
        for name, show in _reveals(room):
            show()
            page.wait_for_function(HAS_COME, arg=name)
            moving.watch(page)
        browser.close()
    return moving, still


def _open_screen(page: Page, room: Room, server: Running) -> None:
    email = add_person(
        room.database, room.world.partnership, FACILITATOR, f"{secrets.token_hex(4)}@bench.example"
    )
    sign_in(page, server.address, email)
    page.goto(f"{server.address}{room.path}/screen")
    page.locator(".scene").wait_for()


def _reveals(room: Room) -> Iterator[tuple[str, Callable[[], None]]]:
    """What each is called on the screen, and what shows it; everything before that is done once it is asked for."""
    room.start_rating()
    for number, phone in enumerate(room.phones[:RATED_ALONE]):
        room.rate(phone, 2 + number % 3)
    room.stop_rating()
    room.show_rating()
    yield "everything", lambda: room.go_to("reveal")
    first = room.open_vote()
    yield _voted(room, first, lambda n: 1 + n % 4)
    second = room.vote_again(first)
    yield _voted(room, second, lambda n: 2 + n % 4)
    room.put_vote_away()
    room.go_to("priorities")
    areas = [area.code for area in room.edition.areas]
    chosen = room.open_vote(CHOICES)
    for number, phone in enumerate(room.phones):
        asked = phone.group in ("teachers", "nurses")
        importance = {f"importance_{code}": str(2 + (number + i) % 4) for i, code in enumerate(areas)}
        room.cast(phone, chosen, top_areas=[areas[number % 5]], **(importance if asked else {}))
    room.stop_vote(chosen)
    yield f"vote {chosen}", lambda: room.show_vote(chosen)
    room.put_vote_away()
    yield "close", lambda: room.go_to("close")


def _voted(room: Room, number: int, level: Callable[[int], int]) -> tuple[str, Callable[[], None]]:
    for seat, phone in enumerate(room.phones):
        room.cast(phone, number, level(seat))
    room.stop_vote(number)
    return f"vote {number}", lambda: room.show_vote(number)

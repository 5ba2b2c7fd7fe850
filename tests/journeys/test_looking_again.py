"""Pages of an event without scripts: none loads itself anew, and a link looks again at what the room has come to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import FACILITATOR
from tests.journeys.visits import PHONE, Visit
from tests.machines.servers import Running
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person

# Milliseconds: in a soak more than any page waited that loaded itself anew.
WAITED = 11_000 if IS_SOAK else 1_000


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, {"teachers": 12})


@pytest.fixture
def pages(browser: Browser, server: Running, world: World, room: Room) -> Iterator[list[Visit]]:
    """A phone, the screen and a host's desk, none of which runs a script."""
    email = add_person(world.database, world.partnership, FACILITATOR)
    secret = {"name": f"e-{room.code}", "value": room.phones[0].device.secret.code, "url": server.address}
    with ExitStack() as devices:
        phone, screen, desk = (
            devices.enter_context(Visit.on(browser, server.address, PHONE, scripts=False)) for _ in range(3)
        )
        phone.page.context.add_cookies([secret])
        phone.go(f"/e/{room.code}")
        for visit, path in ((screen, "screen"), (desk, "host")):
            visit.come_as(email).go(f"{room.path}/{path}")
        yield [phone, screen, desk]


def test_a_reveal_waits_behind_a_link_and_nothing_comes_by_itself(pages: list[Visit], room: Room) -> None:
    room.go_to("reveal")
    number = room.open_vote()
    room.cast_all(number, {"teachers": [2, 3] * 6})
    room.stop_vote(number)
    loads: list[str] = []
    for visit in pages:
        visit.follow("Look again")
        visit.page.on("framenavigated", lambda frame: loads.append(frame.url))
    room.show_vote(number)
    for visit in pages:  # without a script a page can ask for that only here
        expect(visit.page.locator("meta[http-equiv=refresh i]")).to_have_count(0)
        reply = visit.page.context.request.get(visit.page.url)
        assert "refresh" not in reply.headers
    pages[0].page.wait_for_timeout(WAITED)
    assert loads == []
    for visit, words in zip(
        pages, ("12 people chose a level.", "12 chose a level", "12 chose a level"), strict=True
    ):
        expect(visit.page.locator("body")).not_to_contain_text(words)
        expect(visit.follow("Look again").page.locator("body")).to_contain_text(words)
    first = pages[0].page.locator("#room h1").locator("xpath=following::p[1]")
    expect(first).to_have_text(re.compile("^Those who had this question came to"))


def test_the_pages_are_sound_as_they_come(browser: Browser, pages: list[Visit], server: Running) -> None:
    """Axe needs scripts of its own, so the pages' are taken away and not the browser's."""
    for visit in pages:
        with Visit.on(browser, server.address, PHONE) as plain:
            plain.page.context.add_cookies(visit.page.context.cookies())  # type: ignore[arg-type]
            plain.page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
            plain.go(visit.page.url.removeprefix(server.address)).is_sound()
            expect(plain.page.get_by_role("link", name="Look again")).to_be_visible()

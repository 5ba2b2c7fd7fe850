"""Phones that wait, in a browser: guesses stay on the phone, and a card is kept before the codes are erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from lws_assess.survey.events.rooms import CHOICES
from tests.journeys.strangers import HURRY
from tests.journeys.test_event_phones import carry
from tests.journeys.visits import PHONE, Visit, click, wait_until
from tests.machines.servers import Running
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

HALL = {"teachers": 12, "inspectors": 10}
KEPT = "(code) => (JSON.parse(localStorage.getItem(`card ${code}`)) || {}).mark"
GUESSES = "() => Object.keys(localStorage).filter((key) => key.includes(' guess ')).length"


@pytest.fixture
def room(world: World, request: pytest.FixtureRequest) -> Room:
    return a_room(world, HALL, title=f"A day of {request.node.name.replace('_', ' ')}"[:60])


@pytest.fixture
def phone(browser: Browser, server: Running, room: Room) -> Iterator[Visit]:
    with Visit.on(browser, server.address, PHONE) as visit:
        carry(visit, room, room.phones[0])
        yield visit


def rated(room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    for turn, phone in enumerate(room.phones):
        room.rate(phone, 2 + turn % 3)


def test_a_guess_stays_on_the_phone_and_stands_beside_what_the_room_said(phone: Visit, room: Room) -> None:
    asked: list[Request] = []
    phone.page.on("request", lambda one: asked.append(one))
    room.go_to("reveal", 1)
    number = room.open_vote()
    for turn, one in enumerate(room.phones):
        room.cast(one, number, 2 + turn % 3)
    room.stop_vote(number)
    phone.go(f"/e/{room.code}").is_sound()
    option = phone.page.locator("[data-guess] button", has_text="Embedded")
    click(option)
    expect(option).to_have_attribute("aria-pressed", "true")
    phone.is_sound()
    room.tell_all("Two minutes.")
    expect(phone.page.locator(".told")).to_be_visible()
    expect(option).to_have_attribute("aria-pressed", "true")  # the page was asked for anew meanwhile
    phone.page.reload()
    expect(option).to_have_attribute("aria-pressed", "true")
    room.show_vote(number)
    expect(phone.page.locator("[data-guessed]")).to_have_text("Your guess was: Embedded")
    phone.is_sound()
    told = [f"{one.method} {one.url} {one.post_data or ''} {one.all_headers()}" for one in asked]
    assert len(told) > 5
    assert [
        one for one in told if "Embedded" in one or "guess" in one.lower() or not one.startswith("GET ")
    ] == []
    wait_until(phone.page, lambda: phone.page.evaluate(GUESSES) == 1)
    phone.go(f"/e/{room.code}/leave").press("Leave, and clear this device")
    expect(phone.page.locator("#left")).to_be_visible()
    wait_until(phone.page, lambda: phone.page.evaluate(GUESSES) == 0)


def test_who_has_rated_may_guess_what_comes_out_lowest(phone: Visit, room: Room) -> None:
    rated(room)
    phone.go(f"/e/{room.code}")
    name = room.edition.areas[3].name
    click(phone.page.locator("[data-guess] button", has_text=name))
    phone.is_sound()
    room.stop_rating()
    room.go_to("reveal")
    room.show_rating()
    expect(phone.page.locator("[data-guessed]")).to_contain_text(name)
    phone.page.wait_for_function(KEPT, arg=room.code)  # the card of what was shown first
    phone.page.goto("about:blank")  # it sleeps from here to the end
    priorities_shown(room)
    code = room.code
    room.end()
    phone.page.add_init_script(HURRY)
    phone.go(f"/e/{code}")
    expect(phone.page.locator("#card .keep")).to_contain_text("What comes first")
    phone.is_sound()


def priorities_shown(room: Room) -> None:
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    areas = [area.code for area in room.edition.areas]
    for one in room.of("teachers"):
        room.cast(one, number, top_areas=areas[:3], **{f"importance_{code}": "4" for code in areas})
    room.stop_vote(number)
    room.show_vote(number)


def test_a_card_is_kept_on_the_phone_before_the_event_ends(phone: Visit, room: Room) -> None:
    rated(room)
    room.stop_rating()
    room.go_to("reveal")
    room.show_rating()
    priorities_shown(room)
    room.put_vote_away()
    room.go_to("close")
    phone.go(f"/e/{room.code}")
    expect(phone.page.locator(".card-kept")).to_be_visible()  # it was asked for by itself
    phone.is_sound().follow("Your card to keep").is_sound()
    words = phone.page.locator(".keep").inner_text()
    code = room.code
    room.end()
    phone.go(f"/e/{code}")
    kept = phone.page.locator("#card .keep")
    expect(kept).to_be_visible()
    wait_until(phone.page, lambda: sorted(kept.inner_text().split()) == sorted(words.split()))
    phone.is_sound()
    wait_until(phone.page, lambda: phone.page.evaluate("() => Object.keys(localStorage)") == [f"card {code}"])
    phone.page.reload()
    expect(kept).to_be_visible()
    phone.press("Remove it from this phone")
    expect(kept).to_be_hidden()
    phone.page.reload()
    expect(phone.page.locator("h1")).to_have_text("This event is over")
    expect(kept).to_have_count(0)
    phone.is_sound()


def test_without_scripts_a_card_is_saved_as_a_file_that_needs_nobody(
    browser: Browser, server: Running, room: Room, tmp_path: Path
) -> None:
    rated(room)
    room.stop_rating()
    room.go_to("reveal")
    room.show_rating()
    room.go_to("close")
    with Visit.on(browser, server.address, PHONE, scripts=False) as plain:
        carry(plain, room, room.phones[1])
        plain.go(f"/e/{room.code}").follow("Your card to keep")
        words = plain.page.locator(".keep").inner_text()
        with plain.page.expect_download() as saving:
            plain.follow("Save this card")
        saving.value.save_as(tmp_path / "card.html")
    code = room.code
    room.end()
    with Visit.on(browser, "file://", PHONE) as later:
        later.page.context.set_offline(True)
        later.page.goto((tmp_path / "card.html").as_uri())
        wait_until(
            later.page,
            lambda: sorted(later.page.locator(".keep").inner_text().split()) == sorted(words.split()),
        )
        later.is_sound()
    with Visit.on(browser, server.address, PHONE, scripts=False) as plain:
        carry_code(plain, room, code)
        plain.go(f"/e/{code}")
        expect(plain.page.locator("main")).to_contain_text("A card that you saved as a file stays yours")


def carry_code(visit: Visit, room: Room, code: str) -> None:
    """As `carry`, once the room has no code any more."""
    secret = {"name": f"e-{code}", "value": room.phones[1].device.secret.code, "url": visit.address}
    visit.page.context.add_cookies([secret])

"""Planning an event and reading what came of it in a browser: every page is sound, and parts can be dragged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.visits import TRIED, Visit, click
from tests.machines.servers import Running
from tests.web.events.test_summaries import a_full_day
from tests.worlds.builders import World
from tests.worlds.staff import add_person

HERE = "/p/testham/events/"


@pytest.fixture(scope="module")
def over(place: tuple[World, Running]) -> str:
    """Where an event stands that is over."""
    room = a_full_day(place[0])
    room.end()
    return room.path


@pytest.fixture(params=list(TRIED.values()), ids=list(TRIED))
def visit(
    request: pytest.FixtureRequest, browser: Browser, place: tuple[World, Running], over: str
) -> Iterator[Visit]:
    world, server = place
    email = add_person(
        world.database, world.partnership, "facilitator", f"planner{request.param[0]}@testham.example"
    )
    with Visit.on(browser, server.address, request.param) as visit:
        visit.come_as(email)
        yield visit


def parts(visit: Visit) -> Locator:
    return visit.page.locator(".programme h2")


def test_an_event_is_planned_and_its_parts_are_moved(visit: Visit) -> None:
    visit.go(HERE).is_sound().follow("Plan an event").is_sound()
    page = visit.page
    visit.press("Plan the event").is_sound()
    expect(page.locator(".govuk-error-summary")).to_contain_text(
        "Give the event a title", use_inner_text=True
    )
    page.get_by_label("Title").fill("A day together")
    page.locator("[name=template][value=evening]").check()
    visit.press("Plan the event").is_sound()
    visit.is_headed("A day together")
    visit.follow("Change the programme").is_sound()
    first, second, third, *others = parts(visit).all_inner_texts()
    page.get_by_role("button", name=f"Down: move {first}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**moved=*")
    expect(parts(visit)).to_have_text([second, first, third, *others])
    expect(page.get_by_role("button", name=f"Down: move {first}")).to_be_focused()
    handles = page.locator(".programme .handle")
    handles.nth(0).evaluate("handle => handle.scrollIntoView({block: 'center'})")
    start, end = handles.nth(0).bounding_box(), page.locator(".programme > li").nth(1).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] / 2 + 4, steps=8)
    expect(page.locator("#moves")).to_have_text(f"{second}: number 2 of {len(others) + 3}")
    page.mouse.up()
    page.get_by_text("now stands at number 2").wait_for()
    expect(parts(visit)).to_have_text([first, second, third, *others])
    visit.is_sound()
    click(page.locator(".programme > li").nth(2).get_by_role("button", name="Remove"))
    visit.is_sound()
    expect(parts(visit)).to_have_text([first, second, *others])
    visit.press("Put it back").is_sound()
    expect(parts(visit)).to_have_text([first, second, third, *others])
    page.get_by_label("What does it do?").select_option("break")
    visit.press("Add it").is_sound()
    visit.is_headed("Change Break")
    is_rehearsed(visit)
    is_copied_and_thrown_away(visit)


def is_rehearsed(visit: Visit) -> None:
    """What the room will show is told beforehand; then imaginary people join and vote on the desk and the screen."""
    page = visit.page
    visit.go(HERE).follow("A day together").follow("Rehearse it, and see what the room can show").is_sound()
    page.get_by_label("Young inspectors").fill("3")
    visit.press("See what this room can show").is_sound()
    told = page.locator(".foretold").inner_text()
    assert "Children and young people (3): nothing of theirs can be shown. Ask 7 more" in told
    page.get_by_label("Teachers").fill("lots")
    visit.press("Begin the rehearsal").is_sound()
    page.get_by_label("Teachers").fill("12")
    visit.press("Begin the rehearsal").is_sound()
    expect(page.get_by_label("About this rehearsal")).to_contain_text("nothing of it stays")
    desk = page.url.removeprefix(visit.address)
    visit.go(desk.removesuffix("host") + "screen").is_sound()
    expect(page.locator(".strip .rehearsal")).to_be_visible()
    code = page.locator(".room-code").get_attribute("aria-label")
    assert code
    visit.go(f"/e/{code.replace(' ', '')}").is_sound()
    expect(page.get_by_label("About this rehearsal")).to_contain_text("do not answer as yourself")
    for width in (390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        visit.go(desk).fits()
    page.set_viewport_size({"width": visit.size[0], "height": visit.size[1]})
    visit.press("End the rehearsal").is_sound()
    visit.is_headed("A day together")


def is_copied_and_thrown_away(visit: Visit) -> None:
    """The event that was planned is the template of another, and each asks once more before it goes."""
    page = visit.page
    visit.go(f"{HERE}a-day-together/").follow("Plan another like this").is_sound()
    page.get_by_label("Title").fill("Another day together")
    visit.press("Plan the event").is_sound()
    visit.is_headed("Another day together")
    expect(page.locator(".agenda")).to_contain_text("Break")
    for title in ("Another day together", "A day together"):
        visit.go(f"{HERE}{title.lower().replace(' ', '-')}/").follow("Delete it").is_sound()
        visit.press("Delete")
        expect(page.locator(".messages")).to_contain_text(f"“{title}” is deleted.")


def test_what_is_over_is_put_away_and_brought_back(visit: Visit, over: str) -> None:
    visit.go(f"{over}/").press("Put it away").is_sound()
    expect(visit.page.locator(".messages")).to_contain_text("is put away")
    visit.press("Bring it back")
    expect(visit.page.locator(".messages")).to_contain_text("is back in the list")


def test_what_came_of_an_event_can_be_read(visit: Visit, over: str) -> None:
    visit.go(f"{over}/").is_sound().follow("See the summary").is_sound()
    expect(visit.page.locator("main")).to_contain_text("Rated alone", use_inner_text=True)
    visit.go("/p/testham/").is_sound()
    visit.go(f"{over}/paper").is_sound()

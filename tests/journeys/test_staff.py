"""The steering group reads results, a facilitator runs a round, an administrator invites: at both widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.leads import groups_asked
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, ROLES, STEERING
from tests.conftest import a_copy
from tests.journeys.visits import DESKTOP, SIZES, Visit
from tests.machines.databases import open_database
from tests.machines.servers import Running, serving
from tests.worlds.builders import World
from tests.worlds.staff import add_person


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, marlhaven: Path) -> Iterator[tuple[World, Running]]:
    """The demo, a partnership with an open round beside it, and a person for each role in both."""
    folder = tmp_path_factory.mktemp("staff")
    url = a_copy(marlhaven, folder / "staff.sqlite3")
    database = open_database(url)
    world = World(database)
    for role in ROLES:
        add_person(database, "marlhaven", role)
        add_person(database, world.partnership, role)
    with serving(url, folder, WORKERS="1") as server:
        yield world, server
    database.engine.dispose()


def sign_in(visit: Visit, role: str, partnership: str = "marlhaven") -> Visit:
    return visit.come_as(f"{role}@{partnership}.example")


# What is heard of each drawing: one whose areas lead to their pages is a group of links, any other is a picture.
NAMES_OF_DRAWINGS = """main => [...main.querySelectorAll('figure svg')]
  .filter(one => ['img', 'group'].includes(one.getAttribute('role')))
  .map(one => document.getElementById(one.getAttribute('aria-labelledby'))?.textContent.trim() || '')"""


@SIZES
@pytest.mark.parametrize("round_key", ["baseline", "year-1"])
def test_the_steering_group_sees_where_each_area_stands(
    size: tuple[int, int], round_key: str, server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size, scripts=False) as visit:
        visit.come_as(f"{STEERING}@marlhaven.example").go(f"/p/marlhaven/rounds/{round_key}/results/whole")
        expect(visit.page.locator("h1")).to_have_text(re.compile("^The whole report"))
        names = visit.page.locator("main").evaluate(NAMES_OF_DRAWINGS)
        assert len(names) >= 6, "drawn on the server, scripts or not"
        assert all(names), names
        text = visit.page.locator("main").inner_text()
        hidden = "Emotional Wellbeing partnership"
        assert (f"{hidden}. 4 people" in text) == (round_key == "baseline")


@SIZES
def test_every_choice_on_the_dashboard_stands_in_its_address(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit, STEERING).go("/p/marlhaven/rounds/baseline/results").follow("Each person counts once")
        expect(visit.page).to_have_url(re.compile("reading=person"))
        visit.follow("Children and young people")
        expect(visit.page).to_have_url(re.compile("audience=young-people"))
        visit.page.wait_for_load_state("networkidle")
        visit.is_sound()
        visit.go(
            "/p/marlhaven/rounds/baseline/results?audience=nobody&reading=7&group=%3Cscript%3E"
        ).is_sound()


@SIZES
def test_pages_that_everybody_may_read_are_sound(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        for path in (
            "/",
            "/privacy",
            "/accessibility",
            "/method",
            "/forgotten",
            "/nowhere",
            f"/join/{'0' * 26}",
        ):
            visit.go(path).is_sound()


@SIZES
def test_staff_pages_are_sound(size: tuple[int, int], server: Running, browser: Browser) -> None:
    paths = (
        "",
        "rounds/",
        "rounds/year-2/",
        "rounds/year-2/close",
        "rounds/year-2/reach/",
        "rounds/year-2/reach/young-commissioners",
        "rounds/year-2/reach/_paper/",
        "rounds/baseline/",
        "rounds/baseline/comments/",
        "rounds/baseline/comments/?state=published",
        "rounds/baseline/comments/publish-unflagged",
        "rounds/baseline/comments/published",
        "rounds/year-2/participation",
        "rounds/year-2/participation/nudge",
        "rounds/baseline/participation",
        "people/",
        "people/invite",
    )
    with Visit.on(browser, server.address, size) as visit:
        visit.go("/sign-in").is_sound().sign_in(f"{ADMINISTRATOR}@marlhaven.example").is_sound()
        for path in paths:
            visit.go(f"/p/marlhaven/{path}").is_sound()
        visit.go("/account").is_sound()


@SIZES
def test_a_leads_page_is_sound(
    size: tuple[int, int], world: World, server: Running, browser: Browser
) -> None:
    with world.database.reading() as session:
        (code,) = [
            asked.lead_code
            for asked, group in groups_asked(session, world.partnership, world.round)
            if group.key == "nurses"
        ]
    with Visit.on(browser, server.address, size, scripts=False) as visit:
        visit.go(f"/lead/{code}")
        visit.page.get_by_label("How many people have you told?").fill("12")
        visit.press("Save")
        visit.page.get_by_text("The number is saved").wait_for()
        visit.is_headed("Nurses")
    with Visit.on(browser, server.address, size) as visit:
        visit.go(f"/lead/{code}").is_sound()


@SIZES
def test_the_steering_group_is_not_offered_links_or_closing(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit, STEERING).go("/p/marlhaven/rounds/year-2/").is_sound()
        expect(visit.page.get_by_role("link", name="Reach people")).to_have_count(0)
        visit.go("/p/marlhaven/rounds/year-2/close")
        visit.is_headed("Page not found")


def test_comments_are_moderated_with_the_keyboard_alone(
    world: World, server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, DESKTOP) as visit:
        sign_in(visit, FACILITATOR).go("/p/marlhaven/rounds/baseline/comments/").is_sound()
        visit.follow("Read them one after another").is_sound()
        page = visit.page
        page.get_by_text("Mr Carter at Strandgate Primary").wait_for()
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("#published:visible")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type("[removed] at [removed] never returns my calls.")
        for _ in range(2):
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
        visit.is_sound()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        visit.is_sound().page.get_by_text("published with the words you changed").wait_for()
        page.locator("blockquote", has_text="Waste of public money").wait_for()
        page.keyboard.press("Space")
        page.wait_for_selector("#reasons", state="hidden")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        visit.go("/p/marlhaven/rounds/baseline/comments/published").is_sound()
        expect(page.get_by_text("[removed] at [removed] never returns my calls.")).to_have_count(1)
        expect(page.get_by_text("Carter")).to_have_count(0)
        visit.go("/p/marlhaven/").follow("Read the words").is_sound()


def test_a_facilitator_closes_a_round_and_its_results_appear(
    world: World, server: Running, browser: Browser
) -> None:
    for rating in "12345":
        world.answer("teachers", {"areas/sipv": {f"sipv-{i}": rating for i in range(1, 6)}})
    with Visit.on(browser, server.address, DESKTOP) as visit:
        visit.sign_in(f"{FACILITATOR}@{world.partnership}.example").is_sound().follow("The first round")
        visit.page.get_by_text("5 people have answered").wait_for()
        visit.go(f"/p/{world.partnership}/rounds/{world.round}/results")
        visit.is_headed("The first round")
        visit.follow("Close this round").is_sound().press("Close the round").is_sound()
        visit.page.get_by_text("Its results are ready").wait_for()
        visit.follow("See the results")
        visit.page.wait_for_load_state("networkidle")
        visit.is_sound()
        expect(visit.page.locator("main")).to_contain_text("3.0", use_inner_text=True)

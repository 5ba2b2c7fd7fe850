"""A member reads the pages of an area, of a group and of all rounds: at three widths, by keyboard, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import STEERING
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visits import Visit, click, wait_until
from tests.machines.databases import open_database
from tests.machines.servers import Running, serving
from tests.pages.page_walk import a_place
from tests.worlds.staff import add_person

MEETING_ROOM = (1920, 1080)
PAGES = ("/p/testham/areas/iwp", "/p/testham/groups/teachers/", "/p/testham/over-time")
MOST_SCREENS = 5  # of a page on a laptop


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """A partnership with rounds, events and a plan, and the address of one of its members."""
    folder: Path = tmp_path_factory.mktemp("areas")
    url = a_place(folder)
    database = open_database(url)
    email = add_person(database, "testham", STEERING)
    database.engine.dispose()
    with serving(url, folder, WORKERS="1") as server:
        yield server, email


@contextmanager
def a_member(
    browser: Browser, shelf: tuple[Running, str], size: tuple[int, int], scripts: bool = True
) -> Iterator[Visit]:
    server, email = shelf
    with Visit.on(browser, server.address, size, scripts) as visit:
        visit.come_as(email)
        yield visit


@pytest.mark.parametrize("size", [PHONE, MEETING_ROOM], ids=["phone", "meeting-room"])
def test_the_pages_are_sound_at_every_width(
    browser: Browser, shelf: tuple[Running, str], size: tuple[int, int]
) -> None:
    with a_member(browser, shelf, size) as visit:
        for path in PAGES:
            visit.go(path).is_sound()


def test_the_pages_take_a_few_screens_of_a_laptop(browser: Browser, shelf: tuple[Running, str]) -> None:
    with a_member(browser, shelf, DESKTOP) as visit:
        for path in PAGES:
            visit.go(path).is_sound()
            high = visit.page.evaluate("document.documentElement.scrollHeight")
            assert high <= MOST_SCREENS * 800, (path, high)


def test_a_group_is_reached_from_the_picture_with_the_keyboard(
    browser: Browser, shelf: tuple[Running, str]
) -> None:
    with a_member(browser, shelf, DESKTOP) as visit:
        page = visit.go(PAGES[0]).page
        dot = page.locator("svg.board-wide a").first
        name = dot.get_attribute("aria-label") or ""
        dot.focus()
        wait_until(
            page, lambda: page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        )
        page.keyboard.press("Enter")
        page.wait_for_url("**/groups/**")
        wait_until(page, lambda: visit.heading in name)
        page.locator(".drawing svg a").nth(2).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/areas/**")


def test_the_choice_is_changed_without_scripts(browser: Browser, shelf: tuple[Running, str]) -> None:
    with a_member(browser, shelf, PHONE, scripts=False) as visit:
        page = visit.go(PAGES[0]).page
        click(page.get_by_text("Change the round or whose answers are shown"))
        page.get_by_label("Who is counted").select_option("person")
        visit.press("Show")
        expect(page).to_have_url(re.compile("reading=person"))
        expect(page.get_by_text("each person counts once").first).to_be_visible()
        click(page.get_by_role("navigation", name="Areas").get_by_role("link").first)
        expect(page).to_have_url(re.compile("reading=person"))

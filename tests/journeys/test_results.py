"""The results of the demo in a real browser: its story can be seen, every block stands by itself, and all is sound."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from lws_assess.records.people import STEERING
from tests.journeys.test_staff import place, sign_in
from tests.journeys.visits import DESKTOP, PHONE, SIZES, Visit
from tests.machines.servers import Running
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import World
from tests.worlds.small_round import a_small_round
from tests.worlds.staff import PASSWORD, add_person

__all__ = ["place"]

RESULTS = "/p/marlhaven/rounds/{}/results"


def block(visit: Visit, key: str) -> str:
    return visit.page.locator(f"section#{key}").inner_text()


@SIZES
def test_the_baseline_says_what_comes_first_and_what_cannot_be_shown(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit, STEERING).go(RESULTS.format("baseline"))
        visit.page.wait_for_load_state("networkidle")
        visit.is_sound()
        points = block(visit, "main-points")
        first = visit.page.locator("#main-points .first li").first.inner_text()
        assert "Integrated working" in first
        assert "1st" in first
        assert "Emotional Wellbeing partnership" in points
        assert "Emotional Wellbeing partnership. 4 people answered" in block(visit, "not-shown")
        visit.go(RESULTS.format("first-look"))
        assert "This is the first round with results" in block(visit, "main-points")


@SIZES
def test_a_year_on_integrated_working_has_risen_by_more_than_chance_would_move_it(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size, scripts=False) as visit:
        visit.go("/sign-in").page.get_by_label("E-mail address").fill(f"{STEERING}@marlhaven.example")
        visit.page.get_by_label("Password", exact=True).fill("a long enough password for tests")
        visit.press("Sign in").go(RESULTS.format("year-1"))
        moved = visit.page.locator("#main-points .card", has_text="What moved").inner_text()
        assert "Up, by more than chance would move it" in moved
        assert "Integrated working\nup 0.71, from 2.15 to 2.86" in moved
        assert "Down" not in moved
        since = block(visit, "since")
        assert "Emotional Wellbeing partnership" in since
        assert "Not shown then: too few people answered" in since


@pytest.mark.parametrize(
    ("size", "audience"), [(PHONE, "professional"), *([(DESKTOP, "young-people")] if IS_SOAK else [])]
)
def test_every_block_stands_by_itself(
    size: tuple[int, int], audience: str, server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit, STEERING).go(f"{RESULTS.format('year-1')}?audience={audience}")
        visit.page.wait_for_load_state("networkidle")
        keys = [str(s.get_attribute("id")) for s in visit.page.locator("#page > section").all()]
        assert {"areas", "statements", "groups", "families", "ranking", "since", "not-shown"} <= set(keys)
        for key in keys:
            visit.go(f"{RESULTS.format('year-1')}/blocks/{key}?audience={audience}").is_sound()
        visit.go(f"{RESULTS.format('year-1')}/papers").is_sound()


def test_choices_are_made_without_scripts_and_stand_in_the_address(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, PHONE, scripts=False) as visit:
        visit.go("/sign-in").page.get_by_label("E-mail address").fill(f"{STEERING}@marlhaven.example")
        visit.page.get_by_label("Password", exact=True).fill("a long enough password for tests")
        visit.press("Sign in").go(RESULTS.format("baseline"))
        visit.page.get_by_label("One group", exact=True).select_option("social-care")
        visit.page.get_by_label("Another group", exact=True).select_option("head-teachers")
        visit.press("Compare them")
        assert "one=social-care" in visit.page.url
        assert "other=head-teachers" in visit.page.url
        assert "Children’s Social Care" in block(visit, "pair")
        visit.page.locator("nav[aria-label='Which area']").get_by_role("link").nth(6).click()
        assert "one=social-care" in visit.page.url, "one choice keeps the others"
        assert "area=" in visit.page.url


@SIZES
def test_a_round_of_sixty_people_is_sound(
    size: tuple[int, int], place: tuple[World, Running], browser: Browser
) -> None:
    world, server = place
    key = f"smallham-{size[0]}"
    small = a_small_round(world.database, partnership=key)
    add_person(small.database, key, STEERING)
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit, STEERING, key).go(f"/p/{key}/rounds/first/results")
        visit.page.wait_for_load_state("networkidle")
        visit.is_sound()
        assert "58 people" in block(visit, "main-points")


def test_at_four_hundred_per_cent_nothing_is_lost(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, (DESKTOP[0] // 4, DESKTOP[1] // 4)) as visit:
        sign_in(visit, STEERING).go(RESULTS.format("baseline")).is_sound()


def test_on_paper_every_table_stands_open_and_no_picture_is_longer_than_a_page(
    server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, DESKTOP, scripts=False) as visit:
        visit.go("/sign-in").page.get_by_label("E-mail address").fill(f"{STEERING}@marlhaven.example")
        visit.page.get_by_label("Password", exact=True).fill(PASSWORD)
        visit.press("Sign in").go(RESULTS.format("year-1"))
        tables = visit.page.locator("figure table")
        assert not tables.first.is_visible()
        visit.page.emulate_media(media="print")
        assert all(table.is_visible() for table in tables.all())
        assert not any(summary.is_visible() for summary in visit.page.locator("figure summary").all())
        a_page = 25 * 96 / 2.54
        assert all(
            drawing.bounding_box()["height"] < a_page for drawing in visit.page.locator(".drawing").all()
        )


def test_statements_of_every_area_stand_on_one_page(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, PHONE) as visit:
        sign_in(visit, STEERING).go(f"{RESULTS.format('year-1')}/blocks/statements").is_sound()
        figures = visit.page.locator("figure")
        assert figures.count() == visit.page.locator("nav[aria-label='Which area'] a").count() == 8
        visit.page.locator("nav[aria-label='Which area'] a").nth(6).click()
        assert visit.page.url.endswith(f"#{figures.nth(6).get_attribute('id')}")

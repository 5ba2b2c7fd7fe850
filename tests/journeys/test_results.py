"""The results of the demo in a real browser: every chapter and every block can be read, and all is sound."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import STEERING
from tests.journeys.test_staff import place, sign_in
from tests.journeys.visits import DESKTOP, PHONE, SIZES, Visit, click, wait_until
from tests.machines.servers import Running
from tests.pages.results_chapters import chapter_addresses
from tests.runs.soaking import IS_SOAK, spread_of
from tests.worlds.builders import World
from tests.worlds.small_round import a_small_round
from tests.worlds.staff import add_person

__all__ = ["place"]

RESULTS = "/p/marlhaven/rounds/{}/results"


CHAPTERS_ROW = "nav[aria-label='Chapters of the results']"


def block(visit: Visit, key: str) -> str:
    return visit.page.locator(f"section#{key}").inner_text()


def turn_to(visit: Visit, chapter: str) -> Visit:
    """Goes to another chapter by the row of chapters."""
    click(visit.page.locator(CHAPTERS_ROW).get_by_role("link", name=chapter, exact=True))
    return visit


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
        turn_to(visit, "Method").is_sound()
        assert "Emotional Wellbeing partnership. 4 people answered" in block(visit, "not-shown")
        visit.go(RESULTS.format("first-look"))
        assert "This is the first round with results" in block(visit, "main-points")


@SIZES
def test_a_year_on_integrated_working_has_risen_by_more_than_chance_would_move_it(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size, scripts=False) as visit:
        visit.come_as(f"{STEERING}@marlhaven.example").go(RESULTS.format("year-1"))
        moved = visit.page.locator("#main-points .card", has_text="What moved").inner_text()
        assert "Up, by more than chance would move it" in moved
        assert "Integrated working\nup 0.71" in moved
        assert "Down" not in moved
        turn_to(visit, "Since last time")
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
        sign_in(visit, STEERING).go(f"{RESULTS.format('year-1')}/whole?audience={audience}")
        keys = [str(s.get_attribute("id")) for s in visit.page.locator("#page > section").all()]
        assert {"areas", "statements", "groups", "families", "ranking", "since", "not-shown"} <= set(keys)
        for key in spread_of(keys, 5):  # each has been looked at on the whole page
            visit.go(f"{RESULTS.format('year-1')}/blocks/{key}?audience={audience}").is_sound()
        visit.go(f"{RESULTS.format('year-1')}/papers").is_sound()


def test_choices_are_made_without_scripts_and_stand_in_the_address(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, PHONE, scripts=False) as visit:
        visit.come_as(f"{STEERING}@marlhaven.example").go(f"{RESULTS.format('baseline')}/groups")
        visit.page.get_by_label("One group", exact=True).select_option("social-care")
        visit.page.get_by_label("Another group", exact=True).select_option("head-teachers")
        visit.press("Compare them")
        expect(visit.page).to_have_url(re.compile("one=social-care"))
        expect(visit.page).to_have_url(re.compile("other=head-teachers"))
        assert "Children’s Social Care" in block(visit, "pair")
        turn_to(visit, "Inside areas")
        click(visit.page.locator("nav[aria-label='Which area']").get_by_role("link").nth(6))
        expect(visit.page, "one choice keeps the others").to_have_url(re.compile("one=social-care"))
        expect(visit.page).to_have_url(re.compile("area="))


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
        sign_in(visit, STEERING)
        for address in spread_of(chapter_addresses(RESULTS.format("baseline")), 5):
            visit.go(address)
            if IS_SOAK:
                visit.is_sound()
            else:
                visit.fits()  # it has the parts that a phone shows


def test_on_paper_every_table_stands_open_and_no_picture_is_longer_than_a_page(
    server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, DESKTOP, scripts=False) as visit:
        visit.come_as(f"{STEERING}@marlhaven.example")
        a_page = 25 * 96 / 2.54
        for address in chapter_addresses(RESULTS.format("year-1")):
            visit.go(address)
            tables = visit.page.locator("figure details table")
            expect(tables.filter(visible=True)).to_have_count(0)
            visit.page.emulate_media(media="print")
            expect(tables.filter(visible=True)).to_have_count(tables.count())
            wait_until(
                visit.page,
                lambda: (
                    not any(summary.is_visible() for summary in visit.page.locator("figure summary").all())
                ),
            )
            drawn = visit.page.locator(".drawing").filter(visible=True)
            heights = [drawing.bounding_box()["height"] for drawing in drawn.all()]
            assert max(heights, default=0) < a_page
            visit.page.emulate_media(media="screen")


def test_statements_of_every_area_stand_on_one_page(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, PHONE) as visit:
        sign_in(visit, STEERING).go(f"{RESULTS.format('year-1')}/blocks/statements").is_sound()
        figures = visit.page.locator("figure")
        wait_until(
            visit.page,
            lambda: figures.count() == visit.page.locator("nav[aria-label='Which area'] a").count() == 8,
        )
        click(visit.page.locator("nav[aria-label='Which area'] a").nth(6))
        visit.page.wait_for_url(f"**#{figures.nth(6).get_attribute('id')}")


# --- chapters ------------------------------------------------------------------------------------------------

FIVE_SCREENS = 5 * 800
# What moved after it was drawn, and the type that is seen, in pixels.
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    const seen = list => list.getEntries().forEach(one => { sum += one.value; });
    new PerformanceObserver(seen).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 200);
})"""
TYPE_SEEN = """() => [...document.querySelectorAll('.drawing svg')].flatMap(one => {
    if (!one.checkVisibility()) return [];
    const wide = one.getBoundingClientRect().width / one.viewBox.baseVal.width;
    return [...one.querySelectorAll('text')].map(words => wide * parseFloat(words.getAttribute('font-size')));
})"""


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (1920, 1080)], ids=str)
def test_each_chapter_is_sound_short_still_and_legible(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit, STEERING)
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        chapters = chapter_addresses(RESULTS.format("year-1"))
        for address in chapters if size[0] <= 1280 else spread_of(chapters, 5):
            visit.go(address)
            wait_until(visit.page, lambda: visit.page.evaluate(SHIFTS) == 0, address)
            if size[0] >= 1280:
                wait_until(
                    visit.page,
                    lambda: visit.page.evaluate("document.documentElement.scrollHeight") <= FIVE_SCREENS,
                    address,
                )
            wait_until(visit.page, lambda: min(visit.page.evaluate(TYPE_SEEN), default=13) >= 12.6, address)
            if size[0] <= 1280 or IS_SOAK:
                visit.is_sound()
            else:
                visit.fits()  # it has the parts that a desktop shows
        assert not [url for url in asked if "plotly" in url]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_old_anchor_leads_to_the_part_that_it_named(
    scripts: bool, server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, DESKTOP, scripts=scripts) as visit:
        visit.come_as(f"{STEERING}@marlhaven.example").go(f"{RESULTS.format('year-1')}?reading=person#since")
        if not scripts:
            click(visit.page.locator("#since"))
        visit.page.wait_for_url("**/results/since-last-time?reading=person#since")
        assert "Since last time" in block(visit, "since")
        visit.go(f"{RESULTS.format('year-1')}#heat-map-professional")
        if scripts:
            visit.page.wait_for_url("**/results/whole#heat-map-professional")
            expect(visit.page.locator("#heat-map-professional")).to_be_visible()

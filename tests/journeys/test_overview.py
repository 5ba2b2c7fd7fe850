"""The overview in a real browser, at a phone, a laptop and a meeting room: it fits, it switches, and it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.actions.demo.decisions import decide_in_demo
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.records.people import ROLES, STEERING
from tests.conftest import a_copy
from tests.journeys.test_poor_browsers import FAILING, LACKING
from tests.journeys.visits import DESKTOP, PHONE, Visit, click, wait_until
from tests.machines.databases import open_database
from tests.machines.servers import Running, serving
from tests.runs.soaking import IS_SOAK, spread_of
from tests.worlds.overview_places import PLACES, a_shelf
from tests.worlds.staff import add_person

LAPTOP, ROOM = (1280, 800), (1920, 1080)
HERE = "/p/marlhaven/"


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory, marlhaven: Path
) -> Iterator[tuple[Running, dict[str, str]]]:
    """The demo, and beside it every place of the shelf; the chair belongs to all of them."""
    folder = tmp_path_factory.mktemp("overview")
    url = a_copy(marlhaven, folder / "overview.sqlite3")
    database = open_database(url)
    decide_in_demo(database, what_is_seen)
    places = a_shelf(database)
    for role in ROLES:
        add_person(database, "marlhaven", role)
        for partnership in places.values():
            add_person(database, partnership, role, f"{role}@marlhaven.example")
    with serving(url, folder, WORKERS="1") as server:
        yield server, places
    database.engine.dispose()


def sign_in(visit: Visit, role: str = STEERING) -> Visit:
    return visit.come_as(f"{role}@marlhaven.example")


def height_of(visit: Visit) -> int:
    height: int = visit.page.evaluate("() => document.documentElement.scrollHeight")
    return height


@pytest.mark.parametrize(
    ("size", "most"),
    [(PHONE, 2.5 * PHONE[1]), (LAPTOP, LAPTOP[1]), (ROOM, ROOM[1])],
    ids=["phone", "laptop", "room"],
)
def test_it_fits_a_screen_and_uses_it(
    size: tuple[int, int], most: float, shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, size) as visit:
        sign_in(visit).go(HERE).is_sound()
        assert height_of(visit) <= most
        ledger = visit.page.locator("#ledger").bounding_box()
        assert ledger
        assert ledger["width"] > size[0] * 0.7
        sizes = visit.page.evaluate(
            """() => [...document.querySelectorAll('.overview *')]
              .filter(e => e.getClientRects().length && !e.closest('svg') && !e.closest('.unseen')
                && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
              .map(e => parseFloat(getComputedStyle(e).fontSize))"""
        )
        assert min(sizes) >= 13
        if size == ROOM:
            assert min(sizes) >= 16
            assert height_of(visit) == most


@pytest.mark.parametrize("role", ROLES)
def test_it_fits_for_every_role_in_every_place(
    role: str, shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    """Also where an alert waits, a round is open, nothing is decided, and forty groups have long names."""
    with Visit.on(browser, shelf[0].address, LAPTOP) as visit:
        sign_in(visit, role).go(HERE)
        wait_until(
            visit.page,
            lambda: bool(visit.page.get_by_text("Somebody may not be safe").count()) == (role != STEERING),
        )
        # Roles differ in what waits for them: for one every place is tried, for the others some.
        places = ("marlhaven", *shelf[1].values())
        for partnership in places if role == STEERING else spread_of(places, 5):
            visit.go(f"/p/{partnership}/")
            high = {}
            for width, height in (LAPTOP, ROOM, PHONE):
                visit.page.set_viewport_size({"width": width, "height": height})
                high[width] = height_of(visit) / height
            assert high[LAPTOP[0]] <= 1, (partnership, high)
            assert high[ROOM[0]] <= 1, (partnership, high)
            assert high[PHONE[0]] <= 2.5, (partnership, high)


FOLDING = ("/p/marlhaven/areas/iwp", "/p/marlhaven/rounds/year-1/results/what-comes-first")
# Screens of a phone. Which comment of an area is shown first is drawn, and some are long.
LONGEST_FOLDED = {FOLDING[0]: 5.2, FOLDING[1]: 6.2}


@pytest.mark.parametrize("path", FOLDING)
def test_what_a_phone_folds_is_open_on_a_laptop_and_on_paper(
    path: str, shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, PHONE, scripts=False) as visit:
        page = sign_in(visit).go(path).page
        assert height_of(visit) <= LONGEST_FOLDED[path] * PHONE[1]
        folded = page.locator(".phone-fold > :not(summary)")
        wait_until(page, lambda: folded.count() > 1)
        shown = "all => all.every(one => one.checkVisibility({contentVisibilityAuto: true}))"
        wait_until(page, lambda: not folded.evaluate_all(shown))
        click(page.locator(".phone-fold > summary").first)
        expect(folded.first).to_be_visible()
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 720, "height": 1018})  # A4 within its margins
        wait_until(page, lambda: folded.evaluate_all(shown))
        wait_until(page, lambda: page.evaluate("() => document.documentElement.scrollWidth") <= 720)
        page.emulate_media(media="screen")
        visit.go(path).page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        wait_until(page, lambda: folded.evaluate_all(shown))
        expect(page.locator(".phone-fold > summary").first).to_be_hidden()


@pytest.mark.parametrize("place", spread_of(PLACES, 4))
@pytest.mark.parametrize("size", [PHONE, LAPTOP, ROOM], ids=["phone", "laptop", "room"])
def test_every_place_looks_composed(
    size: tuple[int, int], place: str, shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, size) as visit:
        sign_in(visit).go(f"/p/{shelf[1][place]}/")
        if size == ROOM and not IS_SOAK:
            visit.fits()  # it has the parts that a laptop shows
        else:
            visit.is_sound()
        spills = visit.page.evaluate(
            """() => [...document.querySelectorAll('.overview .card, .overview .card table')].filter(e =>
              e.getClientRects().length && e.scrollWidth > e.clientWidth + 1).map(e => e.id || e.className)"""
        )
        assert spills == []
        wide = visit.page.evaluate(
            """() => [...document.querySelectorAll('.overview .card')].map(card => [card, card.getBoundingClientRect()])
              .flatMap(([card, box]) => [...card.querySelectorAll('table, select, ul, p')]
                .filter(e => e.getClientRects().length && !e.closest('.scroll')
                  && e.getBoundingClientRect().right > box.right + 1)
                .map(e => e.tagName + ' in ' + (card.id || card.className)))"""
        )
        assert wide == []


def test_the_radar_switches_by_keyboard_without_loading_the_page(
    shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, LAPTOP) as visit:
        page = sign_in(visit).go(HERE).page
        page.wait_for_load_state("networkidle")
        page.evaluate("() => { window.same = true }")
        said = page.locator("#overview-said")
        page.locator("#chip-furthest").focus()
        page.keyboard.press("Enter")
        expect(said).to_contain_text("Furthest apart on 7 Capacity and safety")
        expect(page.locator("#chip-furthest")).to_be_focused()
        expect(page).to_have_url(re.compile("one="))
        page.locator("#pick-one").select_option(index=1)
        expect(page.locator("#pick-one")).to_be_focused()
        page.locator("#chip-last").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".outlines")).to_contain_text("Last time")
        page.locator("#chip-as").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".rainbows .small-drawing svg[role=img]")).to_have_count(3)
        page.locator("#by-moved").focus()
        page.keyboard.press("Enter")
        expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Moved")
        expect(said).to_contain_text("Sorted: Moved")
        wait_until(page, lambda: page.evaluate("() => window.same"))
        asked = page.url
        visit.is_sound()
        page.reload()
        expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Moved")
        expect(page.locator(".rainbows .small-drawing svg[role=img]")).to_have_count(3)
        expect(page).to_have_url(asked)


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_choosing_sorting_and_reading_work_without_scripts(
    size: tuple[int, int], shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, size, scripts=False) as visit:
        page = sign_in(visit).go(HERE).page
        click(page.get_by_text("Change", exact=True))
        page.get_by_label("Whose answers").select_option("young-people")
        click(page.get_by_role("button", name="Show"))
        expect(page.locator(".basis")).to_contain_text("Children and young people")
        page.go_back()
        if size == PHONE:
            page.get_by_label("The other 5 areas, and how to sort them").check()
        click(page.locator("#by-now"))
        expect(page.locator("th[aria-sort]")).to_contain_text("Now")
        figures = [float(one) for one in page.locator(".ledger td.now strong").all_inner_texts()]
        assert figures == sorted(figures)
        assert len(figures) == 8
        click(page.locator("#chip-furthest"))
        expect(page.locator("[data-said]")).to_contain_text("Furthest apart")
        click(page.locator("#chip-as"))
        expect(page.locator(".rainbows .small-drawing svg[role=img]")).to_have_count(3)


@pytest.mark.parametrize("script", [LACKING, FAILING], ids=["lacking", "failing"])
def test_choices_are_kept_in_a_browser_in_which_something_is_missing(
    script: str, shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    """What is missing or fails leaves links and forms that work, and no choice is lost on the way."""
    with Visit.on(browser, shelf[0].address, LAPTOP) as visit:
        page = sign_in(visit).page
        page.add_init_script(script)
        for name in spread_of(("fetch", "DOMParser", "FormData", "history.replaceState"), 2):
            missing = {"name": "lacks", "value": name, "url": shelf[0].address}
            page.context.add_cookies([missing])
            visit.go(HERE)
            page.locator("#pick-one").select_option(index=1)
            if script == LACKING:
                click(page.locator("[data-draw] button"))
            page.wait_for_url(re.compile("one=[a-z]"))
            click(page.locator("#by-now"))
            expect(page.locator("th[aria-sort]")).to_contain_text("Now")
            expect(page.locator("[aria-busy]")).to_have_count(0)
            wait_until(page, lambda: re.search("one=[a-z]", page.url))
            click(page.get_by_text("Change", exact=True))
            page.get_by_label("Whose answers").select_option("young-people")
            click(page.get_by_role("button", name="Show"))
            expect(page.locator(".basis")).to_contain_text("Children and young people")
            assert visit.console == [], name


def test_what_is_chosen_stands_out_where_the_reader_forces_colours(
    shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, LAPTOP) as visit:
        sign_in(visit).page.emulate_media(forced_colors="active")
        for address, chips in ((HERE, ".chips"), (f"{HERE}rounds/year-1/participation", ".pick")):
            visit.go(address)
            chosen, other = (
                visit.page.locator(f"{chips} {which}").first.evaluate(
                    "one => getComputedStyle(one).backgroundColor"
                )
                for which in ("[aria-current]", "a:not([aria-current])")
            )
            assert chosen != other, address


def test_it_can_be_read_in_the_dark_and_on_paper(
    shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, LAPTOP) as visit:
        sign_in(visit)
        visit.page.emulate_media(color_scheme="dark")
        visit.go(f"{HERE}?one=schools-future&other=social-care&last=yes").is_sound()
        ground = visit.page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
        assert max(map(int, ground[4:-1].split(","))) < 60
        visit.page.emulate_media(color_scheme="light", media="print")
        for hidden in (".chips", "[data-draw]", "#choose-what"):
            expect(visit.page.locator(hidden), hidden).to_be_hidden()
        expect(visit.page.locator("#ledger tbody tr")).to_have_count(8)
        visit.page.set_viewport_size({"width": 720, "height": 1018})  # A4 within its margins
        for card in visit.page.locator(".overview .card").all():
            wide, room = card.evaluate("card => [card.scrollWidth, card.clientWidth]")
            assert wide <= room


def test_every_role_lands_here_and_the_facilitator_may_ask(
    shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    for role in ROLES:
        with Visit.on(browser, shelf[0].address, DESKTOP) as visit:
            sign_in(visit, role).go(HERE)
            expect(visit.page.locator("#headline")).to_contain_text(
                "Capacity and safety comes first", use_inner_text=True
            )
            expect(visit.page.get_by_role("link", name="Ask about MA-10")).to_have_count(
                int(role != STEERING)
            )


# --- questions of a chair: each answered within one click and one screen of the overview -----------------------

FIRST = "#ledger tbody tr:first-child"
QUESTIONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "What is the main thing?",
        "",
        "#headline",
        ("Six of eight areas rose", "Capacity and safety comes first"),
    ),
    ("What comes first, and how sure is that?", "", FIRST, ("Capacity and safety", "1st or 2nd")),
    ("Is it real?", "#real summary", "#real", ("Integrated working rose by 0.71", "higher in 13")),
    ("Where do young people and parents put it?", "", f"{FIRST} .other >> nth=0", ("1st",)),
    ("How far are we from our target?", "", f"{FIRST} .now", ("2.36", "target 3.5")),
    ("Who sees it differently?", "#chip-furthest", "[data-said]", ("Furthest apart on", "more than chance")),
    ("What did we decide, and on what?", "", "#decided", ("1. Integrated working", "The evidence it saw")),
    ("What is late, and by how much?", "", "#plan-card", ("2 late", "days", "Human resources network chair")),
    ("Whom have we not heard?", "", "#unheard", ("of 16 groups", "Childminders")),
    ("What do I take to the board?", "", "#for-the-board", ("Board paper (PDF)", "Word")),
)


def test_ten_questions_of_a_chair_are_answered_within_one_click_and_one_screen(
    shelf: tuple[Running, dict[str, str]], browser: Browser
) -> None:
    with Visit.on(browser, shelf[0].address, LAPTOP) as visit:
        page = sign_in(visit).page
        for question, press, where, answers in QUESTIONS:
            visit.go(HERE).page.wait_for_load_state("networkidle")
            if press:
                click(page.locator(press))
            found = page.locator(
                where if where.startswith(("[", "#real", "#head", "#led")) else f".card:has({where})"
            )
            for answer in answers:
                expect(found, question).to_contain_text(answer)
            box = found.bounding_box()
            assert box
            assert box["height"] <= LAPTOP[1]
            assert press or box["y"] + box["height"] <= LAPTOP[1], question

"""The Explore page in a real browser: it draws when it is asked to, under the policy of scripts, for everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import STEERING
from tests.conftest import a_copy
from tests.journeys.test_poor_browsers import FAILING, LACKING
from tests.journeys.visits import DESKTOP, PHONE, Visit, click, wait_until
from tests.machines.databases import open_database
from tests.machines.servers import Running, serving
from tests.runs.soaking import IS_SOAK, spread_of
from tests.worlds.staff import add_person

ADDRESS = "/p/marlhaven/explore"
HALL = (1920, 1080)
WATCH = """window.refused = [];
document.addEventListener('securitypolicyviolation', event => window.refused.push(event.violatedDirective));"""
RANGE = "document.getElementById('interactive').layout.xaxis.range.join()"
FIRST_SHOWN = "() => document.getElementById('interactive').data[0].visible"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, marlhaven: Path) -> Iterator[Running]:
    """The demo, with somebody of its steering group."""
    folder = tmp_path_factory.mktemp("explore")
    url = a_copy(marlhaven, folder / "explore.sqlite3")
    database = open_database(url)
    add_person(database, "marlhaven", STEERING)
    with serving(url, folder, WORKERS="1") as server:
        yield server
    database.engine.dispose()


def sign_in(visit: Visit) -> Visit:
    visit.page.add_init_script(WATCH)
    return visit.come_as(f"{STEERING}@marlhaven.example")


def first_groups(visit: Visit, number: int) -> str:
    keys = visit.page.locator("input[name=group]").evaluate_all("all => all.map(one => one.value)")
    return "".join(f"&group={key}" for key in keys[:number])


def draw(visit: Visit) -> Visit:
    visit.press("Make the picture interactive")
    visit.page.wait_for_selector("#interactive .main-svg")
    expect(visit.page.locator("#told")).to_contain_text("interactive now")
    return visit


# --- drawing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "kind"),
    [(PHONE, "radar"), (HALL, "bars"), *([(DESKTOP, "scatter")] if IS_SOAK else [])],
    ids=str,
)
def test_it_draws_when_it_is_asked_to_and_breaks_no_rule_of_the_policy(
    size: tuple[int, int], kind: str, server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        groups = first_groups(sign_in(visit).go(ADDRESS), 5)
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        visit.go(f"{ADDRESS}?round_key=baseline&kind={kind}{groups}")
        expect(visit.page.locator(".drawing svg[role=img]")).to_be_visible()
        if size == PHONE:
            visit.is_sound()
        assert not any("plotly" in url for url in asked)
        draw(visit)
        assert any("plotly" in url for url in asked)
        expect(visit.page.locator(".drawing")).to_be_hidden()
        if size == PHONE or IS_SOAK:
            visit.is_sound()
        else:
            visit.fits()  # it has the parts that a phone shows
        wait_until(visit.page, lambda: visit.page.evaluate("window.refused") == [])
        assert visit.console == []


def test_it_is_turned_by_keyboard_alone(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, DESKTOP) as visit:
        sign_in(visit).go(f"{ADDRESS}?kind=lines")
        keys, page = visit.page.keyboard, visit.page
        page.locator("#draw").focus()
        keys.press("Enter")
        page.wait_for_selector("#interactive .main-svg")
        expect(page.locator("#told")).to_contain_text("interactive now")
        page.get_by_role("button", name="Next figure").focus()
        for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowLeft"):
            keys.press(key)
        second = page.locator("#explored tbody tr").first.locator("td").nth(2).inner_text().strip()
        expect(page.locator("#told")).to_have_text(
            re.compile(f"^Everyone together, 2 .*{re.escape(second)}", re.DOTALL)
        )
        expect(page.locator(".hovertext")).to_have_count(1)
        keys.press("Tab")
        keys.press("Enter")
        expect(page.locator("#chosen")).to_have_text("Selected figures: 1")
        expect(page.locator("#selected li")).to_contain_text("Everyone together, 2 ")
        before = page.evaluate(RANGE)
        page.get_by_role("button", name="Nearer").focus()
        keys.press("Enter")
        page.wait_for_function(f"before => {RANGE} !== before", arg=before)
        page.get_by_role("button", name="Whole picture").focus()
        keys.press("Enter")
        page.wait_for_function(f"before => {RANGE} === before", arg=before)
        page.locator("#shown button").first.focus()
        keys.press("Space")
        page.wait_for_function(f"() => ({FIRST_SHOWN})() === 'legendonly'")
        expect(page.locator("#shown button").first).to_have_attribute("aria-pressed", "false")
        assert visit.console == []


def test_figures_are_selected_with_a_mouse_and_others_chosen(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, DESKTOP) as visit:
        draw(sign_in(visit).go(f"{ADDRESS}?kind=scatter"))
        click(visit.page.get_by_role("button", name="Select", exact=True))
        board = visit.page.locator("#interactive .nsewdrag").first.bounding_box()
        assert board
        visit.page.mouse.move(board["x"] + 5, board["y"] + 5)
        visit.page.mouse.down()
        visit.page.mouse.move(board["x"] + board["width"] - 5, board["y"] + board["height"] - 5, steps=4)
        visit.page.mouse.up()
        expect(visit.page.locator("#chosen")).to_have_text("Selected figures: 8")
        click(visit.page.locator("#chosen"))
        visit.press("Select none")
        expect(visit.page.locator("#chosen")).to_have_text("Selected figures: 0")
        # Another choice takes no page load, and stands in the address.
        visit.page.evaluate("window.stayed = true")
        visit.page.get_by_role("radio", name="Bars").check()
        for name in ("since", "audience"):
            click(visit.page.locator(f"details:has(input[name={name}]) > summary"))
        for one in ("since][value=baseline", "audience][value=parents-carers"):
            visit.page.locator(f"input[name={one}]").check()
        visit.press("Show these figures")
        expect(visit.page.locator("#told")).to_contain_text("Baseline")
        expect(visit.page).to_have_url(re.compile("kind=bars"))
        expect(visit.page).to_have_url(re.compile("since=baseline"))
        wait_until(visit.page, lambda: visit.page.url.count("audience=") == 2)
        wait_until(visit.page, lambda: visit.page.evaluate("window.stayed") is True)
        visit.page.wait_for_function("() => document.getElementById('interactive')?.data?.[0].type === 'bar'")
        expect(visit.page.get_by_role("button", name="Show these figures")).to_be_focused()
        # Each scale has a board of its own, and what turns the picture turns both.
        expect(visit.page.locator("#interactive .subplot.x2y2")).to_have_count(1)
        visit.press("Nearer")
        visit.page.wait_for_function(
            "() => { const drawn = document.getElementById('interactive');"
            " return ['xaxis', 'xaxis2'].every(name => {"
            " const [low, high] = drawn.layout[name].range; return high - low < 4; }); }"
        )
        wait_until(visit.page, lambda: visit.page.evaluate("window.refused") == [])


# --- without scripts, without the library, in the dark, on paper -----------------------------------------------


def test_without_scripts_there_are_the_choice_the_table_the_drawing_and_the_files(
    server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, PHONE, scripts=False) as visit:
        sign_in(visit).go(ADDRESS)
        visit.page.get_by_role("radio", name="Scatter").check()
        visit.press("Show these figures")
        expect(visit.page).to_have_url(re.compile("kind=scatter"))
        expect(visit.page.locator("#explored tbody tr")).to_have_count(8)
        expect(visit.page.locator(".drawing svg[role=img]")).to_be_visible()
        expect(visit.page.locator("#turning")).to_be_hidden()
        with visit.page.expect_download() as saved:
            visit.follow("the figure (JSON)")
        assert json.loads(Path(saved.value.path()).read_text())["data"][0]["type"] == "scatter"


def test_it_says_so_where_the_library_does_not_come(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, DESKTOP) as visit:
        sign_in(visit).go(ADDRESS).page.route("**/plotly.js", lambda route: route.abort())
        visit.press("Make the picture interactive")
        expect(visit.page.locator("#told")).to_contain_text("The drawing library could not be loaded.")
        expect(visit.page.locator(".drawing svg[role=img]")).to_be_visible()
        expect(visit.page.locator("#explored table")).to_be_visible()
        visit.page.unroute("**/plotly.js")
        visit.press("Try again")
        visit.page.wait_for_selector("#interactive .main-svg")
        expect(visit.page.locator("#told")).to_contain_text("interactive now")


def test_it_is_sound_in_the_dark_and_prints_our_drawing(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, DESKTOP) as visit:
        visit.page.emulate_media(color_scheme="dark")
        draw(sign_in(visit).go(ADDRESS)).is_sound()
        visit.page.emulate_media(media="print", color_scheme="light")
        expect(visit.page.locator(".drawing svg[role=img]")).to_be_visible()
        expect(visit.page.locator("#explored table")).to_be_visible()
        for hidden in ("#interactive", "#turning", "#choice", "#shown", "#files"):
            expect(visit.page.locator(hidden), hidden).to_be_hidden()


# --- files -----------------------------------------------------------------------------------------------------


def test_the_picture_is_saved_and_the_page_works_offline(
    server: Running, browser: Browser, tmp_path: Path
) -> None:
    with Visit.on(browser, server.address, DESKTOP) as visit:
        draw(sign_in(visit).go(f"{ADDRESS}?round_key=baseline&kind=bars"))
        page, saved = visit.page, {}
        for name in ("Save as PNG", "Save as SVG"):
            with page.expect_download() as download:
                visit.press(name)
            saved[name] = Path(download.value.path()).read_bytes()
        assert saved["Save as PNG"].startswith(b"\x89PNG")
        words = "".join(ElementTree.fromstring(saved["Save as SVG"]).itertext())
        table = page.locator("#explored tbody tr").first.locator("td").all_inner_texts()[1:]
        assert all(figure.strip() in words for figure in table)
        with page.expect_download() as download:
            visit.follow("a page that works offline")
        file = tmp_path / "figure.html"
        download.value.save_as(file)
        wait_until(page, lambda: page.evaluate("window.refused") == [])
    context = browser.new_context(offline=True)
    alone = context.new_page()
    said: list[str] = []
    alone.on("console", lambda message: said.append(message.text))
    alone.on("pageerror", lambda fault: said.append(str(fault)))
    alone.on(
        "request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else said.append(r.url)
    )
    alone.goto(file.as_uri())
    alone.wait_for_selector("#figure .main-svg")
    wait_until(
        alone,
        lambda: (
            alone.locator("tbody tr").first.locator("td").all_inner_texts()[1:] == [f.strip() for f in table]
        ),
    )
    expect(alone.locator("#drawing")).to_be_hidden()
    assert said == []
    context.close()


@pytest.mark.parametrize("script", [LACKING, FAILING], ids=["lacking", "failing"])
def test_figures_are_chosen_in_a_browser_in_which_something_is_missing(
    script: str, server: Running, browser: Browser
) -> None:
    """The picture is drawn by the server where it cannot be turned, and the form is sent as it is."""
    with Visit.on(browser, server.address, DESKTOP) as visit:
        page = sign_in(visit).page
        page.add_init_script(script)
        for name in spread_of(("fetch", "DOMParser", "FormData", "history.replaceState"), 2):
            page.context.add_cookies([{"name": "lacks", "value": name, "url": server.address}])
            visit.go(f"{ADDRESS}?kind=bars")
            if script == LACKING:
                expect(page.locator("#turning")).to_be_hidden()
            else:
                visit.press("Make the picture interactive")
                expect(page.locator("#told")).to_contain_text(re.compile("interactive now|stay as they are"))
            page.locator("input[name=kind][value=scatter]").check()
            visit.press("Show these figures")
            page.wait_for_url("**kind=scatter*")
            expect(page.locator("input[name=kind][value=scatter]")).to_be_checked()
            expect(page.locator("#explored .drawing svg")).to_be_visible()
            expect(page.locator("#explored table tbody tr")).not_to_have_count(0)
            # The charts library says itself what it met.
            assert set(visit.console) <= ({"not here"} if script == FAILING else set()), name

"""The steering group decides what comes first, departs from the ranking, and notes who approved: at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.actions.demo.decisions import decide_in_demo
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.records.people import STEERING
from tests.conftest import a_copy
from tests.journeys.visits import SIZES, Visit, click
from tests.machines.databases import open_database
from tests.machines.servers import Running, serving
from tests.worlds.staff import add_person

BASELINE, YEAR_1 = (f"/p/marlhaven/rounds/{key}/priorities" for key in ("baseline", "year-1"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, marlhaven: Path) -> Iterator[Running]:
    """The demo with its decision, and a member of its steering group."""
    folder = tmp_path_factory.mktemp("priorities")
    url = a_copy(marlhaven, folder / "priorities.sqlite3")
    database = open_database(url)
    decide_in_demo(database, what_is_seen)
    add_person(database, "marlhaven", STEERING)
    with serving(url, folder, WORKERS="1") as server:
        yield server
    database.engine.dispose()


def sign_in(visit: Visit) -> Visit:
    return visit.come_as(f"{STEERING}@marlhaven.example")


@SIZES
def test_the_decision_after_the_baseline_says_why_and_what_has_moved(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit).go(BASELINE).is_sound()
        text = visit.page.locator("main").inner_text()
        assert "Chosen from what is left open" in text
        assert "The ranking leaves open whether Capacity and safety or Outcome focus comes third" in text
        assert "second-highest" in text
        assert "What has moved since" in text
        visit.follow("See what it was decided on").is_sound()
        expect(visit.page.locator("main")).to_contain_text(
            "Marlhaven Children’s Partnership board", use_inner_text=True
        )


@SIZES
def test_deciding_without_scripts_and_noting_who_approved(
    size: tuple[int, int], server: Running, browser: Browser
) -> None:
    with Visit.on(browser, server.address, size, scripts=False) as visit:
        click(sign_in(visit).go(YEAR_1).page.get_by_role("link", name="Decide").last)
        page = visit.page
        page.get_by_label("1st place").select_option(index=8)
        page.get_by_label("Why these areas").fill("")
        visit.press("Save the decision")
        page.get_by_role("alert").get_by_text("Say why you depart from the ranking").wait_for()
        page.get_by_label("Why these areas").fill(f"Heard everywhere, at {size[0]}.")
        visit.press("Save the decision")
        page.get_by_text("The decision is kept").wait_for()
        visit.follow("See what it was decided on")
        page.get_by_label("Who approved it?").fill("Health board")
        page.get_by_label("On what day?").fill("2025-04-01")
        visit.press("Note the approval")
        page.get_by_text("The approval is noted").wait_for()
        visit.follow("Strike out").press("Strike it out")
        page.get_by_text("Struck out by").wait_for()


@SIZES
def test_the_pages_of_deciding_are_sound(size: tuple[int, int], server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, size) as visit:
        sign_in(visit).go(f"{YEAR_1}/decide").is_sound()
        visit.page.get_by_label("How many areas come first?").select_option("2")
        visit.press("Fill in from the ranking").is_sound()
        expect(visit.page.get_by_label("3rd place")).to_have_value("")
        visit.page.get_by_label("1st place").select_option(index=0)
        visit.press("Save the decision").is_sound()
        visit.go("/p/marlhaven/rounds/year-2/priorities").is_sound()
        visit.go(f"{BASELINE}/1/approvals/1/strike-out").is_sound()

"""Telling people what came of it, and reading it by an old link: at both widths, also without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.actions.demo.decisions import decide_in_demo
from lws_assess.actions.demo.feedback import publish_in_demo
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.documents.papers.feedback import make_page
from lws_assess.records.feedback import find_feedback, steps_of_round
from lws_assess.records.people import FACILITATOR
from lws_assess.records.rounds import links_of_round
from tests.conftest import a_copy
from tests.journeys.visits import SIZES, Visit
from tests.machines.databases import open_database
from tests.machines.servers import Running, serving
from tests.worlds.builders import new_code
from tests.worlds.staff import add_person

YEAR_1 = "/p/marlhaven/rounds/year-1/feedback"


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, marlhaven: Path
) -> Iterator[tuple[dict[str | None, str], Running]]:
    """The demo as it ships, with the open links of its baseline by group, and a facilitator."""
    folder = tmp_path_factory.mktemp("feedback")
    url = a_copy(marlhaven, folder / "feedback.sqlite3")
    database = open_database(url)
    moment = datetime.now(UTC)
    decide_in_demo(database, what_is_seen)
    for days in (0, 90):
        publish_in_demo(database, make_page, new_code, moment + timedelta(days))
    add_person(database, "marlhaven", FACILITATOR)
    with database.reading() as session:
        published = find_feedback(session, "marlhaven", "baseline")
        assert published
        assert published.page
        assert len(published.page.quotes) == 6
        assert len(steps_of_round(session, "marlhaven", "baseline")) == 1  # once, however often it is loaded
        links = {one.group: one.code for one in links_of_round(session, "marlhaven", "baseline")}
    with serving(url, folder, WORKERS="1") as server:
        yield links, server
    database.engine.dispose()


@SIZES
def test_an_old_link_leads_to_what_came_of_it_in_both_versions(
    size: tuple[int, int], place: tuple[dict[str | None, str], Running], browser: Browser
) -> None:
    links, server = place
    with Visit.on(browser, server.address, size, scripts=False) as visit:
        visit.go(f"/join/{links['head-teachers']}")
        visit.is_headed("You said, we did: Baseline")
        visit.follow("Read this in easy words")
        visit.is_headed("You said, we did")
        expect(visit.page.locator("main")).to_contain_text("Joined-up help", use_inner_text=True)
    with Visit.on(browser, server.address, size) as visit:
        visit.go(f"/join/{links['young-commissioners']}").is_sound()
        visit.is_headed("You said, we did")
        visit.follow("Read the longer page").is_sound()
        expect(visit.page.locator("main")).to_contain_text(
            "Outcome focus is next in line", use_inner_text=True
        )


@SIZES
def test_a_facilitator_writes_looks_publishes_and_takes_back(
    size: tuple[int, int], place: tuple[dict[str | None, str], Running], browser: Browser
) -> None:
    _, server = place
    with Visit.on(browser, server.address, size) as visit:
        visit.come_as(f"{FACILITATOR}@marlhaven.example").go("/p/marlhaven/rounds/year-1").follow(
            "Tell people what came of it"
        )
        page = visit.is_sound().page
        page.get_by_label("Your opening words", exact=True).fill("Thank you for a second year.")
        page.locator("details").first.evaluate("details => { details.open = true }")
        page.get_by_role("checkbox").first.check()
        visit.press("Save, and publish nothing yet").page.get_by_text("Saved.").wait_for()
        visit.is_sound().follow("Preview").is_sound()
        expect(page.locator("main")).to_contain_text("Thank you for a second year.", use_inner_text=True)
        visit.follow("Go back").follow("Publish").is_sound()
        expect(page.locator(".note").last).to_contain_text("your opening words", use_inner_text=True)
        visit.press("Publish both versions").page.get_by_text("It is public now").wait_for()
        address = page.locator(".link-box").inner_text()
        visit.go(address.removeprefix(server.address)).is_sound()
        visit.go(YEAR_1).follow("Take it back").is_sound().press("Take it back")
        page.get_by_text("It is not public any more").wait_for()
        assert page.goto(address).status == 404

"""Somebody who has never done it prepares a round on a phone, and every page on the way is sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from lws_assess.records.people import FACILITATOR
from lws_assess.web.words import LOCAL
from tests.journeys.conftest import PHONE
from tests.journeys.visits import Visit, click
from tests.machines.databases import give_tables, open_database
from tests.machines.servers import Running, serving
from tests.worlds.builders import World
from tests.worlds.staff import add_person


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("preparing")
    url = f"sqlite:///{folder / 'preparing.sqlite3'}"
    database = open_database(url)
    give_tables(database)
    add_person(database, World(database).partnership, FACILITATOR)
    with serving(url, folder, WORKERS="1") as server:
        yield server
    database.engine.dispose()


def test_a_round_is_prepared_from_its_title_to_its_opening(server: Running, browser: Browser) -> None:
    with Visit.on(browser, server.address, PHONE) as visit:
        visit.sign_in("facilitator@testham.example").follow("Rounds").follow("New round").is_sound()
        visit.press("Begin").is_sound()
        expect(visit.page.get_by_role("link", name="Give the round a title")).to_be_visible()
        visit.page.get_by_label("Title").fill("Second")
        visit.press("Begin").is_sound().press("Save and go on").is_sound()
        visit.press("Save and go on").is_sound()
        click(visit.page.get_by_role("link", name="Enter the last day"))
        expect(visit.page.locator("#last_day")).to_be_focused()
        last = datetime.now(LOCAL) + timedelta(weeks=5)
        visit.page.get_by_label("Last day").fill(last.date().isoformat())
        for heading in (
            "How results are counted",
            "Results by sector or role",
            "What the forms say",
            "Second",
        ):
            visit.press("Save and go on") if heading != "What the forms say" else visit.follow("Go on")
            expect(visit.is_sound().page.locator("h1")).to_have_text(re.compile("^" + re.escape(heading)))
        visit.follow("Open this round").is_sound().press("Open the round").is_sound()
        visit.is_headed("Second")
        visit.follow("Repeat this round").is_sound()

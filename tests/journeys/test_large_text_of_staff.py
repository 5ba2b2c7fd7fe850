"""Every staff page of the demo, with letters twice as large on a phone: nothing runs off to the side."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path

from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException

from lws_assess.records.people import FACILITATOR
from lws_assess.web import create_app
from tests.conftest import a_copy, settings_for
from tests.journeys.test_large_text import OFF, SCREENS, SIZE_OF_LETTERS, WAYS
from tests.journeys.visits import Visit, wait_until
from tests.machines.databases import open_database
from tests.machines.servers import serving
from tests.worlds.staff import add_person

# What is shown to a hall, and what ends the visit.
NOT_VISITED = {*SCREENS, "board_slides.present", "event_hosts.show", "account.sign_out"}
SEVERAL = {"results.chapter": 7}  # pages of one address that are unlike each other
LINKS = """() => [...document.querySelectorAll("main a[href], nav a[href]")].map(one => one.getAttribute("href"))"""
LETTERS = WAYS[0]
FEWEST = 60  # pages


def test_no_staff_page_of_the_demo_runs_off_a_phone_with_large_letters(
    browser: Browser, marlhaven: Path, tmp_path: Path
) -> None:
    """From link to link, one page of each kind. A page is laid out twice as large, and nothing of it is pressed."""
    url = a_copy(marlhaven, tmp_path / "large.sqlite3")
    database = open_database(url)
    add_person(database, "marlhaven", FACILITATOR)
    knows = create_app(settings_for(url, tmp_path)).url_map.bind("127.0.0.1")
    waiting, met, looked_at = deque(["/p/marlhaven/"]), dict[str, int](), 0
    with (
        serving(url, tmp_path, WORKERS="1") as server,
        Visit.on(browser, server.address, (390, 844)) as visit,
    ):
        page = visit.come_as(f"{FACILITATOR}@marlhaven.example").page
        while waiting:
            path = waiting.popleft().partition("#")[0]
            try:
                endpoint, _ = knows.match(path.partition("?")[0])
            except HTTPException:
                continue
            is_file = re.search(r"(\.|/(xlsx|csv|pdf))[^/]*$", path)
            if is_file or endpoint in NOT_VISITED or met.get(endpoint, 0) >= SEVERAL.get(endpoint, 1):
                continue
            met[endpoint] = met.get(endpoint, 0) + 1
            page.goto(server.address + path, wait_until="domcontentloaded")
            page.evaluate(SIZE_OF_LETTERS, LETTERS[1])
            wait_until(page, lambda: page.evaluate(OFF) == [], path)
            looked_at += 1
            waiting += [
                link for link in page.evaluate(LINKS) if link.startswith(("/p/marlhaven", "/account"))
            ]
    database.engine.dispose()
    assert looked_at >= FEWEST, sorted(met)

"""`make pictures`: the pictures of the README and of docs/, taken from the demo as it is today."""

from __future__ import annotations

import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from lws_assess.actions.demo.loading import load_demo
from lws_assess.actions.rounds.running_rounds import open_links
from lws_assess.records.migrations import migrate_database
from lws_assess.records.people import FACILITATOR
from tests.journeys.conftest import CHROMIUM_ARGUMENTS, DESKTOP, PHONE, chromium_path
from tests.journeys.visits import Visit
from tests.machines.databases import open_database
from tests.machines.servers import ROOT, serving
from tests.worlds.staff import add_person

PICTURES = ROOT / "docs" / "pictures"


def take(browser: Browser, address: str, code: str) -> None:
    with Visit.on(browser, address, DESKTOP, scripts=False) as visit:
        visit.sign_in(f"{FACILITATOR}@marlhaven.example").go("/p/marlhaven/rounds/baseline/results")
        visit.page.locator("#areas .beside").first.screenshot(path=str(PICTURES / "rainbow.png"))
        visit.go("/p/marlhaven/rounds/year-1/results")
        visit.page.locator("#main-points").screenshot(path=str(PICTURES / "main-points.png"))
        visit.go("/p/marlhaven/rounds/baseline/participation")
        visit.page.screenshot(path=str(PICTURES / "participation.png"))
    with Visit.on(browser, address, PHONE) as visit:
        visit.go(f"/join/{code}").page.check("[name=agree]")
        visit.press("Start").press("Continue").page.locator(".q").first.scroll_into_view_if_needed()
        visit.page.locator(".band").scroll_into_view_if_needed()
        visit.page.screenshot(path=str(PICTURES / "answering.png"))


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lws-pictures-") as folder:
        url = f"sqlite:///{folder}/pictures.sqlite3"
        database = open_database(url)
        migrate_database(database)
        load_demo(database, secrets.token_bytes, datetime.now(UTC))
        add_person(database, "marlhaven", FACILITATOR)
        with database.reading() as session:
            links = open_links(session, "marlhaven", "year-2")
        code = next(link.code for link, group in links if group and group.audience == "professional")
        database.engine.dispose()
        with serving(url, Path(folder)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
            take(browser, server.address, code)
            browser.close()


if __name__ == "__main__":
    main()

"""Pages of results as a slow laptop sees them: how long one keeps the browser busy at once, and how much of it moves.

The browser's processor is slowed down four times. Busy is any one task that it does before it can answer a hand. What
moves while a page loads is counted as browsers count it, as layout shift.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from lws_assess.records.people import STEERING
from tests.journeys.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.journeys.visits import sign_in
from tests.machines.databases import open_database
from tests.machines.servers import serving
from tests.worlds.staff import add_person

LAPTOP = (1280, 800)
SLOWED = 4
LOOKS = 3  # at each page; the middle one counts, since other work on the machine makes tasks longer
SETTLED = 1500  # milliseconds after which a page has come to rest
WATCH = """() => {
  window.seen = { longest: 0, moved: 0 };
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) seen.longest = Math.max(seen.longest, one.duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver(list => {
    for (const one of list.getEntries()) seen.moved += one.value;
  }).observe({ type: 'layout-shift', buffered: true });
}"""


def in_a_slow_browser(
    database_url: str, folder: Path, partnership: str, paths: Sequence[str]
) -> Iterator[tuple[str, float, str]]:
    """The longest task of all pages in milliseconds, 0 where none takes 50, and the largest layout shift."""
    database = open_database(database_url)
    email = add_person(database, partnership, STEERING, "slow@bench.example")
    database.engine.dispose()
    longest, moved = 0.0, 0.0
    with serving(database_url, folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        wide, high = LAPTOP
        page = browser.new_context(viewport={"width": wide, "height": high}).new_page()
        sign_in(page, server.address, email)
        page.add_init_script(f"({WATCH})()")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        for path in paths:
            seen = sorted(_look(page, server.address + path) for _ in range(LOOKS))
            longest = max(longest, seen[LOOKS // 2][0])
            moved = max(moved, *(shift for _, shift in seen))
        browser.close()
    yield "longest_task_ms_slow_laptop", longest, "ms"
    yield "layout_shift", moved, ""


def _look(page: Page, address: str) -> tuple[float, float]:
    reply = page.goto(address)
    assert reply, address
    assert reply.status == 200, address
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate("() => seen")
    return seen["longest"], seen["moved"]

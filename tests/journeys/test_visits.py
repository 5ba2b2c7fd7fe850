"""What a journey does to a page: whatever is pressed, what is read next is there, and nothing waits in vain."""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.visits import PHONE, Visit, click
from tests.machines.servers import ROOT

LATE = 0.5  # seconds between the first half of a page and the second
FIRST = b"<!DOCTYPE html><title>Half</title><h1>Half</h1>" + b" " * 4096
PAGES = {
    "/": b"""<!DOCTYPE html><h1>Start</h1><a href=/late>Late</a> <a href=#here>Here</a> <a href=/file>File</a>
      <form action=/late><button>Send</button></form><p id=here>Here it is</p>""",
    "/file": b"A file",
    "/late": b"<p class=last>The other half</p>",
}


class Slowly(BaseHTTPRequestHandler):
    """Sends the second half of a page late."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if path == "/file":
            self.send_header("Content-Disposition", "attachment; filename=file.txt")
        self.end_headers()
        if path == "/late":
            self.wfile.write(FIRST)
            time.sleep(LATE)
        self.wfile.write(PAGES.get(path, b""))

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def slow_address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slowly)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_that_comes_slowly_is_all_there_after_a_press(
    scripts: bool, slow_address: str, browser: Browser
) -> None:
    with Visit.on(browser, slow_address, PHONE, scripts=scripts) as visit:
        expect(visit.go("/").press("Send").page.locator(".last")).to_have_count(1)
        expect(visit.go("/").follow("Late").page.locator(".last")).to_have_count(1)


def test_a_press_after_which_the_page_stays_waits_for_nothing(slow_address: str, browser: Browser) -> None:
    with Visit.on(browser, slow_address, PHONE) as visit:
        visit.go("/").follow("Here").page.wait_for_url("**#here")
        with visit.page.expect_download() as saved:
            visit.follow("File")
        assert saved.value.path().read_bytes() == PAGES["/file"]
        click(visit.page.locator("#here"))
        visit.is_headed("Start")


def test_journeys_press_by_no_other_way() -> None:
    """Whoever presses without waiting reads now the page before, now half of the next, and now all of it."""
    for path in sorted((ROOT / "tests").glob("*/*.py")):
        pressing = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute) and node.attr == "click"
        ]
        assert len(pressing) == (path.name == "visits.py"), (path, pressing)

"""What a journey does to a page: whatever is pressed, what is read next is there, and nothing waits in vain."""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

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
        sent = visit.go("/").press("Send").page.locator(".last").count()
        led = visit.go("/").follow("Late").page.locator(".last").count()
        assert (sent, led) == (1, 1)


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


LOOKS = {
    "inner_text",
    "inner_html",
    "text_content",
    "all_inner_texts",
    "all_text_contents",
    "content",
    "title",
}
LOOKS |= {"is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled", "is_editable", "input_value"}
LOOKS |= {"get_attribute", "evaluate", "evaluate_all", "bounding_box", "screenshot", "count"}


def looks_once(node: ast.AST) -> bool:
    """Reads a page as it is at this moment."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("url", "heading")
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    asked = node.func
    of_another = isinstance(asked.value, ast.Name) and asked.value.id == "func"  # SQLAlchemy's
    of_a_list = asked.attr == "count" and node.args
    return asked.attr in LOOKS and not of_another and not of_a_list


def test_journeys_look_at_no_page_once() -> None:
    """A page may be late by any time: `expect` and `wait_until` look until it is there."""
    for path in sorted((ROOT / "tests" / "journeys").glob("*.py")):
        looking = [
            claim.lineno
            for claim in ast.walk(ast.parse(path.read_text()))
            if isinstance(claim, ast.Assert) and any(map(looks_once, ast.walk(claim.test)))
        ]
        assert looking == [], path


def test_journeys_have_no_hurry() -> None:
    """How long anything is waited for is `PATIENCE`, and not for each wait to say."""
    for path in sorted((ROOT / "tests" / "journeys").glob("*.py")):
        hurried = [
            node.value.lineno
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.keyword)
            and node.arg == "timeout"
            and isinstance(node.value, ast.Constant)
        ]
        assert hurried == [], path

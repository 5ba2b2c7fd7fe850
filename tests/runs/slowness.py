"""Slow devices and slow networks: `SLOW=pages`, `SLOW=replies` or `SLOW=both` tries tests as they would be there.

A browser's pages have a sixth of the processor, and every answer of a server that a test has started is late. A test
that holds then does not rest on how quick the machine is.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE = 120  # seconds that tests wait for anything at all: nothing is as slow as a machine with other work
MILLISECONDS = 1000 * PATIENCE

MODES = {"": (False, False), "pages": (True, False), "replies": (False, True), "both": (True, True)}
PAGES_ARE_SLOW, REPLIES_ARE_LATE = MODES[os.environ.get("SLOW", "")]
TIMES_SLOWER = 6
LATE = (0.3, 0.7)  # seconds, the least and the most
# What gunicorn is told to serve; by itself it serves what its settings name.
SERVED = ("tests.machines.late_app:app",) if REPLIES_ARE_LATE else ()


def slow_down(page: Page) -> None:
    """Gives a page a sixth of the processor."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})


def make_patient(browser: Browser) -> None:
    """Every page of this browser is waited for with patience, and is slow where this run asks for it."""
    new_context = browser.new_context

    def new_patient_context(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(MILLISECONDS)
        if PAGES_ARE_SLOW:
            context.on("page", slow_down)
        return context

    browser.new_context = new_patient_context  # type: ignore[method-assign]


class LateReplies:
    """A WSGI app whose replies begin late, once all that was asked for is done. How late is drawn by the seed."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._chance = random.Random(f"{os.environ.get('SEED', 1)} late replies")
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        reply = self._app(environ, start_response)
        with self._lock:
            seconds = self._chance.uniform(*LATE)
        time.sleep(seconds)
        return reply

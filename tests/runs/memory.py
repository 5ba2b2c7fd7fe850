"""What a test process holds in memory: given back while it runs, measured when it ends, and told below the results.

The printer of PDFs keeps what its last ten papers were made of, 20 to 30 MB each, until ten others have been made, and
the C library keeps what was freed. Neither is a leak of ours, and neither need last longer than a test.
"""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typst
from flask.testing import FlaskClient

from lws_assess.documents import faces

MOST = 500  # megabytes that one test process may hold
GIVEN_BACK_FROM = 300  # megabytes
GROWN = 30  # megabytes since memory was last given back
PAPERS_KEPT = 10  # by the printer
# Of mallopt. M_MMAP_THRESHOLD and M_TRIM_THRESHOLD, in bytes: what is large goes back as soon as it is freed.
# M_ARENA_MAX: threads of senders and of phones take from one heap, and leave none behind half empty.
LARGE = ((-3, 128 * 1024), (-1, 128 * 1024), (-8, 1))
# Of gc.set_threshold: an app that a test made can wait, and looking for it takes an eighth of the time.
SELDOM = (50_000, 5, 25)
MEGABYTE = 1024 * 1024


def megabytes_held() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // MEGABYTE


def most_megabytes_held() -> int:
    """The most that this process has held at any moment."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


class MemoryWatch:
    """A plugin of every test process. The main one hears from the others how much they held."""

    def __init__(self) -> None:
        self.held: dict[str, int] = {}
        self._after_last = 0
        gc.disable()  # while tests are collected, of which nothing is garbage
        self._library = ctypes.CDLL(None)
        for setting in LARGE:
            self._library.mallopt(*setting)
        self._printer = typst.Compiler
        typst.Compiler = self._make_printer  # type: ignore[assignment,misc]
        self._watch_pages()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_finish(self) -> Iterator[None]:
        """Ten thousand tests live to the end: whoever looks for garbage need not look at them each time."""
        yield
        gc.collect()
        gc.freeze()
        gc.set_threshold(*SELDOM)
        gc.enable()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        yield
        self._give_back()

    def _make_printer(self, *arguments: Any, **named: Any) -> typst.Compiler:
        """Before each paper, since one test may make a hundred."""
        self._give_back()
        return self._printer(*arguments, **named)

    def _watch_pages(self) -> None:
        """After each page, since one test may look at all, Word files and slides among them."""
        ask = FlaskClient.open

        def asked(client: FlaskClient, *arguments: Any, **named: Any) -> Any:
            reply = ask(client, *arguments, **named)
            self._give_back()
            return reply

        FlaskClient.open = asked  # type: ignore[method-assign]

    def _give_back(self) -> None:
        if megabytes_held() <= max(GIVEN_BACK_FROM, self._after_last + GROWN):
            return
        gc.collect()  # apps, pages and files that tests made point at themselves
        faces.printer_fonts.cache_clear()  # with every file of letters that was read
        for _ in range(PAPERS_KEPT + 2):
            self._printer(b"", ignore_system_fonts=True).compile(format="svg")
        self._library.malloc_trim(0)
        self._after_last = megabytes_held()

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(session.config, "workeroutput", None)
        if output is None:
            self.held["main"] = most_megabytes_held()
        else:
            output["megabytes"] = most_megabytes_held()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", None) or {}
        if "megabytes" in output:
            self.held[node.gateway.id] = output["megabytes"]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        each = ", ".join(f"{name} {most} MB" for name, most in sorted(self.held.items()))
        terminalreporter.write_line(f"Most memory held by each test process: {each}")
        if max(self.held.values(), default=0) > MOST:
            terminalreporter.write_line(f"WARNING: a test process held more than {MOST} MB", yellow=True)

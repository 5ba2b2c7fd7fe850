"""A real browser before a real server, at phone and at desktop width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import a_copy
from tests.journeys.soundness import SOUND
from tests.journeys.visits import DESKTOP as DESKTOP
from tests.journeys.visits import PHONE as PHONE
from tests.journeys.visits import TRIED, Visit
from tests.machines.databases import open_database
from tests.machines.servers import Running, serving
from tests.runs.slowness import MILLISECONDS, make_patient
from tests.worlds.builders import World

expect.set_options(timeout=MILLISECONDS)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # One process draws all pages, and none is kept ready: on two cores they would only be in each other's way.
    "--renderer-process-limit=1",
    "--disable-features=SpareRendererForSitePerProcess",
]


# The first without a window, which costs less than half of the work of the others for the same pages.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "a browser is missing: install chromium"
    return found


@pytest.fixture(scope="session", autouse=True)
def known_pieces(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All processes of a run know what was found to be sound."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    SOUND.folder = folder / "sound"
    SOUND.folder.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=CHROMIUM_ARGUMENTS,
        )
        make_patient(browser)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def place(sqlite_pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Running]]:
    """A partnership with an open round, and the server before it."""
    folder: Path = tmp_path_factory.mktemp("journey")
    url = a_copy(sqlite_pattern, folder / "journey.sqlite3")
    database = open_database(url)
    world = World(database)
    with serving(url, folder, WORKERS="1") as server:
        yield world, server
    database.engine.dispose()


@pytest.fixture(scope="module")
def world(place: tuple[World, Running]) -> World:
    return place[0]


@pytest.fixture(scope="module")
def server(place: tuple[World, Running]) -> Running:
    return place[1]


@pytest.fixture(params=list(TRIED.values()), ids=list(TRIED))
def visit(request: pytest.FixtureRequest, browser: Browser, server: Running) -> Iterator[Visit]:
    """A fresh device that checks every page it is asked to."""
    with Visit.on(browser, server.address, request.param) as visit:
        yield visit

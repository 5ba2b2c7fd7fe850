"""How long a partnership's overview takes on the server with 16 groups and three rounds, and what it weighs."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from lws_assess.records.people import STEERING
from tests.bench.answering import a_world
from tests.bench.load import Browser
from tests.bench.pages import ASSETS
from tests.bench.releases import BEFORE, fill_at_random, open_another
from tests.machines.servers import serving
from tests.worlds.builders import World
from tests.worlds.overview_places import with_copies
from tests.worlds.staff import PASSWORD, add_person

GROUPS = tuple((f"group-{i}", f"Group {i}", "professional", f"branch {i % 5}") for i in range(16))
LOOKS, WARM = 40, 5


def overviews(database_url: str, folder: Path, people: int) -> Iterator[tuple[str, float, str]]:
    """With so many people in the last of three rounds: milliseconds in the median; of a small one bytes as well."""
    world = a_world(database_url, groups=GROUPS)
    for number, answered in enumerate((BEFORE, BEFORE, people)):
        if number:
            open_another(world, f"round-{number}")
        fill_at_random(world, answered, GROUPS)
        world.close()
    yield from _looked_at(world, database_url, folder, f"overview_ms_{people}", people == BEFORE)


def of_many_rounds(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """The overview of a partnership with 300 rounds."""
    world = a_world(database_url, groups=GROUPS)
    fill_at_random(world, BEFORE, GROUPS)
    world.close()
    with_copies(world)
    yield from _looked_at(world, database_url, folder, "overview_ms_300_rounds", False)


def _looked_at(
    world: World, database_url: str, folder: Path, name: str, weighed: bool
) -> Iterator[tuple[str, float, str]]:
    email = add_person(world.database, world.partnership, STEERING)
    world.database.engine.dispose()
    path = f"/p/{world.partnership}/"
    with serving(database_url, folder, WORKERS="1") as server:
        browser = Browser(server.host, server.port)
        _, page = browser.get("/sign-in")
        browser.post("/sign-in", page, {"email": email, "password": PASSWORD})
        for _ in range(WARM):
            browser.get(path)
        browser.milliseconds.clear()
        for _ in range(LOOKS):
            browser.get(path)
        yield name, statistics.median(browser.milliseconds), "ms"
        if weighed:
            cold = Browser(server.host, server.port, dict(browser.cookies))
            _, page = cold.get(path)
            assets = dict.fromkeys(ASSETS.findall(page))
            for asset in assets:
                cold.get(asset.decode())
            assert b"plotly" not in page
            yield "overview_bytes", cold.received, "bytes"
            yield "overview_requests", 1 + len(assets), "requests"

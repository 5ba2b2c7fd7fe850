"""What a first question page weighs, and how long the demo takes to load and its results to be drawn."""

from __future__ import annotations

import re
import secrets
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from lws_assess.actions.demo.loading import load_demo
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.migrations import migrate_database
from lws_assess.records.people import STEERING
from lws_assess.web import create_app
from tests.bench.answering import a_world
from tests.bench.load import Browser
from tests.bench.seen_pages import in_a_slow_browser
from tests.conftest import settings_for
from tests.machines.databases import open_database
from tests.machines.servers import serving
from tests.pages.results_chapters import chapter_addresses
from tests.worlds.builders import INSTRUMENT
from tests.worlds.staff import signed_in

AREA = shipped_editions()[INSTRUMENT].areas[6].code
ASSETS = re.compile(rb'(?:href|src)="(/assets/[^"]+)"')


def first_page(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """Bytes on the wire and requests of a respondent's first question page, nothing cached."""
    world = a_world(database_url)
    entrance = f"/join/{world.code('teachers')}"
    world.database.engine.dispose()
    with serving(database_url, folder) as server:
        browser = Browser(server.host, server.port)
        path, page = browser.get(entrance)
        path, page = browser.post(entrance, page, {"agree": "yes"})
        path, _ = browser.post(path, page, {"role": "direct"})
        cold = Browser(server.host, server.port, dict(browser.cookies))
        _, page = cold.get(path)
        assets = dict.fromkeys(ASSETS.findall(page))
        for asset in assets:
            cold.get(asset.decode())
        assert b"plotly" not in page
        yield "first_page_bytes", cold.received, "bytes"
        yield "first_page_requests", 1 + len(assets), "requests"


def results(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """The slowest chapter of the demo's one-year round, drawn on the server."""
    database = open_database(database_url)
    migrate_database(database)
    began = time.perf_counter()
    load_demo(database, secrets.token_bytes, datetime.now(UTC))
    yield "demo_load_seconds", time.perf_counter() - began, "s"
    yield "results_ms", milliseconds_to_draw(database_url, folder, "marlhaven", "year-1"), "ms"
    client = signed_in(create_app(settings_for(database_url, folder)), "marlhaven", STEERING)
    yield "area_page_ms", milliseconds_of(client, f"/p/marlhaven/areas/{AREA}"), "ms"
    yield "group_page_ms", milliseconds_of(client, "/p/marlhaven/groups/head-teachers/"), "ms"
    yield "over_time_ms", milliseconds_of(client, "/p/marlhaven/over-time"), "ms"
    chapters = chapter_addresses("/p/marlhaven/rounds/year-1/results")
    others = ("/p/marlhaven/", f"/p/marlhaven/areas/{AREA}", "/p/marlhaven/groups/head-teachers/")
    seen = (*others, "/p/marlhaven/over-time", *chapters)
    yield from in_a_slow_browser(database_url, folder, "marlhaven", seen)


def milliseconds_to_draw(database_url: str, folder: Path, partnership: str, round_key: str) -> float:
    """How long the slowest chapter of a round's results takes to be drawn."""
    client = signed_in(create_app(settings_for(database_url, folder)), partnership, STEERING)
    return max(
        milliseconds_of(client, address)
        for address in chapter_addresses(f"/p/{partnership}/rounds/{round_key}/results")
    )


def milliseconds_of(client: FlaskClient, path: str) -> float:
    """How long a page takes to be drawn, in the median of 30, once it has been drawn before."""
    taken = []
    for _ in range(35):
        began = time.perf_counter()
        reply = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        assert reply.status_code == 200
    return statistics.median(taken[5:])

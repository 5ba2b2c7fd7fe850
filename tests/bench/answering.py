"""How fast people can answer: whole journeys against real servers, and statements a page."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import event

from lws_assess.records.migrations import migrate_database
from tests.bench.load import journey, many
from tests.machines.databases import open_database
from tests.machines.servers import serving
from tests.worlds.builders import World

PEOPLE = 16
SECONDS = 20


def a_world(database_url: str, **more: object) -> World:
    """An open round on a fresh database."""
    database = open_database(database_url)
    migrate_database(database)
    return World(database, **more)


def fsync_milliseconds(folder: Path, times: int = 200) -> float:
    """What one durable write of 4 kB costs on this disk, in the median."""
    taken = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[times // 2]


def statements(database_url: str) -> Iterator[tuple[str, float, str]]:
    """SQL statements to save an area and to submit, BEGIN and COMMIT not counted."""
    world = a_world(database_url)
    seen: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))

    def counted() -> float:
        count = sum(not statement.startswith(("BEGIN", "COMMIT")) for statement in seen)
        seen.clear()
        return count

    secret = world.begin("teachers")
    world.save(secret, "about", role="manager")
    seen.clear()
    world.save(
        secret, "areas/sipv", **{f"sipv-{i}": "3" for i in range(1, 6)}, importance="4", comment="Text."
    )
    yield "save_area_statements", counted(), "statements"
    world.submit(secret)
    yield "submit_statements", counted(), "statements"
    world.database.engine.dispose()


def journeys(name: str, database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """Complete journeys through the full form a second, and the 95th percentile of every request."""
    world = a_world(database_url)
    entrance = f"/join/{world.code('teachers')}"
    world.database.engine.dispose()
    with serving(database_url, folder) as server:
        for _ in range(4):
            journey(server.host, server.port, entrance)
        rate, milliseconds = many(server.host, server.port, entrance, PEOPLE, SECONDS)
    milliseconds.sort()
    yield f"journeys_per_second_{name}", rate, "journeys/s"
    yield f"page_p95_ms_{name}", milliseconds[int(len(milliseconds) * 0.95)], "ms"

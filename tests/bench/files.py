"""How long the workbook of the demo's first round takes, from the release to the finished file."""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from lws_assess.actions.demo.loading import load_demo
from lws_assess.actions.results.releases import view_release
from lws_assess.documents.data.workbook import release_workbook
from lws_assess.records.migrations import migrate_database
from tests.machines.databases import open_database


def of_the_demo(database_url: str) -> Iterator[tuple[str, float, str]]:
    """Seconds for the workbook, in the median of five."""
    database = open_database(database_url)
    migrate_database(database)
    load_demo(database, secrets.token_bytes, datetime.now(UTC))
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        with database.reading() as session:
            results = view_release(session, "marlhaven", "baseline")
        assert results
        assert release_workbook(results).startswith(b"PK")
        taken.append(time.perf_counter() - began)
    yield "workbook_seconds", statistics.median(taken), "s"
    database.engine.dispose()

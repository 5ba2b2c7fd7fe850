"""How long the draft strategy of the demo takes, from what is kept to the finished Word file."""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from lws_assess.actions.demo.loading import load_demo
from lws_assess.actions.papers.strategies import view_sources
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.records.migrations import migrate_database
from lws_assess.records.rounds import find_round
from tests.machines.databases import open_database


def of_the_demo(database_url: str) -> Iterator[tuple[str, float, str]]:
    """Milliseconds for the strategy after the demo's second round, in the median of five."""
    database = open_database(database_url)
    migrate_database(database)
    load_demo(database, secrets.token_bytes, datetime.now(UTC))
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        with database.reading() as session:
            this = find_round(session, "marlhaven", "year-1")
            sources = view_sources(session, this, datetime.now(UTC)) if this else None
        assert sources
        assert word_file(strategy_document(sources)).startswith(b"PK")
        taken.append(1000 * (time.perf_counter() - began))
    yield "strategy_docx_ms", statistics.median(taken), "ms"
    database.engine.dispose()

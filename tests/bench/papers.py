"""How long the papers of the demo's one-year round take, from the request to the file."""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient

from lws_assess.actions.demo.loading import load_demo
from lws_assess.documents.papers.manuscripts_word import _pictures
from lws_assess.records.migrations import migrate_database
from lws_assess.records.people import STEERING
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.machines.databases import open_database
from tests.worlds.staff import signed_in

ROUND = "/p/marlhaven/rounds/year-1"


def papers(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """The median of some requests each. The first Word file draws its pictures, which later ones find drawn."""
    database = open_database(database_url)
    migrate_database(database)
    load_demo(database, secrets.token_bytes, datetime.now(UTC))
    client = signed_in(create_app(settings_for(database_url, folder)), "marlhaven", STEERING)
    short = statistics.median(taken(client, "board-paper-short.pdf", 15))
    yield "board_paper_short_pdf_ms", short, "ms"
    yield "board_paper_pdf_ms", statistics.median(taken(client, "board-paper.pdf", 15)), "ms"
    yield "board_paper_docx_ms", statistics.median(taken(client, "board-paper.docx", 15)), "ms"
    yield "board_paper_docx_first_ms", statistics.median(first(client, "board-paper.docx", 7)), "ms"
    yield "slides_ms", statistics.median(taken(client, "results/slides.pptx", 15)), "ms"
    yield "feedback_sheets_pdf_ms", statistics.median(taken(client, "feedback.pdf", 7)), "ms"


def taken(client: FlaskClient, name: str, times: int) -> list[float]:
    """Milliseconds of each request, after one that nobody counts."""
    return [_request(client, name) for _ in range(times + 1)][1:]


def first(client: FlaskClient, name: str, times: int) -> Iterator[float]:
    """The same with every picture to be drawn."""
    for _ in range(times):
        _pictures.cache_clear()
        yield _request(client, name)


def _request(client: FlaskClient, name: str) -> float:
    began = time.perf_counter()
    reply = client.get(f"{ROUND}/{name}")
    assert reply.status_code == 200, name
    return (time.perf_counter() - began) * 1000

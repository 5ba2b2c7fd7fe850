"""How long a poster and a sheet of a hundred slips take, from the request to the PDF."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask.testing import FlaskClient

from lws_assess.records.people import FACILITATOR
from lws_assess.web import create_app
from tests.bench.answering import a_world
from tests.conftest import settings_for
from tests.worlds.staff import signed_in, token_of


def pdfs(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """The median of some requests each. Slips are made as well: their ballots are written."""
    world = a_world(database_url)
    client = signed_in(create_app(settings_for(database_url, folder)), world.partnership, FACILITATOR)
    group = f"/p/{world.partnership}/rounds/{world.round}/reach/teachers"
    slips = {"csrf_token": token_of(client.get(group).text), "how_many": "100"}
    yield "poster_pdf_ms", _median(lambda: _is_pdf(client, "GET", f"{group}/poster.pdf"), 20), "ms"
    yield "slips_100_pdf_ms", _median(lambda: _is_pdf(client, "POST", f"{group}/slips", slips), 7), "ms"


def _is_pdf(client: FlaskClient, method: str, path: str, form: dict[str, str] | None = None) -> None:
    reply = client.open(path, method=method, data=form)
    assert reply.status_code == 200
    assert reply.data.startswith(b"%PDF")


def _median(act: Callable[[], None], times: int) -> float:
    act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)

"""Half an hour past midnight in summer, when it is the day before in UTC: pages and papers say the day here."""

from __future__ import annotations

import io
import re
import secrets
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lws_assess.actions.demo.loading import load_demo
from lws_assess.records.people import FACILITATOR
from lws_assess.web import create_app
from tests.conftest import a_copy, settings_for
from tests.documents.paper import Paper
from tests.machines.databases import open_database
from tests.runs.soaking import tries
from tests.worlds.staff import signed_in

NOW = datetime(2026, 7, 15, 23, 30, tzinfo=UTC)
HERE, YESTERDAY, EARLIER_IN_UTC = "16 July 2026", "15 July 2026", "14 July 2026"
START = "/p/marlhaven/"
# These tell of the round that opened a day ago.
OPENED_YESTERDAY = {
    START,
    f"{START}rounds/",
    f"{START}rounds/year-2/",
    f"{START}data-protection/impact-assessment.docx",
}
MOST = tries(in_a_soak=120, otherwise=40)  # pages and papers
PICTURE = re.compile(r"\.(svg|png)$")


@pytest.fixture
def client(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The demo, loaded just now, its round closed just now."""
    url = a_copy(played, tmp_path / "days.sqlite3")
    load_demo(open_database(url), secrets.token_bytes, NOW)
    app = create_app(settings_for(url, tmp_path))
    for name, module in sorted(sys.modules.items()):
        if name.startswith("lws_assess.web.") and hasattr(module, "now"):
            monkeypatch.setattr(module, "now", lambda: NOW)
    return signed_in(app, "marlhaven", FACILITATOR)


def read(name: str, data: bytes) -> str:
    """What a page or file says."""
    if data.startswith(b"%PDF"):
        return Paper(data).text
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [packed.read(part).decode() for part in packed.namelist() if part.endswith(".xml")]
        return re.sub(r"<[^>]+>", "", " ".join(parts))
    return data.decode("utf-8", "replace")


def test_every_page_and_paper_says_the_day_here(client: FlaskClient) -> None:
    waiting, seen, said = [START], {START}, {}
    while waiting and len(said) < MOST:
        path = waiting.pop(0)
        reply = client.get(path, follow_redirects=False)
        if reply.status_code in {302, 303}:
            reply = client.get(reply.headers["Location"])
        if reply.status_code != 200:
            continue
        said[path] = read(path, reply.data)
        if reply.mimetype == "text/html":
            for link in re.findall(r'href="(/p/marlhaven/[^"#?]*)', said[path]):
                if link not in seen and not PICTURE.search(link):
                    seen.add(link)
                    waiting.append(link)
    for text in said.values():
        assert EARLIER_IN_UTC not in text
        assert not re.search(r"\b2026-07-1[45]\b(?!T)", text)
    yesterday = {path for path, text in said.items() if YESTERDAY in text}
    assert yesterday <= OPENED_YESTERDAY
    assert len({path for path, text in said.items() if HERE in text}) >= 2

"""Every file that pages send is made of what the floors below know: without any web framework it comes out the same."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.records.people import ADMINISTRATOR
from lws_assess.survey.days import local_day
from lws_assess.survey.public_addresses import PublicAddresses
from lws_assess.web import create_app
from lws_assess.web.post.mail import absolute_address
from tests.conftest import a_copy, settings_for
from tests.watching.without_flask import EVERY_PAPER, PARTNERSHIP, PaperMade
from tests.worlds.staff import signed_in

NOT_MADE_ALONE = {
    # Drawn by the blocks of the results page, for the choices that stand in its address.
    "results.table",
    "files.svg",
    "files.png",
    # Drawn for the choices that stand in the address, too.
    "explore.drawing_svg",
    "explore.drawing_png",
    # Parts of what event_papers.pdf is made of, once there are slips, and once tables have codes.
    "event_papers.slips_pdf",
    "event_papers.tables_pdf",
    # The same functions as on the pages of staff, for whoever has a lead's private link.
    "leads.poster",
    "leads.feedback",
}
FILES = (".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".ics", ".svg", ".png")
ZIPPED = (".docx", ".xlsx", "_xlsx")  # slides are not among them: no part of theirs tells when it was made
# Nothing can import these from here on.
FORBIDDEN = (
    "import sys; sys.modules.update(dict.fromkeys(['click', 'flask', 'jinja2', 'werkzeug', 'wtforms'])); "
)


@pytest.fixture(scope="module")
def app(marlhaven: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("without")
    app = create_app(settings_for(a_copy(marlhaven, folder / "demo.sqlite3"), folder))
    yield app
    app.config["DATABASE"].engine.dispose()


def send_all(url: str, folder: str) -> None:
    """Writes down what the pages send; in a process of its own, since all these papers take 300 megabytes."""
    client = signed_in(create_app(settings_for(url, Path(folder))), PARTNERSHIP, ADMINISTRATOR)
    for one in EVERY_PAPER:
        reply = client.get(f"/p/{PARTNERSHIP}/{one.path}")
        assert reply.status_code == 200, one.path
        (Path(folder) / one.name).write_bytes(reply.data)


@pytest.fixture(scope="module")
def made(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, bytes]]:
    """What was made alone and what a page sent, by name; made anew where a day ended in between."""
    folder, pages = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("sent")
    url = str(app.config["DATABASE"].engine.url)
    base = app.config["SETTINGS"].public_base_url
    while True:
        now = datetime.now(UTC)
        make = f"{FORBIDDEN}from tests.watching.without_flask import make_all; make_all(*sys.argv[1:])"
        subprocess.run([sys.executable, "-c", make, url, base, now.isoformat(), str(folder)], check=True)
        send = f"import sys; from {__name__} import send_all; send_all(*sys.argv[1:])"
        subprocess.run([sys.executable, "-c", send, url, str(pages)], check=True)
        if local_day(datetime.now(UTC)) == local_day(now):
            return {
                one.name: ((folder / one.name).read_bytes(), (pages / one.name).read_bytes())
                for one in EVERY_PAPER
            }


def parts_of(data: bytes, name: str) -> object:
    """A file itself, or the parts of one that is zipped: a zip holds the moment at which it was made."""
    if not name.endswith(ZIPPED):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return {part: parts.read(part) for part in parts.namelist()}


@pytest.mark.parametrize("one", EVERY_PAPER, ids=lambda one: one.name)
def test_a_file_is_the_same_without_a_web_framework(
    made: dict[str, tuple[bytes, bytes]], one: PaperMade
) -> None:
    alone, sent = made[one.name]
    assert len(alone) > 100
    assert parts_of(alone, one.name) == parts_of(sent, one.name)


def test_every_file_that_a_page_sends_is_among_them(app: Flask) -> None:
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    files = {
        endpoint
        for endpoint, rule in rules.items()
        if "." in endpoint and (rule.endswith(FILES) or "any(csv" in rule)
    }
    assert files == {one.endpoint for one in EVERY_PAPER} | NOT_MADE_ALONE


def test_what_makes_them_alone_cannot_import_a_web_framework() -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{FORBIDDEN}import lws_assess.web"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "import of flask halted" in done.stderr


def test_links_on_paper_lead_where_the_pages_are(app: Flask) -> None:
    with app.app_context():
        addresses = PublicAddresses(app.config["SETTINGS"].public_base_url)
        assert addresses.home == absolute_address("pages.home")
        assert addresses.join("abc") == absolute_address("links.join", code="abc")
        assert addresses.personal("abc") == absolute_address("links.personal", secret="abc")
        assert addresses.planned_action("marlhaven", "MA-01") == absolute_address(
            "plans.show", partnership="marlhaven", reference="MA-01"
        )

"""How long a thousand paper forms take from upload to stored, and one form that is typed in."""

from __future__ import annotations

import io
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from lws_assess.actions.answering.paper import find_form
from lws_assess.records.people import FACILITATOR
from lws_assess.survey.instruments import FULL
from lws_assess.survey.paper import form_boxes
from lws_assess.survey.paper_tables import table_headings
from lws_assess.web import create_app
from tests.bench.answering import a_world
from tests.conftest import settings_for
from tests.pages.client import Client
from tests.watching.counting import rows
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

FORMS = 1000
TYPED = 30
HERE = "/p/testham/rounds/first/paper/teachers"


def typing_and_importing(database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """Forms one by one, in the median, and then a thousand of the full questionnaire from a workbook."""
    world = a_world(database_url)
    app = create_app(settings_for(database_url, folder))
    client = Client(app)
    client.browser = signed_in(app, world.partnership, FACILITATOR)
    yield "paper_form_ms", 1000 * _type_in(client), "ms"
    yield "paper_import_1000_seconds", _import(client, _workbook(world)), "s"
    assert rows(world.database, "box_responses")["box_responses"] == TYPED + FORMS
    world.database.engine.dispose()


def _type_in(client: Client) -> float:
    """Seconds from sending one form to the next empty one."""
    taken = []
    page = client.get(HERE)
    for _ in range(TYPED):
        filled = {
            e["name"]: "3" for e in page.root.find_all("input") if e["maxlength"] and "." not in e["name"]
        }
        form = {**page.form(HERE), **filled}
        began = time.perf_counter()
        reply = client.raw("POST", HERE, form)
        client.raw("GET", reply.headers["Location"])
        taken.append(time.perf_counter() - began)
        assert reply.status_code == 303
        page = client.get(reply.headers["Location"])
    return statistics.median(taken)


def _workbook(world: World) -> bytes:
    """A full form in every row, a tenth of it left blank, with a comment in every area."""
    with world.database.reading() as session:
        form = find_form(session, world.partnership, world.round, "teachers", FULL)
    assert form
    these = form_boxes(form.edition, form.audience, FULL, form.kept)
    chance, out = random.Random(1), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(table_headings(these)):
        sheet.write_row(number, 0, row)
    for number in range(FORMS):
        votes = iter(chance.sample(range(1, len(form.edition.areas) + 1), form.audience.top_areas.most))
        for column, box in enumerate(these):
            if box.is_text:
                sheet.write(number + 2, column, f"What gets in the way here is time, says form {number}.")
            elif box.field == "top-areas":
                sheet.write(number + 2, column, next(votes))
            elif chance.random() < 0.9:
                sheet.write(number + 2, column, chance.randint(1, 5))
    book.close()
    return out.getvalue()


def _import(client: Client, workbook: bytes) -> float:
    address = f"{HERE}/import"
    page = client.get(address)
    form = {**page.form(), "file": (io.BytesIO(workbook), "forms.xlsx")}
    began = time.perf_counter()
    confirm = client._answer(address, client._send("POST", address, form), 200)
    client.send(confirm)
    return time.perf_counter() - began

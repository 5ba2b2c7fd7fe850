"""Many paper forms from a file: looked through, confirmed, and stored all or none and once."""

from __future__ import annotations

import base64
import csv
import io
import json
import tracemalloc
import zlib

import pytest
import xlsxwriter
from flask import Flask

from lws_assess.records.rounds import rows_of_round
from lws_assess.web.sheets import read_rows
from tests.pages.client import Client, Page
from tests.watching.counting import everything
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

HERE = "/p/testham/rounds/first/paper/"
TEACHERS = HERE + "teachers/import"


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    client = Client(app)
    client.browser = signed_in(app, world.partnership, "facilitator")
    return client


def template(client: Client, kind: str = "csv", length: str = "full", group: str = "teachers") -> bytes:
    reply = client.raw("GET", f"{HERE}{group}/import/{kind}?form={length}")
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
    return reply.data


def filled(client: Client, *forms: dict[str, str], length: str = "full", group: str = "teachers") -> bytes:
    """The CSV template with forms typed into it."""
    out = io.StringIO(template(client, "csv", length, group).decode("utf-8-sig"))
    names, _words = list(csv.reader(out))
    writer = csv.writer(out)
    for form in forms:
        assert form.keys() <= set(names)
        writer.writerow([form.get(name, "") for name in names])
    return out.getvalue().encode("utf-8-sig")


def choose(client: Client, data: bytes, status: int = 200, address: str = TEACHERS) -> Page:
    page = client.get(address)
    form = {**page.form(), "file": (io.BytesIO(data), "forms.csv")}
    return client._answer(address, client._send("POST", address, form), status)


def stored(world: World) -> tuple[int, int, int]:
    """Responses, comments, and how many the group is said to have on paper."""
    with world.database.reading() as session:
        on_paper = rows_of_round(session, world.partnership, world.round)["teachers"].by_paper
    return len(world.box()), len(world.words_in_box()), on_paper


def test_a_file_is_looked_through_and_stored_when_confirmed(client: Client, world: World) -> None:
    before = everything(world.database)
    page = choose(client, filled(client, {"sipv-1": "3", "keep": "=1+1"}, {"cvl-1": "d"}))
    assert page.h1 == "Store 2 forms of Teachers?"
    assert "2 answers, and 94 boxes left empty" in page.text
    assert "No paper form of Teachers is in yet" in page.text
    assert everything(world.database) == before, "nothing is stored before it is confirmed"
    done = client.send(page)
    assert "2 forms of Teachers stored." in done.root.text
    assert stored(world) == (2, 1, 2)
    again = choose(client, filled(client, {"sipv-1": "3"}))
    assert "2 paper forms of Teachers are in already" in again.text


@pytest.mark.parametrize("group", ["teachers", "inspectors"])
@pytest.mark.parametrize("length", ["full", "short"])
def test_the_workbook_says_the_same_as_the_csv(client: Client, group: str, length: str) -> None:
    workbook = read_rows(template(client, "xlsx", length, group)).rows
    assert workbook == read_rows(template(client, "csv", length, group)).rows
    assert len(workbook) == 2


def test_a_short_form_is_known_by_its_columns(client: Client, world: World) -> None:
    page = choose(client, filled(client, {"sipv-1": "3"}, length="short"))
    assert "1 form of the short length" in page.text
    client.send(page)
    assert stored(world) == (1, 0, 1)


def test_faults_are_named_by_row_and_column_and_nothing_is_stored(client: Client, world: World) -> None:
    page = choose(client, filled(client, {"sipv-1": "3"}, {"sipv-2": "<b>9</b>"}), 400)
    assert page.title.startswith("Error: ")
    [field] = [e for e in page.root.find_all("input") if e["type"] == "file"]
    assert field["aria-invalid"] == "true"
    assert "file-fault" in field["aria-describedby"].split()
    cells = [e.text for e in page.root.find_all("td", "th")]
    assert cells[3:5] == ["Row 4", "B (sipv-2)"]
    assert "type 1 to 5, d or n" in cells[5]
    assert stored(world) == (0, 0, 0)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04nothing", b'a,"b\n1,2\n'])
def test_what_cannot_be_read_is_refused_at_the_field(client: Client, data: bytes) -> None:
    assert set(choose(client, data, 400).faults()) == {"file"}


def test_no_file_is_refused_at_the_field(client: Client) -> None:
    page = client.get(TEACHERS)
    assert client.post(TEACHERS, page.form(), 400).faults() == {"file": "Choose a file."}


def test_a_double_click_stores_once(client: Client, world: World) -> None:
    page = choose(client, filled(client, {"sipv-1": "3", "keep": "Us."}, {"cvl-1": "d"}))
    for _ in range(2):
        assert client.raw("POST", TEACHERS, page.form()).status_code == 303
    assert stored(world) == (2, 1, 2)


def carried(rows: object) -> str:
    return base64.b64encode(zlib.compress(json.dumps(rows).encode())).decode()


def a_bomb() -> str:
    """Nine million empty rows: gigabytes, once they are read."""
    packing, row = zlib.compressobj(1), b"[]," * 9_000
    pieces = [packing.compress(b"["), *(packing.compress(row) for _ in range(1_000))]
    return base64.b64encode(b"".join([*pieces, packing.compress(b"[]]"), packing.flush()])).decode()


@pytest.mark.parametrize(
    "forms",
    [
        "",
        "x",
        base64.b64encode(b"nothing").decode(),
        carried([["sipv-1"], ["3"]]),
        "0" * 64 + carried([["sipv-1"], ["3"]]),
        "é" * 70,
        "a bomb",
    ],
    ids=["empty", "no code", "not packed", "no seal", "another seal", "odd letters", "a bomb"],
)
def test_nothing_is_carried_but_what_we_packed(client: Client, world: World, forms: str) -> None:
    page = choose(client, filled(client, {"sipv-1": "3"}))
    ours = str(page.form()["forms"])
    forms = a_bomb() if forms == "a bomb" else forms
    tracemalloc.start()
    for sent in (forms, ours[:64] + forms, ours[:-1], ours + "="):
        reply = client.post(TEACHERS, {**page.form(), "forms": sent}, 400)
        assert "Choose the file again" in reply.root.text
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert stored(world) == (0, 0, 0)


def test_a_round_that_closes_meanwhile_keeps_the_forms_on_the_page(client: Client, world: World) -> None:
    page = choose(client, filled(client, {"sipv-1": "3"}))
    world.close()
    late = client.send(page, status=410)
    assert "takes no more answers" in late.root.text
    assert late.form()["forms"] == page.form()["forms"]
    assert client.get(TEACHERS).path == HERE


def test_a_template_says_each_question_and_nothing_in_it_is_a_formula(client: Client) -> None:
    names, words = read_rows(template(client, "xlsx")).rows
    assert names[0] == "sipv-1"
    assert words[0].startswith("1.1 People in every sector")
    assert not [cell for cell in (*names, *words) if cell.startswith(("=", "+", "-", "@"))]


def test_a_file_for_another_audience_is_refused(client: Client) -> None:
    data = filled(client, {"sipv-yp": "3"}, group="inspectors")
    assert "This form has no such column" in choose(client, data, 400).text


def of_the_page(page: Page, heading: str = "What was read") -> list[str]:
    """What the section about the file says."""
    (section,) = [e for e in page.root.find_all("section") if heading in e.text]
    return [item.text for item in section.find_all("li")]


def filled_workbook(client: Client) -> bytes:
    names, words = read_rows(template(client, "xlsx")).rows
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Cover")
        sheet = book.add_worksheet("Our forms")
        sheet.write_row(0, 0, names)
        sheet.write_row(1, 0, words)
        sheet.write_column(2, 0, [3, 4, 5])
        sheet.set_row(3, None, None, {"hidden": True})
        book.add_worksheet("More forms").write(0, 0, "sipv-1")
    return out.getvalue()


def test_the_page_that_asks_names_what_was_read_and_what_was_not(client: Client, world: World) -> None:
    page = choose(client, filled_workbook(client))
    assert page.h1 == "Store 3 forms of Teachers?"
    assert of_the_page(page) == [
        "The sheet “Our forms”: rows 1 to 5, columns A to BI.",
        "Row 4 is hidden there, by a filter or by hand. Hidden rows were read like all others.",
        "The sheet “More forms”.",
    ]
    world.close()
    assert of_the_page(client.send(page, status=410)) == of_the_page(page), "and says it again"


def test_a_file_with_a_fault_is_refused_and_what_was_read_of_it_is_named(client: Client) -> None:
    page = choose(client, b"sep=;\nsipv-1;sipv-2\n3;9\n", 400)
    assert of_the_page(page) == ["The whole text: 2 rows and 2 columns, separated by semicolons."]

"""The table of groups: what is saved comes back unchanged, what is changed is shown first, and nothing is half done."""

from __future__ import annotations

import io
from html import unescape
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from lws_assess.actions.people.group_tables import SAVED, about_group
from lws_assess.actions.people.groups import GroupDescription
from lws_assess.records.groups import Group, list_groups
from lws_assess.records.people import FACILITATOR
from lws_assess.records.rounds import RoundGroup
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.staff import add_person, client_of

TABLE = "/p/testham/groups/_table/"
KEEP = f"{TABLE}keep"


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    return client_of(app, add_person(world.database, world.partnership, FACILITATOR))


def check(client: Client, *rows: tuple[str, ...], status: int = 200) -> Page:
    text = "\n".join("\t".join(row) for row in rows)
    return client.send(client.get(TABLE), status, table=text)


def keep(client: Client, page: Page, status: int = 200) -> Page:
    return client.post(KEEP, page.form(KEEP), status)


def groups(world: World) -> dict[str, Group]:
    with world.database.reading() as session:
        found = list_groups(session, world.partnership)
        session.expunge_all()
    return {group.key: group for group in found}


def abouts(world: World) -> dict[str, GroupDescription]:
    return {key: about_group(group) for key, group in groups(world).items()}


def problems(page: Page) -> list[tuple[str, str, str]]:
    rows = [row for row in page.root.find_all("tr") if row.text.startswith("Row ") and row.find_all("td")]
    return [
        (row.find_all("th")[0].text, row.find_all("td")[0].text, row.find_all("td")[1].text) for row in rows
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_saved_and_comes_back_changes_nothing(client: Client, world: World, kind: str) -> None:
    with world.database.writing() as session:
        nurses = session.get_one(Group, (world.partnership, "nurses"))
        nurses.lead, nurses.lead_email = "=Nan O’Day, RGN", "nan@x.example"
        nurses.key_dates, nurses.method = "1 May: briefing\n3 May; panel", '-"Tuesday" round'
    before = abouts(world)
    saved = client.browser.get(f"{TABLE}groups.{kind}").data
    first = client.get(TABLE)
    reply = client.browser.post(
        TABLE,
        data={**first.form(), "file": (io.BytesIO(saved), f"groups.{kind}")},
        content_type="multipart/form-data",
    )
    assert reply.status_code == 200, reply.text
    assert "This table changes nothing" in reply.text
    assert "0 new groups, 0 groups to change, 4 groups as now." in " ".join(reply.text.split())
    assert abouts(world) == before


def test_leads_of_all_groups_are_given_at_once_after_a_look(client: Client, world: World) -> None:
    page = check(
        client,
        ("Group", "Lead's name", "Lead email", "Notes"),
        ("TEACHERS", "Tess", "Tess@x.example", "x"),
        ("nurses ", "Nan", "nan@x.example", ""),
        ("Young  inspectors", "Ida", "", ""),
    )
    assert page.h1 == "Change the groups like this?"
    assert "0 new groups, 3 groups to change, 0 groups as now." in page.text
    assert "The column “Notes”." in page.text
    assert "1 group is not in the table, and stays too" in page.text
    assert groups(world)["teachers"].lead == ""
    done = keep(client, page)
    assert "0 groups are added, and 3 groups are changed." in done.root.text
    after = groups(world)
    assert (after["teachers"].lead, after["teachers"].lead_email) == ("Tess", "tess@x.example")
    assert (after["inspectors"].lead, after["parents"].lead) == ("Ida", "")
    assert after["teachers"].name == "Teachers"  # a name by which a group is found renames nothing


def test_a_key_renames_and_what_is_nearly_a_name_is_asked_about(client: Client, world: World) -> None:
    keep(client, check(client, ("Key", "Name"), ("teachers", "Teachers and heads")))
    assert groups(world)["teachers"].name == "Teachers and heads"
    page = check(client, ("Name", "Lead"), ("Nurse", "Nan"), status=400)
    assert problems(page)[0][2].startswith("There is no group “Nurse”. Do you mean “Nurses”?")
    page = check(
        client,
        ("Name", "This is you if", "For whom", "Branch"),
        ("Nurse", "you nurse.", "professional", "health"),
    )
    assert "There is a group “Nurses” already. Is it the same?" in page.text


def test_another_lead_gets_another_private_link(client: Client, world: World) -> None:
    def code() -> str:
        with world.database.reading() as session:
            return session.get_one(RoundGroup, (world.partnership, world.round, "teachers")).lead_code or ""

    before = code()
    keep(client, check(client, ("Key", "Target"), ("teachers", "40")))
    assert code() == before
    keep(client, check(client, ("Key", "Lead"), ("teachers", "Bo")))
    assert code() not in ("", before)


def test_new_groups_are_added_and_an_empty_cell_empties_only_what_may_be_empty(
    client: Client, world: World
) -> None:
    page = check(
        client,
        ("Name", "This is you if", "For whom", "Branch", "Target"),
        ("Foster carers", "you foster children.", "professional", "SCHOOLS", "30"),
        ("Nurses", "", "", "", ""),
    )
    assert "1 new group, 1 group to change" in page.text
    keep(client, page)
    after = groups(world)
    assert after["foster-carers"].branch == "schools"
    assert after["foster-carers"].target == 30
    assert after["nurses"].target == 0
    assert after["nurses"].branch == "health"


def test_what_is_wrong_stands_by_row_and_column_and_nothing_is_done(client: Client, world: World) -> None:
    before = abouts(world)
    page = check(
        client,
        ("Key", "Name", "For whom", "Branch", "Target", "Lead’s e-mail"),
        ("teachers", "Teachers", "", "", "many", "tess"),
        ("zoo", "Zoo keepers", "", "", "", ""),
        ("", "", "", "", "3", ""),
        ("", "Teachers", "", "", "", ""),
        ("nurses", "Young inspectors", "", "", "", ""),
        ("", "Carers", "martians", "", "", ""),
        ("parents", "Parent panel", "Young people", "", "", ""),
        status=400,
    )
    assert page.h1 == "Mend this table first"
    found = problems(page)
    assert {(row, column) for row, column, _ in found} == {
        ("Row 2", "Target"),
        ("Row 2", "Lead’s e-mail"),
        ("Row 3", "Key"),
        ("Row 4", "Name"),
        ("Row 5", "Name"),
        ("Row 6", "Name"),
        ("Row 7", "For whom"),
        ("Row 8", "For whom"),
    }, found
    form = page.form(KEEP)
    assert "many" in form["list"]
    keep(client, page, 409)
    assert abouts(world) == before
    back = client.post(TABLE, {**page.form(KEEP), "go": "change"}, 200)
    assert "many" in back.typed()[0]


def test_groups_that_changed_meanwhile_are_shown_again(client: Client, world: World) -> None:
    page = check(client, ("Name", "Lead"), ("Teachers", "Tess"))
    with world.database.writing() as session:
        session.get_one(Group, (world.partnership, "teachers")).lead = "Theo"
    again = keep(client, page, 409)
    assert "Somebody has changed groups meanwhile." in again.text
    assert "Theo" in again.text
    assert groups(world)["teachers"].lead == "Theo"
    keep(client, again)
    assert groups(world)["teachers"].lead == "Tess"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("Ada", "Bo"), ("x", "y")], "No row of headings was found"),
        ([("Name", "Lead", "Lead name"), ("Teachers", "a", "b")], "Two columns are headed “Lead”"),
        ([], "Paste your table, or choose a file"),
    ],
)
def test_a_table_that_cannot_be_read_says_why_and_stays(
    client: Client, rows: list[tuple[str, ...]], why: str
) -> None:
    page = check(client, *rows, status=400)
    assert page.faults()["table"].startswith(why)
    assert page.typed()[0].split() == [cell for row in rows for cell in " ".join(row).split()]


def test_an_empty_partnership_saves_the_headings_to_fill_in(app: Flask) -> None:
    world = World(app.config["DATABASE"], groups=(), opened=False)
    browser = client_of(app, add_person(world.database, world.partnership, FACILITATOR))
    assert "There are no groups yet. Save the empty table" in browser.get(TABLE).text
    assert browser.browser.get(f"{TABLE}groups.csv").data.decode("utf-8-sig").strip() == ",".join(SAVED)


words = st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters=" =-+@'"), max_size=12)


@given(
    st.lists(
        st.fixed_dictionaries({"lead": words, "method": words, "target": st.integers(0, 900)}),
        min_size=4,
        max_size=4,
    )
)
@trying(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_brought_back_is_kept_as_it_was_written(
    client: Client, world: World, rows: list[dict[str, Any]]
) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Key", "Lead", "How you reach them", "Target"])
    for y, (key, row) in enumerate(zip(groups(world), rows, strict=True), 1):
        for x, cell in enumerate([key, row["lead"], row["method"], row["target"]]):
            sheet.write(y, x, cell) if isinstance(cell, int) else sheet.write_string(y, x, cell)
    book.close()
    first = client.get(TABLE)
    reply = client.browser.post(
        TABLE,
        data={**first.form(), "file": (io.BytesIO(out.getvalue()), "groups.xlsx")},
        content_type="multipart/form-data",
    )
    assert reply.status_code == 200, reply.text
    page = client.send(client.get(TABLE), table=_list_of(reply.text))
    if "This table changes nothing" not in page.html:
        keep(client, page)
    for group, row in zip(groups(world).values(), rows, strict=True):
        written = {name: " ".join(str(row[name]).split()) for name in ("lead", "method")}
        assert (group.lead, group.method, group.target) == (
            _as_read(written["lead"]),
            _as_read(written["method"]),
            row["target"],
        )


def _as_read(text: str) -> str:
    """An apostrophe before a sign is how tables keep the sign from doing anything, and is no part of the words."""
    bare = text.removeprefix("'")
    return bare if bare != text and bare.lstrip().startswith(("=", "+", "-", "@")) else text


def _list_of(html: str) -> str:
    return unescape(html.partition('name="list" value="')[2].partition('"')[0])


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            [("Name", "Lead"), ("Teachers", "#N/A")],
            ("Row 2", "Lead", "The spreadsheet shows an error here: #N/A"),
        ),
        (
            [("Name", "Lead"), ("Teachers", "Bell", "Jo")],
            (
                "Row 2",
                "–",
                "This row has more cells than there are headings, so some may stand in a wrong column.",
            ),
        ),
    ],
)
def test_what_is_no_lead_is_named_and_nothing_is_changed(
    client: Client, world: World, rows: list[tuple[str, ...]], problem: tuple[str, str, str]
) -> None:
    before = abouts(world)
    page = check(client, *rows, status=400)
    ((row, heading, why),) = problems(page)
    assert (row, heading) == problem[:2]
    assert why.startswith(problem[2])
    assert "Change the groups" not in [button.text for button in page.root.find_all("button")]
    assert abouts(world) == before


def test_leads_stand_under_the_headings_that_people_use(client: Client, world: World) -> None:
    page = check(
        client, ("Group", "Contact", "Email address", "Target"), ("Teachers", "Jo", "jo@x.example", "12.0")
    )
    keep(client, page)
    found = groups(world)["teachers"]
    assert (found.lead, found.lead_email, found.target) == ("Jo", "jo@x.example", 12)

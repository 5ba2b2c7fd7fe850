"""All groups at once: posters in one file, slips in one file that each answer once, and a table for a mail merge."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.rounds.handouts import MOST_SLIPS
from lws_assess.actions.rounds.reaching import EVERYONE
from lws_assess.documents.papers import handouts as documents
from lws_assess.records.groups import Group
from lws_assess.records.people import FACILITATOR
from lws_assess.records.responses import Ballot
from lws_assess.records.rounds import OpenLink, RoundGroup
from lws_assess.survey.secrets import in_groups
from lws_assess.web import sheets
from lws_assess.web.rounds.group_handouts import MOST_AT_ONCE
from tests.documents.paper import Paper
from tests.pages.client import Client, look_at
from tests.worlds.builders import GROUPS, World
from tests.worlds.staff import signed_in, token_of

BASE = "http://127.0.0.1:8000"
KEYS = [key for key, _, _, _ in GROUPS]


def every(world: World, rest: str = "") -> str:
    return f"/p/{world.partnership}/rounds/{world.round}/reach/_all/{rest}"


@pytest.fixture
def facilitator(app: Flask, world: World) -> FlaskClient:
    return signed_in(app, world.partnership, FACILITATOR)


def post_slips(client: FlaskClient, world: World, **numbers: str):
    form = look_at(every(world), client.get(every(world))).form(every(world, "slips"))
    token = token_of(client.get(every(world)).text)
    sent = {**form, "csrf_token": token, **{f"slips-{key}": number for key, number in numbers.items()}}
    return client.post(every(world, "slips"), data=sent)


def ballots(world: World) -> dict[str, int]:
    counted: dict[str, int] = {}
    with world.database.reading() as session:
        for ballot in session.query(Ballot):
            counted[ballot.group] = counted.get(ballot.group, 0) + 1
    return counted


def test_the_page_offers_everything_with_every_group_ticked(facilitator: FlaskClient, world: World) -> None:
    page = look_at(every(world), facilitator.get(every(world)))
    boxes = page.root.find_all("input", type="checkbox")
    assert [box["value"] for box in boxes] == [EVERYONE, *KEYS]
    assert all("checked" in box.attributes for box in boxes)
    assert {field["name"] for field in page.root.find_all("input") if "slips-" in field["name"]} == {
        f"slips-{key}" for key in KEYS
    }
    index = facilitator.get(f"/p/{world.partnership}/rounds/{world.round}/reach/").text
    assert every(world) in index


def test_all_posters_are_one_file_a_page_each_with_its_own_code(
    facilitator: FlaskClient, world: World
) -> None:
    asked = "&".join(f"group={key}" for key in [EVERYONE, *KEYS])
    reply = facilitator.get(every(world, f"posters.pdf?{asked}"))
    assert reply.headers["Content-Disposition"] == 'attachment; filename="posters-first.pdf"'
    paper = Paper(reply.data).is_sound()
    codes = [world.code(None), *(world.code(key) for key in KEYS)]
    assert paper.addresses_drawn() == [f"{BASE}/join/{code}" for code in codes]
    assert len(paper.pages) == 5
    with world.database.reading() as session:
        for code in codes:
            short = session.get_one(OpenLink, code).short_code
            assert short
            assert " ".join(in_groups(short)) in paper.text


def test_only_the_posters_that_were_chosen_are_printed(facilitator: FlaskClient, world: World) -> None:
    paper = Paper(facilitator.get(every(world, "posters.pdf?group=nurses")).data)
    assert paper.addresses_drawn() == [f"{BASE}/join/{world.code('nurses')}"]
    none = look_at(every(world), facilitator.get(every(world, "posters.pdf?group=nobody")))
    assert none.status == 400
    assert "Tick at least one group" in none.text


def test_all_slips_are_one_file_and_each_answers_once_for_its_group(
    app: Flask, facilitator: FlaskClient, world: World
) -> None:
    reply = post_slips(facilitator, world, teachers="45", nurses="3", inspectors="0", parents="")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="slips-first.pdf"'
    paper = Paper(reply.data).is_sound()
    addresses = paper.addresses_drawn()
    assert len(set(addresses)) == len(addresses) == 48
    assert len(paper.pages) == 7  # every group begins on a page of its own
    figures = [alt for tag, alt in paper.tags() if tag == "/Figure"]
    assert figures == [f"QR code of the link {address}" for address in addresses]
    assert ballots(world) == {"teachers": 45, "nurses": 3}
    with world.database.reading() as session:
        places = [session.get_one(RoundGroup, (world.partnership, world.round, key)) for key in KEYS]
        assert [place.slips for place in places] == [45, 3, 0, 0]
    for address, name in ((addresses[0], "Teachers"), (addresses[-1], "Nurses")):
        assert f"You are answering as: {name}" in Client(app).get(address.removeprefix(BASE)).text


@pytest.mark.parametrize(
    "numbers",
    [
        {"teachers": "many"},
        {"nurses": str(MOST_SLIPS + 1)},
        dict.fromkeys(KEYS, "0"),
        {"parents": "-1"},
    ],
)
def test_numbers_that_will_not_do_make_nothing_and_stay(
    facilitator: FlaskClient, world: World, numbers: dict[str, str]
) -> None:
    reply = post_slips(facilitator, world, **numbers)
    page = look_at(every(world), reply)
    assert page.status == 400
    assert page.faults()
    key, typed = next(iter(numbers.items()))
    (field,) = page.root.find_all("input", id=f"slips-{key}")
    assert field["value"] == typed
    assert ballots(world) == {}


def test_too_many_for_one_group_make_none_for_any(facilitator: FlaskClient, world: World) -> None:
    with world.database.writing() as session:
        session.get_one(RoundGroup, (world.partnership, world.round, "parents")).slips = 4_999
    reply = post_slips(facilitator, world, teachers="2", nurses="2", inspectors="2", parents="2")
    assert reply.status_code == 303
    assert ballots(world) == {}
    assert MOST_AT_ONCE >= 16 * 150


@pytest.mark.parametrize("path", ["_all/slips", "teachers/slips"])
def test_slips_that_cannot_be_drawn_are_not_made(
    facilitator: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fails(_sheets: object) -> bytes:
        raise OSError("no room for fonts")

    monkeypatch.setattr(documents, "slips_of_groups", fails)
    token = token_of(facilitator.get(every(world)).text)
    sent = {"csrf_token": token, "how_many": "3", "slips-teachers": "3", "slips-nurses": "2"}
    assert facilitator.post(every(world).replace("_all/", path), data=sent).status_code == 500
    assert ballots(world) == {}
    with world.database.reading() as session:
        assert session.get_one(RoundGroup, (world.partnership, world.round, "teachers")).slips == 0


def test_a_draft_has_no_slips_yet(app: Flask) -> None:
    draft = World(app.config["DATABASE"], opened=False)
    client = signed_in(app, draft.partnership, FACILITATOR)
    token = token_of(client.get(f"/p/{draft.partnership}/settings").text)
    reply = client.post(every(draft, "slips"), data={"csrf_token": token, "slips-teachers": "3"})
    assert reply.status_code == 303
    assert ballots(draft) == {}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_mail_merge_writes_short_codes_as_posters_do(
    facilitator: FlaskClient, world: World, kind: str
) -> None:
    """In two halves: one of digits, or of digits around an e, would be a number to a spreadsheet."""
    with world.database.writing() as session:
        session.get_one(OpenLink, world.code("nurses")).short_code = "12345e6789"
    rows = sheets.read_rows(facilitator.get(every(world, f"mail-merge.{kind}")).data).rows
    assert next(row[5] for row in rows if row[0] == "Nurses") == "12345 e6789"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_mail_merge_has_has_groups_leads_and_open_links_and_nobodys_own_link(
    facilitator: FlaskClient, world: World, kind: str
) -> None:
    with world.database.writing() as session:
        group = session.get_one(Group, (world.partnership, "nurses"))
        group.lead, group.lead_email = "=Nan", "nan@x.example"
    reply = facilitator.get(every(world, f"mail-merge.{kind}"))
    rows = sheets.read_rows(reply.data).rows
    assert rows[0][:6] == ["Group", "For whom", "Lead", "Lead’s e-mail", "Open link", "Short code"]
    assert [row[0] for row in rows[1:]] == [
        "Everyone, with a choice of group",
        *(name for _, name, _, _ in GROUPS),
    ]
    nurses = next(row for row in rows if row[0] == "Nurses")
    assert nurses[2].removeprefix("'") == "=Nan"
    assert nurses[3:5] == ["nan@x.example", f"{BASE}/join/{world.code('nurses')}"]
    text = " ".join(cell for row in rows for cell in row)
    assert "/i/" not in text
    assert "/lead/" not in text
    if kind == "csv":
        read = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)


def test_once_the_round_is_closed_nothing_is_handed_out(facilitator: FlaskClient, world: World) -> None:
    world.close()
    for rest in ("", "posters.pdf?group=nurses", "mail-merge.csv"):
        reply = facilitator.get(every(world, rest))
        assert reply.status_code == 303
        assert reply.headers["Location"].endswith("/reach/")

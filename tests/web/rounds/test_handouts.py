"""Reaching people: pages with links, QR, poster, slips and e-mail text, and slips that answer once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.rounds.handouts import MOST_SLIPS, slips_suggested
from lws_assess.actions.rounds.reaching import EVERYONE
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.responses import answered_by_group
from lws_assess.records.rounds import RoundGroup
from tests.documents.paper import text_of_pages
from tests.pages.client import Client, Page, look_at
from tests.worlds.builders import World
from tests.worlds.occasions import plan_a_day
from tests.worlds.staff import signed_in, token_of

NOT_TWICE = "If you rated at the event, do not answer again."
CODE = re.compile(r"((?:[0-9a-z]{4}\s+){6}[0-9a-z]{2})(?![0-9a-z])")


def reach(world: World, rest: str = "") -> str:
    return f"/p/{world.partnership}/rounds/{world.round}/reach/{rest}"


@pytest.fixture
def facilitator(app: Flask, world: World) -> FlaskClient:
    return signed_in(app, world.partnership, FACILITATOR)


def see(client: FlaskClient, path: str) -> Page:
    return look_at(path, client.get(path))


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(text_of_pages(pdf)).split())


def make(client: FlaskClient, world: World, how_many: str, group: str = "teachers"):
    token = token_of(client.get(reach(world, group)).text)
    return client.post(reach(world, f"{group}/slips"), data={"csrf_token": token, "how_many": how_many})


def codes_on(pdf: bytes) -> list[str]:
    return ["".join(found.split()) for found in CODE.findall(text_of(pdf))]


def slips_and_ballots(world: World, group: str = "teachers") -> tuple[int, int]:
    with world.database.reading() as session:
        place = session.get_one(RoundGroup, (world.partnership, world.round, group))
        return place.slips, answered_by_group(session, world.partnership, world.round).get(group, (0, 0))[0]


@pytest.mark.parametrize(
    ("target", "by_slips"), [(0, True), (1, True), (29, True), (30, False), (400, False)]
)
def test_slips_are_suggested_below_thirty(target: int, by_slips: bool) -> None:
    assert slips_suggested(target) is by_slips


def test_the_index_lists_every_group_with_its_way(facilitator: FlaskClient, world: World) -> None:
    with world.database.writing() as session:
        session.get_one(RoundGroup, (world.partnership, world.round, "nurses")).target = 30
    page = see(facilitator, reach(world))
    rows = [row.text for row in page.root.find_all("tr")]
    assert any("Teachers" in row and "Slips that work once" in row for row in rows)
    assert any("Nurses" in row and "Open link, QR code and poster" in row for row in rows)
    assert any("Everyone" in row for row in rows)
    assert NOT_TWICE not in page.text
    plan_a_day(world)
    assert NOT_TWICE in see(facilitator, reach(world)).text


def test_a_group_has_its_link_to_copy_and_the_words_of_an_email(
    facilitator: FlaskClient, world: World
) -> None:
    plan_a_day(world)
    for group in ("teachers", "inspectors", EVERYONE):
        page = see(facilitator, reach(world, group))
        address = f"http://127.0.0.1:8000/join/{world.code(None if group == EVERYONE else group)}"
        assert address in page.text
        assert address in page.typed()[0]
        assert "do not answer again" in page.typed()[0]
        mailto = next(a["href"] for a in page.root.find_all("a") if a["href"].startswith("mailto:"))
        assert "do%20not%20answer%20again" in mailto
        assert page.root.find_all("svg")
        assert ("Make the sheet of slips" in page.text) is (group != EVERYONE)


def test_the_round_page_leads_here_and_shows_no_links_of_its_own(
    facilitator: FlaskClient, world: World
) -> None:
    page = see(facilitator, f"/p/{world.partnership}/rounds/{world.round}/")
    assert reach(world) in [a["href"] for a in page.root.find_all("a")]
    assert "/join/" not in page.html


def test_a_steering_group_is_not_offered_links(app: Flask, world: World) -> None:
    client = signed_in(app, world.partnership, STEERING)
    assert "Reach people" not in client.get(f"/p/{world.partnership}/rounds/{world.round}/").text
    assert client.get(reach(world)).status_code == 404


FILES = (
    ("teachers/poster.pdf", "application/pdf", b"%PDF"),
    (f"{EVERYONE}/poster.pdf", "application/pdf", b"%PDF"),
    ("teachers/qr.svg", "image/svg+xml", b"<"),
    ("teachers/qr.png", "image/png", b"\x89PNG"),
)


def test_files_are_downloads_that_nothing_keeps(facilitator: FlaskClient, world: World) -> None:
    for file, mimetype, begins in FILES:
        reply = facilitator.get(reach(world, file))
        assert reply.status_code == 200, file
        assert reply.mimetype == mimetype
        assert reply.data.startswith(begins)
        assert re.fullmatch(r'attachment; filename="[a-z.-]+"', reply.headers["Content-Disposition"])
        assert reply.headers["Cache-Control"] == "no-store"


def test_a_group_that_is_not_asked_is_nowhere(facilitator: FlaskClient, world: World) -> None:
    for rest in ("nobody", "nobody/poster.pdf", "none-of-these-professional"):
        assert facilitator.get(reach(world, rest)).status_code == 404, rest
    form = {"csrf_token": token_of(facilitator.get(reach(world, "teachers")).text), "how_many": "3"}
    for rest in ("nobody/slips", f"{EVERYONE}/slips"):
        assert facilitator.post(reach(world, rest), data=form).status_code == 404, rest


def test_a_sheet_of_slips_is_made_once_counted_and_not_kept(facilitator: FlaskClient, world: World) -> None:
    reply = make(facilitator, world, "11")
    assert reply.status_code == 200
    assert reply.mimetype == "application/pdf"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="slips-first-teachers.pdf"'
    codes = codes_on(reply.data)
    assert len(set(codes)) == len(codes) == 11
    assert "do not answer again" not in text_of(reply.data)
    assert slips_and_ballots(world) == (11, 11)
    assert "11 slips have been made" in see(facilitator, reach(world, "teachers")).text
    again = make(facilitator, world, "2")
    assert not set(codes) & set(codes_on(again.data))
    assert slips_and_ballots(world) == (13, 13)
    plan_a_day(world, group="teachers")
    told = "If you rated at the meeting of your group, do not answer again."
    assert text_of(make(facilitator, world, "2").data).count(told) == 2


def test_a_slip_answers_once(app: Flask, facilitator: FlaskClient, world: World) -> None:
    code = codes_on(make(facilitator, world, "1").data)[0]
    phone = Client(app)
    page = phone.get(f"/i/{code}")
    page = phone.send(page, agree="yes", role="direct")
    page = phone.send(page, comment="Words.")
    check = phone.get(page.path.split("/areas/")[0] + "/check")
    assert "Thank you" in phone.send(check).text
    assert Client(app).get(f"/i/{code}", status=409).h1


def test_a_number_that_will_not_do_is_refused_at_the_field_and_kept(
    facilitator: FlaskClient, world: World
) -> None:
    for how_many in ("", "0", "-1", "1.5", "many", "٣", str(MOST_SLIPS + 1), "9" * 400):
        page = look_at(reach(world, "teachers"), make(facilitator, world, how_many))
        assert page.status == 400, how_many
        assert page.faults() == {"how_many": f"Enter a whole number from 1 to {MOST_SLIPS}"}
        assert page.root.find_all("input", id="how_many")[0]["value"] == how_many
    assert slips_and_ballots(world) == (0, 0)


def test_once_the_round_is_closed_nothing_is_handed_out(facilitator: FlaskClient, world: World) -> None:
    token = token_of(facilitator.get(reach(world, "teachers")).text)
    world.close()
    assert "takes nobody new" in see(facilitator, reach(world)).text
    assert facilitator.get(reach(world, "teachers")).headers["Location"] == reach(world)
    for rest in ("teachers/poster.pdf", "teachers/qr.png"):
        assert facilitator.get(reach(world, rest)).status_code == 404
    reply = facilitator.post(reach(world, "teachers/slips"), data={"csrf_token": token, "how_many": "3"})
    assert reply.headers["Location"] == reach(world)
    assert "Slips can be made while the round is open." in facilitator.get(reach(world)).text
    assert slips_and_ballots(world) == (0, 0)


def test_before_the_round_opens_it_says_what_comes(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    client = signed_in(app, world.partnership, FACILITATOR)
    assert "when the round opens" in see(client, reach(world)).text
    assert client.get(reach(world, "teachers")).headers["Location"] == reach(world)

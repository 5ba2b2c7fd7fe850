"""A table's scribe: the table's rating and its evidence, actions it proposes, and votes from paper slips."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from lws_assess.records.events import votes as event_votes
from lws_assess.records.events.people import count_people
from lws_assess.records.events.tables import ProposedAction, TableRating, proposed_actions, table_ratings
from lws_assess.survey.events.rooms import CHOICES, LONGEST_EVIDENCE, LONGEST_WORD
from lws_assess.web.events import failures as event_failures
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, {"teachers": 2})


@pytest.fixture
def scribe(app: Flask, room: Room) -> Client:
    return room.client(app, room.make_scribe())


def at(room: Room, path: str = "") -> str:
    return f"/e/{room.code}/table{path}"


def ratings(room: Room) -> list[TableRating]:
    with room.database.reading() as session:
        return table_ratings(session, *room.where)


def proposed(room: Room) -> list[ProposedAction]:
    with room.database.reading() as session:
        return proposed_actions(session, *room.where)


def send(client: Client, page: Page, action: str, status: int = 200, **fields: str | list[str]) -> Page:
    filled = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.post(action, {**page.form(action), **filled}, status)


# --- becoming a scribe ---------------------------------------------------------------------------------------


def test_the_scribes_code_makes_a_phone_that_of_a_scribe(app: Flask, room: Room) -> None:
    client = room.client(app)
    page = client.get(at(room))
    assert page.h1 == "Write for your table"
    page = send(client, page, at(room, "/code"), 400, typed="222222")
    assert "That is not the code for the scribe of your table" in page.text
    page = send(client, page, at(room, "/code"), typed=f" {room.scribe_codes['1'].lower()} ")
    assert page.h1 == "Write for table 1"


def test_whoever_guesses_the_scribes_code_waits_and_a_right_one_is_refused_too(
    app: Flask, room: Room
) -> None:
    client = room.client(app)
    form = client.get(at(room)).form(at(room, "/code"))
    for _ in range(event_failures.DEVICE.free + 1):
        client.raw("POST", at(room, "/code"), {**form, "typed": "222222"})
    for typed in ("333333", room.scribe_codes["1"]):
        page = client.post(at(room, "/code"), {**form, "typed": typed}, 429)
        assert "Retry-After" in page.headers
        assert "Too many that were wrong" in page.text
    assert client.get(at(room)).h1 == "Write for your table"


def test_nobody_else_reaches_what_scribes_write(app: Flask, room: Room) -> None:
    area = room.edition.areas[0].code
    pages = ("/actions", "/slips", f"/areas/{area}")
    assert {room.client(app).get(at(room, path)).h1 for path in pages} == {"Write for your table"}
    assert {Client(app).get(at(room, path)).h1 for path in pages} == {"Join Visioning day"}
    for path in (*pages, "/slips/rate", "/slips/votes/1"):
        room.client(app).post(at(room, path), {"slip": "123456", "level": "3"})
    assert (ratings(room), proposed(room)) == ([], [])


@pytest.mark.parametrize("path", ["/actions", "/slips", "/slips/votes/1", "/slips/rate", "/areas/{area}"])
def test_a_form_without_its_token_keeps_nothing(room: Room, scribe: Client, path: str) -> None:
    area = room.edition.areas[0].code
    fields = {"level": "3", "area": area, "what": "Do it", "slip": "123456"}
    page = scribe.post(at(room, path.format(area=area)), fields, 400)
    assert "open too long" in page.text
    assert (ratings(room), proposed(room)) == ([], [])


# --- the table's rating --------------------------------------------------------------------------------------


def test_a_tables_rating_stands_with_its_evidence_and_may_change(room: Room, scribe: Client) -> None:
    area = room.edition.areas[0]
    path = at(room, f"/areas/{area.code}")
    page = send(scribe, scribe.get(path), path, level="2", evidence="Two leaflets.")
    assert "2 of 5" in page.text
    page = scribe.get(path)
    assert page.chosen() == {"level": "2"}
    assert page.typed() == ["Two leaflets."]
    send(scribe, page, path, level="4")
    assert [(one.table, one.area, one.level, one.evidence) for one in ratings(room)] == [
        (1, area.code, 4, "Two leaflets.")
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"level": ""}, "level"),
        ({"level": "6"}, "level"),
        ({"level": "dont-know"}, "level"),
        ({"level": "3", "evidence": "x" * (LONGEST_EVIDENCE + 1)}, "evidence"),
    ],
)
def test_a_rating_that_will_not_do_is_refused_at_its_field(
    room: Room, scribe: Client, fields: dict[str, str], field: str
) -> None:
    path = at(room, f"/areas/{room.edition.areas[0].code}")
    page = send(scribe, scribe.get(path), path, 400, **{"evidence": "Seen.", **fields})
    assert list(page.faults()) == [field]
    assert page.typed() == [fields.get("evidence", "Seen.")]
    assert ratings(room) == []


def test_there_is_no_such_area(room: Room, scribe: Client) -> None:
    scribe.get(at(room, "/areas/nowhere"), 404)
    scribe.post(at(room, "/areas/nowhere"), {"level": "3"}, 404)


def test_whoever_has_no_table_chooses_one_before_becoming_its_scribe(app: Flask, room: Room) -> None:
    client = room.client(app, room.join("nurses"))
    page = send(client, client.get(at(room)), at(room, "/code"), 400, typed=room.scribe_codes["1"])
    assert "Choose your table first." in page.text


def test_a_scribe_stays_at_the_table(room: Room, scribe: Client) -> None:
    page = scribe.get(f"/e/{room.code}/join")
    page = scribe.send(page, 400, table="2")
    assert "A scribe stays at their table." in page.text
    assert scribe.get(at(room)).h1 == "Write for table 1"


# --- actions -------------------------------------------------------------------------------------------------


def test_an_action_is_proposed_once_for_each_form(room: Room, scribe: Client) -> None:
    area, path = room.edition.areas[1].code, at(room, "/actions")
    form = scribe.get(path).form(path)
    fields = {"area": area, "what": "Share one directory", "lead": "Libraries", "due": "2027-01-31"}
    for _ in range(2):
        page = scribe.post(path, {**form, **fields, "measure": "Visits a month", "quick-win": "yes"})
    assert page.text.count("Share one directory") == 1
    (one,) = proposed(room)
    assert (one.table, one.area, one.due, one.quick_win, one.pilot) == (
        1,
        area,
        date(2027, 1, 31),
        True,
        False,
    )
    send(scribe, page, path, area=area, what="Another", pilot="yes")
    assert len(proposed(room)) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"area": ""}, "area"),
        ({"area": "nowhere"}, "area"),
        ({"what": " "}, "what"),
        ({"what": "x" * (LONGEST_WORD + 1)}, "what"),
        ({"measure": "x" * (LONGEST_WORD + 1)}, "measure"),
        ({"lead": "x" * (LONGEST_WORD + 1)}, "lead"),
        ({"due": "next Friday"}, "due"),
        ({"due": "2027-02-30"}, "due"),
    ],
)
def test_an_action_that_will_not_do_stays_on_the_page(
    room: Room, scribe: Client, fields: dict[str, str], field: str
) -> None:
    path, area = at(room, "/actions"), room.edition.areas[0].code
    right = {"area": area, "what": "Do it", "measure": "Count", "lead": "Us", "pilot": "yes"}
    page = send(scribe, scribe.get(path), path, 400, **{**right, **fields})
    assert list(page.faults()) == [field]
    shown = page.form(path)
    assert {name: shown[name] for name in ("measure", "lead")} == {
        name: {**right, **fields}[name] for name in ("measure", "lead")
    }
    assert shown["pilot"] == ["yes"]
    assert proposed(room) == []


# --- paper slips ---------------------------------------------------------------------------------------------


@pytest.fixture
def slips(room: Room) -> tuple[str, ...]:
    return room.make_slips(3)


def type_in(room: Room, client: Client, slip: str, status: int = 200) -> Page:
    path = at(room, "/slips")
    return send(client, client.get(path), path, status, slip=slip)


def votes(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return event_votes.count_event_ballots(session, *room.where, number)


def test_slips_are_typed_in_one_after_another(room: Room, scribe: Client, slips: tuple[str, ...]) -> None:
    number = room.open_vote()
    for slip, rating in zip(slips, "135", strict=True):
        page = type_in(room, scribe, f" {slip[:3]} {slip[3:]} ")
        assert "This slip is new." in page.text
        page = send(scribe, page, at(room, "/slips"), group="teachers")
        page = send(scribe, page, at(room, f"/slips/votes/{number}"), rating=rating)
        assert "The vote is kept." in page.text
    assert votes(room, number) == 3
    page = type_in(room, scribe, slips[0])
    assert "This slip has voted. Its vote is not shown" in page.text
    assert not page.radios()
    with room.database.reading() as session:
        assert count_people(session, *room.where) == 5


@pytest.mark.parametrize("slip", ["", "000000x", "12", "99999999", "abc"])
def test_no_slip_has_such_a_number(room: Room, scribe: Client, slips: tuple[str, ...], slip: str) -> None:
    page = type_in(room, scribe, slip, 400)
    assert list(page.faults()) == ["slip"]
    assert page.form(at(room, "/slips"))["slip"] == slip


def test_the_holder_of_a_slip_votes_in_their_own_words(
    room: Room, scribe: Client, slips: tuple[str, ...]
) -> None:
    number = room.open_vote()
    page = send(scribe, type_in(room, scribe, slips[0]), at(room, "/slips"), 400, group="pilots")
    assert list(page.faults()) == ["group"]
    page = send(scribe, page, at(room, "/slips"), group="inspectors")
    assert room.edition.areas[0].easy_read["young-people"].text in page.text
    page = send(scribe, page, at(room, f"/slips/votes/{number}"), 400, rating="9")
    assert list(page.faults()) == ["rating"]
    room.stop_vote(number)
    page = scribe.post(
        at(room, f"/slips/votes/{number}"),
        {**page.form(at(room, f"/slips/votes/{number}")), "rating": "3"},
        409,
    )
    assert "This vote has been closed." in page.text
    assert "No vote is open now." in page.text


def test_a_slip_chooses_priorities_too(room: Room, scribe: Client, slips: tuple[str, ...]) -> None:
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    codes = [area.code for area in room.edition.areas]
    page = send(scribe, type_in(room, scribe, slips[0]), at(room, "/slips"), group="teachers")
    path = at(room, f"/slips/votes/{number}")
    page = send(scribe, page, path, 400, top_areas=codes[:4])
    assert list(page.faults()) == ["top-areas"]
    send(scribe, page, path, top_areas=codes[:2])
    assert votes(room, number) == 1


def test_a_paper_questionnaire_is_typed_in_for_a_slip(
    room: Room, scribe: Client, slips: tuple[str, ...]
) -> None:
    room.go_to("rate")
    room.start_rating()
    page = send(scribe, type_in(room, scribe, slips[0]), at(room, "/slips"), group="teachers")
    form = page.form(at(room, "/slips/rate"))
    page = scribe.post(at(room, "/slips/rate"), form)
    assert page.h1 == room.edition.areas[0].name
    for _ in room.edition.areas:
        page = scribe.send(page, **dict.fromkeys(page.radios(), "3"))
    assert scribe.send(page).h1 == "Thank you"
    page = scribe.post(at(room, "/slips/rate"), form, 409)
    assert "has been sent" in page.text
    assert "Start" in scribe.get(f"/e/{room.code}").text  # the scribe's own is another

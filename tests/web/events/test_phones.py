"""Phones in a room: joining, what the room does, words, and what every wrong thing gets."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from lws_assess.actions.sealed_alerts import open_alert
from lws_assess.records.comments import Alert
from lws_assess.records.events import votes as event_votes
from lws_assess.records.events.people import find_person_in_room
from lws_assess.records.events.words import words_of_event as event_words_of
from lws_assess.survey.events.rooms import LONGEST_WORD, address_to_join
from lws_assess.web.events import failures as event_failures
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

KINDS = (
    "join welcome voices practice rate break reveal vote-again helps words priorities actions missing close"
)
FEW = {"teachers": 2, "inspectors": 1}


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, FEW)


def at(room: Room, path: str = "") -> str:
    return f"/e/{room.code}{path}"


# --- the way in ----------------------------------------------------------------------------------------------


def test_from_the_code_to_the_room_in_one_form(app: Flask, room: Room) -> None:
    client = Client(app)
    page = client.get(at(room))
    assert page.h1 == "Join Visioning day"
    page = client.post(at(room, "/join"), {**page.form(at(room, "/join")), "group": "nurses", "table": "3"})
    assert page.path == at(room)
    assert "You are in." in page.text
    assert "Nurses, table 3" in page.html.replace("</strong>", "")


def test_a_code_may_be_typed_in_any_way(app: Flask, room: Room) -> None:
    code = room.code
    for typed in (code.lower(), f"{code[:3]}-{code[3:]}", f"{code[:3]} {code[3:]}"):
        assert Client(app).get(f"/e/{typed}").path == at(room)


def test_the_front_page_takes_the_code_of_a_room(app: Flask, room: Room) -> None:
    client = Client(app)
    assert client.send(client.get("/"), 400, code="ABC").faults()
    assert client.send(client.get("/"), code=f" {room.code.lower()} ").path == at(room)


def test_an_event_of_one_group_asks_for_none(app: Flask, world: World) -> None:
    room = a_room(world, {}, group="nurses", tables=0)
    page = Client(app).get(at(room))
    assert page.taps("group")[0] == "nurses"
    assert not page.root.find_all("select")


@pytest.mark.parametrize(
    ("group", "table", "field"),
    [("", "", "group"), ("pilots", "1", "group"), ("nurses", "99", "table")],
)
def test_only_a_group_and_a_table_of_the_room_can_be_chosen(
    app: Flask, room: Room, group: str, table: str, field: str
) -> None:
    client = Client(app)
    form = client.get(at(room)).form(at(room, "/join"))
    page = client.post(at(room, "/join"), {**form, "group": group, "table": table}, 400)
    assert list(page.faults()) == [field]
    assert table in ("99", "", page.form(at(room, "/join"))["table"])


def test_whoever_came_by_a_tables_code_is_not_asked_which(app: Flask, room: Room) -> None:
    address = address_to_join("", room.code, room.codes.salt, "3")
    page = Client(app).get(address)
    form = page.root.find_all("form")[0]
    assert not page.root.find_all("select")
    assert "Table 3." in page.text
    client = Client(app)
    sent = {**client.get(address).form(form["action"]), "group": "nurses"}
    page = client.post(form["action"], sent)
    assert page.path == at(room)
    assert "Nurses, table 3" in page.html.replace("</strong>", "")


@pytest.mark.parametrize("table", ["5", "0", "x", "<b>&", "99999999"])
def test_a_table_that_is_none_is_told_and_asked_for(app: Flask, room: Room, table: str) -> None:
    page = Client(app).get(at(room, f"?t={quote(table)}"))
    assert f"This room has no table {table[:4]}." in page.text
    assert page.root.find_all("select")
    bare = a_room(room.world, {}, tables=0, title="A bare room")
    page = Client(app).get(f"/e/{bare.code}?t={quote(table)}")
    assert "This room has no numbered tables." in page.text


def test_somebody_who_is_in_may_go_to_the_table_whose_code_they_scan(app: Flask, room: Room) -> None:
    client = room.client(app)
    assert "You scanned" not in client.get(at(room, "?t=1")).text  # where they sit
    page = client.get(at(room, "?t=4"))
    assert "You scanned the code of table 4, and are at table 1 here." in page.text
    page = client.post(at(room, "/join"), page.form(at(room, "/join")))
    assert "Teachers, table 4" in page.html.replace("</strong>", "")
    assert "You scanned" not in client.get(at(room, "?t=9")).text


def test_a_wrong_code_is_told_plainly(app: Flask, room: Room) -> None:
    for code in ("222222", "22222", "AAAAAA", "22222222", "x" * 500):
        page = Client(app).get(f"/e/{code}", 404)
        assert page.h1 == "We do not know that code"
    Client(app).get("/e/%00%00%00%00%00%00", 404)


def test_whoever_guesses_is_told_to_wait_and_the_room_is_not(app: Flask, room: Room) -> None:
    guesser = Client(app)
    for _ in range(event_failures.ADDRESS.free):
        guesser.get("/e/222222", 404)
    page = guesser.get("/e/333333", 429)
    assert 0 < int(page.headers["Retry-After"]) <= 2
    assert "no code is tried, not even a right one" in page.text
    assert guesser.raw("GET", "/e/333333/now").status_code == 429
    assert room.client(app).get(at(room)).status == 200
    assert Client(app).get(at(room), 429).h1 == "We do not know that code"


def test_a_phone_of_an_event_that_is_over_is_thanked(app: Flask, room: Room) -> None:
    client, code = room.client(app), room.code
    assert client.raw("GET", f"/e/{code}/now").status_code == 200
    room.end()
    page = client.get(f"/e/{code}", 404)
    assert page.h1 == "This event is over"


def test_a_phone_without_a_cookie_joins_first(app: Flask, room: Room) -> None:
    number = room.open_vote()
    page = Client(app).post(at(room, f"/votes/{number}"), {"rating": "3"})
    assert page.h1.startswith("Join ")
    with room.database.reading() as session:
        assert event_votes.count_event_ballots(session, *room.where, number) == 0


def test_group_and_table_change_while_nobody_votes(app: Flask, room: Room) -> None:
    client = room.client(app)
    page = client.get(at(room, "/join"))
    assert page.pressed() == {"group": "teachers"}
    client.send(page, group="nurses", table="4")
    with room.database.reading() as session:
        person = find_person_in_room(session, *room.where, room.phones[0].device.person)
    assert person
    assert (person.group, person.table) == ("nurses", "4")
    room.open_vote()
    page = client.send(client.get(at(room, "/join")), 409, group="teachers")
    assert "A vote is open." in page.text


def test_leaving_takes_everything_off_the_device(app: Flask, room: Room) -> None:
    client = room.client(app)
    room.go_to("rate")
    room.start_rating()
    client.post(at(room, "/rate"), client.get(at(room)).form(at(room, "/rate")))
    client.send(client.get(at(room, "/leave")))
    assert not [c for c in client.browser._cookies.values() if c.key.startswith(("e-", "q-")) and c.value]
    assert client.get(at(room)).h1.startswith("Join ")


# --- what the room does --------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["teachers", "inspectors"])
def test_every_part_of_the_programme_has_its_page(app: Flask, room: Room, group: str) -> None:
    client = room.client(app, room.of(group)[0])
    for kind in KINDS.split():
        room.go_to(kind)
        page = client.get(at(room))
        (room_shown,) = page.root.find_all(id="room")
        assert [one.text for one in room_shown.find_all("h1")] == [page.h1], kind


def test_a_message_and_the_timer_stand_on_every_page(app: Flask, room: Room) -> None:
    room.tell_all("Lunch is ready.")
    room.set_timer(5)
    text = room.client(app).get(at(room)).text
    assert "From the host: Lunch is ready." in text
    assert re.search(r"Time until \d\d:\d\d.*(minutes? left|the time is up|over), as of \d\d:\d\d", text)


@pytest.mark.parametrize("kind", ["voices", "reveal"])
def test_areas_are_gone_through_one_by_one(app: Flask, room: Room, kind: str) -> None:
    area = room.edition.areas[2]
    room.go_to(kind, step=3)
    assert room.client(app).get(at(room)).h1 == area.name
    page = room.client(app, room.of("inspectors")[0]).get(at(room))
    assert page.h1 == area.easy_label
    assert (area.child_voice in page.text) == (kind == "voices")


def test_the_pulse_says_that_something_happened(app: Flask, room: Room) -> None:
    client = room.client(app)
    page = client.get(at(room))
    (shown,) = page.root.find_all(id="room")
    told = client.raw("GET", at(room, "/now")).get_json()
    assert told == {"version": int(shown["data-version"]), "gathered": 0}


# --- words ---------------------------------------------------------------------------------------------------


def words_of(room: Room) -> list[tuple[str, str, str, str]]:
    with room.database.reading() as session:
        found = event_words_of(session, *room.where)
    return sorted((word.kind, word.area, word.text, word.more) for word in found)


def write(room: Room, client: Client, status: int = 200, **fields: str) -> Page:
    form = client.get(at(room)).form(at(room, "/words"))
    return client.post(at(room, "/words"), {**form, **fields}, status)


def test_what_helps_and_hinders_is_kept_by_area(app: Flask, room: Room) -> None:
    room.go_to("helps")
    client, area = room.client(app), room.edition.areas[1]
    page = write(room, client, kind="helps", area=area.code, text="Shared  lunches")
    assert "You have written 1 thing here." in page.text
    page = write(room, client, kind="hinders", area=area.code, text="Two systems")
    assert "You have written 2 things here." in page.text
    assert words_of(room) == [
        ("helps", area.code, "Shared lunches", ""),
        ("hinders", area.code, "Two systems", ""),
    ]


def test_the_same_form_sent_twice_is_kept_once_and_other_words_are_not_lost(app: Flask, room: Room) -> None:
    room.go_to("words")
    client = room.client(app)
    form = client.get(at(room)).form(at(room, "/words"))
    for text in ("Warm", "Warm", "Kind"):
        client.post(at(room, "/words"), {**form, "text": text})
    assert [text for _, _, text, _ in words_of(room)] == ["Kind", "Warm"]


def test_who_is_missing_and_who_asks_them(app: Flask, room: Room) -> None:
    room.go_to("missing")
    write(room, room.client(app), text="Childminders", more="Jo, early years")
    assert words_of(room) == [("missing", "", "Childminders", "Jo, early years")]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\t"}, "text"),
        ({"text": "x" * (LONGEST_WORD + 1)}, "text"),
        ({"text": "Fine", "area": "nowhere"}, "area"),
    ],
)
def test_words_that_cannot_be_kept_stay_on_the_page(
    app: Flask, room: Room, fields: dict[str, str], field: str
) -> None:
    room.go_to("helps")
    area = room.edition.areas[0].code
    with_number = {"number": "0"} if fields.get("area") else {}
    page = write(room, room.client(app), 400, **{"area": area, **fields, **with_number})
    assert list(page.faults()) == [field]
    assert page.typed() == [fields["text"].strip()] or page.typed() == [fields["text"]]
    assert words_of(room) == []


def test_after_ten_others_have_their_turn(app: Flask, room: Room) -> None:
    room.go_to("words")
    client = room.client(app)
    for number in range(10):
        write(room, client, text=f"Word {number}")
    assert "Let others have their turn." in write(room, client, 400, text="One more").text
    assert len(words_of(room)) == 10


def test_words_for_a_part_that_is_over_are_refused_and_shown_again(app: Flask, room: Room) -> None:
    room.go_to("helps")
    client = room.client(app)
    form = client.get(at(room)).form(at(room, "/words"))
    room.go_to("words")
    page = client.post(at(room, "/words"), {**form, "area": room.edition.areas[0].code, "text": "Late"}, 409)
    assert "The room has gone on." in page.text
    assert page.typed() == ["Late"]


def test_words_of_another_kind_are_refused(app: Flask, room: Room) -> None:
    room.go_to("helps")
    area = room.edition.areas[0].code
    for kind in ("gossip", "", "vision"):
        write(room, room.client(app), 409, kind=kind, area=area, text="Words", number="0")
    assert words_of(room) == []


def test_words_of_risk_are_passed_on_at_once(app: Flask, room: Room) -> None:
    room.go_to("words")
    write(room, room.client(app), text="My uncle hits me")
    with room.database.reading() as session:
        (alert,) = session.scalars(select(Alert)).all()
        assert alert.text == ""
        assert open_alert(session, alert).text == "My uncle hits me"
    room.end()
    with room.database.reading() as session:
        (anew,) = session.scalars(select(Alert)).all()
    assert (anew.text, anew.ciphertext) == ("My uncle hits me", None)
    assert anew.key != alert.key, "written anew, before the event's key goes"

"""Phones in a room: joining, votes, words, rating alone, and what every wrong thing gets."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from lws_assess.records import event_votes
from lws_assess.records.comments import Alert
from lws_assess.records.event_people import find_person_in_room
from lws_assess.records.event_words import words_of as event_words_of
from lws_assess.survey.events import CHOICES, LONGEST_WORD, PRACTICE
from lws_assess.web import event_failures
from tests.builders import World
from tests.client import Client, Page
from tests.rooms import Phone, Room, a_room

KINDS = (
    "join welcome voices practice rate break reveal vote-again helps words priorities actions missing close"
)
FEW = {"teachers": 2, "inspectors": 1}


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, FEW)


@pytest.fixture(autouse=True)
def no_failures_before() -> Iterator[None]:
    event_failures._counts.clear()
    yield
    event_failures._counts.clear()


def votes_of(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return event_votes.count_ballots(session, *room.where, number)


def own_vote(room: Room, phone: Phone, number: int) -> bytes | None:
    with room.database.reading() as session:
        return event_votes.find_answer(session, phone.device.ballot(f"{room.key}/{number}"))


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


@pytest.mark.parametrize("typed", ["{lower}", "{dashed}", "{spaced}"])
def test_a_code_may_be_typed_in_any_way(app: Flask, room: Room, typed: str) -> None:
    code = room.code
    ways = {"lower": code.lower(), "dashed": f"{code[:3]}-{code[3:]}", "spaced": f"{code[:3]} {code[3:]}"}
    assert Client(app).get(f"/e/{typed.format(**ways)}").path == at(room)


def test_the_front_page_takes_the_code_of_a_room(app: Flask, room: Room) -> None:
    client = Client(app)
    assert client.send(client.get("/"), 400, code="ABC").faults()
    assert client.send(client.get("/"), code=f" {room.code.lower()} ").path == at(room)


def test_an_event_of_one_group_asks_for_none(app: Flask, world: World) -> None:
    room = a_room(world, {}, group="nurses", tables=0)
    page = Client(app).get(at(room))
    assert page.chosen() == {"group": "nurses"}
    assert not page.root.find_all("select")


@pytest.mark.parametrize(
    ("group", "table", "field"),
    [("", "", "f-group"), ("pilots", "1", "f-group"), ("nurses", "99", "f-table")],
)
def test_only_a_group_and_a_table_of_the_room_can_be_chosen(
    app: Flask, room: Room, group: str, table: str, field: str
) -> None:
    client = Client(app)
    form = client.get(at(room)).form(at(room, "/join"))
    page = client.post(at(room, "/join"), {**form, "group": group, "table": table}, 400)
    assert list(page.faults()) == [field]
    assert table in ("99", "", page.form(at(room, "/join"))["table"])


@pytest.mark.parametrize("code", ["ZZZZZZ", "22222", "AAAAAA", "22222222", "%00%00%00%00%00%00"])
def test_a_wrong_code_is_told_plainly(app: Flask, room: Room, code: str) -> None:
    page = Client(app).get(f"/e/{code}", 404)
    assert page.h1 in ("We do not know that code", "Page not found")


def test_whoever_guesses_is_told_to_wait_and_the_room_is_not(app: Flask, room: Room) -> None:
    guesser = Client(app)
    for _ in range(event_failures.MOST_FAILURES):
        guesser.get("/e/222222", 404)
    page = guesser.get("/e/333333", 429)
    assert 0 < int(page.headers["Retry-After"]) <= event_failures.WITHIN_SECONDS
    assert "A right code works at any time." in page.text
    assert guesser.raw("GET", "/e/333333/now").status_code == 429
    assert room.client(app).get(at(room)).status == 200
    assert Client(app).get(at(room)).status == 200


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
    assert votes_of(room, number) == 0


def test_group_and_table_change_while_nobody_votes(app: Flask, room: Room) -> None:
    client = room.client(app)
    page = client.get(at(room, "/join"))
    assert page.chosen() == {"group": "teachers"}
    client.send(page, group="nurses", table="4")
    with room.database.reading() as session:
        person = find_person_in_room(session, room.phones[0].device.person)
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


@pytest.mark.parametrize("kind", KINDS.split())
@pytest.mark.parametrize("audience", ["teachers", "inspectors"])
def test_every_part_of_the_programme_has_its_page(app: Flask, room: Room, kind: str, audience: str) -> None:
    room.go_to(kind)
    client = room.client(app, room.of(audience)[0])
    page = client.get(at(room))
    assert page.status == 200
    room.tell_all("Lunch is ready.")
    room.set_timer(5)
    text = client.get(at(room)).text
    assert "From the host: Lunch is ready." in text
    assert re.search(r"Time until \d\d:\d\d", text)


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


# --- votes ---------------------------------------------------------------------------------------------------


def vote_form(room: Room, client: Client, number: int) -> tuple[Page, dict[str, str | list[str]]]:
    page = client.get(at(room))
    return page, page.form(at(room, f"/votes/{number}"))


def send_vote(room: Room, client: Client, number: int, status: int = 200, **fields: str | list[str]) -> Page:
    _, form = vote_form(room, client, number)
    filled = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.post(at(room, f"/votes/{number}"), {**form, **filled}, status)


def test_a_vote_is_put_in_the_words_of_each_audience(app: Flask, room: Room) -> None:
    room.go_to("reveal")
    room.open_vote()
    area = room.edition.areas[0]
    teacher = room.client(app).get(at(room))
    assert area.statements[0].text in teacher.text
    assert area.statements[0].descriptors[0] in teacher.text
    young = room.client(app, room.of("inspectors")[0]).get(at(room))
    assert area.easy_read["young-people"].text in young.text
    assert young.radios() == {"rating": ["1", "2", "3", "4", "5", "dont-know"]}


def test_a_vote_counts_once_and_may_change_until_it_is_stopped(app: Flask, room: Room) -> None:
    room.go_to("reveal")
    number = room.open_vote()
    client, phone = room.client(app), room.phones[0]
    page = send_vote(room, client, number, rating="2")
    assert "Your vote: 2. Early steps You can change it" in page.text
    page = send_vote(room, client, number, rating="dont-know")
    assert page.chosen() == {"rating": "dont-know"}
    assert votes_of(room, number) == 1
    send_vote(room, client, number, rating="4")
    assert own_vote(room, phone, number) == bytes([4])
    _, form = vote_form(room, client, number)
    room.stop_vote(number)
    page = client.post(at(room, f"/votes/{number}"), {**form, "rating": "5"}, 409)
    assert "This vote has been closed." in page.text
    assert "Your vote: 4. Established" in page.text
    assert not page.root.find_all("input", name="rating")
    assert own_vote(room, phone, number) == bytes([4])


def test_two_devices_have_two_votes(app: Flask, room: Room) -> None:
    number = room.open_vote()
    for phone in room.phones:
        send_vote(room, room.client(app, phone), number, rating="3")
    assert votes_of(room, number) == 3


@pytest.mark.parametrize("rating", ["", "0", "6", "not-applicable", "3.0", "drop table", ["2", "3"]])
def test_an_answer_that_is_none_is_refused_at_its_field(
    app: Flask, room: Room, rating: str | list[str]
) -> None:
    number = room.open_vote()
    client = room.client(app)
    send_vote(room, client, number, rating="4")
    page = send_vote(room, client, number, 400, rating=rating)
    assert list(page.faults()) == ["f-rating"]
    assert own_vote(room, room.phones[0], number) == bytes([4])


@pytest.mark.parametrize("number", [0, 2, 77, 9999])
def test_a_vote_that_is_not_on_here_is_refused_with_what_is(app: Flask, room: Room, number: int) -> None:
    there = room.open_vote()
    client = room.client(app)
    _, form = vote_form(room, client, there)
    page = client.post(at(room, f"/votes/{number}"), {**form, "rating": "3"}, 409)
    assert "This vote is not on here." in page.text
    assert page.root.find_all("form", action=at(room, f"/votes/{there}"))


@pytest.mark.parametrize("number", ["10000", "99999999999999999999", "-1", "x"])
def test_no_vote_has_such_a_number(app: Flask, room: Room, number: str) -> None:
    room.client(app).post(at(room, f"/votes/{number}"), {"rating": "3"}, 404)


def test_a_phone_votes_in_its_own_event_only(app: Flask, room: Room) -> None:
    other = a_room(World(app.config["DATABASE"], partnership="elsewhere", round="theirs"), {})
    there = other.open_vote()
    mine = room.open_vote()
    client = room.client(app)
    _, form = vote_form(room, client, mine)
    client.browser.set_cookie(f"e-{other.code}", room.phones[0].device.secret.code)
    page = client.post(at(other, f"/votes/{there}"), {**form, "rating": "3"})
    assert page.h1.startswith("Join ")
    assert (votes_of(room, mine), votes_of(other, there)) == (0, 0)


@pytest.mark.parametrize("token", ["", "00" * 32, "not hexadecimal", "00"])
def test_a_form_without_its_token_keeps_nothing(app: Flask, room: Room, token: str) -> None:
    number = room.open_vote()
    client = room.client(app)
    page = client.post(at(room, f"/votes/{number}"), {"rating": "3", "csrf_token": token}, 400)
    assert "had been open too long" in page.text
    assert page.chosen() == {"rating": "3"}  # nothing to do but send it again
    assert votes_of(room, number) == 0


def test_another_phones_token_does_not_fit(app: Flask, room: Room) -> None:
    number = room.open_vote()
    _, form = vote_form(room, room.client(app, room.phones[1]), number)
    room.client(app).post(at(room, f"/votes/{number}"), {**form, "rating": "3"}, 400)
    assert votes_of(room, number) == 0


def test_scripts_are_told_in_short(app: Flask, room: Room) -> None:
    number = room.open_vote()
    client = room.client(app)
    _, form = vote_form(room, client, number)

    def send(**fields: str) -> tuple[int, dict[str, object]]:
        reply = client.browser.post(
            at(room, f"/votes/{number}"), data={**form, **fields}, headers={"Accept": "application/json"}
        )
        return reply.status_code, reply.get_json()

    assert send(rating="3") == (200, {"kept": True})
    assert send(rating="9") == (400, {"refusal": "Choose one of the answers shown.", "field": "rating"})
    room.stop_vote(number)
    status, told = send(rating="4")
    assert (status, told["field"]) == (409, "")
    code = room.code
    room.end()
    reply = client.browser.post(
        f"/e/{code}/votes/{number}", data={**form, "rating": "3"}, headers={"Accept": "application/json"}
    )
    assert reply.status_code == 404
    assert own_vote(room, room.phones[0], number) is None


def test_nothing_of_an_open_vote_is_seen_and_what_is_shown_is_withheld_for_few(
    app: Flask, room: Room
) -> None:
    number = room.open_vote()
    for phone, rating in zip(room.phones, (1, 5, 3), strict=True):
        room.cast(phone, number, rating)
    texts = [room.client(app, phone).get(at(room)).text for phone in room.phones]
    assert all("came to" not in text for text in texts)
    room.stop_vote(number)
    assert "Not shown" not in room.client(app).get(at(room)).text
    room.show_vote(number)
    page = room.client(app).get(at(room))
    assert "Your vote: 1. Not started" in page.text
    assert "Not shown: fewer than 10 people chose a level." in page.text


def test_what_a_large_room_came_to_stands_beside_ones_own_vote(app: Flask, world: World) -> None:
    room = a_room(world, {"teachers": 12})
    room.a_shown_vote({"teachers": [2, 3] * 6})
    page = room.client(app).get(at(room))
    assert "Those who had this question came to 2.50, “Developing”. 12 people chose a level." in page.text


def test_a_second_vote_says_so(app: Flask, room: Room) -> None:
    first = room.a_shown_vote({"teachers": [2, 3]})
    room.vote_again(first)
    page = room.client(app).get(at(room))
    assert "You voted on this before." in page.text
    assert page.chosen() == {}


def test_a_practice_is_wiped(app: Flask, room: Room) -> None:
    room.go_to("practice")
    number = room.open_vote(PRACTICE)
    assert "Practice: this one does not count" in room.client(app).get(at(room)).text
    room.cast(room.phones[0], number, 3)
    room.stop_vote(number)
    room.show_vote(number)
    page = room.client(app).get(at(room))
    assert "What people chose is wiped." in page.text
    assert "Your vote" not in page.text


# --- choosing priorities -------------------------------------------------------------------------------------


def test_choosing_priorities_is_one_form(app: Flask, room: Room) -> None:
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    codes = [area.code for area in room.edition.areas]
    client = room.client(app)
    fields = {"top-areas": codes[:3], f"importance-{codes[0]}": "4"}
    page = send_vote(room, client, number, **fields)
    assert "Your choices are kept." in page.text
    form = page.form(at(room, f"/votes/{number}"))
    assert form["top-areas"] == codes[:3]
    assert form[f"importance-{codes[0]}"] == "4"
    page = send_vote(room, client, number, 400, top_areas=codes[:4])
    assert page.faults() == {"f-top-areas": "Choose 3 or fewer. You chose 4."}
    assert page.form(at(room, f"/votes/{number}"))["top-areas"] == codes[:4]
    send_vote(room, client, number, 400, **{"top-areas": ["nowhere"]})
    room.stop_vote(number)
    page = client.get(at(room))
    assert room.edition.areas[0].name in page.text


def test_young_people_choose_areas_in_easy_words_and_say_no_importance(app: Flask, room: Room) -> None:
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    client = room.client(app, room.of("inspectors")[0])
    page = client.get(at(room))
    assert page.radios() == {}
    assert room.edition.areas[0].easy_label in page.text
    page = send_vote(room, client, number, 400)
    assert list(page.faults()) == ["f-top-areas"]
    assert (
        "Your choices are kept."
        in send_vote(room, client, number, top_areas=[room.edition.areas[0].code]).text
    )


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
        ({"text": ""}, "f-text"),
        ({"text": " \n\t"}, "f-text"),
        ({"text": "x" * (LONGEST_WORD + 1)}, "f-text"),
        ({"text": "Fine", "area": "nowhere"}, "f-area"),
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


@pytest.mark.parametrize("kind", ["gossip", "", "vision"])
def test_words_of_another_kind_are_refused(app: Flask, room: Room, kind: str) -> None:
    room.go_to("helps")
    area = room.edition.areas[0].code
    write(room, room.client(app), 409, kind=kind, area=area, text="Words", number="0")
    assert words_of(room) == []


def test_words_of_risk_are_passed_on_at_once(app: Flask, room: Room) -> None:
    room.go_to("words")
    write(room, room.client(app), text="My uncle hits me")
    with room.database.reading() as session:
        alerts = list(session.scalars(select(Alert)))
    assert [alert.text for alert in alerts] == ["My uncle hits me"]


# --- rating alone --------------------------------------------------------------------------------------------


def start_rating(room: Room, client: Client, status: int = 200) -> Page:
    form = client.get(at(room)).form(at(room, "/rate"))
    return client.post(at(room, "/rate"), form, status)


def test_rating_alone_leads_through_the_areas_and_back_to_the_room(app: Flask, room: Room) -> None:
    room.go_to("rate")
    client = room.client(app)
    assert "open here when the host starts them" in client.get(at(room)).text
    room.start_rating()
    page = start_rating(room, client)
    for area in room.edition.areas:
        assert page.h1 == area.name
        assert "importance" not in page.radios()
        page = client.send(page, **dict.fromkeys(page.radios(), "3"))
    assert page.h1 == "Check your answers"
    assert "What comes first" not in page.text
    page = client.send(page)
    assert page.h1 == "Thank you"
    (back,) = page.root.find_all("a", href=at(room))
    assert back.text == "Go back to the room"
    assert "Your answers are in." in client.get(at(room)).text
    client.post(at(room, "/rate"), {"csrf_token": _token(client, room)})  # again: back to the room


def _token(client: Client, room: Room) -> str:
    return str(client.get(at(room, "/leave")).form(at(room, "/leave"))["csrf_token"])


def test_rating_alone_is_gone_on_with_from_the_room(app: Flask, room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    client = room.client(app)
    page = start_rating(room, client)
    page = client.post(page.path, {**page.form(), "go": "later"})
    assert page.path == at(room)
    assert "Carry on" in page.text
    room.go_to("break")
    assert "Go on with them" in client.get(at(room)).text
    assert start_rating(room, client).h1 == room.edition.areas[0].name


def test_nobody_begins_to_rate_before_it_starts_or_after_it_stopped(app: Flask, room: Room) -> None:
    room.go_to("rate")
    client = room.client(app)
    token = {"csrf_token": _token(client, room)}
    assert "yet" in client.post(at(room, "/rate"), token, 409).text
    room.start_rating()
    room.stop_rating()
    assert "any more" in client.post(at(room, "/rate"), token, 409).text
    assert "This has been stopped." in client.get(at(room)).text


def test_rating_alone_takes_no_importance_and_has_no_page_of_priorities(app: Flask, room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    client = room.client(app)
    page = start_rating(room, client)
    client.post(page.path, {**page.form(), "importance": "4"}, 400)
    base = page.path.partition("areas/")[0]
    assert client.get(f"{base}priorities").h1 == "Check your answers"
    assert client.post(f"{base}priorities", page.form()).h1 == "Check your answers"


def test_young_people_rate_in_easy_words(app: Flask, room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    client = room.client(app, room.of("inspectors")[0])
    page = start_rating(room, client)
    assert page.h1 == room.edition.areas[0].easy_label
    for _ in room.edition.areas:
        page = client.send(page, **dict.fromkeys(page.radios(), "3"))
    assert client.send(page).h1 == "Thank you"


# --- both databases ------------------------------------------------------------------------------------------


def test_votes_are_counted_once_on_either_database(either_app: Flask) -> None:
    room = a_room(World(either_app.config["DATABASE"]), FEW)
    number = room.open_vote()
    for rating in ("1", "2", "2"):
        for phone in room.phones:
            send_vote(room, room.client(either_app, phone), number, rating=rating)
    assert votes_of(room, number) == 3
    room.stop_vote(number)
    room.show_vote(number)
    assert room.event.vote == number

"""Votes from phones in a room: each counts once, may change until it is stopped, and is seen by nobody."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.records.events import votes as event_votes
from lws_assess.survey.events.rooms import CHOICES, PRACTICE
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.rooms import Phone, Room, a_room

FEW = {"teachers": 2, "inspectors": 1}


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, FEW)


def votes_of(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return event_votes.count_event_ballots(session, *room.where, number)


def own_vote(room: Room, phone: Phone, number: int) -> bytes | None:
    with room.database.reading() as session:
        return event_votes.find_answer(session, *room.where, phone.device.ballot(f"{room.key}/{number}"))


def at(room: Room, path: str = "") -> str:
    return f"/e/{room.code}{path}"


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
    assert young.taps("rating") == ["1", "2", "3", "4", "5", "dont-know"]


def test_a_vote_counts_once_and_may_change_until_it_is_stopped(app: Flask, room: Room) -> None:
    room.go_to("reveal")
    number = room.open_vote()
    client, phone = room.client(app), room.phones[0]
    page = send_vote(room, client, number, rating="2")
    assert "Your vote: 2. Early steps You can change it" in page.text
    page = send_vote(room, client, number, rating="dont-know")
    assert page.pressed() == {"rating": "dont-know"}
    assert votes_of(room, number) == 1
    send_vote(room, client, number, rating="4")
    assert own_vote(room, phone, number) == bytes([4])
    _, form = vote_form(room, client, number)
    room.stop_vote(number)
    page = client.post(at(room, f"/votes/{number}"), {**form, "rating": "5"}, 409)
    assert "This vote has been closed." in page.text
    assert "Your vote: 4. Established" in page.text
    assert page.taps("rating") == []
    assert own_vote(room, phone, number) == bytes([4])


def test_two_devices_have_two_votes(app: Flask, room: Room) -> None:
    number = room.open_vote()
    for phone in room.phones:
        send_vote(room, room.client(app, phone), number, rating="3")
    assert votes_of(room, number) == 3


def test_an_answer_that_is_none_is_refused_at_its_field(app: Flask, room: Room) -> None:
    number = room.open_vote()
    client = room.client(app)
    send_vote(room, client, number, rating="4")
    for rating in ("", "0", "6", "not-applicable", "3.0", "drop table", ["2", "3"]):
        page = send_vote(room, client, number, 400, rating=rating)
        assert list(page.faults()) == ["rating"], rating
    assert own_vote(room, room.phones[0], number) == bytes([4])


def test_a_vote_that_is_not_on_here_is_refused_with_what_is(app: Flask, room: Room) -> None:
    there = room.open_vote()
    client = room.client(app)
    _, form = vote_form(room, client, there)
    for number in (0, 2, 77, 9999):
        page = client.post(at(room, f"/votes/{number}"), {**form, "rating": "3"}, 409)
        assert "This vote is not on here." in page.text
        assert page.root.find_all("form", action=at(room, f"/votes/{there}"))
    for none in ("10000", "99999999999999999999", "-1", "x"):
        client.post(at(room, f"/votes/{none}"), {**form, "rating": "3"}, 404)


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


def test_a_form_without_its_token_keeps_nothing(app: Flask, room: Room) -> None:
    number = room.open_vote()
    client = room.client(app)
    for token in ("", "00" * 32, "not hexadecimal", "00"):
        page = client.post(at(room, f"/votes/{number}"), {"rating": "3", "csrf_token": token}, 400)
        assert "open too long" in page.text
        assert page.taps("rating")  # nothing to do but tap once more
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
    assert (
        "Those who had this question came to about 2.5, “Early steps or Developing”. 12 people chose a level."
        in page.text
    )


def test_a_second_vote_says_so(app: Flask, room: Room) -> None:
    first = room.a_shown_vote({"teachers": [2, 3]})
    room.vote_again(first)
    page = room.client(app).get(at(room))
    assert "You voted on this before." in page.text
    assert page.pressed() == {}


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
    assert page.faults() == {"top-areas": "Choose 3 or fewer. You chose 4."}
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
    assert list(page.faults()) == ["top-areas"]
    assert (
        "Your choices are kept."
        in send_vote(room, client, number, top_areas=[room.edition.areas[0].code]).text
    )


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

"""Rating alone in a room: the questionnaire that a phone is handed, and the way back."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

FEW = {"teachers": 2, "inspectors": 1}


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, FEW)


def at(room: Room, path: str = "") -> str:
    return f"/e/{room.code}{path}"


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
    assert page.path == at(room)
    assert "Your answers are in." in page.text
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
    assert "Your answers are in." in client.send(page).text


def test_a_phone_that_stayed_with_its_questions_finds_back_once_their_results_are_there(
    app: Flask, room: Room
) -> None:
    room.go_to("rate")
    room.start_rating()
    client = room.client(app)
    page = start_rating(room, client)
    room.stop_rating()
    room.show_rating()
    for found in (client.get(page.path, 404), client.get(f"{page.path.partition('areas/')[0]}done", 404)):
        assert found.h1 == "This link leads nowhere, or it is over"
        (back,) = found.root.find_all("a", href=at(room))
        assert back.text == "Go back to the room"


def test_a_script_that_sends_a_page_is_told_where_to_go_on(app: Flask, room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    client = room.client(app)
    page = start_rating(room, client)
    form = {**page.form(), **dict.fromkeys(page.radios(), "3")}
    reply = client.browser.post(page.path, data=form, headers={"Accept": "application/json"})
    following = page.path.replace(room.edition.areas[0].code, room.edition.areas[1].code)
    assert (reply.status_code, reply.get_json()) == (200, {"next": following})
    form["importance"] = "4"
    reply = client.browser.post(page.path, data=form, headers={"Accept": "application/json"})
    assert (reply.status_code, reply.mimetype) == (400, "text/html")


def test_a_questionnaire_goes_nowhere_once_the_event_is_over(app: Flask, room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    client = room.client(app)
    page = start_rating(room, client)
    (back,) = page.root.find_all("a", href=(here := at(room)))
    assert back.text == "Back to the room"
    room.end()
    page = client.get(page.path, 404)
    assert page.h1 == "This link leads nowhere, or it is over"
    assert "If you sent your answers before, they are counted" in page.text
    (back,) = [e for e in page.root.find_all("a") if "button" in e["class"].split()]
    assert back["href"] == here  # where the event's end is told, and a card lies that the phone has kept

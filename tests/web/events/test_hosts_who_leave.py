"""A host whose account is disabled, loses its role or is removed: nothing of the event opens to them, at once."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, find_person_by_email
from tests.pages.client import Client
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person, client_of, token_of


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world)


def somebody(app: Flask, role: str, email: str) -> Client:
    return client_of(app, add_person(app.config["DATABASE"], "testham", role, email))


@pytest.mark.parametrize("how", ["disable", "role", "remove"])
def test_a_host_who_leaves_while_hosting_hosts_no_more(app: Flask, room: Room, how: str) -> None:
    host = somebody(app, FACILITATOR, "host@testham.example")
    administrator = somebody(app, ADMINISTRATOR, "admin@testham.example")
    places = ("host", "host/now", "screen", "screen/now")
    for place in places:
        assert host.raw("GET", f"{room.path}/{place}").status_code == 200, place
    desk = host.get(f"{room.path}/host")
    old, scribes = room.code, room.scribe_codes
    with app.config["DATABASE"].reading() as session:
        person = find_person_by_email(session, "host@testham.example")
        assert person
        mine = f"/p/testham/people/{person.id}"
    page = administrator.get(f"{mine}/remove" if how == "remove" else f"{mine}/")
    administrator.post(f"{mine}/{how}", {"csrf_token": token_of(page.html), "role": "steering"})
    allowed = {"screen", "screen/now"} if how == "role" else set()
    for place in places:
        gone = host.raw("GET", f"{room.path}/{place}").status_code
        assert gone == 200 if place in allowed else gone in (302, 404), place
    form = {"csrf_token": token_of(desk.html), "message": "Mine still"}
    assert host.raw("POST", f"{room.path}/host/tell", form).status_code in (302, 400, 401, 404)
    assert room.event.message == ""
    assert room.event.state == "running"
    assert room.code == old, "the room goes on"
    assert not set(room.scribe_codes.values()) & set(scribes.values())

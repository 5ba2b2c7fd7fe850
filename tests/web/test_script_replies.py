"""Replies to scripts name the request that they answer; those to everybody else are as they were."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from lws_assess.actions.events import visioning_events as events
from lws_assess.web.script_replies import answer_scripts
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Room, a_room
from tests.worlds.staff import signed_in

NAME = "0123456789abcdef" * 2
JSON, HTML = "application/json", "text/html"


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, {"teachers": 3})


def ask(
    app: Flask, path: str, accept: str = JSON, name: str = NAME, room: Room | None = None
) -> TestResponse:
    client = app.test_client()
    if room:
        client.set_cookie(f"e-{room.code}", room.phones[0].device.secret.code)
    return client.get(path, headers={"Accept": accept, "Asking": name})


def told(reply: TestResponse) -> dict[str, Any]:
    assert reply.mimetype == JSON
    values = reply.get_json()
    assert isinstance(values, dict)
    return values


def test_values_name_the_request(app: Flask, room: Room) -> None:
    assert told(ask(app, f"/e/{room.code}/now")) == {"version": 1, "gathered": 0, "asked": NAME}


def test_a_page_names_the_request_at_its_very_end(app: Flask, room: Room) -> None:
    reply = ask(app, f"/e/{room.code}", HTML, room=room)
    assert (reply.status_code, reply.mimetype) == (200, HTML)
    assert reply.text.endswith(f'</html><meta name="asked" content="{NAME}">')
    assert 'id="room"' in reply.text


def test_a_page_that_is_compressed_names_it_too(app: Flask, room: Room) -> None:
    client = app.test_client()
    headers = {"Accept": HTML, "Asking": NAME, "Accept-Encoding": "gzip"}
    reply = client.get("/", headers=headers)
    assert reply.headers["Content-Encoding"] == "gzip"
    assert len(reply.get_data()) == int(reply.headers["Content-Length"])


def test_what_leads_elsewhere_is_told(app: Flask, room: Room) -> None:
    reply = ask(app, f"{room.path}/host/now")
    assert reply.status_code == 200
    values = told(reply)
    assert values["asked"] == NAME
    assert values["next"].startswith("/sign-in")
    assert "Location" not in reply.headers


@pytest.mark.parametrize("path", ["/e/WWWWWW/now", "/answer/nobody/areas/vision", "/nowhere"])
def test_a_refusal_is_ours_as_well(app: Flask, path: str) -> None:
    reply = ask(app, path)
    assert reply.status_code == 404
    assert told(reply)["asked"] == NAME


@pytest.mark.parametrize("name", ["", "x", NAME + "0", NAME.upper(), NAME[:-1] + ">", "-->" + NAME[3:]])
def test_what_is_no_name_is_not_said_back(app: Flask, room: Room, name: str) -> None:
    for accept in (JSON, HTML):
        reply = ask(app, f"/e/{room.code}/now", accept, name)
        assert told(reply) == {"version": 1, "gathered": 0}
    assert "asked" not in ask(app, "/", HTML, name).text
    assert ask(app, f"{room.path}/host/now", name=name).status_code == 302


def test_people_who_ask_are_led_and_refused_as_before(app: Flask, room: Room) -> None:
    client = app.test_client()
    assert client.get(f"{room.path}/host/now").status_code == 302
    assert client.get("/nowhere", headers={"Accept": JSON}).mimetype == HTML
    assert "asked" not in client.get("/").text


@given(values=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_nothing_that_is_told_is_lost_when_the_name_is_added(values: dict[str, Any]) -> None:
    app = Flask("told")
    with app.test_request_context(headers={"Accept": JSON, "Asking": NAME}):
        reply = answer_scripts(app.response_class(json.dumps(values), mimetype=JSON))
    assert json.loads(reply.get_data()) == {**values, "asked": NAME}


def test_what_is_left_of_a_timer_is_told_in_seconds(app: Flask, room: Room) -> None:
    with room.database.writing() as session:
        events.set_timer(session, *room.where, 5, HOST, datetime.now(UTC))
    staff = signed_in(app, room.world.partnership, "facilitator")
    for path in (f"/e/{room.code}/now", f"{room.path}/host/now", f"{room.path}/screen/now"):
        reply = staff.get(path, headers={"Accept": JSON, "Asking": NAME})
        assert 295 < told(reply)["seconds"] <= 300, path
    page = ask(app, f"/e/{room.code}", HTML, room=room).text
    left = float(page.partition('data-seconds="')[2].partition('"')[0])
    assert 295 < left <= 300

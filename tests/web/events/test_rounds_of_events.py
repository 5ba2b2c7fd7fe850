"""Which pages of a round the round of an event has is declared by each page's blueprint, and by nobody else."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lws_assess.records.people import ADMINISTRATOR
from lws_assess.web import access
from lws_assess.web.rounds_of_events import DECLARED
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import signed_in

ACCESS = Path(access.__file__).read_text(encoding="utf-8")


def pages_of_a_round(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"partnership", "round_key"} and "GET" in (rule.methods or ())
    ]


def blueprints_there(app: Flask, room: Room, client: FlaskClient) -> set[str]:
    """Those of which a page of the room's round does not lead to the event."""
    place, addresses = room.event, app.url_map.bind("localhost")
    there = set()
    for rule in pages_of_a_round(app):
        path = addresses.build(rule.endpoint, {"partnership": place.partnership, "round_key": place.round})
        if client.get(path).headers.get("Location", "").rstrip("/") != room.path:
            there.add(rule.endpoint.partition(".")[0])
    return there


def test_a_page_of_a_round_is_there_for_an_event_only_where_its_blueprint_says_so(
    app: Flask, world: World
) -> None:
    room = a_room(world, {"teachers": 6})
    administrator = signed_in(app, world.partnership, ADMINISTRATOR)
    assert len(pages_of_a_round(app)) > 30
    assert blueprints_there(app, room, administrator) == {"comments"}
    room.end()
    assert blueprints_there(app, room, administrator) == set(app.extensions[DECLARED])


def test_access_knows_no_blueprint_by_its_name() -> None:
    """Beside the lines that say who may reach an endpoint."""
    assert re.findall(r"request\.blueprint", ACCESS) == []

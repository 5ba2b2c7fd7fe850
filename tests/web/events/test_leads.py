"""The lead of a group runs a short meeting from the private page, without an account."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.actions.rounds.leads import make_group_lead_code
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.rounds import find_round
from tests.pages.addresses import lead_code
from tests.pages.client import Client
from tests.worlds.builders import World, new_code
from tests.worlds.rooms import Room


@pytest.fixture
def lead(app: Flask, world: World) -> tuple[Client, str]:
    with world.database.writing() as session:
        this = find_round(session, world.partnership, world.round)
        assert this
        make_group_lead_code(session, this, "teachers", new_code)
    return Client(app), f"/lead/{lead_code(world)}/meeting"


def meeting(world: World) -> Event | None:
    with world.database.reading() as session:
        found = next(iter(list_events(session, world.partnership)), None)
        if found:
            session.expunge(found)
    return found


def press(client: Client, address: str, name: str, **fields: str) -> None:
    form = client.get(address).form(f"{address}/end")
    reply = client.raw("POST", f"{address}/{name}", {**form, **fields})
    assert reply.status_code == 303, reply.text


def test_a_lead_runs_the_whole_meeting_without_an_account(lead: tuple[Client, str], world: World) -> None:
    client, address = lead
    page = client.get(address)
    assert page.h1 == "A meeting of Teachers"
    assert meeting(world) is None
    page = client.post(f"{address}/begin", page.form(f"{address}/begin"))
    event = meeting(world)
    assert event
    assert (event.group, event.state) == ("teachers", "running")
    room = Room(world, event.key)
    assert room.code
    assert room.code in page.text
    for _ in range(12):
        room.join("teachers")
    press(client, address, "do/go", segment="rate")
    press(client, address, "do/start-rating")
    room.rate_all()
    press(client, address, "do/stop-rating")
    assert "12 phones: count the hands" in client.get(address).text
    room.count_hands(12)
    press(client, address, "do/show-rating", sure="yes")
    press(client, address, "do/go", segment="reveal")
    assert client.get(address).status == 200
    assert client.raw("GET", f"{address}/screen").status_code == 200
    assert client.raw("GET", f"{address}/screen/now").status_code == 200
    press(client, address, "end")
    ended = meeting(world)
    assert ended
    assert ended.state == "ended"
    assert ended.rating_shown
    assert client.get(address).h1 == "A meeting of Teachers"


def test_a_lead_cannot_begin_while_something_is_missing_and_is_told(
    lead: tuple[Client, str], world: World
) -> None:
    client, address = lead
    page = client.get(address)
    client.post(f"{address}/begin", page.form(f"{address}/begin"))
    again = client.post(f"{address}/begin", page.form(f"{address}/begin"), 409)
    assert "has begun already" in again.text


def test_a_lead_reaches_no_event_but_the_own_groups(lead: tuple[Client, str], world: World) -> None:
    client, address = lead
    from_others = client.get(f"/lead/{new_code()}/meeting", 404)
    assert "Testham" not in from_others.html
    reply = client.raw("GET", f"{address}/screen")
    assert reply.status_code == 302


def test_a_lead_whose_meeting_has_lost_its_key_is_told_so_and_can_end_it(
    lead: tuple[Client, str], world: World
) -> None:
    client, address = lead
    page = client.get(address)
    client.post(f"{address}/begin", page.form(f"{address}/begin"))
    event = meeting(world)
    assert event
    assert event.sealing_key
    (Path(os.environ["KEYS_PATH"]) / f"{event.sealing_key}.key").unlink()
    page = client.get(address, 503)
    assert "The key of this event is lost." in page.text
    client.post(f"{address}/end", page.form(f"{address}/end"))
    event = meeting(world)
    assert event
    assert event.state == "ended"
    assert event.sealing_key_gone_at

"""Whoever holds a link to the screen, or another's: they see what the screen shows, on one device, until the end."""

from __future__ import annotations

import json
import logging
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lws_assess.actions.events import remote_links
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events.captions import LINES_KEPT, captions_shown, type_caption
from lws_assess.actions.events.remote_links import NoSuchRemoteLink
from lws_assess.records.database import Database
from lws_assess.records.events.visioning_events import Event
from lws_assess.survey.events.own_questions import QUESTION_KINDS
from lws_assess.survey.events.programme_kinds import KINDS
from lws_assess.survey.secrets import BYTES, Secret
from tests.pages.client import Client, Page
from tests.watching.counting import everything
from tests.worlds.builders import World
from tests.worlds.rooms import HOST, Room, a_device, a_room
from tests.worlds.staff import signed_in, token_of

SPREAD = {"teachers": [1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 2, 3], "nurses": [2, 3, 4, 4, 3, 5, 1, 2]}
NOWHERE, ELSEWHERE = (
    "This link leads nowhere, or not any more.",
    "This link has been opened on another device.",
)


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world)


def opened(app: Flask, room: Room, types: bool = False) -> tuple[Client, Page, str]:
    """A device that has opened a link, what it sees, and the link's address."""
    client, address = Client(app), f"/watch/{room.make_link(types=types).code}"
    return client, client.send(client.get(address)), address


def slide_of_page(html: str) -> str:
    """What is drawn, without where the page asks for news: of the hall's screen, or of a page elsewhere."""
    drawn = re.search(r"<main .*?>(.*)</main>", html, re.DOTALL)
    assert drawn
    lines = re.findall(r'<p dir="auto" data-line="\d+">.*?</p>', html)
    return " ".join(drawn[1].split()) + "".join(lines)


def type_line(client: Client, page: Page, text: str, status: int = 200) -> Page:
    """A captioner's form as it stands, sent with a line."""
    to = f"{page.path}/captions"
    return client.post(to, {**client.get(page.path).form(to), "text": text}, status)


# --- no more than the screen -----------------------------------------------------------------------------------


def test_a_page_elsewhere_is_what_the_screen_is_at_every_moment(
    app: Flask, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two looks may lie on either side of the moment at which a pulse in memory is too old.
    monkeypatch.setattr("lws_assess.web.events.pulse.SECONDS_KEPT", 0)
    client, page, _address = opened(app, room)
    hall = signed_in(app, room.world.partnership, "steering")

    def is_alike(moment: str) -> None:
        here, there = hall.get(f"{room.path}/screen").text, client.raw("GET", page.path).text
        assert slide_of_page(there) == slide_of_page(here), moment
        body = there[there.index("<main") :]
        assert not re.findall(r"<(?:form|input|button)\b|/p/", body), moment
        told, asked = (
            one.json | {"seconds": 0}
            for one in (
                hall.get(f"{room.path}/screen/now?version=-1"),
                client.raw("GET", f"{page.path}/now?version=-1"),
            )
        )
        assert asked == told, moment

    for kind in KINDS:
        if kind.key in QUESTION_KINDS:
            room.add_question(kind.key, "Which?", ("One", "Other"))
        room.go_to(kind.key)
        is_alike(kind.key)
    number = room.open_vote()
    room.cast_all(number, SPREAD)
    is_alike("a vote that is open")
    room.stop_vote(number)
    is_alike("a vote that is closed")
    room.show_captions()
    is_alike("captions without a line")
    room.show_vote(number)
    room.hide_screen()
    is_alike("a hidden screen")


def test_a_hidden_screen_hides_captions_everywhere(app: Flask, room: Room) -> None:
    client, page, _address = opened(app, room, types=True)
    room.show_captions()
    type_line(client, page, "The chair speaks")
    assert "The chair speaks" in client.raw("GET", page.path).text
    room.hide_screen()
    assert "The chair speaks" not in client.raw("GET", page.path).text
    assert client.raw("GET", f"{page.path}/now").json["captions"] is None


# --- one device ------------------------------------------------------------------------------------------------


def test_looking_at_a_link_opens_nothing_and_the_first_device_keeps_it(app: Flask, room: Room) -> None:
    client, other, address = Client(app), Client(app), f"/watch/{room.make_link().code}"
    before = everything(room.database)
    unopened = other.get(address)
    client.get(address)
    assert everything(room.database) == before, "messengers look at what they carry"
    page = client.send(client.get(address))
    assert client.get(page.path).text == page.text, "it is loaded again"
    assert client.get(address).path == page.path, "by the link too"
    assert other.send(unopened, 409).h1 == ELSEWHERE
    assert Client(app).get(address, 409).h1 == ELSEWHERE
    assert other.get(page.path, 404).h1 == NOWHERE, "the address alone opens nothing"
    assert other.raw("GET", f"{page.path}/now").status_code == 404


def test_a_form_without_the_devices_own_token_opens_nothing(app: Flask, room: Room) -> None:
    client, address = Client(app), f"/watch/{room.make_link().code}"
    assert "Allow cookies" in client.post(address, {}, 400).text
    assert "Allow cookies" in client.post(address, {"csrf_token": "0" * 64}, 400).text
    assert "Open the screen" in Client(app).get(address).text, "it is still free"


def test_a_link_that_is_none_gets_a_plain_page(app: Flask, room: Room) -> None:
    for wrong in (Secret(b"x" * BYTES).code, "hello", room.make_link().code[::-1]):
        page = Client(app).get(f"/watch/{wrong}", 404)
        assert page.h1 == NOWHERE
        assert "ask its host for another link" in page.text


# --- until it is taken back, or the event ends -------------------------------------------------------------------


def test_a_link_that_a_host_takes_back_shows_nothing_more(app: Flask, room: Room) -> None:
    client, page, address = opened(app, room)
    staying, other, _address = opened(app, room)
    host = signed_in(app, room.world.partnership, "facilitator")
    row = page.path.rpartition("/")[2]
    token = token_of(host.get(f"{room.path}/remote").text)
    assert host.post(f"{room.path}/remote/{row}/back", data={"csrf_token": token}).status_code == 303
    for path in (page.path, address):
        assert client.get(path, 404).h1 == NOWHERE
    assert client.raw("GET", f"{page.path}/now").status_code == 404
    assert staying.get(other.path).status == 200


def test_after_the_end_a_link_is_gone_and_so_is_what_was_typed(app: Flask, room: Room) -> None:
    client, page, address = opened(app, room, types=True)
    room.show_captions()
    type_line(client, page, "Seen until the end")
    room.end()
    for path in (page.path, address):
        assert client.get(path, 404).h1 == NOWHERE
    assert client.raw("GET", f"{page.path}/now").status_code == 404
    assert client.raw("POST", f"{page.path}/captions", {"text": "Late"}).status_code == 404
    left = everything(room.database)
    assert left["event_writings"] == left["event_people"] == []
    assert not room.event.captions


def test_links_of_one_event_end_with_it_and_not_with_another(app: Flask, room: Room) -> None:
    other = a_room(room.world, {"teachers": 1}, title="Another day")
    client, page, _address = opened(app, room)
    other.end()
    assert client.get(page.path).status == 200


# --- captions --------------------------------------------------------------------------------------------------


def test_only_a_captioner_types_and_only_while_captions_are_on(app: Flask, room: Room) -> None:
    client, page, _address = opened(app, room, types=True)
    only_looks, other, _address = opened(app, room)
    off = type_line(client, page, "Too early", 400)
    assert "Captions are off" in off.faults()["text"]
    room.show_captions()
    token = {"csrf_token": client.get(page.path).form(f"{page.path}/captions")["csrf_token"]}
    for wrong in ({}, {"csrf_token": "0" * 64}):
        assert client.raw("POST", f"{page.path}/captions", {**wrong, "text": "Mine"}).status_code == 400
    assert only_looks.raw("POST", f"{other.path}/captions", {**token, "text": "Mine"}).status_code == 400
    type_line(client, page, "Theirs <b>is</b>")
    assert only_looks.raw("GET", f"{other.path}/now").json["captions"] == [[1, "Theirs <b>is</b>"]]
    assert "Theirs &lt;b&gt;is&lt;/b&gt;" in only_looks.raw("GET", other.path).text


def test_the_last_lines_alone_are_kept_and_one_that_is_sent_twice_stands_once(app: Flask, room: Room) -> None:
    client, page, _address = opened(app, room, types=True)
    room.show_captions()
    for number in range(LINES_KEPT + 2):
        form = {**client.get(page.path).form(f"{page.path}/captions"), "text": f"Line {number}"}
        for _ in range(2):
            client.post(f"{page.path}/captions", form)
    lines = client.raw("GET", f"{page.path}/now").json["captions"]
    assert lines == [[3, "Line 2"], [4, "Line 3"], [5, "Line 4"]]
    room.show_captions(False)
    room.show_captions()
    assert client.raw("GET", f"{page.path}/now").json["captions"] == []


def test_a_line_that_went_by_long_ago_is_not_shown_again(app: Flask, room: Room) -> None:
    client, page, _address = opened(app, room, types=True)
    room.show_captions()
    to = f"{page.path}/captions"
    first = {**client.get(page.path).form(to), "text": "Long ago"}
    client.post(to, first)
    for number in range(LINES_KEPT):
        type_line(client, page, f"Line {number}")
    before = client.raw("GET", f"{page.path}/now").json["captions"]
    client.post(to, first)
    assert client.raw("GET", f"{page.path}/now").json["captions"] == before
    room.show_captions(False)
    room.show_captions()
    client.post(to, first)
    assert client.raw("GET", f"{page.path}/now").json["captions"] == []
    type_line(client, page, "From now on")
    assert client.raw("GET", f"{page.path}/now").json["captions"] == [[1, "From now on"]]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
@pytest.mark.parametrize("meanwhile", ["taken back", "ended"])
def test_a_line_that_waits_for_a_host_is_not_shown_once_the_link_is_gone(
    database: Database, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """The host acts when the link has been looked at, and before the event is held."""
    room, device = a_room(World(database)), a_device("captioner")
    room.show_captions()
    secret = room.make_link(types=True)
    row = room.row_of_link(secret)
    with room.database.writing() as session:
        remote_links.open_remote_link(session, row, device)
    held, by = remote_links.get_event_for_change, (HOST, room.world.now)

    def wait_for_the_host(session: Session, *where: str) -> Event:
        monkeypatch.setattr(remote_links, "get_event_for_change", held)
        if meanwhile == "ended":
            room.end()
        else:
            with room.database.writing() as other:
                remote_links.take_remote_link_back(other, *room.where, row, *by)
        return held(session, *where)

    monkeypatch.setattr(remote_links, "get_event_for_change", wait_for_the_host)
    with pytest.raises(NoSuchRemoteLink), room.database.writing() as session:
        type_caption(session, row, device, "One line more", "attempt")
    if meanwhile == "taken back":
        with room.database.reading() as session:
            assert captions_shown(session, room.event) == ()


def test_phones_are_told_nothing_of_captions(app: Flask, room: Room) -> None:
    client, page, _address = opened(app, room, types=True)
    room.show_captions()
    type_line(client, page, "For the screen alone")
    phone = room.client(app)
    assert "For the screen alone" not in phone.raw("GET", f"/e/{room.code}").text
    assert "captions" not in phone.raw("GET", f"/e/{room.code}/now").json


def test_logs_know_nothing_of_a_link_or_a_caption(
    app: Flask, room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client, page, address = opened(app, room, types=True)
        room.show_captions()
        type_line(client, page, "Canary in the caption")
        Client(app).get(address, 409)
        Client(app).get(f"/watch/{Secret(b'y' * BYTES).code}", 404)
    logged = json.dumps([vars(record) for record in caplog.records], default=str)
    assert "event_remote_screens" in logged or "/watch/<secret>" in logged
    row = page.path.rpartition("/")[2]
    for told in (address.rpartition("/")[2], row, "Canary in the caption", "Interpreter"):
        assert told not in logged


def test_a_host_sees_a_link_once(app: Flask, room: Room) -> None:
    host = signed_in(app, room.world.partnership, "facilitator")
    token = token_of(host.get(f"{room.path}/remote").text)
    reply = host.post(f"{room.path}/remote", data={"csrf_token": token, "called": "Signer", "types": "yes"})
    assert reply.status_code == 303
    shown = re.findall(r"/watch/(\w{26})", host.get(f"{room.path}/remote").text)
    assert len(set(shown)) == 1
    again = host.get(f"{room.path}/remote").text
    assert "/watch/" not in again
    assert "Signer" in again
    assert "may type captions" in again
    assert Client(app).get(f"/watch/{shown[0]}").status == 200


def test_a_link_needs_to_be_for_somebody_and_an_event_that_runs(app: Flask, room: Room) -> None:
    host = signed_in(app, room.world.partnership, "facilitator")
    token = token_of(host.get(f"{room.path}/remote").text)
    reply = host.post(f"{room.path}/remote", data={"csrf_token": token, "called": " "})
    assert reply.status_code == 409
    assert "Write whom this link is for" in reply.text
    with room.database.writing() as session:
        events.end_event(session, *room.where, HOST, room.world.now)
    assert "end with it" in host.get(f"{room.path}/remote").text

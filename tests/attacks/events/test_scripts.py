"""A1, A2 at an event: whatever can be written there holds scripts and formulas; every page of it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from lws_assess.records.events.tables import (
    keep_proposed_action,
    keep_table_rating,
    proposed_actions,
    table_ratings,
)
from lws_assess.records.events.visioning_events import Event, EventSegment, programme_of
from lws_assess.records.events.words import move_words, words_of_event
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from tests.attacks.requests.test_scripts import AS_KEPT, CORPUS, check
from tests.attacks.requests.test_scripts_everywhere import EVERYTHING, READ, WRITTEN, nothing
from tests.pages.addresses import rules
from tests.pages.client import Client
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import signed_in

PEOPLE = {"teachers": 14, "nurses": 11}
RATINGS = {"teachers": [1, 2, 3, 2, 3, 4, 2] * 2, "nurses": [3, 4] * 5 + [2]}
OF_EVENT = ("title", "place", "message", "acted", "acted_by")
OF_ACTION = ("what", "measure", "lead")
OF_SEGMENT = ("title", "words", "led_by", "notes", "place")
EVENTS = (
    "event_phones.",
    "event_scribes.",
    "event_screens.",
    "event_hosts.",
    "event_words.",
    "event_tables.",
)
EVENTS += ("event_summaries.", "event_programmes.", "events.")


@pytest.fixture
def room(world: World) -> Room:
    """A room in which everything that a day may bring was written by somebody who means harm."""
    room = a_room(world, PEOPLE)
    scribe = room.make_scribe()
    room.rate_for_table(scribe, 2, evidence="Evidence.")
    room.propose(scribe, "Something.", measure="A measure.", lead="Somebody.")
    for kind, area in (("helps", room.edition.areas[0].code), ("vision", ""), ("missing", "")):
        room.go_to("words" if kind == "vision" else kind)
        words = [room.write(phone, kind, f"{kind} {n}", area) for n, phone in enumerate(room.phones[:3])]
        room.let_through(*words[:2])
    room.go_to("reveal", 1)
    room.a_shown_vote(RATINGS)
    spoil(room)
    return room


def spoil(room: Room) -> None:
    tables: list[tuple[Any, tuple[str, ...]]] = [
        (Event, OF_EVENT),
        (EventSegment, OF_SEGMENT),
        (Group, ("name", "this_is_you_if")),
        (Partnership, ("name", "contact", "safeguarding_words")),
    ]
    with room.database.writing() as session:
        for table, fields in tables:
            session.execute(update(table).values(**dict.fromkeys(fields, EVERYTHING)))
        spoil_writings(session, room.where)


def spoil_writings(session: Session, where: tuple[str, str]) -> None:
    """What lies under the event's key."""
    words = [word.id for word in words_of_event(session, *where)]
    move_words(session, *where, words, **dict.fromkeys(("text", "more", "theme"), EVERYTHING))
    for rating in table_ratings(session, *where):
        rating.evidence, rating.state = EVERYTHING, "shown"
        keep_table_rating(session, rating)
    for action in proposed_actions(session, *where):
        for name in OF_ACTION:
            setattr(action, name, EVERYTHING)
        keep_proposed_action(session, action)


def pages_of_events(app: Flask, room: Room) -> list[str]:
    """Every address of an event that is read, with what it may name."""
    area = room.edition.areas[0].code
    with room.database.reading() as session:
        segment = programme_of(session, *room.where)[0].key
        word = next(iter(words_of_event(session, *room.where, "missing")), None)
        draft = next(iter(proposed_actions(session, *room.where)), None)
    names = {"partnership": room.world.partnership, "event": room.key, "code": room.code, "area": area}
    names |= {
        "segment": segment,
        "word": word.id.hex() if word else "",
        "draft": draft.id.hex() if draft else "",
    }
    paths = []
    for rule in rules(app, "GET"):
        if rule.endpoint.startswith(EVENTS) and rule.arguments <= names.keys():
            built = rule.build({name: names[name] for name in rule.arguments})
            assert built
            paths.append(str(built[1]))
    return paths


def devices(app: Flask, room: Room) -> FlaskClient:
    """An administrator whose device is also that of a scribe in the room."""
    client = signed_in(app, room.world.partnership, "administrator")
    client.set_cookie(f"e-{room.code}", room.phones[0].device.secret.code)
    return client


def read(client: FlaskClient, paths: list[str]) -> list[str]:
    texts = []
    for path in paths:
        reply = client.get(path)
        assert reply.status_code < 500, path
        if reply.status_code == 200:
            texts.append(READ.get(reply.mimetype, nothing)(path, reply))
    return texts


def test_nothing_that_is_written_at_an_event_does_anything(app: Flask, room: Room) -> None:
    client, paths = devices(app, room), pages_of_events(app, room)
    text = " ".join(read(client, paths))
    assert [words for words in AS_KEPT if " ".join(words.split()) not in text] == []
    in_the_room = [f"/e/{room.code}", f"{room.path}/screen", f"{room.path}/host"]
    with room.database.reading() as session:
        kinds = {one.kind for one in programme_of(session, *room.where)}
    for kind in sorted(kinds):
        room.go_to(kind)
        assert len(read(client, in_the_room)) == 3
    room.go_to("reveal", 1)
    room.vote_again(1)
    assert len(read(client, in_the_room)) == 3
    room.stop_vote(2)
    room.end()
    assert read(client, paths)


def test_what_is_typed_on_a_phone_is_read_back_by_whoever_looks_at_it_first(app: Flask, world: World) -> None:
    room = a_room(world, {"teachers": 15})
    room.go_to("words")
    for number, text in enumerate(CORPUS):
        phone = room.client(app, room.phones[number % 15])
        to = f"/e/{room.code}/words"
        phone.post(to, {**phone.get(f"/e/{room.code}").form(to), "text": text})
    staff = signed_in(app, world.partnership, "facilitator")
    [text] = read(staff, [f"{room.path}/words"])
    kept = [words for words in AS_KEPT if words]
    assert [words for words in kept if " ".join(words.split()) not in text] == []
    before_it_is_let_through = " ".join(read(staff, [f"{room.path}/screen"]))
    assert [words for words in WRITTEN if len(words) > 8 and words in before_it_is_let_through] == []


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
def test_what_is_sent_in_place_of_a_choice_comes_back_harmless(app: Flask, shared: Room, text: str) -> None:
    """And so does a form whose token is too old, which shows what was typed."""
    here, client = f"/e/{shared.code}", shared.client(app)
    token = client.get(f"{here}/leave").form()["csrf_token"]
    fields = {"group": text, "table": text, "kind": text, "area": text, "text": text, "number": text}
    fields |= {"rating": text, "top-areas": text, "level": text, "evidence": text, "code": text, text: text}
    for path in ("/join", "/votes/1", "/words", "/table/code", "/rate"):
        for form in ({**fields, "csrf_token": token}, {**fields, "csrf_token": text}):
            reply = client.raw("POST", here + path, form)
            assert reply.status_code in (303, 400, 403, 404, 409, 429), (path, reply.status_code)
            if reply.status_code != 303:
                look = client.post(here + path, form, reply.status_code)
                check(look)


@pytest.fixture
def shared(app: Flask, world: World) -> Room:
    room = a_room(world, {"teachers": 1})
    room.open_vote()
    return room


def test_the_fields_of_a_form_are_not_an_attack_on_whoever_has_no_room(app: Flask, world: World) -> None:
    client = Client(app)
    for text in CORPUS:
        reply = client.raw("GET", f"/e/{text.replace('/', '')}")
        assert reply.status_code in (302, 404, 429)
        if reply.status_code == 404:
            check(client.get(f"/e/{text.replace('/', '')}", 404))

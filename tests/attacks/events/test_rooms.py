"""A4, A7, P3 at an event: guessed codes, cookies of others, forms that nobody drew; and what the room never tells."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.records.events.votes import count_event_ballots, read_event_ballots
from lws_assess.survey.events.rooms import CHOICES, ROOM_ALPHABET, ROOM_CODE_LENGTH, Device, way_in
from lws_assess.survey.secrets import BYTES, Secret, form_token
from lws_assess.web.events import failures as event_failures
from tests.runs.soaking import IS_SOAK
from tests.watching.counting import everything, rows
from tests.worlds.builders import World
from tests.worlds.rooms import Phone, Room, a_room
from tests.worlds.staff import signed_in

GUESSES, GENUINE = (10_000, 200) if IS_SOAK else (1_000, 40)
SCRIPT = {"Accept": "application/json"}
CANARY = "Canarybird of Dartmoor"


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world)


def token(device: Device) -> str:
    return form_token(device.secret, b"m" * 16)


# --- A7 ------------------------------------------------------------------------------------------------------


def test_thousands_of_guesses_do_not_stop_the_phones_of_a_hall_at_the_same_address(
    app: Flask, world: World
) -> None:
    room = a_room(world, {"teachers": GENUINE})
    number, code = room.open_vote(), room.code
    client, guesses, began = app.test_client(), Counter[int](), time.monotonic()
    for turn in range(GENUINE):
        for _ in range(GUESSES // GENUINE):
            guess = "".join(secrets.choice(ROOM_ALPHABET) for _ in range(ROOM_CODE_LENGTH))
            if guess != code:
                guesses[client.get(f"/e/{guess}/now", headers=SCRIPT).status_code] += 1
        assert genuine(app, room, room.phones[turn], number) == [200, 200, 200, 200]
    assert count_of(room, number) == GENUINE
    assert set(guesses) == {404, 429}
    limit = event_failures.ADDRESS
    assert guesses[404] <= limit.free + 2 + (time.monotonic() - began) / limit.forgets_in
    new = app.test_client()
    assert new.get(f"/e/{code}").status_code == 429  # a right code says no more than a wrong one
    scanned = f"/e/{code}?w={way_in(room.codes.salt or b'')}"
    assert b"Join " in new.get(scanned).data  # but who scans what the screen shows joins at any time


def genuine(app: Flask, room: Room, phone: Phone, number: int) -> list[int]:
    """Looks, asks for the version, votes, and looks again."""
    client, here = room.client(app, phone).browser, f"/e/{room.code}"
    form = {"csrf_token": token(phone.device), "rating": "3"}
    voted = client.post(f"{here}/votes/{number}", data=form, headers=SCRIPT)
    others = [client.get(path, headers=SCRIPT) for path in (here, f"{here}/now", here)]
    return [reply.status_code for reply in (others[0], others[1], voted, others[2])]


def count_of(room: Room, number: int) -> int:
    with room.database.reading() as session:
        return count_event_ballots(session, *room.where, number)


# --- cookies of others, and forms that nobody drew -----------------------------------------------------------


def test_no_other_cookie_votes_writes_or_looks(app: Flask, world: World, room: Room) -> None:
    other = a_room(World(world.database, partnership="elsewhere"), {"teachers": 1})
    their = Device(Secret(secrets.token_bytes(BYTES)))
    number = room.open_vote()
    other.phones[0] = Phone(their, "teachers", "")
    before = everything(world.database)
    cookies = ["", "x", "A" * 400, room.phones[0].device.secret.code[::-1], their.secret.code]
    cookies += [room.phones[0].device.person.hex(), room.code, "\u00e9", "'; --"]
    for cookie in cookies:
        client = app.test_client()
        client.set_cookie(f"e-{room.code}", cookie)
        for path in (f"votes/{number}", "words", "rate", "table/actions", "leave"):
            form = {"csrf_token": token(their), "rating": "3", "kind": "vision", "text": CANARY}
            reply = client.post(f"/e/{room.code}/{path}", data=form)
            assert reply.status_code in (303, 400, 403, 404) or path == "leave", (
                cookie,
                path,
                reply.status_code,
            )
        assert b"Join " in client.get(f"/e/{room.code}").data
    assert everything(world.database) == before


FORMS: list[list[tuple[str, str]]] = [
    [("rating", "3"), ("rating", "4")],
    [("rating", "6")],
    [("rating", "0")],
    [("rating", "\u0663")],
    [("rating", "3\u0301")],
    [("rating", "3" * 5000)],
    [("rating", "not-applicable")],
    [("top-areas", "x"), ("importance-x", "3")],
    [("rating", "")],
    [],
]


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_a_vote_that_no_form_of_ours_could_send_is_none(
    app: Flask, room: Room, form: list[tuple[str, str]]
) -> None:
    number = room.open_vote()
    client, device = room.client(app).browser, room.phones[0].device
    sent: dict[str, list[str]] = {"csrf_token": [token(device)]}
    for name, value in form:
        sent.setdefault(name, []).append(value)
    assert client.post(f"/e/{room.code}/votes/{number}", data=sent).status_code == 400
    assert count_of(room, number) == 0


def test_more_fields_than_were_asked_for_change_nothing_else(app: Flask, room: Room) -> None:
    number = room.open_vote()
    phone = room.phones[0]
    more = {"group": "nurses", "audience": "young-people", "vote": "7", "person": "x", "event": "other"}
    form = {"csrf_token": token(phone.device), "rating": "3", **more}
    client = room.client(app).browser
    assert client.post(f"/e/{room.code}/votes/{number}", data=form, headers=SCRIPT).status_code == 200
    [ballot] = everything(room.database)["event_ballots"]
    assert str(number) in ballot
    with room.database.reading() as session:
        [cast] = read_event_ballots(session, *room.where, number)
    assert (cast.group, cast.audience) == ("teachers", "professional")
    assert not {"nurses", "young-people", "7", "other"} & set(ballot)


@pytest.mark.parametrize("path", ["join", "votes/1", "words", "table/code", "table/actions", "rate"])
def test_what_is_far_too_long_is_refused_and_nothing_is_kept(app: Flask, room: Room, path: str) -> None:
    room.open_vote()
    client, before = room.client(app).browser, everything(room.database)
    names = ("group", "table", "rating", "text", "more", "kind", "area", "number", "code", "what", "attempt")
    long = dict.fromkeys(names, "9" * 20_000)
    ours = token(room.phones[0].device)
    reply = client.post(f"/e/{room.code}/{path}", data={"csrf_token": ours, **long})
    assert reply.status_code in (200, 303, 400, 403, 404, 409), reply.status_code
    beyond = client.post(f"/e/{room.code}/{path}", data={"csrf_token": ours, "text": "9" * 300_000})
    assert beyond.status_code in (413, 303)  # or sent away before it was read
    assert everything(room.database) == before


@pytest.mark.parametrize("number", ["0", "9999", "10000", "-1", "1e3", "9" * 20])
def test_a_vote_of_another_number_is_refused(app: Flask, room: Room, number: str) -> None:
    room.open_vote()
    form = {"csrf_token": token(room.phones[0].device), "rating": "3"}
    reply = room.client(app).browser.post(f"/e/{room.code}/votes/{number}", data=form)
    assert reply.status_code in (404, 409)
    assert rows(room.database, "event_ballots") == {"event_ballots": 0}


# --- what the room never tells -------------------------------------------------------------------------------


def seen(app: Flask, room: Room, watcher: FlaskClient) -> list[str]:
    """What another phone and the screen are shown, but for tokens that are new each time."""
    phone = room.client(app, room.phones[-1]).browser
    screen = f"{room.path}/screen"
    shown = [phone.get(f"/e/{room.code}").text, phone.get(f"/e/{room.code}/now").text]
    shown += [watcher.get(screen).text, watcher.get(f"{screen}/now").text]
    return [re.sub(r'nonce="[^"]*"|value="[0-9a-f.]{40,}"', "", text) for text in shown]


@pytest.mark.parametrize("kind", ["rating", CHOICES])
def test_after_each_single_vote_phones_and_screen_tell_nothing_but_how_many(
    app: Flask, room: Room, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("lws_assess.web.events.pulse.SECONDS_KEPT", 0)
    watcher = signed_in(app, room.world.partnership, "steering")
    room.go_to("priorities" if kind == CHOICES else "reveal", 0 if kind == CHOICES else 1)
    number, first = room.open_vote(kind), room.edition.areas[0].code
    before = seen(app, room, watcher)
    for cast, phone in enumerate([*room.of("teachers")[:4], *room.of("nurses")[:3]], 1):
        if kind == CHOICES:
            room.cast(phone, number, top_areas=[first])
        else:
            room.cast(phone, number, 5)
        now = seen(app, room, watcher)
        assert f"{cast}" in now[3]
        assert differences(before, now) <= {"0", str(cast), "has", "have", "person", "people"}


def differences(before: list[str], now: list[str]) -> set[str]:
    """The words in which two sets of pages differ."""
    words = [Counter(re.findall(r"[\w'-]+", " ".join(texts))) for texts in (before, now)]
    return set((words[0] - words[1]) | (words[1] - words[0]))


@pytest.mark.parametrize(("part", "kind"), [("helps", "helps"), ("words", "vision"), ("missing", "missing")])
def test_a_word_is_on_no_other_phone_and_no_screen_before_it_is_let_through(
    app: Flask, room: Room, part: str, kind: str
) -> None:
    watcher = signed_in(app, room.world.partnership, "steering")
    room.go_to(part)
    area = room.edition.areas[0].code if kind == "helps" else ""
    word = room.write(room.phones[0], kind, CANARY, area, more=CANARY if kind == "missing" else "")
    scribe = room.make_scribe(room.phones[1])
    room.rate_for_table(scribe, 2, evidence=CANARY)
    room.propose(scribe, CANARY, lead=CANARY, measure=CANARY)
    assert CANARY not in "".join(everywhere(app, room, watcher))
    room.end()
    for path in ("summary", "summary.pdf", "summary.docx", "screen", ""):
        assert CANARY.encode() not in watcher.get(f"{room.path}/{path}").data
    assert word


def everywhere(app: Flask, room: Room, watcher: FlaskClient) -> Iterator[str]:
    """Every part of the programme, as another phone and as the screen."""
    for kind in ("join", "welcome", "voices", "practice", "rate", "reveal", "helps", "words", "missing"):
        room.go_to(kind)
        phone = room.client(app, room.phones[-1])
        yield phone.get(f"/e/{room.code}").html
        yield watcher.get(f"{room.path}/screen").text
        yield watcher.get(f"{room.path}/screen/now").text
    for kind in ("priorities", "actions", "close"):
        room.go_to(kind)
        yield watcher.get(f"{room.path}/screen").text


# --- logs, and the database ----------------------------------------------------------------------------------


def test_nothing_of_a_device_a_code_a_vote_or_a_word_is_written_down(app: Flask, room: Room) -> None:
    written: list[str] = []
    ours = logging.getLogger("lws_assess")
    handler = logging.Handler()
    form = ours.handlers[0].format
    handler.emit = lambda record: written.append(form(record))  # type: ignore[method-assign]
    ours.addHandler(handler)
    try:
        phone = room.phones[0]
        room.go_to("words")
        client = room.client(app, phone).browser
        ours_too = {"csrf_token": token(phone.device)}
        here = f"/e/{room.code}"
        client.get(here)
        client.post(f"{here}/words", data={**ours_too, "kind": "vision", "text": CANARY, "number": "0"})
        number = room.open_vote()
        client.post(f"{here}/votes/{number}", data={**ours_too, "rating": "dont-know"})
        client.post(f"{here}/votes/{number}", data={**ours_too, "rating": CANARY})
        client.get("/e/K7W3PX/canary")
        client.get(f"{here}/now")
        with room.database.writing() as session:
            session.connection().exec_driver_sql("ALTER TABLE event_ballots RENAME TO away")
        failed = client.post(f"{here}/votes/{number}", data={**ours_too, "rating": "4"}, headers=SCRIPT)
        assert failed.status_code >= 500
    finally:
        ours.removeHandler(handler)
    text = " ".join(written)
    assert len(written) >= 6
    assert "unavailable" in text or "fault" in text
    secret = phone.device.secret
    for canary in (CANARY, room.code, secret.code, secret.value.hex(), phone.device.person.hex(), "K7W3PX"):
        assert canary.lower() not in text.lower()
    assert phone.device.ballot(f"{room.key}/{number}").hex() not in text
    assert "dont-know" not in text


def long_values(table: list[tuple[Any, ...]]) -> set[bytes]:
    return {value for row in table for value in row if isinstance(value, bytes) and len(value) >= 8}


def a_busy_room(room: Room) -> None:
    room.go_to("rate")
    room.start_rating()
    for phone in room.phones[:12]:
        room.rate(phone)
    room.begin_rating(room.phones[12])
    room.go_to("words")
    for phone in room.phones:
        room.write(phone, "vision", f"Word {secrets.token_hex(4)}")
    room.stop_rating()
    room.go_to("reveal", 1)
    room.a_shown_vote({"teachers": [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2], "nurses": [3] * 8})
    number = room.vote_again(1)
    for phone in room.phones:
        room.cast(phone, number, 3)


def test_whoever_reads_the_database_of_a_running_event_cannot_lay_people_and_votes_together(
    room: Room,
) -> None:
    a_busy_room(room)
    tables = everything(room.database)
    people = long_values(tables["event_people"])
    assert len(people) == 2 * len(room.phones)  # a hash and a ciphertext
    others = ("event_ballots", "event_writings", "ballots", "drafts", "box_responses", "responses")
    values = {name: long_values(tables[name]) for name in others}
    assert values["event_ballots"]
    assert values["event_writings"]
    assert values["ballots"]
    names = [*others, "event_people"]
    values["event_people"] = people
    for at, name in enumerate(names):
        for other in names[at + 1 :]:
            assert not values[name] & values[other], (name, other)
    held = {phone.device.secret.value for phone in room.phones}
    assert not held & set().union(*values.values())


def test_after_the_end_nothing_of_a_device_is_left(room: Room) -> None:
    a_busy_room(room)
    number = 2
    room.stop_vote(number)
    room.end()
    erased = ("event_people", "event_ballots", "event_writings", "event_words", "drafts", "box_responses")
    left = rows(room.database, *erased)
    assert set(left.values()) == {0}
    values = set().union(*(long_values(table) for table in everything(room.database).values()))
    for phone in room.phones:
        device = phone.device
        derived = {device.secret.value, device.person, device.ballot(f"{room.key}/1")}
        derived |= {device.pair(f"{room.key}/1"), device.word(f"{room.key}/vision/", 0), device.rating.value}
        assert not derived & values

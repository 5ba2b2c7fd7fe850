"""Walks over the pages of a partnership that has a bit of everything, for tests that look at what is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lws_assess.actions.answering.practice import make_practice_code
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.records.events.visioning_events import programme_of
from lws_assess.records.migrations import migrate_database
from lws_assess.records.rounds import find_round
from lws_assess.survey.events.programme_kinds import KINDS
from lws_assess.survey.events.rooms import CHOICES
from lws_assess.web.upkeep.due import do_everything_due
from tests.machines.databases import open_database
from tests.pages.addresses import Objects, objects_of, rules, staff_token
from tests.pages.client import Client
from tests.worlds.builders import World, new_code
from tests.worlds.rooms import Room, a_room
from tests.worlds.shelved import Shelved, restore_sqlite
from tests.worlds.staff import signed_in

# What stands on the shelf; the objects of the walk are an open round and events besides.
ROUNDS = ("first", "baseline", "later")
EVENTS = ("winter-day", "visioning-day")
ROLES = ("administrator", "steering")
GROUPS = {"teachers": 12, "inspectors": 10}


def a_place(folder: Path) -> str:
    """The partnership of the shelf in today's shape; the address of its database."""
    url = restore_sqlite(folder / "shelf.sqlite3")
    database = open_database(url)
    migrate_database(database)
    database.engine.dispose()
    return url


def walk(app: Flask) -> None:
    """Asks for every page of the shelved partnership in the app's database, and sends every form without answers."""
    world = Shelved(app.config["DATABASE"])
    world.now = datetime.now(UTC)
    with world.database.writing() as session:
        this = find_round(session, world.partnership, world.round)
        assert this
        make_practice_code(session, this, new_code)
    respondent = Client(app)
    objects = objects_of(world, respondent)
    staff = [signed_in(app, world.partnership, role) for role in ROLES]
    for client in staff:
        ask_for_all(app, client, objects)
    anybody = app.test_client()
    for rule in pages(app):
        if "partnership" not in rule.arguments:
            ask(anybody, objects.fill(rule))
        if "questionnaire" in rule.arguments:
            ask(respondent.browser, objects.fill(rule))
    walk_through_an_event(app, staff[0], world)
    fill_in(staff[0], world)
    release(app, world)
    ask_for_all(app, staff[0], objects, ("first",))
    send_all(app, staff[0], objects)


def release(app: Flask, world: World) -> None:
    """Closes the open round so long ago that whoever had begun has had the time to finish."""
    with world.database.writing() as session:
        rounds.close_round(session, world.partnership, world.round, world.now - timedelta(days=2))
    with app.app_context():
        do_everything_due(world.database)


def pages(app: Flask) -> Iterator[Rule]:
    """Every address that gives a page and no file."""
    return (rule for rule in rules(app, "GET") if "." not in rule.rule.rpartition("/")[2])


def ask(client: FlaskClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code < 500, path


Ask = Callable[[FlaskClient, str], None]


def ask_for_all(
    app: Flask, client: FlaskClient, objects: Objects, of_rounds: tuple[str, ...] = ROUNDS
) -> None:
    for rule in pages(app):
        for round_key in of_rounds if "round_key" in rule.arguments else ("",):
            for event in (objects.event, *EVENTS) if "event" in rule.arguments else ("",):
                named = {"round_key": round_key} if round_key else {}
                ask(client, objects.fill(rule, **named, **({"event": event} if event else {})))


def send_all(app: Flask, client: FlaskClient, objects: Objects) -> None:
    """Each form without answers; signing out comes last."""
    token = staff_token(client)
    for rule in sorted(rules(app, "POST"), key=lambda rule: rule.endpoint == "people.sign_out"):
        path = objects.fill(rule)
        assert client.post(path, data={"csrf_token": token}).status_code < 500, path


def fill_in(client: FlaskClient, world: World) -> None:
    """Forms that are answered with another page, which says what would be done or what is wrong."""
    token = staff_token(client)
    here = f"/p/{world.partnership}"
    table = "Name\tBranch\tTarget\tLead\nTeachers\tschools\tmany\tAda\nCooks\tschools\t12\tBo"
    listed = "ada@x.example\nbo@x.example\nnobody\nada@x.example"
    of_group = f"{here}/rounds/{world.round}/invitations/to/teachers"
    for path, fields in (
        (f"{here}/groups/_table/", {"table": table}),
        (f"{here}/groups/_table/", {"table": table.replace("many", "30")}),
        (
            f"{here}/rounds/{world.round}/invitations/all/",
            {"addresses": "Group\tE-mail\nteachers\tx@x.example"},
        ),
        (of_group, {"addresses": listed, "subject": "Your view", "words": "Please answer: {link}"}),
    ):
        reply = client.post(path, data={"csrf_token": token, **fields})
        assert reply.status_code < 500, path


# --- an event --------------------------------------------------------------------------------------------


def walk_through_an_event(app: Flask, staff: FlaskClient, world: World, ask: Ask = ask) -> None:
    """A day from its first part to what came of it, as its host, its screen, phones and scribe see it."""
    room = a_room(world, GROUPS)
    look = _looking(app, staff, room, ask)
    with room.database.reading() as session:
        there = {segment.kind for segment in programme_of(session, *room.where)}
    kinds = [kind for kind in KINDS if kind.key in there]
    for kind in kinds:
        room.go_to(kind.key)
        look()
    _vote(room, look)
    _write(room, look)
    _rate(room, look)
    for kind in kinds:
        room.go_to(kind.key)
        look()
    room.set_timer(5)
    room.tell_all("Lunch is ready.")
    look()
    room.end()
    look()
    for page in ("", "/summary", "/words", "/tables"):
        ask(staff, room.path + page)


def _looking(app: Flask, staff: FlaskClient, room: Room, ask: Ask) -> Callable[[], None]:
    adult, scribe, child = room.of("teachers")[0], room.of("teachers")[1], room.of("inspectors")[0]
    room.make_scribe(scribe)
    browsers = [room.client(app, phone).browser for phone in (adult, scribe, child)]
    code = room.code
    first = room.edition.areas[0].code
    theirs = [
        f"/e/{code}{page}"
        for page in ("", "/table", f"/table/areas/{first}", "/table/actions", "/table/slips")
    ]

    def look() -> None:
        for page in ("/host", "/screen"):
            ask(staff, room.path + page)
        for browser in browsers:
            ask(browser, theirs[0])
        for page in theirs[1:]:
            ask(browsers[1], page)

    return look


def _vote(room: Room, look: Callable[[], None]) -> None:
    ratings = {"teachers": [2, 2, 3, 3, 4, 4, 1, 5, 3, 3, 2, 4], "inspectors": [3, 3, 3, 4, 4, 2, 2, 1, 3, 5]}
    number = room.open_vote()
    look()
    room.cast_all(number, ratings)
    look()
    room.stop_vote(number)
    look()
    room.show_vote(number)
    look()
    room.a_shown_vote({group: given[::-1] for group, given in ratings.items()}, again_of=number)
    look()
    choices = room.open_vote(CHOICES)
    look()
    codes = [area.code for area in room.edition.areas]
    for at, phone in enumerate(room.phones):
        room.cast(phone, choices, top_areas=[codes[at % 3], codes[3]])
    look()
    room.stop_vote(choices)
    room.show_vote(choices)
    look()
    room.put_vote_away()


def _write(room: Room, look: Callable[[], None]) -> None:
    scribe = room.of("teachers")[1]
    area = room.edition.areas[0].code
    for part, kind in (("helps", "helps"), ("helps", "hinders"), ("words", "vision"), ("missing", "missing")):
        room.go_to(part)
        named = area if part == "helps" else ""
        kept = [room.write(phone, kind, f"{kind} {at}", named) for at, phone in enumerate(room.phones[:4])]
        look()
        room.let_through(*kept[:3])
        look()
    room.rate_for_table(scribe, 3, evidence="We counted.")
    room.propose(scribe, "Meet every month", lead="A head", quick_win=True)
    look()


def _rate(room: Room, look: Callable[[], None]) -> None:
    room.start_rating()
    look()
    room.begin_rating(room.phones[0])
    look()
    room.rate_all()
    look()
    room.stop_rating()
    look()
    room.show_rating()
    look()

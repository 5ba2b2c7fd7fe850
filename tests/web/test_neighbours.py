"""What somebody does in one partnership, round or event changes nothing of another with the same keys.

Every form of every page that an administrator and a lead can see is sent as a browser would, its empty fields
filled in, and every row of every table is compared before and after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from lws_assess.records.events.visioning_events import Event
from lws_assess.records.rounds import Round
from tests.pages.addresses import rules
from tests.pages.client import Client, Element, Page, _Builder
from tests.watching.neighbours import (
    HERE,
    THERE,
    Neighbours,
    Owner,
    Rows,
    build_neighbours,
    changed,
    rows_by_owner,
)
from tests.worlds.builders import World
from tests.worlds.staff import PASSWORD, add_person

# What ends something comes last, and what would shut the browser out is not sent.
ENDS = re.compile(
    r"/(begin|close|delete|erase|extend|remove|strike-out|cancel|aside|disable)$|/missing/|/end"
)
NOT_SENT = re.compile(r"^/$|/sign-out|^/account|/people/codes|^/partnerships")
WORDS = {
    "email": "grace@somewhere.example",
    "number": "7",
    "date": "2031-05-06",
    "time": "10:45",
    "url": "https://somewhere.example",
}


def page_at(client: Client, path: str) -> Page | None:
    reply = client.raw("GET", path)
    if reply.status_code != 200 or reply.mimetype != "text/html":
        return None
    builder = _Builder()
    builder.feed(reply.get_data(as_text=True))
    return Page(path, 200, {}, "", builder.root)


def filled(form: Element, page: Page, action: str) -> dict[str, str | list[str]]:
    """What a browser would send, with something in each field that was left empty."""
    sent = page.form(action)
    for e in form.find_all("input", "textarea"):
        name, kind = e["name"], e["type"]
        if not name or kind in ("hidden", "submit", "file"):
            continue
        if kind == "checkbox":
            sent[name] = sent.get(name) or [e["value"]]
        elif kind == "radio":
            sent.setdefault(name, e["value"])
        elif not sent.get(name):
            sent[name] = WORDS.get(kind, "7" if e["inputmode"] == "numeric" else f"New {name}")
    buttons = [e for e in form.find_all("button") if e["name"]]
    return {**sent, **({buttons[0]["name"]: buttons[0]["value"]} if buttons else {})}


def forms(app: Flask, client: Client, here: Neighbours) -> dict[str, tuple[Page, Element, str]]:
    """By where it is sent to: the page and the form of it."""
    with here.database.reading() as session:
        keys = list(session.scalars(select(Event.key).where(Event.partnership == HERE)))
    found: dict[str, tuple[Page, Element, str]] = {}
    for rule in rules(app, "GET"):
        for key in keys if "event" in rule.arguments else [""]:
            page = page_at(client, here.objects.fill(rule, **({"event": key} if key else {})))
            for form in page.root.find_all("form", method="post") if page else ():
                path = form["action"] or page.path  # type: ignore[union-attr]
                if not NOT_SENT.search(path):
                    found.setdefault(path, (page, form, form["action"]))  # type: ignore[arg-type]
    # One programme's parts are all alike.
    return {path: one for path, one in found.items() if "/programme/" not in path or "/welcome/" in path}


def others_of(path: str, before: Rows) -> Iterator[Owner]:
    """Who stands beside what a path names: the other partnership, and the other rounds or events of its own."""
    for owner, _ in before:
        round_key = re.search(r"/rounds/([^/]+)/", path)
        event = re.search(r"/events/([^/]+)/", path)
        if owner.partnership != HERE or (
            (round_key and owner.round and owner.round != round_key[1])
            or (event and owner.event and owner.event != event[1])
        ):
            yield owner


@pytest.fixture
def neighbours(app: Flask) -> tuple[Neighbours, Neighbours]:
    return build_neighbours(app)


def signed_in(app: Flask) -> Client:
    client = Client(app)
    email = add_person(app.config["DATABASE"], HERE, "administrator")
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    return client


def test_no_form_changes_anything_of_a_neighbour(
    app: Flask, neighbours: tuple[Neighbours, Neighbours]
) -> None:
    here, _ = neighbours
    client = signed_in(app)
    found = forms(app, client, here)
    before, moved, tables = rows_by_owner(here.database), set(), set()
    for path, (page, form, action) in sorted(found.items(), key=lambda one: bool(ENDS.search(one[0]))):
        client.raw("POST", path, filled(form, page, action))
        after = rows_by_owner(here.database)
        others = set(others_of(path, before))
        for owner, table in changed(before, after):
            # Whoever sends e-mail does so for everybody, and whenever something was asked for.
            assert owner not in others or table == "messages", f"{path} changed {table} of {owner}"
            moved.add(path)
            tables.add(table)
        before = after
    assert len(moved) > 40, sorted(set(found) - moved)
    assert len(tables) > 20, sorted(tables)


def test_commands_find_a_round_by_its_own_name_alone(
    app: Flask, neighbours: tuple[Neighbours, Neighbours]
) -> None:
    here, _ = neighbours
    run = app.test_cli_runner().invoke
    before = rows_by_owner(here.database)
    for name in ("firsts", "nowhere/first", f"{HERE}/third", "first", HERE):
        for command in (["close"], ["open"], ["results"], ["personal-links", "--group", "nurses"]):
            done = run(args=["round", command[0], name, *command[1:], "--json"])
            assert done.exit_code == 1, (command, name, done.output)
            assert "refused" in json.loads(done.output)
    assert not list(changed(before, rows_by_owner(here.database)))


def test_a_round_that_is_the_only_one_is_not_closed_by_another_name(app: Flask) -> None:
    world = World(app.config["DATABASE"])
    run = app.test_cli_runner().invoke
    assert run(args=["round", "close", "wrong-name"]).exit_code == 1
    assert run(args=["round", "close", "elsewhere/first"]).exit_code == 1
    with world.database.reading() as session:
        assert session.get_one(Round, (HERE, "first")).state == "open"


@pytest.mark.parametrize("key", ["first", "second"])
def test_commands_change_the_round_that_they_name_and_no_other(
    app: Flask, neighbours: tuple[Neighbours, Neighbours], key: str
) -> None:
    here, _ = neighbours
    run = app.test_cli_runner().invoke
    before = rows_by_owner(here.database)
    made = run(args=["round", "personal-links", f"{THERE}/{key}", "--group", "nurses", "--count", "3"])
    assert made.exit_code == 0, made.output
    after = rows_by_owner(here.database)
    assert {owner for owner, _ in changed(before, after)} == {Owner(THERE, key)}
    closed = run(args=["round", "close", f"{HERE}/{key}"])
    assert closed.exit_code == 0, closed.output
    assert {owner for owner, _ in changed(after, rows_by_owner(here.database))} == {Owner(HERE, key)}

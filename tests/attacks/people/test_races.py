"""F5 and F6 for staff: whatever asks to be confirmed is confirmed many times at once; done once, and no fault."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.rounds.additions import view_additions
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import Round, RoundGroup, links_of_round, rows_of_round
from tests.pages.addresses import a_comment_and_an_alert
from tests.watching.counting import rows
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.staff import signed_in, token_of

AT_ONCE = 6
HERE = "/p/testham"
ROUND = f"{HERE}/rounds/first"
FIRST = shipped_editions()[INSTRUMENT].areas[0]

Form = dict[str, str]


@pytest.fixture
def world(either_app: Flask) -> World:
    return World(either_app.config["DATABASE"])


@pytest.fixture
def clients(either_app: Flask, world: World) -> list[FlaskClient]:
    first = signed_in(either_app, world.partnership, "administrator")
    return [first, *(either_app.test_client() for _ in range(AT_ONCE - 1))]


def all_at_once(clients: list[FlaskClient], *sent: tuple[str, Form]) -> Counter[int]:
    """The statuses of forms sent at the same moment from tabs of one browser; none may be a fault."""
    token = token_of(clients[0].get("/account").text)
    for other in clients[1:]:
        other._cookies.update(clients[0]._cookies)
    barrier = Barrier(len(sent))

    def send(client: FlaskClient, path: str, form: Form) -> int:
        barrier.wait()
        return client.post(path, data={**form, "csrf_token": token}).status_code

    with ThreadPoolExecutor(len(sent)) as pool:
        paths, forms = zip(*sent, strict=True)
        statuses = Counter(pool.map(send, clients, paths, forms))
    assert max(statuses) < 500, (paths, statuses)
    return statuses


def at_once(clients: list[FlaskClient], path: str, form: Form) -> Counter[int]:
    """The same form sent by everybody."""
    return all_at_once(clients, *[(path, form)] * len(clients))


def gained(database: Database, before: dict[str, int], table: str) -> int:
    return rows(database, table)[table] - before[table]


def test_nothing_is_made_twice(clients: list[FlaskClient], world: World) -> None:
    database = world.database
    before = rows(database)
    at_once(clients, f"{HERE}/rounds/new", {"title": "Second"})
    assert gained(database, before, "rounds") == 1
    at_once(clients, f"{ROUND}/repeat", {"title": "Third"})
    assert gained(database, before, "rounds") == 2
    known = {"this_is_you_if": "you are.", "audience": "professional", "branch": "schools"}
    at_once(clients, f"{HERE}/groups/new", {"name": "Coaches", **known})
    assert gained(database, before, "groups") == 1
    at_once(clients, f"{HERE}/groups/coaches/ask-in/first", {})
    assert gained(database, before, "open_links") == 3
    at_once(clients, "/partnerships/new", {"name": "Elsewhere", "key": "elsewhere"})
    assert gained(database, before, "partnerships") == 1
    at_once(
        clients, f"{HERE}/rounds/second/draft/statements/", {"area": FIRST.code, "text": "We meet monthly."}
    )
    with database.reading() as session:
        this = session.get_one(Round, (world.partnership, "second"))
        assert [a.text for a in view_additions(session, this.edition).statements] == ["We meet monthly."]


def test_a_paper_form_and_a_decision_count_once(clients: list[FlaskClient], world: World) -> None:
    before = rows(world.database)
    form = {FIRST.statements[0].key: "3", "attempt": "ab" * 16, "sure": "yes"}
    assert at_once(clients, f"{ROUND}/paper/teachers", form) == {303: AT_ONCE}
    assert gained(world.database, before, "box_responses") == 1
    with world.database.reading() as session:
        assert session.get_one(RoundGroup, (world.partnership, world.round, "teachers")).by_paper == 1
    key, _ = a_comment_and_an_alert(world)
    before = rows(world.database)
    at_once(clients, f"{ROUND}/comments/{key}", {"what": "pass-on", "reasons": "risk"})
    assert gained(world.database, before, "alerts") == 1


def test_slips_that_are_counted_are_slips_that_answer(clients: list[FlaskClient], world: World) -> None:
    before = rows(world.database)
    assert at_once(clients[:3], f"{ROUND}/reach/teachers/slips", {"how_many": "2"}) == {200: 3}
    with world.database.reading() as session:
        counted = session.get_one(RoundGroup, (world.partnership, world.round, "teachers")).slips
    assert counted == gained(world.database, before, "ballots") == 6


def test_a_round_is_opened_and_closed_once_whatever_becomes_of_its_groups_and_comments_meanwhile(
    clients: list[FlaskClient], world: World
) -> None:
    with world.database.writing() as session:
        world.draft(session, "second")
    before = rows(world.database)
    opening = (f"{HERE}/rounds/second/draft/open", {})
    groups = [(f"{HERE}/groups/teachers/retire", {}), (f"{HERE}/groups/nurses/merge?into=teachers", {})]
    all_at_once(clients, opening, groups[0], opening, groups[1], opening)
    with world.database.reading() as session:
        asked = rows_of_round(session, world.partnership, "second").keys()
        links = {link.group for link in links_of_round(session, world.partnership, "second") if link.group}
        opened = session.get_one(Round, (world.partnership, "second")).state == "open"
    assert opened
    assert links == {key for key in asked if not key.startswith("none-of")}
    assert gained(world.database, before, "open_links") == 3 * (len(links) + 1)
    key, code = a_comment_and_an_alert(world)
    for _ in range(5):
        world.answer("teachers", {f"areas/{FIRST.code}": {"comment": "I do not feel safe."}})
    closing = (f"{ROUND}/close", {})
    deciding = (f"{ROUND}/comments/{key}", {"what": "publish"})
    telling = (f"/alert/{code}", {"who": "Sam", "what": "Read."})
    all_at_once(clients, closing, deciding, closing, telling, closing, deciding)
    assert gained(world.database, before, "releases") == 1
    assert rows(world.database, "ballots", "box_responses") == {"ballots": 0, "box_responses": 0}
    assert rows(world.database, "responses", "comments") == {"responses": 5, "comments": 6}

"""Who may reach what: every endpoint stands in one line, and another partnership's objects are nowhere (A15)."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lws_assess.records.people import ROLES
from lws_assess.web.access import ACCESS, ANYONE, RESPONDENT, SIGNED_IN
from tests.pages.addresses import METHODS, Objects, objects_of, rules, staff_token
from tests.pages.client import Client
from tests.watching.counting import everything
from tests.worlds.builders import World
from tests.worlds.staff import signed_in, token_of

WHO = dict(ACCESS)


@pytest.fixture
def here(app: Flask) -> World:
    return World(app.config["DATABASE"], partnership="here", round="ours")


@pytest.fixture
def there(app: Flask) -> World:
    return World(app.config["DATABASE"], partnership="there", round="theirs")


def send(client: FlaskClient, method: str, path: str, token: str):
    return client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)


def a_look_at(objects: Objects, rule: Rule) -> str:
    """An address, and of the paper of an event its first sheet alone: all of them take 160 megabytes."""
    return objects.fill(rule) + ("?part=agenda" if rule.endpoint == "event_papers.pdf" else "")


# --- the list ------------------------------------------------------------------------------------------------


def test_every_endpoint_stands_in_exactly_one_line(app: Flask) -> None:
    listed = Counter(endpoint for endpoint, _ in ACCESS)
    assert {endpoint: listed[endpoint] for endpoint in app.view_functions} == dict.fromkeys(
        app.view_functions, 1
    )


def test_every_line_names_an_endpoint_that_is_there(app: Flask) -> None:
    assert {endpoint for endpoint, _ in ACCESS} <= set(app.view_functions)


def test_every_line_says_who_in_words_that_are_known() -> None:
    for endpoint, who in ACCESS:
        assert who in (ANYONE, RESPONDENT, SIGNED_IN) or (who and set(who) <= set(ROLES)), endpoint


@pytest.mark.parametrize("method", METHODS)
def test_every_page_of_a_partnership_is_for_its_members_and_every_questionnaire_for_its_holder(
    app: Flask, method: str
) -> None:
    for rule in rules(app, method):
        if rule.endpoint.startswith("notices."):
            assert WHO[rule.endpoint] == ANYONE, rule  # the law asks that anybody can read them
        elif "partnership" in rule.arguments:
            assert isinstance(WHO[rule.endpoint], tuple), rule
        elif "questionnaire" in rule.arguments:
            assert WHO[rule.endpoint] == RESPONDENT, rule
        else:
            assert not isinstance(WHO[rule.endpoint], tuple), rule


# --- people with an account ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_another_partnerships_pages_are_not_there_for_anybody(
    app: Flask, here: World, there: World, role: str
) -> None:
    theirs = objects_of(there, Client(app))
    client = signed_in(app, "here", role)
    token = staff_token(client)
    before = everything(here.database)
    for method in METHODS:
        for rule in rules(app, method):
            if "partnership" in rule.arguments and WHO[rule.endpoint] != ANYONE:
                reply = send(client, method, theirs.fill(rule), token)
                assert reply.status_code == 404, (method, rule)
                assert b"Testham" not in reply.data
    assert everything(here.database) == before


@pytest.mark.parametrize("role", ROLES)
def test_another_partnerships_objects_are_not_there_under_ones_own_address(
    app: Flask, here: World, there: World, role: str
) -> None:
    theirs = objects_of(there, Client(app))
    mixed = Objects(**{**vars(theirs), "partnership": "here"})
    client = signed_in(app, "here", role)
    token = staff_token(client)
    before = everything(here.database)
    tried = 0
    for method in METHODS:
        for rule in rules(app, method):
            if rule.arguments & {"round_key", "person"}:
                reply = send(client, method, mixed.fill(rule), token)
                if reply.status_code == 400:  # the form was looked at first, and shows nothing of the object
                    assert b"theirs" not in reply.data
                    continue
                assert reply.status_code == 404, (method, rule, reply.status_code)
                tried += 1
    assert tried >= 8
    assert everything(here.database) == before


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_its_line_says_and_nothing_else(app: Flask, here: World, role: str) -> None:
    mine = objects_of(here, Client(app))
    client = signed_in(app, "here", role)
    before = everything(here.database)
    for rule in rules(app, "GET"):
        who = WHO[rule.endpoint]
        if isinstance(who, tuple):
            status = client.get(a_look_at(mine, rule)).status_code
            assert (status == 404) == (role not in who), (rule, status)
    assert everything(here.database) == before, "looking changes nothing"
    token = staff_token(client)
    for rule in rules(app, "POST"):
        who = WHO[rule.endpoint]
        if isinstance(who, tuple) and role not in who:
            assert send(client, "POST", mine.fill(rule), token).status_code == 404, rule
    assert everything(here.database) == before


def test_nobody_who_is_not_signed_in_reaches_a_page_of_staff(app: Flask, here: World) -> None:
    mine = objects_of(here, Client(app))
    client = app.test_client()
    token = token_of(client.get("/sign-in").text)
    before = everything(here.database)
    for method in METHODS:
        for rule in rules(app, method):
            if WHO[rule.endpoint] == SIGNED_IN or isinstance(WHO[rule.endpoint], tuple):
                reply = send(client, method, mine.fill(rule), token)
                assert reply.status_code in (302, 303), (method, rule)
                assert reply.headers["Location"].startswith("/sign-in"), (method, rule)
    assert everything(here.database) == before


def test_a_partnership_that_does_not_exist_and_one_that_is_not_mine_look_the_same(
    app: Flask, here: World, there: World
) -> None:
    client = signed_in(app, "here", "administrator")
    for path in ("", "rounds/", "people/", "rounds/theirs/", "rounds/theirs/results"):
        answers = {
            client.get(f"/p/{which}/{path}").status_code for which in ("there", "nowhere", "HERE", "%00")
        }
        assert answers == {404}, path


def test_asking_for_the_head_of_any_page_or_for_one_of_nobody_s_changes_nothing(
    app: Flask, here: World
) -> None:
    """Pages of each role are looked at above."""
    mine = objects_of(here, Client(app))
    client = signed_in(app, "here", "administrator")
    before = everything(here.database)
    for rule in rules(app, "GET"):
        for method in ("HEAD",) if isinstance(WHO[rule.endpoint], tuple) else ("GET", "HEAD"):
            assert client.open(a_look_at(mine, rule), method=method).status_code < 500, rule
    assert everything(here.database) == before


# --- respondents ---------------------------------------------------------------------------------------------


def test_another_persons_questionnaire_is_not_there(app: Flask, here: World) -> None:
    """Neither without its cookie nor with one's own, signed in or not."""
    theirs = objects_of(here, Client(app))
    own = Client(app)
    objects_of_mine = objects_of(World(here.database, partnership="mine"), own)
    staff = signed_in(app, "here", "administrator")
    forged = app.test_client()
    good = own.browser.get_cookie(f"q-{objects_of_mine.questionnaire}")
    assert good
    forged.set_cookie(f"q-{theirs.questionnaire}", good.value)
    page = own.get(f"/answer/{objects_of_mine.questionnaire}/check")
    before = everything(here.database)
    for client in (app.test_client(), own.browser, staff, forged):
        for method in METHODS:
            for rule in rules(app, method):
                if WHO[rule.endpoint] == RESPONDENT:
                    reply = client.open(
                        theirs.fill(rule), method=method, data=page.form() if method == "POST" else None
                    )
                    assert reply.status_code == 404, (method, rule)
                    assert b"Testham" not in reply.data
    assert everything(here.database) == before

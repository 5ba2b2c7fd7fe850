"""Somebody fills the form in for somebody else: told how, on a device that clears, counted and not marked."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import delete

from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.records.database import Database
from lws_assess.records.rounds import OpenLink, rows_of_round
from lws_assess.web.upkeep.due import do_everything_due
from tests.pages.client import Client, answer_areas, first_area, whole_journey
from tests.watching.counting import rows
from tests.worlds.builders import World


def helped(world: World, group: str = "teachers") -> int:
    with world.database.reading() as session:
        return rows_of_round(session, world.partnership, world.round)[group].by_helper


@pytest.mark.parametrize("group", ["teachers", "inspectors", None])
def test_a_helper_is_told_how_to_help(app: Flask, world: World, group: str | None) -> None:
    page = Client(app).get(f"/join/{world.code(group, helper=True)}")
    assert "You are helping somebody answer" in page.text
    assert "the person agrees to take part" in page.text
    assert page.form()["more-time"] == ["yes"], "reading a page out takes longer than five minutes"
    for shared in (False, True):
        assert "You are helping" not in Client(app).get(f"/join/{world.code(group, shared)}").text


def test_an_answer_given_with_help_is_counted_once_for_its_group(app: Flask, world: World) -> None:
    client = Client(app)
    page = answer_areas(client, first_area(client, world.code(None, helper=True), group="teachers"))
    check = client.send(page)
    for _ in range(2):
        assert client.raw("POST", check.path, check.form()).status_code == 303
    assert helped(world) == rows(world.database, "box_responses")["box_responses"] == 1
    assert helped(world, "nurses") == 0


def test_the_next_person_sees_nothing_of_the_last(app: Flask, world: World) -> None:
    client = Client(app)
    code = world.code("inspectors", helper=True)
    done = whole_journey(client, code, comment="About me.")
    assert f"/join/{code}" in [a["href"] for a in done.root.find_all("a")]
    client.get(done.path, 404)
    assert "begun on this device" not in client.get(f"/join/{code}").text


@pytest.mark.parametrize("shared", [False, True])
def test_other_ways_in_are_not_counted_as_help(app: Flask, world: World, shared: bool) -> None:
    whole_journey(Client(app), world.code("teachers", shared))
    assert helped(world) == 0


def test_another_rounds_link_in_the_cookie_counts_nothing(app: Flask, world: World) -> None:
    other = World(world.database, partnership="elsewhere")
    client = Client(app)
    page = answer_areas(client, first_area(client, world.code("teachers", helper=True)))
    name = f"q-{page.path.split('/')[2]}"
    cookie = client.browser.get_cookie(name)
    assert cookie
    mode, secret, _code = cookie.value.split(".")
    client.browser.set_cookie(name, f"{mode}.{secret}.{other.code('teachers', helper=True)}")
    client.send(client.send(page))
    assert rows(world.database, "box_responses")["box_responses"] == 1
    assert helped(world) == helped(other) == 0


def test_a_round_that_opened_without_links_for_helpers_gets_them_when_due(sqlite_database: Database) -> None:
    world = World(sqlite_database)
    with sqlite_database.writing() as session:
        session.execute(delete(OpenLink).where(OpenLink.helper))
    with sqlite_database.reading() as session:
        before = {link.code for link, _ in rounds.open_links(session, world.partnership, world.round)}
    for _ in range(2):
        do_everything_due(sqlite_database)
    with sqlite_database.reading() as session:
        after = [link for link, _ in rounds.open_links(session, world.partnership, world.round)]
    assert len(after) == 15
    assert before == {link.code for link in after if not link.helper}


def test_the_links_for_scripts_are_those_for_ones_own_device(app: Flask, world: World) -> None:
    printed = app.test_cli_runner().invoke(args=["round", "links", "--json"]).output
    own = {world.code(group) for group in (None, "teachers", "nurses", "inspectors", "parents")}
    assert {link["url"].rpartition("/")[2] for link in json.loads(printed)} == own

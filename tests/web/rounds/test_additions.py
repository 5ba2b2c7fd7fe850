"""The step of a draft where a partnership adds statements of its own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.additions import view_additions
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import Round
from lws_assess.web.start.commands import results_as_facts
from tests.pages.client import Client, Page, first_area, look_at
from tests.watching.counting import everything
from tests.worlds.builders import INSTRUMENT, World, new_code
from tests.worlds.staff import signed_in

EDITION = shipped_editions()[INSTRUMENT]
FIRST, SECOND = EDITION.areas[:2]
LOCAL = f"{FIRST.code}-local-1"
TEXT = "Staff on both sides of the river meet every month."


class Desk:
    """A facilitator at the page of a draft's own statements."""

    def __init__(self, app: Flask, world: World) -> None:
        self.world = world
        self.client = Client(app)
        self.client.browser = signed_in(app, world.partnership, "facilitator")
        self.path = f"/p/{world.partnership}/rounds/{world.round}/draft/statements/"

    def add(self, text: str = TEXT, area: str = FIRST.code, status: int = 200) -> Page:
        return self.client.post(self.path, {**self.token(), "area": area, "text": text}, status)

    def token(self) -> dict[str, str]:
        return {
            "csrf_token": self.client.browser.get("/account")
            .text.split('csrf_token" value="')[1]
            .split('"')[0]
        }

    def added(self) -> list[str]:
        with self.world.database.reading() as session:
            this = session.get_one(Round, (self.world.partnership, self.world.round))
            return [a.text for a in view_additions(session, this.edition).statements]


@pytest.fixture
def draft(app: Flask) -> World:
    return World(app.config["DATABASE"], opened=False)


@pytest.fixture
def desk(app: Flask, draft: World) -> Desk:
    return Desk(app, draft)


def test_the_page_says_what_they_are_and_that_none_are_needed(desk: Desk) -> None:
    page = desk.client.get(desk.path)
    assert page.h1 == "Statements of your own"
    for words in ("up to 10", "no area’s score", "One idea.", "No names of people", "Add a statement"):
        assert words in page.text
    offered = [e.text for e in page.root.find_all("option")]
    assert offered[1:] == [f"{area.number}. {area.name}" for area in EDITION.areas]


def test_a_statement_is_added_changed_and_removed(desk: Desk) -> None:
    page = desk.add()
    assert TEXT in page.text
    assert "1 statement of 10" in page.text
    assert "minutes" in page.text
    there = f"{desk.path}{LOCAL}/"
    form = desk.client.get(there)
    assert form.typed() == [TEXT]
    page = desk.client.send(form, area=SECOND.code, text="Boats are shared.")
    assert desk.added() == ["Boats are shared."]
    assert f"2. {SECOND.name}" in page.text
    sure = desk.client.get(f"{desk.path}{SECOND.code}-local-1/remove")
    assert "Boats are shared." in sure.text
    page = desk.client.send(sure)
    assert desk.added() == []
    assert "Add a statement" in page.text


WILL_NOT_DO = [
    ("", TEXT, "area", "Choose the area"),
    (FIRST.code, "", "text", "Write the statement"),
    (FIRST.code, "w" * 205, "text", "5 too many"),
    (SECOND.code, FIRST.statements[0].text, "text", "asks this already"),
]


def test_what_will_not_do_is_said_at_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    for area, text, field, why in WILL_NOT_DO:
        page = desk.add(text, area, 400)
        assert why in page.faults()[field]
        assert page.typed() == [text]
        chosen = [e["value"] for e in page.root.find_all("option") if "selected" in e.attributes]
        assert chosen == [area]
        assert desk.added() == []


def test_the_same_statement_is_not_added_twice_nor_an_eleventh(desk: Desk) -> None:
    desk.add()
    assert "already" in desk.add(f"  {TEXT.upper()} ", status=400).faults()["text"]
    for number in range(9):
        page = desk.add(f"Statement number {number}.", SECOND.code)
    assert "10 statements of 10" in page.text
    assert "more than without them" in page.text
    assert "no room for another" in page.text
    refused = desk.client.post(desk.path, {**desk.token(), "area": FIRST.code, "text": "One more."}, 400)
    assert "Remove one first" in refused.faults()["text"]
    assert len(desk.added()) == 10


def test_what_is_written_is_never_a_part_of_the_page(app: Flask, draft: World, desk: Desk) -> None:
    script = '<script>alert(1)</script> & "quotes"'
    assert "<script>alert" not in desk.add(script).html
    with draft.database.writing() as session:
        open_round(session, draft.partnership, draft.round, new_code, draft.now)
    page = first_area(Client(app), draft.code("teachers"))
    assert "<script>alert" not in page.html
    assert script in page.text


def test_once_the_round_is_open_it_leads_back_and_changes_nothing(
    app: Flask, draft: World, desk: Desk
) -> None:
    desk.add()
    with draft.database.writing() as session:
        open_round(session, draft.partnership, draft.round, new_code, draft.now)
    before = everything(draft.database)
    for path in (desk.path, f"{desk.path}{LOCAL}/", f"{desk.path}{LOCAL}/remove"):
        for page in (
            desk.client.get(path),
            desk.client.post(path, {**desk.token(), "area": FIRST.code, "text": "X."}),
        ):
            assert page.h1 == "Rounds"
            assert "has been opened" in page.html
    assert everything(draft.database) == before


def test_an_unknown_statement_is_not_found(desk: Desk) -> None:
    for path in ("no-such/", "no-such/remove", f"{FIRST.statements[0].key}/"):
        assert desk.client.raw("GET", desk.path + path).status_code == 404
        assert desk.client.raw("POST", desk.path + path, desk.token()).status_code == 404


# --- on the form ---------------------------------------------------------------------------------------------


@pytest.fixture
def opened(app: Flask, draft: World, desk: Desk) -> World:
    desk.add()
    with draft.database.writing() as session:
        open_round(session, draft.partnership, draft.round, new_code, draft.now)
    return draft


def test_the_full_form_puts_it_last_in_its_area_under_a_heading(app: Flask, opened: World) -> None:
    client = Client(app)
    page = first_area(client, opened.code("teachers"))
    assert list(page.radios())[-2:] == ["importance", LOCAL]
    assert [e.text for e in page.root.find_all("main")[0].find_all("h2")] == ["Asked only here"]
    around = next(e for e in next(page.inputs(LOCAL)).within if e.tag == "fieldset")
    legend = around.find_all("legend")[0]
    assert legend.text == f"1.6 {TEXT}"
    scale = EDITION.audiences[0].scale
    assert all(level.meaning in page.text for level in scale.levels)
    page = client.send(page, **{LOCAL: "4"})
    assert "Asked only here" not in page.text
    check = client.get(page.path.rsplit("/areas/", 1)[0] + "/check")
    assert f"{TEXT}: 4. Established" in check.text
    assert "41 statements" in client.get(check.path.replace("check", "about")).html


def test_the_short_form_and_easy_read_forms_do_not_put_it(app: Flask, opened: World) -> None:
    for group, role in (("teachers", "direct"), ("inspectors", ""), ("parents", "")):
        page = first_area(Client(app), opened.code(group), role=role)
        assert LOCAL not in page.radios()
        assert "Asked only here" not in page.text
    client = Client(app)
    page = first_area(client, opened.code("teachers"), role="direct")
    refused = client.post(page.path, {**page.form(), LOCAL: "3"}, 400)
    assert "does not ask" in refused.faults()["page"]


def test_the_practice_form_puts_it_too(app: Flask, draft: World, desk: Desk) -> None:
    desk.add()
    address = f"/practice/{draft.practice_code()}"
    assert address in desk.client.get(desk.path).html
    client = Client(app)
    page = client.get(address)
    form = {**page.form(), "agree": "yes", "group": "teachers"}
    reply = look_at(address, client.raw("POST", address, form))
    page = look_at(address, client.raw("POST", address, {**reply.form(), "length": "full"}))
    assert LOCAL in page.radios()


# --- in the results ------------------------------------------------------------------------------------------


@pytest.fixture
def published(opened: World) -> World:
    """Eight teachers rate it, seven nurses do and five do not know; three parents answer something else."""
    own = {q.key: "4" for q in FIRST.statements}
    for group, ratings in (("teachers", "11223344"), ("nurses", "2222333ddddd")):
        for rating in ratings:
            answer = "dont-know" if rating == "d" else rating
            pages = {"about": {"length": "full"}, f"areas/{FIRST.code}": {**own, LOCAL: answer}}
            opened.answer(group, pages)
    for _ in range(5):
        opened.answer("parents", {f"areas/{FIRST.code}": {FIRST.easy_read["parents-carers"].key: "4"}})
    opened.close()
    return opened


def results_page(desk: Desk, **asked: str) -> Page:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return desk.client.get(
        f"/p/{desk.world.partnership}/rounds/{desk.world.round}/results/inside-areas?{query}"
    )


def section(page: Page) -> str:
    return "".join(e.text for e in page.root.find_all("section", id="additions"))


def test_the_dashboard_shows_it_by_itself_overall_and_by_group(published: World, desk: Desk) -> None:
    page = results_page(desk)
    told = section(page)
    assert f"1. {TEXT}" in told
    assert "2.5 Developing" in told, "teachers"
    assert "2.4 Early steps" in told, "nurses"
    assert "7 rated it, 4 to 5 did not know" in told
    figures = [e.text for e in page.root.find_all("section", id="additions")[0].find_all("td")][1:4]
    assert figures == ["2.46 Early steps", "15", "4 to 5"], "everyone together, each group once"
    assert "2.47 Early steps" in section(results_page(desk, reading="person"))
    assert not section(results_page(desk, audience="parents-carers"))
    assert "#additions" in [a["href"] for a in page.root.find_all("a")]


def test_the_scores_of_its_area_do_not_know_of_it(published: World, desk: Desk) -> None:
    facts = facts_of(published)
    for cell in facts["cells"]:
        assert cell["areas"][FIRST.code]["mean"] in (4.0, 4.5, "4.5 and over", "3.5 and over")


def facts_of(world: World) -> dict[str, Any]:
    with world.database.reading() as session:
        return results_as_facts(world.round, view_release(session, world.partnership, world.round))


def test_the_command_prints_it_beside_the_cells(published: World) -> None:
    local = facts_of(published)["local"]
    assert local == [
        {
            "key": LOCAL,
            "area": FIRST.code,
            "audience": "professional",
            "text": TEXT,
            "overall": {"n": 15, "mean": 2.46, "dont_know": "4 to 5", "not_applicable": "0 to 1"},
            "cells": [
                {
                    "groups": ["teachers"],
                    "n": 8,
                    "mean": 2.5,
                    "dont_know": 0,
                    "not_applicable": 0,
                },
                {
                    "groups": ["nurses"],
                    "n": 7,
                    "mean": 2.4,
                    "dont_know": "4 to 5",
                    "not_applicable": "0 to 1",
                },
            ],
        }
    ]


def test_a_round_without_any_says_nothing_of_them(app: Flask) -> None:
    world = World(app.config["DATABASE"])
    for _ in range(5):
        world.answer("teachers", {f"areas/{FIRST.code}": {FIRST.statements[0].key: "4"}})
    world.close()
    assert facts_of(world)["local"] == []
    assert "Questions you added" not in results_page(Desk(app, world)).text


def test_too_few_ratings_are_said_and_not_shown(app: Flask, opened: World, desk: Desk) -> None:
    own = {q.key: "4" for q in FIRST.statements}
    for rating in ("1", "1", "1", "1", "dont-know", "dont-know"):
        pages = {"about": {"length": "full"}, f"areas/{FIRST.code}": {**own, LOCAL: rating}}
        opened.answer("teachers", pages)
    opened.close()
    told = section(results_page(desk))
    assert "Not shown" in told
    assert "rated it," not in told
    found = facts_of(opened)["local"][0]
    assert "withheld" in found["overall"]
    assert found["cells"] == [
        {
            "groups": ["teachers"],
            "withheld": found["cells"][0]["withheld"],
            "dont_know": None,
            "not_applicable": None,
        }
    ]

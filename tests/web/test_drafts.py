"""Preparing a round: the steps, what they refuse, checking and opening, repeating, and throwing away."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped
from lws_assess.records.people import FACILITATOR
from lws_assess.records.rounds import Round, find_round, groups_of_round, targets_of_round
from lws_assess.web.words import LOCAL, local_day
from tests.builders import INSTRUMENT, World
from tests.client import Client, Page
from tests.staff import PASSWORD, add_person

EDITION = shipped()[INSTRUMENT]
HERE = "/p/testham/rounds"
DRAFT = f"{HERE}/first/draft"
STEPS = ["groups", "dates", "counting", "cut", "words"]


def today() -> date:
    return datetime.now(LOCAL).date()


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def member(world: World, app: Flask, role: str) -> Client:
    client = Client(app)
    email = add_person(world.database, world.partnership, role)
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    return client


@pytest.fixture
def world(app: Flask) -> World:
    """A partnership whose round is a draft that could open."""
    return World(app.config["DATABASE"], opened=False)


@pytest.fixture
def client(world: World, app: Flask) -> Client:
    return member(world, app, FACILITATOR)


def get(world: World, key: str = "first") -> Round:
    with world.database.reading() as session:
        found = find_round(session, world.partnership, key)
        assert found
        return found


def change(world: World, **values: object) -> None:
    """Changes the draft behind the pages' backs."""
    with world.database.writing() as session:
        this = session.get_one(Round, (world.partnership, "first"))
        for name, value in values.items():
            setattr(this, name, value)


def asked(world: World, key: str = "first") -> dict[str, int]:
    """The groups of a round with their targets, but for those of people whom no group fits."""
    with world.database.reading() as session:
        targets = targets_of_round(session, world.partnership, key)
        groups = groups_of_round(session, world.partnership, key)
    return {group.key: targets[group.key] for group in groups if not group.catch_all}


def standing(page: Page) -> dict[str, str]:
    """How the list of steps says that each stands."""
    links = [
        a for a in page.root.find_all("a") if re.search(r"/draft/\w*$", a["href"]) and a.find_all("span")
    ]
    return {a["href"].rstrip("/").split("/")[-1]: a.find_all("span")[0].text for a in links}


def fill(client: Client, page: Page, status: int = 200, **fields: str | list[str]) -> Page:
    """Sends the page's form with these fields; `target_x` is the target of x."""
    named = {name.replace("target_", "target-"): value for name, value in fields.items()}
    return client.post(page.path, {**page.form(), **named}, status)


# --- from nothing to an open round -------------------------------------------------------------------------


def test_a_first_round_is_prepared_step_by_step_and_opened(world: World, client: Client) -> None:
    page = fill(client, client.get(f"{HERE}/new"), title="Baseline 2027")
    path = f"{HERE}/baseline-2027/draft"
    assert page.path == f"{path}/groups"
    assert set(page.form()["group"]) == {"teachers", "nurses", "inspectors", "parents"}
    page = fill(client, page, target_teachers="40")
    assert page.path == f"{path}/dates"
    page = fill(client, page, last_day=in_days(40))
    assert page.path == f"{path}/counting"
    page = fill(client, page, smallest_number="10")
    assert page.path == f"{path}/cut"
    assert "Not for this round" in page.text
    page = client.get(f"{path}/words")
    assert page.form()["contact"] == "Ask Ada."
    page = fill(client, page)
    assert page.path == f"{path}/"
    assert "Nothing is missing" in page.text
    page = fill(client, client.get(f"{path}/open"))
    assert page.path == f"{HERE}/baseline-2027/"
    this = get(world, "baseline-2027")
    assert (this.state, this.smallest_number, this.contact) == ("open", 10, "Ask Ada.")
    assert local_day(this.closes_at) == today() + timedelta(days=41)
    assert asked(world, "baseline-2027") == {"teachers": 40, "nurses": 20, "inspectors": 20, "parents": 20}

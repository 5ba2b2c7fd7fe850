"""A16: numbers, names and counts far beyond what any form offers, and what is filled up by asking again and again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from lws_assess.records.rounds import RoundGroup
from lws_assess.web.assets import find_asset
from tests.pages.addresses import staff_token
from tests.pages.client import Client
from tests.watching.counting import everything, rows
from tests.web.rounds.test_leads import lead
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

# Some begin like a number that would do, and are looked at only so far.
NUMBERS = [
    "0" * 9 + "9" * 12,
    "0" * 9 + "5" + "0" * 5000,
    "1" * 30,
    "-1",
    "1e3",
    "٣٫٥",
    "²",
    "5\u0301",
    "0x5",
    "5.5",
]


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_a_number_that_cannot_be_is_refused_by_every_page_that_asks_for_one(
    app: Flask, world: World, number: str
) -> None:
    client = signed_in(app, world.partnership, "administrator")
    token = staff_token(client)
    here = f"/p/{world.partnership}"
    names = ("target", "told", "how_many", "keeps_months", "smallest_number")
    before = everything(world.database)
    for path in (
        lead(world),
        f"{lead(world)}/slips",
        f"{here}/rounds/first/participation/teachers/",
        f"{here}/rounds/first/reach/teachers/slips",
        f"{here}/groups/teachers/edit",
        f"{here}/settings",
    ):
        reply = client.post(path, data={"csrf_token": token, **dict.fromkeys(names, number)})
        assert reply.status_code == 400, (path, reply.status_code)
    assert everything(world.database) == before


def test_the_link_of_a_lead_makes_no_end_of_slips(app: Flask, world: World) -> None:
    client = Client(app)
    with world.database.writing() as session:
        session.execute(update(RoundGroup).values(slips=4_990))
    page = client.get(lead(world))
    before = everything(world.database)
    form = page.form(f"{lead(world)}/slips")
    refused = client.post(f"{lead(world)}/slips", {**form, "how_many": "11"}, 400)
    assert "there can be 5,000 at most" in refused.text
    assert everything(world.database) == before
    assert client.raw("POST", f"{lead(world)}/slips", {**form, "how_many": "10"}).status_code == 200
    assert rows(world.database, "ballots") == {"ballots": 10}


@pytest.mark.parametrize(
    "name", ["x" * 3000, "x.css", "..", ".", "%2e%2e", "style.css\0", "plotly.js\0", "STYLE.CSS"]
)
def test_asking_for_a_file_that_is_not_there_keeps_nothing(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/assets/0/{name}").status_code == 404
    assert find_asset(name) is None


def test_half_a_character_is_refused_and_breaks_no_page(app: Flask, world: World) -> None:
    """Text inside JSON can hold what no page can be written with."""
    client = Client(app)
    page = client.get(f"/practice/{world.practice_code()}")
    for where in ('"keep":"{}"', '"{}":"x"', '"keep":["{}"]'):
        facts = where.replace("{}", "\\ud800")
        for at in ("check", "priorities", "about", "\\ud800"):
            carried = f'{{"group":"teachers","at":"{at}","pages":{{"priorities":{{{facts}}}}}}}'
            reply = client.raw("POST", page.path, {**page.form(), "practice": carried})
            assert reply.status_code == 400, (facts, at)

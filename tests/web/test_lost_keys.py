"""Sealing keys that are gone, damaged or away: what people who answer see, and what those who run a round can do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, STEERING
from lws_assess.records.responses import BoxResponse
from lws_assess.records.rounds import Round
from lws_assess.records.sealing_keys import folder_of, key_of
from lws_assess.web.upkeep.due import do_everything_due
from tests.pages.client import Client, Page, first_area
from tests.watching.counting import rows
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.staff import add_person, client_of

FIRST = shipped_editions()[INSTRUMENT].areas[0]
ROUND = "/p/testham/rounds/first/"
END = ROUND + "end-without-results"
WORDS = "We plan together."

pytestmark = pytest.mark.usefixtures("own_key_folder")  # what is taken away must be nobody else's


def member(app: Flask, role: str) -> Client:
    return client_of(app, add_person(app.config["DATABASE"], "testham", role))


def this(world: World) -> Round:
    with world.database.reading() as session:
        return session.get_one(Round, (world.partnership, world.round))


def due(app: Flask) -> list[dict[str, str]]:
    with app.app_context():
        return do_everything_due(app.config["DATABASE"])


@contextmanager
def folder_away(database: Database) -> Iterator[None]:
    """The folder of the keys, which must be this test's alone, is not mounted for a while."""
    folder = Path(os.environ["KEYS_PATH"])
    with database.reading() as session:
        assert [folder] == [known for known in folder_of(session).folders if known.exists()]
    elsewhere = folder.with_name(folder.name + "-elsewhere")
    os.rename(folder, elsewhere)
    try:
        yield
    finally:
        os.rename(elsewhere, folder)


# --- those who answer ------------------------------------------------------------------------------------------


def area_page(world: World, app: Flask) -> tuple[Client, Page]:
    client = Client(app)
    return client, first_area(client, world.code("teachers"))


def test_an_answer_whose_key_is_gone_meets_the_page_that_the_round_is_over(app: Flask, world: World) -> None:
    client, page = area_page(world, app)
    world.lose_key()
    refused = client.send(page, 410, comment=WORDS)
    assert refused.h1 == "This has closed"
    assert WORDS in refused.typed(), "what was typed can be copied"
    assert client.get(page.path, 410).h1 == "This has closed"


def test_nobody_can_begin_where_the_key_is_gone(app: Flask, world: World) -> None:
    client, code = Client(app), world.code("teachers")
    page = client.get(f"/join/{code}")
    world.lose_key()
    assert client.send(page, 410, agree="yes").h1 == "This has closed"
    assert rows(world.database, "ballots", "drafts") == {"ballots": 0, "drafts": 0}


def test_while_the_folder_is_away_what_was_typed_is_offered_again_and_is_then_saved(
    app: Flask, world: World
) -> None:
    client, page = area_page(world, app)
    with folder_away(world.database):
        refused = client.send(page, 503, comment=WORDS)
        assert refused.h1 == "We could not save that just now"
        assert refused.headers["Retry-After"] == "5"
        assert refused.form()["comment"] == WORDS
        assert client.get(page.path, 503).h1 == "We could not open this page just now"
    client.send(refused)
    assert client.get(page.path).typed() == [WORDS]


def test_under_another_key_nothing_is_taken(app: Flask, world: World) -> None:
    client, page = area_page(world, app)
    client.send(page, comment=WORDS)
    check = client.get(page.path.partition("/areas/")[0] + "/check")
    path = world.lose_key()
    path.write_bytes(bytes(32))
    assert client.send(check, 503).h1 == "We could not save that just now"
    assert rows(world.database, "box_responses", "drafts") == {"box_responses": 0, "drafts": 1}


# --- those who run the round -----------------------------------------------------------------------------------


def links(page: Page) -> list[str]:
    return [a["href"] for a in page.root.find_all("a")]


def test_where_the_key_is_there_nothing_is_said_of_it(app: Flask, world: World) -> None:
    administrator = member(app, ADMINISTRATOR)
    page = administrator.get(ROUND)
    assert "key of this round" not in page.text
    assert END not in links(page)
    assert "This round’s key is there" in administrator.get(END).html
    page = administrator.get(ROUND)
    assert "key is there" in administrator.post(END, page.form(ROUND + "extend")).html
    assert this(world).lost_at is None


def test_those_who_run_the_round_are_told_what_happened_and_what_to_do(app: Flask, world: World) -> None:
    path = world.lose_key()
    for role in (ADMINISTRATOR, FACILITATOR):
        page = member(app, role).get(ROUND)
        assert "The key of this round is lost." in page.text
        assert path.name in page.text
        assert "put the file back" in page.text
        assert (END in links(page)) == (role == ADMINISTRATOR)
    page = member(app, STEERING).get(ROUND)
    assert "key" not in page.text


@pytest.mark.parametrize("damaged", [False, True])
def test_an_administrator_ends_it_without_results(app: Flask, world: World, damaged: bool) -> None:
    for _ in range(6):
        world.answer("teachers", {f"areas/{FIRST.code}": {"comment": WORDS}})
    path = world.lose_key()
    if damaged:
        path.write_bytes(bytes(32))
    administrator = member(app, ADMINISTRATOR)
    page = administrator.get(END)
    assert page.h1 == "End The first round without results?"
    assert "6 people have answered." in page.text
    assert path.name in page.text
    after = administrator.send(page)
    assert "ended, without results" in after.html
    assert "Ended without results on" in after.text
    assert "6 people have answered." in after.text
    assert END not in links(after)
    assert not [form for form in after.root.find_all("form") if "extend" in form["action"]]
    kept = rows(world.database, "box_responses", "ballots", "drafts", "responses", "releases")
    assert set(kept.values()) == {0}
    assert this(world).sealing_key_gone_at
    assert not path.exists()
    assert "ended without results" in administrator.get(ROUND + "participation").text
    assert "ended without results" in administrator.get(ROUND + "comments/").text
    assert "None: its key was lost" in administrator.get("/p/testham/rounds/").text
    assert due(app) == [], "nothing is tried again"


def test_it_is_ended_once_and_stays_so(app: Flask, world: World) -> None:
    world.lose_key()
    administrator = member(app, ADMINISTRATOR)
    round_page, page = administrator.get(ROUND), administrator.get(END)
    assert not [form for form in round_page.root.find_all("form") if "extend" in form["action"]]
    administrator.send(page)
    assert "is over already" in administrator.send(page).html
    assert "is over already" in administrator.get(END).html
    again = administrator.post(
        ROUND + "extend", {**page.form(), "last_day": f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}"}
    )
    assert "cannot be opened again" in again.html
    assert this(world).state == "closed"


def test_a_key_that_is_put_back_goes_on_as_before(app: Flask, world: World) -> None:
    with world.database.reading() as session:
        copy = key_of(session, session.get_one(Round, (world.partnership, world.round))).value
    path = world.lose_key()
    administrator = member(app, ADMINISTRATOR)
    page = administrator.get(END)
    path.write_bytes(copy)
    assert "This round’s key is there" in administrator.send(page).html
    assert this(world).lost_at is None
    world.answer("teachers", {f"areas/{FIRST.code}": {"comment": WORDS}})
    world.close()
    assert this(world).released_at


def test_while_the_folder_is_away_the_page_says_why_and_offers_no_ending(app: Flask, world: World) -> None:
    administrator = member(app, ADMINISTRATOR)
    with folder_away(world.database):
        page = administrator.get(ROUND)
        assert "cannot be read now" in page.text
        assert "Nothing is lost" in page.text
        assert END not in links(page)
        assert administrator.get(END).h1 == "The first round"


def test_why_a_closed_round_has_no_results_yet_is_said_to_those_who_run_it(app: Flask, world: World) -> None:
    for _ in range(6):
        world.answer("teachers", {f"areas/{FIRST.code}": {FIRST.statements[0].key: "3"}})
    with world.database.writing() as session:
        row = session.query(BoxResponse).first()
        assert row
        whole = row.ciphertext
        row.ciphertext = bytes(len(whole))
        key = row.key
    facilitator = member(app, FACILITATOR)
    page = facilitator.send(facilitator.get(ROUND + "close"))
    assert this(world).released_at is None
    assert "The results have not been made." in page.text
    assert "something in the box cannot be opened" in page.text
    assert "Nobody is answering any more" in page.text
    assert "have not been made" not in member(app, STEERING).get(ROUND).text
    with world.database.writing() as session:
        session.get_one(BoxResponse, key).ciphertext = whole
    due(app)
    due(app)
    page = facilitator.get(ROUND)
    assert "have not been made" not in page.text

"""The page that closes a round: it says what its button does, and that making the results takes a moment."""

from __future__ import annotations

from flask import Flask

from lws_assess.records.people import FACILITATOR
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.staff import add_person, client_of

CLOSE = "/p/testham/rounds/first/close"


def facilitator(app: Flask) -> Client:
    email = add_person(app.config["DATABASE"], "testham", FACILITATOR)
    return client_of(app, email, str(app.config["SETTINGS"].public_base_url))


def button(page: Page) -> str:
    return next(b.text for b in page.root.find_all("button") if "Close the round" in b.text)


def working(page: Page) -> list[str]:
    """What a browser with scripts says while it waits."""
    return [form["data-working"] for form in page.root.find_all("form") if form["data-working"]]


def test_where_nobody_is_in_the_middle_the_button_says_that_the_results_are_made(
    either_app: Flask,
) -> None:
    world = World(either_app.config["DATABASE"])
    world.answer("teachers", {"areas/sipv": {"comment": "All is well."}})
    client = facilitator(either_app)
    page = client.get(CLOSE)
    assert button(page) == "Close the round and make the results"
    assert len(working(page)) == 1
    assert "can take some seconds" in page.text
    assert [p["role"] for p in page.root.find_all("p", id="working")] == ["status"]
    assert "Its results are ready" in client.send(page).html


def test_where_somebody_is_in_the_middle_no_results_are_promised(app: Flask, world: World) -> None:
    world.save(world.begin(), "areas/sipv", comment="Half a thought.")
    client = facilitator(app)
    page = client.get(CLOSE)
    assert button(page) == "Close the round"
    assert working(page) == []
    after = client.send(page).html
    assert "The round is closed." in after
    assert "results are ready" not in after


def test_pressing_twice_closes_once(app: Flask, world: World) -> None:
    """Without scripts nothing holds the button."""
    client = facilitator(app)
    page = client.get(CLOSE)
    client.send(page)
    assert client.send(page).h1 == "The first round"

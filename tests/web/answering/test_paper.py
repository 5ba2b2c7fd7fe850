"""Typing in paper forms: form after form, nothing typed is lost, each form is stored once."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from lws_assess.records.rounds import rows_of_round
from tests.pages.client import Client, Page
from tests.watching.counting import rows
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

HERE = "/p/testham/rounds/first/paper/"


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    client = Client(app)
    client.browser = signed_in(app, world.partnership, "facilitator")
    return client


def fill(page: Page, rating: str = "3") -> dict[str, str]:
    """Every box of one character filled in."""
    return {e["name"]: rating for e in page.root.find_all("input") if e["maxlength"]}


def send(client: Client, page: Page, fields: dict[str, str], status: int = 200) -> Page:
    return client.post(page.path.partition("?")[0], {**page.form(action_of(page)), **fields}, status)


def action_of(page: Page) -> str:
    return page.root.find_all("form", id="paper-form")[0]["action"]


def ratings(page: Page, rating: str = "3") -> dict[str, str]:
    return {name: value for name, value in fill(page, rating).items() if "." not in name}


def on_paper(world: World, group: str = "teachers") -> int:
    with world.database.reading() as session:
        return rows_of_round(session, world.partnership, world.round)[group].by_paper


def test_form_after_form_with_a_running_total(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers?form=full")
    assert "No form typed in for Teachers yet." in page.text
    for number in (1, 2):
        page = send(client, page, ratings(page))
        said = f"Stored. {number} form{'s' if number > 1 else ''} typed in for Teachers, {number} in this sitting."
        assert said in page.text
        assert f"{number} typed in" in page.title, "a screen reader says the title first"
        assert not any(page.form(action_of(page))[name] for name in fill(page)), "an empty form"
        first = page.root.find_all("input", id="sipv-1")[0]
        assert "autofocus" in first.attributes
        assert "total" in first["aria-describedby"].split()
    assert on_paper(world) == rows(world.database, "box_responses")["box_responses"] == 2


def test_the_page_lists_every_group_with_its_forms(client: Client) -> None:
    page = client.get(HERE)
    links = [a["href"].removeprefix(HERE) for a in page.root.find_all("a") if a["href"].startswith(HERE)]
    assert {"teachers?form=full", "teachers?form=short", "inspectors?form=full"} <= set(links)
    assert "inspectors?form=short" not in links


@pytest.mark.parametrize(
    "group", ["teachers?form=full", "teachers?form=short", "parents", "none-of-these-professional"]
)
def test_every_form_can_be_typed_in(client: Client, world: World, group: str) -> None:
    page = client.get(HERE + group)
    send(client, page, {**ratings(page, "d"), "top-areas.1": "8", "keep": "The club."})
    assert len(world.box()) == 1
    assert world.words_in_box() == ["The club."]


def test_what_is_wrong_is_named_at_its_box_and_everything_typed_stays(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers")
    fields = {**ratings(page), "sipv-2": "7", "top-areas.1": "x", "keep": "<b>Ünïcode</b> stays"}
    wrong = send(client, page, fields, 400)
    assert set(wrong.faults()) == {"sipv-2", "top-areas.1"}
    assert wrong.faults()["sipv-2"].startswith("1.2: “7” is no answer here")
    kept = wrong.form(action_of(wrong))
    assert {name: kept[name] for name in fields} == fields
    assert "autofocus" not in wrong.root.find_all("input", id="sipv-2")[0].attributes, "the summary has it"
    assert rows(world.database, "box_responses")["box_responses"] == 0
    assert "Stored." in send(client, wrong, {"sipv-2": "", "top-areas.1": ""}).text


def test_an_empty_form_is_refused(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers")
    assert "Nothing is filled in" in send(client, page, {}, 400).text
    assert on_paper(world) == 0


def test_a_form_sent_half_way_by_mistake_is_asked_about_once(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers")
    asked = send(client, page, {"sipv-1": "3"}, 400)
    assert "The last area is empty" in asked.text
    assert rows(world.database, "box_responses")["box_responses"] == 0
    assert "Stored." in send(client, asked, {}).text


def test_a_double_click_stores_once(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers")
    first, second = (send(client, page, ratings(page)) for _ in range(2))
    assert "1 form typed in for Teachers, 1 in this sitting" in first.text
    assert first.text == second.text
    assert on_paper(world) == rows(world.database, "box_responses")["box_responses"] == 1


def test_another_form_from_a_page_that_the_browser_kept_is_not_lost(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers")
    send(client, page, ratings(page, "3"))
    again = send(client, page, ratings(page, "4"), 400)
    assert "was stored from this page already" in again.text
    assert "2 forms typed in" in send(client, again, {}).text
    assert on_paper(world) == 2


@pytest.mark.parametrize("field", ["mwc-1", "importance", "length", "role", "sipv-yp"])
def test_a_field_that_the_form_does_not_have_is_refused(client: Client, world: World, field: str) -> None:
    page = client.get(HERE + "teachers")
    assert "belongs to no box" in send(client, page, {**ratings(page), field: "3"}, 400).text
    assert rows(world.database, "box_responses")["box_responses"] == 0


def test_a_box_sent_twice_is_refused(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers")
    form = MultiDict({**page.form(action_of(page)), **ratings(page)})
    form.add("sipv-1", "4")
    reply = client.post(HERE + "teachers", form, 400)
    assert set(reply.faults()) == {"sipv-1"}


@pytest.mark.parametrize("attempt", ["", "1", "x" * 32])
def test_a_form_without_a_random_attempt_gets_one(client: Client, world: World, attempt: str) -> None:
    page = client.get(HERE + "teachers")
    again = send(client, page, {**ratings(page), "attempt": attempt}, 400)
    assert rows(world.database, "box_responses")["box_responses"] == 0
    assert "Stored." in send(client, again, {}).text


def test_a_round_that_closes_meanwhile_keeps_what_was_typed_on_the_page(client: Client, world: World) -> None:
    page = client.get(HERE + "teachers")
    world.close()
    late = send(client, page, {**ratings(page), "keep": "Our words."}, 410)
    assert "takes no more answers" in late.text
    assert "Our words." in late.typed()
    assert client.get(HERE + "teachers").path == HERE
    assert "no more forms can be typed in" in client.get(HERE).text


def test_a_draft_round_takes_no_forms(app: Flask) -> None:
    World(app.config["DATABASE"], partnership="early", opened=False)
    client = Client(app)
    client.browser = signed_in(app, "early", "facilitator")
    page = client.get("/p/early/rounds/first/paper/teachers")
    assert "not open yet" in page.text


@pytest.mark.parametrize("sitting", ["x", "-1", "²", "9" * 50, "<b>"])
def test_a_strange_count_of_the_sitting_is_passed_over(client: Client, sitting: str) -> None:
    assert "in this sitting" not in client.get(f"{HERE}teachers?sitting={sitting}").text


def test_a_group_that_is_not_there_is_not_there(client: Client) -> None:
    client.get(HERE + "nobody", 404)

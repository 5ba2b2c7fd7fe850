"""F4, F5, F8 to F13: repeats, tabs, other devices, expired forms. Nothing typed is lost, nothing counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.responses import Round
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.pages.client import Client, Page, answer_areas, first_area, whole_journey
from tests.runs.soaking import IS_SOAK, spread_of
from tests.watching.counting import everything, rows
from tests.worlds.builders import INSTRUMENT, World

EDITION = shipped_editions()[INSTRUMENT]
FIRST, SECOND = EDITION.areas[:2]
ONE, TWO = FIRST.statements[0].key, FIRST.statements[1].key
WORDS = "Short words."
# What a page shows again depends on no database.
ON_SQLITE = pytest.mark.parametrize(
    "database_url", ["sqlite", "postgresql"] if IS_SOAK else ["sqlite"], indirect=True
)


@pytest.fixture
def world(either_app: Flask) -> World:
    return World(either_app.config["DATABASE"])


@pytest.fixture
def client(either_app: Flask, world: World) -> Client:
    return Client(either_app)


def stored(world: World) -> int:
    return rows(world.database, "box_responses")["box_responses"]


def at_check(client: Client, world: World) -> Page:
    page = client.send(first_area(client, world.code("teachers")), **{ONE: "3"}, comment=WORDS)
    return client.get(f"/answer/{page.path.split('/')[2]}/check")


# --- submitting more than once -------------------------------------------------------------------------------


def test_f4_when_the_reply_is_lost_sending_again_gets_the_same_thank_you_and_stores_nothing_more(
    world: World, client: Client
) -> None:
    check = at_check(client, world)
    lost = client.raw("POST", check.path, check.form())  # committed; nobody reads the reply
    assert lost.status_code == 303
    before = everything(world.database)
    again = client.raw("POST", check.path, check.form())
    assert (again.status_code, again.headers["Location"]) == (303, lost.headers["Location"])
    assert client.get(again.headers["Location"]).h1 == "Thank you"
    assert everything(world.database) == before
    assert stored(world) == 1


def test_f5_a_double_click_is_one_response(world: World, client: Client) -> None:
    check = at_check(client, world)
    form = check.form()
    pages = [client.post(check.path, form) for _ in range(5)]
    assert {page.h1 for page in pages} == {"Thank you"}
    assert stored(world) == 1


def test_f5_agreeing_twice_leaves_two_questionnaires_and_only_what_is_sent_counts(
    world: World, client: Client
) -> None:
    entrance = client.get(f"/join/{world.code('teachers')}")
    form = {**entrance.form(), "agree": "yes"}
    pages = [client.post(entrance.path, form) for _ in range(2)]
    assert pages[0].path != pages[1].path
    assert (rows(world.database, "drafts"), stored(world)) == ({"drafts": 2}, 0)


def test_f8_the_same_link_on_another_device_after_submitting_is_told_so(
    either_app: Flask, world: World
) -> None:
    secret = world.personal_link("teachers")
    here, there = Client(either_app), Client(either_app)
    page = here.send(here.get(f"/i/{secret.code}"), agree="yes", role="manager")
    open_elsewhere = there.get(f"/i/{secret.code}")
    here.send(page, **{ONE: "3"})
    check = here.get(f"/answer/{secret.questionnaire}/check")
    there_check = there.get(check.path)
    assert here.send(check).h1 == "Thank you"
    before = everything(world.database)
    assert there.send(there_check, 409).h1 == "This link has been used already"
    told = there.send(open_elsewhere, 409, **{ONE: "5"}, comment=WORDS)
    assert told.typed() == [WORDS]
    assert Client(either_app).get(f"/i/{secret.code}", 409).h1 == "This link has been used already"
    assert everything(world.database) == before
    assert stored(world) == 1


def test_f9_back_then_edit_then_submit_again_is_told_that_the_answers_are_in(
    world: World, client: Client
) -> None:
    area = first_area(client, world.code("teachers"))
    client.send(area, **{ONE: "3"})
    check = client.get(f"/answer/{area.path.split('/')[2]}/check")
    assert client.send(check).h1 == "Thank you"
    before = everything(world.database)
    edited = client.send(area, 409, **{ONE: "5"}, comment="Second thoughts.")
    assert edited.typed() == ["Second thoughts."]
    assert client.get(check.path).h1 == "Thank you"
    assert everything(world.database) == before


# --- two tabs ------------------------------------------------------------------------------------------------


def test_f10_two_tabs_on_one_page_with_different_answers_are_told_and_nothing_is_lost(
    world: World, client: Client
) -> None:
    left = first_area(client, world.code("teachers"))
    right = client.get(left.path)
    client.send(left, **{ONE: "1"}, comment="From the left.")
    told = client.send(right, 400, **{ONE: "5", TWO: "2"}, comment="From the right.")
    assert "in another window too" in told.text
    assert told.title.startswith("Error: ")
    assert (told.chosen(), told.typed()) == ({ONE: "5", TWO: "2"}, ["From the right."])
    assert client.get(left.path).typed() == ["From the left."]
    client.send(told)
    after = client.get(left.path)
    assert (after.chosen(), after.typed()) == ({ONE: "5", TWO: "2"}, ["From the right."])


def test_f10_the_same_answers_in_two_tabs_are_nothing_to_ask_about(world: World, client: Client) -> None:
    left = first_area(client, world.code("teachers"))
    right = client.get(left.path)
    client.send(left, **{ONE: "1"})
    assert client.send(right, **{ONE: "1"}).h1 == SECOND.name


def test_f10_different_pages_in_two_tabs_are_both_kept(world: World, client: Client) -> None:
    left = first_area(client, world.code("teachers"))
    right = client.get(left.path.replace(FIRST.code, SECOND.code))
    other = SECOND.statements[0].key
    client.send(right, **{other: "4"}, comment="Right.")
    client.send(left, **{ONE: "2"}, comment="Left.")
    assert client.get(left.path).chosen() == {ONE: "2"}
    assert client.get(right.path).chosen() == {other: "4"}


def test_f10_the_page_of_what_comes_first_is_held_back_too(world: World, client: Client) -> None:
    area = first_area(client, world.code("teachers"))
    path = f"/answer/{area.path.split('/')[2]}/priorities"
    left, right = client.get(path), client.get(path)
    client.send(left, top_areas=[FIRST.code], keep="Left.")
    told = client.send(right, 400, top_areas=[SECOND.code], keep="Right.")
    assert "in another window too" in told.text
    assert told.form()["top-areas"] == [SECOND.code]
    client.send(told)
    assert client.get(path).form()["keep"] == "Right."


def test_f10_a_fault_corrected_on_the_page_it_was_shown_on_is_not_another_tab(
    world: World, client: Client
) -> None:
    area = first_area(client, world.code("teachers"))
    wrong = client.send(area, 400, **{ONE: "3"}, comment="x" * 601)
    assert list(wrong.faults()) == ["comment"]
    assert wrong.chosen() == {ONE: "3"}
    assert client.send(wrong, comment="Shorter.").h1 == SECOND.name


def test_f11_two_questionnaires_in_two_tabs_never_meet(world: World, client: Client) -> None:
    one = first_area(client, world.code("teachers"))
    other = first_area(client, world.code("inspectors"))
    one_next = client.send(one, **{ONE: "1"}, comment="One.")
    client.send(other, comment="Other.")
    assert client.get(one.path).typed() == ["One."]
    assert client.get(other.path).typed() == ["Other."]
    crossed = {**one.form(), "csrf_token": other.form()["csrf_token"], ONE: "5"}
    assert "open too long" in client.post(one.path, crossed, 400).text
    assert client.get(one.path).chosen() == {ONE: "1"}
    for page in (one_next, other):
        client.send(client.get(f"/answer/{page.path.split('/')[2]}/check"))
    assert stored(world) == 2


# --- forms that have been open too long ----------------------------------------------------------------------


@pytest.fixture
def after_a_restart(either_app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The same database, with another SECRET_KEY."""
    app = create_app(settings_for(either_app.config["SETTINGS"].database_url, tmp_path))
    yield app
    app.config["DATABASE"].engine.dispose()


@ON_SQLITE
def test_f12_a_questionnaire_outlives_the_secret_key(
    world: World, client: Client, after_a_restart: Flask
) -> None:
    area = first_area(client, world.code("teachers"))
    later = client.another_tab_after_a_restart(after_a_restart)
    assert later.send(area, **{ONE: "3"}, comment=WORDS).h1 == SECOND.name
    check = later.get(f"/answer/{area.path.split('/')[2]}/check")
    assert later.send(check).h1 == "Thank you"
    assert stored(world) == 1


@ON_SQLITE
@pytest.mark.parametrize("kept", [True, False], ids=["another key", "no cookie at all"])
def test_f12_agreeing_on_a_page_from_before_the_restart_is_offered_again(
    world: World, client: Client, after_a_restart: Flask, kept: bool
) -> None:
    entrance = client.get(f"/join/{world.code(None)}")
    later = client.another_tab_after_a_restart(after_a_restart)
    if not kept:
        later.browser._cookies.clear()
    stale = later.send(entrance, 400, agree="yes", group="nurses")
    assert "Nothing was lost" in stale.text
    assert (stale.form()["agree"], stale.form()["group"]) == ("yes", "nurses")
    assert later.send(stale).h1 == "About you"
    assert rows(world.database, "drafts") == {"drafts": 1}


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "token"),
    spread_of(product([f"areas/{FIRST.code}", "priorities"], ["", "00" * 32, "garbage", None]), 4),
)
def test_f12_a_form_whose_token_fails_shows_what_was_typed_and_can_be_sent_again(
    world: World, client: Client, name: str, token: str | None
) -> None:
    area = first_area(client, world.code("teachers"))
    page = client.get(f"/answer/{area.path.split('/')[2]}/{name}")
    typed = {ONE: "4", "comment": WORDS} if "areas" in name else {"keep": WORDS, "top-areas": [SECOND.code]}
    form = {**page.form(), **typed, "csrf_token": token}
    if token is None:
        del form["csrf_token"]
    before = everything(world.database)
    stale = client.post(page.path, form, 400)
    assert everything(world.database) == before
    assert "open too long" in stale.text
    assert {name: stale.form()[name] for name in typed} == typed
    client.send(stale)
    assert {name: client.get(page.path).form()[name] for name in typed} == typed


@ON_SQLITE
def test_f12_a_role_chosen_on_a_form_whose_token_fails_is_still_chosen(world: World, client: Client) -> None:
    area = first_area(client, world.code("teachers"))
    about = client.get(f"/answer/{area.path.split('/')[2]}/about")
    stale = client.post(
        about.path, {**about.form(), "role": "direct", "length": "full", "csrf_token": ""}, 400
    )
    assert stale.chosen() == {"role": "direct", "length": "full"}
    client.send(stale)
    assert client.get(about.path).chosen() == {"role": "direct", "length": "full"}


@ON_SQLITE
def test_f12_submitting_with_a_token_that_fails_stores_nothing_and_can_be_done_again(
    world: World, client: Client
) -> None:
    check = at_check(client, world)
    stale = client.post(check.path, {**check.form(), "csrf_token": ""}, 400)
    assert stored(world) == 0
    assert client.send(stale).h1 == "Thank you"
    assert stored(world) == 1


@ON_SQLITE
@pytest.mark.parametrize("words", spread_of([WORDS, "Fine", "x " * 200, "one\ntwo", "ok, thanks"], 3))
def test_f12_what_was_typed_is_shown_to_a_device_that_lost_its_questionnaire(
    world: World, client: Client, words: str
) -> None:
    area = first_area(client, world.code("teachers"))
    form = {**area.form(), ONE: "3", "comment": words}
    client.browser._cookies.clear()
    lost = client.post(area.path, form, 404)
    assert lost.typed() == [words]


@ON_SQLITE
@pytest.mark.parametrize("words", spread_of([WORDS, "Fine", "x " * 200], 2))
def test_f13_what_was_typed_when_the_half_hour_was_over_is_shown(
    world: World, client: Client, words: str
) -> None:
    area = first_area(client, world.code("teachers"))
    with world.database.writing() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        this.state, this.closed_at = "closed", world.now.replace(year=world.now.year - 1)
    told = client.send(area, 410, **{ONE: "3"}, comment=words)
    assert told.h1 == "This has closed"
    assert told.typed() == [words.strip()] or told.typed() == [words]


def test_the_same_person_twice_by_an_open_link_are_two_people(world: World, client: Client) -> None:
    for _ in range(2):
        assert whole_journey(client, world.code("inspectors")).h1 == "Thank you"
    assert stored(world) == 2


def test_nothing_to_submit_is_said_and_nothing_stored(world: World, client: Client) -> None:
    page = client.send(answer_areas(client, first_area(client, world.code("teachers")), rating=""))
    assert "There is nothing to send yet" in page.text
    attempt = {"csrf_token": first_area(client, world.code("teachers")).form()["csrf_token"], "attempt": "a"}
    client.post(page.path, attempt, 400)
    assert stored(world) == 0

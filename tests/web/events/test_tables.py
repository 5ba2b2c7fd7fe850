"""What tables bring: their rating with its evidence, actions for the plan, and groups of who is missing."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from lws_assess.records.events.tables import find_proposed_action, proposed_actions, table_ratings
from lws_assess.records.groups import all_groups
from lws_assess.records.plans import find_action
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person, client_of


@pytest.fixture
def room(world: World) -> Room:
    return a_room(world, {"teachers": 3})


@pytest.fixture
def host(app: Flask, world: World) -> Client:
    return client_of(app, add_person(world.database, world.partnership, "facilitator", "ada@host.example"))


def post(host: Client, room: Room, path: str, status: int = 200, **sent: str) -> Page:
    token = host.get(f"{room.path}/edit").form()["csrf_token"]
    return host.post(f"{room.path}/{path}", {"csrf_token": token, **sent}, status)


# --- evidence --------------------------------------------------------------------------------------------------


def test_evidence_of_a_table_is_let_through_and_taken_back(host: Client, room: Room) -> None:
    for _ in range(4):
        room.join("nurses", "1")
    room.rate_for_table(room.make_scribe(), 3, evidence="Mr Carter said so")
    page = host.get(f"{room.path}/evidence")
    assert "Table 1: 3" in page.text
    rating = page.form(f"{room.path}/evidence")["rating"]
    assert "may be a name" in page.text
    assert "1 waiting" in host.get(f"{room.path}/host").text
    for do, state in (("shown", "shown"), ("waiting", "waiting"), ("aside", "put aside")):
        post(host, room, "evidence", rating=rating, do=do)
        with room.database.reading() as session:
            assert [one.state for one in table_ratings(session, *room.where)] == [state]


def test_a_rating_without_reasons_asks_for_nothing(host: Client, room: Room) -> None:
    assert "No table has agreed a rating yet" in host.get(f"{room.path}/evidence").text
    room.rate_for_table(room.make_scribe(), 2)
    page = host.get(f"{room.path}/evidence")
    assert "The table gave no reason" in page.text
    assert "Let through" not in page.text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"rating": "0" * 32, "do": "shown"}, "no rating there"),
        ({"rating": "\u0663", "do": "shown"}, "no rating there"),
        ({"do": "shown"}, "no rating there"),
        ({"do": "burn"}, "Choose what is to happen"),
    ],
)
def test_evidence_that_is_not_there_is_refused_in_words(
    host: Client, room: Room, sent: dict[str, str], words: str
) -> None:
    room.rate_for_table(room.make_scribe(), 3, evidence="Because")
    assert words in post(host, room, "evidence", 409, **sent).text


# --- actions -----------------------------------------------------------------------------------------------------


def test_a_proposed_action_is_edited_and_taken_into_the_plan(host: Client, room: Room) -> None:
    draft = room.propose(room.make_scribe(), "One form for all", lead="Lee", due=date(2027, 3, 1)).hex()
    page = host.get(f"{room.path}/actions")
    assert "One form for all" in page.text
    assert "by 1 March 2027" in page.text
    version = room.event.version
    page = host.send(
        host.get(f"{room.path}/actions/{draft}"), what="One form for everybody", measure="Share of cases"
    )
    assert "It stands in the plan as" in page.html
    with room.database.reading() as session:
        kept = find_proposed_action(session, *room.where, bytes.fromhex(draft))
        assert kept
        action = find_action(session, room.world.partnership, kept.reference)
        assert action
        assert (kept.state, action.about.what, action.about.lead) == (
            "planned",
            "One form for everybody",
            "Lee",
        )
    assert room.event.version > version  # so that the screen looks again
    assert "took an action into the plan" in host.get(f"{room.path}/host").html
    assert "It stands in the plan already" in host.get(f"{room.path}/actions/{draft}").text


def test_what_the_plan_refuses_is_said_at_its_field(host: Client, room: Room) -> None:
    draft = room.propose(room.make_scribe(), "Try it out", pilot=True).hex()
    page = host.get(f"{room.path}/actions/{draft}")
    assert "learning_question" in host.send(page, 400).faults()
    assert "what" in host.send(page, 400, what="").faults()
    assert "area" in host.send(page, 400, area="nowhere", pilot=[]).faults()
    assert "due" in host.send(page, 400, due="soon").faults()
    pilot = {"learning_question": "Does it help?", "pilot_ends": "2027-06-01"}
    page = host.post(page.path, {**page.form(), **pilot})
    assert "It stands in the plan as" in page.html


def test_an_action_is_put_aside_and_taken_back_but_not_out_of_the_plan(host: Client, room: Room) -> None:
    draft = room.propose(room.make_scribe(), "One form").hex()
    assert "Put aside" in post(host, room, f"actions/{draft}/aside", do="aside").text
    assert "No action is waiting." in host.get(f"{room.path}/actions").text
    post(host, room, f"actions/{draft}/aside", do="waiting")
    host.send(host.get(f"{room.path}/actions/{draft}"))
    assert "stands in the plan" in post(host, room, f"actions/{draft}/aside", do="aside").html


def test_an_action_can_be_taken_into_the_plan_after_the_event(host: Client, room: Room) -> None:
    while_it_ran = room.propose(room.make_scribe(), "One form").hex()
    room.end()
    with room.database.reading() as session:
        [draft] = [action.id.hex() for action in proposed_actions(session, *room.where)]
    assert draft != while_it_ran
    assert "It stands in the plan as" in host.send(host.get(f"{room.path}/actions/{draft}")).html


# --- who is missing ----------------------------------------------------------------------------------------------


def test_who_is_missing_becomes_a_group_with_its_lead(host: Client, room: Room) -> None:
    room.go_to("missing")
    word = room.write(room.phones[0], "missing", "Night shift staff", more="Jo at the hospital").hex()
    assert "Night shift staff" in host.get(f"{room.path}/missing").text
    page = host.get(f"{room.path}/missing/{word}")
    filled = {"this_is_you_if": "you work nights", "audience": "professional", "branch": "health"}
    token = page.form()
    assert (token["name"], token["lead"]) == ("Night shift staff", "Jo at the hospital")
    assert set(host.send(page, 400).faults()) == {"this_is_you_if", "audience", "branch"}
    page = host.post(page.path, {**token, **filled})
    assert "Night shift staff now stands among the groups." in page.html
    with room.database.reading() as session:
        made = next(g for g in all_groups(session, room.world.partnership) if g.name == "Night shift staff")
        assert (made.lead, made.branch) == ("Jo at the hospital", "health")
    assert (
        "already" in host.post(f"{room.path}/missing/{word}", {**token, **filled, "name": "Other"}, 400).text
    )


def test_whoever_has_a_group_or_was_put_aside_is_not_offered_again(host: Client, room: Room) -> None:
    room.go_to("missing")
    keys = [room.write(room.phones[0], "missing", name) for name in ("Night staff", "Drivers", "Cooks")]
    room.let_through(keys[1], becomes="put aside")
    path = f"{room.path}/missing/{keys[0].hex()}"
    about = {"this_is_you_if": "you work nights", "audience": "professional", "branch": "health"}
    page = host.post(path, {**host.get(path).form(), **about})
    assert [one.text for one in page.root.find_all("p", **{"class": "said"})] == ["Cooks"]
    [made] = page.root.find_all("section", **{"aria-labelledby": "made"})
    assert [one.text for one in made.find_all("li")] == ["Night staff"]


def test_only_who_is_missing_is_made_a_group(host: Client, room: Room) -> None:
    room.go_to("words")
    word = room.write(room.phones[0], "vision", "Kind").hex()
    assert host.raw("GET", f"{room.path}/missing/{word}").status_code == 404
    assert host.raw("GET", f"{room.path}/missing/{'0' * 32}").status_code == 404
    assert host.raw("GET", f"{room.path}/actions/{word}").status_code == 404
    assert "Nobody is named" in host.get(f"{room.path}/missing").text

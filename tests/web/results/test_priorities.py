"""The pages of priorities: what a steering group sees, decides and notes, and what bad input gets."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.priorities import approvals_of_round, decisions_of_round
from tests.actions.results.test_priorities import EDITION, a_second_round, rated, with_results
from tests.pages.client import Client, Page
from tests.worlds.builders import World
from tests.worlds.staff import add_person, client_of

AREAS = [area.code for area in EDITION.areas]
NAMES = [area.short_name for area in EDITION.areas]
HERE = "/p/testham/rounds/first/priorities"


def member(app: Flask, world: World, role: str = STEERING) -> Client:
    return client_of(app, add_person(world.database, world.partnership, role))


@pytest.fixture
def steering(app: Flask, world: World) -> Client:
    return member(app, world)


@pytest.fixture
def ready(world: World) -> World:
    return with_results(world)


def filled(*places: str, reason: str = "") -> dict[str, str | list[str]]:
    """Every place of the form: those given, and the others empty."""
    typed = [*places, *[""] * (len(AREAS) - len(places))]
    return {f"place{n}": area for n, area in enumerate(typed, 1)} | {"reason": reason}


def decide(
    client: Client, *places: str, reason: str = "", page: Page | None = None, status: int = 200
) -> Page:
    page = page or client.get(f"{HERE}/decide")
    return client.post(f"{HERE}/decide", {**page.form(), **filled(*places, reason=reason)}, status)


def decisions(world: World) -> list[tuple[str, ...]]:
    with world.database.reading() as session:
        return [one.places for one in decisions_of_round(session, world.partnership, world.round)]


# --- before anything is decided --------------------------------------------------------------------------


def test_a_round_without_results_says_what_to_do_next(world: World, steering: Client) -> None:
    page = steering.get(HERE)
    assert "nothing to decide on yet" in page.text
    assert steering.get(f"{HERE}/decide").path == HERE
    token = steering.get("/account").form("/sign-out")["csrf_token"]
    assert steering.post(f"{HERE}/decide", {"csrf_token": token, **filled(AREAS[0])}).path == HERE
    assert decisions(world) == []


def test_the_page_shows_the_ranking_and_leads_to_deciding(ready: World, steering: Client) -> None:
    page = steering.get(HERE)
    assert "Nothing has been decided yet" in page.text
    assert "gap × importance" in page.text
    rows = page.root.find_all("tbody")[0].find_all("tr")
    assert [row.find_all("th")[0].text.split(" ", 1)[1] for row in rows] == NAMES
    assert "1st" in rows[0].text
    assert f"{HERE}/decide" in [a["href"] for a in page.root.find_all("a")]


@pytest.mark.parametrize(("asked", "number"), [("", 3), ("?first=1", 1), ("?first=8", 8), ("?first=99", 8)])
@pytest.mark.parametrize("role", [STEERING, FACILITATOR])
def test_the_form_is_filled_in_from_the_ranking_and_saving_it_confirms(
    app: Flask, ready: World, role: str, asked: str, number: int
) -> None:
    client = member(app, ready, role)
    page = client.get(f"{HERE}/decide{asked}")
    done = client.post(f"{HERE}/decide", page.form())
    assert "The decision is kept" in done.html
    assert "Confirms the ranking" in done.text
    assert decisions(ready) == [tuple(AREAS[:number])]


@pytest.mark.parametrize("asked", ["0", "-1", "x", "", "9" * 40, "%00"])
def test_a_number_that_is_none_is_passed_over(ready: World, steering: Client, asked: str) -> None:
    form = steering.get(f"{HERE}/decide?first={asked}").form()
    assert form["place1"] == AREAS[0]


# --- departing -------------------------------------------------------------------------------------------


def test_departing_shows_the_reason_and_what_was_passed_over(ready: World, steering: Client) -> None:
    page = decide(steering, AREAS[0], AREAS[1], AREAS[6], reason="It drew many votes.\nAnd <b>care</b>.")
    assert "Departs from the ranking" in page.text
    assert f"{NAMES[2]}, 3rd in the ranking, is not among them" in page.text
    assert "It drew many votes." in page.text
    assert "<b>care</b>" not in page.html
    one = steering.get(f"{HERE}/1")
    assert "It drew many votes." in one.text
    assert "cannot be changed" in one.text


@pytest.mark.parametrize(
    ("places", "reason", "field", "words"),
    [
        (("", AREAS[0]), "Because.", "place1", "Choose the area that comes first"),
        ((AREAS[0], AREAS[0]), "Because.", "place2", "has a place already"),
        ((AREAS[0], "zzz"), "Because.", "place2", "Choose an area from the list"),
        ((AREAS[0], "", AREAS[1]), "Because.", "place2", "leave the places after it empty"),
        ((AREAS[1], AREAS[0]), "", "reason", "Say why"),
        ((AREAS[1], AREAS[0]), " \n ", "reason", "Say why"),
        ((AREAS[1],), "x" * 4001, "reason", "4,000 characters or fewer"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_nothing_typed_is_lost(
    ready: World, steering: Client, places: tuple[str, ...], reason: str, field: str, words: str
) -> None:
    page = decide(steering, *places, reason=reason, status=400)
    assert words in page.faults()[field]
    form = page.form()
    known = [area if area in AREAS else "" for area in places]
    assert [form[f"place{n}"] for n in range(1, len(places) + 1)] == known
    assert str(form["reason"]).strip() == reason.strip()
    assert decisions(ready) == []


def test_where_nothing_can_be_ranked_the_group_may_still_decide(world: World, steering: Client) -> None:
    world.answer("teachers", rated(2))
    world.close()
    assert "give no ranking" in steering.get(HERE).text
    page = decide(steering, AREAS[3], status=400)
    assert "no ranking to confirm" in page.faults()["reason"]
    done = decide(steering, AREAS[3], reason="We heard it at every meeting.", page=page)
    assert "No ranking" in done.text
    assert decisions(world) == [(AREAS[3],)]


# --- two at once -----------------------------------------------------------------------------------------


def test_whoever_comes_second_is_shown_the_first_and_keeps_what_was_typed(
    app: Flask, ready: World, steering: Client
) -> None:
    other = member(app, ready, FACILITATOR)
    late = other.get(f"{HERE}/decide")
    decide(steering, AREAS[4], reason="Ours.")
    page = decide(other, AREAS[5], AREAS[0], reason="Theirs.", page=late, status=409)
    assert "Somebody else decided" in page.text
    assert "Ours." in page.text
    assert (page.form()["place1"], page.form()["reason"]) == (AREAS[5], "Theirs.")
    assert decisions(ready) == [(AREAS[4],)]
    other.post(f"{HERE}/decide", page.form())
    assert decisions(ready) == [(AREAS[5], AREAS[0]), (AREAS[4],)]


def test_figures_that_the_page_did_not_show_are_not_decided_on(ready: World, steering: Client) -> None:
    page = steering.get(f"{HERE}/decide")
    for forged in ("", "f" * 64):
        stale = steering.post(f"{HERE}/decide", {**page.form(), "seen": forged}, 409)
        assert "has changed since you opened this page" in stale.text
    for forged in ("7", "9" * 9):
        steering.post(f"{HERE}/decide", {**page.form(), "after": forged}, 409)
    assert decisions(ready) == []


def test_pressing_twice_decides_once(ready: World, steering: Client) -> None:
    page = steering.get(f"{HERE}/decide")
    for _ in range(2):
        assert "The decision is kept" in steering.post(f"{HERE}/decide", page.form()).html
    assert len(decisions(ready)) == 1


def test_deciding_again_keeps_the_former_in_the_log(ready: World, steering: Client) -> None:
    decide(steering, AREAS[0])
    page = steering.get(f"{HERE}/decide")
    assert "What holds now" in page.text
    done = decide(steering, AREAS[1], reason="Second thoughts.", page=page)
    assert [e.text for e in done.root.find_all("th", scope="row") if "Decision" in e.text] == [
        "Decision 2 Holds",
        "Decision 1 Replaced",
    ]
    assert "See the decision that holds" in steering.get(f"{HERE}/1").text


# --- approvals -------------------------------------------------------------------------------------------


def approve(client: Client, status: int = 200, **typed: str) -> Page:
    form = client.get(f"{HERE}/1").form(f"{HERE}/1/approvals")
    return client.post(f"{HERE}/1/approvals", {**form, **typed}, status)


def test_bodies_that_approved_are_noted_and_a_wrong_one_is_struck_out(ready: World, steering: Client) -> None:
    decide(steering, AREAS[0])
    for body in ("Partnership board", "Health board"):
        page = approve(steering, body=body, on="2024-05-14", note="Minute 7")
    assert "Partnership board on 14 May 2024. Minute 7" in page.text
    assert (
        "Approved by Partnership board on 14 May 2024; Health board on 14 May 2024."
        in steering.get(HERE).text
    )
    link = next(a["href"] for a in page.root.find_all("a") if a["href"].endswith("/strike-out"))
    sure = steering.get(link)
    assert "stays in the log" in sure.text
    done = steering.send(sure)
    assert "Struck out by steering@testham.example, steering group" in done.text
    assert done.root.find_all("del")[0].text.startswith("Partnership board")
    assert "Approved by Health board on 14 May 2024." in steering.get(HERE).text
    steering.get(link, 404)


AHEAD = "2999-05-14"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"body": "", "on": "2024-05-14"}, "body"),
        ({"body": "x" * 201, "on": "2024-05-14"}, "body"),
        ({"body": "Board\ufffd", "on": "2024-05-14"}, "body"),
        ({"body": "Board", "on": ""}, "on"),
        ({"body": "Board", "on": "someday"}, "on"),
        ({"body": "Board", "on": AHEAD}, "on"),
        ({"body": "Board", "on": "0024-05-14"}, "on"),
        ({"body": "Board", "on": "2024-05-14", "note": "x" * 1001}, "note"),
    ],
)
def test_an_approval_that_will_not_do_is_offered_again(
    ready: World, steering: Client, typed: dict[str, str], field: str
) -> None:
    decide(steering, AREAS[0])
    page = approve(steering, 400, **typed)
    assert list(page.faults()) == [field]
    form = page.form(f"{HERE}/1/approvals")
    assert {name: form[name] for name in typed} == typed
    with ready.database.reading() as session:
        assert approvals_of_round(session, ready.partnership, ready.round) == []


@pytest.mark.parametrize("path", ["/2", "/0", "/999999", "/1000000", "/9" + "9" * 30, "/-1", "/x"])
def test_a_decision_that_is_not_there_is_not_found(ready: World, steering: Client, path: str) -> None:
    decide(steering, AREAS[0])
    for address in (path, f"{path}/approvals/1/strike-out"):
        steering.get(HERE + address, 404)


# --- a year later ----------------------------------------------------------------------------------------


def test_after_a_newer_round_the_page_says_what_has_moved(app: Flask, ready: World, steering: Client) -> None:
    decide(steering, AREAS[0], AREAS[1])
    second = a_second_round(ready)
    for _ in range(6):
        pages = rated(2)
        pages[f"areas/{AREAS[0]}"]["importance"] = "1"
        second.answer("teachers", pages)
    second.close()
    page = steering.get(HERE)
    since = next(e for e in page.root.find_all("section") if e["id"] == "since")
    assert f"{NAMES[1]} ranks among the first 2 now." in since.text
    assert f"Not among the first 2 now: {NAMES[0]} (now 4th to 8th)." in since.text
    assert f"Also among the first 2 now, and not decided: {NAMES[2]} (3rd then)." in since.text
    assert "1 group that both rounds show" in since.text
    assert "What has moved since" in steering.get(f"{HERE}/1").text
    newer = steering.get("/p/testham/rounds/second/priorities")
    assert "After The first round the steering group decided" in newer.text


# --- the file --------------------------------------------------------------------------------------------


def test_the_log_is_a_file_with_every_decision_and_nothing_in_it_does_anything(
    ready: World, steering: Client
) -> None:
    decide(steering, AREAS[0], AREAS[1])
    decide(steering, AREAS[1], reason="=1+1")
    approve(steering, body="@Board", on="2024-05-14")
    reply = steering.raw("GET", f"{HERE}/log.csv")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="testham-first-decisions.csv"'
    rows = list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert [(r["Decision"], r["State"], r["Place"], r["Area"]) for r in rows] == [
        ("2", "holds", "1", NAMES[1]),
        ("1", "replaced", "1", NAMES[0]),
        ("1", "replaced", "2", NAMES[1]),
    ]
    assert rows[0]["Reason"] == "'=1+1"
    assert rows[1]["Approved by"] == "'@Board on 14 May 2024"
    assert (rows[1]["Rank then"], rows[1]["Departs from the ranking"]) == ("1st", "no")
    assert len(rows[0]["Results (SHA-256)"]) == len(rows[0]["Figures (SHA-256)"]) == 64

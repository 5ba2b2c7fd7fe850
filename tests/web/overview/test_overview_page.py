"""The overview of every kind of place: its figures are those of the release, and every choice is a link or a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lws_assess.actions.results.changes import MOST_ROUNDS, view_changes_since
from lws_assess.actions.results.releases import view_release
from lws_assess.records.database import Database
from lws_assess.records.people import FACILITATOR, ROLES, STEERING
from lws_assess.records.rounds import rounds_with_results
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.web import create_app
from tests.actions.results.test_changes import another, close, fill
from tests.conftest import a_copy, settings_for
from tests.machines.databases import open_database
from tests.pages.client import Client, Page
from tests.pages.elements import Element
from tests.runs.waiting import a_quarter_passes
from tests.worlds.builders import World
from tests.worlds.overview_places import PLACES, ROUNDS, a_shelf
from tests.worlds.planning import plan_action
from tests.worlds.small_round import answers
from tests.worlds.staff import add_person, client_of

PERSON = "chair@testham.example"
Shelf = tuple[Database, dict[str, str], Client]


@pytest.fixture(scope="module")
def shelf(sqlite_pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Every place, and somebody of the steering group of all of them."""
    folder = tmp_path_factory.mktemp("overviews")
    url = a_copy(sqlite_pattern, folder / "overviews.sqlite3")
    database = open_database(url)
    places = a_shelf(database)
    for partnership in places.values():
        add_person(database, partnership, STEERING, PERSON)
    client = client_of(create_app(settings_for(url, folder)), PERSON)
    yield database, places, client
    database.engine.dispose()


def page_of(shelf: Shelf, place: str, asked: str = "") -> Page:
    return shelf[2].get(f"/p/{shelf[1][place]}/{asked}")


def rows_of(page: Page) -> list[Element]:
    (ledger,) = page.root.find_all("div", id="ledger")
    return ledger.find_all("tbody")[0].find_all("tr")


def released(session: Session, partnership: str) -> tuple[AudienceResults, AudienceChanges | None, str]:
    """The first audience of the newest round, and its changes since the round before."""
    where = PartnershipKey(partnership), rounds_with_results(session, partnership)[-1].key
    results, changes = view_release(session, *where), view_changes_since(session, *where)
    assert results
    audience = next(one for one in results.audiences if one.people)
    found = changes.find_audience(audience.audience.key) if changes else None
    return audience, found if found and found.cells else None, results.leading


@pytest.mark.parametrize("place", PLACES)
def test_everyone_is_everyone_and_what_moved_names_its_groups_where_those_are_fewer(
    shelf: Shelf, place: str
) -> None:
    page = page_of(shelf, place)
    (radar,) = page.root.find_all("figure", id="radar")
    title = radar.find_all("h2")[0].text
    assert title == "Everyone together"
    assert ("shown both times" in page.text) == (place == "a group that is new")


@pytest.mark.parametrize("place", PLACES)
def test_every_row_prints_the_released_figure_or_that_it_is_withheld(shelf: Shelf, place: str) -> None:
    page = page_of(shelf, place)
    with shelf[0].reading() as session:
        audience, _, reading = released(session, shelf[1][place])
    figures = {one.area.short_name: one.reading(reading).position for one in audience.areas}
    rows = rows_of(page)
    assert len(rows) == len(audience.areas)
    for row in rows:
        name = row.find_all("a")[0].text
        (now,) = [cell for cell in row.find_all("td") if cell["data-label"] == "Now"]
        value = figures[name]
        told = value.text if isinstance(value, Shown) else "not shown"
        brief = now.find_all("strong")[0].text
        assert brief == told or (brief[0] in "<" or brief[-1] == "+")
        dots = [dot.text for dot in row.find_all("title")]
        cells = {cell.name: cell.positions for cell in audience.cells}
        assert len(dots) <= len(cells)
        for dot in dots:
            group, _, printed = dot.rpartition(": ")
            if group in cells:
                area = next(one.area.code for one in audience.areas if one.area.short_name == name)
                shown = cells[group][area]
                assert isinstance(shown, Shown)
                assert shown.text == printed


@pytest.mark.parametrize("place", PLACES)
def test_every_column_sorts_both_ways_by_links_and_keeps_all_rows(shelf: Shelf, place: str) -> None:
    page = page_of(shelf, place)
    names = sorted(row.find_all("a")[0].text for row in rows_of(page))
    (head,) = page.root.find_all("div", id="ledger")[0].find_all("thead")
    links = head.find_all("a")
    assert len(links) == len(head.find_all("th")) + (2 if "last time" in head.text else 1)
    for link in links if place == "two rounds" else links[:2]:
        path = link["href"].partition("#")[0]
        sorted_page = shelf[2].get(path)
        assert sorted(row.find_all("a")[0].text for row in rows_of(sorted_page)) == names
        again = next(one for one in sorted_page.root.find_all("a") if one["id"] == link["id"])
        assert again["href"] != link["href"]


def test_one_choice_rules_all_parts_and_stands_in_every_link(shelf: Shelf) -> None:
    page = page_of(shelf, "two rounds", "?round=first&audience=professional&reading=person")
    assert "each person counts once" in page.text
    assert "The first round" in page.text
    assert "is it real" not in page.text  # nothing before it to be compared with
    links = [
        one["href"] for one in page.root.find_all("div", id="ledger")[0].find_all("thead")[0].find_all("a")
    ]
    links += [one["href"] for one in page.root.find_all("figure", id="radar")[0].find_all("a")]
    for link in links:
        assert {"round=first", "reading=person"} <= set(re.split(r"[?&#]", link))
    alone = page_of(shelf, "two rounds", "?since=-")
    assert "is it real" not in alone.text
    assert "is it real" in page_of(shelf, "two rounds").text


def test_what_is_not_there_is_passed_over(shelf: Shelf) -> None:
    usual = page_of(shelf, "two rounds")
    odd = page_of(
        shelf, "two rounds", "?round=nowhere&audience=nobody&reading=x&one=x&other=y&order=z&as=cube"
    )
    assert [row.text for row in rows_of(odd)] == [row.text for row in rows_of(usual)]


def test_groups_lie_over_the_radar_with_their_figures_and_a_sentence(shelf: Shelf) -> None:
    page = page_of(shelf, "two rounds", "?one=teachers&other=nurses&last=yes")
    (radar,) = page.root.find_all("figure", id="radar")
    heads = [head.text for head in radar.find_all("thead")[0].find_all("th")]
    assert heads == ["Area", "Everyone", "Last time", "Teachers", "Nurses", "Target"]
    assert "apart" in radar.find_all("p", **{"class": "say"})[0].text
    with shelf[0].reading() as session:
        audience, _, _ = released(session, shelf[1]["two rounds"])
    for row, area in zip(radar.find_all("tbody")[0].find_all("tr"), audience.areas, strict=True):
        printed = [cell.text for cell in row.find_all("td")]
        for cell, text in zip(audience.cells, printed[2:4], strict=True):
            shown = cell.positions[area.area.code]
            assert text == (shown.text if isinstance(shown, Shown) else "not shown")
    rainbow = page_of(shelf, "two rounds", "?one=teachers&as=rainbow")
    (figure,) = rainbow.root.find_all("figure", id="radar")
    assert (
        len([svg for svg in figure.find_all("svg") if svg["role"] == "img"]) == 2 * 2
    )  # a small and a large board of each


def test_three_hundred_rounds_can_all_be_chosen(shelf: Shelf) -> None:
    page = page_of(shelf, "three hundred rounds")
    choices = {one["id"]: one.find_all("option") for one in page.root.find_all("select")}
    assert len(choices["pick-round"]) == ROUNDS
    assert len(choices["pick-since"]) == ROUNDS  # those before it, and nothing


def test_over_time_tells_of_three_hundred_rounds_page_by_page(shelf: Shelf) -> None:
    """Each page is bounded, begins with the round that the one before ended with, and leads on and back."""
    place = shelf[1]["three hundred rounds"]
    address = here = f"/p/{place}/over-time"
    last: list[str] = []
    for number in range(3):
        page = shelf[2].get(address)
        [table] = page.root.find_all("table")
        titles = [head.text.split(" ", 1)[1] for head in table.find_all("th", scope="col")[1:-1]]
        assert len(titles) == MOST_ROUNDS
        assert titles[-1:] == last or not number
        links = {link.text.split(",")[0]: link["href"] for link in page.root.find_all("a")}
        assert ("Later rounds" in links) == bool(number)
        address, last = links["Earlier rounds"], titles[:1]
    oldest = shelf[2].get(f"{here}?round=round-{ROUNDS - 4}")
    links = {link.text.split(",")[0]: link["href"] for link in oldest.root.find_all("a")}
    assert "Earlier rounds" not in links
    assert links["Later rounds"].endswith(f"round=round-{ROUNDS - 4 - (MOST_ROUNDS - 1)}")


@pytest.mark.parametrize("before", [2, MOST_ROUNDS - 1, MOST_ROUNDS, MOST_ROUNDS + 5])
def test_results_tell_of_the_newest_rounds_and_lead_to_those_before_them(shelf: Shelf, before: int) -> None:
    place, newest = shelf[1]["three hundred rounds"], ROUNDS - 1 - before
    page = shelf[2].get(f"/p/{place}/rounds/round-{newest}/results/blocks/since")
    left_out = before + 1 - MOST_ROUNDS
    [heading] = [h.text for h in page.root.find_all("h3") if "rounds" in h.text]
    assert heading == (f"The newest {MOST_ROUNDS} rounds" if left_out > 0 else "All rounds so far")
    links = [one["href"] for one in page.root.find_all("a") if "Over time, up to" in one.text]
    if left_out <= 0:
        assert not links
        return
    assert (
        "1 round before them stands on" if left_out == 1 else f"{left_out} rounds before them stand on"
    ) in page.text
    [link] = links
    assert link.endswith(f"round=round-{newest + MOST_ROUNDS - 1}")
    [table] = shelf[2].get(link).root.find_all("table")
    heads = table.find_all("th", scope="col")
    assert len(heads) == 1 + left_out + 2  # the areas, those left out, the oldest told, and how far it moved


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("no targets", "No group had a target of answers"),
        ("one group", "Nothing yet after"),
        ("an area that nobody rated", "not shown"),
        ("two rounds", "There are no actions yet."),
    ],
)
def test_what_is_not_set_is_said(shelf: Shelf, place: str, words: str) -> None:
    assert words in page_of(shelf, place).text


def test_no_page_loads_the_charts_library_and_there_are_six_requests_at_most(shelf: Shelf) -> None:
    html = page_of(shelf, "two rounds").html
    assert "plotly" not in html.lower()
    assert len(re.findall(r'(?:href|src)="/assets/', html)) <= 5
    assert "style=" not in html


def card_of(page: Page, name: str) -> str:
    return next(one.text for one in page.root.find_all("section") if one["aria-labelledby"] == name)


def of_role(app: Flask, world: World, role: str) -> Client:
    return client_of(app, add_person(world.database, world.partnership, role))


def test_what_is_late_stands_with_its_days_and_is_asked_for_by_those_who_run_it(
    app: Flask, world: World
) -> None:
    fill(world, 2, teachers=12, nurses=11)
    close(world, 0)
    day = world.now.date()
    late = plan_action(world, what="Fill the posts", due=day - timedelta(days=667))
    later = plan_action(world, what="Train them", due=day - timedelta(days=30))
    plan_action(world, what="Meet", due=day + timedelta(days=30))
    for role in ROLES:
        page = of_role(app, world, role).get("/p/testham/")
        card = next(one for one in page.root.find_all("section") if one["aria-labelledby"] == "plan-card")
        assert "3 actions, 2 late" in card.text
        assert card.text.index("667 days") < card.text.index("30 days")
        assert "Workforce lead; not asked" in card.text
        asked = [a["href"] for a in card.find_all("a") if a["href"].endswith("/ask")]
        runs_it = role != STEERING
        assert asked == ([f"/p/testham/plan/actions/{one}/ask" for one in (late, later)] if runs_it else [])


def test_of_an_open_round_the_steering_group_sees_shares_from_five_answers_on(
    app: Flask, world: World
) -> None:
    fill(world, 2, teachers=12, nurses=11)
    close(world, 0)
    another(world, "second", "first")
    for group, people in (("teachers", 6), ("nurses", 3)):
        for _ in range(people):
            world.answer(group, answers(Random(1), "professional", 0.0))
    a_quarter_passes(world.database)
    seen = {role: of_role(app, world, role).get("/p/testham/") for role in (STEERING, FACILITATOR)}
    for page in seen.values():
        assert "The second round is open to" in page.text
        assert "1 of 4 groups have five answers so far" in card_of(page, "unheard")
    told = {role: card_of(page, "unheard") for role, page in seen.items()}
    assert "Teachers: 6 of 20" in told[STEERING]
    assert "Nurses" not in told[STEERING]
    assert "Young inspectors: 0 of 20" in told[FACILITATOR]


def test_a_new_partnership_says_what_to_do_next(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    page = of_role(app, world, FACILITATOR).get("/p/testham/")
    assert page.h1 == "Testham Children's Partnership"
    assert "What to do next" in page.text
    assert not page.root.find_all("div", id="ledger")

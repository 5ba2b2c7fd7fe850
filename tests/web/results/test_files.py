"""Results as files: pictures, the workbook and open data, from the same figures as the page."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from lws_assess.web.workbooks import read_sheet
from tests.attacks.requests.test_scripts_everywhere import READ, table
from tests.documents.data.test_pictures import png_size, said
from tests.pages.addresses import rules
from tests.pages.client import Client
from tests.pages.results_chapters import read_chapters
from tests.web.results.test_results_pages import ADDRESS, EDITION, answered, steering
from tests.worlds.builders import World

__all__ = ["steering"]
ROUND = "/p/testham/rounds/first"
FILES = ("results.xlsx", "results.csv", "results-dictionary.csv")
PICTURE = f"{ADDRESS}/pictures/areas/rainbow-professional"


@pytest.fixture
def here(world: World) -> World:
    return answered(world, teachers=8, nurses=6, inspectors=6)


def rows(client: Client, name: str) -> list[list[str]]:
    text = client.raw("GET", f"{ROUND}/{name}").get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_kept_under_a_name_of_its_own(here: World, steering: Client, name: str) -> None:
    reply = steering.raw("GET", f"{ROUND}/{name}")
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"] == f'attachment; filename="testham-first-{name}"'
    assert reply.headers["Cache-Control"] == "no-store"
    READ[reply.mimetype](name, reply)


def test_open_data_says_what_the_page_says(here: World, steering: Client) -> None:
    heads, *found = rows(steering, "results.csv")
    audience = EDITION.audiences[0]
    whole = {
        row[heads.index("Area number")]: row[heads.index("As printed")]
        for row in found
        if row[heads.index("Audience")] == audience.label
        and row[heads.index("Measure")] == "Current position"
        and row[heads.index("Reading")] == "each group counts once"
    }
    figure = steering.get(ADDRESS).root.find_all("figure", id="rainbow-professional")[0]
    shown = [row.find_all("td")[0].text for row in figure.find_all("tr")[1:]]
    assert list(whole.values()) == shown
    assert len(rows(steering, "results-dictionary.csv")) > len(heads)


def test_the_workbook_opens(here: World, steering: Client) -> None:
    first = read_sheet(steering.raw("GET", f"{ROUND}/results.xlsx").get_data(), 200, 10).rows
    assert first[0][0] == "Results: The first round"


def test_every_figure_of_the_page_is_to_be_had_as_a_picture(here: World, steering: Client) -> None:
    page = read_chapters(steering, f"{ADDRESS}?reading=person&group=nurses")
    figures = page.find_all("figure")
    assert len(figures) >= 12
    for figure in figures:
        png, svg = (a["href"] for a in figure.find_all("a") if "/pictures/" in a["href"])
        assert "reading=person&group=nurses" in png
        reply = steering.raw("GET", svg)
        assert reply.mimetype == "image/svg+xml"
        assert figure.find_all("p", **{"class": "what"})[0].text in said(reply.get_data())
        assert figure.find_all("p", **{"class": "say"})[0].text in said(reply.get_data())


def test_a_picture_says_its_partnership_its_round_its_day_and_how_many_answered(
    here: World, steering: Client
) -> None:
    text = said(steering.raw("GET", f"{PICTURE}.svg?reading=person").get_data())
    assert "Testham Children's Partnership: The first round, results of " in text
    assert "if each person counts once" in text
    assert f"{EDITION.audiences[0].label}: 14 answered." in text
    votes = said(steering.raw("GET", f"{ADDRESS}/pictures/votes/first-areas.svg").get_data())
    assert "counts once" not in votes
    assert f"{EDITION.audiences[0].label}: 14 answered; {EDITION.audiences[1].label}: 6 answered." in votes


def test_a_picture_is_to_be_had_as_png(here: World, steering: Client) -> None:
    reply = steering.raw("GET", f"{PICTURE}.png")
    assert reply.mimetype == "image/png"
    assert reply.headers["Content-Disposition"].endswith('rainbow-professional.png"')
    assert png_size(reply.get_data())[0] == 1600


def test_the_papers_lead_to_every_file(here: World, steering: Client) -> None:
    links = [a["href"] for a in steering.get(f"{ADDRESS}/papers").root.find_all("a")]
    assert {f"{ROUND}/{name}" for name in FILES} <= set(links)
    assert len([link for link in links if link.endswith(".png")]) >= 12


@pytest.mark.parametrize(
    "path", ["areas/nothing.svg", "nothing/nothing.png", "method/rainbow-professional.svg"]
)
def test_a_picture_that_is_not_there_is_not_found(here: World, steering: Client, path: str) -> None:
    steering.get(f"{ADDRESS}/pictures/{path}", status=404)


def test_while_there_are_no_results_every_file_leads_to_the_round(world: World, steering: Client) -> None:
    for path in (*FILES, "results/pictures/areas/rainbow-professional.svg"):
        assert steering.get(f"{ROUND}/{path}").path == "/p/testham/rounds/first/?asked=results"


def test_a_round_in_which_nothing_may_be_shown_has_its_files(world: World, steering: Client) -> None:
    answered(world, teachers=2)
    for name in FILES:
        reply = steering.raw("GET", f"{ROUND}/{name}")
        READ[reply.mimetype](name, reply)
    assert "not shown" in str(rows(steering, "results.csv"))


def test_open_data_of_a_round_whose_people_disagree_holds_no_formula(world: World, steering: Client) -> None:
    answered(world, teachers=24)
    reply = steering.raw("GET", f"{ROUND}/results.csv")
    table("results.csv", reply)


def test_files_are_for_members(app: Flask) -> None:
    mine = [rule for rule in rules(app, "GET") if rule.endpoint.startswith("files.")]
    assert len(mine) == 5
    assert all(rule.rule.startswith("/p/<partnership>/rounds/<round_key>/results") for rule in mine)

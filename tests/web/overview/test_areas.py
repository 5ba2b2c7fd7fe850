"""The page of one area: it says what the release says, whatever there is of it, and its address holds the choice."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.people import STEERING
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.pages.client import Client, Page
from tests.pages.page_walk import a_place
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.small_round import a_small_round
from tests.worlds.staff import signed_in

EDITION = shipped_editions()[INSTRUMENT]
FIRST = EDITION.areas[0]
HERE = f"/p/testham/areas/{FIRST.code}"


def member(app: Flask, partnership: str = "testham", role: str = STEERING) -> Client:
    """Somebody who has signed in, and looks at every page that they are given."""
    client = Client(app)
    client.browser = signed_in(app, partnership, role)
    return client


def headings(page: Page) -> list[str]:
    return [e.text for e in page.root.find_all("h2")]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A member of a partnership with three rounds, two of them with results, two events and a plan."""
    folder = tmp_path_factory.mktemp("shelf")
    app = create_app(settings_for(a_place(folder), folder))
    app.testing = False
    return member(app)


def test_an_area_has_a_page_before_anybody_was_asked(world: World, app: Flask) -> None:
    page = member(app).get(HERE)
    assert page.h1.endswith(FIRST.name)
    assert "No results ask for this area yet" in page.text
    assert FIRST.statements[0].text in page.text


def test_no_other_area_has_a_page(world: World, app: Flask) -> None:
    assert member(app).get("/p/testham/areas/nothing", 404).status == 404


def test_every_area_tells_what_there_is(shelf: Client) -> None:
    for area in EDITION.areas:
        page = shelf.get(f"/p/testham/areas/{area.code}")
        assert page.h1.endswith(area.name)
        assert headings(page)[:3] == ["Where it stands", "Inside it, lowest first", "Groups, lowest first"]


def test_statements_stand_lowest_first_with_the_words_of_their_level_and_the_next(shelf: Client) -> None:
    found = 0
    for area in EDITION.areas:
        page = shelf.get(f"/p/testham/areas/{area.code}")
        [lines] = page.root.find_all("ol", **{"class": "lines"})
        figures = []
        for line in lines.find_all("li"):
            [printed] = line.find_all("span", **{"class": "figure"})
            if printed.text[:1].isdigit():
                figures.append(float(printed.text.split()[0]))
                question = next(q for q in area.statements if q.text in line.text)
                words = [e.text for e in line.find_all("dd")]
                level = question.descriptors.index(words[0])
                assert words == list(question.descriptors[level : level + len(words)])
                assert len(words) > 1 or level == question.scale.top - 1
                found += 1
        assert figures == sorted(figures)
    assert found > 3


def test_the_choice_stands_in_the_address_and_in_every_link_to_another_area(shelf: Client) -> None:
    page = shelf.get(f"{HERE}?reading=person&round=baseline&since=-")
    [areas] = page.root.find_all("nav", **{"aria-label": "Areas"})
    assert len(areas.find_all("a")) == len(EDITION.areas)
    for link in areas.find_all("a"):
        assert "reading=person" in link["href"]
        assert "round=baseline" in link["href"]
        assert "since=-" in link["href"]
    assert page.text != shelf.get(HERE).text


def test_a_choice_that_the_round_does_not_have_is_passed_over_in_words(shelf: Client) -> None:
    assert "so the usual view is shown instead" in shelf.get(f"{HERE}?audience=nobody").text


def test_what_is_withheld_says_why(database_of_few: Client) -> None:
    page = database_of_few.get(f"{HERE}?audience=parents-carers")
    assert "Not shown" in page.text


@pytest.fixture
def database_of_few(app: Flask) -> Client:
    a_small_round(app.config["DATABASE"])
    return member(app)


def test_pictures_hold_links_that_have_names(shelf: Client) -> None:
    page = shelf.get(HERE)
    links = [
        link
        for picture in page.root.find_all("svg")
        if picture["class"].startswith("board-")
        for link in picture.find_all("a")
    ]
    assert links
    assert all(link["aria-label"] and link["href"].startswith("/p/testham/groups/") for link in links)

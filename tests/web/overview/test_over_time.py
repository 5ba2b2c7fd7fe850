"""Over time: all rounds on one axis, with what was decided and done."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped_editions
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.pages.client import Client
from tests.pages.page_walk import a_place
from tests.web.overview.test_areas import member
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.small_round import a_small_round

EDITION = shipped_editions()[INSTRUMENT]
HERE = "/p/testham/over-time"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("shelf")
    app = create_app(settings_for(a_place(folder), folder))
    app.testing = False
    return member(app)


def test_before_the_first_results_it_says_what_will_be_there(world: World, app: Flask) -> None:
    assert "No round has results yet" in member(app).get(HERE).text


def test_one_round_is_drawn_and_nothing_is_said_to_have_moved(app: Flask) -> None:
    a_small_round(app.config["DATABASE"])
    page = member(app).get(HERE)
    assert "So far there is one round with results" in page.text
    assert len(page.root.find_all("svg", **{"class": "time"})) == len(EDITION.areas)


def test_each_area_leads_to_its_page_and_each_action_to_its_own(shelf: Client) -> None:
    page = shelf.get(HERE)
    pictures = page.root.find_all("svg", **{"class": "time"})
    assert len(pictures) == len(EDITION.areas)
    links = [link for picture in pictures for link in picture.find_all("a")]
    assert any(link["href"].startswith("/p/testham/plan/actions/") for link in links)
    assert all(link["aria-label"] for link in links)
    for area in EDITION.areas:
        assert any(
            link["href"].startswith(f"/p/testham/areas/{area.code}") for link in page.root.find_all("a")
        )

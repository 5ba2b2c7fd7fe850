"""The draft strategy to save: for members, of a round with results, from what the pages show."""

from __future__ import annotations

import pytest

from lws_assess.web.results.strategy_documents import WORD
from tests.attacks.requests.test_scripts_everywhere import folder
from tests.documents.papers.test_board_papers import words_of
from tests.pages.client import Client
from tests.web.results.test_results_pages import ADDRESS, answered, steering
from tests.worlds.builders import World
from tests.worlds.planning import plan_action

__all__ = ["steering"]
STRATEGY = "/p/testham/rounds/first/strategy.docx"


@pytest.fixture
def here(world: World) -> World:
    return answered(world, teachers=8, nurses=3, inspectors=6)


def test_the_steering_group_saves_it_as_a_word_file(here: World, steering: Client) -> None:
    reply = steering.raw("GET", STRATEGY)
    assert reply.status_code == 200
    assert reply.mimetype == WORD
    assert reply.headers["Content-Disposition"] == 'attachment; filename="testham-first-strategy.docx"'
    assert reply.headers["Cache-Control"] == "no-store"
    assert folder(STRATEGY, reply) == ""


def test_it_is_found_among_the_papers(here: World, steering: Client) -> None:
    links = steering.get(f"{ADDRESS}/papers").root.find_all("a", href=STRATEGY)
    assert [link.text for link in links] == ["Word: Draft strategy"]


def test_it_says_what_the_pages_say(here: World, steering: Client) -> None:
    plan_action(here, what="Meet across services each month")
    words = words_of(steering.raw("GET", STRATEGY).get_data())
    assert "the results of “The first round”" in words
    assert "Meet across services each month" in words
    figure = steering.get(ADDRESS).root.find_all("figure", id="rainbow-professional")[0]
    shown = [row.find_all("td")[0].text for row in figure.find_all("tr")[1:]]
    assert shown
    assert [value for value in shown if value not in words] == []


def test_a_group_of_three_is_fewer_than_five_to_whoever_reads_it(here: World, steering: Client) -> None:
    words = words_of(steering.raw("GET", STRATEGY).get_data())
    assert "Nurses People who work or volunteer with children fewer than 5" in words


def test_no_address_of_a_lead_stands_in_it(here: World, steering: Client) -> None:
    plan_action(here, lead="Workforce lead", lead_email="lead@testham.example")
    words = words_of(steering.raw("GET", STRATEGY).get_data())
    assert "Workforce lead" in words
    assert "@" not in words


def test_a_round_without_results_leads_to_its_own_page(world: World, steering: Client) -> None:
    reply = steering.raw("GET", STRATEGY)
    assert reply.status_code == 302
    assert reply.headers["Location"] == "/p/testham/rounds/first/?asked=results"


def test_a_round_that_nobody_answered_gives_a_draft_all_the_same(world: World, steering: Client) -> None:
    answered(world)
    assert "To write:" in words_of(steering.raw("GET", STRATEGY).get_data())

"""The dashboard: what it says, in which order, and that its address holds every choice."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped
from lws_assess.records.people import STEERING
from tests.builders import INSTRUMENT, World
from tests.client import Client, Page
from tests.staff import PASSWORD, add_person

EDITION = shipped()[INSTRUMENT]
WORKFORCE, YOUNG, PARENTS = EDITION.audiences


def pages_of(audience, rating: int, votes: list[str]) -> dict[str, dict[str, str | list[str]]]:
    """Somebody who gives every question the same answer."""
    pages: dict[str, dict[str, str | list[str]]] = {}
    for area in EDITION.areas:
        page: dict[str, str | list[str]] = {q.key: str(rating) for q in area.questions(audience)}
        if audience.importance:
            page["importance"] = str(1 + area.number % 5)
        pages[f"areas/{area.code}"] = page
    return {**pages, "priorities": {"top-areas": votes}}


def answered(world: World, **counts: int) -> World:
    """The round closed after so many people of each group answered; nobody is in the middle, so it is released."""
    audiences = {key: EDITION.audience(audience) for key, _, audience, _ in world.groups}
    for place, (group, count) in enumerate(counts.items()):
        for i in range(count):
            world.answer(group, pages_of(audiences[group], 1 + (i + place) % 4, [EDITION.areas[i % 2].code]))
    world.close()
    return world


@pytest.fixture
def steering(app: Flask, world: World) -> Client:
    """A member of the steering group, signed in."""
    client = Client(app)
    email = add_person(world.database, world.partnership, STEERING)
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    return client


ADDRESS = "/p/testham/rounds/first/results"


def sections(page: Page) -> list[str]:
    return [e["id"] for e in page.root.find_all("section")]


def test_a_round_without_results_leads_to_the_round(world: World, steering: Client) -> None:
    assert steering.get(ADDRESS).path == "/p/testham/rounds/first/"


def test_the_page_tells_its_story_in_order(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6, parents=5)
    page = steering.get(ADDRESS)
    assert sections(page) == [
        "main-points",
        "areas",
        "ranking",
        "groups",
        "readings",
        "votes",
        "dont-know",
        "said-young-people",
        "said-parents-carers",
        "not-shown",
        "comments",
        "method",
    ]
    assert all(section.find_all("h2") for section in page.root.find_all("section"))
    assert "gap × importance" in page.text
    assert "Teachers" in page.text
    assert "never averaged" in page.text


def test_every_figure_has_its_sentence_and_its_table(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6)
    page = steering.get(ADDRESS)
    figures = page.root.find_all("figure")
    assert len(figures) == 8
    for figure in figures:
        assert figure.find_all("figcaption")[0].text
        assert figure.find_all("p", **{"class": "say"})[0].text
        assert figure.find_all("table") or figure["id"].startswith("groups-")
    for table in page.root.find_all("table"):
        assert all(cell["scope"] for cell in table.find_all("th"))
        assert table.find_all("caption")[0].text


def test_the_address_holds_every_choice(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6)
    page = steering.get(ADDRESS + "?reading=person&group=nurses")
    current = [a.text for a in page.root.find_all("a", **{"aria-current": "true"})]
    assert "Each person counts once" in current
    assert "Nurses" in page.root.find_all("figure", id="radar-professional")[0].text
    links = [a["href"] for a in page.root.find_all("a")]
    assert f"{ADDRESS}?audience=young-people&reading=person" in links
    assert f"{ADDRESS}?reading=person&group=teachers#radar-professional" in links
    young = steering.get(f"{ADDRESS}?audience=young-people&reading=person")
    assert YOUNG.scale.title in young.root.find_all("section", id="areas")[0].text
    assert "not asked how important" in young.text


@pytest.mark.parametrize(
    "asked", ["audience=nobody", "reading=%00", "group=<script>", "audience=&group=x&reading=y&group=z"]
)
def test_a_choice_that_does_not_exist_is_said_and_passed_over(
    world: World, steering: Client, asked: str
) -> None:
    answered(world, teachers=8, nurses=6)
    page = steering.get(f"{ADDRESS}?{asked}")
    assert "does not have" in page.text
    assert "<script>" not in page.html


def test_groups_too_small_are_named_with_the_reason_and_are_in_no_figure(
    world: World, steering: Client
) -> None:
    answered(world, teachers=8, nurses=3)
    page = steering.get(ADDRESS)
    assert "8 people" in page.root.find_all("section", id="main-points")[0].text
    not_shown = page.root.find_all("section", id="not-shown")[0].text
    assert "Nurses. 3 people answered in all" in not_shown
    assert "Nobody answered. They are: Young inspectors and Parent panel." in not_shown
    assert "Nurses" not in page.root.find_all("section", id="groups")[0].text


def test_a_round_of_families_only_is_shown_on_their_own_scale(world: World, steering: Client) -> None:
    answered(world, inspectors=6)
    page = steering.get(ADDRESS)
    assert YOUNG.scale.title in page.root.find_all("section", id="areas")[0].text
    assert WORKFORCE.label not in page.text


def test_a_round_where_nothing_may_be_shown_says_so(world: World, steering: Client) -> None:
    answered(world, teachers=4, inspectors=2)
    page = steering.get(ADDRESS)
    assert "There is nothing that may be shown" in page.text
    assert "6 people answered in all" in page.text
    assert not page.root.find_all("figure")


def test_somebody_of_another_partnership_finds_nothing(app: Flask, world: World) -> None:
    answered(world, teachers=6)
    other = World(world.database, partnership="elsewhere")
    client = Client(app)
    email = add_person(other.database, other.partnership, STEERING)
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    client.get(ADDRESS, status=404)
    assert client.get("/p/elsewhere/rounds/first/results").path.endswith("/rounds/first/")

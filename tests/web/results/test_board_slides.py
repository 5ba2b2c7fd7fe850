"""Slides for a board, as a file and on a screen, and the page of everything that can be taken away."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from pptx import Presentation

from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.web.results.chapters import CHAPTERS
from tests.pages.client import Client, Page
from tests.pages.elements import Element
from tests.web.plans.test_plan_pages import HERE as PLAN
from tests.web.results.test_results_pages import ADDRESS, answered
from tests.web.rounds.test_participation import as_role
from tests.worlds.builders import World
from tests.worlds.planning import plan_action, the_action

OFFERED = (
    "Two pages", "Board paper", "Slides", "Present", "All results on one page", "Sheets for groups", "Due dates",
    "Plan", "Decisions", "Draft strategy", "Workbook", "Open data", "Explore", "Claims", "File for a region",
)  # fmt: skip


@pytest.fixture
def steering(app: Flask, world: World) -> Client:
    return as_role(app, STEERING)


def titles_in_file(client: Client) -> list[str]:
    reply = client.raw("GET", f"{ADDRESS}/slides.pptx")
    assert reply.status_code == 200
    assert reply.mimetype.endswith("presentationml.presentation")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="testham-first-slides.pptx"'
    assert reply.headers["Cache-Control"] == "no-store"
    return [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(reply.data)).slides]


def titles_on_screen(page: Page) -> list[str]:
    return [one.text for one in page.root.find_all("h2")]


@pytest.mark.parametrize(
    "counts", [{"teachers": 14, "nurses": 11, "parents": 12}, {"teachers": 6}, {"teachers": 3}]
)
def test_a_screen_shows_the_slides_of_the_file(
    counts: dict[str, int], world: World, steering: Client
) -> None:
    answered(world, **counts)
    page = steering.get(f"{ADDRESS}/present")
    assert titles_on_screen(page) == titles_in_file(steering)
    slides = page.root.find_all("section")
    assert len(slides) >= 4
    # Without scripts each leads to the one before and the one after.
    for i, slide in enumerate(slides):
        links = [link["href"] for link in slide.find_all("a")]
        around = [slides[j]["id"] for j in (i - 1, i + 1) if 0 <= j < len(slides)]
        assert [link for link in links if link.startswith("#")] == [f"#{key}" for key in around]
        assert links[-1] == f"{ADDRESS}/papers"


def test_while_a_round_has_no_results_there_are_no_slides(steering: Client) -> None:
    for path in ("slides.pptx", "present", "papers"):
        assert steering.get(f"{ADDRESS}/{path}").path == "/p/testham/rounds/first/?asked=results"


def test_one_page_has_all_that_can_be_taken_away_and_each_of_it_is_there(
    world: World, steering: Client
) -> None:
    answered(world, teachers=14, nurses=11, parents=12)
    page = steering.get(f"{ADDRESS}/papers")
    offers = [table for table in page.root.find_all("table") if "offers" in table["class"]]
    rows = [row for table in offers for row in table.find_all("tr") if row.find_all("td")]
    assert [row.find_all("th")[0].text for row in rows] == list(OFFERED)
    for row in rows:
        name, purpose = row.find_all("th")[0].text, row.find_all("td")[0].text
        assert len(purpose) > 30
        links = row.find_all("a")
        assert links, name
        for link in links:
            assert name in link.text  # so that no two links are called the same
            reply = steering.raw("GET", link["href"].partition("#")[0])
            assert reply.status_code == 200, link["href"]
            assert reply.data


def test_where_it_is_public_what_was_said_and_done_is_among_them(
    app: Flask, world: World, steering: Client
) -> None:
    answered(world, teachers=14)
    assert "You said, we did" not in steering.get(f"{ADDRESS}/papers").root.text
    facilitator, feedback = as_role(app, FACILITATOR), "/p/testham/rounds/first/feedback"
    facilitator.send(facilitator.send(facilitator.get(f"{feedback}/publish")))
    page = steering.get(f"{ADDRESS}/papers")
    [link] = [one["href"] for one in page.root.find_all("a") if one.text == "Open: You said, we did"]
    assert Client(app).get(link).status == 200  # it needs no account


def test_due_dates_are_for_those_who_see_the_plan_and_hold_no_private_link(
    app: Flask, world: World, steering: Client
) -> None:
    reference = plan_action(world, lead_email="lead@testham.example", due=date(2099, 3, 28))
    code = the_action(world, reference).lead_code
    reply = steering.raw("GET", f"{PLAN}plan.ics")
    assert reply.status_code == 200
    assert reply.mimetype == "text/calendar"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="testham-plan.ics"'
    words = reply.data.replace(b"\r\n ", b"").decode()
    assert f"/p/testham/plan/actions/{reference}/" in words
    assert "lead@" not in words
    assert not code or code not in words
    assert Client(app).raw("GET", f"{PLAN}plan.ics").status_code in (302, 303)
    assert f"{PLAN}plan.ics" in [link["href"] for link in steering.get(PLAN).root.find_all("a")]


def test_each_chapter_leads_to_the_slide_that_tells_of_it(world: World, steering: Client) -> None:
    answered(world, teachers=14, nurses=11, parents=12)
    slides = {one["id"] for one in steering.get(f"{ADDRESS}/present").root.find_all("section")}
    led = set()
    words = ("Present it on a screen", "Present the round on a screen")
    for chapter in CHAPTERS:
        page = steering.get(ADDRESS if chapter is CHAPTERS[0] else f"{ADDRESS}/{chapter.key}")
        [link] = [one for one in page.root.find_all("a") if one.text in words]
        path, _, key = link["href"].partition("#")
        assert path == f"{ADDRESS}/present"
        # Of a first round there is no slide of what moved, and the link promises none.
        assert (link.text == words[0]) == bool(key) == (chapter.slide != "moved")
        led |= {key} - {""}
    assert led <= slides
    assert len(led) > 5


def test_slides_are_of_the_answers_that_the_chapter_shows(world: World, steering: Client) -> None:
    answered(world, teachers=14, nurses=11, parents=12)
    chosen = "audience=parents-carers&reading=person"
    page = steering.get(f"{ADDRESS}/families?{chosen}")
    [link] = [one["href"] for one in page.root.find_all("a") if one.text == "Present it on a screen"]
    assert link == f"{ADDRESS}/present?{chosen}#families"
    shown = steering.get(link.partition("#")[0])
    assert "Parents and carers." in shown.text
    figures = {cell.text for cell in page_figures(steering.get(f"{ADDRESS}?{chosen}"))}
    (position,) = shown.root.find_all("section", id="position")
    assert {cell.text for row in position.find_all("tr") for cell in row.find_all("td")[:1]} <= figures
    assert (
        steering.get(f"{ADDRESS}/present?audience=nobody&reading=x&since=y").text
        == steering.get(f"{ADDRESS}/present").text
    )


def page_figures(page: Page) -> list[Element]:
    return [cell for row in page.root.find_all("tr") for cell in row.find_all("td")]

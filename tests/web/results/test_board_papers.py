"""Papers: the board paper with the headings of a partnership, and a sheet for each group and its lead."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from docx import Document
from flask import Flask

from lws_assess.actions.results.board_papers import PaperFrame, view_frame
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.rounds import Round
from lws_assess.survey.plans.board_papers import HEADINGS, LONGEST_HEADING, LONGEST_WORDS, USUAL, OwnHeading
from tests.actions.rounds.test_participation import lead_codes
from tests.documents.paper import Paper
from tests.pages.client import Client
from tests.web.results.test_results_pages import answered
from tests.web.rounds.test_participation import as_role
from tests.worlds.builders import World, new_code
from tests.worlds.staff import token_of

PLACE = "/p/testham/rounds/first"
PAGE = f"{PLACE}/board-paper"


@pytest.fixture
def facilitator(app: Flask, world: World) -> Client:
    return as_role(app, FACILITATOR)


@pytest.fixture
def steering(app: Flask, world: World) -> Client:
    return as_role(app, STEERING)


def paper(client: Client, path: str = f"{PAGE}.pdf") -> Paper:
    reply = client.raw("GET", path)
    assert reply.status_code == 200, reply.text
    assert reply.headers["Content-Disposition"].startswith("attachment")
    return Paper(reply.data).is_sound()


def fill(client: Client, **words: str) -> dict[str, str | list[str]]:
    """The form of the page as it stands, with some words."""
    fields = client.get(PAGE).form(PAGE)
    return {**fields, **{f"words-{key.replace('_', '-')}": text for key, text in words.items()}}


def test_while_a_round_has_no_results_there_are_no_papers(steering: Client) -> None:
    assert steering.get(PAGE).path == f"{PLACE}/?asked=results"
    papers = (f"{PAGE}{name}" for name in (".pdf", ".docx", "-short.pdf", "-short.docx"))
    for path in (*papers, f"{PLACE}/feedback.pdf", f"{PLACE}/feedback/teachers.pdf"):
        assert steering.get(path).path == f"{PLACE}/?asked=results"
    steering.get(f"{PLACE}/feedback/nobody.pdf", 404)


def test_every_member_gets_the_paper_as_pdf_and_as_word(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6, parents=5)
    page = steering.get(PAGE)
    assert not page.root.find_all("textarea")
    made = paper(steering)
    assert made.title == "Board paper: The first round"
    assert "25 people’s answers are in these figures" in made.text
    assert "The steering group has not decided yet" in made.text
    for one in HEADINGS:
        assert (one.title in made.text) == (one.key in USUAL)
    word = Document(io.BytesIO(steering.raw("GET", f"{PAGE}.docx").data))
    assert word.core_properties.author == "Testham Children's Partnership"
    assert "Recommendations" in [p.text for p in word.paragraphs]
    short = paper(steering, f"{PAGE}-short.pdf")
    assert len(short.pages) == 2
    assert short.pages[1].partition("Page")[0] == made.pages[1].partition("Page")[0]
    in_word = Document(io.BytesIO(steering.raw("GET", f"{PAGE}-short.docx").data))
    assert "What it costs" in [p.text for p in in_word.paragraphs]


def test_a_facilitator_chooses_headings_and_writes_under_them(world: World, facilitator: Client) -> None:
    answered(world, teachers=8)
    fields = fill(facilitator, legal="Section 10 applies.\nAnd section 11.", staffing="Kept for later.")
    page = facilitator.post(PAGE, {**fields, "headings": ["legal", "sustainability"]})
    assert "saved" in page.text
    made = paper(facilitator)
    assert "Section 10 applies." in made.text
    assert "[To be written: how this will last" in made.text
    assert "whom this affects more than others" not in made.text
    assert "Kept for later." not in made.text
    assert "Kept for later." in facilitator.get(PAGE).html


def test_the_next_round_begins_with_the_headings_of_the_one_before(world: World, facilitator: Client) -> None:
    answered(world, teachers=8)
    facilitator.post(PAGE, {**fill(facilitator, legal="For this round."), "headings": ["legal"]})
    with world.database.writing() as session:
        world.draft(session, "second")
        opens_at = world.now + timedelta(days=180)  # sooner, it would show less of the same groups
        session.get_one(Round, (world.partnership, "second")).closes_at = opens_at + timedelta(days=30)
        open_round(session, world.partnership, "second", new_code, opens_at)
    world.round = "second"
    answered(world, teachers=6)
    made = paper(facilitator, f"{PLACE.replace('first', 'second')}/board-paper.pdf")
    assert "10. Legal implications" in made.text
    assert "For this round." not in made.text
    assert "Since “The first round”" in made.text


def test_too_many_words_are_refused_and_nothing_is_lost(world: World, facilitator: Client) -> None:
    answered(world, teachers=8)
    fields = fill(facilitator, legal="w" * (LONGEST_WORDS + 1), risk="Ice.")
    page = facilitator.post(PAGE, {**fields, "headings": ["legal"]}, 400)
    assert f"Use {LONGEST_WORDS:,} characters or fewer" in page.text
    assert "Ice." in page.html
    assert "Ice." not in paper(facilitator).text


def test_two_people_do_not_write_over_each_other_unseen(world: World, facilitator: Client) -> None:
    answered(world, teachers=8)
    mine = fill(facilitator, legal="Mine.")
    facilitator.post(PAGE, {**fill(facilitator, legal="Theirs."), "headings": ["legal"]})
    page = facilitator.post(PAGE, {**mine, "headings": ["legal"]}, 409)
    assert "Somebody else changed this" in page.text
    assert "Mine." in page.html
    assert "Theirs." in paper(facilitator).text
    facilitator.post(PAGE, {**page.form(PAGE), "headings": ["legal"]})
    assert "Mine." in paper(facilitator).text


def test_recommendations_can_begin_with_words_that_the_plan_and_the_decision_give(
    world: World, facilitator: Client
) -> None:
    answered(world, teachers=8)
    assert "Words to start from" in paper(facilitator).text
    assert "begin=yes" in facilitator.get(PAGE).html
    begun = facilitator.get(f"{PAGE}?begin=yes")
    fields = begun.form(PAGE)
    assert fields["words-recommendations"].startswith("The board is asked to:\n1. note what 8 people said")
    facilitator.post(PAGE, {**fields, "words-recommendations": "Agree it.", "headings": ["legal"]})
    made = paper(facilitator)
    assert "Agree it." in made.pages[0]
    assert "Words to start from" not in made.text
    assert (
        "words to start from"
        not in facilitator.get(PAGE).text.partition("Headings of your own")[0].split("Until")[0]
    )
    kept = facilitator.get(f"{PAGE}?begin=yes").form(PAGE)
    assert kept["words-recommendations"] == "Agree it."


def test_headings_of_one_s_own_are_in_the_paper_and_begin_the_next_round(
    world: World, facilitator: Client
) -> None:
    answered(world, teachers=8)
    own = {"own-title-1": "Our villages", "own-words-1": "Four of them.", "own-title-2": " Broadband "}
    facilitator.post(PAGE, {**fill(facilitator), **own, "headings": ["legal"]})
    made = paper(facilitator)
    assert "11. Our villages Four of them." in made.text
    assert "12. Broadband [To be written:" in made.text
    fields = facilitator.get(PAGE).form(PAGE)
    assert (fields["own-title-1"], fields["own-title-2"]) == ("Our villages", "Broadband")
    assert "own-title-4" in fields
    assert "own-title-5" not in fields
    facilitator.post(PAGE, {**fields, "own-title-1": "", "own-words-1": "", "headings": ["legal"]})
    assert "Our villages" not in paper(facilitator).text
    with world.database.writing() as session:
        world.draft(session, "second")
        frame = view_frame(session, world.partnership, "second")
    assert frame.own == (OwnHeading("Broadband"),)


def test_words_without_a_heading_and_headings_that_are_too_long_are_refused(
    world: World, facilitator: Client
) -> None:
    answered(world, teachers=8)
    page = facilitator.post(PAGE, {**fill(facilitator), "own-words-2": "Four of them."}, 400)
    assert "Give these words a heading" in page.text
    assert "Four of them." in page.html
    page = facilitator.post(PAGE, {**fill(facilitator), "own-title-1": "w" * (LONGEST_HEADING + 1)}, 400)
    assert f"Use {LONGEST_HEADING} characters or fewer" in page.text


def test_what_was_kept_before_there_were_own_headings_is_named_as_it_was() -> None:
    frame = PaperFrame(("legal", "recommendations"), {"legal": "Section 10 applies."})
    assert frame.digest == "06ed9d413970b72d1bc2ceca82e481f03878cf5af605725453856372c5c92bb9"
    assert [one.heading.key for one in frame.chosen] == ["legal"]
    assert replace(frame, own=(OwnHeading("Our villages"),)).digest != frame.digest


def test_headings_that_there_are_none_of_are_passed_over(world: World, facilitator: Client) -> None:
    answered(world, teachers=8)
    facilitator.post(PAGE, {**fill(facilitator), "headings": ["legal", "weather", ""]})
    assert "10. Legal implications" in paper(facilitator).text


def test_a_member_of_the_steering_group_changes_no_headings(world: World, steering: Client) -> None:
    answered(world, teachers=8)
    token = token_of(steering.get(f"{PLACE}/priorities/decide").html)
    steering.post(PAGE, {"csrf_token": token, "headings": ["legal"]}, 404)


# --- sheets for groups -----------------------------------------------------------------------------------


def test_there_is_a_sheet_for_each_group_and_one_file_of_all(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=3, inspectors=6)
    page = steering.get(PAGE)
    assert "Save all 4 sheets" in page.text
    sheets = paper(steering, f"{PLACE}/feedback.pdf")
    assert len(sheets.pages) == 4
    one = paper(steering, f"{PLACE}/feedback/teachers.pdf")
    assert len(one.pages) == 1
    assert "8 people of your group answered." in one.text
    assert "Ask Ada on 01234 567890." in one.text
    steering.get(f"{PLACE}/feedback/nobody.pdf", 404)


def test_a_lead_takes_the_sheet_of_their_group_and_of_no_other(app: Flask, world: World) -> None:
    secret = lead_codes(world)["teachers"]
    client = Client(app)
    assert client.get(f"/lead/{secret}/feedback.pdf").path == f"/lead/{secret}"
    answered(world, teachers=8, nurses=6)
    page = client.get(f"/lead/{secret}")
    [link] = [a["href"] for a in page.root.find_all("a") if a["href"].endswith(".pdf")]
    made = paper(client, link)
    assert "Teachers" in made.text
    assert "Nurses" not in made.text
    client.get(f"/lead/{new_code()}/feedback.pdf", 404)

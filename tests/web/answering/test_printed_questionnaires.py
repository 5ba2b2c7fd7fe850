"""Choosing and downloading a questionnaire on paper."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.records.people import FACILITATOR
from lws_assess.records.rounds import Round
from tests.documents.paper import Paper
from tests.pages.client import look_at
from tests.worlds.builders import World
from tests.worlds.staff import signed_in


@pytest.fixture
def facilitator(app: Flask, world: World) -> FlaskClient:
    return signed_in(app, world.partnership, FACILITATOR)


def paper(world: World, rest: str = "") -> str:
    return f"/p/{world.partnership}/rounds/{world.round}/reach/_paper/{rest}"


def test_the_page_offers_each_form_of_each_audience_that_is_asked(
    facilitator: FlaskClient, world: World
) -> None:
    page = look_at("", facilitator.get(paper(world)))
    assert page.radios() == {
        "form": ["professional.full", "professional.short", "young-people.full", "parents-carers.full"],
        "print": ["ordinary", "large"],
    }
    assert "For: Teachers, Nurses." in page.text


def test_an_audience_that_is_not_asked_is_not_offered(app: Flask) -> None:
    world = World(app.config["DATABASE"], groups=(("parents", "Parent panel", "parents-carers", "families"),))
    client = signed_in(app, world.partnership, FACILITATOR)
    assert look_at("", client.get(paper(world))).radios()["form"] == ["parents-carers.full"]


def test_a_questionnaire_is_a_download(facilitator: FlaskClient, world: World) -> None:
    for query, name, title in (
        ("form=professional.short", "professional-short-ordinary", "with children, short form"),
        ("form=young-people.full&print=large", "young-people-full-large", "young people, large print"),
    ):
        reply = facilitator.get(paper(world, f"questionnaire.pdf?{query}"))
        assert reply.mimetype == "application/pdf"
        assert (
            reply.headers["Content-Disposition"] == f'attachment; filename="questionnaire-first-{name}.pdf"'
        )
        assert reply.headers["Cache-Control"] == "no-store"
        found = Paper(reply.data).is_sound()
        assert found.title.endswith(title)
        assert "None of these, or not sure" in found.text
        assert "Ask Ada on 01234 567890." in found.text


def test_a_draft_can_be_printed_with_the_rounds_own_words(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    with world.database.writing() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        this.welcome_children, this.support_children = "Hello from us.", "Talk to Sam."
    client = signed_in(app, world.partnership, FACILITATOR)
    text = Paper(client.get(paper(world, "questionnaire.pdf?form=young-people.full")).data).text
    assert "Hello from us." in text
    assert "Talk to Sam." in text
    assert "Local help line" not in text


def test_a_form_that_there_is_not_leads_back_to_the_choice(facilitator: FlaskClient, world: World) -> None:
    for query in ("", "form=nobody.full", "form=young-people.short", "form=professional.full&print=tiny"):
        reply = facilitator.get(paper(world, f"questionnaire.pdf?{query}"))
        assert reply.headers["Location"] == paper(world)
        assert "Choose which questionnaire to print." in facilitator.get(paper(world)).text


def test_where_to_hand_it_in_is_printed_as_it_is_typed(facilitator: FlaskClient, world: World) -> None:
    place = 'The desk, #read("/etc/passwd") ]] *here*'
    reply = facilitator.get(
        paper(world, "questionnaire.pdf"), query_string={"form": "young-people.full", "hand-in": place}
    )
    assert place in Paper(reply.data).is_sound().text

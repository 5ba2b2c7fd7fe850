"""The data protection page, the impact assessment, and a partnership's own notices."""

from __future__ import annotations

import io

from docx import Document
from flask import Flask

from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import get_round_for_change
from tests.pages.client import Client
from tests.watching.promises_of_mail import promises_of_mail
from tests.worlds.builders import World
from tests.worlds.staff import signed_in


def name_controller(world: World, **more: str) -> None:
    with world.database.writing() as session:
        this = session.get_one(Partnership, world.partnership)
        this.controller = "Testham Council, Town Hall, Testham."
        for name, value in more.items():
            setattr(this, name, value)


def test_before_any_results_the_page_says_that_nothing_is_due(app: Flask, world: World) -> None:
    page = signed_in(app, world.partnership, "steering").get("/p/testham/data-protection/").text
    assert "nothing is due to be erased" in page
    assert "24 months" in page
    assert "impact-assessment" not in page


def test_after_the_results_the_page_says_when_what_goes(app: Flask, world: World) -> None:
    for _ in range(5):
        world.answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    world.close()
    page = signed_in(app, world.partnership, "facilitator").get("/p/testham/data-protection/").text
    assert "Answers and unpublished comments" in page
    assert "announced here 30 days before" in page


def test_an_announced_erasure_stands_on_the_partnership_s_own_page(app: Flask, world: World) -> None:
    world.close()
    client = signed_in(app, world.partnership, "steering")
    assert "To be erased soon" not in client.get("/p/testham/").text
    with world.database.writing() as session:
        get_round_for_change(session, world.partnership, world.round).answers_announced_at = world.now
    assert "To be erased soon" in client.get("/p/testham/").text


def test_the_assessment_holds_what_is_known_and_asks_for_the_rest(app: Flask, world: World) -> None:
    name_controller(world, safeguarding_name="Rowan Example")
    client = signed_in(app, world.partnership, "facilitator")
    answer = client.get("/p/testham/data-protection/impact-assessment.docx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    document = Document(io.BytesIO(answer.data))
    text = "\n".join(p.text for p in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "Testham Council, Town Hall" in text
    assert "Rowan Example" in text
    assert {"Teachers", "The first round", "Rights to answer once"} <= cells
    assert text.count("[To be written by you:") >= 5
    assert any(
        "This service sends no e-mail, so nobody is told of words of risk by it." in one for one in cells
    )
    assert [promise for one in cells for promise in promises_of_mail(one)] == []
    assert document.core_properties.author == ""
    assert (
        document.core_properties.title == "Data protection impact assessment: Testham Children's Partnership"
    )


def test_steering_members_cannot_download_the_assessment(app: Flask, world: World) -> None:
    client = signed_in(app, world.partnership, "steering")
    assert client.get("/p/testham/data-protection/impact-assessment.docx").status_code == 404


def test_a_partnership_with_a_controller_has_notices_of_its_own(app: Flask, world: World) -> None:
    name_controller(
        world,
        keeps_months=36,
        privacy_words="<b>We</b> act under\nthe Children Act.",
        accessibility_words="A loop.",
    )
    client = Client(app)
    page = client.get("/notice/testham/privacy").text
    assert "Testham Council, Town Hall" in page
    assert "36 months" in page
    assert "48 months" in page
    assert "<b>We</b> act under the Children Act." in page
    assert "A loop." in client.get("/notice/testham/accessibility").text


def test_without_one_nothing_tells_whether_the_partnership_exists(app: Flask, world: World) -> None:
    client = app.test_client()
    for name in ("privacy", "accessibility"):
        there, nowhere = client.get(f"/notice/testham/{name}"), client.get(f"/notice/nowhere/{name}")
        assert (
            (there.status_code, there.location)
            == (nowhere.status_code, nowhere.location)
            == (302, f"/{name}")
        )


def test_the_form_leads_to_the_notices(app: Flask, world: World) -> None:
    page = app.test_client().get(f"/join/{world.code('teachers')}").text
    assert 'href="/notice/testham/privacy"' in page
    assert 'href="/notice/testham/accessibility"' in page

"""What is said when a form cannot be taken, and that nothing typed is lost."""

from __future__ import annotations

from flask import Flask

from lws_assess.records.partnerships import Partnership
from lws_assess.records.people import SignedInSession
from tests.worlds.builders import World
from tests.worlds.staff import PASSWORD, signed_in, token_of

SETTINGS = "/p/testham/settings"
TYPED = {
    "name": "Testham Partnership",
    "keeps_months": "24",
    "contact": "Ask Jo, who knows more than anybody else.",
}


def test_a_form_sent_after_the_sign_in_has_ended_is_offered_again_and_can_be_sent(
    app: Flask, world: World
) -> None:
    client = signed_in(app, world.partnership, "facilitator")
    token = token_of(client.get(SETTINGS).text)
    with world.database.writing() as session:
        session.query(SignedInSession).delete()
    offered = client.post(SETTINGS, data={"csrf_token": token, **TYPED})
    assert offered.status_code == 401
    assert "You have been signed out" in offered.text
    assert TYPED["contact"] in offered.text
    page = client.get("/sign-in").text
    mine = {"email": "facilitator@testham.example", "password": PASSWORD}
    assert client.post("/sign-in", data={"csrf_token": token_of(page), **mine}).status_code == 303
    again = client.post(SETTINGS, data={"csrf_token": token_of(offered.text), **TYPED})
    if again.status_code == 400:  # its token was of the session before, so it is offered once more
        assert TYPED["contact"] in again.text
        again = client.post(SETTINGS, data={"csrf_token": token_of(again.text), **TYPED})
    assert again.status_code == 303
    with world.database.reading() as session:
        assert session.get_one(Partnership, world.partnership).contact == TYPED["contact"]


def test_a_button_pressed_after_the_sign_in_has_ended_leads_to_signing_in(app: Flask, world: World) -> None:
    client = app.test_client()
    token = token_of(client.get("/sign-in").text)
    answer = client.post(f"/p/testham/rounds/{world.round}/close", data={"csrf_token": token})
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


def test_a_password_is_never_offered_again(app: Flask) -> None:
    client = app.test_client()
    token = token_of(client.get("/sign-in").text)
    sent = {"csrf_token": token, "current_password": "secret one", "new_password": "secret two", "x": "kept"}
    page = client.post("/account/password", data=sent)
    assert "secret one" not in page.text
    assert "secret two" not in page.text

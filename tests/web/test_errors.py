"""What is said when a form cannot be taken, and that nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lws_assess.actions.people import partnerships
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


def of_database(kind: type[DBAPIError], words: str, is_lost: bool = False) -> DBAPIError:
    return kind("update", {}, Exception(words), connection_invalidated=is_lost)


SORRY, NOT_SAVED = "Sorry, something went wrong", "We could not save that just now"
FAULTS = (
    (OSError("of ours"), 500, SORRY, None),
    (of_database(DBAPIError, "no such column"), 500, SORRY, None),
    (of_database(DBAPIError, "database or DISK is broken"), 503, NOT_SAVED, "5"),
    (of_database(DBAPIError, "it is full"), 503, NOT_SAVED, "5"),
    (of_database(DBAPIError, "no space left"), 503, NOT_SAVED, "5"),
    (of_database(DBAPIError, "gone", is_lost=True), 503, NOT_SAVED, "5"),
    (of_database(OperationalError, "locked"), 503, NOT_SAVED, "5"),
    (PoolTimeout("too many"), 503, NOT_SAVED, "5"),
)


def test_what_was_typed_is_offered_again_after_a_fault_that_is_nobodys_mistake(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app, world.partnership, "facilitator")
    sent = {"csrf_token": token_of(client.get(SETTINGS).text), **TYPED}
    for fault, status, title, waits in FAULTS:

        def fails(*_given: object, fault: Exception = fault) -> None:
            raise fault

        with monkeypatch.context() as broken:
            broken.setattr(partnerships, "change_partnership", fails)
            offered = client.post(SETTINGS, data=sent)
        assert (offered.status_code, offered.headers.get("Retry-After")) == (status, waits), fault
        assert f"<h1>{title}</h1>" in offered.text
        assert TYPED["contact"] in offered.text
        assert "Send it again" in offered.text
        assert "Sign in" not in offered.text
    again = client.post(SETTINGS, data={"csrf_token": token_of(offered.text), **TYPED})
    assert (again.status_code, again.location) == (303, SETTINGS)


def test_a_page_that_cannot_be_opened_offers_nothing_again(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app, world.partnership, "facilitator")

    def fails(*_given: object) -> None:
        raise OperationalError("select", {}, Exception("locked"))

    monkeypatch.setattr("lws_assess.web.rounds.groups.all_groups", fails)
    reply = client.get("/p/testham/groups/teachers/settings")
    assert reply.status_code == 503
    assert "We could not open this page just now" in reply.text
    assert "Send it again" not in reply.text

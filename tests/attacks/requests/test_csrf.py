"""A5: every address that changes something, without its token, with another's, and from another site."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.web.access import ACCESS, WITHOUT_A_TOKEN
from tests.pages.addresses import Objects, objects_of, rules
from tests.pages.client import Client
from tests.watching.counting import everything
from tests.worlds.builders import World
from tests.worlds.staff import PASSWORD, signed_in, token_of

WHO = dict(ACCESS)
PASSES = {"agree": "yes", "group": "teachers", "length": "short", "go": "delete", "role": "steering"}
PASSES |= {"email": "administrator@testham.example", "password": PASSWORD, "last_day": "2040-01-01"}
PASSES |= {"current_password": PASSWORD, "new_password": "quite another long password", "name": "Mallory"}


@pytest.fixture
def holder(app: Flask, world: World) -> tuple[FlaskClient, Objects]:
    """An administrator who is also in the middle of a questionnaire and a scribe in a room, on one device."""
    respondent = Client(app)
    objects = objects_of(world, respondent)
    client = signed_in(app, world.partnership, "administrator")
    held = respondent.browser._cookies.items()
    client._cookies.update({key: cookie for key, cookie in held if cookie.key.startswith("q-")})
    client.set_cookie(f"e-{objects.room}", objects.phone)
    return client, objects


def tokens_that_do_not_fit(app: Flask, world: World) -> dict[str, str | None]:
    stranger = Client(app)
    theirs = objects_of(World(world.database, partnership="elsewhere"), stranger)
    return {
        "none": None,
        "empty": "",
        "garbage": "x" * 60,
        "of another session": token_of(app.test_client().get("/sign-in").text),
        "of another questionnaire": str(
            stranger.get(f"/answer/{theirs.questionnaire}/check").form()["csrf_token"]
        ),
    }


def test_no_address_changes_anything_without_a_token_of_its_own(
    app: Flask, world: World, holder: tuple[FlaskClient, Objects]
) -> None:
    client, objects = holder
    tokens = tokens_that_do_not_fit(app, world)
    posts = list(rules(app, "POST"))
    assert len(posts) >= 15
    before = everything(world.database)
    cookies = {key: cookie.value for key, cookie in client._cookies.items()}
    for rule in posts:
        for kind, token in tokens.items():
            form = PASSES if token is None else {**PASSES, "csrf_token": token}
            reply = client.post(objects.fill(rule), data=form)
            to_the_form_again = rule.endpoint == "responses.clear" and reply.status_code == 303
            # A link that this device never opened is not there for it, whatever token it has.
            not_there = rule.endpoint == "event_remote_screens.type_line" and reply.status_code == 404
            assert reply.status_code == 400 or to_the_form_again or not_there, (rule, kind, reply.status_code)
            assert everything(world.database) == before, (rule, kind)
    now = {key: cookie.value for key, cookie in client._cookies.items()}
    held = [key for key in cookies if "session" not in key]
    assert [key for key in held if now.get(key) != cookies[key]] == []
    assert client.get("/account").status_code == 200  # still signed in


def test_the_same_address_takes_its_own_token(
    app: Flask, world: World, holder: tuple[FlaskClient, Objects]
) -> None:
    """So that the test above fails for want of a token and for nothing else."""
    client, objects = holder
    own = token_of(client.get(f"/answer/{objects.questionnaire}/check").text)
    in_the_room = token_of(client.get(f"/e/{objects.room}/leave").text)
    for rule in rules(app, "POST"):
        if rule.endpoint in (
            "people.sign_out",
            "members.remove",
            "responses.clear",
            "account.change_password",
            "event_phones.clear",
        ):
            continue  # these would end the walk
        staff = token_of(client.get("/account", follow_redirects=True).text)
        token = own if rule.endpoint.startswith("responses.") else staff
        if rule.endpoint.startswith(("event_phones.", "event_scribes.")):
            token = in_the_room
        reply = client.post(objects.fill(rule), data={**PASSES, "csrf_token": token})
        assert b"open too long" not in reply.data, rule


def test_without_a_token_only_the_secret_of_a_message_changes_anything_and_only_what_it_is_for(
    app: Flask, world: World, holder: tuple[FlaskClient, Objects]
) -> None:
    """Mail programs send it from elsewhere, so no token and no cookie can be asked for."""
    _, objects = holder
    (rule,) = (rule for rule in rules(app, "POST") if rule.endpoint in WITHOUT_A_TOKEN)
    before = everything(world.database)
    stranger = app.test_client()
    sent = {"List-Unsubscribe": "One-Click"}
    for secret in ("x" * 42, objects.secret, objects.lead, objects.stop[:-1], f"{objects.stop[1:]}a"):
        assert stranger.post(objects.fill(rule, secret=secret), data=sent).status_code == 404
    for form in ({}, PASSES, {"List-Unsubscribe": "no"}):
        assert stranger.post(objects.fill(rule), data=form).status_code == 400
    assert everything(world.database) == before
    assert stranger.post(objects.fill(rule), data=sent).status_code == 200
    after = everything(world.database)
    assert len(after.pop("stopped_addresses")) == 1
    assert after == {table: rows for table, rows in before.items() if table != "stopped_addresses"}


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_no_other_way_of_asking_gets_past(
    app: Flask, world: World, holder: tuple[FlaskClient, Objects], method: str
) -> None:
    client, objects = holder
    before = everything(world.database)
    for rule in rules(app, "POST"):
        reply = client.open(
            objects.fill(rule), method=method, query_string=PASSES, headers={"X-HTTP-Method-Override": "POST"}
        )
        assert reply.status_code < 500, rule
        assert everything(world.database) == before, rule

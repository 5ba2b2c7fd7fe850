"""People with an account, and devices on which they are signed in."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.people.members import add_member
from lws_assess.records.database import Database
from lws_assess.records.people import find_person_by_email
from lws_assess.web import passwords, words
from lws_assess.web.people import people
from tests.pages.client import Client
from tests.worlds.prepared import prepare

PASSWORD = "a long enough password for tests"
HERE = "http://localhost"


@cache
def hashed_once() -> str:
    """The tests' password as it is kept; making it takes long on purpose."""
    return passwords.hash_password(PASSWORD)


def add_person(database: Database, partnership: str, role: str, email: str = "") -> str:
    """A person with a role and the tests' password; returns the e-mail address."""
    email = email or f"{role}@{partnership}.example"

    def build() -> str:
        hashed = hashed_once()
        with database.writing() as session:
            add_member(session, partnership, email, role)
            person = find_person_by_email(session, email)
            assert person
            person.password_hash = hashed
        return email

    return prepare(database, ("a person", partnership, role, email), build)


def token_of(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found, "the page has no form"
    return found[1]


def signed_in(app: Flask, partnership: str, role: str) -> FlaskClient:
    """A client signed in as a new person with a role."""
    client = app.test_client()
    come_in(client, add_person(app.config["DATABASE"], partnership, role))
    return client


def client_of(app: Flask, email: str, address: str = HERE) -> Client:
    """A reader of pages on whose device a person of the tests is signed in; `address` is that of the service."""
    client = Client(app, address)
    come_in(client.browser, email, address)
    return client


def come_in(client: FlaskClient, email: str, address: str = HERE) -> None:
    """Signs a person of the tests in on a device that is new here; `address` is that of the service.

    The form is filled in once for all who begin with the same database: others get what it left on the device.
    """
    database: Database = client.application.config["DATABASE"]

    def build() -> dict[str, object]:
        first = client.application.test_client()
        token = token_of(first.get("/sign-in", base_url=address).text)
        form = {"csrf_token": token, "email": email, "password": PASSWORD}
        reply = first.post("/sign-in", data=form, base_url=address, headers={"Referer": f"{address}/sign-in"})
        assert reply.status_code == 303, reply.text
        with first.session_transaction(base_url=address) as kept:
            return dict(kept)

    # A test that moves the clock signs in by that clock.
    is_now = people.now is words.now
    kept = prepare(database, ("signed in", email), build) if is_now else build()
    with client.session_transaction(base_url=address) as cookie:
        cookie.update(kept)

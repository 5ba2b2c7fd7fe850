"""People with an account, signed in through the sign-in page."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.people.members import add_member
from lws_assess.records.database import Database
from lws_assess.records.people import find_person_by_email
from lws_assess.web import passwords

PASSWORD = "a long enough password for tests"


@cache
def hashed_once() -> str:
    """The tests' password as it is kept; making it takes long on purpose."""
    return passwords.hash_password(PASSWORD)


def add_person(database: Database, partnership: str, role: str, email: str = "") -> str:
    """A person with a role and the tests' password; returns the e-mail address."""
    email = email or f"{role}@{partnership}.example"
    hashed = hashed_once()
    with database.writing() as session:
        add_member(session, partnership, email, role)
        person = find_person_by_email(session, email)
        assert person
        person.password_hash = hashed
    return email


def token_of(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found, "the page has no form"
    return found[1]


def signed_in(app: Flask, partnership: str, role: str) -> FlaskClient:
    """A client signed in as a new person with a role."""
    email = add_person(app.config["DATABASE"], partnership, role)
    client = app.test_client()
    page = client.get("/sign-in").text
    reply = client.post("/sign-in", data={"csrf_token": token_of(page), "email": email, "password": PASSWORD})
    assert reply.status_code == 303, reply.text
    return client

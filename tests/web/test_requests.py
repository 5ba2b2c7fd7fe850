"""Words as they come in, on both databases: all that can be seen arrives, and nothing that cannot be stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from lws_assess.records.groups import Group
from lws_assess.survey.written_words import one_line, several_lines
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.pages.addresses import objects_of, rules
from tests.pages.client import Client, first_area
from tests.worlds.builders import World
from tests.worlds.staff import signed_in, token_of

WORDS = (
    "Zoe\u0308 \x00\x1f\u202eexe.fdp\u202c a\u200bb\xa0c\u2028d\ufffe\ue000\r\nحفصہ کی ٹیم، \u2067می‌خواهم\u2069 "
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 👩‍❤️‍💋‍👨 e" + "\u0301" * 200 + "\U000323af"
)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    return create_app(settings_for(database_url, tmp_path))


@pytest.fixture
def world(app: Flask) -> World:
    return World(app.config["DATABASE"])


def test_what_is_kept_of_awkward_words_is_stored_and_shown_again(app: Flask, world: World) -> None:
    client = signed_in(app, "testham", "facilitator")
    path = "/p/testham/groups/teachers/edit"
    page = client.get(path)
    sent = {
        "csrf_token": token_of(page.text),
        "name": WORDS.replace("\ue000", ""),
        "this_is_you_if": "you teach.",
        "branch": "schools and youth",
        "key_dates": WORDS,
        "target": "１,２٠٠",
        "lead_email": "\u202aJo Bell <Jo@X.example>\u202c",
    }
    reply = client.post(path, data=sent)
    assert reply.status_code == 303, reply.text
    with world.database.reading() as session:
        group = session.get_one(Group, ("testham", "teachers"))
        kept = (group.name, group.key_dates, group.target, group.lead_email)
    assert kept == (one_line(WORDS.replace("\ue000", "")), several_lines(WORDS), 1200, "jo@x.example")
    again = client.get(path).text
    assert several_lines(WORDS).split("\n")[-1] in again


def test_a_comment_of_awkward_words_is_kept(app: Flask, world: World) -> None:
    client = Client(app)
    page = first_area(client, world.code("teachers"))
    client.send(page, comment=WORDS)
    assert client.get(page.path).typed() == [several_lines(WORDS)]


def test_nothing_that_stands_in_an_address_fails(app: Flask, world: World) -> None:
    objects = objects_of(world, Client(app))
    client = signed_in(app, "testham", "administrator")
    asked = 0
    for rule in rules(app, "GET"):
        for name in sorted(rule.arguments - {"partnership", "person", "number", "digest", "name"})[-1:]:
            for text in ("\x00", "\x1f\u202e\ufffeں"):
                try:
                    path = objects.fill(rule, **{name: text})
                except (AssertionError, ValueError):  # the rule takes no words there
                    continue
                asked += 1
                assert client.get(path).status_code < 500, path
    assert asked > 80


def test_fields_and_queries_are_cleaned_and_passwords_and_tabs_are_not(app: Flask) -> None:
    form = {
        "words": "a\u200b\u202eb\x00",
        "password": "a\u200bb",
        "addresses": "Jo\tjo@x.example\r\nAl\tal@x.example",
    }
    with app.test_request_context("/?q=a%E2%80%8Bb%00&q=%FF", method="POST", data=form):
        assert request.form.to_dict() == {
            "words": "ab",
            "password": "a\u200bb",
            "addresses": "Jo\tjo@x.example\nAl\tal@x.example",
        }
        assert request.args.getlist("q") == ["ab", "%FF"]
        assert request.values["words"] == "ab"

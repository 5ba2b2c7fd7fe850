"""Addresses as people type them and as mail programs hand them on: each leads to its page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Map, Rule
from werkzeug.test import TestResponse

from lws_assess.records.people import ADMINISTRATOR
from lws_assess.web.paths import mend
from tests.pages.addresses import METHODS, objects_of, rules
from tests.pages.client import Client
from tests.pages.page_walk import pages
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

BEHIND = ["/", "//", ".", "/.", ")", ">", "”", "%20", " ", ",", "?!", "/)", "\u200b", "&gt;", ";", "’."]


@pytest.fixture
def world(app: Flask) -> World:
    return World(app.config["DATABASE"], partnership="testham", round="first")


@pytest.mark.parametrize("method", METHODS)
def test_every_address_leads_to_its_page_whatever_stands_behind_it(
    app: Flask, world: World, method: str
) -> None:
    objects = objects_of(world, Client(app))
    found = app.url_map.bind("")
    for rule in rules(app, method):
        path = objects.fill(rule)
        if path == "/":
            continue
        wanted = found.match(path, method=method)
        assert mend(path, app.url_map, method) == path
        for behind in BEHIND:
            mended = mend(path.rstrip("/") + behind.replace("%20", " "), app.url_map, method)
            assert found.match(mended, method=method) == wanted, (path, behind)


def test_every_page_is_shown_where_it_was_asked_for(app: Flask, world: World) -> None:
    """No redirect, so that nothing is lost on the way and no log holds a link twice. Files are made in a soak."""
    objects = objects_of(world, Client(app))
    client = signed_in(app, "testham", ADMINISTRATOR)
    for number, rule in enumerate(rules(app, "GET") if IS_SOAK else pages(app)):
        path = objects.fill(rule)
        if path == "/":
            continue
        client.get("/privacy")  # says what a page before has put down to be said
        plain = client.get(path, headers={"Accept": "text/html"})
        behind = ("/", ").")[number % 2]
        reply = client.get(path.rstrip("/") + behind, headers={"Accept": "text/html"})
        assert (reply.status_code, _title(reply)) == (plain.status_code, _title(plain)), (path, behind)
        assert reply.headers.get("Location") == plain.headers.get("Location"), (path, behind)


def _title(reply: TestResponse) -> str:
    found = re.search(rb"<title>([^<]*)", reply.data)
    return found[1].decode() if found else ""


def test_a_query_stays_with_a_path_that_is_mended(app: Flask, world: World) -> None:
    client = signed_in(app, "testham", ADMINISTRATOR)
    reply = client.get("/p/testham/rounds?order=need")
    assert (reply.status_code, reply.headers["Location"]) == (
        308,
        "http://localhost/p/testham/rounds/?order=need",
    )


def test_a_form_that_is_sent_with_a_slash_behind_is_not_lost(app: Flask, world: World) -> None:
    client = Client(app)
    code = world.code("teachers")
    page = client.get(f"/join/{code}/")
    assert client.post(f"/join/{code}/", {**page.form(), "agree": "yes"}).path.endswith("/about")


def test_a_personal_link_opens_whatever_a_mail_program_made_of_it(app: Flask, world: World) -> None:
    for behind in ("/", ".", "%20", ")", "%E2%80%9D", "/%3E", "%E2%80%8B"):
        code = world.personal_link().code
        for written in (code, code.upper()):
            assert Client(app).get(f"/i/{written}{behind}").path.endswith("/about")
        assert Client(app).get(f"/I/{code}{behind}").path.endswith("/about")


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "/\\evil.example/", "//evil.example/..", "/%2F%2Fevil.example/", "/p//evil.example"],
)
def test_no_address_leads_elsewhere(app: Flask, path: str) -> None:
    to = app.test_client().get(path).headers.get("Location", "/")
    assert re.match(r"(http://localhost)?/(?!/)", to)


PAGES = Map([Rule("/"), Rule("/a/<one>"), Rule("/b/<one>/"), Rule("/c/<one>/d")])


@given(st.text(max_size=30))
def test_mending_is_done_once_and_ends(path: str) -> None:
    mended = mend(f"/{path}", PAGES)
    assert mended.startswith("/")
    assert mend(mended, PAGES) == mended


# --- codes and links on the front page -----------------------------------------------------------------------


def enter(app: Flask, typed: str) -> str:
    client = Client(app)
    reply = client.raw("POST", "/", {**client.get("/").form("/"), "code": typed})
    return reply.headers.get("Location", "")


def test_a_whole_link_can_be_pasted_in_place_of_a_code(app: Flask, world: World) -> None:
    code, mine = world.code("teachers"), world.personal_link().code
    for kind, pasted, to in (("join", code, f"/join/{code}"), ("i", mine, f"/i/{mine}")):
        for around in (
            "https://lws.example/{}/{}",
            "<lws.example/{}/{}/>",
            "See http://x.example/{}/{}?utm_id=7.",
        ):
            assert enter(app, around.format(kind, pasted)) == to
        assert enter(app, f"\u202a{pasted.upper()}\u202c") == to


def test_a_pasted_link_to_a_room_keeps_what_the_qr_code_says(app: Flask) -> None:
    assert (
        enter(app, "https://lws.example/e/c2f345?w=0123456789abcdef0123")
        == "/e/C2F345?w=0123456789abcdef0123"
    )
    assert enter(app, "https://lws.example/e/c2f345?w=//evil.example") == "/e/C2F345"
    assert enter(app, "https://lws.example/e/c2f345?w=0123&t=3") == "/e/C2F345?w=0123&t=3"
    assert enter(app, "https://lws.example/e/c2f345?t=//evil.example") == "/e/C2F345"
    assert enter(app, "٣c2-f45") == "/e/3C2F45"


def test_a_code_in_capitals_keeps_the_page_and_what_the_qr_code_says(app: Flask) -> None:
    reply = app.test_client().get("/e/c2f345/join?w=0123456789abcdef0123")
    assert reply.headers["Location"] == "/e/C2F345/join?w=0123456789abcdef0123"

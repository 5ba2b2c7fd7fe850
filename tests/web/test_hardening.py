"""What every response carries, over HTTP and over HTTPS, and forms that survive compression."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.records.people import ADMINISTRATOR
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.machines.databases import give_tables
from tests.runs.chance import another_than
from tests.worlds.builders import World
from tests.worlds.staff import PASSWORD, add_person, signed_in, token_of

PUBLIC = "https://assess.example"


@pytest.fixture
def secure_app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path, PUBLIC_BASE_URL=PUBLIC))
    give_tables(app.config["DATABASE"])
    yield app
    app.config["DATABASE"].engine.dispose()


def test_every_response_carries_the_same_protection(app: Flask, world: World) -> None:
    staff = signed_in(app, world.partnership, ADMINISTRATOR)
    for path in ("/", "/nowhere", f"/join/{world.code('teachers')}", "/sign-in", f"/p/{world.partnership}/"):
        headers = staff.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers, "only over HTTPS"


def test_a_nonce_is_never_used_twice(app: Flask, world: World) -> None:
    policies = {
        app.test_client().get(f"/join/{world.code('teachers')}").headers["Content-Security-Policy"]
        for _ in range(5)
    }
    assert len(policies) == 5


def test_over_https_cookies_are_secure_and_bound_to_the_host(secure_app: Flask) -> None:
    world = World(secure_app.config["DATABASE"])
    client = secure_app.test_client()
    entrance = f"{PUBLIC}/join/{world.code('teachers')}"
    page = client.get(entrance)
    assert page.headers["Strict-Transport-Security"]
    reply = client.post(
        entrance, data={"csrf_token": token_of(page.text), "agree": "yes"}, headers={"Referer": entrance}
    )
    assert reply.status_code == 303
    cookies = page.headers.getlist("Set-Cookie") + reply.headers.getlist("Set-Cookie")
    assert len(cookies) >= 3
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")), cookie


def test_over_https_a_form_from_elsewhere_or_without_a_referrer_is_refused(secure_app: Flask) -> None:
    World(secure_app.config["DATABASE"])
    email = add_person(secure_app.config["DATABASE"], "testham", ADMINISTRATOR)

    def status(client: FlaskClient, **headers: str) -> int:
        token = token_of(client.get(f"{PUBLIC}/sign-in").text)
        form = {"csrf_token": token, "email": email, "password": PASSWORD}
        return client.post(f"{PUBLIC}/sign-in", data=form, headers=headers).status_code

    assert status(secure_app.test_client()) == 400
    assert status(secure_app.test_client(), Referer="https://elsewhere.example/sign-in") == 400
    assert status(secure_app.test_client(), Referer=f"{PUBLIC}/sign-in") == 303


def test_a_strange_host_is_refused(app: Flask) -> None:
    assert app.test_client().get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_compressed_page_masks_its_token_anew_and_the_masked_token_is_taken(
    app: Flask, world: World
) -> None:
    email = add_person(app.config["DATABASE"], world.partnership, ADMINISTRATOR)
    client = app.test_client()
    tokens = []
    for _ in range(3):
        page = client.get("/sign-in", headers={"Accept-Encoding": "gzip"})
        assert page.headers["Content-Encoding"] == "gzip"
        tokens.append(token_of(gzip.decompress(page.data).decode()))
    assert len(set(tokens)) == 3
    assert all(token.startswith("masked.") for token in tokens)
    form = {"email": email, "password": PASSWORD}
    assert client.post("/sign-in", data={**form, "csrf_token": another_than(tokens[0])}).status_code == 400
    assert client.post("/sign-in", data={**form, "csrf_token": tokens[0]}).status_code == 303


def test_a_questionnaires_token_is_masked_anew_on_every_page(app: Flask, world: World) -> None:
    client = app.test_client()
    entrance = f"/join/{world.code('teachers')}"
    reply = client.post(entrance, data={"csrf_token": token_of(client.get(entrance).text), "agree": "yes"})
    pages = {token_of(client.get(reply.location).text) for _ in range(3)}
    assert len(pages) == 3


def test_assets_are_kept_for_good_under_the_address_of_their_content(app: Flask) -> None:
    client = app.test_client()
    address = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/assets/000000000000/style.css").headers["Cache-Control"] == "no-cache"
    for path in ("/assets/x/../config.py", "/assets/x/%2e%2e%2fconfig.py", "/assets/x/nothing.css"):
        assert client.get(path).status_code == 404

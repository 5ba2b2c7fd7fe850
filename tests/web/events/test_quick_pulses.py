"""Pulses answered from memory say what the page of pulses says, and never more than it would."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, request

from lws_assess.web.events import failures as event_failures
from lws_assess.web.events import pulse as event_pulse
from tests.pages.client import Client
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

NAME = "0123456789abcdef" * 2
SCRIPT = {"Accept": "application/json"}
Told = tuple[int, list[tuple[str, str]], Any, bytes]


@pytest.fixture
def passed_on(app: Flask) -> list[str]:
    """The paths of what came past the memory, to the app."""
    paths: list[str] = []

    def note() -> None:
        paths.append(request.path)

    app.before_request(note)
    return paths


@pytest.fixture
def room(world: World, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(event_pulse, "SECONDS_KEPT", 600)  # however slow the machine is
    return a_room(world, {"teachers": 3, "inspectors": 1})


def ask(app: Flask, path: str, **more: Any) -> Told:
    """What a phone is told, to the byte."""
    reply = app.test_client().get(path, **{"headers": SCRIPT, **more})
    return reply.status_code, sorted(reply.headers.items()), reply.get_json(silent=True), reply.data


@pytest.mark.parametrize("more", [{}, {"Asking": NAME}, {"Asking": "of nobody"}, {"Accept-Encoding": "gzip"}])
def test_memory_says_what_the_page_says(
    app: Flask, room: Room, passed_on: list[str], more: dict[str, str]
) -> None:
    path, headers = f"/e/{room.code}/now", {**SCRIPT, **more}
    by_the_page = ask(app, path, headers=headers)
    assert passed_on == [path]
    assert ask(app, path, headers=headers) == by_the_page
    assert ask(app, path, headers=headers) == by_the_page
    assert passed_on == [path], "it went on to the page"
    assert by_the_page[0] == 200


def test_a_timer_is_told_from_memory_as_well(app: Flask, room: Room, passed_on: list[str]) -> None:
    room.set_timer(5)
    first, second = (ask(app, f"/e/{room.code}/now")[2]["seconds"] for _ in range(2))
    assert 0 < second <= first <= 300
    assert len(passed_on) == 1


def test_a_pulse_that_is_old_is_read_again(
    app: Flask, room: Room, passed_on: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/e/{room.code}/now"
    before = ask(app, path)
    monkeypatch.setattr(event_pulse, "SECONDS_KEPT", 0)
    room.go_to("reveal")
    assert ask(app, path)[2]["version"] > before[2]["version"]
    assert passed_on == [path, path]


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1:1@attacker.example", ""])
def test_another_host_gets_what_it_would_have_got(app: Flask, room: Room, host: str) -> None:
    path = f"/e/{room.code}/now"
    foreign = {"headers": {**SCRIPT, "Host": host}}
    before = ask(app, path, **foreign)
    assert ask(app, path)[0] == 200
    assert ask(app, path, **foreign) == before


def test_whoever_has_to_wait_waits(app: Flask, room: Room, passed_on: list[str]) -> None:
    path = f"/e/{room.code}/now"
    for _ in range(2):
        assert ask(app, path)[0] == 200
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _ in range(event_failures.ADDRESS.free + 5):
            event_failures.count_failure(event_failures.keys_of("room"))
    assert ask(app, path)[0] == 429
    elsewhere = ask(app, path, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere[0] == 200
    seated = app.test_client()
    seated.set_cookie(f"e-{room.code}", room.phones[0].device.secret.code)
    assert seated.get(path, headers=SCRIPT).status_code == 200


def test_codes_written_otherwise_and_codes_of_nothing_are_left_to_the_page(app: Flask, room: Room) -> None:
    ask(app, f"/e/{room.code}/now")
    assert ask(app, f"/e/{room.code.lower()}/now")[0] == 302
    for _ in range(2):
        assert ask(app, "/e/333333/now")[0] == 404
    assert app.test_client().post(f"/e/{room.code}/now").status_code == 405
    assert Client(app).raw("GET", f"/e/{room.code}").status_code == 200

"""Short codes on posters: typed on the front page, alive while the round is open, and not to be guessed."""

from __future__ import annotations

import secrets

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.actions.rounds.running_rounds import find_links_missing, make_links_missing
from lws_assess.records.responses import Ballot
from lws_assess.records.rounds import OpenLink
from lws_assess.survey.events.rooms import ROOM_CODE_LENGTH
from lws_assess.survey.secrets import (
    ALPHABET,
    CODE_LENGTH,
    SHORT_LENGTH,
    in_groups,
    read_short_code,
    short_code,
)
from lws_assess.web.events import failures as event_failures
from tests.pages.client import Client, Page
from tests.worlds.builders import World, new_code
from tests.worlds.staff import token_of

GROUPS_ON_A_SERVICE = 100 * 17  # open rounds of sixteen groups and everybody
HOURS_OPEN = 8 * 7 * 24
ADDRESSES = 1000  # of a guesser
PROCESSES = 2


def short_of(world: World, group: str | None) -> str:
    code = world.code(group)
    with world.database.reading() as session:
        found = session.get_one(OpenLink, code).short_code
    assert found
    return found


def enter(app: Flask, typed: str, status: int = 200) -> Page:
    phone = Client(app)
    return phone.send(phone.get("/"), status=status, code=typed)


@pytest.mark.parametrize("written", [str.upper, " ".join, lambda code: "-".join(in_groups(code))])
def test_a_short_code_leads_to_the_page_of_its_group_however_it_is_written(
    app: Flask, world: World, written
) -> None:
    for group in ("teachers", "inspectors", None):
        assert enter(app, written(short_of(world, group))).path == f"/join/{world.code(group)}"


def test_each_group_has_its_own_and_links_for_other_devices_have_none(world: World) -> None:
    with world.database.reading() as session:
        links = session.query(OpenLink).all()
    own = [link.short_code for link in links if not link.shared]
    assert len(set(own)) == len(own) == 5
    assert None not in own
    assert {link.short_code for link in links if link.shared} == {None}
    assert not any(link.short_code and link.short_code in link.code for link in links)


def test_once_the_round_is_closed_it_is_like_any_wrong_one(app: Flask, world: World) -> None:
    short = short_of(world, "teachers")
    world.close()
    closed, wrong = enter(app, short, 404), enter(app, "0" * SHORT_LENGTH, 404)
    told = "No consultation that is open has this code. It may be mistyped, or the consultation may be over."
    assert closed.faults() == wrong.faults() == {"code": told}


def test_whoever_tries_many_has_to_wait_and_a_right_one_opens_nothing_then(app: Flask, world: World) -> None:
    short = short_of(world, "teachers")
    statuses = []
    for _ in range(60):
        guess = "".join(secrets.choice(ALPHABET) for _ in range(SHORT_LENGTH))
        client = app.test_client()
        token = token_of(client.get("/").text)
        statuses.append(client.post("/", data={"csrf_token": token, "code": guess}).status_code)
    assert statuses[:30] == [404] * 30
    assert statuses.count(404) <= event_failures.ADDRESS.free + 2
    refused = enter(app, short, 429)
    assert "no code is tried, not even a right one" in refused.faults()["code"]
    phone = Client(app)  # the link in the QR code goes on
    assert "agree" in phone.get(f"/join/{world.code('teachers')}").html


def test_right_codes_never_count_however_many_people_share_an_address(app: Flask, world: World) -> None:
    short = short_of(world, "teachers")
    for _ in range(event_failures.ADDRESS.free * 2):
        assert enter(app, short).path.startswith("/join/")


def test_guessing_any_code_of_a_whole_service_is_not_to_be_hoped_for() -> None:
    guesses = 3600 / event_failures.ADDRESS.forgets_in * PROCESSES * ADDRESSES * HOURS_OPEN
    assert guesses * GROUPS_ON_A_SERVICE / len(ALPHABET) ** SHORT_LENGTH < 0.002


def test_no_column_leads_from_a_short_code_to_a_ballot() -> None:
    assert "short_code" not in Ballot.__table__.columns
    assert not {key.column.table.name for key in Ballot.__table__.foreign_keys} & {"open_links"}


def test_links_of_before_get_theirs_when_due_runs(world: World) -> None:
    with world.database.writing() as session:
        for link in session.query(OpenLink):
            link.short_code = None
    with world.database.writing() as session:
        assert len(find_links_missing(session)) == make_links_missing(session, new_code) == 5
    with world.database.reading() as session:
        assert find_links_missing(session) == []
    assert short_of(world, "teachers")


@given(st.text(alphabet=ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_short_code_is_read_as_itself_and_is_never_taken_for_another_kind(drawn: str) -> None:
    short = short_code(drawn)
    assert read_short_code(" ".join(in_groups(short)).upper()) == short
    assert len({SHORT_LENGTH, ROOM_CODE_LENGTH, CODE_LENGTH}) == 3
    assert read_short_code(drawn) is None

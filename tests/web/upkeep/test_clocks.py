"""A clock that leaps under a round that is open, an event that runs and answers that are kept, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lws_assess.actions.answering.responses import RoundClosed
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, STEERING, SignedInSession
from lws_assess.records.responses import SealedResponse
from lws_assess.records.rounds import Round, find_round
from lws_assess.web.upkeep import clocks, due
from tests.web.rounds.test_participation import as_role
from tests.worlds.builders import World
from tests.worlds.rooms import a_room

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
PAGE = "/p/testham/clock"


class Clockwork:
    """The machine's clock, its database's and the count since its start, each put on by hand."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database = app.config["DATABASE"]
        self.world = World(self.database)
        self.machine = self.world.now
        self.of_database: datetime | None = None if self.database.is_sqlite else self.world.now
        self.boot = DAY
        for module in (due, clocks):
            monkeypatch.setattr(module, "now", lambda: self.machine)
        monkeypatch.setattr(clocks, "read_database_clock", lambda _session: self.of_database)
        monkeypatch.setattr(clocks, "_since_the_start", lambda: self.boot)

    def passes(self, time: timedelta) -> None:
        self.boot += time
        self.leaps(time)

    def leaps(self, by: timedelta) -> None:
        self.machine += by
        if self.of_database:
            self.of_database += by

    def due(self) -> list[str]:
        return [done["what"] for done in due.do_everything_due(self.database)]

    def round(self, key: str = "first") -> Round:
        with self.database.reading() as session:
            found = find_round(session, "testham", key)
            assert found
        return found


@pytest.fixture
def clockwork(either_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    return Clockwork(either_app, monkeypatch)


def test_a_round_goes_on_through_a_leap_and_closes_when_the_clock_has_settled(clockwork: Clockwork) -> None:
    world = clockwork.world
    assert clockwork.due() == []
    clockwork.passes(MINUTE)
    secret = world.begin()
    clockwork.leaps(60 * DAY)
    world.now = clockwork.machine  # what pages go by
    world.begin("nurses")  # before any run has noticed
    for minute in range(0, 60, 20):
        assert clockwork.due() == ["wait for the clock"], minute
        assert clockwork.round().state == "open"
        world.save(secret, "areas/sipv", sipv_1="3")
        world.begin("nurses")
        clockwork.passes(20 * MINUTE)
        world.now = clockwork.machine
    assert clockwork.due() == ["close"]
    with pytest.raises(RoundClosed):
        world.begin("nurses")
    clockwork.passes(29 * MINUTE)
    world.now = clockwork.machine
    assert clockwork.due() == []
    world.submit(secret)  # their half hour begins when the clock is believed
    clockwork.passes(MINUTE)
    assert clockwork.due() == ["release", "destroy key"]


def test_a_closing_date_that_comes_in_its_time_is_not_waited_for(clockwork: Clockwork) -> None:
    world = clockwork.world
    for day in range(31):
        assert clockwork.due() == ([] if day < 30 else ["close", "destroy key"]), day
        clockwork.passes(DAY)
    world.now = clockwork.machine
    with pytest.raises(RoundClosed):
        world.begin()


def test_a_clock_put_back_ends_the_waiting_within_the_hour_and_nothing_else(clockwork: Clockwork) -> None:
    clockwork.due()
    clockwork.leaps(60 * DAY)
    assert clockwork.due() == ["wait for the clock"]
    clockwork.leaps(-60 * DAY)
    assert clockwork.due() == ["wait for the clock"]
    clockwork.passes(HOUR)
    assert clockwork.due() == []
    assert clockwork.round().state == "open"
    clockwork.world.now = clockwork.machine
    clockwork.world.begin()


def test_nothing_is_erased_ended_or_signed_out_by_a_leap(either_app: Flask, clockwork: Clockwork) -> None:
    world = clockwork.world
    for _ in range(6):
        world.answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    world.close()
    room = a_room(world, {"teachers": 12})
    as_role(either_app, FACILITATOR)
    clockwork.due()
    for _ in range(3):
        clockwork.leaps(2000 * DAY)
        assert clockwork.due() == ["wait for the clock"]
    assert room.event.state == "running"
    with clockwork.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedResponse)) == 6
        assert session.scalar(select(func.count()).select_from(SignedInSession)) == 1
        assert find_round(session, "testham", "first").answers_announced_at is None  # type: ignore[union-attr]
    clockwork.passes(HOUR)
    assert "end event" in clockwork.due()


def test_drafts_open_and_reminders_go_whatever_the_clock_does(
    either_app: Flask, clockwork: Clockwork
) -> None:
    world = clockwork.world
    clockwork.due()
    with clockwork.database.writing() as session:
        world.draft(session, "second")
        session.get_one(Round, ("testham", "second")).opens_at = world.now + 3 * DAY
    clockwork.leaps(4 * DAY)
    assert clockwork.due() == ["wait for the clock", "open"]
    assert clockwork.round("second").state == "open"


def test_a_difference_of_the_clocks_stops_it_too(clockwork: Clockwork) -> None:
    if clockwork.of_database is None:
        pytest.skip("SQLite reads the machine's clock")
    clockwork.due()
    clockwork.machine += 20 * HOUR
    with clockwork.database.writing() as session:
        session.get_one(Round, ("testham", "first")).closes_at = clockwork.of_database + HOUR
    assert clockwork.due() == ["wait for the clock"]
    clockwork.world.now = clockwork.machine
    clockwork.world.begin()
    clockwork.machine -= 20 * HOUR
    assert clockwork.due() == ["wait for the clock"]
    clockwork.passes(HOUR + MINUTE)
    assert clockwork.due() == ["close"]


def test_an_administrator_confirms_and_nobody_else(either_app: Flask, clockwork: Clockwork) -> None:
    administrator, facilitator = as_role(either_app, ADMINISTRATOR), as_role(either_app, FACILITATOR)
    steering = as_role(either_app, STEERING)
    clockwork.due()
    assert "Nothing waits for the clock" in administrator.get(PAGE).text
    assert "in doubt" not in facilitator.get("/p/testham/").text
    clockwork.leaps(60 * DAY)
    clockwork.due()
    for path in ("/p/testham/", "/p/testham/rounds/first/"):
        for who, told in ((administrator, True), (facilitator, True), (steering, False)):
            assert ("The clock is in doubt" in who.get(path).text) is told, path
    assert steering.raw("GET", PAGE).status_code == 404
    page = facilitator.get(PAGE)
    assert "A clock has leapt by more than a day" in page.text
    assert "60 minutes more at the least" in page.text
    assert "An administrator can confirm" in page.text
    page = administrator.get(PAGE)
    form = page.form()
    token = facilitator.get("/p/testham/settings").form()["csrf_token"]
    assert facilitator.raw("POST", PAGE, {**form, "csrf_token": token}).status_code == 404
    assert administrator.raw("POST", PAGE, {"seen": form["seen"]}).status_code == 400
    assert clockwork.due() == ["wait for the clock"]
    clockwork.passes(MINUTE)
    assert "The clock is confirmed" in administrator.send(page).html
    clockwork.passes(MINUTE)
    assert clockwork.due() == ["close", "destroy key"]


def test_another_leap_than_the_one_that_was_looked_at_is_not_confirmed(
    either_app: Flask, clockwork: Clockwork
) -> None:
    administrator = as_role(either_app, ADMINISTRATOR)
    clockwork.due()
    clockwork.leaps(60 * DAY)
    clockwork.due()
    page = administrator.get(PAGE)
    clockwork.leaps(400 * DAY)
    assert "Look again" in administrator.send(page, 409).text
    clockwork.due()
    assert "Look again" in administrator.send(page, 409).text
    assert clockwork.due() == ["wait for the clock"]


def test_the_command_says_what_is_waited_for(either_app: Flask, clockwork: Clockwork) -> None:
    clockwork.due()
    clockwork.leaps(9 * DAY)
    run: Callable = either_app.test_cli_runner().invoke
    with either_app.app_context():
        (said,) = json.loads(run(args=["due", "--json"]).output.splitlines()[-1])
        words = run(args=["due"]).output
    assert said["what"] == "wait for the clock"
    assert "leapt by more than a day" in said["why"]
    assert said["why"] in words


def test_an_answer_that_is_sent_while_the_clock_is_in_doubt_is_counted(clockwork: Clockwork) -> None:
    world = clockwork.world
    clockwork.due()
    clockwork.leaps(60 * DAY)
    clockwork.due()
    world.now = clockwork.machine
    for _ in range(6):
        world.answer("teachers", {"areas/sipv": {"sipv-1": "3"}})
    clockwork.passes(HOUR)
    assert clockwork.due() == ["close", "destroy key"]  # nobody is in the middle, so that is the release too
    with clockwork.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedResponse)) == 6

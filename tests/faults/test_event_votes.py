"""Votes of a hall while workers die, the server starts anew, replies get lost, hosts stop the vote, the disk is full.

Whatever was acknowledged is counted, and counted once; whatever was refused is not.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from lws_assess.actions.events.vote_releases import rooms_of
from lws_assess.records.database import Database
from lws_assess.records.events.sealing import BALLOT
from lws_assess.records.events.visioning_events import get_sealing
from lws_assess.records.events.votes import EventBallot, EventVote, find_vote, open_event_ballot
from lws_assess.survey.secrets import form_token
from tests.faults.phones import Phone, at_once
from tests.faults.test_many_at_once import a_world_that_is_served, workers_of
from tests.faults.test_storage import a_full_disk, a_locked_file
from tests.machines.databases import give_tables, open_database
from tests.machines.servers import Running, serving
from tests.runs.slowness import PATIENCE
from tests.runs.soaking import tries
from tests.worlds import rooms
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room

HALL = {"teachers": tries(120, 48), "nurses": tries(50, 20), "inspectors": tries(30, 12)}
KILLINGS = tries(in_a_soak=4, otherwise=2)
GROUP = {"teachers": 40}


class Voter:
    """A phone of the room before the real server."""

    def __init__(self, room: Room, phone: rooms.Phone, server: Running) -> None:
        self.held = phone
        self.code = room.code
        self.browser = Phone(server.host, server.port)
        self.browser.cookies[f"e-{self.code}"] = phone.device.secret.code

    def form(self, rating: int) -> dict[str, str]:
        return {"csrf_token": form_token(self.held.device.secret, b"m" * 16), "rating": str(rating)}

    def vote(self, number: int, rating: int) -> int:
        """The status of the answer, however often it had to be sent."""
        return self.browser.insist("POST", f"/e/{self.code}/votes/{number}", self.form(rating)).status

    def ballot(self, room: Room, number: int) -> bytes:
        """The key under which its vote is kept."""
        with room.database.reading() as session:
            sealing = get_sealing(session, *room.where)
            return sealing.hash(BALLOT, self.held.device.ballot(f"{room.key}/{number}"))


def voters(room: Room, server: Running) -> list[Voter]:
    return [Voter(room, phone, server) for phone in room.phones]


def put_away(hall: list[Voter]) -> None:
    for voter in hall:
        voter.browser.close()


def ballots(room: Room, number: int) -> dict[bytes, int]:
    """What each ballot of a vote says."""
    with room.database.reading() as session:
        rows = session.execute(
            select(EventBallot.id, EventBallot.sealed).where(EventBallot.vote == str(number))
        )
        sealing = get_sealing(session, *room.where)
        return {row: open_event_ballot(sealing, row, sealed).answer[0] for row, sealed in rows}


def get_vote(room: Room, number: int) -> EventVote:
    with room.database.reading() as session:
        vote = find_vote(session, *room.where, number)
        assert vote
        return vote


def counted(room: Room, number: int) -> int:
    """How many ratings the release of a vote counts."""
    return sum(sum(released.counts or ()) for released in rooms_of(get_vote(room, number)).values())


# --- workers that die ----------------------------------------------------------------------------------------


def test_what_was_acknowledged_is_counted_once_while_workers_are_killed(
    database_url: str, tmp_path: Path
) -> None:
    chance = random.Random(5)
    last: dict[bytes, int] = {}
    with a_world_that_is_served(database_url, tmp_path, WORKERS="3", THREADS="8") as (world, server):
        room = a_room(world, HALL)
        number = room.open_vote()
        hall = voters(room, server)
        stop = threading.Event()

        def change_their_mind(voter: Voter) -> None:
            ballot = voter.ballot(room, number)
            while not stop.is_set() or ballot not in last:
                rating = chance.randint(1, 5)
                status = voter.vote(number, rating)
                assert status == 303, status
                last[ballot] = rating

        def kill() -> None:
            killed = 0
            try:
                while killed < KILLINGS:
                    time.sleep(0.4)
                    for worker in workers_of(server)[:1]:
                        os.kill(worker, signal.SIGKILL)
                        killed += 1
            finally:
                stop.set()  # or nobody would ever stop changing their mind

        works = [kill, *(lambda voter=voter: change_their_mind(voter) for voter in hall)]
        at_once(lambda at: works[at](), len(works))
        put_away(hall)
        assert len(last) == len(hall)
        assert ballots(room, number) == last
        room.stop_vote(number)
        assert get_vote(room, number).voted == len(hall)


def test_the_room_goes_on_from_the_same_place_after_a_restart_in_the_middle_of_a_vote(tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    database = open_database(database_url)
    give_tables(database)
    room = a_room(World(database), {"teachers": 20})
    room.go_to("reveal", 2)
    number = room.open_vote()
    with serving(database_url, tmp_path) as server:
        hall = voters(room, server)
        assert {voter.vote(number, 2) for voter in hall[:12]} == {303}
        before = hall[0].browser.insist("GET", f"/e/{room.code}")
        os.killpg(server.process.pid, signal.SIGKILL)
        put_away(hall)
    with serving(database_url, tmp_path) as server:
        hall = voters(room, server)
        after = hall[0].browser.insist("GET", f"/e/{room.code}")
        assert after.h1 == before.h1
        assert b"Your vote" in after.content
        assert b"data-version" in after.content
        assert {voter.vote(number, 4) for voter in hall[8:]} == {303}
        put_away(hall)
    assert Counter(ballots(room, number).values()) == {2: 8, 4: 12}
    room.stop_vote(number)
    assert (get_vote(room, number).voted, counted(room, number)) == (20, 20)
    database.engine.dispose()


# --- replies that are lost -----------------------------------------------------------------------------------


def send_and_hang_up(server: Running, voter: Voter, number: int, rating: int) -> None:
    """The vote arrives; whoever sent it is gone before the answer comes."""
    body = urlencode(voter.form(rating))
    head = f"POST /e/{voter.code}/votes/{number} HTTP/1.1\r\nHost: {server.host}\r\nCookie: e-{voter.code}="
    head += f"{voter.held.device.secret.code}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection((server.host, server.port)) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())


def test_a_vote_whose_reply_was_lost_is_sent_again_and_counted_once(tmp_path: Path) -> None:
    with a_world_that_is_served(f"sqlite:///{tmp_path / 'test.sqlite3'}", tmp_path) as (world, server):
        room = a_room(world, {"teachers": 15})
        number = room.open_vote()
        hall = voters(room, server)
        for voter in hall:
            send_and_hang_up(server, voter, number, 3)
        until = time.monotonic() + PATIENCE
        while len(ballots(room, number)) < len(hall) and time.monotonic() < until:
            time.sleep(0.02)
        assert Counter(ballots(room, number).values()) == {3: 15}
        assert {voter.vote(number, 3) for voter in hall} == {303}
        assert Counter(ballots(room, number).values()) == {3: 15}
        put_away(hall)


# --- votes that come as the host stops -----------------------------------------------------------------------


def race(
    room: Room, hall: list[Voter], number: int, moment: float, chance: random.Random
) -> Callable[[int], object]:
    """Everybody votes within an eighth of a second, and the last one to act is the host, who stops the vote."""
    pauses = [chance.random() / 8 for _ in hall]

    def act(at: int) -> int:
        if at == len(hall):
            time.sleep(moment)
            room.stop_vote(number)
            return 0
        time.sleep(pauses[at])
        return hall[at].vote(number, 1 + at % 5)

    return act


def test_of_votes_that_race_with_the_stop_each_acknowledged_one_is_in_the_release(
    database_url: str, tmp_path: Path
) -> None:
    chance = random.Random(11)
    seen: Counter[int] = Counter()
    with a_world_that_is_served(database_url, tmp_path, WORKERS="2", THREADS="8") as (world, server):
        room = a_room(world, GROUP)
        hall = voters(room, server)
        areas = [area.code for area in room.edition.areas]
        for area, moment in zip(areas, (0.0, 0.01, 0.03, 0.06, 0.1), strict=False):
            number = room.open_vote(area=area)

            statuses = at_once(race(room, hall, number, moment, chance), len(hall) + 1)
            seen.update(int(str(status)) for status in statuses)
            acknowledged = sum(status == 303 for status in statuses)
            assert set(statuses) <= {0, 303, 409}
            assert get_vote(room, number).voted == len(ballots(room, number)) == acknowledged
            room.put_vote_away()
        put_away(hall)
    assert seen[303] > 10
    assert seen[409] > 10


# --- a disk that is full -------------------------------------------------------------------------------------

Trouble = Callable[[Database], AbstractContextManager[None]]


@contextmanager
def a_room_of(app: Flask, world: World) -> Iterator[tuple[Room, int]]:
    room = a_room(world, {"teachers": 150})
    yield room, room.open_vote()


@pytest.mark.parametrize("trouble", [a_full_disk, a_locked_file])
def test_no_vote_is_acknowledged_while_nothing_can_be_kept_and_all_can_be_sent_again(
    app: Flask, world: World, trouble: Trouble
) -> None:
    with a_room_of(app, world) as (room, number):
        form = [Form(room, phone) for phone in room.phones]
        with trouble(world.database):
            statuses = [one.send(app, number, 2) for one in form[: 3 if trouble is a_locked_file else None]]
        assert set(statuses) <= {200, 503}
        assert 503 in statuses
        assert len(ballots(room, number)) == statuses.count(200)
        assert {one.send(app, number, 4) for one in form} == {200}
        assert Counter(ballots(room, number).values()) == {4: 150}


class Form:
    """A vote as a phone's script sends it."""

    def __init__(self, room: Room, phone: rooms.Phone) -> None:
        self.code, self.secret = room.code, phone.device.secret

    def send(self, app: Flask, number: int, rating: int) -> int:
        client = app.test_client()
        client.set_cookie(f"e-{self.code}", self.secret.code)
        form = {"csrf_token": form_token(self.secret, b"m" * 16), "rating": str(rating)}
        reply = client.post(
            f"/e/{self.code}/votes/{number}", data=form, headers={"Accept": "application/json"}
        )
        assert (reply.status_code == 200) == (reply.is_json and reply.json == {"kept": True})
        return reply.status_code

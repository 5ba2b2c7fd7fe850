"""Codes guessed at a server as it is run: several processes, many connections, real time.

Each process counts by itself, so that what is tried is measured over all of them together.
"""

from __future__ import annotations

import http.client
import os
import re
import secrets
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import pytest

from lws_assess.survey.events.rooms import ROOM_ALPHABET, ROOM_CODE_LENGTH
from lws_assess.web.events import failures as event_failures
from tests.conftest import a_copy
from tests.machines.databases import open_database
from tests.machines.servers import ROOT, Running, serving
from tests.worlds.builders import World
from tests.worlds.rooms import Phone, Room, a_room

WORKERS = 2
GUESSERS = 12  # phones that guess at once, all behind one address
TRIES = 40  # of each
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def room(sqlite_pattern: Path, tmp_path: Path) -> Room:
    database = open_database(a_copy(sqlite_pattern, tmp_path / "served.sqlite3"))
    return a_room(World(database), {"teachers": GUESSERS + 1})


def a_guess() -> str:
    return "".join(secrets.choice(ROOM_ALPHABET) for _ in range(ROOM_CODE_LENGTH))


class Guesser:
    """Somebody in the room with a phone, and a program that types."""

    def __init__(self, server: Running, room: Room, phone: Phone) -> None:
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        self.headers = {
            **FORM,
            "Cookie": f"e-{room.code}={phone.device.secret.code}",
            "Referer": server.address,
        }
        self.path = f"/e/{room.code}/table"
        status, page = self._send("GET", self.path)
        assert status == 200
        self.token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]

    def _send(self, method: str, path: str, **fields: str) -> tuple[int, str]:
        self.connection.request(method, path, urlencode(fields) or None, self.headers)
        reply = self.connection.getresponse()
        return reply.status, reply.read().decode()

    def types(self, code: str) -> int:
        return self._send("POST", f"{self.path}/code", csrf_token=self.token, typed=code)[0]


def answers_to_guesses(server: Running, room: Room) -> tuple[Counter[int], float]:
    """What all of them are told, by the status of the answer, where 400 says that a code was tried; and in how long."""
    began, told, lock = time.monotonic(), Counter[int](), threading.Lock()

    def guess(guesser: Guesser) -> None:
        for _ in range(TRIES):
            status = guesser.types(a_guess())
            with lock:
                told[status] += 1

    guessers = [Guesser(server, room, phone) for phone in room.phones[:GUESSERS]]
    crowd = [threading.Thread(target=guess, args=(one,)) for one in guessers]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return told, time.monotonic() - began


def most_tried(seconds: float) -> float:
    """In so long by all processes together, of those who sit behind one address."""
    each = event_failures.ADDRESS.free + seconds / event_failures.ADDRESS.forgets_in
    return WORKERS * each + GUESSERS  # whoever asks at the same moment is not yet counted


def url_of(room: Room) -> str:
    return room.database.engine.url.render_as_string(hide_password=False)


def test_all_processes_together_try_few_codes_and_refuse_a_right_one(room: Room, tmp_path: Path) -> None:
    with serving(url_of(room), tmp_path, WORKERS=str(WORKERS)) as server:
        told, seconds = answers_to_guesses(server, room)
        assert set(told) == {400, 429}
        assert told[400] <= most_tried(seconds)
        one = Guesser(server, room, room.phones[0])
        while one.types(a_guess()) != 429:
            pass
        assert one.types(room.scribe_codes[room.phones[0].table]) == 429


WITHOUT_LIMITS = """
from lws_assess.web.events import failures as event_failures
event_failures.DEVICE = event_failures.ADDRESS = event_failures.EVENT = event_failures.FailureLimit(10**9, 1)
"""


def test_without_limits_codes_are_tried_as_fast_as_the_server_answers(room: Room, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_LIMITS)
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    with serving(url_of(room), tmp_path, WORKERS=str(WORKERS), PYTHONPATH=path) as server:
        told, seconds = answers_to_guesses(server, room)
        assert set(told) == {400}
        assert told[400] > 2 * most_tried(seconds)
        assert Guesser(server, room, room.phones[0]).types(room.scribe_codes[room.phones[0].table]) == 303

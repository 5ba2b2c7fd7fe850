"""Two halls of twelve that must look the same: in one all say the same, in the other one of them does not.

Whoever reads the screen, the other phones, the host's pages and the summary must not find a sign in which the two
differ, through a vote, a second one on its question, and choosing priorities.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from unittest.mock import patch

from lws_assess.survey.events.rooms import CHOICES
from lws_assess.web import create_app
from tests.conftest import a_copy, settings_for
from tests.pages.client import Client
from tests.worlds.builders import World
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import signed_in

PEOPLE = 12
# Of two halls one after the other the clock of the desk may have gone on by a minute.
CHANGING = re.compile(
    rb'(csrf_token" value="|nonce[-=]"?|class="code">)[\w.\-]+|<svg.*?</svg>'
    rb"|(?:\d+ hours? ?)?(?:\d+ minutes? )?(?:ahead|behind)",
    re.DOTALL,
)
WHILE_IT_RUNS = (
    "",
    "/host",
    "/screen",
    "/screen/now?version=0",
    "/words",
    "/evidence",
    "/actions",
    "/missing",
)
AFTERWARDS = ("", "/summary", "/summary.docx")


def a_hall(pattern: Path, folder: Path, one_differs: bool) -> dict[str, bytes]:
    """Everything that is served of it after each vote, by when and where."""
    folder.mkdir()
    app = create_app(settings_for(a_copy(pattern, folder / "app.sqlite3"), folder))
    app.testing = False
    room = a_room(World(app.config["DATABASE"]), {"teachers": PEOPLE})
    host, phone = Client(app), room.client(app, room.phones[-1])
    host.browser = signed_in(app, room.world.partnership, "facilitator")
    code, found = room.code, {}

    def look(when: str, *paths: str) -> None:
        for path in paths:
            found[f"{when}: {path}"] = plain(host.raw("GET", f"{room.path}{path}").get_data(), code)

    ratings = [4 if one_differs else 3, *[3] * (PEOPLE - 1)]
    first = room.a_shown_vote({"teachers": ratings})
    look("first vote", *WHILE_IT_RUNS)
    found["first vote: phone"] = plain(phone.raw("GET", f"/e/{code}").get_data(), code)
    room.a_shown_vote({"teachers": ratings}, again_of=first)
    look("second vote", *WHILE_IT_RUNS)
    found["second vote: phone"] = plain(phone.raw("GET", f"/e/{code}").get_data(), code)
    choose(room, one_differs)
    look("choices", *WHILE_IT_RUNS)
    found["choices: phone"] = plain(phone.raw("GET", f"/e/{code}").get_data(), code)
    room.end()
    look("the end", *AFTERWARDS)
    app.config["DATABASE"].engine.dispose()
    return found


def choose(room: Room, one_differs: bool) -> None:
    number, areas = room.open_vote(CHOICES), [area.code for area in room.edition.areas]
    for at, phone in enumerate(room.phones):
        otherwise = one_differs and at == 0
        first, importance = areas[: 2 if otherwise else 3], "3" if otherwise else "4"
        room.cast(phone, number, top_areas=first, **{f"importance_{areas[0]}": importance})
    room.stop_vote(number)
    room.show_vote(number)


def plain(body: bytes, code: str) -> bytes:
    """Without codes, and what differs in every reply."""
    if body[:2] == b"PK":
        paper = zipfile.ZipFile(io.BytesIO(body))
        return paper.read("word/document.xml")
    return CHANGING.sub(rb"\1", body).replace(code.encode(), b"")


def differing(pattern: Path, folder: Path) -> list[str]:
    one, other = (a_hall(pattern, folder / str(differs), differs) for differs in (False, True))
    assert len(one) == len(other) > 25
    return [place for place in one if one[place] != other[place]]


def test_nothing_that_is_served_differs_where_a_hall_agrees(sqlite_pattern: Path, tmp_path: Path) -> None:
    assert differing(sqlite_pattern, tmp_path) == []


def test_without_classes_the_hall_that_agrees_is_told(sqlite_pattern: Path, tmp_path: Path) -> None:
    with patch("lws_assess.survey.events.figures.room_may_be_exact", lambda people: people >= 10):
        told = differing(sqlite_pattern, tmp_path)
    assert {"first vote: /screen", "choices: /screen", "the end: /summary", "the end: /summary.docx"} <= set(
        told
    )

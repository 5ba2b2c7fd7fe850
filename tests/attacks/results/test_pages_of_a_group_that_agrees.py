"""Two groups that must look the same: all six of one agree in everything, and in the other somebody does not.

Whoever reads every page and table of the round, with the data of charts, the workbook's sheets and the fingerprint,
must not find a sign in which the two differ; else the group that agrees is told from every other, and each of its
people with it. The attacker who asks what everybody said compares the figures of view objects; here what is served
is compared, sign by sign.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.people import STEERING
from lws_assess.survey.releases import unanimity
from lws_assess.web import create_app
from tests.conftest import a_copy, settings_for
from tests.pages.client import Client
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.staff import signed_in

Pages = dict[str, dict[str, str | list[str]]]
EDITION = shipped_editions()[INSTRUMENT]
AUDIENCE = next(one for one in EDITION.audiences if one.key == "professional")
HERE = "/p/testham/rounds/first/"
PEOPLE = 6
FIRST_THREE = [area.code for area in EDITION.areas[:3]]
UNSURE = EDITION.areas[1]  # of whose first statement all six don't know
CHANGING = re.compile(
    rb'(csrf_token" value="|nonce[-=]"?|name="(?:attempt|seen)" value=")[\w.\-]+|request [0-9a-f]{8}'
)


def agreeing(number: int, others: bool) -> Pages:
    """What one of the six says. `others` says whether two of them answer otherwise wherever that may not show."""
    step = {0: -1, 1: 1}.get(number, 0) if others else 0
    pages: Pages = {}
    for area in EDITION.areas:
        questions = area.questions(AUDIENCE)
        said: dict[str, str | list[str]] = {question.key: "3" for question in questions}
        if area == UNSURE:
            said[questions[1 if others and number == 0 else 0].key] = "dont-know"
        else:
            said[questions[0].key] = str(3 + step)
        said["importance"] = str(3 + step)
        pages[f"areas/{area.code}"] = said
    votes = [EDITION.areas[3].code, *FIRST_THREE[1:]] if others and number == 0 else FIRST_THREE
    return {**pages, "priorities": {"top-areas": votes}}


@contextmanager
def served(pattern: Path, folder: Path, others: bool) -> Iterator[Client]:
    """Somebody of the steering group, when the round has its results."""
    folder.mkdir()
    app: Flask = create_app(settings_for(a_copy(pattern, folder / "app.sqlite3"), folder))
    app.testing = False
    world = World(app.config["DATABASE"])
    for number in range(PEOPLE):
        world.answer("teachers", agreeing(number, others))
    for number in range(8):
        world.answer("nurses", agreeing(number, others=False))
    world.close()
    client = Client(app)
    client.browser = signed_in(app, world.partnership, STEERING)
    yield client
    app.config["DATABASE"].engine.dispose()


def everything(client: Client) -> dict[str, bytes]:
    """Every page and table that leads on from the pages of the round, by address; papers and single pictures aside."""
    found: dict[str, bytes] = {}
    waiting = [HERE, f"{HERE}results", f"{HERE}participation", f"{HERE}priorities"]
    while waiting:
        address = waiting.pop()
        if address in found or address.endswith((".pdf", ".docx", ".png", ".svg")) or "?" in address:
            continue
        reply = client.raw("GET", address)
        if reply.status_code in (301, 302, 303, 308):
            waiting.append(reply.headers["Location"].partition("#")[0])
            found[address] = b""
            continue
        assert reply.status_code == 200, address
        body = reply.get_data()
        found[address] = plain(body)
        if b"<html" in body[:500]:
            links = re.findall(rb'(?:href|src|data-src)="(' + HERE.encode() + rb'[^"#]*)', body)
            waiting += [link.decode().replace("&amp;", "&") for link in links]
    return found


def plain(body: bytes) -> bytes:
    """Without what differs in every reply; of a workbook all its sheets, charts and cached values."""
    if body[:2] == b"PK":
        book = zipfile.ZipFile(io.BytesIO(body))
        return b"".join(
            book.read(name) for name in sorted(book.namelist()) if not name.startswith("docProps")
        )
    return CHANGING.sub(rb"\1", body)


def differing(pattern: Path, folder: Path) -> tuple[int, list[str]]:
    """How many addresses were read, and those at which the two groups can be told from each other."""
    both = []
    for others in (False, True):
        with served(pattern, folder / str(others), others) as client:
            both.append(everything(client))
    one, other = both
    return len(one), sorted(
        address for address in one.keys() | other.keys() if one.get(address) != other.get(address)
    )


def test_nothing_that_is_served_differs_where_a_group_agrees(sqlite_pattern: Path, tmp_path: Path) -> None:
    read, differ = differing(sqlite_pattern, tmp_path)
    assert read >= 35
    assert differ == []


def test_without_classes_the_group_that_agrees_is_told(sqlite_pattern: Path, tmp_path: Path) -> None:
    exactly = patch.object(unanimity, "class_of", lambda count, _most: (count, count))
    with exactly, patch.object(unanimity, "_leaves_a_choice", return_value=True):
        _read, differ = differing(sqlite_pattern, tmp_path)
    figures = {f"{HERE}results/what-comes-first", f"{HERE}results/whole"}
    assert {*figures, f"{HERE}results.csv", f"{HERE}results.xlsx"} <= set(differ)

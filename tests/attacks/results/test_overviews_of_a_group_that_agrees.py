"""Pages around the results of two rounds, where all of a group agree in both, and where somebody in each does not.

The overview with every choice that it offers, the pages of areas and groups, over time, Explore with its files, the
slides and the papers are compared sign by sign: widths and places in drawings, workbooks behind charts, orders, marks
and sentences included. What differs would tell the group that agrees from every other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask

from lws_assess.actions.answering import responses as answering
from lws_assess.records.people import STEERING
from lws_assess.survey.releases import unanimity
from lws_assess.survey.responses import encode_answers
from lws_assess.web import create_app
from tests.attacks.results.test_pages_of_a_group_that_agrees import (
    AUDIENCE,
    EDITION,
    FIRST_THREE,
    Pages,
    agreeing,
    plain,
)
from tests.conftest import a_copy, settings_for
from tests.pages.client import Client
from tests.runs.soaking import IS_SOAK
from tests.worlds.boxes import put_into_box
from tests.worlds.builders import World
from tests.worlds.overview_places import open_second
from tests.worlds.staff import signed_in

HERE = "/p/testham/"
PEOPLE = {"teachers": 6, "nurses": 8, "midwives": 24}
GROUPS = tuple((key, key.capitalize(), "professional", key) for key in PEOPLE)


def at_the_end(number: int, others: bool) -> Pages:
    """What one of the six says at the lowest end: of a mean there only the end is named, whatever it is."""
    level = "2" if others and number == 0 else "1"
    pages: Pages = {
        f"areas/{area.code}": {
            **{question.key: level for question in area.questions(AUDIENCE)},
            "importance": level,
        }
        for area in EDITION.areas
    }
    return {**pages, "priorities": {"top-areas": FIRST_THREE}}


Saying = Callable[[int, bool], Pages]


def answer(world: World, saying: Saying, others: bool) -> None:
    """Only teachers differ: six who agree, or of whom one or two answer otherwise wherever that may not show."""
    with world.database.writing() as session:
        places, _, _ = answering.find_entrance(session, world.code(None), world.now)
        at = {place.group: place for place in places}
        for key, people in PEOPLE.items():
            for number in range(people):
                said = (
                    saying(number, others) if key == "teachers" else agreeing(number % 2, key == "midwives")
                )
                put_into_box(session, at[key], encode_answers(EDITION, AUDIENCE, said))
    world.close()


@contextmanager
def world_with_a_round(
    pattern: Path, folder: Path, saying: Saying, others: bool
) -> Iterator[tuple[World, Client]]:
    """The first round with its results, and somebody of the steering group."""
    folder.mkdir()
    app: Flask = create_app(settings_for(a_copy(pattern, folder / "app.sqlite3"), folder))
    app.testing = False
    world = World(app.config["DATABASE"], groups=GROUPS)
    answer(world, saying, others)
    client = Client(app)
    client.browser = signed_in(app, world.partnership, STEERING)
    yield world, client
    app.config["DATABASE"].engine.dispose()


def addresses() -> Iterator[str]:
    """What is around the results, with the choices that an address can hold."""
    for since in ("", "-") if IS_SOAK else ("",):
        for reading in ("group", "person") if IS_SOAK else ("group",):
            chosen = f"?reading={reading}&since={since}"
            yield f"{HERE}{chosen}"
            yield f"{HERE}{chosen}&one=teachers&other=nurses&last=yes"
            yield f"{HERE}{chosen}&one=teachers&as=rainbow&order=spread"
            yield f"{HERE}over-time{chosen}"
            for area in EDITION.areas if IS_SOAK else EDITION.areas[:2]:
                yield f"{HERE}areas/{area.code}{chosen}"
            for group in PEOPLE:
                yield f"{HERE}groups/{group}/{chosen}"
    groups = "".join(f"&group={key}" for key in ("everyone", "target", *PEOPLE))
    for since in ("", "first") if IS_SOAK else ("",):
        for kind in ("radar", "bars", "scatter", "lines") if IS_SOAK else ("bars", "scatter"):
            for measure in ("position", "importance", "dont-know") if IS_SOAK else ("position",):
                for file in ("", "/figure.json", "/drawing.svg"):
                    yield f"{HERE}explore{file}?kind={kind}&measure={measure}&since={since}{groups}"
    of_round = f"{HERE}rounds/second/"
    yield from (f"{of_round}board-paper{kind}.docx" for kind in (("-short", "") if IS_SOAK else ("-short",)))
    yield from (f"{of_round}results/{page}" for page in ("slides.pptx", "present", "whole"))


def everything(client: Client, asked: Iterable[str]) -> dict[str, bytes]:
    found = {}
    for address in asked:
        reply = client.raw("GET", address)
        assert reply.status_code == 200, (address, reply.status_code)
        found[address] = plain(reply.get_data())
    return found


def differing(pattern: Path, folder: Path, saying: Saying) -> tuple[dict[str, bytes], list[str]]:
    both = []
    for others in (False, True):
        with world_with_a_round(pattern, folder / str(others), saying, others) as (world, client):
            open_second(world)
            answer(world, saying, others)
            both.append(everything(client, addresses()))
    one, other = both
    return one, [address for address in one if one[address] != other[address]]


@pytest.mark.parametrize("saying", [agreeing, at_the_end])
def test_nothing_around_the_results_differs_where_a_group_agrees(
    sqlite_pattern: Path, tmp_path: Path, saying: Saying
) -> None:
    read, differ = differing(sqlite_pattern, tmp_path, saying)
    assert differ == []
    # What is read is no empty page: the comparison and the group stand there.
    page = read[f"{HERE}groups/teachers/?reading=group&since="].decode()
    assert "Since last time" in page
    assert "Teachers" in read[f"{HERE}?reading=group&since="].decode()


def test_without_classes_the_group_that_agrees_is_told(sqlite_pattern: Path, tmp_path: Path) -> None:
    exactly = patch.object(unanimity, "class_of", lambda count, _most: (count, count))
    with exactly, patch.object(unanimity, "_leaves_a_choice", return_value=True):
        _read, differ = differing(sqlite_pattern, tmp_path, agreeing)
    first = EDITION.areas[0].code
    assert {
        f"{HERE}areas/{first}?reading=group&since=",
        f"{HERE}rounds/second/board-paper-short.docx",
    } <= set(differ)


# --- while a round is open ----------------------------------------------------------------------------------


def around_an_open_round() -> Iterator[str]:
    yield from (HERE, f"{HERE}over-time", f"{HERE}rounds/", f"{HERE}rounds/second/", f"{HERE}plan/")
    yield from (f"{HERE}groups/{group}/" for group in PEOPLE)
    yield from (f"{HERE}areas/{area.code}" for area in EDITION.areas)
    yield f"{HERE}rounds/second/participation"


def look_while_open(pattern: Path, folder: Path, numbers: Iterable[int]) -> list[dict[str, bytes]]:
    """What a steering member reads each time that so many teachers in all have answered the open round."""
    with world_with_a_round(pattern, folder, agreeing, others=True) as (world, client):
        open_second(world)
        for _ in range(6):
            world.answer("nurses", {f"areas/{EDITION.areas[0].code}": {}} | agreeing(2, others=True))
        looks, answered = [], 0
        for number in numbers:
            for _ in range(number - answered):
                world.answer("teachers", agreeing(2, others=True))
            answered = number
            looks.append(everything(client, around_an_open_round()))
    return looks


def test_no_look_of_a_steering_member_tells_how_many_below_five_have_answered(
    sqlite_pattern: Path, tmp_path: Path
) -> None:
    nobody, one, four, five = look_while_open(sqlite_pattern, tmp_path / "open", (0, 1, 4, 5))
    assert [address for address in one if not nobody[address] == one[address] == four[address]] == []
    assert {HERE, f"{HERE}groups/teachers/"} <= {address for address in one if four[address] != five[address]}
    share = re.compile(r"(?:fewer than|to) \d+%")  # of a number that is not told there is none
    assert not share.search(four[f"{HERE}groups/teachers/"].decode())
    assert ">25%<" in five[f"{HERE}groups/teachers/"].decode()

"""One round of seventy people over fifteen groups: every page and file is read, and holds no other figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from urllib.parse import urljoin

import pytest
from flask import Flask

from lws_assess.actions.results import view_release
from lws_assess.documents.workbook import workbook
from lws_assess.records.database import Database
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.survey.privacy import Shown
from lws_assess.survey.results import RoundResults
from lws_assess.web.commands import results_as_facts
from tests.attacks.reading_back import OFFICE, Numbers, numbers_in_view, numbers_of, read_json, rules_in_view
from tests.builders import World
from tests.client import Client, look_at
from tests.small_round import answers
from tests.staff import PASSWORD, add_person

# Key, name, audience, branch, and how many people answered.
GROUPS = (
    ("teachers", "Teachers", "professional", "schools", 22),
    ("heads", "Head teachers", "professional", "schools", 4),
    ("youth", "Youth workers", "professional", "schools", 3),
    ("nurses", "Nurses", "professional", "health", 12),
    ("visitors", "Health visitors", "professional", "health", 5),
    ("wellbeing", "Wellbeing team", "professional", "health", 1),
    ("social-care", "Social care", "professional", "social care", 6),
    ("nurseries", "Nurseries", "professional", "early years", 3),
    ("minders", "Childminders", "professional", "early years", 1),
    ("charities", "Charities", "professional", "voluntary", 2),
    ("volunteers", "Volunteers", "professional", "voluntary", 1),
    ("police", "Police", "professional", "police", 0),
    ("inspectors", "Young inspectors", "young-people", "youth", 6),
    ("care-leavers", "Care leavers", "young-people", "youth", 1),
    ("parents", "Parent panel", "parents-carers", "families", 3),
)
ADDRESS = "/p/testham/rounds/first/"
RESULTS = f"{ADDRESS}results"
EXCEL = f"{OFFICE}.spreadsheetml.sheet"
OF_RESULTS = (RESULTS, f"{ADDRESS}priorities", f"{ADDRESS}board-paper")


@dataclass(frozen=True)
class File:
    mimetype: str
    data: bytes

    def get_data(self) -> bytes:
        return self.data


def a_round(database: Database) -> World:
    """The round, answered and closed, with results by role kept."""
    chance = Random(70)
    world = World(database, groups=tuple(group[:4] for group in GROUPS), second_cut="role")
    for key, _, audience, _, people in GROUPS:
        for _ in range(people):
            pages = answers(chance, audience, chance.uniform(-0.6, 0.6))
            if audience == "professional":
                role = chance.choice(["direct", "manager", "manager"])
                pages = {"about": {"role": role, "length": "full"}, **pages}
            world.answer(key, pages)
    world.close()
    return world


def view_of(world: World) -> RoundResults:
    with world.database.reading() as session:
        results = view_release(session, world.partnership, world.round)
    assert results
    return results


def sign_in(app: Flask, world: World, role: str) -> Client:
    client = Client(app)
    email = add_person(world.database, world.partnership, role)
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    return client


def read_everything(client: Client, rules: set[str]) -> dict[str, Numbers]:
    """Every page and file of results that links lead to, each with what it says.

    A choice made is not made twice; and a PNG is the SVG beside it, in dots.
    """
    found: dict[str, Numbers] = {}
    waiting = [RESULTS]
    while waiting:
        path = waiting.pop()
        if path not in found:
            reply = client.raw("GET", path)
            assert reply.status_code == 200, f"{path}: {reply.status_code}"
            found[path] = numbers_of(path, reply, rules)
            if reply.mimetype == "text/html" and "?" not in path:
                links = [urljoin(path, a["href"]) for a in look_at(path, reply).root.find_all("a")]
                mine = [link.split("#")[0] for link in links if link.startswith(OF_RESULTS)]
                waiting += [link for link in mine if ".png" not in link]
    return found


def worked_out(results: RoundResults) -> Numbers:
    """What pages work out from printed figures: sums of people, shares of voters, how far groups lie apart."""
    found = Numbers(counts={results.people, results.people + results.left_out_people}, shares={"95"})  # level
    for audience in results.audiences:
        for area in audience.areas:
            means = [cell.positions[area.area.code] for cell in audience.cells]
            found = found.with_all(numbers_in_view(dict(enumerate(means))))
    return found


@pytest.mark.parametrize("role", [STEERING, FACILITATOR])
def test_no_page_and_no_file_holds_a_figure_that_is_in_no_view_object(app: Flask, role: str) -> None:
    world = a_round(app.config["DATABASE"])
    results = view_of(world)
    known = numbers_in_view(results).with_all(worked_out(results))
    found = read_everything(sign_in(app, world, role), rules_in_view(results))
    strange = {path: str(other) for path, numbers in found.items() if (other := numbers.without(known))}
    assert strange == {}
    # The reading is no empty one: these are formats and figures that must have been met.
    assert {path.rpartition(".")[2] for path in found} >= {"csv"}
    assert len(found) > 30
    everything = Numbers()
    for numbers in found.values():
        everything = everything.with_all(numbers)
    assert everything.decimals >= {f"{shown.text}" for shown in leading_positions(results)}
    # And a figure that the view objects do not hold is noticed.
    without_one = replace(results, audiences=results.audiences[1:])
    assert any(numbers.without(numbers_in_view(without_one)) for numbers in found.values())


def test_the_workbook_holds_no_other_figure_either(app: Flask) -> None:
    results = view_of(a_round(app.config["DATABASE"]))
    known = numbers_in_view(results).with_all(worked_out(results))
    read = numbers_of("the workbook", File(EXCEL, workbook(results)), rules_in_view(results))
    assert len(read.decimals) > 100
    assert str(read.without(known)) == str(Numbers())


def leading_positions(results: RoundResults) -> list[Shown]:
    areas = [area for audience in results.audiences for area in audience.areas]
    shown = [area.reading(results.leading).position for area in areas]
    return [one for one in shown if isinstance(one, Shown) and one.exact]


def test_the_results_on_the_command_line_are_those_of_the_view(world: World) -> None:
    """The round as `flask round results --json` prints it."""
    for i in range(12):
        pages = answers(Random(i), "professional", 0)
        world.answer("teachers", pages)
    world.close()
    results = view_of(world)
    read = Numbers()
    for text, is_cell in read_json(results_as_facts("first", results)):
        (read.read_cell if is_cell else read.read)(text)
    assert read.decimals
    assert not read.without(numbers_in_view(results))

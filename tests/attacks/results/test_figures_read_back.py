"""One round of seventy people over fifteen groups: every page and file is read, and holds no other figure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from urllib.parse import urljoin

import pytest
from flask import Flask

from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.participation import view_participation
from lws_assess.documents.data.workbook import release_workbook
from lws_assess.records.database import Database
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.rounds import Round
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.web.start.commands import results_as_facts
from tests.attacks.results.reading_back import (
    OFFICE,
    Numbers,
    Reply,
    figures_of_table,
    numbers_in_view,
    numbers_of,
    read_json,
    rules_in_view,
    tables_of,
    texts_of,
)
from tests.pages.client import Client, read_page
from tests.runs.soaking import IS_SOAK, tries
from tests.worlds.builders import World
from tests.worlds.small_round import EDITION, answers
from tests.worlds.staff import add_person, client_of

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
OF_RESULTS = ("results", "priorities", "board-paper")


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
    return client_of(app, add_person(world.database, world.partnership, role))


def replies(client: Client, results: str = RESULTS) -> Iterator[tuple[str, Reply]]:
    """Every page and file of results that links lead to, with the pages of areas, of groups and of all rounds.

    A choice made is not made twice; and a PNG is the SVG beside it, in dots.
    """
    of_results = tuple(results.removesuffix("results") + part for part in OF_RESULTS)
    of_names = re.compile(rf"/p/{results.split('/')[2]}/(areas/[^/]+|groups/[^/]+/|over-time)$")
    found: set[str] = set()
    waiting = [results]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            reply = client.raw("GET", path)
            assert reply.status_code == 200, f"{path}: {reply.status_code}"
            yield path, reply
            if reply.mimetype == "text/html" and "?" not in path:
                links = [urljoin(path, a["href"]) for a in read_page(path, reply).root.find_all("a")]
                mine = [
                    link.split("#")[0]
                    for link in links
                    if link.startswith(of_results) or of_names.match(link.split("#")[0])
                ]
                waiting += [link for link in mine if ".png" not in link]
    yield from explored(client, f"/p/{results.split('/')[2]}/explore")
    yield from overviews(client, f"/p/{results.split('/')[2]}/")


def overviews(client: Client, address: str) -> Iterator[tuple[str, Reply]]:
    """The partnership's first page with each audience, in both readings, and two groups over its radar."""
    for audience in offered(client, address, "select", "audience") or [""]:
        readings = offered(client, address, "select", "reading")
        assert readings or "results" not in client.raw("GET", address).text
        for reading in readings:
            chosen = f"{address}?audience={audience}&reading={reading}"
            groups = [key for key in offered(client, chosen, "select", "one") if key]
            pairs = [f"&one={one}&other={other}" for one, other in pairwise(groups)]
            for pair in pairs[: tries(in_a_soak=3, otherwise=1)] or [""]:
                yield chosen + pair, client.raw("GET", chosen + pair)
                yield f"{chosen}{pair}&as=rainbow", client.raw("GET", f"{chosen}{pair}&as=rainbow")


def explored(client: Client, address: str) -> Iterator[tuple[str, Reply]]:
    """The Explore page with all groups of each audience and of all together, and what is drawn of it."""
    audiences = offered(client, address, "input", "audience")
    for those in [[one] for one in audiences] + [audiences]:
        whose = "&".join(f"audience={one}" for one in those)
        groups = "".join(f"&group={key}" for key in offered(client, f"{address}?{whose}", "input", "group"))
        for kind, measure in (("radar", "position"), ("lines", "dont-know"), ("scatter", "importance")):
            for file in ("", "/figure.json", "/drawing.svg"):
                path = f"{address}{file}?{whose}&kind={kind}&measure={measure}{groups}"
                reply = client.raw("GET", path)
                yield path, words_of_figure(reply) if reply.mimetype == "application/json" else reply


def words_of_figure(reply: Reply) -> File:
    """A figure without where its marks stand, at which tests.documents.explore looks: in the middle of what is left
    open, or as far from the end of the scale as a bar is long.
    """
    figure = json.loads(reply.get_data())
    for trace in figure["data"]:
        for name in ("x", "y", "r", "base"):
            trace.pop(name, None)
    return File("application/json", json.dumps([figure["data"], figure["layout"]["meta"]]).encode())


def offered(client: Client, path: str, tag: str, name: str) -> list[str]:
    """What a field of a page offers."""
    fields = read_page(path, client.raw("GET", path)).root.find_all(tag, name=name)
    if tag == "select":
        return [option["value"] for field in fields for option in field.find_all("option")]
    return [field["value"] for field in fields]


def cells_that_differ(read: Mapping[str, Reply]) -> tuple[int, list[str]]:
    """How many figures stand on pages as well as in papers of Word, and those that differ.

    Pages that a choice was made on (after a question mark) tell of others than papers do.
    """
    on_pages: dict[tuple[str, str], set[str]] = {}
    in_papers: list[tuple[tuple[str, str], str]] = []
    for path, reply in read.items():
        for caption, rows in tables_of(path, reply) if "?" not in path else ():
            for key, figure in figures_of_table(caption, rows):
                if reply.mimetype == "text/html":
                    on_pages.setdefault(key, set()).add(figure)
                else:
                    in_papers.append((key, figure))
    both = [(key, figure) for key, figure in in_papers if key in on_pages]
    return len(both), [f"{key}: {figure}" for key, figure in both if on_pages[key] != {figure}]


def worked_out(results: RoundResults) -> Numbers:
    """What pages work out from printed figures: sums of people, shares of voters, how far groups lie apart."""
    found = Numbers(counts={results.people, results.people + results.left_out_people}, shares={"95"})  # level
    for audience in results.audiences:
        for area in audience.areas:
            means = [cell.positions[area.area.code] for cell in audience.cells]
            found = found.with_all(numbers_in_view(dict(enumerate(means))))
            for statement in area.statements:
                whole = [statement.reading(name) for name in READINGS]
                rated = dict(enumerate([*whole, *(cell.mean for cell in statement.cells)]))
                found = found.with_all(numbers_in_view(rated))
        found.shares |= {f"{end}" for shares in maps_of_shares(audience) for end in ends_of_shades(shares)}
    return found


def maps_of_shares(audience: AudienceResults) -> Iterator[list[BoundedCount]]:
    """What each of the two heat maps draws: shares of don't-knows, and of what does not apply."""
    for answer in ("dont_know", "not_applicable"):
        of_all = [getattr(area, answer) for area in audience.areas]
        of_groups = [one for cell in audience.cells for one in dict(getattr(cell, answer)).values()]
        yield [one for one in (*of_all, *of_groups) if isinstance(one, BoundedCount)]


def ends_of_shades(shares: list[BoundedCount]) -> set[int]:
    """The whole per cents at which keys of maps divide what lies below the largest share."""
    most = max((share.percents[1] for share in shares), default=0)
    return {round(most * step / steps) for steps in (4, 5) for step in range(steps + 1)}


def who_answered(world: World) -> Numbers:
    """How many of each group answered, and of how many that were hoped for."""
    with world.database.reading() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        rows = view_participation(session, this, runs_it=False).rows
    found = Numbers()
    for one in (row.standing for row in rows):
        found.counts |= {one.answered.least, one.target}
        found.shares |= {one.share.words} if one.share else set()
    return found


@pytest.mark.parametrize("role", [FACILITATOR, *([STEERING] if IS_SOAK else [])])
def test_no_page_and_no_file_holds_a_figure_that_is_in_no_view_object(app: Flask, role: str) -> None:
    world = a_round(app.config["DATABASE"])
    results = view_of(world)
    known = numbers_in_view(results).with_all(worked_out(results)).with_all(who_answered(world))
    read, rules = dict(replies(sign_in(app, world, role))), rules_in_view(results)
    found = {path: numbers_of(path, reply, rules) for path, reply in read.items()}
    strange = {path: str(other) for path, numbers in found.items() if (other := numbers.without(known))}
    assert strange == {}
    # The reading is no empty one: these are formats and figures that must have been met.
    assert {path.rpartition(".")[2] for path in found} >= {"csv"}
    assert len(found) > 30
    assert {f"/p/testham/areas/{area.code}" for area in EDITION.areas} <= found.keys()
    assert {f"/p/testham/groups/{group[0]}/" for group in GROUPS[:7]} <= found.keys()
    everything = Numbers()
    for numbers in found.values():
        everything = everything.with_all(numbers)
    assert everything.decimals >= {f"{shown.text}" for shown in leading_positions(results)}
    # Papers say cell by cell what pages say.
    compared, differing = cells_that_differ(read)
    assert differing == []
    assert compared > 300
    # And a figure that the view objects do not hold is noticed.
    without_one = replace(results, audiences=results.audiences[1:])
    assert any(numbers.without(numbers_in_view(without_one)) for numbers in found.values())


def test_the_workbook_holds_no_other_figure_either(app: Flask) -> None:
    results = view_of(a_round(app.config["DATABASE"]))
    known = numbers_in_view(results).with_all(worked_out(results))
    read = numbers_of("the workbook", File(EXCEL, release_workbook(results)), rules_in_view(results))
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


# --- groups that agree ---------------------------------------------------------------------------------------

AGREEING = (
    ("teachers", "Teachers", "professional", "schools"),
    ("inspectors", "Young inspectors", "young-people", "youth"),
)
FIRST = [area.code for area in EDITION.areas]


def all_agree(database: Database, partnership: str, but_one: bool) -> World:
    """Twelve teachers at one level and five young people with the same three choices; or nearly so.

    With `but_one` one teacher rates a statement higher and another lower, and one young person puts another area
    first and leaves blank what all the others do not know.
    """
    world = World(database, partnership=partnership, groups=AGREEING)
    for key, _, audience_key, _ in AGREEING:
        audience = EDITION.audience(audience_key)
        for person in range(12 if audience.importance else 5):
            pages: dict[str, dict[str, str | list[str]]] = (
                {"about": {"length": "full"}} if audience.importance else {}
            )
            for number, area in enumerate(EDITION.areas):
                level = 3 if number == 3 else 2
                page: dict[str, str | list[str]] = {q.key: str(level) for q in area.questions(audience)}
                if audience.importance:
                    page["importance"] = "3"
                elif number == 4:
                    page = {} if but_one and person == 0 else dict.fromkeys(page, "dont-know")
                if but_one and number == 0 and person < 2:
                    page |= {area.questions(audience)[0].key: str(level + (1, -1)[person])}
                pages[f"areas/{area.code}"] = page
            chosen = FIRST[:2] + FIRST[5:6] if but_one and person == 0 else FIRST[:3]
            pages["priorities"] = {"top-areas": chosen}
            world.answer(key, pages)
    world.close()
    return world


def test_no_page_and_no_file_tells_whether_all_of_a_small_group_agree(app: Flask) -> None:
    """Two rounds, in one of which everybody agrees: word for word they read the same."""
    read = []
    for name, but_one in (("testham", False), ("besideham", True)):
        world = all_agree(app.config["DATABASE"], name, but_one)
        client = sign_in(app, world, STEERING)
        with world.database.reading() as session:
            found = view_release(session, world.partnership, world.round)
        assert found
        texts = {
            path.replace(name, "testham"): [
                text.replace(name, "testham") for text, _ in texts_of(path, reply)
            ]
            for path, reply in replies(client, RESULTS.replace("testham", name))
        }
        read.append((found, texts))
    (one, everybody), (other, all_but_one) = read
    assert one == other
    assert everybody.keys() == all_but_one.keys()
    assert [path for path in everybody if everybody[path] != all_but_one[path]] == []
    whole = " ".join(text for texts in everybody.values() for text in texts)
    assert "80% to 100% (4 to 5)" in whole
    assert "11 to 12 of 12" in whole
    assert "100% (5)" not in whole

"""The Explore page and its files: the figures of the results, for whoever may see those, as the address asks."""

from __future__ import annotations

import csv
import io
import json
from random import Random
from urllib.parse import urlencode

import pytest
from flask import Flask, url_for

from lws_assess.documents.explore.chosen_figures import FigureKind
from lws_assess.records.database import Database
from lws_assess.records.people import ROLES, STEERING
from tests.pages.client import Client, Page, look_at
from tests.pages.elements import Element, elements_of
from tests.worlds.builders import World
from tests.worlds.prepared import prepare
from tests.worlds.small_round import EDITION, answers
from tests.worlds.staff import add_person, client_of

ADDRESS = "/p/testham/explore"
FILES = ("/figure.json", "/figure.html", "/drawing.svg", "/drawing.png")
ENDPOINTS = ("", *FILES)
GROUPS = (("teachers", "professional", 9), ("nurses", "professional", 7), ("inspectors", "young-people", 6))


def signed_in(app: Flask, world: World, role: str = STEERING) -> Client:
    return client_of(app, add_person(world.database, world.partnership, role))


def a_round_with_gaps(database: Database) -> World:
    """Three groups have answered. Of the nurses only three say anything of two areas, so that these are not shown."""
    chance, world = Random(15), World(database)
    silent = [f"areas/{EDITION.areas[at].code}" for at in (1, 4)]
    for key, audience, people in (
        ("teachers", "professional", 9),
        ("nurses", "professional", 7),
        ("inspectors", "young-people", 6),
    ):
        for person in range(people):
            pages = answers(chance, audience, 0.2)
            if key == "nurses" and person > 2:
                pages = {name: page for name, page in pages.items() if name not in silent}
            world.answer(key, pages)
    world.close()
    return world


@pytest.fixture
def steering(app: Flask) -> Client:
    """A member of the steering group of a round in which several figures are not shown."""
    database = app.config["DATABASE"]
    return signed_in(app, prepare(database, "a round with gaps", lambda: a_round_with_gaps(database)))


def asking(**chosen: str | list[str]) -> str:
    return "?" + urlencode(chosen, doseq=True)


def offered(page: Page, name: str) -> list[str]:
    return [field["value"] for field in page.root.find_all("input", name=name)]


def rows_of(root: Element) -> list[list[str]]:
    """The table of a page, the reasons that several cells share in full."""
    [table] = root.find_all("table")
    reasons = {
        e.text.strip()[1]: e.text.strip()[4:] for e in root.find_all("p") if e.text.strip()[2:4] == ") "
    }
    rows = []
    for row in table.find_all("tr")[1:]:
        cells = [" ".join(cell.text.split()) for cell in row.find_all("th", "td")]
        rows.append([reasons[c[-2]] if c.startswith("not shown (") else c for c in cells])
    return rows


def everything_chosen(page: Page, kind: FigureKind) -> str:
    return asking(kind=kind.value, group=offered(page, "group"))


# --- the same figures everywhere -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FigureKind.RADAR, FigureKind.BARS, FigureKind.LINES])
def test_page_and_files_hold_the_figures_of_the_results_cell_by_cell(
    app: Flask, steering: Client, kind: FigureKind
) -> None:
    with app.test_request_context():
        table = url_for(
            "results.table",
            partnership="testham",
            round_key="first",
            block="groups",
            key="groups-professional",
        )
    published = list(csv.reader(io.StringIO(steering.raw("GET", table).get_data().decode("utf-8-sig"))))
    chosen = everything_chosen(steering.get(ADDRESS), kind)
    on_page = rows_of(steering.get(ADDRESS + chosen).root)
    groups = on_page[:-1]
    assert [[row[0], *row[2:]] for row in groups] == [[row[0], *row[2:]] for row in published[1:]]
    assert any(cell.startswith("Not ") for row in groups for cell in row[2:]), "something is withheld"
    assert on_page[-1][0] == "Target"

    figure = json.loads(steering.raw("GET", f"{ADDRESS}/figure.json{chosen}").get_data())
    assert figure["layout"]["meta"]["rows"] == on_page
    offline = elements_of(steering.raw("GET", f"{ADDRESS}/figure.html{chosen}").text)
    assert rows_of(offline) == on_page
    [data] = offline.find_all("script", id="figure-data")
    assert json.loads(data.content) == figure
    leading = [trace for trace in figure["data"] if trace.get("showlegend") is not False]
    for trace, row in zip(leading, on_page, strict=True):
        for told, cell in zip(trace["customdata"], row[2:], strict=False):
            assert told[2].startswith(cell)


def test_a_scatter_has_two_figures_of_each_area(steering: Client) -> None:
    page = steering.get(ADDRESS + asking(kind="scatter", measure="importance", against="dont-know"))
    rows = rows_of(page.root)
    assert len(rows) == 8
    assert "%" in rows[0][3]
    figure = json.loads(
        steering.raw(
            "GET",
            f"{ADDRESS}/figure.json" + asking(kind="scatter", measure="importance", against="dont-know"),
        ).get_data()
    )
    assert figure["layout"]["meta"]["rows"] == rows
    assert figure["layout"]["yaxis"]["range"] == [-3, 103]


# --- choices ---------------------------------------------------------------------------------------------------


def test_the_page_opens_with_the_choice_a_table_and_a_drawing_and_without_the_library(
    steering: Client,
) -> None:
    reply = steering.raw("GET", ADDRESS)
    page = look_at(ADDRESS, reply)
    assert page.h1 == "Explore: The first round"
    assert offered(page, "kind") == [kind.value for kind in FigureKind]
    assert page.root.find_all("svg", role="img")
    assert len(rows_of(page.root)) == 2  # everyone together, and targets
    sources = [e["src"] for e in page.root.find_all("script")]
    assert sources
    assert not any("plotly" in source for source in sources)
    assert len(reply.get_data()) < 60_000


def test_every_choice_stands_in_the_address_and_in_the_links_to_files(steering: Client) -> None:
    first = steering.get(ADDRESS)
    groups, areas = offered(first, "group")[1:3], offered(first, "area")[2:6]
    chosen = asking(kind="bars", reading="person", measure="dont-know", group=groups, area=areas)
    page = steering.get(ADDRESS + chosen)
    assert [row[0] for row in rows_of(page.root)] == ["Teachers", "Nurses"]
    assert {len(row) for row in rows_of(page.root)} == {2 + len(areas)}
    ticked = [f["value"] for f in page.root.find_all("input") if "checked" in f.attributes]
    assert ticked == ["bars", "professional", *groups, *areas]
    links = [a["href"] for a in page.root.find_all("a") if "/explore/" in a["href"]]
    assert len(links) == len(FILES)
    for link in links:
        assert all(f"group={group}" in link for group in groups)
        assert "kind=bars" in link
        assert "measure=dont-know" in link


def test_audiences_stand_beside_each_other_each_on_its_own_scale(steering: Client) -> None:
    audiences = offered(steering.get(ADDRESS), "audience")
    assert audiences == ["professional", "young-people"]
    page = steering.get(ADDRESS + asking(kind="lines", audience=audiences))
    groups = offered(page, "group")
    assert len(groups) == len(set(groups)) == len(GROUPS) + 2
    rows = {row[0]: row[2:] for row in rows_of(page.root)}
    assert len(rows) == 3  # everyone of either, and targets
    labels = {one.key: one.label for one in EDITION.audiences}
    for whose in audiences:
        alone = rows_of(steering.get(ADDRESS + asking(kind="lines", audience=whose)).root)
        assert rows[labels[whose]] == alone[0][2:]
    assert len(page.root.find_all("svg", role="img")) == 3  # two boards in one picture
    assert "does not have" not in page.text


def test_what_the_round_does_not_have_is_passed_over_and_named(steering: Client) -> None:
    page = steering.get(
        ADDRESS
        + asking(
            round_key="nowhere", kind="pie", group="<script>", area="x9", measure="secret", since="never"
        )
    )
    assert "(a round, an earlier round, a kind of picture, a figure, a group, an area)" in " ".join(
        page.text.split()
    )
    assert len(rows_of(page.root)) == 2


def test_two_areas_make_no_radar(steering: Client) -> None:
    areas = offered(steering.get(ADDRESS), "area")[:2]
    page = steering.get(ADDRESS + asking(kind="radar", area=areas))
    assert "(a kind of picture)" in page.text
    figure = json.loads(
        steering.raw("GET", f"{ADDRESS}/figure.json" + asking(kind="radar", area=areas)).get_data()
    )
    assert {trace["type"] for trace in figure["data"]} == {"bar"}


# --- who may see it --------------------------------------------------------------------------------------------


def test_before_there_are_results_it_says_so_and_has_no_files(app: Flask, world: World) -> None:
    client = signed_in(app, world)
    assert "nothing to explore yet" in client.get(ADDRESS).text
    for path in FILES:
        assert client.raw("GET", ADDRESS + path).headers["Location"] == ADDRESS


def test_strangers_are_refused_as_on_the_results(app: Flask, steering: Client) -> None:
    database = app.config["DATABASE"]
    results = "/p/testham/rounds/first/results"
    elsewhere = World(database, partnership="elsewhere", round="theirs")
    for stranger in (Client(app), *(signed_in(app, elsewhere, role) for role in ROLES)):
        refused = stranger.raw("GET", results)
        for path in ENDPOINTS:
            reply = stranger.raw("GET", ADDRESS + path)
            assert reply.status_code == refused.status_code != 200
            assert reply.get_data().startswith(refused.get_data()[:15])
    assert [steering.raw("GET", ADDRESS + path).status_code for path in ENDPOINTS] == [200] * 5
    nowhere = Client(app).raw("GET", "/p/no-such-place/explore")
    assert nowhere.status_code == Client(app).raw("GET", "/p/no-such-place/").status_code


def test_only_this_page_lets_a_library_set_styles_and_none_lets_it_make_code(steering: Client) -> None:
    policy = steering.raw("GET", ADDRESS).headers["Content-Security-Policy"]
    assert "style-src-attr 'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self';" in policy
    for path in ("/p/testham/", "/p/testham/rounds/first/results/papers", "/method"):
        assert "unsafe" not in steering.raw("GET", path).headers["Content-Security-Policy"]


def test_the_offline_page_asks_for_nothing(steering: Client) -> None:
    reply = steering.raw("GET", f"{ADDRESS}/figure.html")
    assert "attachment" in reply.headers["Content-Disposition"]
    root = elements_of(reply.text)
    loads = [e for e in root.walk() if any(e[name] for name in ("src", "href", "srcset", "action"))]
    assert loads == []
    [policy] = [e["content"] for e in root.find_all("meta") if "http-equiv" in e.attributes]
    assert policy.startswith("default-src 'none';")

"""One figure everywhere: where an area stands, for everyone and for each group, read from every page, paper and file.

What is printed of an area is the same cell by cell wherever it stands, and what is withheld is so in each. So it is
where two rounds are laid beside each other, and where they show other groups: each figure is that of its round.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from flask import Flask
from pptx import Presentation

from lws_assess.actions.results.changes import view_changes_since
from lws_assess.actions.results.releases import view_release
from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale
from lws_assess.documents.papers.board_paper_results import leading_audience
from lws_assess.records.people import STEERING
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.web.start.commands import results_as_facts
from tests.attacks.results.reading_back import tables_of
from tests.attacks.results.test_figures_read_back import a_round
from tests.documents.data.test_workbook import read as sheets_of
from tests.documents.data.test_workbook import rows as rows_of
from tests.documents.paper import Paper
from tests.pages.client import Client, Page
from tests.pages.elements import Element
from tests.worlds.overview_places import PLACES
from tests.worlds.staff import add_person, client_of

EVERYONE, EARLIER = "Everyone together", "everyone in the round before"
FIGURE = re.compile(r"below \d\.\d|\d\.\d+ and over|\d\.\d+ to \d\.\d+|[<>]?\d\.\d+\+?")
HIDDEN = re.compile(r"Not shown|not shown|Not compared|–|-|$")


class ReadCell(NamedTuple):
    """A figure as somebody reads it: where, of whom, of the area of which number, and what; None where it is hidden."""

    where: str
    who: str
    area: int
    text: str | None


@dataclass(frozen=True)
class ReadPlace:
    """A partnership whose last round is read, its leading audience, and what of it may be compared."""

    client: Client
    partnership: str
    round: str
    results: RoundResults
    earlier: RoundResults | None  # the round that it is compared with

    @property
    def home(self) -> str:
        return f"/p/{self.partnership}/"

    @property
    def address(self) -> str:
        return f"{self.home}rounds/{self.round}/results"

    @property
    def audience(self) -> AudienceResults:
        return leading_audience(self.results)

    def file(self, name: str) -> bytes:
        reply = self.client.raw("GET", f"{self.address.removesuffix('results')}{name}")
        assert reply.status_code == 200, name
        data: bytes = reply.data
        return data


@pytest.fixture(params=["one round of seventy", "a group that is new", "sixty people, most of them withheld"])
def place(request: pytest.FixtureRequest, app: Flask) -> ReadPlace:
    database = app.config["DATABASE"]
    if request.param in PLACES:
        partnership = PLACES[request.param](database)
        key = "second" if request.param == "a group that is new" else "first"
    else:
        partnership, key = a_round(database).partnership, "first"
    where = PartnershipKey(partnership), RoundKey(key)
    with database.reading() as session:
        results, changes = view_release(session, *where), view_changes_since(session, *where)
        then = view_release(session, where[0], changes.then_key) if changes else None
    assert results
    if then:
        shown = [sum(len(c.groups) for c in leading_audience(one).cells) for one in (then, results)]
        assert shown[0] < shown[1]  # the two rounds show other groups
    client = client_of(app, add_person(database, partnership, STEERING))
    return ReadPlace(client, partnership, key, results, then)


def test_where_an_area_stands_reads_the_same_wherever_it_stands(place: ReadPlace) -> None:
    known = what_is_shown(place)
    where: dict[str, int] = {}
    wrong = []
    for cell in (*on_pages(place), *in_papers(place), *in_files(place)):
        at = known[cell.who, cell.area]
        where[cell.where] = where.get(cell.where, 0) + 1
        if cell.text not in ({None} if at.value is None else {at.text, at.narrow, at.brief}):
            wrong.append(f"{cell}: {at.text}")
    assert wrong == []
    areas = len(place.audience.areas)
    assert {name: number for name, number in where.items() if number < areas} == {}
    assert len(where) == (34 if place.earlier else 19), sorted(where)


def what_is_shown(place: ReadPlace) -> Mapping[tuple[str, int], ScalePlace]:
    """What the release prints of everyone and of each group, and the earlier one of everyone, by the area's number."""
    audience, reading = place.audience, place.results.leading
    scale = audience.audience.scale
    known = {
        (EVERYONE, one.area.number): place_on_scale(one.reading(reading).position, scale)
        for one in audience.areas
    }
    for cell in audience.cells:
        known |= {
            (cell.name, one.area.number): place_on_scale(cell.positions[one.area.code], scale)
            for one in audience.areas
        }
    for one in leading_audience(place.earlier).areas if place.earlier else ():
        known[EARLIER, one.area.number] = place_on_scale(one.reading(reading).position, scale)
    return known


# --- how it is read ----------------------------------------------------------------------------------------


def figure(text: str) -> str | None:
    """The figure at the beginning of a cell; None where it says that there is none."""
    words = " ".join(text.split())
    if found := FIGURE.match(words):
        return found[0]
    assert HIDDEN.match(words), words
    return None


def numbers_of(edition: Edition) -> dict[str, int]:
    """The number of each area, by every name that it has."""
    found: dict[str, int] = {}
    for area in edition.areas:
        for name in (area.name, area.short_name):
            found |= {name: area.number, f"{area.number} {name}": area.number}
    return found


# --- pages ---------------------------------------------------------------------------------------------------


def on_pages(place: ReadPlace) -> Iterator[ReadCell]:
    named = numbers_of(place.results.edition)
    yield from _overview(place, place.client.get(place.home), named)
    for area in place.audience.areas:
        yield from _area_page(place.client.get(f"{place.home}areas/{area.area.code}"), area.area.number)
    for cell in place.audience.cells:
        page = place.client.get(f"{place.home}groups/{cell.group_keys[0]}/")
        for row in _rows(_table(page, "Each area beside everyone")):
            mine, whole = row.find_all("td")[:2]
            number = named[_head(row)]
            yield ReadCell("group page: group", cell.name, number, figure(mine.text))
            yield ReadCell("group page: everyone", EVERYONE, number, figure(whole.text))
    for path, name in (("", "chapter"), ("/whole", "whole report")):
        reply = place.client.raw("GET", place.address + path)
        for caption, rows in tables_of(place.address, reply):
            if caption.startswith(("Where each area stands: People who", "Where each area stands: Everyone")):
                yield from _column(name, rows, "Current position", named)
    if place.earlier:
        yield from _beside_earlier(place, named)
        yield from _explored(place, named)
    shown = place.client.get(f"{place.address}/present")
    [slide] = shown.root.find_all("section", id="position")
    for row in _rows(slide):
        texts = [one.text.strip() for one in row.find_all("th", "td")]
        if texts[0] in named:
            yield ReadCell("present", EVERYONE, named[texts[0]], figure(texts[1]))


def _overview(place: ReadPlace, page: Page, named: Mapping[str, int]) -> Iterator[ReadCell]:
    [radar] = page.root.find_all("details", id="radar-figures")
    for row in _rows(radar):
        yield ReadCell("overview: radar", EVERYONE, named[_head(row)], figure(row.find_all("td")[0].text))
    [ledger] = page.root.find_all("div", id="ledger")
    assert bool(place.earlier) == ("shown both times" in page.text)
    for row in _rows(ledger):
        [now] = [cell for cell in row.find_all("td") if "now" in cell["class"].split()]
        text = now.find_all("strong")[0].text
        yield ReadCell("overview: ledger", EVERYONE, named[_head(row)], figure(text))
        if place.earlier:
            then = " ".join(now.text.split()).partition("from ")[2]
            yield ReadCell("overview: ledger, then", EARLIER, named[_head(row)], figure(then))
    if place.earlier:
        last = place.client.get(f"{place.home}?last=yes")
        [radar] = last.root.find_all("details", id="radar-figures")
        for row in _rows(radar):
            then = row.find_all("td")[1].text
            yield ReadCell("overview: radar, then", EARLIER, named[_head(row)], figure(then))


def _area_page(page: Page, number: int) -> Iterator[ReadCell]:
    [facts] = page.root.find_all("dl", **{"class": "facts"})
    heads = [one.text.strip() for one in facts.find_all("dt")]
    text = facts.find_all("dd")[heads.index("Now")].text
    yield ReadCell("area page: now", EVERYONE, number, figure(text))
    if "Last time" in heads:
        then = facts.find_all("dd")[heads.index("Last time")].text
        yield ReadCell("area page: then", EARLIER, number, figure(then))
    yield from _over_time("area page: over time", page, "The area in each round", number)
    table = _table(page, "Groups, lowest first")
    for row in _rows(table):
        name, at = _head(row), row.find_all("td")[1].text
        yield ReadCell("area page: groups", name, number, _or_letter(at))


def _over_time(where: str, page: Page, caption: str, number: int) -> Iterator[ReadCell]:
    """The last two rounds of one area, where there are so many."""
    if any(caption in c.text for c in page.root.find_all("caption")):
        then, now = (row.find_all("td")[1].text for row in _rows(_table(page, caption))[-2:])
        yield ReadCell(f"{where}, then", EARLIER, number, figure(then))
        yield ReadCell(where, EVERYONE, number, figure(now))


def _beside_earlier(place: ReadPlace, named: Mapping[str, int]) -> Iterator[ReadCell]:
    """Where two rounds stand beside each other: the chapter of it, over time, and the paper."""
    sources = (
        ("chapter of changes", f"{place.address}/since-last-time", "Each area then and now", -4),
        ("over time", f"{place.home}over-time", "Each area over", -2),
        (
            "board-paper: Word, changes",
            f"{place.address.removesuffix('results')}board-paper.docx",
            "Each area then",
            -4,
        ),
    )
    for name, path, caption, now in sources:
        reply, read = place.client.raw("GET", path), 0
        assert reply.status_code == 200, path
        for title, (_, *rows) in tables_of(path, reply):
            if title.startswith(caption) and not read:
                read += 1
                for row in rows:
                    yield ReadCell(name, EVERYONE, named[row[0]], figure(row[now]))
                    before = now - (2 if now == -4 else 1)
                    yield ReadCell(f"{name}, then", EARLIER, named[row[0]], figure(row[before]))


def _explored(place: ReadPlace, named: Mapping[str, int]) -> Iterator[ReadCell]:
    """Everyone in both rounds, as Explore lays them beside each other."""
    assert place.earlier
    path = f"{place.home}explore?round_key={place.round}&since=first&group=everyone"
    for caption, (heads, *rows) in tables_of(path, place.client.raw("GET", path)):
        if caption == "Every figure of the picture":
            for row in rows:
                who = EARLIER if place.earlier.title in row[0] else EVERYONE
                for head, text in zip(heads[2:], row[2:], strict=True):
                    yield ReadCell(f"explore, {who}", who, named[head], figure(text))


def _or_letter(text: str) -> str | None:
    """A reason that several share is named by a letter in a table."""
    return None if re.match(r"(Not shown )?\(?[a-z]\)?$", text.strip()) else figure(text)


def _table(page: Page, caption: str) -> Element:
    tables = page.root.find_all("table")
    return next(one for one in tables if any(caption in c.text for c in one.find_all("caption")))


def _rows(element: Element) -> list[Element]:
    return [row for body in element.find_all("tbody") for row in body.find_all("tr")]


def _head(row: Element) -> str:
    """The name that a row begins with, without the number in a disc."""
    links = row.find_all("th")[0].find_all("a")
    return links[-1].text.strip() if len(links) == 1 else row.find_all("th")[0].text.strip()


def _column(
    where: str, rows: tuple[tuple[str, ...], ...], head: str, named: Mapping[str, int]
) -> Iterator[ReadCell]:
    heads, *body = rows
    for row in body:
        yield ReadCell(where, EVERYONE, named[row[heads.index("Area")]], figure(row[heads.index(head)]))


# --- papers and slides ---------------------------------------------------------------------------------------


def in_papers(place: ReadPlace) -> Iterator[ReadCell]:
    named = numbers_of(place.results.edition)
    for name in ("board-paper", "board-paper-short"):
        reply = place.client.raw("GET", f"{place.address.removesuffix('results')}{name}.docx")
        for caption, rows in tables_of(name, reply):
            if caption == "Where each area stands":
                yield from _column(f"{name}: Word", rows, "Current position", named)
            elif caption.startswith("What comes first by the formula"):
                yield from _column(f"{name}: Word, ranking", rows, "Stands at", named)
        words = " ".join(Paper(place.file(f"{name}.pdf")).text.split())
        for area in place.audience.areas:
            # Where a table sets its figure beside the area's own name.
            at = re.search(
                rf"{area.area.number} {re.escape(area.area.short_name)} ({FIGURE.pattern}|Not shown)", words
            )
            if at:
                yield ReadCell(f"{name}: PDF", EVERYONE, area.area.number, figure(at[1]))
    for slide in Presentation(io.BytesIO(place.file("results/slides.pptx"))).slides:
        for chart in (shape.chart for shape in slide.shapes if shape.has_chart):
            for series in chart.plots[0].series if chart.plots[0].series[0].name == "Now" else ():
                if series.name == "Now" and len(chart.plots[0].series) > 1:
                    names = list(chart.plots[0].categories)
                    for category, value in zip(names, series.values, strict=True):
                        yield _bar(place, named, str(category), value)
            if [series.name for series in chart.plots[0].series] == ["Then", "Now"]:
                for series in chart.plots[0].series:
                    who = EARLIER if series.name == "Then" else EVERYONE
                    for category, value in zip(chart.plots[0].categories, series.values, strict=True):
                        yield _of_two(place, named, str(category), value, who)


def _bar(place: ReadPlace, named: Mapping[str, int], category: str, value: float | None) -> ReadCell:
    """A point of the radar; where it has none, its name says in words what is known."""
    name, _, words = category.partition(": ")
    number = named[name]
    if value is None:
        return ReadCell("slides", EVERYONE, number, figure(words.removeprefix("now ")))
    at = what_is_shown(place)[EVERYONE, number]
    return ReadCell(
        "slides", EVERYONE, number, at.text if at.exact and float(at.text) == value else f"{value}"
    )


def _of_two(
    place: ReadPlace, named: Mapping[str, int], category: str, value: float | None, who: str
) -> ReadCell:
    """A bar of then or of now; where there is none, what is printed is in words."""
    name = max((one for one in named if category.startswith(one)), key=len)
    at = what_is_shown(place)[who, named[name]]
    is_it = at.value is None if value is None else at.exact and float(at.text) == value
    words = at.text if is_it or (value is None and at.text in category) else f"{value}"
    return ReadCell(f"slides, {who}", who, named[name], None if at.value is None and is_it else words)


# --- workbook, open data, and the command line ---------------------------------------------------------------


def in_files(place: ReadPlace) -> Iterator[ReadCell]:
    label, reading = place.audience.audience.label, READINGS[place.results.leading]
    for row in rows_of(sheets_of(place.file("results.xlsx"))["Areas"]):
        if (row["Audience"], row["Reading"]) == (label, reading):
            yield ReadCell("workbook", EVERYONE, int(row["Area number"]), figure(f"{row['As printed']}"))
    groups = {cell.name for cell in place.audience.cells}
    for told in csv.DictReader(io.StringIO(place.file("results.csv").decode("utf-8-sig"))):
        of_position = (
            told["Audience"] == label and told["Measure"] == "Current position" and told["Area number"]
        )
        if of_position and told["Name"] == EVERYONE and told["Reading"] == reading:
            yield ReadCell("open data", EVERYONE, int(told["Area number"]), figure(told["As printed"]))
        elif of_position and told["Name"] in groups:
            number = int(told["Area number"])
            yield ReadCell("open data: groups", told["Name"], number, figure(told["As printed"]))
    facts = results_as_facts(place.round, place.results)
    known = {cell.group_keys: cell.name for cell in place.audience.cells}
    at = {area.code: area.number for area in place.results.edition.areas}
    shown = what_is_shown(place)
    for one in facts["cells"]:
        if name := known.get(tuple(one["groups"])):
            for code, value in one["areas"].items():
                mean = value.get("mean")
                text = shown[name, at[code]].text
                same = (
                    mean == text or (isinstance(mean, float) and float(text) == mean)
                    if mean is not None
                    else None
                )
                yield ReadCell(
                    "command line", name, at[code], text if same else None if mean is None else f"{mean}"
                )

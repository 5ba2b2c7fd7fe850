"""Exhibits: everything that a place is told of its figures, each with the tables that stand beside it.

    GeneratedPlace  ->  exhibits_of  ->  Exhibit   a chart, a page's block, a paper, a sheet, a page of feedback

What claims a sentence carries is found by watching every Said and every Chart while it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, cached_property
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch

from flask import Flask, g, render_template
from markupsafe import Markup

from lws_assess.actions.papers.board_papers import BoardPaperContents, EarlierDecision
from lws_assess.actions.papers.feedback_sheets import FeedbackSheet, SheetGroup
from lws_assess.actions.papers.strategies import StrategySources
from lws_assess.actions.plans.feedback import FeedbackMaterial
from lws_assess.actions.results.priorities import DecidedPlace, DecisionTaken, RoundPriorities
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import Chart
from lws_assess.documents.claims import Claim, SaidWords
from lws_assess.documents.data.region import file_for_a_region
from lws_assess.documents.papers import feedback_sheets
from lws_assess.documents.papers.board_paper_results import leading_audience
from lws_assess.documents.papers.board_papers import board_paper
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.documents.papers.feedback import make_page, tell_easily, tell_feedback
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    Manuscript,
    PaperFigure,
    PaperTable,
    SideBySide,
    TextParagraph,
)
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.message_figures import MessageFigure
from lws_assess.records.partnerships import Partnership
from lws_assess.records.people import STEERING
from lws_assess.records.rounds import Round
from lws_assess.survey.plans import feedback as told
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.histories import RoundHistory
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.web.results.blocks import ResultsLook, blocks_of
from lws_assess.web.results.choices import ResultsAddress, read_choice
from tests.claims.generated_rounds import GeneratedPlace

NO_PLAN = ActionPlan("Testham", date(2026, 3, 2), (), (), (), (), (), ())


@cache
def names_of(cell: str) -> frozenset[str]:
    """What a row or a column may be called by: its whole words, without a number, or as far as a colon."""
    whole = (cell, re.sub(r"^\d+ ", "", cell))
    return frozenset((*whole, *(one.partition(": ")[0] for one in whole)))


@dataclass(frozen=True)
class Grid:
    """A table as it is read: its rows begin with the name of what they describe."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def rows_called(self) -> dict[str, list[tuple[str, ...]]]:
        """The rows by every name that they have: with its number and without, and before a colon."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for row in self.rows:
            for name in {one for cell in row[:2] for one in names_of(cell)}:
                found.setdefault(name, []).append(row)
        return found

    @cached_property
    def columns_called(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, head in enumerate(self.headers):
            for name in names_of(head):
                found.setdefault(name, []).append(at)
        return found

    def column(self, head: str) -> dict[str, str]:
        """The cells of the first column of that head, by the names of the rows."""
        at = self.headers.index(head)
        return {row[0]: row[at] for row in self.rows}


@dataclass(frozen=True)
class Exhibit:
    """`says` are its paragraphs in their order. `carried` are the claims of each text in it that carries some.

    `around` are tables that stand elsewhere on the same page or paper, beside its own.
    """

    where: str
    kind: str
    says: tuple[str, ...]
    grids: tuple[Grid, ...]
    carried: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    audience: AudienceResults | None = None
    reading: str = ""
    more: Any = None  # what it was made of, where a reader needs more than its words
    around: tuple[Grid, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(claim for claims in self.carried.values() for claim in claims)

    @property
    def first(self) -> Grid:
        return self.grids[0]


# --- watching --------------------------------------------------------------------------------------------


@dataclass
class Watched:
    """The charts and the sentences that were made meanwhile."""

    charts: list[Chart] = field(default_factory=list)
    said: list[SaidWords] = field(default_factory=list)

    @property
    def carried(self) -> dict[str, tuple[Claim, ...]]:
        found: dict[str, tuple[Claim, ...]] = {}
        for text, claims in (
            *((one.text, one.claims) for one in self.said),
            *((one.sentence, one.claims) for one in self.charts),
        ):
            if claims:
                found[text] = claims
        return found

    def carried_in(self, says: Sequence[str]) -> dict[str, tuple[Claim, ...]]:
        """The claims of what was said in these paragraphs."""
        whole = "\n".join(says)
        return {text: claims for text, claims in self.carried.items() if text in whole}


@contextmanager
def watching() -> Iterator[Watched]:
    seen = Watched()
    make_said, make_chart = SaidWords.__init__, Chart.__init__

    def said(self: SaidWords, *args: Any, **more: Any) -> None:
        make_said(self, *args, **more)
        seen.said.append(self)

    def chart(self: Chart, *args: Any, **more: Any) -> None:
        make_chart(self, *args, **more)
        seen.charts.append(self)

    with patch.object(SaidWords, "__init__", said), patch.object(Chart, "__init__", chart):
        yield seen


# --- charts ----------------------------------------------------------------------------------------------


def of_chart(
    chart: Chart, kind: str, audience: AudienceResults | None = None, reading: str = "", more: Any = None
) -> Exhibit:
    grid = Grid(chart.title, tuple(map(str, chart.headers)), tuple(tuple(map(str, r)) for r in chart.rows))
    says = tuple(words for words in (chart.sentence, chart.note, chart.table_note) if words)
    carried = {chart.sentence: chart.claims} if chart.claims else {}
    return Exhibit(chart.key, kind, says, (grid,), carried, audience, reading, more or chart)


def charts_of(results: RoundResults, reading: str) -> Iterator[Exhibit]:
    """Every picture that a page may show of a round in one reading."""
    for audience in results.audiences:
        if not audience.people:
            continue
        for draw in (
            charts.rainbow_chart,
            charts.radar_chart,
            charts.dot_plot,
            charts.group_chart,
            charts.heat_map,
        ):
            if audience.cells or draw not in (charts.group_chart, charts.heat_map):
                yield of_chart(draw(audience, reading), draw.__name__, audience, reading)
        if audience.ranks_priorities:
            yield of_chart(charts.importance_chart(audience, reading), "importance", audience, reading)
            yield of_chart(charts.rank_band_chart(audience, reading), "bands", audience, reading)
        yield of_chart(charts.reading_chart(audience), "readings", audience)
        yield of_chart(charts.dont_know(results.edition, audience), "dont_know", audience)
        yield of_chart(charts.dont_know_map(results.edition, audience), "dont_know_map", audience)
        if other := charts.not_applicable_map(results.edition, audience):
            yield of_chart(other, "not_applicable_map", audience)
        for area in audience.areas:
            yield of_chart(
                charts.statement_chart(audience, area, reading), "statements", audience, reading, area
            )
        yield from _of_groups(audience, reading)
    yield of_chart(charts.vote_chart(results), "votes")
    yield of_chart(charts.order_chart(results, reading), "orders", reading=reading)
    for cut in results.cuts:
        if not cut.withheld:
            yield of_chart(charts.cut_dots(cut), "cut", more=cut)


def _of_groups(audience: AudienceResults, reading: str) -> Iterator[Exhibit]:
    for i, cell in enumerate(audience.cells):
        yield of_chart(
            charts.radar_chart(audience, reading, cell), "radar of a group", audience, reading, cell
        )
        area = audience.areas[i % len(audience.areas)]
        chart = charts.statement_chart(audience, area, reading, cell)
        yield of_chart(chart, "statements of a group", audience, reading, (area, cell))
        other = audience.cells[(i + 1) % len(audience.cells)]
        if other is not cell:
            yield of_chart(charts.two_groups(audience, cell, other), "pair", audience, more=(cell, other))


def changes_told(
    changes: RoundChanges | None, history: RoundHistory | None, results: RoundResults
) -> Iterator[Exhibit]:
    """What has moved, in both readings."""
    for found in changes.audiences if changes else ():
        audience = results.find_audience(found.audience.key)
        for reading in READINGS:
            assert changes
            chart = charts.dumbbell_chart(
                found, reading, then_title=changes.then_title, now_title=changes.now_title
            )
            yield of_chart(chart, "dumbbell", audience, reading, found)
            yield of_chart(
                charts.changes_of_groups(found, reading), "changes of groups", audience, reading, found
            )
    for past in history.audiences if history else ():
        for reading in READINGS:
            assert history
            chart = charts.history_chart(history, past.audience, reading)
            yield of_chart(chart, "history", results.find_audience(past.audience.key), reading, past)


# --- papers ----------------------------------------------------------------------------------------------


def a_decision(results: RoundResults, codes: Sequence[str]) -> DecisionTaken:
    """Somebody decided these areas on what was seen."""
    seen = what_is_seen(results)
    areas, figures = {a.code: a for a in results.edition.areas}, {one.area: one for one in seen.figures}
    places = tuple(DecidedPlace(i, areas[code], figures[code]) for i, code in enumerate(codes, 1))
    at = datetime(2026, 3, 12, tzinfo=UTC)
    return DecisionTaken(1, True, places, False, (), "", "Ada Bell", at, seen, seen.digest, (), ())


def board_contents(place: GeneratedPlace) -> BoardPaperContents:
    """The papers by turns before a decision, after one, and after one of an earlier round."""
    results, changes = place.results, place.changes
    contents = BoardPaperContents(results, "24 November 2026", changes=changes)
    codes = [area.code for area in results.edition.areas][: 1 + place.seed % 3]
    if changes and place.seed % 2:
        before = place.results_of(len(place.rounds) - 2)
        decided = a_decision(before, codes)
        earlier = EarlierDecision(before.title, decided, changes)
        return replace(contents, earlier=earlier)
    return replace(contents, decided=a_decision(results, codes)) if place.seed % 3 == 0 else contents


def of_manuscript(paper: Manuscript, kind: str, seen: Watched, audience: AudienceResults | None) -> Exhibit:
    says: list[str] = []
    grids: list[Grid] = []
    for block in paper.blocks:
        if isinstance(block, TextParagraph):
            says.append(" ".join(filter(None, (block.lead, block.text))))
        elif isinstance(block, BulletList):
            says += [" ".join(filter(None, point)) for point in block.points]
        elif isinstance(block, PaperTable | PaperFigure):
            table = block.table if isinstance(block, PaperFigure) else block
            grids.append(Grid(table.caption, tuple(table.headers), tuple(table.rows)))
            says += table.notes
        elif isinstance(block, SideBySide):
            says.append(block.said)
    grids += [Grid(c.title, tuple(c.headers), tuple(c.rows)) for c in seen.charts]
    return Exhibit(
        paper.title, kind, tuple(filter(None, says)), tuple(grids), seen.carried_in(says), audience
    )


def papers_of(place: GeneratedPlace) -> Iterator[Exhibit]:
    with watching() as seen:
        contents = board_contents(place)
        paper = board_paper(contents)
    yield replace(
        of_manuscript(paper, "board paper", seen, leading_audience(contents.results)),
        reading=place.results.leading,
        more=contents,
    )
    with watching() as seen:
        sources = StrategySources(
            place.results,
            "24 November 2026",
            changes=contents.changes,
            decided=contents.decided,
            earlier=contents.earlier,
        )
        draft = strategy_document(sources)
    yield replace(
        of_manuscript(draft, "strategy", seen, leading_audience(sources.results)),
        reading=place.results.leading,
        more=sources,
    )
    yield slides_of(contents)
    headers, rows = file_for_a_region(place.results)
    grid = Grid("For a region", tuple(headers), tuple(tuple(map(str, row)) for row in rows))
    yield Exhibit("region", "region", (), (grid,))


def slides_of(contents: BoardPaperContents) -> Exhibit:
    """Every slide with its notes, beside the figures that are drawn on them."""
    with watching() as seen:
        deck = board_messages(contents)
    says = [
        words
        for message in deck.messages
        for words in (f"{message.finding.text.rstrip('.')}.", message.said, *message.notes)
    ]
    tables = [
        one.as_table if isinstance(one, MessageFigure) else one
        for message in deck.messages
        if (one := message.figure)
    ]
    audience = leading_audience(contents.results)
    told = [one for reading in READINGS for one in charts_of(contents.results, reading)]
    told += changes_told(contents.changes, None, contents.results)
    beside = [one.first for one in told if one.audience in (None, audience)]
    statements = [row for one in told if one.kind == "statements" for row in one.first.rows]
    grids = [
        *(Grid(one.title, one.headers, one.rows) for one in tables),
        *beside,
        Grid("Every statement", ("Statement",), tuple(statements)),
    ]
    return Exhibit(
        deck.foot,
        "slides",
        tuple(says),
        tuple(grids),
        {
            **seen.carried_in(says),
            **{f"{m.finding.text.rstrip('.')}.": m.finding.claims for m in deck.messages if m.finding.claims},
        },
        audience,
        contents.results.leading,
        contents,
    )


# --- pages -----------------------------------------------------------------------------------------------


class _PageRead(HTMLParser):
    """Paragraphs, list items and tables of a page, without its forms, links to parts and drawings."""

    BLOCKS = frozenset(("p", "li", "h2", "h3", "h1", "figcaption"))
    PASSED = frozenset(("svg", "form", "nav", "script", "style", "summary"))

    def __init__(self) -> None:
        super().__init__()
        self.says: list[str] = []
        self.grids: list[Grid] = []
        self._open: list[list[str]] = []
        self._passed = 0
        self._table: list[list[str]] | None = None
        self._caption: list[str] | None = None
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in self.PASSED:
            self._passed += 1
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "table":
            self._table = []
        elif tag == "caption":
            self._caption = []
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag in self.BLOCKS and self._table is None:
            self._open.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.PASSED:
            self._passed -= 1
        elif tag in ("td", "th") and self._cell is not None and self._table:
            self._table[-1].append(_line(self._cell))
            self._cell = None
        elif tag == "table" and self._table is not None:
            caption = _line(self._caption or [])
            head, *rows = self._table or [[]]
            self.grids.append(Grid(caption, tuple(head), tuple(map(tuple, rows))))
            self._table = self._caption = None
        elif tag in self.BLOCKS and self._table is None and self._open:
            self.says += filter(None, [_line(self._open.pop())])

    def handle_data(self, data: str) -> None:
        if self._passed:
            return
        if self._cell is not None:
            self._cell.append(data)
        elif self._table is not None:
            if self._caption is not None:
                self._caption.append(data)
        elif self._open:
            self._open[-1].append(data)


def _line(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


def look_at(place: GeneratedPlace, audience: AudienceResults, reading: str) -> ResultsLook:
    results, changes = place.results, place.changes
    round_ = Round(partnership="testham", key="now", title=results.title)
    asked = {"audience": audience.audience.key, "reading": reading}
    choice = read_choice(results, changes, asked, ResultsAddress("testham", "now", {}))
    before = place.history.titles[-2::-1] if place.history else ()
    earlier = [
        Round(partnership="testham", key=f"before-{i}", title=title) for i, title in enumerate(before, 1)
    ]
    return ResultsLook(round_, results, choice, earlier, changes, place.history, ())


def pages_of(place: GeneratedPlace, app: Flask) -> Iterator[Exhibit]:
    """The blocks of the page of results, as they are rendered: one audience and one reading at a time."""
    answered = [one for one in place.results.audiences if one.people] or place.results.audiences[:1]
    audience = answered[place.seed % len(answered)]
    reading = (EACH_GROUP, EACH_PERSON)[place.seed // 2 % 2]
    with app.test_request_context():
        g.role, g.partnership = STEERING, Partnership(key="testham")
        with watching() as seen:
            look = look_at(place, audience, reading)
            blocks = [(block, block.draw_in_chapter(look)) for block in blocks_of(look)]
        found: list[Exhibit] = []
        for block, pictures in blocks:
            with watching() as meanwhile:
                words = render_template(
                    block.template,
                    look=look,
                    round=look.round,
                    results=look.results,
                    choice=look.choice,
                    chosen=look.audience,
                    reading=reading,
                    readings=READINGS,
                    address=look.choice.address,
                    block=block,
                    alone=False,
                    pictures={name: replace(one, svg=Markup("")) for name, one in pictures.items()},
                )
            read = _PageRead()
            read.feed(words)
            carried = seen.carried_in(read.says) | meanwhile.carried_in(read.says)
            where, says, grids = f"page: {block.key}", tuple(read.says), tuple(read.grids)
            found.append(Exhibit(where, where, says, grids, carried, audience, reading, look))
        around = tuple(grid for one in found for grid in one.grids)
        yield from (replace(one, around=around) for one in found)


# --- feedback --------------------------------------------------------------------------------------------


def feedback_of(place: GeneratedPlace) -> Iterator[Exhibit]:
    """The page of feedback in both versions, and the sheet of each group."""
    results = place.results
    this = Round(partnership="testham", key="now", title=results.title)
    areas = {area.code: area for area in results.edition.areas}
    priorities = RoundPriorities(this, areas, (), None, None)
    with watching() as making:
        page = make_page(FeedbackMaterial(this, results, priorities, NO_PLAN, (), told.FeedbackWords(), None))
    for name, telling in (("plain", tell_feedback), ("easy", tell_easily)):
        with watching() as seen:
            version = telling(page, results.edition)
        says = [version.not_shown, *(one.sure for _, one in version.first)]
        says += [side.chart.sentence for side in version.sides]
        grids = [Grid(s.chart.title, tuple(s.chart.headers), tuple(s.chart.rows)) for s in version.sides]
        carried = (making.carried_in(says) if name == "plain" else {}) | seen.carried_in(says)
        paragraphs = tuple(filter(None, says))
        yield Exhibit(f"feedback, {name}", "feedback", paragraphs, tuple(grids), carried, more=version)
    for key, group in sorted(place.now.facts.group_names.items())[:3]:
        yield _sheet(place, key, group)


def _sheet(place: GeneratedPlace, key: str, name: str) -> Exhibit:
    audience = next((a for a in place.results.audiences for c in a.cells if key in c.group_keys), None)
    whose = audience or place.results.audiences[0]
    with watching() as seen:
        sheet = FeedbackSheet(place.results, SheetGroup(key, name, whose.audience.key))
        data = feedback_sheets._page(sheet)
    first = data["first"]
    table = data["table"]
    grids = (
        [Grid(table["caption"], tuple(table["headers"]), tuple(map(tuple, table["rows"])))] if table else []
    )
    grids += [Grid(c.title, tuple(c.headers), tuple(c.rows)) for c in seen.charts]
    says = (*data["counted"], first["says"], *data["next"]["says"])
    carried = seen.carried_in(says)
    return Exhibit(f"sheet: {name}", "sheet", says, tuple(grids), carried, whose, more=(sheet, data))


def exhibits_of(place: GeneratedPlace, app: Flask) -> Iterator[Exhibit]:
    results = place.results
    yield from charts_of(results, results.leading)
    other = EACH_PERSON if results.leading == EACH_GROUP else EACH_GROUP
    yield from (one for one in charts_of(results, other) if one.reading == other)
    yield from changes_told(place.changes, place.history, results)
    yield from pages_of(place, app)
    yield from papers_of(place)
    yield from feedback_of(place)

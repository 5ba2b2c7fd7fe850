"""The blocks of the results, in the order in which they tell the story.

A block has an address, a template and its pictures, each with its table and its sentence. A chapter has the blocks
that `chapters` names, and the whole report has all; a block by itself is the same block on a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lws_assess.actions.results.comments import CommentSubject
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.every_chart import Chart
from lws_assess.documents.charts.first_few import FirstFew, first_few
from lws_assess.documents.charts.headlines import AreaMoves, RoundHeadlines, area_moves, round_headlines
from lws_assess.documents.charts.ranking import (
    FORMULA,
    RankingRow,
    area_ranking,
    audiences_with_votes,
    intervals_note,
)
from lws_assess.documents.charts.shares import not_counted_then
from lws_assess.documents.slides.message_keys import has_message
from lws_assess.records.rounds import Round
from lws_assess.survey.results.changes import AudienceChanges, RoundChanges
from lws_assess.survey.results.histories import RoundHistory
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RoundResults
from lws_assess.web.results.chapters import WHERE_NOTHING_IS_SHOWN, ResultsChapter
from lws_assess.web.results.choices import ResultChoice

Pictures = Mapping[str, Chart]


@dataclass(frozen=True)
class ResultsLook:
    """Everything the results page says, before it is drawn."""

    round: Round
    results: RoundResults
    choice: ResultChoice
    earlier: Sequence[Round]  # rounds that it may be compared with
    changes: RoundChanges | None
    history: RoundHistory | None  # where there are more rounds than two
    said: Sequence[CommentSubject]

    @property
    def audience(self) -> AudienceResults:
        return self.choice.audience

    @property
    def not_counted(self) -> str:
        """Returns what is said where the release did not count what does not apply to people; else nothing."""
        if self.audience.counts_not_applicable:
            return ""
        return not_counted_then(self.results.edition, self.audience.audience)

    @property
    def older(self) -> Sequence[Round]:
        """Returns the rounds before those that the history tells of, the newest first."""
        return self.earlier[len(self.history.titles) - 1 :] if self.history else ()

    @cached_property
    def answered(self) -> list[AudienceResults]:
        return [audience for audience in self.results.audiences if audience.people]

    @cached_property
    def others(self) -> list[AudienceResults]:
        return [audience for audience in self.answered if audience is not self.audience]

    @cached_property
    def headlines(self) -> RoundHeadlines:
        return round_headlines(self.results, self.audience, self.choice.reading)

    @cached_property
    def moved(self) -> AudienceChanges | None:
        """Returns what changed for the audience in view, where any of its groups can be compared."""
        mine = self.changes.find_audience(self.audience.audience.key) if self.changes else None
        return mine if mine and mine.cells else None

    @cached_property
    def moves(self) -> AreaMoves | None:
        return area_moves(self.moved, self.choice.reading, self.first) if self.moved else None

    @cached_property
    def first(self) -> FirstFew:
        """The areas that come first of the audience in view."""
        return first_few(self.audience, self.choice.reading)

    @cached_property
    def ranking(self) -> Sequence[RankingRow]:
        ranks = self.audience.ranks_priorities
        return area_ranking(self.results, self.audience, self.choice.reading) if ranks else ()

    @cached_property
    def voting(self) -> tuple[AudienceResults, ...]:
        return audiences_with_votes(self.results)

    def slide_of(self, chapter: ResultsChapter) -> str:
        """Returns the key of the slide that tells of a chapter; empty where a round has nothing for it."""
        where = self.results, self.audience, self.choice.reading, self.changes
        return chapter.slide if has_message(chapter.slide, *where) else ""

    @property
    def intervals_note(self) -> str:
        return intervals_note(self.audience, self.choice.reading)

    @property
    def formula(self) -> str:
        return FORMULA


@dataclass(frozen=True)
class ResultsBlock:
    """One part of the story, with all its pictures. `there` says whether it has anything to say.

    `chosen` says which of the pictures stand in the chapter, where that is not all of them.
    """

    key: str
    name: str
    draw: Callable[[ResultsLook], Pictures] = lambda _look: {}
    there: Callable[[ResultsLook], bool] = lambda look: bool(look.results.people)
    chosen: Callable[[ResultsLook], Pictures] | None = None

    @property
    def template(self) -> str:
        return f"results/{self.key.replace('-', '_')}.html"

    def draw_in_chapter(self, look: ResultsLook) -> Pictures:
        return (self.chosen or self.draw)(look)


def _areas(look: ResultsLook) -> Pictures:
    audience, reading = look.audience, look.choice.reading
    drawn = {
        "rainbow": charts.rainbow_chart(audience, reading),
        "radar": charts.radar_chart(audience, reading, look.choice.group),
    }
    return drawn | ({"dot_plot": charts.dot_plot(audience, reading)} if audience.ranks_priorities else {})


def _statements(look: ResultsLook) -> Pictures:
    return {found.area.code: _statements_of(look, found) for found in look.audience.areas}


def _statements_of_one_area(look: ResultsLook) -> Pictures:
    return {look.choice.area.area.code: _statements_of(look, look.choice.area)}


def _statements_of(look: ResultsLook, area: AreaResult) -> Chart:
    return charts.statement_chart(look.audience, area, look.choice.reading, look.choice.group)


def _groups(look: ResultsLook) -> Pictures:
    choice = look.choice
    if not look.audience.cells:
        return {}
    return {
        "heat_map": charts.heat_map(look.audience, choice.reading, choice.order),
        "groups": charts.group_chart(look.audience, choice.reading, choice.group),
    }


def _pair(look: ResultsLook) -> Pictures:
    one, other = look.choice.one, look.choice.other
    return {"pair": charts.two_groups(look.audience, one, other)} if one and other else {}


def _cut(look: ResultsLook) -> Pictures:
    return {cut.audience.key: charts.cut_dots(cut) for cut in look.results.cuts if not cut.withheld}


def _families(look: ResultsLook) -> Pictures:
    reading = look.choice.reading
    drawn = {other.audience.key: charts.rainbow_chart(other, reading) for other in look.others}
    return drawn | {"orders": charts.order_chart(look.results, reading)}


def _dont_know(look: ResultsLook) -> Pictures:
    edition = look.results.edition
    drawn = {"bars": charts.dont_know(edition, look.audience)}
    if not look.audience.cells:
        return drawn
    other = charts.not_applicable_map(edition, look.audience)
    return drawn | {"map": charts.dont_know_map(edition, look.audience)} | ({"other": other} if other else {})


def _ranking(look: ResultsLook) -> Pictures:
    audience, reading = look.audience, look.choice.reading
    drawn = {}
    if audience.ranks_priorities:
        drawn = {
            "bands": charts.rank_band_chart(audience, reading),
            "importance": charts.importance_chart(audience, reading),
        }
    return drawn | ({"readings": charts.reading_chart(audience)} if len(audience.cells) > 1 else {})


def _votes(look: ResultsLook) -> Pictures:
    return {"votes": charts.vote_chart(look.results)}


def _since(look: ResultsLook) -> Pictures:
    changes, moved, reading = look.changes, look.moved, look.choice.reading
    if not changes or not moved:
        return {}
    drawn = {
        "dumbbell": charts.dumbbell_chart(
            moved, reading, then_title=changes.then_title, now_title=changes.now_title, first=look.first
        ),
        "groups": charts.changes_of_groups(moved, reading),
    }
    if look.history and len(look.history.titles) > 2:
        drawn["history"] = charts.history_chart(look.history, look.audience.audience, reading, look.first)
    return drawn


BLOCKS = (
    ResultsBlock("main-points", "The main points"),
    ResultsBlock("areas", "Where each area stands", _areas),
    ResultsBlock("statements", "Inside each area", _statements, chosen=_statements_of_one_area),
    ResultsBlock("dont-know", "What people cannot see", _dont_know),
    ResultsBlock(
        "additions",
        "Questions you added",
        there=lambda look: bool(look.audience.additions),
    ),
    ResultsBlock("groups", "How groups differ", _groups),
    ResultsBlock("pair", "Two groups", _pair, lambda look: look.choice.one is not None),
    ResultsBlock(
        "cut", "By role or sector", _cut, lambda look: bool(look.results.people and look.results.cuts)
    ),
    ResultsBlock("families", "What families say", _families, lambda look: len(look.answered) > 1),
    ResultsBlock("ranking", "What matters most", _ranking),
    ResultsBlock("votes", "Votes", _votes, lambda look: bool(look.voting)),
    ResultsBlock("since", "Since last time", _since),
    ResultsBlock("comments", "What people wrote", there=lambda _look: True),
    ResultsBlock("not-shown", "What is not shown", there=lambda _look: True),
    ResultsBlock("method", "How the figures are made", there=lambda _look: True),
)


def blocks_of(look: ResultsLook) -> Iterator[ResultsBlock]:
    """The blocks that have something to say, in the order of the story; why not, where nothing may be shown."""
    there = [block for block in BLOCKS if block.there(look)]
    first = "" if look.results.people else WHERE_NOTHING_IS_SHOWN
    return iter(sorted(there, key=lambda block: block.key != first))


def blocks_of_chapter(look: ResultsLook, chapter: ResultsChapter) -> list[ResultsBlock]:
    """The blocks of a chapter that have something to say; the one that says why, where nothing may be shown."""
    mine = [block for block in blocks_of(look) if chapter.holds(block.key)]
    if mine or look.results.people:
        return mine
    return [block for block in blocks_of(look) if block.key == WHERE_NOTHING_IS_SHOWN]


def find_block(look: ResultsLook, key: str) -> ResultsBlock | None:
    return next((block for block in blocks_of(look) if block.key == key), None)

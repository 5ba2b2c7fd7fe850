"""Every published figure of a round, one by one: what it is of, what it measures, and what may be said.

    RoundResults  ->  figures  ->  ReleaseFigure(about, measure, said)  ->  CSV, workbook

Nothing is worked out here: a figure is taken from the view object, and rounded as the pages print it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lws_assess.documents.charts.drawing import NOT_SHOWN, place_on_scale
from lws_assess.documents.charts.ranking import gap_text, places_text, score_texts, votes_text
from lws_assess.documents.charts.shares import agreement_text, rounded_shares, share_text
from lws_assess.documents.charts.whose_statements import together_name, whose_name
from lws_assess.documents.data import release_measures as m
from lws_assess.documents.data.release_measures import ReleaseMeasure
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.instruments import Area, Audience, Question, Scale
from lws_assess.survey.intervals import RankPlaces
from lws_assess.survey.keys import AreaCode, CellKey
from lws_assess.survey.releases.additions import AdditionResult
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.results.cuts import CutResult
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.response_rates import ResponseRate
from lws_assess.survey.results.round_results import (
    READINGS,
    AreaResult,
    AudienceResults,
    CellResult,
    RankedArea,
    RoundResults,
)
from lws_assess.survey.results.statements import StatementResult, StatementTogether
from lws_assess.survey.rounding import printed_target
from lws_assess.survey.withheld import Withheld, unrated_withheld, votes_withheld, withheld_for_nobody

EVERYONE, GROUP, CATEGORY = "Everyone together", "Group", "Role or sector"


@dataclass(frozen=True)
class FigureSubject:
    """Holds what a figure is of. `key` tells groups of one name apart; `reading` is empty where it plays no part."""

    audience: Audience | None
    whose: str
    name: str
    key: str = ""
    reading: str = ""
    area: Area | None = None
    question: Question | None = None

    @property
    def address(self) -> tuple[str, ...]:
        """Returns what tells it from everything else that has figures."""
        return (
            self.audience.key if self.audience else "",
            self.whose,
            self.key,
            self.reading,
            self.area.code if self.area else "",
            self.question.key if self.question else "",
        )


@dataclass(frozen=True)
class FigureSaid:
    """A figure as far as it may be said: `value` only where it may be printed exactly, `why` where it may not."""

    text: str = NOT_SHOWN
    value: float | None = None
    level: str = ""
    n: int | None = None
    why: str = ""


@dataclass(frozen=True)
class ReleaseFigure:
    about: FigureSubject
    measure: ReleaseMeasure
    said: FigureSaid


def release_figures(results: RoundResults) -> Iterator[ReleaseFigure]:
    """Everything a round publishes: audience by audience, then by role or sector, then groups without figures."""
    for audience in results.audiences:
        yield from _of_everyone(audience, results.k)
        for number, cell in enumerate(audience.cells):
            yield from _of_cell(audience, number, cell)
        yield from _of_cells_together(audience)
    for cut in results.cuts:
        yield from _of_cut(cut)
    yield from _of_groups_without(results)


def subject_of_everyone(audience: AudienceResults, reading: str = "") -> FigureSubject:
    """Everyone together, in one reading where it plays a part."""
    return FigureSubject(audience.audience, EVERYONE, EVERYONE, reading=READINGS.get(reading, ""))


def subject_of_group(audience: AudienceResults, cell: CellResult) -> FigureSubject:
    return FigureSubject(audience.audience, GROUP, cell.name, key=cell.key)


def groups_together(audience: AudienceResults, together: StatementTogether) -> FigureSubject:
    """Groups that are put together for the statements of an area."""
    key = CellKey("+".join(together.members))
    return FigureSubject(audience.audience, GROUP, together_name(together.groups), key=key)


def subject_of_category(cut: CutResult, number: int) -> FigureSubject:
    return FigureSubject(cut.audience, CATEGORY, cut.categories[number].name, key=str(number))


# --- everyone together -----------------------------------------------------------------------------------


def _of_everyone(audience: AudienceResults, k: int) -> Iterator[ReleaseFigure]:
    yield ReleaseFigure(subject_of_everyone(audience), m.PEOPLE, _number(audience.people))
    scores = {reading: score_texts(audience, reading) for reading in READINGS}
    yield from _rate(subject_of_everyone(audience), audience.rate)
    for found in audience.areas:
        about = replace(subject_of_everyone(audience), area=found.area)
        if audience.ranks_priorities:
            yield ReleaseFigure(about, m.TARGET, _printed(printed_target(found.target)))
        for reading in READINGS:
            yield from _in_reading(audience, found, reading, scores[reading])
        if found.whose_voice:
            yield ReleaseFigure(about, m.WHOSE_VOICE, FigureSaid(found.whose_voice))
        yield ReleaseFigure(about, m.VOTES, _votes(audience, found, k))
        yield ReleaseFigure(about, m.DONT_KNOW, _share(found.dont_know))
        if not isinstance(found.not_applicable, NotCounted):
            yield ReleaseFigure(about, m.NOT_APPLICABLE, _share(found.not_applicable))
        for statement in found.statements:
            yield from _of_statement(about, statement, audience.audience.scale)
    for added in audience.additions:
        yield from _of_addition(audience, added, k)


def _in_reading(
    audience: AudienceResults, found: AreaResult, reading: str, scores: Mapping[AreaCode, str]
) -> Iterator[ReleaseFigure]:
    about, ranked = replace(subject_of_everyone(audience, reading), area=found.area), found.reading(reading)
    yield ReleaseFigure(about, m.POSITION, mean(ranked.position))
    yield ReleaseFigure(about, m.CHANCE, _chance(ranked))
    if audience.audience.importance is None:
        return
    yield ReleaseFigure(about, m.IMPORTANCE, mean(ranked.importance))
    position = place_on_scale(ranked.position, audience.audience.scale)
    why = position.why or place_on_scale(ranked.importance, audience.audience.importance.scale).why
    yield ReleaseFigure(about, m.GAP, _printed(gap_text(position, found.target), position.why))
    yield ReleaseFigure(about, m.SCORE, _printed(scores.get(found.area.code, ""), why))
    yield from _places(about, ranked, why)


def _chance(ranked: RankedArea) -> FigureSaid:
    """A number where it is read off how people vary; words where it is not known."""
    if ranked.chance is None:
        return FigureSaid(why=str(ranked.position) if isinstance(ranked.position, Withheld) else "")
    return FigureSaid(ranked.chance.brief, ranked.chance.about)


def _places(about: FigureSubject, ranked: RankedArea, why: str) -> Iterator[ReleaseFigure]:
    """The rank and how far chance could move it, by itself and for all areas at once; `why` it has none."""
    if ranked.places is None:
        yield from (ReleaseFigure(about, measure, FigureSaid(why=why)) for measure in (m.RANK, *m.BANDS))
        return
    yield ReleaseFigure(about, m.RANK, _place(ranked.places))
    alone, at_once = ranked.band, ranked.simultaneous_band
    if isinstance(alone, RankBand) and at_once:
        ends = (alone.best, alone.worst, at_once.best, at_once.worst)
        yield from (
            ReleaseFigure(about, measure, _place(RankPlaces(end, end)))
            for measure, end in zip(m.BANDS, ends, strict=True)
        )
    elif alone:
        yield from (ReleaseFigure(about, measure, FigureSaid(why=str(alone))) for measure in m.BANDS)


def _place(places: RankPlaces) -> FigureSaid:
    return FigureSaid(places_text(places), places.best if places.is_exact else None)


def _votes(audience: AudienceResults, found: AreaResult, k: int) -> FigureSaid:
    if found.votes is None or not found.votes.of:
        none = votes_withheld(len(audience.areas), k) if audience.people else withheld_for_nobody()
        return FigureSaid(why=str(none))
    votes = found.votes
    return FigureSaid(votes_text(audience, found.area.code), votes.least if votes.exact else None, n=votes.of)


def _of_statement(about: FigureSubject, statement: StatementResult, scale: Scale) -> Iterator[ReleaseFigure]:
    about = replace(about, question=statement.question, name=whose_name(statement.whose, about.name))
    for reading, words in READINGS.items():
        yield ReleaseFigure(replace(about, reading=words), m.STATEMENT, mean(statement.reading(reading)))
    yield from _spread(about, statement.spread, scale)


def _of_addition(audience: AudienceResults, added: AdditionResult, k: int) -> Iterator[ReleaseFigure]:
    about = replace(subject_of_everyone(audience), area=added.area, question=added.question)
    for reading, words in READINGS.items():
        yield ReleaseFigure(replace(about, reading=words), m.ADDED, mean(added.reading(reading)))
    yield from _unrated(about, added.dont_know, added.not_applicable, added.by_group, k)
    for cell, found in zip(audience.cells, added.cells, strict=True):
        about = replace(subject_of_group(audience, cell), area=added.area, question=added.question)
        yield ReleaseFigure(about, m.ADDED, mean(found.mean))
        yield from _unrated(about, found.dont_know, found.not_applicable, found.mean, k)


def _unrated(
    about: FigureSubject,
    unsure: BoundedCount | None,
    other: BoundedCount | NotCounted | None,
    of: Shown | Withheld,
    k: int,
) -> Iterator[ReleaseFigure]:
    """Returns how many did not know, and to how many it does not apply where the release counted them."""
    yield ReleaseFigure(about, m.ADDED_DONT_KNOW, _count(unsure, of, k))
    if not isinstance(other, NotCounted):
        yield ReleaseFigure(about, m.ADDED_NOT_APPLICABLE, _count(other, of, k))


# --- groups, and roles or sectors ------------------------------------------------------------------------


def _of_cell(audience: AudienceResults, number: int, cell: CellResult) -> Iterator[ReleaseFigure]:
    whole = subject_of_group(audience, cell)
    yield ReleaseFigure(whole, m.PEOPLE, _number(cell.people))
    yield from _rate(whole, cell.rate)
    for found in audience.areas:
        about, code = replace(whole, area=found.area), found.area.code
        yield ReleaseFigure(about, m.POSITION, mean(cell.positions[code]))
        if code in cell.importances:
            yield ReleaseFigure(about, m.IMPORTANCE, mean(cell.importances[code]))
        yield ReleaseFigure(about, m.DONT_KNOW, _share(cell.dont_know[code]))
        if not isinstance(cell.not_applicable, NotCounted):
            yield ReleaseFigure(about, m.NOT_APPLICABLE, _share(cell.not_applicable[code]))
        for statement in found.statements:
            here, asked = statement.cells[number], replace(about, question=statement.question)
            yield ReleaseFigure(asked, m.STATEMENT, mean(here.mean))
            yield from _spread(asked, here.spread, audience.audience.scale)


def _of_cells_together(audience: AudienceResults) -> Iterator[ReleaseFigure]:
    """Returns what groups say of single statements together, since they may not say it one by one."""
    for found in audience.areas:
        for statement in found.statements:
            for together in statement.together:
                about = groups_together(audience, together)
                asked = replace(about, area=found.area, question=statement.question)
                yield ReleaseFigure(asked, m.STATEMENT, mean(together.mean))
                yield from _spread(asked, together.spread, audience.audience.scale)


def _of_cut(cut: CutResult) -> Iterator[ReleaseFigure]:
    if cut.withheld:
        yield ReleaseFigure(
            FigureSubject(cut.audience, CATEGORY, ""), m.POSITION, FigureSaid(why=str(cut.withheld))
        )
    for number, found in enumerate(cut.categories):
        about = subject_of_category(cut, number)
        yield ReleaseFigure(about, m.PEOPLE, _number(found.people))
        for area in cut.areas:
            yield ReleaseFigure(replace(about, area=area), m.POSITION, mean(found.positions[area.code]))


TOO_NEAR = "Not shown: its number of people is too near to that of a round shortly before."


def _of_groups_without(results: RoundResults) -> Iterator[ReleaseFigure]:
    too_few = f"Not shown: too few answers, and no group of at least {results.k} people could be made."
    for said, names in ((too_few, results.left_out), ("Nobody answered.", results.unanswered)):
        for name in names:
            why = TOO_NEAR if name in results.near else said
            yield ReleaseFigure(FigureSubject(None, GROUP, name, key=name), m.PEOPLE, FigureSaid(why=why))


def _rate(about: FigureSubject, rate: ResponseRate | None) -> Iterator[ReleaseFigure]:
    """Only where there is a number to set the answers against."""
    if rate is not None:
        share = rate.percent
        yield ReleaseFigure(
            about, m.RATE, FigureSaid(str(rate), None if share is None else share / 100, n=rate.answered)
        )


# --- what may be said ------------------------------------------------------------------------------------


def mean(found: Shown | Withheld) -> FigureSaid:
    """A mean as it is printed; a number only where it may be named exactly."""
    if isinstance(found, Withheld):
        return FigureSaid(why=str(found))
    return FigureSaid(found.text, found.value if found.exact else None, found.band, found.n)


def _spread(about: FigureSubject, spread: Distribution | Withheld, scale: Scale) -> Iterator[ReleaseFigure]:
    """The share of each level, lowest first, and the agreement; where they are not shown, one figure of each."""
    if isinstance(spread, Withheld):
        yield from (
            ReleaseFigure(about, measure, FigureSaid(why=str(spread))) for measure in (m.SHARE, m.AGREEMENT)
        )
        return
    yield from (ReleaseFigure(about, m.SHARE, said) for said in _shares(spread.counts, spread.n, scale))
    if spread.agreement is not None:
        value = spread.agreement
        yield ReleaseFigure(
            about, m.AGREEMENT, FigureSaid(agreement_text(value), value, spread.word, spread.n)
        )


def _shares(counts: Sequence[int], n: int, scale: Scale) -> Iterator[FigureSaid]:
    for level, share in zip(scale.levels, rounded_shares(counts, n), strict=True):
        yield FigureSaid(f"{share}%", share / 100, level.label, n)


def _share(count: BoundedCount | Withheld) -> FigureSaid:
    if isinstance(count, Withheld):
        return FigureSaid(why=str(count))
    return FigureSaid(share_text(count), count.percents[0] / 100 if count.exact else None)


def _count(count: BoundedCount | None, of: Shown | Withheld, k: int) -> FigureSaid:
    """People who gave no rating, for one reason. It stands beside a mean, and is not shown where there is none."""
    if count is None:
        return FigureSaid(why=str(of if isinstance(of, Withheld) else unrated_withheld(k)))
    return FigureSaid(str(count), count.least if count.exact else None)


def _number(count: int) -> FigureSaid:
    return FigureSaid(f"{count:,}", count)


def _printed(text: str, why: str = "") -> FigureSaid:
    """Returns what another part of the documents has put in words; a number where the words are one."""
    if not text:
        return FigureSaid(why=why)
    return FigureSaid(text, float(text) if text.replace(".", "", 1).isdigit() else None)

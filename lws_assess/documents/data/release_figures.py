"""Every published figure of a round, one by one: what it is of, what it measures, and what may be said.

    RoundResults  ->  figures  ->  Figure(about, measure, said)  ->  CSV, workbook

Nothing is worked out here: a figure is taken from the view object, and rounded as the pages print it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lws_assess.documents.charts.drawing import NOT_SHOWN, place
from lws_assess.documents.charts.ranking import gap_text, places_text, score_texts, votes_text
from lws_assess.documents.charts.shares import agreement_text, rounded_shares, share_text
from lws_assess.documents.charts.whose_statements import together_name, whose_name
from lws_assess.documents.data import release_measures as m
from lws_assess.documents.data.release_measures import Measure
from lws_assess.survey.counts import Count
from lws_assess.survey.instruments import Area, Audience, Question, Scale
from lws_assess.survey.intervals import Places
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.additions import AdditionResult
from lws_assess.survey.releases.privacy import Distribution, Shown, Withheld
from lws_assess.survey.releases.unanimity import votes_withheld
from lws_assess.survey.results.cuts import CutResult
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.response_rates import ResponseRate
from lws_assess.survey.results.round_results import (
    READINGS,
    AreaResult,
    AudienceResults,
    CellResult,
    Ranked,
    RoundResults,
)
from lws_assess.survey.results.statements import StatementResult, StatementTogether
from lws_assess.survey.rounding import printed_target

EVERYONE, GROUP, CATEGORY = "Everyone together", "Group", "Role or sector"


@dataclass(frozen=True)
class About:
    """What a figure is of. `key` tells groups of one name apart; `reading` is empty where it plays no part."""

    audience: Audience | None
    whose: str
    name: str
    key: str = ""
    reading: str = ""
    area: Area | None = None
    question: Question | None = None

    @property
    def address(self) -> tuple[str, ...]:
        """What tells it from everything else that has figures."""
        return (
            self.audience.key if self.audience else "",
            self.whose,
            self.key,
            self.reading,
            self.area.code if self.area else "",
            self.question.key if self.question else "",
        )


@dataclass(frozen=True)
class Said:
    """A figure as far as it may be said: `value` only where it may be printed exactly, `why` where it may not."""

    text: str = NOT_SHOWN
    value: float | None = None
    level: str = ""
    n: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Figure:
    about: About
    measure: Measure
    said: Said


def figures(results: RoundResults) -> Iterator[Figure]:
    """Everything a round publishes: audience by audience, then by role or sector, then groups without figures."""
    for audience in results.audiences:
        yield from _of_everyone(audience, results.k)
        for number, cell in enumerate(audience.cells):
            yield from _of_cell(audience, number, cell)
        yield from _of_cells_together(audience)
    for cut in results.cuts:
        yield from _of_cut(cut)
    yield from _of_groups_without(results)


def everyone(audience: AudienceResults, reading: str = "") -> About:
    """Everyone together, in one reading where it plays a part."""
    return About(audience.audience, EVERYONE, EVERYONE, reading=READINGS.get(reading, ""))


def group(audience: AudienceResults, cell: CellResult) -> About:
    return About(audience.audience, GROUP, cell.name, key=cell.key)


def groups_together(audience: AudienceResults, together: StatementTogether) -> About:
    """Groups that are put together for the statements of an area."""
    key = "+".join(together.members)
    return About(audience.audience, GROUP, together_name(together.groups), key=key)


def category(cut: CutResult, number: int) -> About:
    return About(cut.audience, CATEGORY, cut.categories[number].name, key=str(number))


# --- everyone together -----------------------------------------------------------------------------------


def _of_everyone(audience: AudienceResults, k: int) -> Iterator[Figure]:
    yield Figure(everyone(audience), m.PEOPLE, _number(audience.people))
    scores = {reading: score_texts(audience, reading) for reading in READINGS}
    yield from _rate(everyone(audience), audience.rate)
    for found in audience.areas:
        about = replace(everyone(audience), area=found.area)
        if audience.ranks_priorities:
            yield Figure(about, m.TARGET, _printed(printed_target(found.target)))
        for reading in READINGS:
            yield from _in_reading(audience, found, reading, scores[reading])
        if found.first_three:
            yield Figure(about, m.WHOSE_VOICE, Said(found.first_three))
        yield Figure(about, m.VOTES, _votes(audience, found, k))
        yield Figure(about, m.DONT_KNOW, _share(found.dont_know))
        for statement in found.statements:
            yield from _of_statement(about, statement, audience.audience.scale)
    for added in audience.additions:
        yield from _of_addition(audience, added, k)


def _in_reading(
    audience: AudienceResults, found: AreaResult, reading: str, scores: Mapping[str, str]
) -> Iterator[Figure]:
    about, ranked = replace(everyone(audience, reading), area=found.area), found.reading(reading)
    yield Figure(about, m.POSITION, mean(ranked.position))
    yield Figure(about, m.CHANCE, _chance(ranked))
    if audience.audience.importance is None:
        return
    yield Figure(about, m.IMPORTANCE, mean(ranked.importance))
    position = place(ranked.position, audience.audience.scale)
    why = position.why or place(ranked.importance, audience.audience.importance.scale).why
    yield Figure(about, m.GAP, _printed(gap_text(position, found.target), position.why))
    yield Figure(about, m.SCORE, _printed(scores.get(found.area.code, ""), why))
    yield from _places(about, ranked, why)


def _chance(ranked: Ranked) -> Said:
    """A number where it is read off how people vary; words where it is not known."""
    if ranked.chance is None:
        return Said(why=str(ranked.position) if isinstance(ranked.position, Withheld) else "")
    return Said(ranked.chance.brief, ranked.chance.about)


def _places(about: About, ranked: Ranked, why: str) -> Iterator[Figure]:
    """The rank and how far chance could move it, by itself and for all areas at once; `why` it has none."""
    if ranked.places is None:
        yield from (Figure(about, measure, Said(why=why)) for measure in (m.RANK, *m.BANDS))
        return
    yield Figure(about, m.RANK, _place(ranked.places))
    alone, at_once = ranked.band, ranked.simultaneous_band
    if isinstance(alone, RankBand) and at_once:
        ends = (alone.best, alone.worst, at_once.best, at_once.worst)
        yield from (
            Figure(about, measure, _place(Places(end, end)))
            for measure, end in zip(m.BANDS, ends, strict=True)
        )
    elif alone:
        yield from (Figure(about, measure, Said(why=str(alone))) for measure in m.BANDS)


def _place(places: Places) -> Said:
    return Said(places_text(places), places.best if places.is_exact else None)


def _votes(audience: AudienceResults, found: AreaResult, k: int) -> Said:
    if found.votes is None or not found.votes.of:
        none = votes_withheld(len(audience.areas), k) if audience.people else privacy.nobody()
        return Said(why=str(none))
    votes = found.votes
    return Said(votes_text(audience, found.area.code), votes.least if votes.exact else None, n=votes.of)


def _of_statement(about: About, statement: StatementResult, scale: Scale) -> Iterator[Figure]:
    about = replace(about, question=statement.question, name=whose_name(statement.whose, about.name))
    for reading, words in READINGS.items():
        yield Figure(replace(about, reading=words), m.STATEMENT, mean(statement.reading(reading)))
    yield from _spread(about, statement.spread, scale)


def _of_addition(audience: AudienceResults, added: AdditionResult, k: int) -> Iterator[Figure]:
    about = replace(everyone(audience), area=added.area, question=added.question)
    for reading, words in READINGS.items():
        yield Figure(replace(about, reading=words), m.ADDED, mean(added.reading(reading)))
    yield Figure(about, m.ADDED_DONT_KNOW, _count(added.dont_know, added.by_group, k))
    for cell, found in zip(audience.cells, added.cells, strict=True):
        about = replace(group(audience, cell), area=added.area, question=added.question)
        yield Figure(about, m.ADDED, mean(found.mean))
        yield Figure(about, m.ADDED_DONT_KNOW, _count(found.dont_know, found.mean, k))


# --- groups, and roles or sectors ------------------------------------------------------------------------


def _of_cell(audience: AudienceResults, number: int, cell: CellResult) -> Iterator[Figure]:
    whole = group(audience, cell)
    yield Figure(whole, m.PEOPLE, _number(cell.people))
    yield from _rate(whole, cell.rate)
    for found in audience.areas:
        about, code = replace(whole, area=found.area), found.area.code
        yield Figure(about, m.POSITION, mean(cell.positions[code]))
        if code in cell.importances:
            yield Figure(about, m.IMPORTANCE, mean(cell.importances[code]))
        yield Figure(about, m.DONT_KNOW, _share(cell.dont_know[code]))
        for statement in found.statements:
            here, asked = statement.cells[number], replace(about, question=statement.question)
            yield Figure(asked, m.STATEMENT, mean(here.mean))
            yield from _spread(asked, here.spread, audience.audience.scale)


def _of_cells_together(audience: AudienceResults) -> Iterator[Figure]:
    """What groups say of single statements together, since they may not say it one by one."""
    for found in audience.areas:
        for statement in found.statements:
            for together in statement.together:
                about = groups_together(audience, together)
                asked = replace(about, area=found.area, question=statement.question)
                yield Figure(asked, m.STATEMENT, mean(together.mean))
                yield from _spread(asked, together.spread, audience.audience.scale)


def _of_cut(cut: CutResult) -> Iterator[Figure]:
    if cut.withheld:
        yield Figure(About(cut.audience, CATEGORY, ""), m.POSITION, Said(why=str(cut.withheld)))
    for number, found in enumerate(cut.categories):
        about = category(cut, number)
        yield Figure(about, m.PEOPLE, _number(found.people))
        for area in cut.areas:
            yield Figure(replace(about, area=area), m.POSITION, mean(found.positions[area.code]))


TOO_NEAR = "Not shown: its number of people is too near to that of a round shortly before."


def _of_groups_without(results: RoundResults) -> Iterator[Figure]:
    too_few = f"Not shown: too few answers, and no group of at least {results.k} people could be made."
    for said, names in ((too_few, results.left_out), ("Nobody answered.", results.unanswered)):
        for name in names:
            why = TOO_NEAR if name in results.near else said
            yield Figure(About(None, GROUP, name, key=name), m.PEOPLE, Said(why=why))


def _rate(about: About, rate: ResponseRate | None) -> Iterator[Figure]:
    """Only where there is a number to set the answers against."""
    if rate is not None:
        share = rate.percent
        yield Figure(about, m.RATE, Said(str(rate), None if share is None else share / 100, n=rate.answered))


# --- what may be said ------------------------------------------------------------------------------------


def mean(found: Shown | Withheld) -> Said:
    """A mean as it is printed; a number only where it may be named exactly."""
    if isinstance(found, Withheld):
        return Said(why=str(found))
    return Said(found.text, found.value if found.exact else None, found.band, found.n)


def _spread(about: About, spread: Distribution | Withheld, scale: Scale) -> Iterator[Figure]:
    """The share of each level, lowest first, and the agreement; where they are not shown, one figure of each."""
    if isinstance(spread, Withheld):
        yield from (Figure(about, measure, Said(why=str(spread))) for measure in (m.SHARE, m.AGREEMENT))
        return
    yield from (Figure(about, m.SHARE, said) for said in _shares(spread.counts, spread.n, scale))
    if spread.agreement is not None:
        value = spread.agreement
        yield Figure(about, m.AGREEMENT, Said(agreement_text(value), value, spread.word, spread.n))


def _shares(counts: Sequence[int], n: int, scale: Scale) -> Iterator[Said]:
    for level, share in zip(scale.levels, rounded_shares(counts, n), strict=True):
        yield Said(f"{share}%", share / 100, level.label, n)


def _share(count: Count | Withheld) -> Said:
    if isinstance(count, Withheld):
        return Said(why=str(count))
    return Said(share_text(count), count.percents[0] / 100 if count.exact else None)


def _count(count: Count | None, of: Shown | Withheld, k: int) -> Said:
    """People who did not know. It stands beside a mean, and is not shown where there is none."""
    if count is None:
        return Said(why=str(of if isinstance(of, Withheld) else privacy.dont_knows_withheld(k)))
    return Said(str(count), count.least if count.exact else None)


def _number(count: int) -> Said:
    return Said(f"{count:,}", count)


def _printed(text: str, why: str = "") -> Said:
    """What another part of the documents has put in words; a number where the words are one."""
    if not text:
        return Said(why=why)
    return Said(text, float(text) if text.replace(".", "", 1).isdigit() else None)

"""The sheets of the workbook of a release, as plain tables: the same figures, laid out as people look for them.

RoundResults  ->  Figures  ->  sheets  ->  SheetTable(name, columns, rows)  ->  documents.data.workbook
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from lws_assess.documents.charts.drawing import NOT_SHOWN, numbered_area
from lws_assess.documents.charts.headlines import everything_not_shown
from lws_assess.documents.charts.ranking import audiences_with_votes, in_priority_order
from lws_assess.documents.charts.whose_statements import whose_name
from lws_assess.documents.data import release_measures as m
from lws_assess.documents.data.release_figures import (
    EVERYONE,
    GROUP,
    FigureSaid,
    FigureSubject,
    groups_together,
    release_figures,
    subject_of_category,
    subject_of_everyone,
    subject_of_group,
)
from lws_assess.documents.data.release_measures import ReleaseMeasure
from lws_assess.documents.data.release_tables import DICTIONARY_HEADERS, HEADERS, data_dictionary, tidy_table
from lws_assess.survey.instruments import Area
from lws_assess.survey.results.round_results import READINGS, AreaResult, AudienceResults, RoundResults

SheetCell = str | int | float | FigureSaid | None
Row = tuple[SheetCell, ...]

NARROW, NAME, LONG = 12, 28, 50  # widths of columns, in letters
AREAS, RANKING, VOTES = "Areas", "Ranking", "Votes"
VOTES_LEAST, VOTES_MOST = "Votes at least", "Votes at most"


@dataclass(frozen=True)
class SheetColumn:
    head: str
    wide: int = NARROW


@dataclass(frozen=True)
class SheetTable:
    """A table with one line of headers. `folds` says that long words stand on several lines."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[Row, ...]
    folds: bool = True


class FoundFigures:
    """Every figure of a release, found by what it is of and what it measures."""

    def __init__(self, results: RoundResults) -> None:
        self._said = {
            (f.about.address, f.measure.name, f.said.level if f.measure is m.SHARE else ""): f.said
            for f in release_figures(results)
        }

    def find(self, about: FigureSubject, measure: ReleaseMeasure, level: str = "") -> FigureSaid:
        """Returns what may be said; nothing where a release has no such figure."""
        return self._said.get((about.address, measure.name, level), FigureSaid(""))

    def number(self, about: FigureSubject, measure: ReleaseMeasure) -> FigureSaid:
        """Returns the figure as a number; None where it is not exact, because a chart would draw words as nought."""
        said = self.find(about, measure)
        return said if said.value is not None else FigureSaid("")


def workbook_sheets(results: RoundResults) -> Iterator[SheetTable]:
    """Every sheet with figures, in the order of the story; those that do not apply are left out."""
    found = FoundFigures(results)
    counted = any(audience.counts_not_applicable for audience in audiences_shown(results))
    yield SheetTable(AREAS, _area_columns(counted), tuple(_areas(results, found, counted)))
    yield SheetTable("Groups", _by_area(results, _GROUPS), tuple(_groups(results, found, m.POSITION)))
    yield SheetTable("Statements", _statement_columns(results), tuple(_statements(results, found)))
    yield SheetTable(RANKING, _ranking_columns(results), tuple(_ranking(results, found)))
    yield SheetTable(VOTES, _VOTES, tuple(_votes(results, found)))
    yield SheetTable("Don’t know", _by_area(results, _GROUPS), tuple(_groups(results, found, m.DONT_KNOW)))
    if counted:
        rows = tuple(_groups(results, found, m.NOT_APPLICABLE))
        yield SheetTable(m.NOT_APPLICABLE.name, _by_area(results, _GROUPS), rows)
    if results.cuts:
        columns = (*_by_area(results, _CUTS), SheetColumn("Why not shown", LONG))
        yield SheetTable("By role or sector", columns, tuple(_cuts(results, found)))
    if any(audience.additions for audience in results.audiences):
        yield SheetTable(
            "Statements you added", _added_columns(counted), tuple(_added(results, found, counted))
        )
    yield SheetTable("Not shown", _NOT_SHOWN, tuple(_not_shown(results)))
    yield SheetTable(
        "All figures", tuple(SheetColumn(head, NAME) for head in HEADERS), tuple(tidy_table(results)), False
    )
    dictionary = tuple(SheetColumn(head, LONG if head[0] in "WH" else NAME) for head in DICTIONARY_HEADERS)
    yield SheetTable("Definitions", dictionary, tuple(data_dictionary(results)))


def audiences_shown(results: RoundResults) -> Iterable[AudienceResults]:
    """The audiences that are shown; the first where none is, so that its sheets say why."""
    return [audience for audience in results.audiences if audience.people] or results.audiences[:1]


def rows_of_reading(
    results: RoundResults, audience: AudienceResults, sheet: SheetTable
) -> tuple[int, int] | None:
    """The first and the last row of an audience in the leading reading, from 0; None where there is none."""
    mine = (audience.audience.label, READINGS[results.leading])
    found = [number for number, row in enumerate(sheet.rows) if row[:2] == mine]
    return (found[0], found[-1]) if found else None


# --- areas -----------------------------------------------------------------------------------------------

_AREAS_BEGIN = (
    *(
        SheetColumn("Audience", NAME),
        SheetColumn("Reading", 26),
        SheetColumn("Area number"),
        SheetColumn("Area", NAME),
    ),
    *(
        SheetColumn("Current position"),
        SheetColumn("As printed"),
        SheetColumn("Level"),
        SheetColumn("People behind it"),
    ),
    SheetColumn("Chance could move it, either way", NAME),
    *(SheetColumn("Target"), SheetColumn("Gap"), SheetColumn("Importance"), SheetColumn("Don’t know")),
)
_NOT_APPLICABLE = (SheetColumn(m.NOT_APPLICABLE.name),)
_WHY = (SheetColumn("Why not shown", LONG),)


def _area_columns(counted: bool) -> tuple[SheetColumn, ...]:
    """`counted` where the release counted what does not apply to people."""
    return (*_AREAS_BEGIN, *(_NOT_APPLICABLE if counted else ()), *_WHY)


def _areas(results: RoundResults, found: FoundFigures, counted: bool) -> Iterator[Row]:
    for audience, reading, area in _in_readings(results, lambda audience, _: audience.areas):
        about = replace(subject_of_everyone(audience, reading), area=area.area)
        neither = replace(about, reading="")
        position = found.find(about, m.POSITION)
        yield (
            *(audience.audience.label, READINGS[reading], area.area.number, area.area.short_name),
            *(found.number(about, m.POSITION), position.text, position.level, position.n),
            found.find(about, m.CHANCE).text,
            *(found.find(neither, m.TARGET), found.find(about, m.GAP), found.find(about, m.IMPORTANCE)),
            found.find(neither, m.DONT_KNOW),
            *((found.find(neither, m.NOT_APPLICABLE),) if counted else ()),
            position.why,
        )


def _in_readings(
    results: RoundResults, order: Callable[[AudienceResults, str], Iterable[AreaResult]]
) -> Iterator[tuple[AudienceResults, str, AreaResult]]:
    """Each area of each audience in each reading, the leading one first."""
    for audience in audiences_shown(results):
        for reading in sorted(READINGS, key=lambda name: name != results.leading):
            for area in order(audience, reading):
                yield audience, reading, area


# --- groups, and answers that are no ratings ---------------------------------------------------------------

_GROUPS = (
    *(
        SheetColumn("Audience", NAME),
        SheetColumn("Whose", 18),
        SheetColumn("Name", NAME),
        SheetColumn("Groups in it", NAME),
    ),
    *(SheetColumn("Reading", 26), SheetColumn("People")),
)


def _by_area(results: RoundResults, first: tuple[SheetColumn, ...]) -> tuple[SheetColumn, ...]:
    return (*first, *(SheetColumn(numbered_area(area)) for area in results.edition.areas))


def _groups(results: RoundResults, found: FoundFigures, measure: ReleaseMeasure) -> Iterator[Row]:
    """Everyone together and each group, an area a column. An answer that is no rating is the same in every reading."""
    for audience in audiences_shown(results):
        reading = results.leading if measure is m.POSITION else ""
        whole, people = (
            subject_of_everyone(audience, reading),
            found.find(subject_of_everyone(audience), m.PEOPLE),
        )
        said = (audience.audience.label, EVERYONE, EVERYONE, "", whole.reading, people)
        yield (*said, *_of_areas(results, found, whole, measure))
        for cell in audience.cells:
            about = subject_of_group(audience, cell)
            inside = "; ".join(cell.groups) if len(cell.groups) > 1 else ""
            said = (audience.audience.label, GROUP, cell.name, inside, "", found.find(about, m.PEOPLE))
            yield (*said, *_of_areas(results, found, about, measure))


def _of_areas(
    results: RoundResults, found: FoundFigures, about: FigureSubject, measure: ReleaseMeasure
) -> Iterator[FigureSaid]:
    return (found.find(replace(about, area=area), measure) for area in results.edition.areas)


# --- statements ------------------------------------------------------------------------------------------

_OF_STATEMENT = (
    *(
        SheetColumn("Audience", NAME),
        SheetColumn("Whose", 18),
        SheetColumn("Name", NAME),
        SheetColumn("Reading", 26),
    ),
    *(
        SheetColumn("Area number"),
        SheetColumn("Area", NAME),
        SheetColumn("Question key"),
        SheetColumn("Topic", NAME),
    ),
    *(
        SheetColumn("Question", LONG),
        SheetColumn("Mean"),
        SheetColumn("Level"),
        SheetColumn("People behind it"),
    ),
)


def _statement_columns(results: RoundResults) -> tuple[SheetColumn, ...]:
    shares = (SheetColumn(f"Share at level {level}") for level in range(1, _top(results) + 1))
    more = (SheetColumn("Agreement"), SheetColumn("In words", 18), SheetColumn("Why not shown", LONG))
    return (*_OF_STATEMENT, *shares, *more)


def _top(results: RoundResults) -> int:
    return max(audience.audience.scale.top for audience in results.audiences)


def _statements(results: RoundResults, found: FoundFigures) -> Iterator[Row]:
    for audience, whole, area in (*_of_whom(results), *_of_groups_together(results)):
        for statement in next(a.statements for a in audience.areas if a.area is area):
            about = replace(whole, area=area, question=statement.question)
            if whole.whose == EVERYONE:
                about = replace(about, name=whose_name(statement.whose, whole.name))
            mean, spread = found.find(about, m.STATEMENT), replace(about, reading="")
            agreement = found.find(spread, m.AGREEMENT)
            levels = [level.label for level in audience.audience.scale.levels]
            shares = [found.find(spread, m.SHARE, level) for level in levels]
            yield (
                *(audience.audience.label, about.whose, about.name, about.reading, area.number),
                *(area.short_name, statement.question.key, statement.question.topic, statement.question.text),
                *(mean, mean.level, mean.n, *shares, *[None] * (_top(results) - len(levels))),
                *(agreement, agreement.level, mean.why or agreement.why),
            )


def _of_whom(results: RoundResults) -> Iterator[tuple[AudienceResults, FigureSubject, Area]]:
    """Everyone together in each reading and then each group, area by area."""
    for audience in audiences_shown(results):
        whole = [subject_of_everyone(audience, reading) for reading in READINGS]
        for about in (*whole, *(subject_of_group(audience, cell) for cell in audience.cells)):
            for area in results.edition.areas:
                yield audience, about, area


def _of_groups_together(results: RoundResults) -> Iterator[tuple[AudienceResults, FigureSubject, Area]]:
    """Groups that are put together for the statements of an area."""
    for audience in audiences_shown(results):
        for found in audience.areas:
            for together in found.statements[0].together:
                yield audience, groups_together(audience, together), found.area


_ADDED_BEGIN = (*_OF_STATEMENT[:7], *_OF_STATEMENT[8:], SheetColumn("Don’t know"))


def _added_columns(counted: bool) -> tuple[SheetColumn, ...]:
    return (*_ADDED_BEGIN, *(_NOT_APPLICABLE if counted else ()), *_WHY)


def _added(results: RoundResults, found: FoundFigures, counted: bool) -> Iterator[Row]:
    for audience, whole, area in _of_whom(results):
        for added in (added for added in audience.additions if added.area is area):
            about = replace(whole, area=area, question=added.question)
            mean, unknown = found.find(about, m.ADDED), replace(about, reading="")
            yield (
                *(audience.audience.label, about.whose, about.name, about.reading, area.number),
                *(area.short_name, added.question.key, added.question.text, mean, mean.level, mean.n),
                found.find(unknown, m.ADDED_DONT_KNOW),
                *((found.find(unknown, m.ADDED_NOT_APPLICABLE),) if counted else ()),
                mean.why,
            )


# --- ranking and votes -----------------------------------------------------------------------------------


def _ranking_columns(results: RoundResults) -> tuple[SheetColumn, ...]:
    return (
        *(
            SheetColumn("Audience", NAME),
            SheetColumn("Reading", 26),
            SheetColumn("Area number"),
            SheetColumn("Area", NAME),
        ),
        *(
            SheetColumn("Rank"),
            *(SheetColumn(measure.name) for measure in m.BANDS),
            SheetColumn("Priority score"),
        ),
        SheetColumn("Score as printed", 16),
        *(
            SheetColumn("Target"),
            SheetColumn("Current position"),
            SheetColumn("Gap"),
            SheetColumn("Importance"),
        ),
        *(SheetColumn(f"Votes: {voter.audience.label}", 18) for voter in audiences_with_votes(results)),
        *(SheetColumn("Whose voice counts", NAME), SheetColumn("Why not shown", LONG)),
    )


def _ranking(results: RoundResults, found: FoundFigures) -> Iterator[Row]:
    """First priority first. What each audience voted for stands beside the score and is never added up."""
    for audience, reading, area in _in_readings(results, in_priority_order):
        if not audience.ranks_priorities:
            continue
        about = replace(subject_of_everyone(audience, reading), area=area.area)
        neither, rank = replace(about, reading=""), found.find(about, m.RANK)
        votes = [
            found.find(replace(subject_of_everyone(v), area=area.area), m.VOTES)
            for v in audiences_with_votes(results)
        ]
        yield (
            *(audience.audience.label, READINGS[reading], area.area.number, area.area.short_name),
            *(found.find(about, measure) for measure in (m.RANK, *m.BANDS)),
            *(found.number(about, m.SCORE), found.find(about, m.SCORE).text),
            found.find(neither, m.TARGET),
            *(found.find(about, measure) for measure in (m.POSITION, m.GAP, m.IMPORTANCE)),
            *votes,
            area.whose_voice,
            rank.why or found.find(about, m.BEST).why,
        )


_VOTES = (
    *(SheetColumn("Audience", NAME), SheetColumn("Area number"), SheetColumn("Area", NAME)),
    *(
        SheetColumn(VOTES_LEAST, 16),
        SheetColumn(VOTES_MOST, 16),
        SheetColumn("People who chose"),
        SheetColumn("As printed", 18),
        SheetColumn("Why not shown", LONG),
    ),
)


def _votes(results: RoundResults, found: FoundFigures) -> Iterator[Row]:
    for audience in audiences_shown(results):
        for area in audience.areas:
            said = found.find(replace(subject_of_everyone(audience), area=area.area), m.VOTES)
            name = (audience.audience.label, area.area.number, area.area.short_name)
            ends = (area.votes.least, area.votes.most) if area.votes and said.n else (None, None)
            yield (*name, *ends, said.n, said.text, said.why)


# --- by role or sector, and what is not shown ------------------------------------------------------------

_CUTS = (
    SheetColumn("Audience", NAME),
    SheetColumn("Question", NAME),
    SheetColumn("Name", NAME),
    SheetColumn("People"),
)


def _cuts(results: RoundResults, found: FoundFigures) -> Iterator[Row]:
    for cut in results.cuts:
        if cut.withheld:
            blank = [""] * (1 + len(results.edition.areas))
            yield (cut.audience.label, cut.question.text, NOT_SHOWN, *blank, str(cut.withheld))
        for number, one in enumerate(cut.categories):
            about = subject_of_category(cut, number)
            people = found.find(about, m.PEOPLE)
            said = (cut.audience.label, cut.question.text, one.name, people)
            yield (*said, *_of_areas(results, found, about, m.POSITION))


_NOT_SHOWN = (SheetColumn("What", LONG), SheetColumn("Why", LONG))


def _not_shown(results: RoundResults) -> Iterator[Row]:
    if not results.people:
        k = results.k
        yield (
            "Everything",
            f"A group appears from {k} answers, alone or with other small groups, and none did.",
        )
    yield from ((item.what, item.why) for item in everything_not_shown(results))

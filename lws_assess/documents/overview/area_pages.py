"""One area in words and figures: where it stands, its statements with their levels, its groups and its families.

    AreaResult, AudienceChanges  ->  area_story  ->  AreaStory
      said        SaidWords        where it stands, how far it moved, and what its target is
      row         LedgerRow        the same figures as in the row of the ledger
      statements  StatementLine    the lowest first, each with the words of its level and of the next
      groups      AreaGroup        the lowest first
      families    FamilyLine       other audiences, each on its own scale

Everything rests on all groups that are shown, but for how far the area moved: that counts the groups that are shown in
the same way in both rounds, as in the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts.drawing import ScalePlace, place_on_scale
from lws_assess.documents.charts.first_few import lowest_first
from lws_assess.documents.charts.groups import group_tone, marks_note
from lws_assess.documents.charts.ranking import places_text, ranked_places, votes_text
from lws_assess.documents.charts.shares import count_text, share_in_brief, share_words
from lws_assess.documents.charts.statement_bars import DrawnStatement
from lws_assess.documents.charts.statements import drawn_statements
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.documents.moved_figures import signed_change
from lws_assess.documents.overview.ledger import LedgerRow, area_ledger, basis_of_figures
from lws_assess.documents.overview.moved_sentences import moved_sentence
from lws_assess.documents.said_once import said_once
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.instruments import Area, Level, Question, Scale
from lws_assess.survey.intervals import exact_interval
from lws_assess.survey.releases.privacy import Distribution
from lws_assess.survey.results.changes import AudienceChanges, MovedFigure
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.withheld import Withheld

OR = " or "  # between the names of two levels, where a figure leaves open which it is


@dataclass(frozen=True)
class LevelWords:
    """A level of a scale, and what it says of one statement."""

    level: Level
    words: str


@dataclass(frozen=True)
class StatementLine:
    """One statement: where it stands, what that level says, and what the next one asks for.

    `here` is empty where its figure is withheld, and has two levels where the figure leaves open which. `further` is
    None where it is withheld, and at the top of the scale.
    """

    drawn: DrawnStatement
    here: tuple[LevelWords, ...]
    further: LevelWords | None

    @property
    def agreement(self) -> str:
        return self.drawn.spread.word if isinstance(self.drawn.spread, Distribution) else ""


@dataclass(frozen=True)
class AreaGroup:
    """One cell of an area. `change` is empty where it is not compared; `tone` is higher, lower or empty."""

    cell: CellResult
    at: ScalePlace
    moved: MovedFigure | None
    tone: str
    importance: ScalePlace | None
    dont_know: str
    not_applicable: str  # empty where the release did not count it

    @property
    def change(self) -> str:
        return signed_change(self.moved) if self.moved else ""


@dataclass(frozen=True)
class GroupRow:
    """A group as it stands in a table; a reason that several cells share is named by a letter."""

    line: AreaGroup
    now: str
    importance: str
    dont_know: str
    not_applicable: str


@dataclass(frozen=True)
class FamilyLine:
    """Holds what another audience says of an area, on its own scale. `place` is its place from the lowest, in words."""

    results: AudienceResults
    at: ScalePlace
    question: str
    place: str

    @property
    def scale(self) -> Scale:
        return self.results.audience.scale


@dataclass(frozen=True)
class AreaStory:
    """Everything that is said of one area for one audience, in one reading."""

    found: AreaResult
    row: LedgerRow
    basis: str
    said: SaidWords
    nearby: str  # from which figure on it would be called by the next level's name, and below which by the one before
    ranked: int  # areas that are ranked
    statements: tuple[StatementLine, ...]
    groups: tuple[AreaGroup, ...]
    families: tuple[FamilyLine, ...]
    importance: ScalePlace | None
    votes: str
    dont_know: str
    not_applicable: str
    counts_not_applicable: bool

    @property
    def area(self) -> Area:
        return self.found.area

    @cached_property
    def group_table(self) -> tuple[tuple[GroupRow, ...], tuple[str, ...]]:
        """The groups in a table, and the reasons that its letters stand for."""
        rows, reasons = said_once(
            [
                (
                    *(one.cell.key, one.at.cell, one.importance.cell if one.importance else ""),
                    *(one.dont_know, one.not_applicable),
                )
                for one in self.groups
            ],
            least=1,
        )
        return tuple(GroupRow(line, *row[1:]) for line, row in zip(self.groups, rows, strict=True)), reasons

    @property
    def marks(self) -> str:
        """Returns what the marks beside some groups mean; empty where there are none."""
        return marks_note([[one.tone for one in self.groups]])


def area_story(
    audience: AudienceResults,
    found: AreaResult,
    reading: str,
    changes: AudienceChanges | None,
    then_title: str,
    others: Sequence[AudienceResults],
) -> AreaStory:
    """One area of an audience. `changes` are those since the round called `then_title`; None without a comparison."""
    book = area_ledger(audience, reading, changes, others, only=found.area.code)
    [row] = book.rows
    weighed = audience.audience.importance
    return AreaStory(
        found=found,
        row=row,
        basis=basis_of_figures(audience, reading, changes if changes and changes.cells else None),
        said=_said(
            row,
            then_title,
            ranked_places(audience, reading),
            mix_words(changes, reading) if changes else "",
        ),
        nearby=nearby_levels(row.now, audience.audience.scale),
        ranked=ranked_places(audience, reading),
        statements=_statements(audience, found, reading),
        groups=_groups(audience, found, reading, changes),
        families=tuple(_family(one, found.area, reading) for one in others if one.people),
        importance=place_on_scale(found.reading(reading).importance, weighed.scale) if weighed else None,
        votes=votes_text(audience, found.area.code) if found.votes else "",
        dont_know=_count(found.dont_know),
        # Where nobody is shown there is one reason for everything.
        not_applicable=_count(found.not_applicable if audience.people else found.dont_know),
        counts_not_applicable=audience.counts_not_applicable,
    )


def _count(count: BoundedCount | Withheld | NotCounted) -> str:
    return count_text(count) if isinstance(count, BoundedCount) else share_words(count)


def _share(count: BoundedCount | Withheld) -> str:
    return str(count) if isinstance(count, Withheld) else share_in_brief(count)


# --- in a sentence -----------------------------------------------------------------------------------------


def _said(row: LedgerRow, then_title: str, ranked: int, mix: str) -> SaidWords:
    """The figure with its level, what moved, the target, and the rank; why not, where the figure is withheld.

    `mix` says what else could move it.
    """
    if row.now.interval is None:
        return SaidWords(row.now.why)
    parts = [SaidWords(f"It stands at {row.now.text}: {row.now.band}.")]
    if row.moved and row.moved.difference is not None:
        parts += [moved_sentence(row, then_title), SaidWords(mix)]
    parts.append(_beside_target(row))
    if ranked and (row.could_be or row.rank):
        where = f"could be {row.could_be}" if row.could_be else f"comes out {row.rank}"
        parts.append(SaidWords(f"In order of priority it {where} of {ranked}."))
    return said_together(parts)


def _beside_target(row: LedgerRow) -> SaidWords:
    """Says whether it has reached its target."""
    at = row.now.interval
    if at is None or row.target is None:
        return SaidWords("")
    target = exact_interval(row.target)
    who = (PrintedFigure(row.area.short_name, row.now.text, at),)
    other = (PrintedFigure(row.area.short_name, row.target_text, target),)
    if at.is_below(target):
        return SaidWords(f"Its target is {row.target_text}.", (Claim(Relation.NOT_REACHED, who, other),))
    reached = Claim(Relation.REACHED, who, other)
    if reached.holds:
        return SaidWords(f"It has reached its target of {row.target_text}.", (reached,))
    return SaidWords(f"Whether it has reached its target of {row.target_text} is open.")


def nearby_levels(at: ScalePlace, scale: Scale) -> str:
    """From which figure on something would be called by another level's name; empty where it is withheld.

    A level's name holds for half a level on either side of it.
    """
    here = levels_of(at, scale)
    if not here:
        return ""
    said, lowest, highest = [], here[0].value, here[-1].value
    if highest < scale.top:
        said.append(f"From {highest + 0.5:.1f} on it would be called “{scale.levels[highest].label}”")
    if lowest > 1:
        said.append(f"{'below' if said else 'Below'} {lowest - 0.5:.1f} “{scale.levels[lowest - 2].label}”")
    return f"{'; '.join(said)}." if said else ""


def levels_of(at: ScalePlace, scale: Scale) -> tuple[Level, ...]:
    """The level that a place is called by, or both where its figure leaves that open; none where it is withheld."""
    names = at.band.split(OR) if at.interval is not None else []
    return tuple(level for level in scale.levels if level.label in names)


# --- statements ----------------------------------------------------------------------------------------------


def _statements(audience: AudienceResults, found: AreaResult, reading: str) -> tuple[StatementLine, ...]:
    """The lowest first; what is withheld stands last, in the questionnaire's order."""
    drawn = drawn_statements(audience, found, reading, None)
    return tuple(
        _statement(one)
        for one in sorted(drawn, key=lambda one: (one.place.spot is None, one.place.spot or 0))
    )


def _statement(drawn: DrawnStatement) -> StatementLine:
    scale = drawn.question.scale
    here = levels_of(drawn.place, scale)
    further = scale.levels[here[-1].value] if here and here[-1].value < scale.top else None
    return StatementLine(
        drawn,
        tuple(LevelWords(level, words_of_level(drawn.question, level)) for level in here),
        LevelWords(further, words_of_level(drawn.question, further)) if further else None,
    )


def words_of_level(question: Question, level: Level) -> str:
    """Returns what a level says of a statement: its own words, or where it has none what the level means."""
    return question.descriptors[level.value - 1] if question.descriptors else level.meaning


# --- groups and families -------------------------------------------------------------------------------------


def _groups(
    audience: AudienceResults, found: AreaResult, reading: str, changes: AudienceChanges | None
) -> tuple[AreaGroup, ...]:
    """The lowest first; what is withheld stands last."""
    code, weighed = found.area.code, audience.audience.importance
    change = next((one for one in changes.areas if one.area.code == code), None) if changes else None
    moved = (
        {cell.key: one for cell, one in zip(changes.cells, change.cells, strict=True)}
        if changes and change
        else {}
    )
    lines = [
        AreaGroup(
            cell=cell,
            at=place_on_scale(cell.positions[code], audience.audience.scale),
            moved=moved.get(cell.key),
            tone=group_tone(audience, cell, found, reading),
            importance=place_on_scale(cell.importances[code], weighed.scale) if weighed else None,
            dont_know=_share(cell.dont_know[code]),
            not_applicable=""
            if isinstance(cell.not_applicable, NotCounted)
            else _share(cell.not_applicable[code]),
        )
        for cell in audience.cells
    ]
    return tuple(sorted(lines, key=lambda one: (one.at.spot is None, one.at.spot or 0)))


def _family(results: AudienceResults, area: Area, reading: str) -> FamilyLine:
    found = next(one for one in results.areas if one.area.code == area.code)
    questions = area.questions(results.audience)
    return FamilyLine(
        results,
        place_on_scale(found.reading(reading).position, results.audience.scale),
        questions[0].text if len(questions) == 1 else "",
        places_text(lowest_first(results, reading).get(area.code)),
    )

"""Statements: what pulls an area up or down, how far people agree about it, and whose answers these are.

    ShownCell.areas[area]  ->  statement_units  ->  view_statements  ->  StatementResult: both readings, spread,
                                                    whose they are, cell by cell, and cells together

Statements are shown where `privacy` let the release keep them: of a cell by itself, or of several together. So what
everybody says of a statement can rest on other people than the area's own figure; a StatementResult says on whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lws_assess.survey.instruments import Area, Audience, Question, Scale
from lws_assess.survey.keys import AreaCode, CellKey, GroupKey, StatementKey, key_of_cell
from lws_assess.survey.releases import privacy
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.releases.scores import Moments, Read, read_by_group, read_by_person
from lws_assess.survey.releases.unanimity import ShownCell, StatementRatings
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.withheld import (
    Withheld,
    spread_of_a_small_cell_withheld,
    statements_withheld,
    statements_withheld_alone,
    statements_withheld_in_every_group,
    withheld_for_nobody,
)


@dataclass(frozen=True)
class StatementUnit:
    """People whose statements of an area are shown: a cell, or several together. `scored` have the area's score."""

    groups: tuple[GroupKey, ...]
    cells: tuple[tuple[GroupKey, ...], ...]  # the groups of each
    scored: int
    statements: Mapping[StatementKey, StatementRatings]

    def rating(self, key: StatementKey) -> Moments | None:
        """Returns what they say of a statement; None where nobody rated it."""
        found = self.statements.get(key)
        return found.moments if found and found.moments.n else None


def statement_units(code: AreaCode, cells: Sequence[ShownCell]) -> Iterator[StatementUnit]:
    """Returns who shows the statements of an area, in the order of the cells; cells together where the first stands."""
    seen = set()
    for cell in cells:
        area = cell.areas.get(code)
        if area and area.score and area.statements is not None:
            yield StatementUnit(cell.groups, (cell.groups,), area.score.n, area.statements)
        elif area and area.joined and area.joined.cells not in seen:
            seen.add(area.joined.cells)
            yield StatementUnit(
                area.joined.groups, area.joined.cells, area.joined.scored, area.joined.statements
            )


@dataclass(frozen=True)
class StatementInCell:
    mean: Shown | Withheld
    spread: Distribution | Withheld


@dataclass(frozen=True)
class StatementTogether:
    """Holds what several cells say of a statement together, since they may not say it one by one.

    `members` are the keys of the cells, `groups` the names of their groups.
    """

    members: tuple[CellKey, ...]
    groups: tuple[str, ...]
    mean: Shown | Withheld
    spread: Distribution | Withheld


@dataclass(frozen=True)
class WhoseStatement:
    """Says whose answers stand in what everybody says of a statement.

    `people` have a score in the area and are in `groups`, the groups that stand in it; `left_out` are those that
    stand in the area's own figure and not in it. The names are those of groups. `area_people` stand in the area's
    own figure.
    """

    people: int = 0
    area_people: int = 0
    groups: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """True if they are the people of the area's own figure."""
        return self.people > 0 and self.people == self.area_people and not self.left_out


@dataclass(frozen=True)
class StatementResult:
    """One question of an area's score. `cells` run in the order of the audience's cells."""

    question: Question
    by_group: Shown | Withheld
    by_person: Shown | Withheld
    spread: Distribution | Withheld  # over the cells that show theirs
    cells: tuple[StatementInCell, ...]
    together: tuple[StatementTogether, ...] = ()
    whose: WhoseStatement = WhoseStatement()

    def reading(self, name: str) -> Shown | Withheld:
        return self.by_person if name == EACH_PERSON else self.by_group

    def with_cell(self, key: CellKey) -> StatementTogether | None:
        """Returns what the cell of that key says together with others; None where it says nothing so."""
        return next((one for one in self.together if key in one.members), None)


def view_statements(
    area: Area,
    audience: Audience,
    cells: Sequence[ShownCell],
    k: int,
    names: Mapping[GroupKey, str] = {},
) -> tuple[StatementResult, ...]:
    """Every question of the area's score as put to this audience, in the questionnaire's order.

    `names` are those of groups by their key.
    """
    units = list(statement_units(area.code, cells))
    return tuple(_view(area, q, audience, cells, units, k, names) for q in area.questions(audience))


def _view(
    area: Area,
    question: Question,
    audience: Audience,
    cells: Sequence[ShownCell],
    units: Sequence[StatementUnit],
    k: int,
    names: Mapping[GroupKey, str],
) -> StatementResult:
    found = [_in_cell(area, question, audience.scale, cell, k, names) for cell in cells]
    together = [_together(unit, question, audience.scale, k, names) for unit in units if len(unit.cells) > 1]
    speaking = [(unit, moments) for unit in units if (moments := unit.rating(question.key))]
    rated = [(len(unit.groups), moments) for unit, moments in speaking]
    return StatementResult(
        question=question,
        by_group=_total(read_by_group, rated, audience.scale),
        by_person=_total(read_by_person, rated, audience.scale),
        spread=privacy.distributions_together([s.spread for s in found] + [s.spread for s in together]),
        cells=tuple(found),
        together=tuple(together),
        whose=_whose(area, cells, [unit for unit, _ in speaking], names),
    )


def _in_cell(
    area: Area, question: Question, scale: Scale, cell: ShownCell, k: int, names: Mapping[GroupKey, str]
) -> StatementInCell:
    shown = cell.areas[area.code]
    if shown.statements is None:
        why = statements_withheld(shown.score.n if shown.score else None, k)
        if shown.joined:
            others = [key for key in shown.joined.groups if key not in cell.groups]
            why = statements_withheld_alone(why, [names.get(key, key) for key in others])
        return StatementInCell(why, why)
    return _said(shown.statements[question.key], scale, k)


def _together(
    unit: StatementUnit, question: Question, scale: Scale, k: int, names: Mapping[GroupKey, str]
) -> StatementTogether:
    said = _said(unit.statements[question.key], scale, k)
    return StatementTogether(
        tuple(map(key_of_cell, unit.cells)), _named(unit.groups, names), said.mean, said.spread
    )


def _said(ratings: StatementRatings, scale: Scale, k: int) -> StatementInCell:
    if not ratings.moments.n:
        return StatementInCell(withheld_for_nobody(), withheld_for_nobody())
    return StatementInCell(
        privacy.mean_shown(ratings.moments, scale, k),
        privacy.distribution_shown(ratings.counts, scale, k)
        if ratings.counts
        else spread_of_a_small_cell_withheld(),
    )


def _total(read: Read, rated: Sequence[tuple[int, Moments]], scale: Scale) -> Shown | Withheld:
    return privacy.total_shown(read, rated, scale) if rated else statements_withheld_in_every_group()


def _whose(
    area: Area, cells: Sequence[ShownCell], units: Sequence[StatementUnit], names: Mapping[GroupKey, str]
) -> WhoseStatement:
    standing = [key for unit in units for key in unit.groups]
    scores = [(cell, score) for cell in cells if (score := cell.areas[area.code].score)]
    left_out = [key for cell, _ in scores for key in cell.groups if key not in standing]
    return WhoseStatement(
        people=sum(unit.scored for unit in units),
        area_people=sum(score.n for _, score in scores),
        groups=_named(standing, names),
        left_out=_named(left_out, names),
    )


def _named(keys: Sequence[GroupKey], names: Mapping[GroupKey, str]) -> tuple[str, ...]:
    return tuple(names.get(key, key) for key in keys)

"""Statements: what pulls an area up or down, and how far people agree about it.

    ShownCell.areas[area].statements  ->  view_statements  ->  StatementResult: both readings, spread, cell by cell

Statements are shown where `privacy.statements_may_show` let the release keep them; everything passes privacy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.survey import privacy
from lws_assess.survey.instruments import Area, Audience, Question
from lws_assess.survey.privacy import Distribution, Shown, Withheld
from lws_assess.survey.rounds import EACH_PERSON
from lws_assess.survey.scores import Moments, Read, read_by_group, read_by_person
from lws_assess.survey.unanimity import ShownCell, spread_of_a_small_cell


@dataclass(frozen=True)
class StatementInCell:
    mean: Shown | Withheld
    spread: Distribution | Withheld


@dataclass(frozen=True)
class StatementResult:
    """One question of an area's score. `cells` run in the order of the audience's cells."""

    question: Question
    by_group: Shown | Withheld
    by_person: Shown | Withheld
    spread: Distribution | Withheld  # over the cells that show theirs
    cells: tuple[StatementInCell, ...]

    def reading(self, name: str) -> Shown | Withheld:
        return self.by_person if name == EACH_PERSON else self.by_group


def view_statements(
    area: Area, audience: Audience, cells: Sequence[ShownCell], k: int
) -> tuple[StatementResult, ...]:
    """Every question of the area's score as put to this audience, in the questionnaire's order."""
    return tuple(_view(area, question, audience, cells, k) for question in area.questions(audience))


def _view(
    area: Area, question: Question, audience: Audience, cells: Sequence[ShownCell], k: int
) -> StatementResult:
    found = [_in_cell(area, question, audience, cell, k) for cell in cells]
    rated = [
        (len(cell.groups), statements[question.key].moments)
        for cell in cells
        if (statements := cell.areas[area.code].statements) and statements[question.key].moments.n
    ]
    return StatementResult(
        question=question,
        by_group=_together(read_by_group, rated, audience),
        by_person=_together(read_by_person, rated, audience),
        spread=privacy.distributions_together([one.spread for one in found]),
        cells=tuple(found),
    )


def _in_cell(area: Area, question: Question, audience: Audience, cell: ShownCell, k: int) -> StatementInCell:
    shown = cell.areas[area.code]
    if shown.statements is None:
        why = privacy.statements_withheld(shown.score, k)
        return StatementInCell(why, why)
    ratings = shown.statements[question.key]
    if not ratings.moments.n:
        return StatementInCell(privacy.nobody(), privacy.nobody())
    return StatementInCell(
        privacy.mean_shown(ratings.moments, audience.scale, k),
        privacy.distribution_shown(ratings.counts, audience.scale, k)
        if ratings.counts
        else spread_of_a_small_cell(),
    )


def _together(read: Read, rated: Sequence[tuple[int, Moments]], audience: Audience) -> Shown | Withheld:
    if not rated:
        return privacy.no_cell_shows_statements()
    return privacy.total_shown(read, rated, audience.scale)

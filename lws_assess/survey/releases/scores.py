"""Scores: from the vectors of a cell to its sufficient statistics, and from cells to the partnership.

    vectors (people x slots)  ->  count_cell  ->  CellFigures  ->  read_by_group, read_by_person  ->  Score

Definitions: the method page, "From answers to an area score".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

import numpy as np
import numpy.typing as npt

from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import AreaCode, StatementKey
from lws_assess.survey.responses import DONT_KNOW, HIGHEST_RATING, NOT_APPLICABLE, NOT_PUT, vector_layout
from lws_assess.survey.rounding import exact_sum

Vectors = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Moments:
    """Says how many people, the sum of their values and the sum of the squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def exact_mean(self) -> Fraction:
        """The mean as the fraction that it is, to be rounded for print."""
        return exact_sum(self.total) / self.n

    @property
    def variance(self) -> float:
        """The sample variance; 0 for a single person."""
        if self.n < 2:
            return 0.0
        return max(0.0, (self.squares - self.total**2 / self.n) / (self.n - 1))


@dataclass(frozen=True)
class AreaFigures:
    """Holds what one cell says of one area.

    `statements` counts ratings by level, lowest first, of the people who have the area's score. `patterns` counts those
    people by which statements they rated (bit i for statement i), and `forms` by which were put to them. `partial`
    counts those who left something that was put to them without a rating; `left` counts for each statement the people
    among them who left it. `sums` adds up the ratings of each statement by the people of each pattern. All these decide
    whether statement figures, don't-knows and answers that it does not apply may be shown; none is ever published.
    """

    score: Moments
    put: int
    dont_know: int
    not_applicable: int
    importance: tuple[int, ...]
    votes: int
    statements: dict[StatementKey, tuple[int, ...]]
    patterns: dict[int, int]
    partial: int
    forms: dict[int, int] = field(default_factory=dict)
    left: tuple[int, ...] = ()
    sums: dict[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class JointMoments:
    """Sums and cross-products over the people who have every area's score and importance.

    The order is all area scores, then all importances, both in the framework's order. Rank bands need the
    paired differences, which no single area's moments hold.
    """

    n: int
    sums: tuple[float, ...]
    products: tuple[tuple[float, ...], ...]

    def squares_about_the_mean(self) -> npt.NDArray[np.float64]:
        """Squares and products about the means, in the same order both ways."""
        sums = np.array(self.sums)
        found: npt.NDArray[np.float64] = np.array(self.products) - np.outer(sums, sums) / self.n
        return found


@dataclass(frozen=True)
class LocalFigures:
    """Holds what one cell says of a local statement: the ratings of everybody who rated it, and why others did not.

    Unlike `AreaFigures.statements` it asks nobody for an area score, since it stands in none.
    """

    score: Moments
    dont_know: int
    not_applicable: int
    asked: int  # people to whom it was put: it stands on the full form only


@dataclass(frozen=True)
class CellFigures:
    people: int
    voters: int
    areas: dict[AreaCode, AreaFigures]
    joint: JointMoments
    local: dict[StatementKey, LocalFigures] = field(default_factory=dict)  # by key of the statement


def area_scores(vectors: Vectors) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Respondent area scores from the statement columns of one area: (scores, whether each exists).

    A score exists if at least half of the statements put to the person are rated.
    """
    rated = (vectors >= 1) & (vectors <= HIGHEST_RATING)
    counts = rated.sum(axis=1)
    put = (vectors != NOT_PUT).sum(axis=1)
    exists = (counts > 0) & (2 * counts >= put)
    sums = np.where(rated, vectors, 0).sum(axis=1, dtype=np.int64)
    return np.divide(sums, counts, out=np.zeros(len(vectors)), where=counts > 0), exists


def count_cell(edition: Edition, audience: Audience, vectors: Vectors) -> CellFigures:
    """The sufficient statistics of a cell. `vectors` has one row a person, one column a slot of `vector_layout`."""
    slots = vector_layout(edition, audience)
    columns = {(slot.kind, slot.area, slot.key): i for i, slot in enumerate(slots)}
    vote_columns = [columns["vote", area.code, "top-areas"] for area in edition.areas]
    votes = vectors[:, vote_columns] == 1
    areas: dict[AreaCode, AreaFigures] = {}
    scores, have = [], []
    importances, said = [], []
    for index, area in enumerate(edition.areas):
        keys = [question.key for question in area.questions(audience)]
        answers = vectors[:, [columns["statement", area.code, key] for key in keys]]
        score, exists = area_scores(answers)
        scores.append(score)
        have.append(exists)
        importance: tuple[int, ...] = ()
        if audience.importance:
            column = vectors[:, columns["importance", area.code, "importance"]]
            importance = _count_levels(column, audience.importance.scale.top)
            importances.append(column.astype(np.float64))
            said.append((column >= 1) & (column <= HIGHEST_RATING))
        areas[area.code] = AreaFigures(
            score=_moments(score[exists]),
            put=int((answers != NOT_PUT).sum()),
            dont_know=int((answers == DONT_KNOW).sum()),
            not_applicable=int((answers == NOT_APPLICABLE).sum()),
            importance=importance,
            votes=int(votes[:, index].sum()),
            statements={
                key: _count_levels(answers[exists, i], audience.scale.top) for i, key in enumerate(keys)
            },
            patterns=_patterns(answers[exists]),
            partial=int(_left(answers[exists]).any(axis=1).sum()),
            forms=_sets(answers[exists] != NOT_PUT),
            left=tuple(int(count) for count in _left(answers[exists]).sum(axis=0)),
            sums=_sums(answers[exists]),
        )
    return CellFigures(
        people=len(vectors),
        voters=int(votes.any(axis=1).sum()),
        areas=areas,
        joint=_joint(scores + importances, have + said),
        local={
            StatementKey(slot.key): _count_local(vectors[:, i])
            for i, slot in enumerate(slots)
            if slot.kind == "local"
        },
    )


def _count_local(column: Vectors) -> LocalFigures:
    rated = (column >= 1) & (column <= HIGHEST_RATING)
    return LocalFigures(
        _moments(column[rated].astype(np.float64)),
        dont_know=int((column == DONT_KNOW).sum()),
        not_applicable=int((column == NOT_APPLICABLE).sum()),
        asked=int((column != NOT_PUT).sum()),
    )


def _moments(values: npt.NDArray[np.float64]) -> Moments:
    return Moments(len(values), round(float(values.sum()), 9), round(float((values**2).sum()), 9))


def _count_levels(column: Vectors, top: int) -> tuple[int, ...]:
    return tuple(int(count) for count in np.bincount(column, minlength=256)[1 : top + 1])


def _patterns(answers: Vectors) -> dict[int, int]:
    return _sets(_rated(answers))


def _sums(answers: Vectors) -> dict[int, tuple[int, ...]]:
    """The ratings of each statement, added up over the people of each pattern."""
    marked = _rated(answers)
    marks = _marks(marked)
    ratings = np.where(marked, answers, 0)
    return {
        int(mark): tuple(int(total) for total in ratings[marks == mark].sum(axis=0, dtype=np.int64))
        for mark in np.unique(marks)
    }


def _rated(answers: Vectors) -> npt.NDArray[np.bool_]:
    rated: npt.NDArray[np.bool_] = (answers >= 1) & (answers <= HIGHEST_RATING)
    return rated


def _marks(marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Of each person a bit for each statement that is marked."""
    marks: npt.NDArray[np.int64] = marked @ (1 << np.arange(marked.shape[1], dtype=np.int64))
    return marks


def _sets(marked: npt.NDArray[np.bool_]) -> dict[int, int]:
    """People by the set of statements that is marked of them, bit i for statement i."""
    kinds, counts = np.unique(_marks(marked), return_counts=True)
    return {int(kind): int(count) for kind, count in zip(kinds, counts, strict=True)}


def _left(answers: Vectors) -> npt.NDArray[np.bool_]:
    """Returns what was put to each person and left without a rating.

    Somebody with the full form who rated just the statements of the short one left something too, which the set
    of rated statements alone does not tell.
    """
    left: npt.NDArray[np.bool_] = (answers != NOT_PUT) & ~_rated(answers)
    return left


def _joint(
    values: Sequence[npt.NDArray[np.float64]], present: Sequence[npt.NDArray[np.bool_]]
) -> JointMoments:
    whole = np.logical_and.reduce(list(present))
    table = np.column_stack(list(values))[whole]
    products = table.T @ table
    return JointMoments(
        n=len(table),
        sums=tuple(round(float(s), 9) for s in table.sum(axis=0)),
        products=tuple(tuple(round(float(p), 9) for p in row) for row in products),
    )


# --- from cells to the partnership -----------------------------------------------------------------------


@dataclass(frozen=True)
class PartnershipScore:
    """A partnership score: its mean, its standard error, and the people and groups it rests on."""

    mean: Fraction
    error: float
    people: int
    groups: int


Read = Callable[
    [Sequence[tuple[int, Moments]]], PartnershipScore
]  # how cells come to a score: one of the two readings


def read_by_group(cells: Sequence[tuple[int, Moments]]) -> PartnershipScore:
    """Each group counts once. `cells` pairs the number of groups a cell holds with its moments.

    Standard error: sqrt(sum of w^2 s^2 / n) / sum of w, w the groups a cell holds.

    >>> moments = [Moments(40, 168.0, 0), Moments(12, 31.2, 0), Moments(6, 12.0, 0)]
    >>> float(round(read_by_group([(1, m) for m in moments]).mean, 3))
    2.933
    """
    groups = sum(weight for weight, _ in cells)
    mean = sum((weight * moments.exact_mean for weight, moments in cells), Fraction()) / groups
    error = sqrt(sum(weight**2 * moments.variance / moments.n for weight, moments in cells)) / groups
    return PartnershipScore(mean, error, sum(moments.n for _, moments in cells), groups)


def read_by_person(cells: Sequence[tuple[int, Moments]]) -> PartnershipScore:
    """Each person counts once.

    >>> moments = [Moments(40, 168.0, 0), Moments(12, 31.2, 0), Moments(6, 12.0, 0)]
    >>> float(round(read_by_person([(1, m) for m in moments]).mean, 3))
    3.641
    """
    whole = Moments(
        sum(moments.n for _, moments in cells),
        sum(moments.total for _, moments in cells),
        sum(moments.squares for _, moments in cells),
    )
    groups = sum(weight for weight, _ in cells)
    mean = sum((exact_sum(moments.total) for _, moments in cells), Fraction()) / whole.n
    return PartnershipScore(mean, sqrt(whole.variance / whole.n), whole.n, groups)


def moments_of_levels(counts: Sequence[int]) -> Moments:
    """The moments of ratings counted by level, lowest first."""
    values = range(1, len(counts) + 1)
    return Moments(
        sum(counts),
        float(sum(value * count for value, count in zip(values, counts, strict=True))),
        float(sum(value**2 * count for value, count in zip(values, counts, strict=True))),
    )

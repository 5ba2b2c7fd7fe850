"""Cells by category: how many people of each answer to a profile question, and what their scores come to.

    vectors of one cell  ->  count_by_category  ->  CellByCategory  ->  graphs_of_area, moments_of_area

Nothing of it is published but what survey.results.cuts takes from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lws_assess.survey.instruments import Area, Audience, Edition, ProfileQuestion
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.cut_graphs import CutGraph, Shares, nodes_with_statements, plain_graph
from lws_assess.survey.releases.release_cells import ReleaseCell
from lws_assess.survey.releases.scores import Moments, Vectors, area_scores
from lws_assess.survey.responses import HIGHEST_RATING, vector_layout

Sums = npt.NDArray[np.float64]

NOT_SAID = "not-say"  # the choice of those who would rather not say; they are in no category


@dataclass(frozen=True, eq=False)
class _AreaByCategory:
    """People with an area's score in a cell that shows it, and what their scores come to, by category."""

    n: Shares
    totals: Sums
    squares: Sums
    nodes: Shares  # what the cell stands as: see cut_graphs.nodes_with_statements


@dataclass(frozen=True, eq=False)
class CellByCategory:
    """The people of one cell by category, everyone else last; `areas` holds those that it shows."""

    people: Shares
    areas: dict[AreaCode, _AreaByCategory]


def count_by_category(
    edition: Edition,
    audience: Audience,
    question: ProfileQuestion,
    vectors: Vectors,
    cell: ReleaseCell,
    k: int,
) -> CellByCategory:
    slots = vector_layout(edition, audience)
    column = next(i for i, s in enumerate(slots) if (s.kind, s.key) == ("profile", question.key))
    categories, width = _categories(question, vectors[:, column])
    areas = {}
    for area in edition.areas:
        if cell.areas[area.code].score is not None:
            columns = [i for i, s in enumerate(slots) if (s.kind, s.area) == ("statement", area.code)]
            mine = cell.areas[area.code]
            shown = k if mine.statements is not None or mine.joined else 0
            areas[area.code] = _count_area(vectors[:, columns], categories, width, shown)
    return CellByCategory(np.bincount(categories, minlength=width), areas)


def _categories(question: ProfileQuestion, codes: Vectors) -> tuple[Shares, int]:
    """Each person's category, counted from 0, everyone else last; and how many columns that makes."""
    named = [code for code, choice in enumerate(question.choices, 1) if choice.key != NOT_SAID]
    table = np.full(256, len(named), dtype=np.int64)
    table[named] = np.arange(len(named))
    return table[codes], len(named) + 1


def _count_area(answers: Vectors, categories: Shares, width: int, shown: int) -> _AreaByCategory:
    """`shown` is k where statement figures are shown, else 0."""
    scores, exist = area_scores(answers)
    scores, mine = scores[exist], categories[exist]
    n = np.bincount(mine, minlength=width)
    return _AreaByCategory(
        n=n,
        totals=_sums(mine, scores, width),
        squares=_sums(mine, scores**2, width),
        nodes=_by_rated_statements(answers[exist], mine, width, shown) if shown else n[None, :],
    )


def _sums(categories: Shares, values: Sums, width: int) -> Sums:
    return np.bincount(categories, values, minlength=width).astype(np.float64)


def _by_rated_statements(answers: Vectors, categories: Shares, width: int, k: int) -> Shares:
    rated = (answers >= 1) & (answers <= HIGHEST_RATING)
    bits = np.arange(rated.shape[1], dtype=np.int64)
    kinds, kind = np.unique(rated @ (1 << bits), return_inverse=True)
    counts = np.bincount(kind.reshape(-1) * width + categories, minlength=len(kinds) * width)
    return nodes_with_statements((kinds[:, None] >> bits & 1) == 1, counts.reshape(len(kinds), width), k)


def graphs_of_area(area: Area, counts: Sequence[CellByCategory]) -> tuple[CutGraph, ...]:
    """Returns what must hold for an area, over the cells that show it; () where none does.

    Of the people with a score, since their scores are added up; and of everybody, since how many have one is
    printed too.
    """
    showing = [count for count in counts if area.code in count.areas]
    if not showing:
        return ()
    mine = [count.areas[area.code] for count in showing]
    scored = CutGraph(np.array([one.n for one in mine]), np.vstack([one.nodes for one in mine]))
    return scored, plain_graph(np.array([count.people for count in showing]))


def moments_of_area(area: Area, counts: Sequence[CellByCategory], columns: Sequence[int]) -> Moments | None:
    """The area scores of a category over the cells that show the area; None where nobody of it has one."""
    mine = [count.areas[area.code] for count in counts if area.code in count.areas]
    them = list(columns)
    n = sum(int(one.n[them].sum()) for one in mine)
    total = sum(float(one.totals[them].sum()) for one in mine)
    squares = sum(float(one.squares[them].sum()) for one in mine)
    return Moments(n, round(total, 9), round(squares, 9)) if n else None

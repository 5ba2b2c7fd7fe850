"""Raw answers, counted again: what each printed figure of a cell should be, straight from the vectors.

Nothing of the product's arithmetic is used, only the places of the answers in a vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import sqrt

import numpy as np

from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.releases.scores import Vectors
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, NOT_PUT, vector_layout
from tests.claims.generated_rounds import GeneratedRound

TOP_RATING = 9


@dataclass(frozen=True)
class CountedArea:
    """One area as a cell's people answered it."""

    scores: tuple[Fraction, ...]  # of those who have one
    importances: tuple[int, ...]
    put: int
    dont_know: int
    not_applicable: int
    answered: int  # questions with any answer, also don't know and does not apply
    votes: int
    raters: int  # who rated anything in it

    @property
    def mean(self) -> Fraction | None:
        return sum(self.scores, Fraction()) / len(self.scores) if self.scores else None

    @cached_property
    def variance(self) -> float:
        values = np.array([float(score) for score in self.scores])
        return float(values.var(ddof=1)) if len(values) > 1 else 0.0


@dataclass(frozen=True)
class CountedCell:
    people: int
    voters: int
    areas: dict[str, CountedArea]


def count_again(this: GeneratedRound, groups: Sequence[str], audience: Audience) -> CountedCell:
    """The people of these groups together."""
    rows = np.concatenate([this.answers[group] for group in groups])
    edition = this.facts.edition
    places = {(s.kind, s.area, s.key): i for i, s in enumerate(vector_layout(edition, audience))}
    chosen = rows[:, [places["vote", area.code, "top-areas"] for area in edition.areas]] == 1
    return CountedCell(
        len(rows),
        int(chosen.any(axis=1).sum()),
        {
            area.code: _area(rows, places, edition, area.code, audience, int(chosen[:, i].sum()))
            for i, area in enumerate(edition.areas)
        },
    )


def _area(
    rows: Vectors,
    places: dict[tuple[str, str, str], int],
    edition: Edition,
    code: str,
    audience: Audience,
    votes: int,
) -> CountedArea:
    columns = [places["statement", code, q.key] for q in edition.area(code).questions(audience)]
    answers = rows[:, columns].astype(int)
    rated = (answers >= 1) & (answers <= TOP_RATING)
    counts, put = rated.sum(axis=1), (answers != NOT_PUT).sum(axis=1)
    sums = np.where(rated, answers, 0).sum(axis=1)
    has = (counts > 0) & (2 * counts >= put)
    matters: tuple[int, ...] = ()
    if audience.importance:
        column = rows[:, places["importance", code, "importance"]].astype(int)
        matters = tuple(int(value) for value in column if 1 <= value <= TOP_RATING)
    return CountedArea(
        tuple(Fraction(int(total), int(count)) for total, count in zip(sums[has], counts[has], strict=True)),
        matters,
        int((answers != NOT_PUT).sum()),
        int((answers == DONT_KNOW).sum()),
        int((answers == NOT_APPLICABLE).sum()),
        int(((answers != NOT_PUT) & (answers != BLANK)).sum()),
        votes,
        int((counts > 0).sum()),
    )


LARGE = 20  # people, from whom on it may be told how a group's answers vary


def beyond(then: Sequence[CountedArea], now: Sequence[CountedArea], groups: Sequence[int]) -> float:
    """How many standard errors a mean of cells has moved; 0 where it has not moved at all.

    `groups` are how many each cell holds, where each group counts once; empty where each person does. This is the
    plainest measure there is: whatever allows for many comparisons at once asks for more. Nobody may know how small
    cells vary. So the variance is that of each cell, or that of the larger ones together: whichever says more.
    """
    both = [(_shares(then, groups), then), (_shares(now, groups), now)]
    apart = abs(_mean(*both[1]) - _mean(*both[0]))
    larger = [(len(one.scores) - 1, one.variance) for one in (*then, *now) if len(one.scores) >= LARGE]
    free = sum(freedom for freedom, _ in larger)
    pooled = [sum(freedom * variance for freedom, variance in larger) / free] if free else []
    errors = [
        sqrt(sum(_squares(shares, cells, small) for shares, cells in both)) for small in (None, *pooled)
    ]
    if apart < 1e-9:
        return 0.0
    return max(apart / error if error else float("inf") for error in errors)


def _shares(cells: Sequence[CountedArea], groups: Sequence[int]) -> list[float]:
    weights = groups or [len(one.scores) for one in cells]
    return [weight / sum(weights) for weight in weights]


def _mean(shares: Sequence[float], cells: Sequence[CountedArea]) -> float:
    return sum(share * float(one.mean or 0) for share, one in zip(shares, cells, strict=True))


def _squares(shares: Sequence[float], cells: Sequence[CountedArea], small: float | None) -> float:
    """The variance of a mean of cells; small ones vary by `small`, where it is given."""
    return sum(
        share**2
        * (one.variance if small is None or len(one.scores) >= LARGE else small)
        / max(1, len(one.scores))
        for share, one in zip(shares, cells, strict=True)
    )

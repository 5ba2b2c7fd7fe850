"""Rank bands: how far the order of the priorities could change by chance, from the cells of a release.

    ShownCell.joint  ->  ScorePart, one a larger group  ->  their sum, how sure it is  ->  rank sets  ->  AreaBands

By chance among people like those who answered; it says nothing of those who did not.

How answers vary inside a small cell is not told (see unanimity), so such a cell is taken to vary half as much
again as the larger ones do together: a band then holds nothing of it but its printed means and how many people rated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.scores import Moments
from lws_assess.survey.releases.unanimity import SMALL_VARY, ShownCell
from lws_assess.survey.results.critical_values import welch_satterthwaite
from lws_assess.survey.results.priorities import AreaToRank
from lws_assess.survey.results.ranks import RankSet, rank_sets, simultaneous_rank_sets
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.smallest_numbers import bands_may_be_shown
from lws_assess.survey.withheld import (
    Withheld,
    bands_withheld_for_too_few,
    bands_withheld_where_nothing_varies,
)

Floats = npt.NDArray[np.float64]

# The variance of a difference of scores below which it is what the decimals of a cell's sums leave of none: a
# standard error of a ten-thousandth of a level.
NO_VARIANCE = 1e-8
NO_ENDS: Mapping[AreaCode, tuple[float, float]] = {}


@dataclass(frozen=True)
class RankBand:
    """The ranks that chance leaves open to an area; 1 comes first."""

    best: int
    worst: int


@dataclass(frozen=True)
class AreaBands:
    """Two bands of one area.

    `alone` holds its true rank in 95 of 100 rounds: for whoever asks of this area by itself. `simultaneous` is for
    whoever says something of several areas: in 95 of 100 rounds all of them hold the true ranks of all areas.
    """

    alone: RankBand
    simultaneous: RankBand


@dataclass(frozen=True)
class ScoreTerm:
    """Holds what one larger group adds to the covariance of the priority scores, and how much is known of it.

    `covariance` is of the areas that can be ranked, in the framework's order, and holds a share of what is taken for
    the small cells. `freedom` is its degrees of freedom.
    """

    covariance: Floats
    freedom: float


def priority_bands(
    codes: Sequence[AreaCode],
    cells: Sequence[ShownCell],
    standings: Mapping[AreaCode, AreaToRank],
    reading: str,
    ends: Mapping[AreaCode, tuple[float, float]] = NO_ENDS,
) -> dict[AreaCode, AreaBands] | Withheld:
    """The rank bands of each area in `standings`, or why there are none.

    `codes` are all areas in the framework's order, which is the order inside every cell's joint figures;
    `standings` holds those that can be ranked, as printed, so that each printed rank lies within its bands.
    `reading` is rounds.EACH_GROUP or rounds.EACH_PERSON. `ends` has the least and the most that a score can be,
    where only the end of a scale is printed. The confidence is 95%.

    Twenty people rate two areas. Nearly all find the second one level better than the first, whatever they think
    of either, so there is no doubt which comes first:

    >>> from lws_assess.survey.releases.unanimity import ShownArea
    >>> first, second = [1, 2, 3, 2] * 5, [2, 3, 4, 3] * 4 + [2, 3, 4, 4]
    >>> people = np.array([[a, b, 4, 4] for a, b in zip(first, second)], dtype=float)
    >>> joint = Joint(20, tuple(people.sum(axis=0)), tuple(map(tuple, people.T @ people)))
    >>> areas = {
    ...     code: ShownArea(Moments(20, sum(them), sum(x * x for x in them)), None, Moments(20, 80, 320), None, None)
    ...     for code, them in (("first", first), ("second", second))
    ... }
    >>> cell = ShownCell("staff", ("teachers",), 20, 0, areas, joint)
    >>> standings = {"first": AreaToRank(2.0, 4.0, 4.0), "second": AreaToRank(3.05, 4.0, 4.0)}
    >>> bands = priority_bands(["first", "second"], [cell], standings, "group")
    >>> bands["first"].alone, bands["second"].simultaneous
    (RankBand(best=1, worst=1), RankBand(best=2, worst=2))
    """
    if not standings:
        return {}
    if not bands_may_be_shown(sum(cell.joint.n for cell in cells if cell.joint)):
        return bands_withheld_for_too_few()
    ranked = [code for code in codes if code in standings]
    parts = list(score_terms(codes, cells, standings, reading))
    of_differences = np.array([_variances_of_differences(part.covariance) for part in parts])
    whole = of_differences.sum(axis=0)
    pairs = ~np.eye(len(ranked), dtype=np.bool_)
    if (whole[pairs] < NO_VARIANCE).any():
        return bands_withheld_where_nothing_varies()
    least_and_most = [ends.get(code, (standings[code].score,) * 2) for code in ranked]
    sets = _kept_sets(
        tuple((most + least) / 2 for least, most in least_and_most),
        tuple((most - least) / 2 for least, most in least_and_most),
        _plain(sum_of_terms(parts)),
        _plain(welch_satterthwaite(of_differences, [part.freedom for part in parts])),
    )
    return dict(zip(ranked, sets, strict=True))


# --- drawn ---------------------------------------------------------------------------------------------------


Row = tuple[float, ...]


@lru_cache(maxsize=128)
def _kept_sets(
    scores: Row, reaches: Row, covariance: tuple[Row, ...], freedoms: tuple[Row, ...]
) -> tuple[AreaBands, ...]:
    """The bands, kept for the next page: a release never changes, and drawing takes some milliseconds."""
    alone = rank_sets(scores, covariance, freedoms=freedoms, reaches=reaches)
    at_once = simultaneous_rank_sets(scores, covariance, freedoms=freedoms, reaches=reaches)
    return tuple(
        AreaBands(RankBand(*one), _around(one, all_)) for one, all_ in zip(alone, at_once, strict=True)
    )


def _around(alone: RankSet, simultaneous: RankSet) -> RankBand:
    """Widens the simultaneous set to hold the single one. Two draws of chance might make it narrower by a hair."""
    return RankBand(min(alone[0], simultaneous[0]), max(alone[1], simultaneous[1]))


def _plain(table: Floats) -> tuple[Row, ...]:
    return tuple(map(tuple, table.tolist()))


# --- the covariance ------------------------------------------------------------------------------------------


def _variances_of_differences(covariance: Floats) -> Floats:
    variances = np.diagonal(covariance)
    found: Floats = variances[:, None] + variances[None, :] - 2 * covariance
    return found


def sum_of_terms(parts: Sequence[ScoreTerm]) -> Floats:
    """The covariance of the priority scores."""
    whole: Floats = np.sum([part.covariance for part in parts], axis=0)
    return _without_rounding(whole)


def score_terms(
    codes: Sequence[AreaCode],
    cells: Sequence[ShownCell],
    standings: Mapping[AreaCode, AreaToRank],
    reading: str,
) -> Iterator[ScoreTerm]:
    """The covariance of the priority scores of the areas in `standings`, by the larger group it is read off.

    Delta method on f = (target - position) x importance: df/d position = -importance, df/d importance = gap.

    At or beyond its target an area's score is 0 and can only rise. It keeps the variance it would have if it
    were not cut off there, which is never less, but no covariance with the others: their common ups and downs
    stop at the target, and counting them would tell two areas apart that are both near it. Where people rate
    one area high they mostly rate the others high, and then this can only widen the bands.
    """
    ranked = [place for place, code in enumerate(codes) if code in standings]
    them = [standings[codes[place]] for place in ranked]
    gradient = np.zeros((len(them), 2 * len(codes)))
    for row, (place, standing) in enumerate(zip(ranked, them, strict=True)):
        gradient[row, place] = -standing.importance
        gradient[row, len(codes) + place] = standing.gap
    reached = np.array([standing.gap == 0 for standing in them], dtype=np.bool_)
    alone = (reached[:, None] | reached[None, :]) & ~np.eye(len(them), dtype=np.bool_)
    for part in _parts_of_means(codes, cells, reading):
        yield ScoreTerm(np.where(alone, 0.0, gradient @ part.covariance @ gradient.T), part.freedom)


def _parts_of_means(
    codes: Sequence[AreaCode], cells: Sequence[ShownCell], reading: str
) -> Iterator[ScoreTerm]:
    """Returns the terms of the covariance of the means: all positions, then all importances, as the reading weighs its
    cells.

    What small cells add is the pooled sample covariance of the larger ones, times what weighs it. Each larger
    cell stands in the pool by its own degrees of freedom, and so it is a part of its own there too.
    """
    held = [_moments_of_cell(codes, cell) for cell in cells]
    weights = np.array(
        [
            [(one.n if reading == EACH_PERSON else len(cell.groups)) if one else 0.0 for one in moments]
            for cell, moments in zip(cells, held, strict=True)
        ],
        dtype=np.float64,
    )
    totals = weights.sum(axis=0)
    weights = np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)
    in_small: Floats = np.zeros((2 * len(codes), 2 * len(codes)))
    for mine, cell, moments in zip(weights, cells, held, strict=True):
        if cell.is_small:
            in_small += np.outer(mine, mine) * _one_in(moments)
    pooled = sum(cell.joint.n - 1 for cell in cells if cell.joint)
    for mine, cell, moments in zip(weights, cells, held, strict=True):
        if cell.is_small:
            continue
        both = np.outer(mine, mine)
        if cell.joint is None or cell.joint.n < 2:
            yield ScoreTerm(both * _variances(moments), _least_freedom(moments))
            continue
        freedom = cell.joint.n - 1
        sample = cell.joint.squares_about_the_mean() / freedom
        # Those who rated everything are never more than those behind any one mean: the cautious side.
        mine_and_small = both / cell.joint.n + SMALL_VARY * in_small * freedom / pooled
        yield ScoreTerm(sample * mine_and_small, freedom)


def _moments_of_cell(codes: Sequence[AreaCode], cell: ShownCell) -> list[Moments | None]:
    """Returns what the cell shows of each position, then of each importance; None has no weight."""
    areas = [cell.areas[code] for code in codes]
    return [area.score for area in areas] + [area.importance for area in areas]


def _variances(moments: Sequence[Moments | None]) -> Floats:
    """The variances of a cell's means alone, where its joint figures are withheld.

    That is the cautious choice: who rates one area high mostly rates the others high, and a covariance above
    nought would make two areas easier to tell apart.
    """
    return np.diag([one.variance / one.n if one else 0.0 for one in moments])


def _least_freedom(moments: Sequence[Moments | None]) -> float:
    return min((one.n - 1 for one in moments if one), default=0)


def _one_in(moments: Sequence[Moments | None]) -> Floats:
    """Returns what the covariance of answers is divided by for that of a small cell's means.

    Of two means that rest on unlike numbers of people no more can be common than the larger number allows.
    """
    inverse = np.array([1 / one.n if one else 0.0 for one in moments])
    found: Floats = np.minimum(inverse[:, None], inverse[None, :])
    return found


def _without_rounding(covariance: Floats) -> Floats:
    """Returns the covariance without a variance below nought. A cell keeps nine decimals of its sums: where few people
    nearly agree, some mix of areas can come out a hair below.
    """
    values, vectors = np.linalg.eigh(covariance)
    if values[0] >= 0:
        return covariance
    clipped: Floats = (vectors * np.clip(values, 0.0, None)) @ vectors.T
    return (clipped + clipped.T) / 2

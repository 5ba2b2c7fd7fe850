"""Ranks: which places in an order of estimates chance leaves open.

    estimates, their covariance, its freedoms  ->  rank_sets               ->  (best, worst) for each, by itself
                                               ->  simultaneous_rank_sets  ->  (best, worst) for all at once

Confidence sets for ranks: Mogstad, M., Romano, J., Shaikh, A. and Wilhelm, D. (2024), Inference for ranks with
applications to mobility across neighbourhoods and academic achievement across countries, Review of Economic
Studies 91, 476-518, doi 10.1093/restud/rdad006. Drawing samples again and counting how often each place comes up
would give sets that are much too narrow wherever estimates lie close together.

Where the covariance is estimated, each difference follows Student's t with a freedom of its own: see
survey.results.critical_values, which turns it into the normal statistic that chance exceeds just as rarely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lws_assess.survey.results.critical_values import draw_comparisons, level_quantile, normal_equivalents

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
RankSet = tuple[int, int]  # the best and the worst place

# What counts as rounding: differences of estimates, variances of differences beside the variances themselves.
ROUNDING = 1e-12
# How far below nought an eigenvalue may lie, beside the largest, and still be rounding.
SLACK = 1e-8


class CannotRank(ValueError):
    """Nothing can be said of the ranks; the message says why."""


class NothingToRank(CannotRank):
    """There is no estimate."""


class ShapesDoNotFit(CannotRank):
    """The covariance does not have a row and a column for each estimate."""


class NotFinite(CannotRank):
    """An estimate or a covariance is no number."""


class NotACovariance(CannotRank):
    """No estimates could vary together in this way."""


class LevelOutOfRange(CannotRank):
    """The confidence is not a share between 0 and 1."""


def rank_sets(
    estimates: Sequence[float] | Floats,
    covariance: Sequence[Sequence[float]] | Floats,
    level: float = 0.95,
    seed: int = 0,
    freedoms: Sequence[Sequence[float]] | Floats | None = None,
    reaches: Sequence[float] | Floats | None = None,
) -> list[RankSet]:
    """For each estimate, in input order, the best and the worst rank that chance leaves open; 1 is the largest.

    `covariance` is that of the estimates (p x p): the same people may stand behind several, and two of them are
    told apart only if their difference is. `freedoms` (p x p) says how much is known of the variance of each
    difference, and without it all of them are known. `reaches` is how far each estimate may lie from the number
    given, to either side, for other reasons than chance. Each set by itself holds the true rank with confidence
    `level`. The same input always gives the same sets, and in another order the same sets in that order.

    Raises a CannotRank by name: NothingToRank, ShapesDoNotFit, NotFinite, NotACovariance, LevelOutOfRange.

    Two estimates are the two-sided z test: 1.9 standard errors apart chance leaves the order open, 2.1 not. Read
    off six people it is the t test, and 2.1 are too few.

    >>> rank_sets([1.9, 0.0], [[0.5, 0.0], [0.0, 0.5]]), rank_sets([2.1, 0.0], [[0.5, 0.0], [0.0, 0.5]])
    ([(1, 2), (1, 2)], [(1, 1), (2, 2)])
    >>> rank_sets([2.1, 0.0], [[0.5, 0.0], [0.0, 0.5]], freedoms=[[5, 5], [5, 5]])
    [(1, 2), (1, 2)]
    >>> rank_sets([2.0, 3.0, 2.1], [[0.01, 0.0, 0.0], [0.0, 0.01, 0.0], [0.0, 0.0, 0.01]])
    [(2, 3), (1, 1), (2, 3)]
    """
    order, sample = _sample(estimates, covariance, level, freedoms, reaches)
    items = range(len(order))
    found: dict[int, RankSet] = {}
    for item in items:
        others = [other for other in items if other != item]
        larger, smaller = _told_apart(sample, [item] * len(others), others, level, seed)
        found[order[item]] = (1 + int(larger.sum()), len(order) - int(smaller.sum()))
    return [found[item] for item in items]


def simultaneous_rank_sets(
    estimates: Sequence[float] | Floats,
    covariance: Sequence[Sequence[float]] | Floats,
    level: float = 0.95,
    seed: int = 0,
    freedoms: Sequence[Sequence[float]] | Floats | None = None,
    reaches: Sequence[float] | Floats | None = None,
) -> list[RankSet]:
    """Returns rank sets that hold all true ranks at once with confidence `level`.

    Whoever says something of several places needs these: how many come after the first, or which may be first.
    All pairs are tried together, so that a set is mostly wider than the one that stands by itself.

    >>> independent = [[0.5, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.5]]
    >>> rank_sets([2.27, 0.0, 0.0], independent)[0], simultaneous_rank_sets([2.27, 0.0, 0.0], independent)[0]
    ((1, 1), (1, 3))
    """
    order, sample = _sample(estimates, covariance, level, freedoms, reaches)
    one, other = np.triu_indices(len(order), 1)
    larger, smaller = _told_apart(sample, one.tolist(), other.tolist(), level, seed)
    found: dict[int, RankSet] = {}
    for item, place in enumerate(order):
        # Of each pair the second is shown to be larger or smaller than the first.
        before = int((larger & (one == item)).sum() + (smaller & (other == item)).sum())
        after = int((smaller & (one == item)).sum() + (larger & (other == item)).sum())
        found[place] = (1 + before, len(order) - after)
    return [found[item] for item in range(len(order))]


@dataclass(frozen=True)
class _RankedEstimates:
    """Estimates, largest first, and what is known of how chance moves them."""

    estimates: Floats
    covariance: Floats
    freedoms: Floats
    reaches: Floats


def _sample(
    estimates: Sequence[float] | Floats,
    covariance: Sequence[Sequence[float]] | Floats,
    level: float,
    freedoms: Sequence[Sequence[float]] | Floats | None,
    reaches: Sequence[float] | Floats | None,
) -> tuple[list[int], _RankedEstimates]:
    """The input in the order of size, so that draws do not depend on the order in which it comes."""
    x, c = np.asarray(estimates, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    _refuse_unless_rankable(x, c, level)
    known = np.full(c.shape, np.inf) if freedoms is None else np.asarray(freedoms, dtype=np.float64)
    reach = np.zeros_like(x) if reaches is None else np.asarray(reaches, dtype=np.float64)
    if known.shape != c.shape or reach.shape != x.shape:
        raise ShapesDoNotFit("Freedoms need a row and a column for each estimate, and reaches a number.")
    order = np.lexsort((c.sum(axis=1), np.diagonal(c), -x))
    square = np.ix_(order, order)
    return order.tolist(), _RankedEstimates(x[order], c[square], known[square], reach[order])


def _told_apart(
    sample: _RankedEstimates, first: Sequence[int], second: Sequence[int], level: float, seed: int
) -> tuple[Marks, Marks]:
    """For each pair whether its second is shown to be larger than its first, and whether smaller."""
    x, c = sample.estimates, sample.covariance
    variances = np.diagonal(c)
    sums = variances[first] + variances[second]
    squares = sums - 2 * c[first, second]
    errors = np.sqrt(np.where(squares > ROUNDING * sums, squares, 0.0))
    apart = x[second] - x[first]
    between = np.maximum(0.0, np.abs(apart) - sample.reaches[first] - sample.reaches[second])
    apart = np.sign(apart) * between
    sure = (errors == 0) & (between > ROUNDING * max(1.0, float(np.abs(x).max())))
    larger, smaller = sure & (apart > 0), sure & (apart < 0)
    uncertain = errors > 0
    if uncertain.any():
        contrast = np.zeros((int(uncertain.sum()), len(x)))
        rows = np.arange(len(contrast))
        contrast[rows, np.asarray(second)[uncertain]] = 1.0
        contrast[rows, np.asarray(first)[uncertain]] = -1.0
        known = sample.freedoms[first, second][uncertain]
        statistics = normal_equivalents(apart[uncertain] / errors[uncertain], known)
        drawn = draw_comparisons(contrast @ c @ contrast.T, known, seed)
        larger[uncertain], smaller[uncertain] = step_down(statistics, drawn, level)
    return larger, smaller


def step_down(statistics: Floats, drawn: Floats, level: float) -> tuple[Marks, Marks]:
    """Returns which differences are shown to lie above nought and which below, all tests together at `level`.

    Each (a row of `drawn`) has two one-sided hypotheses: that it does not lie above, and that it does not lie
    below. The critical value is the `level` quantile of the largest drawn statistic among the hypotheses that
    still stand; what is rejected falls, and the rest is tried again with the smaller value that leaves.
    """
    not_above, not_below = np.ones(len(drawn), np.bool_), np.ones(len(drawn), np.bool_)
    largest = np.abs(drawn).max(axis=0)
    while True:
        # Never below nought, so that no tie is ever broken.
        critical = max(0.0, level_quantile(largest, level))
        above, below = not_above & (statistics > critical), not_below & (-statistics > critical)
        if not (above.any() or below.any()):
            return ~not_above, ~not_below
        not_above, not_below = not_above & ~above, not_below & ~below
        if not (not_above.any() or not_below.any()):
            return ~not_above, ~not_below
        highest = np.max(drawn[not_above], axis=0, initial=-np.inf)
        largest = np.maximum(highest, -np.min(drawn[not_below], axis=0, initial=np.inf))


def _refuse_unless_rankable(estimates: Floats, covariance: Floats, level: float) -> None:
    if not 0 < level < 1:
        raise LevelOutOfRange("The confidence is a share between 0 and 1, such as 0.95.")
    if estimates.size == 0:
        raise NothingToRank("Ranks need at least one estimate, and there is none.")
    if estimates.ndim != 1 or covariance.shape != (len(estimates), len(estimates)):
        raise ShapesDoNotFit("The covariance needs a row and a column for each estimate.")
    if not (np.isfinite(estimates).all() and np.isfinite(covariance).all()):
        raise NotFinite("Ranks need estimates and covariances that are finite numbers.")
    _refuse_unless_covariance(covariance)


def _refuse_unless_covariance(covariance: Floats) -> None:
    largest = float(np.abs(covariance).max())
    if np.abs(covariance - covariance.T).max() > SLACK * largest:
        raise NotACovariance("A covariance is symmetric, and this is not.")
    if np.linalg.eigvalsh(covariance)[0] < -SLACK * largest * len(covariance):
        raise NotACovariance("Some mix of these estimates would have a variance below nought.")

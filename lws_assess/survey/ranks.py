"""Ranks: which places in an order of estimates chance leaves open.

    estimates, their covariance  ->  rank_sets  ->  (best, worst) for each

Marginal confidence sets for ranks: Mogstad, M., Romano, J., Shaikh, A. and Wilhelm, D. (2024), Inference for
ranks with applications to mobility across neighbourhoods and academic achievement across countries, Review of
Economic Studies 91, 476-518, doi 10.1093/restud/rdad006. Drawing samples again and counting how often each
place comes up would give sets that are much too narrow wherever estimates lie close together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lws_assess.survey.critical_values import draw_normals, level_quantile

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

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
) -> list[tuple[int, int]]:
    """For each estimate, in input order, the best and the worst rank that chance leaves open; 1 is the largest.

    `covariance` is that of the estimates (p x p): the same people may stand behind several, and two of them are
    told apart only if their difference is. Each set by itself holds the true rank with confidence `level`.
    The same input always gives the same sets, and in another order the same sets in that order.

    Raises a CannotRank by name: NothingToRank, ShapesDoNotFit, NotFinite, NotACovariance, LevelOutOfRange.

    Two estimates are the two-sided z test: 1.9 standard errors apart chance leaves the order open, 2.1 not.

    >>> rank_sets([1.9, 0.0], [[0.5, 0.0], [0.0, 0.5]]), rank_sets([2.1, 0.0], [[0.5, 0.0], [0.0, 0.5]])
    ([(1, 2), (1, 2)], [(1, 1), (2, 2)])
    >>> rank_sets([2.0, 3.0, 2.1], [[0.01, 0.0, 0.0], [0.0, 0.01, 0.0], [0.0, 0.0, 0.01]])
    [(2, 3), (1, 1), (2, 3)]
    """
    x = np.asarray(estimates, dtype=np.float64)
    c = np.asarray(covariance, dtype=np.float64)
    _refuse_unless_rankable(x, c, level)
    # The draws go to the estimates in the order of their size, so that the order of the input does not matter.
    order = np.lexsort((c.sum(axis=1), np.diagonal(c), -x))
    sorted_c = c[np.ix_(order, order)]
    sets = rank_sets_of_draws(x[order], sorted_c, draw_normals(sorted_c, seed), level)
    found = dict(zip(order.tolist(), sets, strict=True))
    return [found[item] for item in range(len(x))]


def rank_sets_of_draws(
    estimates: Floats, covariance: Floats, draws: Floats, level: float
) -> list[tuple[int, int]]:
    """The same from draws of N(0, covariance) that are handed in, one row an estimate and one column a draw."""
    variances = np.diagonal(covariance)
    sums = variances[:, None] + variances[None, :]
    squares = sums - 2 * covariance
    errors = np.sqrt(np.where(squares > ROUNDING * sums, squares, 0.0))
    return [_set_of_one(item, estimates, errors[item], draws, level) for item in range(len(estimates))]


def _set_of_one(item: int, estimates: Floats, errors: Floats, draws: Floats, level: float) -> tuple[int, int]:
    """Best is one more than how many are shown to be larger, worst the last but those shown to be smaller."""
    apart = estimates - estimates[item]
    beyond = np.abs(apart) > ROUNDING * max(1.0, float(np.abs(estimates).max()))
    sure = (errors == 0) & beyond
    larger, smaller = int((sure & (apart > 0)).sum()), int((sure & (apart < 0)).sum())
    uncertain = errors > 0
    if uncertain.any():
        scale = errors[uncertain]
        drawn = draws[uncertain]
        drawn -= draws[item]
        drawn /= scale[:, None]
        shown_larger, shown_smaller = _step_down(apart[uncertain] / scale, drawn, level)
        larger, smaller = larger + shown_larger, smaller + shown_smaller
    return 1 + larger, len(estimates) - smaller


def _step_down(statistics: Floats, drawn: Floats, level: float) -> tuple[int, int]:
    """How many others are shown to be larger and how many smaller, all tests together at `level`.

    Each other (a row of `drawn`) has two one-sided hypotheses: that it is not larger, and that it is not
    smaller. The critical value is the `level` quantile of the largest drawn statistic among the hypotheses that
    still stand; what is rejected falls, and the rest is tried again with the smaller value that leaves.
    """
    not_larger, not_smaller = np.ones(len(drawn), np.bool_), np.ones(len(drawn), np.bool_)
    while not_larger.any() or not_smaller.any():
        critical = _critical_value(drawn, not_larger, not_smaller, level)
        falls_larger, falls_smaller = (
            not_larger & (statistics > critical),
            not_smaller & (-statistics > critical),
        )
        if not (falls_larger.any() or falls_smaller.any()):
            break
        not_larger, not_smaller = not_larger & ~falls_larger, not_smaller & ~falls_smaller
    return int((~not_larger).sum()), int((~not_smaller).sum())


def _critical_value(drawn: Floats, not_larger: Marks, not_smaller: Marks, level: float) -> float:
    """The level quantile of the largest statistic drawn; never below nought, so that no tie is ever broken."""
    highest = np.max(drawn[not_larger], axis=0, initial=-np.inf)
    lowest = np.min(drawn[not_smaller], axis=0, initial=np.inf)
    largest = np.maximum(highest, -lowest)
    return max(0.0, level_quantile(largest, level))


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

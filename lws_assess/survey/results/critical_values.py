"""Critical values: how large a difference must be before chance alone no longer explains it.

    variances of independent parts, their freedoms  ->  welch_satterthwaite   ->  degrees of freedom
    covariance of comparisons, their freedoms  ->  two_sided_critical_values  ->  one value a comparison

Where a variance is estimated from few people, a difference beside its standard error follows Student's t and not
the normal. Where several comparisons are looked at together, the largest of them is large more often than any
single one. Both are allowed for here, and nothing else in the product knows how.

A freedom is a number of degrees of freedom: how much is known of a variance. It need not be whole, and may be
infinite. At 0 nothing is known, and then no difference is large enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import numpy as np
import numpy.typing as npt
import scipy

# Not `import scipy.special`, which takes a sixth of a second: scipy reads it in when it is first used.

Floats = npt.NDArray[np.float64]
Numbers = Sequence[float] | Floats

# With 10,000 draws the share that a 95% critical value leaves out is 5.0% give or take 0.2 (its standard
# error), and the value itself is known to about 0.02: far less than anything read off a few dozen people.
DRAWS = 10_000
# A variance so small beside the largest that it is what is left of a calculation and not a variance.
ROUNDING = 1e-12
# How much of a comparison's variance of 1 may be left by the others and still be rounding.
SLACK = 1e-8


def welch_satterthwaite(parts: Numbers | Sequence[Floats], freedoms: Numbers) -> Floats:
    """The degrees of freedom of a sum of variances: (sum of v)^2 / sum of (v^2 / f).

    `parts` has one row a part and may have further axes, for several sums at once; the answer has their shape. The
    parts are independent of each other, such as the groups of a round. `freedoms` has one number a part: n - 1 for a
    sample variance of n people. Where no part varies nothing is known: 0.

    Two groups that vary alike add up their freedoms, and one that does not vary adds nothing:

    >>> float(welch_satterthwaite([2.0, 2.0], [9, 9])), float(welch_satterthwaite([2.0, 0.0], [9, 9]))
    (18.0, 9.0)
    >>> welch_satterthwaite(np.array([[2.0, 1.0, 0.0], [2.0, 3.0, 0.0]]), [9, 4]).round(2).tolist()
    [11.08, 6.78, 0.0]
    """
    variances, known = np.asarray(parts, dtype=np.float64), np.asarray(freedoms, dtype=np.float64)
    # What is left of the largest is what counts, so that neither very small nor very large numbers are lost.
    largest = variances.max(axis=0, initial=0.0)
    shares = np.divide(variances, largest, out=np.zeros_like(variances), where=largest > 0)
    per_freedom = np.divide(1.0, known, out=np.full_like(known, np.inf), where=known > 0)
    with np.errstate(invalid="ignore"):
        squares = np.where(
            shares > 0, shares**2 * per_freedom.reshape(-1, *[1] * (shares.ndim - 1)), 0.0
        ).sum(axis=0)
    whole = shares.sum(axis=0) ** 2
    # Where only parts of endless freedom vary, so much is known of their sum.
    found: Floats = np.divide(whole, squares, out=np.where(whole > 0, np.inf, 0.0), where=squares > 0)
    return found


def normal_equivalents(statistics: Numbers, freedoms: Numbers) -> Floats:
    """For each t statistic the normal one that chance exceeds just as rarely.

    Statistics of unlike freedoms can then be held against one another, and against draws of a normal.

    >>> normal_equivalents([2.571, -2.571, 1.96, 9.0], [5, 5, np.inf, 0]).round(2).tolist()
    [1.96, -1.96, 1.96, 0.0]
    """
    t, known = np.asarray(statistics, dtype=np.float64), np.asarray(freedoms, dtype=np.float64)
    # The lower tail keeps its digits where the upper one is rounded to 1. Nothing known is no evidence.
    tails = scipy.special.stdtr(np.where(known > 0, known, 1.0), -np.abs(t))
    # Some 38 standard errors out a tail is too thin for a number, and the t statistic itself is at least as large.
    sizes = np.minimum(-scipy.special.ndtri(tails), np.abs(t))
    found: Floats = np.where(known > 0, np.sign(t) * sizes, 0.0)
    return found


def t_values(normal: float, freedoms: Numbers) -> Floats:
    """For each freedom the t value that chance exceeds as rarely as a normal exceeds `normal`, 0 or above.

    >>> t_values(1.96, [2, 5, 30, np.inf, 0]).round(2).tolist()
    [4.3, 2.57, 2.04, 1.96, inf]
    """
    known = np.asarray(freedoms, dtype=np.float64)
    tail = scipy.special.ndtr(-normal)
    found: Floats = np.where(known > 0, -scipy.special.stdtrit(np.where(known > 0, known, 1.0), tail), np.inf)
    return found


def two_sided_critical_values(
    covariance_of_comparisons: Sequence[Sequence[float]] | Floats,
    freedoms: Numbers,
    level: float = 0.95,
    seed: int = 0,
) -> Floats:
    """For each comparison, how many standard errors a difference must exceed, all of them looked at together.

    Where nothing differs, the chance that any comparison exceeds its value is 1 - `level`. `covariance_of_comparisons`
    has a row and a column a comparison: several may rest on the same people. The largest |z| is drawn from a normal
    with their correlation, 10,000 times and from a fixed seed, so that the same figures give the same values. The
    chance with which one comparison exceeds its `level` quantile is then turned into a t value by each comparison's
    own freedom. There is no exact form for unlike freedoms; what is not known is taken from the cautious side, so
    that of few people a little less than 1 - `level` may be left: see `draw_comparisons`.

    A comparison without variance, or of freedom 0, has an infinite value: nothing is known of it.

    One comparison is the t test; two that have nothing to do with each other need more, and a third of which
    nothing is known needs nothing of them:

    >>> two_sided_critical_values([[1.0]], [5]).round(1).tolist()
    [2.6]
    >>> two_sided_critical_values(np.eye(3), [np.inf, 10, 0]).round(1).tolist()
    [2.2, 2.6, inf]
    """
    covariance = np.asarray(covariance_of_comparisons, dtype=np.float64)
    known = np.asarray(freedoms, dtype=np.float64)
    variances = np.diagonal(covariance)
    varies = (variances > ROUNDING * variances.max(initial=0.0)) & (known > 0)
    found = np.full(len(known), np.inf)
    if varies.any():
        drawn = draw_comparisons(covariance[np.ix_(varies, varies)], known[varies], seed)
        largest = np.abs(drawn).max(axis=0)
        found[varies] = t_values(level_quantile(largest, level), known[varies])
    return found


def draw_comparisons(covariance: Floats, freedoms: Floats, seed: int) -> Floats:
    """Draws of comparisons in their own standard errors: one row a comparison, each of which varies.

    How comparisons hang together is estimated from the same few people. Draws that follow its accidents are too
    small: of 5 people who rate 4 areas alike, 9 in 100 were told to differ. So a share of what comparisons have in
    common is left out, which makes the largest of them larger. With r the rank of the covariance and f the smallest
    freedom the share is r / (r + f). It vanishes where much is known, and where all comparisons are one.
    """
    errors = np.sqrt(np.diagonal(covariance))
    root = _root(covariance / np.outer(errors, errors))
    items, ways = root.shape
    share = ways / (ways + float(freedoms.min())) if ways > 1 else 0.0
    normals = _standard_normals(ways + (items if share else 0), seed)
    drawn: Floats = np.sqrt(1 - share) * root @ normals[:ways]
    if share:
        drawn += np.sqrt(share) * normals[ways:]
    return drawn


def _root(correlation: Floats) -> Floats:
    """A matrix R of as many columns as the correlation has rank, with R R' the correlation: Cholesky with pivots.

    It is the only one that comes of these steps, whatever library works them out, so that draws are the same
    everywhere; and few columns make drawing quick.
    """
    left, columns = correlation.copy(), []
    for _ in range(len(correlation)):
        pivot = int(np.diagonal(left).argmax())
        if left[pivot, pivot] < SLACK:
            break
        column = left[:, pivot] / np.sqrt(left[pivot, pivot])
        columns.append(column)
        left -= np.outer(column, column)
    return np.column_stack(columns)


def level_quantile(drawn: Floats, level: float) -> float:
    """The smallest value drawn that at least a share `level` of the draws do not exceed."""
    place = min(ceil(level * len(drawn)), len(drawn)) - 1
    return float(np.partition(drawn, place)[place])


@lru_cache(maxsize=4)
def _standard_normals(rows: int, seed: int) -> Floats:
    """Kept, since both readings of a round and every later look draw the very same ones."""
    drawn = np.random.default_rng(seed).standard_normal((rows, DRAWS))
    drawn.flags.writeable = False
    return drawn

"""Rank bands: how far the order of the priorities could change by chance, from the cells of a release.

    ShownCell.joint  ->  covariance of the areas' means  ->  of their priority scores  ->  rank_sets  ->  RankBand

By chance among people like those who answered; it says nothing of those who did not.

How answers vary inside a small cell is not told (see survey.unanimity), so such a cell is taken to vary as the
larger ones do together: a band then holds nothing of it but its printed means and how many people rated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lws_assess.survey.priorities import Standing
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.ranks import rank_sets
from lws_assess.survey.rounds import EACH_PERSON
from lws_assess.survey.scores import Joint, Moments
from lws_assess.survey.unanimity import SMALL, ShownCell

Floats = npt.NDArray[np.float64]

BANDS_NEED = 8  # people of larger cells who rated every area and how much each matters


@dataclass(frozen=True)
class RankBand:
    """The ranks that chance leaves open to an area; 1 comes first."""

    best: int
    worst: int


def priority_bands(
    codes: Sequence[str], cells: Sequence[ShownCell], standings: Mapping[str, Standing], reading: str
) -> dict[str, RankBand] | Withheld:
    """The rank band of each area in `standings`, or why there are none.

    `codes` are all areas in the framework's order, which is the order inside every cell's joint figures;
    `standings` holds those that can be ranked, as printed, so that each printed rank lies within its band.
    `reading` is rounds.EACH_GROUP or rounds.EACH_PERSON. The confidence is 95%, for each band by itself.

    Twenty people rate two areas. All find the second one level better than the first, whatever they think of
    either, so there is no doubt which comes first:

    >>> from lws_assess.survey.unanimity import ShownArea
    >>> first, second = [1, 2, 3, 2] * 5, [2, 3, 4, 3] * 5
    >>> people = np.array([[a, b, 4, 4] for a, b in zip(first, second)], dtype=float)
    >>> joint = Joint(20, tuple(people.sum(axis=0)), tuple(map(tuple, people.T @ people)))
    >>> areas = {
    ...     code: ShownArea(Moments(20, sum(them), sum(x * x for x in them)), None, Moments(20, 80, 320), None, None)
    ...     for code, them in (("first", first), ("second", second))
    ... }
    >>> cell = ShownCell("staff", ("teachers",), 20, 0, areas, joint)
    >>> standings = {"first": Standing(2.0, 4.0, 4.0), "second": Standing(3.0, 4.0, 4.0)}
    >>> priority_bands(["first", "second"], [cell], standings, "group")
    {'first': RankBand(best=1, worst=1), 'second': RankBand(best=2, worst=2)}
    """
    if not standings:
        return {}
    if sum(cell.joint.n for cell in cells if cell.joint) < BANDS_NEED:
        return Withheld(
            f"Not shown: how far the order could change by chance is read off groups of {SMALL} people or more, and"
            f" needs {BANDS_NEED} people there who rated every area and how much each matters.",
            f"It would need {BANDS_NEED} such people in groups of that size.",
        )
    ranked = [code for code in codes if code in standings]
    covariance = covariance_of_scores(codes, cells, standings, reading)
    scores = tuple(standings[code].score for code in ranked)
    sets = _kept_sets(scores, tuple(map(tuple, covariance.tolist())))
    return {code: RankBand(best, worst) for code, (best, worst) in zip(ranked, sets, strict=True)}


@lru_cache(maxsize=128)
def _kept_sets(
    scores: tuple[float, ...], covariance: tuple[tuple[float, ...], ...]
) -> tuple[tuple[int, int], ...]:
    """The rank sets, kept for the next page: a release never changes, and drawing takes some milliseconds."""
    return tuple(rank_sets(scores, covariance))


def covariance_of_scores(
    codes: Sequence[str], cells: Sequence[ShownCell], standings: Mapping[str, Standing], reading: str
) -> Floats:
    """The covariance of the priority scores of the areas in `standings`, in the framework's order.

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
    covariance = gradient @ _covariance_of_means(codes, cells, reading) @ gradient.T
    reached = np.array([standing.gap == 0 for standing in them], dtype=np.bool_)
    alone = (reached[:, None] | reached[None, :]) & ~np.eye(len(them), dtype=np.bool_)
    return _without_rounding(np.where(alone, 0.0, covariance))


def _covariance_of_means(codes: Sequence[str], cells: Sequence[ShownCell], reading: str) -> Floats:
    """The covariance of all positions, then all importances, as the reading weighs its cells."""
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
    common = _common_sample(cells, 2 * len(codes))
    whole: Floats = np.zeros((2 * len(codes), 2 * len(codes)))
    for mine, cell, moments in zip(weights, cells, held, strict=True):
        found = _as_the_others(common, moments) if cell.is_small else _covariance_in_cell(cell.joint, moments)
        whole += np.outer(mine, mine) * found
    return whole


def _moments_of_cell(codes: Sequence[str], cell: ShownCell) -> list[Moments | None]:
    """What the cell shows of each position, then of each importance; None has no weight."""
    areas = [cell.areas[code] for code in codes]
    return [area.score for area in areas] + [area.importance for area in areas]


def _covariance_in_cell(joint: Joint | None, moments: Sequence[Moments | None]) -> Floats:
    """The covariance of the cell's means: S / n over those who rated everything, S their sample covariance.

    They are never more than those behind any one mean, which errs on the side of wide bands. Where the joint
    figures are withheld the variances stand alone. That is the cautious choice: who rates one area high mostly
    rates the others high, and a covariance above nought would make two areas easier to tell apart.
    """
    if joint is None or joint.n < 2:
        return np.diag([one.variance / one.n if one else 0.0 for one in moments])
    return _squares_about_the_mean(joint) / (joint.n - 1) / joint.n


def _squares_about_the_mean(joint: Joint) -> Floats:
    sums = np.array(joint.sums)
    found: Floats = np.array(joint.products) - np.outer(sums, sums) / joint.n
    return found


def _common_sample(cells: Sequence[ShownCell], width: int) -> Floats:
    """The sample covariance inside the larger cells, all taken together."""
    joints = [cell.joint for cell in cells if cell.joint and cell.joint.n > 1]
    freedom = sum(joint.n - 1 for joint in joints)
    squares: Floats = np.zeros((width, width))
    for joint in joints:
        squares += _squares_about_the_mean(joint)
    squares /= max(1, freedom)
    return squares


def _as_the_others(common: Floats, moments: Sequence[Moments | None]) -> Floats:
    """The covariance of a small cell's means, if its people vary as those of the larger cells do.

    Of two means that rest on unlike numbers of people no more can be common than the larger number allows.
    """
    inverse = np.array([1 / one.n if one else 0.0 for one in moments])
    found: Floats = common * np.minimum(inverse[:, None], inverse[None, :])
    return found


def _without_rounding(covariance: Floats) -> Floats:
    """The same with no variance below nought: where few people nearly agree, the nine decimals that a cell
    keeps of its sums can leave some mix of areas a hair below."""
    values, vectors = np.linalg.eigh(covariance)
    if values[0] >= 0:
        return covariance
    clipped: Floats = (vectors * np.clip(values, 0.0, None)) @ vectors.T
    return (clipped + clipped.T) / 2

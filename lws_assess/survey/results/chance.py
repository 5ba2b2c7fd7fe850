"""Chance: how far chance alone could move the means of a round, and every difference that is made of them.

    cells, as far as they may be told  ->  Variation            how means of cells vary, and vary together
    coefficients of comparisons        ->  Variation.compared   covariance and degrees of freedom of each
    coefficients of a mean             ->  Chance               how far it could move, in words

By chance among people like those who answered; it says nothing of those who did not.

How answers vary inside a small cell is not told (see unanimity), nor where fewer than SMALL people of a larger
one have a score. Such means are taken to vary half as much again as those of the larger cells together. So all that
is said here of a small cell follows from how many people rated in it. Where no larger cell tells anything, words from
a fixed table by the number of people stand instead of a standard error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lws_assess.survey.instruments import Scale
from lws_assess.survey.keys import AreaCode, GroupKey
from lws_assess.survey.releases.scores import JointMoments, Moments
from lws_assess.survey.releases.unanimity import SMALL_VARY, ShownCell, is_small
from lws_assess.survey.results.critical_values import t_values, welch_satterthwaite
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.rounding import printed_value, rounded_value
from lws_assess.survey.smallest_numbers import joint_may_be_told

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

TWO_SIDED = 1.959964  # the normal value that chance exceeds in 5 of 100, either way
SIMULATED = 130  # comparisons, up to which it is worked out how they vary together
A_HAIR = 1e-6  # what nine decimals of a sum may leave of a variance that is nought


@dataclass(frozen=True)
class MeanChance:
    """Says how far chance alone could move a mean, either way.

    `about` is that in levels, as printed; None where words from the table by the number of people stand for it.
    `brief` is for tables and `words` a sentence.
    """

    about: float | None
    brief: str
    words: str


@dataclass(frozen=True)
class SampledCell:
    """A cell as far as chance is concerned.

    `order` are its areas in the order of its joint figures. `size` is the number of people in its groups, where that
    is known and no comparison is made; 0 otherwise.
    """

    cell: ShownCell
    order: tuple[AreaCode, ...]
    size: int = 0


@dataclass(frozen=True, eq=False)
class ComparedErrors:
    """Comparisons as far as chance is concerned: the standard error of each, and how much is known of it.

    `covariance` is None where there are more of them than SIMULATED.
    """

    errors: Floats
    freedoms: Floats  # 0 where nothing is known
    covariance: Floats | None


class CellVariation:
    """Says how the means of some cells vary by chance: areas of one audience, in cells of one round or of several.

    A comparison is a sum of means, each times a coefficient: an array of comparisons x cells x areas.
    """

    def __init__(self, codes: Sequence[AreaCode], sampled: Sequence[SampledCell]) -> None:
        self.codes, self._sampled = tuple(codes), tuple(sampled)
        scores = [[_score(one.cell, code) for code in codes] for one in sampled]
        shape = (len(sampled), len(codes))
        self.n = np.array([[s.n if s else 0 for s in row] for row in scores], dtype=np.float64).reshape(shape)
        self.told = np.array(
            [[_tells(one.cell, s) for s in row] for one, row in zip(sampled, scores, strict=True)],
            dtype=np.bool_,
        ).reshape(shape)
        self._own = np.array(
            [[_variance(s) if s else 0.0 for s in row] for row in scores], dtype=np.float64
        ).reshape(shape)
        self._freedoms = np.where(self.told, self.n - 1, 0.0)

    @property
    def tells_something(self) -> bool:
        return bool(self.told.any())

    def weights(self, reading: str, cells: Marks | None = None) -> Floats:
        """Returns what each cell weighs in the mean of each area, cells x areas; of `cells` x areas alone,
        where given.
        """
        mine = self.n > 0 if cells is None else (self.n > 0) & cells
        groups = np.array([len(one.cell.groups) for one in self._sampled], dtype=np.float64)[:, None]
        weights = np.where(mine, self.n if reading == EACH_PERSON else groups, 0.0)
        totals = weights.sum(axis=0)
        found: Floats = np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)
        return found

    def compared(self, coefficients: Floats) -> ComparedErrors:
        """The covariance of comparisons, and the freedoms of each by Welch and Satterthwaite."""
        count = len(coefficients)
        if not self.tells_something:
            return ComparedErrors(np.zeros(count), np.zeros(count), None)
        covariance = np.zeros((count, count)) if count <= SIMULATED else None
        parts = np.zeros((len(self._sampled), count))
        shared, whole_variances = np.zeros(count), np.zeros(count)
        for i, inside in enumerate(self._covariances):
            mine = coefficients[:, i]
            moved = mine @ inside
            if covariance is not None:
                covariance += moved @ mine.T
            variances = (moved * mine).sum(axis=1)
            whole_variances += variances
            own = (self.told[i] | (mine == 0)).all(axis=1)
            parts[i] = np.where(own, variances, 0.0)
            shared += np.where(own, 0.0, variances)
        # What small cells are taken to vary by is known as well as the larger cells that it is read off are.
        touched = (coefficients != 0).any(axis=1).astype(np.float64)
        sources = (self._freedoms * self._variances) @ touched.T
        whole = sources.sum(axis=0)
        parts += shared * np.divide(sources, whole, out=np.zeros_like(sources), where=whole > 0)
        several = bool(((coefficients != 0).sum(axis=2) > 1).any())
        freedoms = welch_satterthwaite(
            parts, [self._freedom_of(i, several) for i in range(len(self._sampled))]
        )
        unknown = touched @ (self._freedoms.sum(axis=0) == 0) > 0
        errors = np.sqrt(np.clip(whole_variances, 0.0, None))
        return ComparedErrors(errors, np.where(unknown, 0.0, freedoms), covariance)

    def _freedom_of(self, i: int, several: bool) -> float:
        """Of one cell: the fewest people behind any of its variances, or behind what areas have in common."""
        freedoms = self._freedoms[i][self.told[i]]
        if not len(freedoms):
            return 0.0
        joint = self._joints[i]
        return float(min(freedoms.min(), joint.n - 1) if several and joint else freedoms.min())

    @cached_property
    def _variances(self) -> Floats:
        """The variance of people's scores, cells x areas; from the larger cells together where it is not told."""
        known = self._freedoms.sum(axis=0)
        whole = (self._freedoms * self._own).sum(axis=0)
        common = np.divide(whole, known, out=np.zeros_like(whole), where=known > 0)
        found: Floats = np.where(self.told, self._own, SMALL_VARY * common)
        return found

    @cached_property
    def _joints(self) -> list[JointMoments | None]:
        """Returns what each cell tells of areas going together; None where that is nothing."""
        return [
            one.cell.joint if one.cell.joint and joint_may_be_told(one.cell.joint.n) and told.any() else None
            for one, told in zip(self._sampled, self.told, strict=True)
        ]

    @cached_property
    def _covariances(self) -> list[Floats]:
        """Of the means of each cell, areas x areas."""
        together = [
            None if joint is None else _squares(joint, one.order, self.codes)
            for one, joint in zip(self._sampled, self._joints, strict=True)
        ]
        known = [squares for squares in together if squares is not None]
        common = _correlation(sum(known, np.zeros((len(self.codes),) * 2)))
        return [
            self._covariance(i, common if squares is None else _correlation(squares))
            for i, squares in enumerate(together)
        ]

    def _covariance(self, i: int, correlation: Floats) -> Floats:
        """S / n, where some rated one area and not the other: only people who rated both have it in common.

        How many rated both is not kept. It is at least so many as rated everything, and no more is assumed.
        """
        one, n, joint = self._sampled[i], self.n[i], self._joints[i]
        rated = n > 0
        left_out = float((one.cell.people - n[rated]).sum())
        both = float(joint.n) if joint else max(0.0, one.cell.people - left_out)
        inverse = np.divide(1.0, n, out=np.zeros_like(n), where=rated)
        spread = np.sqrt(self._variances[i]) * _rest_of_a_group(n, one.size)
        common = both * correlation * np.outer(spread * inverse, spread * inverse)
        found: Floats = common.copy()
        np.fill_diagonal(found, spread**2 * inverse)
        return found


def _score(cell: ShownCell, code: AreaCode) -> Moments | None:
    return cell.areas[code].score if code in cell.areas else None


def _tells(cell: ShownCell, score: Moments | None) -> bool:
    """True if it is told how people's scores vary; a release of which no squares are kept tells nothing."""
    if score is None or cell.is_small or is_small(score.n):
        return False
    return score.squares * score.n >= score.total**2 * (1 - A_HAIR)


def _variance(score: Moments) -> float:
    """The sample variance; where all are alike, what it would be if one of them were a level away.

    That so many agree does not make it certain that the next would too.
    """
    return max(score.variance, 1 / score.n)


def _rest_of_a_group(n: Floats, size: int) -> Floats:
    """Returns what is left of a standard error where so many of a group of known size have been asked.

    Where more answered than there are people, the number of people is not known after all.
    """
    if not size or n.max(initial=0.0) > size:
        return np.ones_like(n)
    found: Floats = np.sqrt(1 - n / size)
    return found


def _squares(joint: JointMoments, order: Sequence[AreaCode], codes: Sequence[AreaCode]) -> Floats:
    """Squares and products about the mean of the areas in `codes`; noughts for an area that is not in the joint."""
    places = [order.index(code) if code in order else None for code in codes]
    found = np.zeros((len(codes), len(codes)))
    mine = [i for i, place in enumerate(places) if place is not None]
    them = [place for place in places if place is not None]
    found[np.ix_(mine, mine)] = joint.squares_about_the_mean()[np.ix_(them, them)]
    return found


def _correlation(squares: Floats) -> Floats:
    """Returns how areas go together; those that do not vary go with none."""
    spread = np.sqrt(np.clip(np.diagonal(squares), 0.0, None))
    varies = spread > A_HAIR
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=varies)
    found: Floats = np.clip(squares * np.outer(scale, scale), -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return found


# --- in words --------------------------------------------------------------------------------------------

# Where nothing is known of how answers vary: so many people at least, and how much of a level chance could then
# move a mean on a scale of five levels. For people a level apart on average, by Student's t and rounded up.
BY_NUMBER = (
    (400, "a tenth of a level"),
    (100, "a fifth of a level"),
    (50, "a third of a level"),
    (20, "half a level"),
    (12, "two thirds of a level"),
    (8, "a whole level"),
    (0, "more than a level"),
)
FIVE = 5  # levels, up to which the table holds


def chance_of_means(
    codes: Sequence[AreaCode], sampled: Sequence[SampledCell], reading: str, scale: Scale
) -> dict[AreaCode, MeanChance]:
    """Returns how far chance could move the mean of each area that has one, in one reading."""
    variation = CellVariation(codes, sampled)
    weights = variation.weights(reading)
    found = variation.compared(
        np.stack([_alone(weights, i) for i in range(len(codes))]) if codes else _none()
    )
    widths = half_widths(found)
    people = _as_many_as(weights, variation.n)
    whole = _everybody_answered(variation.n, sampled)
    return {
        code: _everybody()
        if whole[i]
        else by_number(int(people[i] + A_HAIR), scale)
        if found.freedoms[i] == 0
        else of_width(float(widths[i]))
        for i, code in enumerate(codes)
        if people[i]
    }


def _as_many_as(weights: Floats, n: Floats) -> Floats:
    """For each area, how many people counted once each would leave as much to chance as these cells do."""
    left = np.divide(weights**2, n, out=np.zeros_like(weights), where=n > 0).sum(axis=0)
    found: Floats = np.divide(1.0, left, out=np.zeros_like(left), where=left > 0)
    return found


def half_widths(found: ComparedErrors) -> Floats:
    """Returns how far each mean could be moved either way, 95 times in 100; 0 where nothing is known."""
    widths: Floats = found.errors * np.where(found.freedoms > 0, t_values(TWO_SIDED, found.freedoms), 0.0)
    return widths


def _alone(weights: Floats, i: int) -> Floats:
    mine = np.zeros_like(weights)
    mine[:, i] = weights[:, i]
    return mine


def _none() -> Floats:
    return np.zeros((0, 0, 0))


def _everybody_answered(n: Floats, sampled: Sequence[SampledCell]) -> Marks:
    """For each area, whether all people of all groups have a score in it."""
    sizes = np.array([one.size for one in sampled], dtype=np.float64)[:, None]
    found: Marks = (((sizes > 0) & (n == sizes)) | (n == 0)).all(axis=0)
    return found


def of_width(width: float) -> MeanChance:
    """
    >>> of_width(0.231).brief, of_width(0.01).words
    ('about 0.2 either way', 'Chance alone could move it by less than 0.1 either way.')
    """
    about = float(rounded_value(width, 1))
    brief = f"about {printed_value(width, 1)} either way" if about else "less than 0.1 either way"
    return MeanChance(about, brief, f"Chance alone could move it by {brief}.")


def by_number(people: int, scale: Scale) -> MeanChance:
    """Returns what is usual where nothing is known of how answers vary: by the number of people and the scale alone."""
    share = next(words for least, words in BY_NUMBER if people >= least)
    share = share if scale.top <= FIVE else f"{share}, or more on a scale of {scale.top}"
    return MeanChance(
        None,
        f"perhaps {share}",
        f"Chance alone could move a mean of so many people by {share}, if answers vary as they mostly do.",
    )


def _everybody() -> MeanChance:
    return MeanChance(
        0.0, "everybody answered", "Everybody in these groups answered, so chance plays no part in it."
    )


def size_of(cell: ShownCell, sizes: Mapping[GroupKey, int]) -> int:
    """The number of people in the groups of a cell; 0 where it is not known of all, or more of them answered."""
    known = [sizes.get(group, 0) for group in cell.groups]
    return sum(known) if all(known) and cell.people <= sum(known) else 0

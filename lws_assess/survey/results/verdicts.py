"""Verdicts: which differences are called differences, because chance alone would hardly make them.

    comparisons of one kind, as printed  ->  verdicts  ->  BEYOND, WITHIN or UNKNOWN for each

A difference is one only where it holds over all comparisons of its kind on a page at once, and whatever its printed
figures are: of figures that leave several values open, the difference counts that is nearest to none. Only printed
figures are compared. So a verdict tells nothing of a small cell that is not printed already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import combinations
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lws_assess.survey.keys import AreaCode, CellKey
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.chance import SIMULATED, CellVariation, ComparedErrors, SampledCell
from lws_assess.survey.results.compared_figures import FigureDifference, difference_of
from lws_assess.survey.results.critical_values import t_values, two_sided_critical_values
from lws_assess.survey.withheld import Withheld

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

MISTAKES = 0.05  # how often a page may call something a difference though nothing differs


class Verdict(StrEnum):
    BEYOND = "more than chance would move it"
    WITHIN = "no more than chance would"
    UNKNOWN = "not known"


def verdicts(
    differences: Sequence[FigureDifference | None], compared: ComparedErrors, mistakes: float = MISTAKES
) -> list[Verdict]:
    """Of each difference, looked at together with all the others. None is one that cannot be printed."""
    there = [i for i, one in enumerate(differences) if one is not None and compared.freedoms[i] > 0]
    found = [Verdict.UNKNOWN] * len(differences)
    if not there:
        return found
    known = [one for i in there if (one := differences[i]) is not None]
    nearest = np.array([_nearest(one) for one in known])
    critical = _critical(compared, there, nearest, mistakes)
    for i, one, far, least in zip(there, known, nearest, critical * compared.errors[there], strict=True):
        found[i] = Verdict.BEYOND if far > least and (one.is_rise or one.is_fall) else Verdict.WITHIN
    return found


def _nearest(one: FigureDifference) -> float:
    """Returns how far the two figures are apart at least."""
    low, high = one.interval.low, one.interval.high
    return 0.0 if low <= 0 <= high else min(abs(low), abs(high))


def _critical(compared: ComparedErrors, there: Sequence[int], nearest: Floats, mistakes: float) -> Floats:
    """Returns how many standard errors each must exceed. Where none exceeds what it would need alone, that is
    enough.
    """
    freedoms = compared.freedoms[there]
    alone = independent_critical_values(1, freedoms, mistakes)
    if not (nearest > alone * compared.errors[there]).any():
        return alone
    if compared.covariance is None:
        return independent_critical_values(len(there), freedoms, mistakes)
    covariance = compared.covariance[np.ix_(there, there)]
    return np.array(_kept_values(covariance.tobytes(), freedoms.tobytes(), mistakes))


def independent_critical_values(number: int, freedoms: Floats, mistakes: float) -> Floats:
    """Returns what each of so many comparisons must exceed if they have nothing to do with each other, by Šidák.

    Those that rest on the same people need less, never more, but where they are many the difference is small.
    """
    tail = (1 - (1 - mistakes) ** (1 / number)) / 2
    return t_values(-NormalDist().inv_cdf(tail), freedoms)


@lru_cache(maxsize=512)
def _kept_values(covariance: bytes, freedoms: bytes, mistakes: float) -> tuple[float, ...]:
    """Kept for the next page: a release never changes, and drawing takes some milliseconds."""
    known = np.frombuffer(freedoms)
    together = np.frombuffer(covariance).reshape(len(known), len(known))
    return tuple(two_sided_critical_values(together, known, 1 - mistakes).tolist())


def difference_between(one: Shown | Withheld, other: Shown | Withheld) -> FigureDifference | None:
    """From one figure to another; None where either is withheld."""
    return difference_of(one, other) if isinstance(one, Shown) and isinstance(other, Shown) else None


# --- in one round ----------------------------------------------------------------------------------------

# The lower one and the higher one of those that are told apart; None where nothing is known of chance.
Pairs = tuple[tuple[str, str], ...] | None
WHOLE = "everyone"  # how everyone together is called among groups


@dataclass(frozen=True)
class ToldApart:
    """Holds what differs by more than chance would make it, in one audience of one round.

    Each kind of comparison is looked at by itself: groups with groups, and groups with everyone together, in all
    areas at once. `groups` is by code of the area, and `beside_whole` by reading and code; groups are named by the
    keys of their cells.
    """

    groups: Mapping[AreaCode, Pairs] = field(default_factory=dict)
    beside_whole: Mapping[str, Mapping[AreaCode, Pairs]] = field(default_factory=dict)

    def differ(self, area: AreaCode, one: str, other: str) -> Verdict:
        """Of two groups in one area."""
        return _verdict_of(self.groups.get(area), one, other)

    def differs_from_whole(self, area: AreaCode, group: CellKey, reading: str) -> Verdict:
        return _verdict_of(self.beside_whole.get(reading, {}).get(area), group, WHOLE)


def _verdict_of(pairs: Pairs, one: str, other: str) -> Verdict:
    if pairs is None:
        return Verdict.UNKNOWN
    return Verdict.BEYOND if (one, other) in pairs or (other, one) in pairs else Verdict.WITHIN


def groups_apart(
    variation: CellVariation, keys: Sequence[str], figures: Sequence[Mapping[AreaCode, Shown | Withheld]]
) -> dict[AreaCode, Pairs]:
    """For each area the groups that differ, all pairs in all areas at once.

    `keys` and `figures` say how each cell is called and what it prints of each area. Cells after those are not
    compared, but it is read off them too how people vary.
    """
    if not variation.tells_something:
        return dict.fromkeys(variation.codes, None)
    pairs = list(combinations(range(len(keys)), 2))
    found = [
        [difference_between(figures[one][code], figures[other][code]) for one, other in pairs]
        for code in variation.codes
    ]
    by_area = []
    for i in range(len(variation.codes)):
        coefficients = np.zeros((len(pairs), *variation.n.shape))
        for row, (one, other) in enumerate(pairs):
            coefficients[row, one, i], coefficients[row, other, i] = -1.0, 1.0
        by_area.append(coefficients)
    said = _judged(variation, by_area, found)
    names = [(keys[one], keys[other]) for one, other in pairs]
    return {
        code: _told_apart(names, differences, mine)
        for code, differences, mine in zip(variation.codes, found, said, strict=True)
    }


def groups_beside_whole(
    variation: CellVariation,
    keys: Sequence[str],
    figures: Sequence[Mapping[AreaCode, Shown | Withheld]],
    reading: str,
    whole: Mapping[AreaCode, Shown | Withheld],
) -> dict[AreaCode, Pairs]:
    """For each area the groups that differ from everyone together, of whom they are a part; all at once."""
    if not variation.tells_something:
        return dict.fromkeys(variation.codes, None)
    weights = variation.weights(reading)
    by_area, found = [], []
    for i, code in enumerate(variation.codes):
        coefficients = np.zeros((len(keys), *weights.shape))
        coefficients[:, :, i] = np.diag((variation.n[:, i] > 0).astype(np.float64)) - weights[:, i]
        by_area.append(coefficients)
        found.append([difference_between(whole[code], mine[code]) for mine in figures])
    names = [(WHOLE, key) for key in keys]
    return {
        code: _told_apart(names, differences, mine)
        for code, differences, mine in zip(
            variation.codes, found, _judged(variation, by_area, found), strict=True
        )
    }


def _judged(
    variation: CellVariation, by_area: Sequence[Floats], found: Sequence[Sequence[FigureDifference | None]]
) -> list[list[Verdict]]:
    """Of comparisons of groups, area by area. Two kinds of them stand on a page, which share its mistakes."""
    sizes = [len(differences) for differences in found]
    if sum(sizes) <= SIMULATED:
        compared = variation.compared(np.concatenate(by_area))
    else:
        each = [variation.compared(coefficients) for coefficients in by_area]
        compared = ComparedErrors(
            np.concatenate([one.errors for one in each]), np.concatenate([one.freedoms for one in each]), None
        )
    said = verdicts([one for differences in found for one in differences], compared, MISTAKES / 2)
    ends = np.cumsum(sizes).tolist()
    return [said[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _told_apart(
    names: Sequence[tuple[str, str]], differences: Sequence[FigureDifference | None], found: Sequence[Verdict]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one, other) if difference.is_rise else (other, one)
        for (one, other), difference, verdict in zip(names, differences, found, strict=True)
        if verdict == Verdict.BEYOND and difference is not None
    )


def tell_apart(
    codes: Sequence[AreaCode],
    sampled: Sequence[SampledCell],
    keys: Sequence[str],
    figures: Sequence[Mapping[AreaCode, Shown | Withheld]],
    wholes: Mapping[str, Mapping[AreaCode, Shown | Withheld]],
) -> ToldApart:
    """Everything that is told apart in an audience. `wholes` are the figures of everyone together, by reading."""
    variation = CellVariation(codes, [replace(one, size=0) for one in sampled])
    return ToldApart(
        groups=groups_apart(variation, keys, figures),
        beside_whole={
            reading: groups_beside_whole(variation, keys, figures, reading, whole)
            for reading, whole in wholes.items()
        },
    )


# --- between rounds --------------------------------------------------------------------------------------

# On one page stand, for each audience that is compared: everyone together, the groups, and all rounds so far.
KINDS_OF_CHANGE = 3


def mistakes_of_change(audiences: int) -> float:
    """Returns how often one kind of change of one audience may be called one, so that a page is mistaken no more often
    than MISTAKES. `audiences` are those that are compared.
    """
    return MISTAKES / KINDS_OF_CHANGE / max(1, audiences)


@dataclass(frozen=True, eq=False)
class TwoRounds:
    """Holds what chance needs to know of groups that are the same in an earlier round and in a later one.

    `then` and `now` hold cells of the same groups in the same order. `counts` says which of them are in the means of
    an area, cells by areas; where it is empty, all that speak in both rounds are.
    """

    codes: tuple[AreaCode, ...]
    then: tuple[SampledCell, ...]
    now: tuple[SampledCell, ...]
    counts: tuple[tuple[bool, ...], ...] = ()

    @cached_property
    def _variation(self) -> CellVariation:
        return CellVariation(self.codes, (*self.then, *self.now))

    def of_everyone(
        self, reading: str, differences: Sequence[FigureDifference | None], mistakes: float
    ) -> list[Verdict]:
        """Of the change of each area over the groups that speak in both rounds."""
        if not self._variation.tells_something:
            return [Verdict.UNKNOWN] * len(differences)
        both = self._both
        none = np.zeros_like(both)
        old = self._variation.weights(reading, np.concatenate([both, none]))
        new = self._variation.weights(reading, np.concatenate([none, both]))
        coefficients = np.zeros((len(self.codes), *old.shape))
        for i in range(len(self.codes)):
            coefficients[i, :, i] = new[:, i] - old[:, i]
        return verdicts(differences, self._variation.compared(coefficients), mistakes)

    def of_groups(
        self, differences: Sequence[Sequence[FigureDifference | None]], mistakes: float
    ) -> list[list[Verdict]]:
        """Of the change of each group in each area, all at once; `differences` are by area, and then by group."""
        count = len(self.then)
        if not self._variation.tells_something:
            return [[Verdict.UNKNOWN] * count for _ in differences]
        every = []
        for i in range(len(self.codes)):
            coefficients = np.zeros((count, 2 * count, len(self.codes)))
            coefficients[:, :count, i], coefficients[:, count:, i] = -np.eye(count), np.eye(count)
            every.append(coefficients)
        compared = self._variation.compared(np.concatenate(every))
        said = verdicts([one for row in differences for one in row], compared, mistakes)
        return [said[i * count : (i + 1) * count] for i in range(len(self.codes))]

    @property
    def _both(self) -> Marks:
        count = len(self.then)
        speak: Marks = (self._variation.n[:count] > 0) & (self._variation.n[count:] > 0)
        return speak & np.array(self.counts, dtype=np.bool_) if self.counts else speak

"""Priorities: how far each area has to go, how much it matters, and what comes first.

Priority score = gap x mean importance; gap = max(0, target - current position). The score ranks, votes stand
beside it, and the steering group decides.

    Shown  ->  printed_interval  ->  gap_between, Interval.times  ->  Interval of each score  ->  first_three

All is worked out from figures as they are printed, so that it tells no more than they do. Where a figure is known
between two ends only, so is what is made of it, and nothing is said that does not hold for all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lws_assess.survey.intervals import A_HAIR, Interval, Key
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.rounding import decimals_of, exact_decimal, rounded_value

FIRST_THREE = 3
FIRST_WHICHEVER = "first three whichever way people are counted"
AS_COUNTED = f"{FIRST_WHICHEVER}, but chance could change that"
NOT_FIRST = "not in the first three"
NOT_AS_COUNTED = f"{NOT_FIRST}, but chance could change that"
DEPENDS = "depends on whose voice counts"
LEFT_OPEN = "left open by a tie or by figures with two ends"


@dataclass(frozen=True)
class AreaToRank:
    """One area in one reading: position and importance as they go into the score."""

    position: float
    importance: float
    target: float

    @property
    def gap(self) -> float:
        return gap_to_target(self.position, self.target)

    @property
    def score(self) -> float:
        return self.gap * self.importance


def gap_to_target(position: float, target: float) -> float:
    """Returns how far an area is from its target; 0 where it has reached it.

    >>> gap_to_target(2.15, 4.0), gap_to_target(4.2, 4.0)
    (1.85, 0.0)
    """
    return max(0.0, float(exact_decimal(target) - exact_decimal(position)))


def printed_interval(shown: Shown) -> Interval:
    """Returns where a figure may lie, with ends as it would be printed there, so that anybody can work on with them.

    >>> printed_interval(Shown(2.4, "2.4", "", 30, between=Interval(2.21, 2.58)))
    Interval(low=2.2, high=2.6, open=False, open_below=False)
    """
    return ends_as_printed(shown.interval, decimals_of(shown.text)) if shown.exact else shown.interval


def ends_as_printed(interval: Interval, places: int) -> Interval:
    """Returns the interval with both ends rounded to so many decimals. An end that moved counts as reached."""
    low, high = (float(rounded_value(end, places)) for end in (interval.low, interval.high))
    return Interval(
        low,
        high,
        open=interval.open and abs(high - interval.high) < A_HAIR,
        open_below=interval.open_below and abs(low - interval.low) < A_HAIR,
    )


def gap_between(position: Interval, target: float) -> Interval:
    """Returns how far it is to the target, for every position that is left open.

    >>> gap_between(Interval(1, 1.5, open=True), 4.0)
    Interval(low=2.5, high=3.0, open=False, open_below=True)
    >>> gap_between(Interval(4.5, 5), 4.8)
    Interval(low=0.0, high=0.3, open=False, open_below=False)
    """
    low, high = gap_to_target(position.high, target), gap_to_target(position.low, target)
    return Interval(
        low,
        high,
        open=position.open_below and high > 0,
        open_below=position.open and position.high <= target,
    )


@dataclass(frozen=True)
class FirstThree:
    """Says which areas come first: at most three, and none that may have reached its target.

    `sure` are among the first three whatever the figures are. `tied` have one and the same score and are too many
    for the places that are left, the first of which is `place`; `open` are those for which the intervals leave it
    open. At most one of the two holds any.
    """

    sure: tuple[AreaCode, ...] = ()
    tied: tuple[AreaCode, ...] = ()
    open: tuple[AreaCode, ...] = ()
    place: int = 0

    def is_left_open(self, key: AreaCode) -> bool:
        return key in self.tied or key in self.open


def first_three(scores: Mapping[AreaCode, Interval]) -> FirstThree:
    """Returns who comes first by score; all in the order of `scores`.

    >>> from lws_assess.survey.intervals import point
    >>> first_three({"a": point(6.0), "b": point(5.0), "c": point(5.0), "d": point(5.0), "e": point(0.0)})
    FirstThree(sure=('a',), tied=('b', 'c', 'd'), open=(), place=2)
    >>> first_three({"a": Interval(5, 6), "b": point(5.5), "c": point(0.0)})
    FirstThree(sure=('a', 'b'), tied=(), open=(), place=0)
    """
    sure = tuple(key for key in scores if is_sure_of_three(key, scores))
    left = tuple(key for key in scores if key not in sure and may_be_of_three(key, scores))
    if not left:
        return FirstThree(sure)
    if len(left) > 1 and all(scores[key].is_same(scores[left[0]]) for key in left):
        return FirstThree(sure, tied=left, place=1 + _how_many_above(left[0], scores))
    return FirstThree(sure, open=left)


def is_sure_of_three(key: Key, scores: Mapping[Key, Interval]) -> bool:
    """True if it has a score above nought and at most two others may have as much, whatever all of them are."""
    mine = scores[key]
    rivals = sum(name != key and not one.is_below(mine) for name, one in scores.items())
    return (mine.low > 0 or mine.open_below) and rivals < FIRST_THREE


def may_be_of_three(key: Key, scores: Mapping[Key, Interval]) -> bool:
    """True if its score may be above nought with at most two others above it."""
    return scores[key].high > 0 and _how_many_above(key, scores) < FIRST_THREE


def _how_many_above(key: Key, scores: Mapping[Key, Interval]) -> int:
    return sum(one.is_above(scores[key]) for one in scores.values())


def whose_voice(by_group: FirstThree, by_person: FirstThree, keys: Iterable[AreaCode]) -> dict[AreaCode, str]:
    """For each area that comes first in either reading, whether it does so whichever way people are counted.

    Those that do in neither are left out.
    """
    words = {}
    for key in keys:
        is_first = [key in reading.sure for reading in (by_group, by_person)]
        if any(reading.is_left_open(key) for reading in (by_group, by_person)):
            words[key] = LEFT_OPEN
        elif any(is_first):
            words[key] = FIRST_WHICHEVER if all(is_first) else DEPENDS
    return words

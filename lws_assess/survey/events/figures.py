"""Figures of a room as they are printed: what depends on how many people there are, and on nothing else.

From twenty people on every count and mean is printed as it is. Below that a count of nearly nobody or nearly
everybody is a class (0 to 1, or n - 1 to n), and a mean stands to the nearest half. Each carries the interval in
which it lies, and whatever is said of it must be so for all of that. So a room in which all agree is printed like
one in which one person does not, and no member's answer is certain. Groups of fewer than ten show their mean alone.

Nobody's answers enter into how a figure is printed, but for the figure itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from lws_assess.survey.counts import BoundedCount, exact_count
from lws_assess.survey.instruments import Scale
from lws_assess.survey.intervals import Interval
from lws_assess.survey.releases.agreement import agreement_of_ratings, agreement_word
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.rounding import printed_value, rounded_value
from lws_assess.survey.smallest_numbers import (
    agreement_may_be_named,
    may_be_shown,
    room_may_be_exact,
    spread_may_be_shown,
)
from lws_assess.survey.withheld import Withheld, spread_withheld_for_too_few, withheld_for_too_few

Counts = tuple[int, ...]  # ratings by level, lowest first

PLACES = 2  # decimals of a mean that is printed as it is
A_QUARTER = Fraction(1, 4)  # levels that a mean printed to the half may be off by


@dataclass(frozen=True)
class RatingSpread:
    """Says how the ratings of `n` people were spread: a count a level, lowest first.

    `word` says how far they agree; empty below thirty people, and on scales of two levels.
    """

    n: int
    counts: tuple[BoundedCount, ...]
    word: str


def shown_count(count: int, people: int, fewest: int | None = None) -> BoundedCount:
    """Returns how many of so many people, as it may be printed.

    `fewest` is the size of the smallest cell of which it tells, where that is not all of them.

    >>> [str(shown_count(count, 12)) for count in (0, 1, 2, 10, 11, 12)]
    ['0 to 1', '0 to 1', '2', '10', '11 to 12', '11 to 12']
    >>> str(shown_count(20, 20)), str(shown_count(20, 20, fewest=1))
    ('20', '19 to 20')
    """
    if room_may_be_exact(people if fewest is None else fewest) or 1 < count < people - 1:
        return exact_count(count, people)
    return BoundedCount(0, 1, people) if count <= 1 else BoundedCount(people - 1, people, people)


def mean_in_room(counts: Sequence[int], scale: Scale, k: int) -> Shown | Withheld:
    """The mean of a room or of a group in it as it may be printed, or why it is not."""
    people = sum(counts)
    if not may_be_shown(people, k):
        return withheld_for_too_few(people, k)
    total = total_of(counts)
    if room_may_be_exact(people):
        mean = rounded_value(Fraction(total, people), PLACES)
        return Shown(float(mean), printed_value(mean, PLACES), scale.band(float(mean)).label, people)
    half = nearest_half(total, people)
    between = _half_between(half, scale.top)
    # Half-way between two levels it may be nearer to either.
    bands = dict.fromkeys(scale.band(mean).label for mean in (between.low, float(half)))
    return Shown(
        float(half),
        f"about {printed_value(half, 1)}",
        " or ".join(bands),
        people,
        exact=False,
        between=between,
    )


@lru_cache(maxsize=4096)  # asked for the same few sums many thousand times while other rooms are looked for
def nearest_half(total: int, people: int) -> Fraction:
    """The mean to the nearest half, from whole numbers; a quarter goes up.

    >>> [str(nearest_half(total, 8)) for total in (16, 17, 18, 20, 21, 22)]
    ['2', '2', '5/2', '5/2', '5/2', '3']
    """
    return rounded_value(Fraction(2 * total, people), 0) / 2


def mean_rank_in_room(total: int, people: int, options: int) -> Shown:
    """The mean of the places that so many people gave to one of the options; `total` is their sum.

    >>> mean_rank_in_room(14, 10, 3).text, mean_rank_in_room(57, 20, 3).text
    ('about 1.5', '2.85')
    """
    if room_may_be_exact(people):
        mean = rounded_value(Fraction(total, people), PLACES)
        return Shown(float(mean), printed_value(mean, PLACES), "", people)
    half = nearest_half(total, people)
    between = _half_between(half, options)
    return Shown(float(half), f"about {printed_value(half, 1)}", "", people, exact=False, between=between)


def rank_sums_printed_alike(total: int, people: int, options: int) -> tuple[int, int]:
    """Returns the least and the greatest sum of places that is printed as this one is.

    >>> rank_sums_printed_alike(14, 10, 3), rank_sums_printed_alike(57, 20, 3), rank_sums_printed_alike(500, 400, 3)
    ((13, 17), (57, 57), (498, 501))
    """
    text = mean_rank_in_room(total, people, options).text
    low = high = total
    while low > people and mean_rank_in_room(low - 1, people, options).text == text:
        low -= 1
    while high < options * people and mean_rank_in_room(high + 1, people, options).text == text:
        high += 1
    return low, high


def _half_between(half: Fraction, top: int) -> Interval:
    """Returns where a mean lies that is printed to this half: a quarter below it is still in it, a quarter above is
    not.
    """
    low, high = half - A_QUARTER, half + A_QUARTER
    if high > top:
        return Interval(float(low), float(top))
    return Interval(max(1.0, float(low)), float(high), open=True)


def total_of(counts: Sequence[int]) -> int:
    """The sum of ratings counted by level."""
    return sum(level * count for level, count in enumerate(counts, 1))


def spread_in_room(counts: Sequence[int]) -> RatingSpread | Withheld:
    """Returns how the ratings of a room or of a group in it were spread, or why that is not shown."""
    people = sum(counts)
    if not spread_may_be_shown(people):
        return spread_withheld_for_too_few(people)
    word = (
        agreement_word(agreement_of_ratings(counts))
        if agreement_may_be_named(people) and len(counts) > 2
        else ""
    )
    return RatingSpread(people, tuple(shown_count(count, people) for count in counts), word)


def all_printed(counts: Counts) -> tuple[object, ...]:
    """All that is printed of these ratings, to be compared: two that give the same are printed alike."""
    people = sum(counts)
    if room_may_be_exact(people) or not people:
        return counts
    classes = tuple(shown_count(count, people) for count in counts) if spread_may_be_shown(people) else ()
    return people, nearest_half(total_of(counts), people), classes

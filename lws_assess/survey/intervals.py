"""Intervals: a figure that is known to lie between two bounds, and what may be said of several of them.

Of two figures one is lower only where that holds for every value that either may have; all else is left open. The
places of several are as wide as that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lws_assess.survey.rounding import printed_value

Key = TypeVar("Key", bound=str)  # figures are told apart by whatever keys the caller has for them

A_HAIR = 1e-9  # below which two bounds are the same


@dataclass(frozen=True)
class Interval:
    """At least `low`, at most `high`. The two are the same where the figure is exact.

    It is below `high` where it is `open` there, and above `low` where it is `open_below`.
    """

    low: float
    high: float
    open: bool = False
    open_below: bool = False

    def __str__(self) -> str:
        """
        >>> str(Interval(1.5, 1.5)), str(Interval(5.25, 6.5)), str(Interval(5.21, 5.24))
        ('1.5', '5.3 to 6.5', '5.2')
        """
        ends = [printed_value(end, 1) for end in (self.low, self.high)]
        return ends[0] if ends[0] == ends[1] else " to ".join(ends)

    @property
    def is_exact(self) -> bool:
        return self.high - self.low < A_HAIR

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    def is_below(self, other: Interval) -> bool:
        """True if it is lower whatever the two figures are.

        >>> few, more = Interval(1, 1.5, open=True), Interval(1.2, 1.2)
        >>> few.is_below(more), more.is_below(few), few.is_below(Interval(1.5, 1.5))
        (False, False, True)
        """
        if abs(self.high - other.low) <= A_HAIR:
            return self.open or other.open_below
        return self.high < other.low

    def is_above(self, other: Interval) -> bool:
        """True if it is higher whatever the two figures are."""
        return other.is_below(self)

    def may_be_below(self, other: Interval) -> bool:
        """True if it is lower for some of the values that the two figures may have.

        >>> Interval(1, 2).may_be_below(exact_interval(1.5)), exact_interval(2).may_be_below(Interval(1, 2))
        (True, False)
        """
        return self.low < other.high - A_HAIR

    def may_be_above(self, other: Interval) -> bool:
        return other.may_be_below(self)

    def is_same(self, other: Interval) -> bool:
        """True if both are exact and equal."""
        return self.is_exact and other.is_exact and not self.is_apart(other)

    def is_apart(self, other: Interval) -> bool:
        """True if the two differ whatever they are."""
        return self.is_below(other) or other.is_below(self)

    def less(self, other: Interval) -> Interval:
        """The difference of two figures that do not hang together.

        >>> Interval(2.0, 2.0).less(Interval(1.0, 1.5))
        Interval(low=0.5, high=1.0, open=False, open_below=False)
        """
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, other: Interval) -> Interval:
        """The product of figures that are not below nought; an end is reached where both figures reach theirs.

        >>> Interval(2.5, 3.0, open_below=True).times(exact_interval(4.0))
        Interval(low=10.0, high=12.0, open=False, open_below=True)
        """
        return Interval(
            self.low * other.low,
            self.high * other.high,
            open=_is_missed(self.high, self.open, other.high, other.open),
            open_below=_is_missed(self.low, self.open_below, other.low, other.open_below),
        )


def _is_missed(mine: float, is_mine_open: bool, others: float, is_others_open: bool) -> bool:
    """True if no product is exactly that of two ends: one that is not reached counts unless the other is nought."""
    nought = (mine == 0 and not is_mine_open) or (others == 0 and not is_others_open)
    return (is_mine_open or is_others_open) and not nought


def exact_interval(value: float) -> Interval:
    return Interval(value, value)


@dataclass(frozen=True)
class RankPlaces:
    """The places between which something must lie in an order; 1 comes first."""

    best: int
    worst: int

    @property
    def is_exact(self) -> bool:
        return self.best == self.worst


def places_from_lowest(figures: Mapping[Key, Interval]) -> dict[Key, RankPlaces]:
    """The places of each, the lowest first; equal exact figures share the better one.

    >>> figures = {"a": Interval(1, 1.5, open=True), "b": exact_interval(1.2), "c": exact_interval(2.0),
    ...     "d": exact_interval(2.0)}
    >>> {key: (one.best, one.worst) for key, one in places_from_lowest(figures).items()}
    {'a': (1, 2), 'b': (1, 2), 'c': (3, 3), 'd': (3, 3)}
    """
    return {key: _places(key, figures, Interval.is_below, Interval.may_be_below) for key in figures}


def places_from_highest(figures: Mapping[Key, Interval]) -> dict[Key, RankPlaces]:
    """Returns the places of each figure, the highest first; equal exact figures share the better one."""
    return {key: _places(key, figures, Interval.is_above, Interval.may_be_above) for key in figures}


Compares = Callable[[Interval, Interval], bool]


def _places(
    key: Key, figures: Mapping[Key, Interval], is_before: Compares, may_be_before: Compares
) -> RankPlaces:
    mine = figures[key]
    others = [one for name, one in figures.items() if name != key]
    before = sum(is_before(other, mine) for other in others)
    may_be = sum(may_be_before(other, mine) for other in others)
    return RankPlaces(1 + before, 1 + may_be)


def may_be_lowest(figures: Mapping[Key, Interval]) -> Sequence[Key]:
    """Returns those that no other is sure to be below, in the order given; never empty where there is a figure."""
    # The one that ends lowest is nearly always enough to tell that another is not the lowest.
    ordered = sorted(figures.values(), key=lambda one: one.high)
    return [key for key, mine in figures.items() if not any(other.is_below(mine) for other in ordered)]


def may_be_highest(figures: Mapping[Key, Interval]) -> Sequence[Key]:
    """Returns those that no other is sure to be above, in the order given; never empty where there is a figure."""
    ordered = sorted(figures.values(), key=lambda one: -one.low)
    return [key for key, mine in figures.items() if not any(other.is_above(mine) for other in ordered)]

"""Counts: how many people (or answers) of how many, as far as that may be told.

A count is exact, or it is known to lie between two numbers; the words, shares and orders made of it are as wide
as that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from lws_assess.survey.intervals import Interval, Key, RankPlaces, may_be_highest, places_from_highest
from lws_assess.survey.rounding import whole_percent


@dataclass(frozen=True)
class BoundedCount:
    """At least `least` and at most `most`, out of `of`."""

    least: int
    most: int
    of: int

    @property
    def exact(self) -> bool:
        return self.least == self.most

    @property
    def shares(self) -> tuple[float, float]:
        """The least and the most as shares of all, 0 to 1. Raises ZeroDivisionError out of none."""
        return self.least / self.of, self.most / self.of

    @cached_property  # a chart asks for it several times
    def percents(self) -> tuple[int, int]:
        """Returns the least and the most share in whole per cent, as they are printed; halves go up.

        >>> BoundedCount(23, 23, 40).percents, BoundedCount(0, 1, 8).percents
        ((58, 58), (0, 13))
        """
        return whole_percent(self.least, self.of), whole_percent(self.most, self.of)

    @property
    def interval(self) -> Interval:
        """Returns where its share lies, to be compared with others."""
        return Interval(*self.shares)

    def __str__(self) -> str:
        """
        >>> [str(BoundedCount(*one)) for one in ((4, 4, 8), (0, 1, 8), (12, 13, 17))]
        ['4', '0 to 1', '12 to 13']
        """
        return f"{self.least:,}" if self.exact else f"{self.least:,} to {self.most:,}"


class NotCounted(Enum):
    """Says that a release holds no such count, neither shown nor withheld: nobody counted it when it was made."""

    THEN = "not counted in this round"


def exact_count(count: int, of: int) -> BoundedCount:
    return BoundedCount(count, count, of)


def counts_together(counts: Iterable[BoundedCount]) -> BoundedCount:
    """Returns what counts of different people come to: as wide as all of them together.

    >>> counts_together([BoundedCount(7, 8, 8), BoundedCount(5, 5, 9)])
    BoundedCount(least=12, most=13, of=17)
    """
    known = list(counts)
    return BoundedCount(sum(c.least for c in known), sum(c.most for c in known), sum(c.of for c in known))


def places_of_shares(counts: Mapping[Key, BoundedCount]) -> dict[Key, RankPlaces]:
    """The places between which each lies by its share, the largest first; equal shares have the better one.

    >>> found = places_of_shares({"a": BoundedCount(7, 8, 8), "b": exact_count(8, 8), "c": BoundedCount(0, 1, 8),
    ...     "d": exact_count(3, 8)})
    >>> {key: (one.best, one.worst) for key, one in found.items()}
    {'a': (1, 2), 'b': (1, 1), 'c': (4, 4), 'd': (3, 3)}
    """
    return places_from_highest({key: count.interval for key, count in counts.items()})


def largest_shares(counts: Mapping[Key, BoundedCount]) -> list[Key]:
    """Returns those of which the share may be the largest of all."""
    return list(may_be_highest({key: count.interval for key, count in counts.items()}))

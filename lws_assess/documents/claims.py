"""Claims: what a sentence says of figures, so that it can be checked against the table that stands beside it.

    figures as printed  ->  Claim (who, what relation, to whom)  ->  Said (the words, and what they claim)

A sentence that sets figures beside each other is built from claims and carries them. A claim holds only if it holds
for every value that the printed figures leave open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lws_assess.survey.intervals import Interval
from lws_assess.survey.results.priorities import FIRST_THREE, is_sure_of_three, may_be_of_three


class Relation(StrEnum):
    """Says how those that a claim names stand to the others."""

    LOWEST = "lowest"  # each is below every other, and they are alike
    HIGHEST = "highest"
    MAY_BE_LOWEST = "one of them is lowest"  # every other is above at least one of them
    MAY_BE_HIGHEST = "one of them is highest"
    BELOW = "below"  # each is below each of the others
    ABOVE = "above"
    AMONG_FIRST = "with at most two others as high"  # all but two of everything else are below each
    ALIKE = "alike"  # all of them are printed with the same exact figure; there are no others
    FIRST = "among the first three"  # each is above nought, and at most two of all have as much or more
    MAY_BE_FIRST = "may be among the first three"  # each may be above nought with at most two of all above it
    UP = "up"  # from the others, one each, in the same order
    DOWN = "down"
    A_RISE = "a rise"  # each is a change, and above nought; there are no others
    A_FALL = "a fall"
    UNMOVED = "unmoved"
    REACHED = "reached"  # each is at least the other beside it, one each, in the same order
    NOT_REACHED = "not reached"
    FURTHEST_APART = (
        "furthest apart"  # pairs, one after the other: each is as far apart, and further than the others
    )
    ONE_IS_FURTHEST_APART = (
        "one of them is furthest apart"  # each other pair is nearer than at least one of these
    )


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as it stands in a table: whose it is, how it is printed, and where it may lie."""

    name: str
    text: str
    interval: Interval


@dataclass(frozen=True)
class Claim:
    """Says who stands how to whom. `beyond_chance` where it is also claimed that chance alone would hardly do it."""

    relation: Relation
    who: tuple[PrintedFigure, ...]
    others: tuple[PrintedFigure, ...] = ()
    beyond_chance: bool = False

    @property
    def holds(self) -> bool:
        """True if it is so for every value that the intervals leave open."""
        return HOLDS[self.relation]([one.interval for one in self.who], [one.interval for one in self.others])

    def __str__(self) -> str:
        """The claim for whoever looks for a fault in it."""
        who, others = (", ".join(f"{p.name} {p.text}" for p in some) for some in (self.who, self.others))
        return f"{who}: {self.relation}{f' beside {others}' if others else ''}"


@dataclass(frozen=True)
class SaidWords:
    """Words, and all that they claim of figures."""

    text: str
    claims: tuple[Claim, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


def said_together(parts: Iterable[SaidWords]) -> SaidWords:
    """Sentences one after the other."""
    known = [part for part in parts if part.text]
    return SaidWords(
        " ".join(part.text for part in known), tuple(claim for part in known for claim in part.claims)
    )


Intervals = Sequence[Interval]


def _all_alike(who: Intervals) -> bool:
    return all(one.is_same(who[0]) for one in who)


def _lowest(who: Intervals, others: Intervals) -> bool:
    return (len(who) == 1 or _all_alike(who)) and _below(who, others)


def _highest(who: Intervals, others: Intervals) -> bool:
    return (len(who) == 1 or _all_alike(who)) and _above(who, others)


def _below(who: Intervals, others: Intervals) -> bool:
    return all(one.is_below(other) for one in who for other in others)


def _above(who: Intervals, others: Intervals) -> bool:
    return all(one.is_above(other) for one in who for other in others)


def _up(who: Intervals, others: Intervals) -> bool:
    return all(now.is_above(then) for now, then in zip(who, others, strict=True))


def _down(who: Intervals, others: Intervals) -> bool:
    return all(now.is_below(then) for now, then in zip(who, others, strict=True))


def _rises(who: Intervals, others: Intervals) -> bool:
    return not others and all(one.low > 0 for one in who)


def _falls(who: Intervals, others: Intervals) -> bool:
    return not others and all(one.high < 0 for one in who)


def _one_is_below(who: Intervals, others: Intervals) -> bool:
    return all(any(one.is_below(other) for one in who) for other in others)


def _one_is_above(who: Intervals, others: Intervals) -> bool:
    return all(any(one.is_above(other) for one in who) for other in others)


def _among_first(who: Intervals, others: Intervals) -> bool:
    everything = [*who, *others]
    return all(
        sum(not one.is_above(other) for j, other in enumerate(everything) if j != i) < FIRST_THREE
        for i, one in enumerate(who)
    )


def _alike(who: Intervals, others: Intervals) -> bool:
    return not others and _all_alike(who)


def _first(who: Intervals, others: Intervals) -> bool:
    scores = _numbered(who, others)
    return all(is_sure_of_three(f"{key}", scores) for key in range(len(who)))


def _may_be_first(who: Intervals, others: Intervals) -> bool:
    scores = _numbered(who, others)
    return all(may_be_of_three(f"{key}", scores) for key in range(len(who)))


def _numbered(who: Intervals, others: Intervals) -> dict[str, Interval]:
    return {f"{number}": one for number, one in enumerate((*who, *others))}


def _unmoved(who: Intervals, others: Intervals) -> bool:
    return all(now.is_same(then) for now, then in zip(who, others, strict=True))


def _reached(who: Intervals, others: Intervals) -> bool:
    return all(one.low >= target.high for one, target in zip(who, others, strict=True))


def _not_reached(who: Intervals, others: Intervals) -> bool:
    return all(one.is_below(target) for one, target in zip(who, others, strict=True))


def _distances(pairs: Intervals) -> list[Interval]:
    """Returns how far the two of each pair are apart."""
    found = []
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        by = one.less(other)
        ends = sorted((abs(by.low), abs(by.high)))
        found.append(Interval(0.0 if by.low < 0 < by.high else ends[0], ends[1]))
    return found


def _furthest_apart(who: Intervals, others: Intervals) -> bool:
    return _highest(_distances(who), _distances(others))


def _one_is_furthest_apart(who: Intervals, others: Intervals) -> bool:
    return _one_is_above(_distances(who), _distances(others))


HOLDS: dict[Relation, Callable[[Intervals, Intervals], bool]] = {
    Relation.LOWEST: _lowest,
    Relation.HIGHEST: _highest,
    Relation.MAY_BE_LOWEST: _one_is_below,
    Relation.MAY_BE_HIGHEST: _one_is_above,
    Relation.BELOW: _below,
    Relation.ABOVE: _above,
    Relation.AMONG_FIRST: _among_first,
    Relation.ALIKE: _alike,
    Relation.FIRST: _first,
    Relation.MAY_BE_FIRST: _may_be_first,
    Relation.UP: _up,
    Relation.DOWN: _down,
    Relation.A_RISE: _rises,
    Relation.A_FALL: _falls,
    Relation.UNMOVED: _unmoved,
    Relation.REACHED: _reached,
    Relation.NOT_REACHED: _not_reached,
    Relation.FURTHEST_APART: _furthest_apart,
    Relation.ONE_IS_FURTHEST_APART: _one_is_furthest_apart,
}

"""Shared sums: whether the ratings of statements, added up over several cells, tell what a few people answered.

    sets of rated statements, cell by cell  ->  tells_of_few  ->  bool

Of each cell the sum of its area scores is printed, and over all of them the sum of the ratings of each statement.
Whoever adds these up gives each cell a weight a and each statement a weight b. Somebody with m rated statements
stays out of the sum where each of those has b = a / m; else the sum depends on what they answered. So every choice
of weights must depend on nobody, or on at least k people.

The choices are searched exactly. People of one cell who rated the same statements are a kind. A kind of k people or
more must stay out, which ties the weights of its statements to that of its cell; each of the other kinds is either
kept out in the same way or let in as far as k - 1 people allow. Where all weights that are left are tied to nought,
no sum is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lws_assess.survey.smallest_numbers import may_be_shown

MOST_STEPS = 3000  # choices that are tried, before the answer is taken to be that it tells

_NOUGHT = -1


class _TooManySteps(Exception):
    """The search would take too long."""


@dataclass(frozen=True)
class _RatedKind:
    """`people` of one cell who rated the same statements, by the numbers of their weights."""

    cell: int
    statements: tuple[int, ...]
    people: int


class _TiedWeights:
    """Weights as far as they are tied to one another: each is a multiple of another one that is free, or nought."""

    def __init__(self, roots: list[int], times: list[Fraction]) -> None:
        self.roots, self.times = roots, times

    def keeping_out(self, kind: _RatedKind) -> _TiedWeights:
        """Returns the weights with those tied that this kind needs to stay out."""
        tied = _TiedWeights(self.roots.copy(), self.times.copy())
        share = Fraction(1, len(kind.statements))
        for statement in kind.statements:
            tied._tie(statement, kind.cell, share)
        return tied

    def keeps_out(self, kind: _RatedKind) -> bool:
        """True if this kind stays out of every sum that is left."""
        size, root = len(kind.statements), self.roots[kind.cell]
        return all(
            self.roots[one] == root and (root == _NOUGHT or self.times[one] * size == self.times[kind.cell])
            for one in kind.statements
        )

    @property
    def is_nought(self) -> bool:
        return all(root == _NOUGHT for root in self.roots)

    def _tie(self, one: int, other: int, times: Fraction) -> None:
        """Makes one weight so many times the other."""
        root, target = self.roots[one], self.roots[other]
        if root == target:
            if root != _NOUGHT and self.times[one] != times * self.times[other]:
                self._make_nought(root)
        elif _NOUGHT in (root, target):
            self._make_nought(max(root, target))
        else:
            factor = times * self.times[other] / self.times[one]
            for i, mine in enumerate(self.roots):
                if mine == root:
                    self.roots[i], self.times[i] = target, self.times[i] * factor

    def _make_nought(self, root: int) -> None:
        self.roots = [_NOUGHT if mine == root else mine for mine in self.roots]


def tells_of_few(cells: Sequence[Mapping[int, int]], statements: int, k: int) -> bool:
    """True if some sum depends on the answers of 1 to k - 1 people; also where that cannot be found out in time.

    `cells` counts the people of each cell by the statements that they rated (bit i for statement i).

    >>> tells_of_few([{0b11: 9, 0b01: 5}], 2, 5), tells_of_few([{0b11: 9, 0b01: 4}], 2, 5)
    (False, True)
    """
    kinds = [
        _RatedKind(number, tuple(len(cells) + i for i in range(statements) if pattern >> i & 1), people)
        for number, patterns in enumerate(cells)
        for pattern, people in patterns.items()
        if people
    ]
    every = len(cells) + statements
    search = _WeightSearch()
    try:
        return search.run(_TiedWeights(list(range(every)), [Fraction(1)] * every), kinds, [], k)
    except _TooManySteps:
        return True


class _WeightSearch:
    def __init__(self) -> None:
        self.steps = 0

    def run(
        self, weights: _TiedWeights, kinds: Sequence[_RatedKind], let_in: Sequence[_RatedKind], k: int
    ) -> bool:
        """True if a sum is left that depends on those let in, or on fewer than `k` people of these kinds besides."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _TooManySteps
        open_ones = [kind for kind in kinds if not weights.keeps_out(kind)]
        while too_large := next((kind for kind in open_ones if may_be_shown(kind.people, k)), None):
            weights = weights.keeping_out(too_large)
            open_ones = [kind for kind in open_ones if not weights.keeps_out(kind)]
        if weights.is_nought:
            return False
        touched = [kind for kind in let_in if not weights.keeps_out(kind)]
        if not may_be_shown(sum(kind.people for kind in open_ones), k):
            return bool(open_ones or touched)
        first, *others = sorted(open_ones, key=lambda kind: -kind.people)
        return self.run(weights.keeping_out(first), others, let_in, k) or self.run(
            weights, others, [*let_in, first], k - first.people
        )

"""Agreement: how far ratings on an ordered scale point the same way.

Van der Eijk, C. (2001), Measuring agreement in ordered rating scales, Quality and Quantity 35, 325-341.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

FEWEST_LEVELS = 3
PLACES = 2  # decimals that it is printed with, and by which it is named
# From which A on which word is said, highest first.
WORDS = ((0.6, "people agree"), (0.3, "mostly agree"), (0.0, "views are spread"), (-1.0, "two camps"))


class AgreementUndefined(ValueError):
    """There is no agreement to measure; the message says why."""


def agreement_of_ratings(counts: Sequence[int]) -> float:
    """Van der Eijk's A of ratings counted by level, lowest first: 1 all alike, 0 evenly spread, -1 two camps.

    Raises AgreementUndefined for fewer than three levels, for a count below nought, and where nobody rated.

    >>> round(agreement_of_ratings([30, 40, 210, 130, 530, 50, 10]), 7)
    0.6113333
    >>> [round(agreement_of_ratings(c), 4)
    ...     for c in ([0, 1, 0, 1, 0], [0, 1, 1, 1, 0], [0, 0, 0, 1, 1], [2, 0, 0, 0, 1])]
    [0.1667, 0.5, 0.75, -0.3333]
    """
    return float(exact_agreement(counts))


def exact_agreement(counts: Sequence[int]) -> Fraction:
    """Returns the agreement as an exact fraction, to be rounded for print.

    The counts are taken apart into layers: the smallest non-empty count is taken off every non-empty level,
    until nothing is left. Each layer is a pattern of empty and equal levels with an agreement of its own, and
    weighs as many ratings as it holds.

    Raises AgreementUndefined as `agreement_of_ratings` does.

    >>> exact_agreement([2, 0, 0, 0, 1])
    Fraction(-1, 3)
    """
    if len(counts) < FEWEST_LEVELS:
        raise AgreementUndefined(f"Agreement needs a scale of at least {FEWEST_LEVELS} levels.")
    if any(count < 0 for count in counts):
        raise AgreementUndefined("Agreement needs counts of people, and a count is below nought.")
    everybody = sum(counts)
    if not everybody:
        raise AgreementUndefined("Agreement needs ratings, and there are none.")
    left, total = [int(count) for count in counts], Fraction()
    while any(left):
        layer = tuple(count > 0 for count in left)
        thickness = min(count for count in left if count)
        total += sum(layer) * thickness * _agreement_of_layer(layer)
        left = [count - thickness if count else 0 for count in left]
    return total / int(everybody)


@lru_cache(maxsize=1024)  # a page asks for the same few patterns many hundred times
def _agreement_of_layer(layer: tuple[bool, ...]) -> Fraction:
    """A = U (1 - (S - 1) / (K - 1)), U = ((K - 2) TU - (K - 1) TDU) / ((K - 2) (TU + TDU)).

    S counts the non-empty levels and K all. All triples of levels count, lowest first and not only neighbours. TU
    counts those filled side by side with the third empty (110, 011), and TDU those with a dip between (101). Without
    either there is only one level filled, and A is 1, or all of them, and A is 0.
    """
    levels, filled = len(layer), sum(layer)
    triples = list(combinations(layer, 3))
    one_way = triples.count((True, True, False)) + triples.count((False, True, True))
    dipping = triples.count((True, False, True))
    if not one_way + dipping:
        return Fraction(filled != levels)
    unimodal = Fraction((levels - 2) * one_way - (levels - 1) * dipping, (levels - 2) * (one_way + dipping))
    return unimodal * (1 - Fraction(filled - 1, levels - 1))


def agreement_word(a: float | Fraction) -> str:
    """Returns what an agreement is called where people read it; `a` as it is printed, so that both say the same.

    >>> [agreement_word(a) for a in (1.0, 0.6, 0.59, 0.3, 0.0, -0.01, -1.0)]
    ['people agree', 'people agree', 'mostly agree', 'mostly agree', 'views are spread', 'two camps', 'two camps']
    """
    return next(word for least, word in WORDS if a >= least or least == WORDS[-1][0])

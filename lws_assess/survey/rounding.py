"""Rounding: how a figure is printed. Halves go away from nought, from exact whole-number sums; nowhere else.

A binary fraction falls a hair short of most halves, and would be rounded down or up as it happens. So sums that
were kept with nine decimals are first turned back into the whole numbers they were made of.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

# The least common multiple of 1 to 10: a person's score divides the sum of an area's ratings by how many of its
# statements the person rated. Fractions with such denominators lie so far apart that nine decimals tell which it is.
DENOMINATOR = 2520
TARGET_PLACES = 2  # decimals that a target may have


def exact_sum(total: float) -> Fraction:
    """The sum of scores that was kept with nine decimals.

    >>> exact_sum(17.666666667)
    Fraction(53, 3)
    """
    return Fraction(total).limit_denominator(DENOMINATOR)


def exact_decimal(value: float) -> Fraction:
    """The number of at most nine decimals that a binary fraction stands for.

    >>> exact_decimal(1.1 * 5.5), exact_decimal(0.575)
    (Fraction(121, 20), Fraction(23, 40))
    """
    return Fraction(int(f"{value:.9f}".replace(".", "")), 10**9)


def rounded_value(value: Fraction | float, places: int) -> Fraction:
    """The value to so many decimals; a half goes away from nought, also where a binary fraction falls short of it.

    >>> [str(rounded_value(Fraction(*one), 1)) for one in ((59, 20), (-59, 20), (53, 18))]
    ['3', '-3', '29/10']
    >>> str(rounded_value(1.1 * 5.5, 1))
    '61/10'
    """
    exact = value if isinstance(value, Fraction) else exact_decimal(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(-whole if exact < 0 else whole, 10**places)


def printed_value(value: Fraction | float, places: int) -> str:
    """The value as it is printed, with a hyphen before what is below nought.

    >>> printed_value(Fraction(59, 20), 1), printed_value(Fraction(-1, 1000), 2)
    ('3.0', '0.00')
    """
    return f"{float(rounded_value(value, places)) + 0.0:.{places}f}"


def signed_value(value: Fraction | float, places: int) -> str:
    """A difference as it is printed, with its sign; nought has none.

    >>> signed_value(Fraction(9, 20), 1), signed_value(-0.45, 2), signed_value(-0.001, 2)
    ('+0.5', '−0.45', '0.00')
    """
    text = printed_value(value, places)
    if not rounded_value(value, places):
        return text
    return text.replace("-", "−") if value < 0 else f"+{text}"


def printed_target(target: float) -> str:
    """A target as it is printed: with its second decimal where it has one, since gaps are worked out from it.

    >>> printed_target(4.0), printed_target(3.25)
    ('4.0', '3.25')
    """
    return printed_value(
        target, 1 if rounded_value(target, 1) == rounded_value(target, TARGET_PLACES) else TARGET_PLACES
    )


def rounded_outward(low: float, high: float, places: int) -> tuple[Fraction, Fraction]:
    """The ends of an interval to so many decimals, so that nothing that lies in it is left out.

    >>> [str(end) for end in rounded_outward(-0.25, 0.75, 1)], [str(end) for end in rounded_outward(3.1 - 2.5, 0.7, 1)]
    (['-3/10', '4/5'], ['3/5', '7/10'])
    """
    scaled = [exact_decimal(end) * 10**places for end in (low, high)]
    return Fraction(floor(scaled[0]), 10**places), Fraction(ceil(scaled[1]), 10**places)


def whole_percent(count: int, of: int) -> int:
    """A share in whole per cent; a half goes up. Raises ZeroDivisionError out of none.

    >>> whole_percent(23, 40), whole_percent(1, 3), whole_percent(2, 3)
    (58, 33, 67)
    """
    return int(rounded_value(Fraction(100 * count, of), 0))


def decimals_of(text: str) -> int:
    """Returns how many decimals a printed figure has.

    >>> decimals_of("2.46"), decimals_of("3")
    (2, 0)
    """
    return len(text.partition(".")[2])

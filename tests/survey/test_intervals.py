"""Figures between two ends: what may be said of them holds for every value, and products reach only what they can."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.intervals import Interval
from lws_assess.survey.rounding import printed_value, whole_percent

NUMBERS = st.integers(0, 12).map(lambda i: i / 4)
INTERVALS = st.tuples(NUMBERS, NUMBERS, st.booleans(), st.booleans()).map(
    lambda t: Interval(min(t[:2]), max(t[:2]), open=t[2] and t[0] != t[1], open_below=t[3] and t[0] != t[1])
)


def values_in(interval: Interval) -> list[float]:
    """Some values inside it, with its ends where it reaches them and very near to them where it does not."""
    near = (interval.high - interval.low) / 1000
    low = interval.low + near * interval.open_below
    high = interval.high - near * interval.open
    return [low, (low + high) / 2, high]


@given(INTERVALS, INTERVALS)
def test_one_is_below_another_only_if_each_of_its_values_is(one: Interval, other: Interval) -> None:
    if one.is_below(other):
        assert all(a < b for a in values_in(one) for b in values_in(other))
    elif one.high < other.low or (one.high == other.low and (one.open or other.open_below)):
        pytest.fail("two figures that differ whatever they are were not told apart")


@given(INTERVALS, INTERVALS)
def test_a_product_holds_that_of_any_two_values_and_is_open_where_none_reaches_its_end(
    one: Interval, other: Interval
) -> None:
    product = one.times(other)
    reached = [a * b for a in values_in(one) for b in values_in(other)]
    assert all(product.low - 1e-9 <= value <= product.high + 1e-9 for value in reached)
    assert product.open_below == (min(reached) > product.low)
    assert product.open == (max(reached) < product.high)


@given(st.integers(0, 400), st.integers(1, 400))
def test_shares_are_rounded_half_up_from_counts(count: int, of: int) -> None:
    exact = Fraction(100 * count, of)
    assert whole_percent(count, of) == (exact + Fraction(1, 2)) // 1


@given(st.integers(0, 99_999), st.integers(0, 3))
def test_a_binary_fraction_is_rounded_as_the_decimal_that_it_stands_for(
    thousandths: int, places: int
) -> None:
    exact = Fraction(thousandths, 1000)
    half_up = (exact * 10**places + Fraction(1, 2)) // 1
    assert Fraction(printed_value(thousandths / 1000, places)) == Fraction(half_up, 10**places)

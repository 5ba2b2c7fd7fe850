"""Verdicts: what is called a difference, and what never is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.intervals import Interval, exact_interval
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.chance import ComparedErrors
from lws_assess.survey.results.compared_figures import FigureDifference, difference_of
from lws_assess.survey.results.verdicts import (
    ToldApart,
    Verdict,
    independent_critical_values,
    mistakes_of_change,
    verdicts,
)

LOW = Shown(1.5, "below 1.5", "", 8, exact=False, between=Interval(1, 1.5, open=True))


def few(value: float) -> Shown:
    return Shown(value, f"{value:.1f}", "", 8)


def compared(errors: list[float], freedoms: list[float]) -> ComparedErrors:
    found = np.array(errors)
    return ComparedErrors(found, np.array(freedoms), np.diag(found**2))


def test_what_stands_alone_needs_two_standard_errors_and_among_many_more() -> None:
    one = FigureDifference(exact_interval(0.25), 2)
    assert verdicts([one], compared([0.1], [1000.0])) == [Verdict.BEYOND]
    others = [FigureDifference(exact_interval(0.0), 2)] * 9
    assert verdicts([one, *others], compared([0.1] * 10, [1000.0] * 10))[0] == Verdict.WITHIN
    assert verdicts([one], compared([0.1], [3.0])) == [Verdict.WITHIN]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-3, 3), st.floats(0, 1), st.booleans()), min_size=1, max_size=12),
    st.floats(0.01, 1),
    st.floats(2, 60),
)
def test_nothing_is_beyond_chance_that_is_not_so_whatever_the_figures_are(
    drawn: list[tuple[float, float, bool]], error: float, freedom: float
) -> None:
    found = [
        FigureDifference(Interval(low, low + wide if is_open else low), 2) for low, wide, is_open in drawn
    ]
    said = verdicts(found, compared([error] * len(found), [freedom] * len(found)))
    alone = float(independent_critical_values(1, np.array([freedom]), 0.05)[0])
    for one, verdict in zip(found, said, strict=True):
        assert verdict != Verdict.UNKNOWN
        if verdict == Verdict.BEYOND:
            assert one.is_rise or one.is_fall
            assert min(abs(one.interval.low), abs(one.interval.high)) > alone * error


def test_an_end_of_the_scale_counts_from_the_value_nearest_to_the_other() -> None:
    sure, open_ones = difference_of(LOW, few(3.0)), difference_of(LOW, few(1.2))
    said = verdicts([sure, open_ones], compared([0.3, 0.01], [40.0, 40.0]))
    assert said == [Verdict.BEYOND, Verdict.WITHIN]
    assert verdicts([difference_of(LOW, few(1.6))], compared([0.06], [40.0])) == [Verdict.WITHIN]


@pytest.mark.parametrize(
    "one",
    [
        FigureDifference(exact_interval(0.05), 1, is_sure=False),  # as 2.25 and 2.3
        FigureDifference(exact_interval(-0.05), 1, is_sure=False),
        FigureDifference(exact_interval(0.04), 1),  # nought as it is printed
        FigureDifference(exact_interval(-0.04), 1),
    ],
)
def test_figures_that_may_be_printed_alike_are_never_told_apart(one: FigureDifference) -> None:
    """Also where nearly nothing is left to chance."""
    assert verdicts([one], compared([0.001], [1000.0])) == [Verdict.WITHIN]


@pytest.mark.parametrize("sign", [1, -1])
def test_what_just_reaches_what_chance_does_is_no_more_than_chance(sign: int) -> None:
    least = float((independent_critical_values(1, np.array([40.0]), 0.05) * np.array([0.1]))[0])
    said = [
        verdicts([FigureDifference(exact_interval(sign * far), 2)], compared([0.1], [40.0]))[0]
        for far in (least, float(np.nextafter(least, 9)))
    ]
    assert said == [Verdict.WITHIN, Verdict.BEYOND]


def test_nothing_is_known_without_a_variance_or_a_figure() -> None:
    far = FigureDifference(exact_interval(3.0), 2)
    assert verdicts([far, None], compared([0.0, 0.1], [0.0, 9.0])) == [Verdict.UNKNOWN] * 2
    assert verdicts([], compared([], [])) == []


@pytest.mark.parametrize("number", [1, 8, 200])
def test_many_independent_comparisons_are_mistaken_as_often_as_one(number: int) -> None:
    drawn = np.random.default_rng(7).standard_normal((4000, number))
    value = independent_critical_values(number, np.array([np.inf]), 0.05)[0]
    assert (np.abs(drawn).max(axis=1) > value).mean() == pytest.approx(0.05, abs=0.012)


def test_a_page_shares_its_mistakes_among_kinds_and_audiences() -> None:
    assert mistakes_of_change(1) * 3 == pytest.approx(0.05)
    assert mistakes_of_change(3) * 9 == pytest.approx(0.05)
    assert mistakes_of_change(0) == mistakes_of_change(1)


def test_who_is_told_apart_is_found_either_way_round() -> None:
    told = ToldApart(groups={"a": (("x", "y"),), "b": (), "c": None})
    assert told.differ("a", "y", "x") == told.differ("a", "x", "y") == Verdict.BEYOND
    assert told.differ("b", "x", "y") == Verdict.WITHIN
    assert told.differ("c", "x", "y") == told.differ("d", "x", "y") == Verdict.UNKNOWN

"""Critical values: against tables, exact tests and draws of small samples."""

from __future__ import annotations

import subprocess
import sys
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.results.critical_values import (
    normal_equivalents,
    t_values,
    two_sided_critical_values,
    welch_satterthwaite,
)
from tests.survey.results.students_t import t_exceeded_by, t_tail, welch_freedom

FREEDOMS = [1.0, 2.5, 7.0, 19.0, 300.0]


# --- degrees of freedom --------------------------------------------------------------------------------------


@given(st.integers(0, 2**32), st.integers(2, 30), st.integers(2, 30))
def test_two_groups_have_the_freedom_of_the_welch_test(seed: int, n: int, m: int) -> None:
    chance = np.random.default_rng(seed)
    one, other = chance.normal(0, 1, n), chance.normal(0, 3, m)
    parts = [one.var(ddof=1) / n, other.var(ddof=1) / m]
    found = float(welch_satterthwaite(parts, [n - 1, m - 1]))
    assert found == pytest.approx(welch_freedom(one, other))


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.5, 500)), min_size=1, max_size=8))
def test_a_sum_is_known_no_better_than_all_and_no_worse_than_the_worst(
    parts: list[tuple[float, float]],
) -> None:
    variances, freedoms = zip(*parts, strict=True)
    found = float(welch_satterthwaite(variances, freedoms))
    vary = [f for v, f in parts if v > 0]
    if not vary:
        assert found == 0
    else:
        assert min(vary) * (1 - 1e-9) <= found <= sum(vary) * (1 + 1e-9)


def test_neither_hairs_nor_giants_are_lost_to_rounding() -> None:
    for unit in (1e-200, 1.0, 1e200):
        assert float(welch_satterthwaite([unit, unit], [6, 6])) == pytest.approx(12)


def test_a_part_of_endless_freedom_adds_to_what_is_known() -> None:
    assert float(welch_satterthwaite([1.0, 1.0], [5, np.inf])) == pytest.approx(20)
    assert float(welch_satterthwaite([1.0, 1.0], [np.inf, np.inf])) == np.inf


def test_a_part_of_which_nothing_is_known_leaves_nothing_known() -> None:
    assert float(welch_satterthwaite([1.0, 1.0], [0, 30])) == 0
    assert float(welch_satterthwaite([0.0, 1.0], [0, 30])) == 30


# --- t and normal --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("freedom", "two_sided", "one_sided"),
    [(1, 12.706, 6.314), (9, 2.262, 1.833), (30, 2.042, 1.697), (120, 1.980, 1.658)],
)
def test_values_of_t_are_those_of_printed_tables(freedom: float, two_sided: float, one_sided: float) -> None:
    for share, value in ((0.025, two_sided), (0.05, one_sided)):
        assert t_exceeded_by(share, freedom) == pytest.approx(value, abs=6e-4)
        assert t_tail(value, freedom) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_a_t_value_is_exceeded_as_rarely_as_its_normal(freedom: float) -> None:
    for normal in (0.0, 0.3, 1.96, 3.0, 6.0):
        at = float(t_values(normal, [freedom])[0])
        assert t_tail(at, freedom) == pytest.approx(NormalDist().cdf(-normal), rel=1e-9)
        for sign in (-1, 1):
            assert float(normal_equivalents([sign * at], [freedom])[0]) == pytest.approx(sign * normal)


@given(st.floats(-1e6, 1e6), st.floats(0.5, 1e6))
def test_few_degrees_of_freedom_never_make_evidence_stronger(statistic: float, freedom: float) -> None:
    found = float(normal_equivalents([statistic], [freedom])[0])
    assert abs(found) <= abs(statistic) * (1 + 1e-6)
    assert found == 0 or np.sign(found) == np.sign(statistic)


# --- several comparisons at once -----------------------------------------------------------------------------


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_one_comparison_is_the_t_test(freedom: float, level: float) -> None:
    found = float(two_sided_critical_values([[3.0]], [freedom], level)[0])
    exceeded = 2 * t_tail(found, freedom)
    assert exceeded == pytest.approx(1 - level, abs=4 * (level * (1 - level) / 10_000) ** 0.5)


def test_a_third_comparison_asks_more_of_the_other_two() -> None:
    """However alike they are; and never more than comparisons that share nothing would."""
    two = two_sided_critical_values(np.eye(2), [9.0] * 2)[0]
    for common in (0.0, 0.5, 0.9):
        correlation = np.full((3, 3), common) + (1 - common) * np.eye(3)
        three = two_sided_critical_values(correlation, [9.0] * 3)[0]
        assert t_exceeded_by(0.025, 9) < three <= t_exceeded_by((1 - 0.95 ** (1 / 3)) / 2, 9) + 0.06
        assert three > two or common > 0


@pytest.mark.parametrize("comparisons", [2, 8, 30])
def test_comparisons_that_share_nothing_are_as_many_tests(comparisons: int) -> None:
    found = two_sided_critical_values(np.eye(comparisons), [np.inf] * comparisons)
    exact = -NormalDist().inv_cdf((1 - 0.95 ** (1 / comparisons)) / 2)
    assert found == pytest.approx([exact] * comparisons, abs=0.06)


def test_comparisons_that_are_one_need_no_more_than_one() -> None:
    found = two_sided_critical_values(np.ones((9, 9)), [12.0] * 9)
    assert found == pytest.approx([t_exceeded_by(0.025, 12)] * 9, abs=0.06)


def test_what_does_not_vary_is_never_large_enough() -> None:
    found = two_sided_critical_values(np.diag([1.0, 0.0, 1.0]), [9, 9, 0])
    assert found[0] == pytest.approx(t_exceeded_by(0.025, 9), abs=0.06)
    assert found[1] == found[2] == np.inf
    assert two_sided_critical_values(np.zeros((2, 2)), [9, 9]).tolist() == [np.inf] * 2


def test_the_same_figures_always_have_the_same_values() -> None:
    once, again = (two_sided_critical_values(np.eye(3), [4, 5, 6]) for _ in range(2))
    assert once.tolist() == again.tolist()


@pytest.mark.parametrize(("people", "items"), [(5, 4), (20, 8)])
def test_all_pairs_of_one_small_sample_are_left_alone_as_often_as_promised(people: int, items: int) -> None:
    """Pairs of means of the same people, where none differs; the normal finds a difference in 13 to 30 of 100."""
    chance, pairs = np.random.default_rng(7), [(a, b) for a in range(items) for b in range(a)]
    contrast = np.array([[(i == a) - (i == b) for i in range(items)] for a, b in pairs], dtype=float)
    rounds, alarms, by_normal = 400, 0, 0
    for _ in range(rounds):
        answers = chance.normal(0, 1, (people, items))
        covariance = contrast @ (np.cov(answers.T) / people) @ contrast.T
        statistics = np.abs(contrast @ answers.mean(axis=0)) / np.sqrt(np.diagonal(covariance))
        freedoms = [people - 1.0] * len(pairs)
        alarms += bool((statistics > two_sided_critical_values(covariance, freedoms)).any())
        by_normal += bool((statistics > two_sided_critical_values(covariance, [np.inf] * len(pairs))).any())
    assert alarms / rounds <= 0.08
    assert by_normal / rounds >= 0.10


def test_what_it_takes_long_to_read_in_is_read_in_when_it_is_needed() -> None:
    said = "import sys, lws_assess.survey.results.critical_values as c; print('scipy.special' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"

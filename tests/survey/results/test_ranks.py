"""Rank sets: against the textbook, against loops, for what must not matter, and by how often they are right."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.results.ranks import (
    CannotRank,
    LevelOutOfRange,
    NotACovariance,
    NotFinite,
    NothingToRank,
    ShapesDoNotFit,
    rank_sets,
    simultaneous_rank_sets,
    step_down,
)

Case = tuple[np.ndarray, np.ndarray]
FEW_DRAWS = 200
EYE = [[1.0, 0.0], [0.0, 1.0]]


@st.composite
def cases(draw: st.DrawFn, most: int = 6) -> Case:
    """Estimates, some of them tied, with a covariance that may be singular or nothing at all."""
    items = draw(st.integers(1, most))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    estimates = chance.integers(0, 12, items) / 4
    mixing = chance.normal(size=(items, draw(st.integers(1, items + 1)))) * draw(
        st.sampled_from([0, 0.05, 0.3])
    )
    return estimates, mixing @ mixing.T


def sample_ranks(estimates: np.ndarray) -> list[tuple[int, int]]:
    """The best and the worst rank of each among its ties."""
    return [
        (1 + int((estimates > mine + 1e-9).sum()), int((estimates >= mine - 1e-9).sum()))
        for mine in estimates
    ]


def within(narrow: list[tuple[int, int]], wide: list[tuple[int, int]]) -> bool:
    return all(w[0] <= n[0] and n[1] <= w[1] for n, w in zip(narrow, wide, strict=True))


def independent(variances: list[float]) -> np.ndarray:
    return np.diag(np.array(variances, dtype=float))


def slow_step_down(statistics: np.ndarray, drawn: np.ndarray, level: float) -> tuple[list[bool], list[bool]]:
    """The definition in loops: a list of hypotheses, one draw after another, until nothing more falls."""
    standing = [(row, sign) for row in range(len(statistics)) for sign in (+1, -1)]
    fallen: list[tuple[int, int]] = []
    while standing:
        largest = sorted(max(sign * draw[row] for row, sign in standing) for draw in drawn.T)
        critical = next(v for i, v in enumerate(largest, 1) if i >= level * len(largest) - 1e-9)
        falls = [(row, sign) for row, sign in standing if sign * statistics[row] > max(0.0, critical)]
        if not falls:
            break
        fallen += falls
        standing = [one for one in standing if one not in falls]
    rows = range(len(statistics))
    return [(row, +1) in fallen for row in rows], [(row, -1) in fallen for row in rows]


# --- what they are -------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.integers(1, 6), st.sampled_from([0.5, 0.8, 0.95]), st.integers(0, 2**32))
def test_stepping_down_is_what_loops_find_from_the_same_draws(rows: int, level: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    statistics, mixing = chance.normal(0, 2.5, rows), chance.normal(size=(rows, rows))
    drawn = mixing @ chance.normal(size=(rows, FEW_DRAWS))
    drawn /= drawn.std(axis=1)[:, None]
    above, below = step_down(statistics, drawn, level)
    assert (above.tolist(), below.tolist()) == slow_step_down(statistics, drawn, level)


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("covariance", [[[1, 0], [0, 1]], [[2, 0.9], [0.9, 1]], [[0.3, -0.2], [-0.2, 0.4]]])
def test_two_items_are_the_two_sided_z_test(level: float, covariance: list[list[float]]) -> None:
    error = sqrt(covariance[0][0] + covariance[1][1] - 2 * covariance[0][1])
    z = NormalDist().inv_cdf((1 + level) / 2) * error
    assert rank_sets([0.96 * z, 0], covariance, level) == [(1, 2), (1, 2)]
    assert rank_sets([1.04 * z, 0], covariance, level) == [(1, 1), (2, 2)]
    assert rank_sets([0, 1.04 * z], covariance, level) == [(2, 2), (1, 1)]


def test_three_alike_need_more_than_two_do_before_the_first_is_sure() -> None:
    """The first has four hypotheses, all standing at first. Dunnett's two-sided value for two is 2.21."""
    for z, best_of_second in ((2.15, 1), (2.27, 2)):
        sets = rank_sets([z * sqrt(2), 0, 0], independent([1, 1, 1]))
        assert sets[0] == ((1, 1) if best_of_second == 2 else (1, 3))


def test_stepping_down_tells_apart_what_one_step_would_not() -> None:
    """That seven are smaller is seen first. What still stands is then tried one-sided, at about 2.45, not 2.69."""
    beside = 2.58 * sqrt(2)
    assert rank_sets([0.0, beside] + [-100.0] * 7, independent([1] * 9))[0] == (2, 2)
    assert rank_sets([0.0, beside] + [0.0] * 7, independent([1] * 9))[0] == (1, 9)


def test_what_is_paired_is_told_apart_where_the_same_variances_alone_are_not() -> None:
    estimates = [3.0, 2.8, 2.6]
    together = np.full((3, 3), 0.0399) + independent([0.0001] * 3)
    assert rank_sets(estimates, independent([0.04] * 3)) == [(1, 3), (1, 3), (1, 3)]
    assert rank_sets(estimates, together) == [(1, 1), (2, 2), (3, 3)]


# --- the ends ------------------------------------------------------------------------------------------------


def test_one_item_is_first() -> None:
    assert rank_sets([2.0], [[0.3]]) == [(1, 1)]
    assert rank_sets([0.0], [[0.0]]) == [(1, 1)]


@given(st.integers(2, 8), st.sampled_from([0.0, 0.01, 1.0]), st.floats(-100, 100))
def test_where_all_are_alike_everything_is_open(items: int, variance: float, value: float) -> None:
    assert rank_sets([value] * items, independent([variance] * items)) == [(1, items)] * items


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=8))
def test_without_chance_the_ranks_are_exact_and_ties_share_theirs(values: list[int]) -> None:
    estimates = np.array(values) / 10
    assert rank_sets(estimates, np.zeros((len(values), len(values)))) == sample_ranks(estimates)


def test_what_varies_as_one_is_told_apart_exactly_and_only_where_it_differs() -> None:
    as_one = np.ones((3, 3))
    assert rank_sets([1.0, 1.001, 1.0], as_one) == [(2, 3), (1, 1), (2, 3)]
    assert rank_sets([0.3, 0.1 + 0.2, 0.3], as_one) == [(1, 3)] * 3


def test_a_difference_that_varies_by_rounding_alone_does_not_vary() -> None:
    hair = [[0.1 * 0.1, 0.01], [0.01, 0.1 * 0.1]]
    assert hair[0][0] > hair[0][1]
    assert rank_sets([1.0, 1.0 + 1e-9], hair) == [(2, 2), (1, 1)]


def test_an_item_that_cannot_vary_stands_among_others_that_do() -> None:
    assert rank_sets([0.0, 0.0, 5.0], independent([0, 0, 1])) == [(2, 3), (2, 3), (1, 1)]
    assert rank_sets([0.0, 0.5, 1.0], independent([0, 0, 1])) == [(2, 3), (1, 2), (1, 3)]


# --- what must not matter, and what must -----------------------------------------------------------------------


@given(cases(), st.floats(0.01, 0.99))
def test_the_rank_that_is_printed_lies_within(case: Case, level: float) -> None:
    sets = rank_sets(*case, level=level)
    assert within(sample_ranks(case[0]), sets)
    assert within(sets, [(1, len(sets))] * len(sets))


@given(cases())
def test_the_same_input_gives_the_same_sets(case: Case) -> None:
    assert rank_sets(*case) == rank_sets(case[0].tolist(), case[1].tolist())


@given(cases(), st.randoms(use_true_random=False))
def test_in_another_order_they_are_the_same_sets_in_that_order(case: Case, random) -> None:
    estimates, covariance = case
    estimates = estimates + np.arange(len(estimates)) / 1000  # no ties, which the order of the input decides
    order = random.sample(range(len(estimates)), len(estimates))
    sets = rank_sets(estimates, covariance)
    assert rank_sets(estimates[order], covariance[np.ix_(order, order)]) == [sets[i] for i in order]


@given(cases(), st.sampled_from([0.25, 0.5, 2.0, 8.0]), st.integers(-5, 5))
def test_neither_the_unit_nor_the_zero_matters(case: Case, unit: float, zero: int) -> None:
    estimates, covariance = case
    assert rank_sets(estimates * unit + zero, covariance * unit**2) == rank_sets(estimates, covariance)


@pytest.mark.parametrize("spread", [0.5, 1.5, 4.0])
def test_upside_down_the_ranks_are_counted_from_the_other_end(spread: float) -> None:
    estimates = np.array([0.0, 1.0, 2.2, 3.6, 3.7]) * spread
    covariance = independent([0.2, 0.3, 0.25, 0.3, 0.2])
    upright, upside_down = rank_sets(estimates, covariance), rank_sets(-estimates, covariance)
    assert upside_down == [(6 - worst, 6 - best) for best, worst in upright]


@given(cases(), st.sampled_from([4.0, 16.0, 256.0]))
def test_the_more_chance_the_wider(case: Case, times: float) -> None:
    estimates, covariance = case
    assert within(rank_sets(estimates, covariance), rank_sets(estimates, covariance * times))


@given(cases(), st.floats(0.02, 0.98), st.floats(0.02, 0.98))
def test_the_surer_the_wider(case: Case, one: float, other: float) -> None:
    less, more = sorted([one, other])
    assert within(rank_sets(*case, level=less), rank_sets(*case, level=more))


@pytest.mark.parametrize(
    ("truth", "level"),
    [([0.0, 0.0, 0.5, 1.0], 0.9), ([0.0, 0.0, 0.0, 0.0], 0.9), ([0.0, 0.4, 0.8, 3.0], 0.8)],
)
def test_each_set_holds_the_true_rank_as_often_as_it_says(truth: list[float], level: float) -> None:
    covariance = np.array([[10, 4, 0, 2], [4, 8, 0, 0], [0, 0, 9, -3], [2, 0, -3, 12]]) / 100
    theta, times = np.array(truth), 500
    drawn = np.random.default_rng(7).multivariate_normal(theta, covariance, times)
    true_sets = sample_ranks(theta)
    held = np.zeros(4)
    for estimates in drawn:
        sets = rank_sets(estimates, covariance, level)
        held += [best <= b and w <= worst for (best, worst), (b, w) in zip(sets, true_sets, strict=True)]
    assert (held / times).min() >= level - 0.02


@pytest.mark.parametrize("level", [0.8, 0.9])
@pytest.mark.parametrize("truth", [[0.0] * 4, [0.0, 0.0, 0.5, 1.0]])
def test_all_simultaneous_sets_hold_at_once_as_often_as_they_say(truth: list[float], level: float) -> None:
    covariance = np.array([[10, 4, 0, 2], [4, 8, 0, 0], [0, 0, 9, -3], [2, 0, -3, 12]]) / 100
    theta, times = np.array(truth), 500
    drawn = np.random.default_rng(8).multivariate_normal(theta, covariance, times)
    held = sum(within(sample_ranks(theta), simultaneous_rank_sets(x, covariance, level)) for x in drawn)
    by_themselves = sum(within(sample_ranks(theta), rank_sets(x, covariance, level)) for x in drawn)
    assert held / times >= level - 0.02
    assert by_themselves < held


@settings(max_examples=30)
@given(cases(), st.sampled_from([np.inf, 30.0, 4.0]))
def test_few_degrees_of_freedom_widen_sets_and_all_at_once_are_wider_than_one(
    case: Case, freedom: float
) -> None:
    estimates, covariance = case
    freedoms = np.full(covariance.shape, freedom)
    for sets_of in (rank_sets, simultaneous_rank_sets):
        assert within(sets_of(*case), sets_of(*case, freedoms=freedoms))
    assert within(sample_ranks(estimates), simultaneous_rank_sets(*case, freedoms=freedoms))


@settings(max_examples=30)
@given(cases(), st.randoms(use_true_random=False))
def test_simultaneous_sets_are_the_same_in_another_order(case: Case, random) -> None:
    estimates, covariance = case
    estimates = estimates + np.arange(len(estimates)) / 1000
    order = random.sample(range(len(estimates)), len(estimates))
    sets = simultaneous_rank_sets(estimates, covariance)
    moved = simultaneous_rank_sets(estimates[order], covariance[np.ix_(order, order)])
    assert moved == [sets[i] for i in order]


def test_for_all_at_once_it_takes_the_studentised_range_of_three() -> None:
    """Tukey's value for three means is 3.31 / sqrt(2) = 2.34; by itself each needs Dunnett's 2.21."""
    one = independent([1, 1, 1])
    for z, told in ((2.28, (1, 3)), (2.42, (1, 1))):
        assert simultaneous_rank_sets([z * sqrt(2), 0, 0], one)[0] == told
        assert rank_sets([z * sqrt(2), 0, 0], one)[0] == (1, 1)


def test_without_a_freedom_nothing_is_told_apart() -> None:
    unknown = np.zeros((2, 2))
    assert rank_sets([9.0, 0.0], EYE, freedoms=unknown) == [(1, 2), (1, 2)]
    assert simultaneous_rank_sets([9.0, 0.0], EYE, freedoms=unknown) == [(1, 2), (1, 2)]


def test_another_seed_says_the_same_but_for_what_lies_on_the_edge() -> None:
    estimates, covariance = [3.0, 2.6, 2.5, 1.0], independent([0.02] * 4)
    assert len({tuple(rank_sets(estimates, covariance, seed=seed)) for seed in range(10)}) == 1


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("estimates", "covariance", "level", "refusal"),
    [
        ([], [], 0.95, NothingToRank),
        ([], np.zeros((0, 0)), 0.95, NothingToRank),
        ([1.0, 2.0], [[1.0]], 0.95, ShapesDoNotFit),
        ([1.0, 2.0], [1.0, 1.0], 0.95, ShapesDoNotFit),
        ([[1.0, 2.0]], EYE, 0.95, ShapesDoNotFit),
        ([1.0, float("nan")], EYE, 0.95, NotFinite),
        ([1.0, float("inf")], EYE, 0.95, NotFinite),
        ([1.0, 2.0], [[1.0, 0.0], [0.0, float("nan")]], 0.95, NotFinite),
        ([1.0, 2.0], [[1.0, 0.5], [0.0, 1.0]], 0.95, NotACovariance),
        ([1.0, 2.0], [[1.0, 2.0], [2.0, 1.0]], 0.95, NotACovariance),
        ([1.0, 2.0], [[-1.0, 0.0], [0.0, 1.0]], 0.95, NotACovariance),
        ([1.0, 2.0], EYE, 0.0, LevelOutOfRange),
        ([1.0, 2.0], EYE, 1.0, LevelOutOfRange),
        ([1.0, 2.0], EYE, float("nan"), LevelOutOfRange),
    ],
)
def test_what_cannot_be_ranked_is_refused_by_name(estimates, covariance, level: float, refusal: type) -> None:
    with pytest.raises(refusal, match=r"^[A-Z].+\.$") as refused:
        rank_sets(estimates, covariance, level)
    assert isinstance(refused.value, CannotRank)
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("unfit", [{"freedoms": [[1.0]]}, {"reaches": [0.0]}])
def test_freedoms_and_reaches_that_do_not_fit_are_refused(unfit: dict[str, list[float]]) -> None:
    with pytest.raises(ShapesDoNotFit):
        rank_sets([1.0, 2.0], EYE, **unfit)


def test_a_hair_below_nought_is_rounding_and_no_refusal() -> None:
    almost = np.ones((3, 3)) - independent([1e-12, 0, 0])
    assert rank_sets([3.0, 2.0, 1.0], almost) == [(1, 1), (2, 2), (3, 3)]

"""How far chance could move a mean, against plain arithmetic and against repeated samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.releases.scores import JointMoments, Moments
from lws_assess.survey.releases.unanimity import ShownArea, ShownCell
from lws_assess.survey.results.chance import (
    BY_NUMBER,
    CellVariation,
    SampledCell,
    by_number,
    chance_of_means,
    size_of,
)
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from tests.documents.views import EDITION
from tests.survey.results.students_t import standard_error, t_exceeded_by, welch_freedom

CODES = ("a", "b")
SCALE = EDITION.audiences[0].scale


def cell(*scores: Sequence[float], groups: int = 1, small: bool = False) -> ShownCell:
    """A cell whose people all rated both areas, told as far as one of its size may be."""
    table = np.array(scores, dtype=np.float64).T
    n = len(table)
    told = n >= 20
    areas = {
        code: ShownArea(
            Moments(
                n,
                float(mine.sum()),
                float((mine**2).sum()) if told else float(mine.sum()) ** 2 / n,
            ),
            *(None,) * 4,
        )
        for code, mine in zip(CODES, table.T, strict=True)
    }
    products = tuple(map(tuple, table.T @ table))
    joint = JointMoments(n, tuple(table.sum(axis=0)), products) if told else None
    return ShownCell("staff", tuple(f"g{i}" for i in range(groups)), n, None, areas, joint)


def sample(seed: int, n: int, spread: float = 1.0) -> list[list[float]]:
    chance = np.random.default_rng(seed)
    lean = chance.normal(0, spread, n)
    return [list(np.round(3 + lean + chance.normal(0, 0.5, n), 2)) for _ in CODES]


def sampled(*cells: ShownCell, size: int = 0) -> list[SampledCell]:
    return [SampledCell(one, CODES, size) for one in cells]


def half_width(*cells: ShownCell, reading: str = EACH_GROUP, size: int = 0) -> float:
    found = chance_of_means(CODES, sampled(*cells, size=size), reading, SCALE)["a"].about
    assert found is not None
    return found


def test_the_mean_of_one_group_has_the_interval_of_student() -> None:
    scores = sample(1, 25)
    about = t_exceeded_by(0.025, 24) * standard_error(scores[0])
    assert half_width(cell(*scores)) == pytest.approx(about, abs=0.05)


@pytest.mark.parametrize("reading", [EACH_GROUP, EACH_PERSON])
def test_two_groups_have_the_freedoms_of_welch(reading: str) -> None:
    one, other = sample(2, 40, 0.3), sample(3, 20, 2.0)
    variation = CellVariation(CODES, sampled(cell(*one), cell(*other)))
    difference = np.zeros((1, 2, 2))
    difference[0, :, 0] = [1, -1]
    found = variation.compared(difference)
    assert found.freedoms[0] == pytest.approx(welch_freedom(one[0], other[0]), rel=1e-6)
    errors = [standard_error(scores[0]) for scores in (one, other)]
    assert found.errors[0] == pytest.approx(hypot(*errors), rel=1e-6)
    weights = variation.weights(reading)[:, 0]
    assert weights == pytest.approx([0.5, 0.5] if reading == EACH_GROUP else [2 / 3, 1 / 3])


def test_areas_are_compared_person_by_person() -> None:
    scores = sample(4, 30)
    variation = CellVariation(CODES, sampled(cell(*scores)))
    difference = np.array([[[1.0, -1.0]]])
    found = variation.compared(difference)
    apart = [one - other for one, other in zip(*scores, strict=True)]
    assert found.freedoms[0] == pytest.approx(29)
    assert found.errors[0] == pytest.approx(standard_error(apart), rel=1e-6)


def test_a_small_group_is_taken_to_vary_half_as_much_again_as_the_larger_ones() -> None:
    """So however its people answered, all that follows of it is how many rated."""
    large, agreed = cell(*sample(5, 30)), cell([2.0] * 9, [2.0] * 9)
    split = cell([1.0] * 4 + [2.0] + [3.0] * 4, [2.0] * 9)
    told = [chance_of_means(CODES, sampled(large, one), EACH_GROUP, SCALE) for one in (agreed, split)]
    assert told[0] == told[1]
    wide = CellVariation(CODES, sampled(large, agreed))
    own = float(np.var(sample(5, 30)[0], ddof=1))
    alone = np.zeros((1, 2, 2))
    alone[0, 1, 0] = 1
    found = wide.compared(alone)
    assert found.errors[0] == pytest.approx(sqrt(1.5 * own / 9))
    assert found.freedoms[0] == pytest.approx(29)


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 400), st.integers(1, 5), st.integers(0, 10_000))
def test_without_a_larger_group_the_words_follow_from_the_number_alone(
    people: int, level: int, seed: int
) -> None:
    small = [people // 30 + 5, people % 15 + 5]
    chance = np.random.default_rng(seed)
    drawn = [cell(*(chance.integers(1, 6, n).astype(float) for _ in CODES)) for n in small]
    alike = [cell([float(level)] * n, [float(level)] * n) for n in small]
    told = [chance_of_means(CODES, sampled(*cells), EACH_PERSON, SCALE) for cells in (drawn, alike)]
    assert told[0] == told[1]
    assert told[0]["a"] == by_number(sum(small), SCALE)
    assert told[0]["a"].about is None


def test_the_words_claim_no_less_than_people_a_level_apart_would_make() -> None:
    shares = dict(
        zip((least for least, _ in BY_NUMBER), (0.1, 0.2, 1 / 3, 0.5, 2 / 3, 1.0, 99.0), strict=True)
    )
    for least, share in shares.items():
        n = max(least, 5)
        assert share >= t_exceeded_by(0.025, n - 1) / sqrt(n) * 0.95, least


def test_where_the_number_of_people_is_known_a_mean_is_surer_and_a_comparison_is_not() -> None:
    one = cell(*sample(6, 30))
    free = CellVariation(CODES, sampled(one)).compared(np.array([[[1.0, 0.0]]])).errors[0]
    known = CellVariation(CODES, sampled(one, size=40)).compared(np.array([[[1.0, 0.0]]])).errors[0]
    assert known == pytest.approx(free * sqrt(1 - 30 / 40))
    assert half_width(one, size=40) < half_width(one)
    assert half_width(one, size=29) == half_width(one)  # more answers than people: it is not known after all
    everybody = chance_of_means(CODES, sampled(one, size=30), EACH_GROUP, SCALE)["a"]
    assert everybody.words == "Everybody in these groups answered, so chance plays no part in it."


def test_the_size_of_a_cell_is_known_only_if_that_of_all_its_groups_is() -> None:
    joined = cell([2.0] * 8, [2.0] * 8, groups=2)
    assert size_of(joined, {"g0": 10, "g1": 20}) == 30
    assert (
        size_of(joined, {"g0": 10, "g1": 0})
        == size_of(joined, {})
        == size_of(joined, {"g0": 3, "g1": 4})
        == 0
    )


def test_a_release_that_kept_no_squares_tells_nothing() -> None:
    whole = cell(*sample(7, 30))
    bare = replace(
        whole,
        areas={
            code: replace(area, score=replace(area.score, squares=0.0))
            for code, area in whole.areas.items()
            if area.score
        },
    )
    assert not CellVariation(CODES, sampled(bare)).tells_something
    assert chance_of_means(CODES, sampled(bare), EACH_GROUP, SCALE)["a"].about is None


def test_a_large_group_that_agrees_is_not_taken_for_certain() -> None:
    assert half_width(cell([3.0] * 20, [3.0] * 20)) == pytest.approx(0.1)


def test_a_mean_is_covered_as_often_as_it_says() -> None:
    """Two larger groups and a small one that varies as they do, over and over."""
    covered, rounds = 0, 400
    for seed in range(rounds):
        cells = [cell(*sample(100 + 3 * seed + i, n)) for i, n in enumerate((20, 24, 12))]
        variation = CellVariation(CODES, sampled(*cells))
        weights = variation.weights(EACH_GROUP)
        weights[:, 1] = 0
        found = variation.compared(weights[None, :, :])
        mean = sum(one.areas["a"].score.mean for one in cells if one.areas["a"].score) / 3
        covered += abs(mean - 3) <= t_exceeded_by(0.025, found.freedoms[0]) * found.errors[0]
    assert covered / rounds == pytest.approx(0.95, abs=0.03)

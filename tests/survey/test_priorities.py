"""What comes first: gap, score, rank, and whether it holds whoever is counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.priorities import Standing, gap, rank, robustness

scores = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40).map(lambda i: i / 4))


@pytest.mark.parametrize(
    ("position", "target", "far"),
    [(2.15, 4.0, 1.85), (4.0, 4.0, 0.0), (4.2, 4.0, 0.0), (1.0, 5.0, 4.0), (0.1 + 0.2, 0.3, 0.0)],
)
def test_the_gap_is_what_is_left_to_the_target_and_never_below_nothing(
    position: float, target: float, far: float
) -> None:
    assert gap(position, target) == far


def test_the_score_is_gap_times_importance() -> None:
    assert Standing(position=2.5, importance=4.2, target=4.0).score == pytest.approx(1.5 * 4.2)


@given(scores)
def test_a_rank_is_one_more_than_how_many_are_larger(them: dict[str, float]) -> None:
    assert rank(them) == {key: 1 + sum(other > mine for other in them.values()) for key, mine in them.items()}


@pytest.mark.parametrize(
    ("by_group", "by_person", "words"),
    [
        ({"a": 1, "b": 4}, {"a": 1, "b": 4}, {"a": "robust"}),
        (
            {"a": 3, "b": 4},
            {"a": 4, "b": 3},
            {"a": "depends on whose voice counts", "b": "depends on whose voice counts"},
        ),
        ({"a": 1}, {}, {"a": "depends on whose voice counts"}),
        (
            {"a": 3, "b": 3, "c": 3},
            {"a": 3, "b": 5, "c": 9},
            {"a": "robust", "b": "depends on whose voice counts", "c": "depends on whose voice counts"},
        ),
        ({}, {}, {}),
    ],
)
def test_an_area_is_robust_when_both_readings_put_it_among_the_first_three(
    by_group: dict[str, int], by_person: dict[str, int], words: dict[str, str]
) -> None:
    assert robustness(by_group, by_person) == words

"""Agreement: van der Eijk's A against what he published, against loops, and at the edges."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.releases.agreement import (
    AgreementUndefined,
    agreement_of_ratings,
    agreement_word,
    exact_agreement,
)
from lws_assess.survey.rounding import printed_value


def test_layers_that_cancel_out_are_nought_and_halves_are_exact() -> None:
    assert exact_agreement([1, 1, 1, 1, 1]) == 0
    assert exact_agreement([0, 12, 20]) == Fraction(5, 8)
    assert printed_value(exact_agreement([0, 12, 20]), 2) == "0.63"


counts = st.lists(st.integers(0, 60), min_size=3, max_size=7).filter(any)


def slow_agreement(ratings: list[int]) -> Fraction:
    """The same with loops and fractions: peel one layer after another, count every triple by hand."""
    left, total = list(ratings), Fraction(0)
    while any(left):
        thickness = min(count for count in left if count)
        pattern = "".join("1" if count else "0" for count in left)
        weight = thickness * pattern.count("1")
        total += weight * slow_agreement_of_pattern(pattern)
        left = [count - thickness if count else 0 for count in left]
    return total / sum(ratings)


def slow_agreement_of_pattern(pattern: str) -> Fraction:
    levels, filled = len(pattern), pattern.count("1")
    if filled == 1:
        return Fraction(1)
    if filled == levels:
        return Fraction(0)
    one_way = dipping = 0
    for i in range(levels):
        for j in range(i + 1, levels):
            for k in range(j + 1, levels):
                triple = pattern[i] + pattern[j] + pattern[k]
                one_way += triple in ("110", "011")
                dipping += triple == "101"
    unimodal = Fraction((levels - 2) * one_way - (levels - 1) * dipping, (levels - 2) * (one_way + dipping))
    return unimodal * (1 - Fraction(filled - 1, levels - 1))


@pytest.mark.parametrize(
    ("ratings", "a"),
    [
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333),
        ([0, 1, 0, 1, 0], 0.1667),
        ([0, 1, 1, 1, 0], 0.5),
        ([0, 0, 0, 1, 1], 0.75),
        ([2, 0, 0, 0, 1], -0.3333),
        ([1, 0, 0, 0, 1], -1.0),
        ([0, 0, 7, 0, 0], 1.0),
        ([3, 3, 3, 3, 3], 0.0),
        ([1, 0, 1], -1.0),
        ([1, 1, 0], 0.5),
    ],
)
def test_agreement_is_what_was_published(ratings: list[int], a: float) -> None:
    assert agreement_of_ratings(ratings) == pytest.approx(a, abs=5e-5)


@given(counts)
def test_agreement_is_what_loops_and_fractions_find(ratings: list[int]) -> None:
    assert agreement_of_ratings(ratings) == pytest.approx(float(slow_agreement(ratings)), abs=1e-11)


@given(counts)
def test_agreement_lies_between_two_camps_and_all_alike(ratings: list[int]) -> None:
    assert -1 <= agreement_of_ratings(ratings) <= 1


@given(counts)
def test_a_scale_read_from_the_other_end_agrees_as_much(ratings: list[int]) -> None:
    assert agreement_of_ratings(ratings[::-1]) == pytest.approx(agreement_of_ratings(ratings), abs=1e-11)


@given(counts, st.integers(2, 1000))
def test_only_shares_count_and_not_how_many_people(ratings: list[int], times: int) -> None:
    assert agreement_of_ratings([count * times for count in ratings]) == pytest.approx(
        agreement_of_ratings(ratings), abs=1e-11
    )


@given(st.integers(3, 9), st.integers(1, 10**6), st.data())
def test_all_alike_is_one_wherever_they_stand(levels: int, people: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, levels - 1))
    assert agreement_of_ratings([people if level == place else 0 for level in range(levels)]) == 1.0


@given(st.integers(3, 9), st.integers(1, 10**6))
def test_evenly_spread_is_nought_and_two_ends_are_minus_one(levels: int, people: int) -> None:
    assert agreement_of_ratings([people] * levels) == 0.0
    assert agreement_of_ratings([people, *[0] * (levels - 2), people]) == -1.0


def test_two_camps_further_apart_agree_less() -> None:
    apart = [[0, 0, 5, 5, 0], [0, 5, 0, 5, 0], [5, 0, 0, 5, 0], [5, 0, 0, 0, 5]]
    found = [agreement_of_ratings(ratings) for ratings in apart]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("ratings", [[], [4], [4, 4], [0, 0, 0, 0, 0], [3, -1, 3]])
def test_what_is_undefined_is_refused_in_a_sentence(ratings: list[int]) -> None:
    with pytest.raises(AgreementUndefined, match=r"^Agreement needs .+\.$"):
        agreement_of_ratings(ratings)


@pytest.mark.parametrize(
    ("a", "word"),
    [
        (1.0, "people agree"),
        (0.6, "people agree"),
        (0.5999, "mostly agree"),
        (0.3, "mostly agree"),
        (0.2999, "views are spread"),
        (0.0, "views are spread"),
        (-0.0001, "two camps"),
        (-1.0, "two camps"),
    ],
)
def test_every_agreement_has_a_word(a: float, word: str) -> None:
    assert agreement_word(a) == word


@given(counts)
def test_the_word_is_that_of_the_exact_agreement(ratings: list[int]) -> None:
    """Also where it lies exactly on a bound, which floating point could miss by a hair."""
    exact = slow_agreement(ratings)
    bounds = [(Fraction(6, 10), "people agree"), (Fraction(3, 10), "mostly agree"), (0, "views are spread")]
    assert agreement_word(agreement_of_ratings(ratings)) == next(
        (w for least, w in bounds if exact >= least), "two camps"
    )

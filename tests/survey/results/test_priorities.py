"""What comes first: gap, score, places, and whether it holds whichever way people are counted."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.intervals import Interval, exact_interval, places_from_highest
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.priorities import (
    AS_COUNTED,
    DEPENDS,
    FIRST_WHICHEVER,
    LEFT_OPEN,
    NOT_FIRST,
    AreaToRank,
    FirstThree,
    first_three,
    gap_between,
    gap_to_target,
    printed_interval,
    whose_voice,
)
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.rounding import printed_value
from tests.claims.generated_rounds import draw_place

CODES = "abcdef"
HUNDREDTHS = st.integers(100, 500).map(lambda i: i / 100)
# Scores that are often the same, often nought, and sometimes only known between two ends.
SCORES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=6).map(
    lambda ends: {code: Interval(low, low + wide) for code, (low, wide) in zip(CODES, ends, strict=False)}
)


@pytest.mark.parametrize(
    ("position", "target", "far"),
    [(2.15, 4.0, 1.85), (4.0, 4.0, 0.0), (4.2, 4.0, 0.0), (1.0, 5.0, 4.0), (0.1 + 0.2, 0.3, 0.0)],
)
def test_the_gap_is_what_is_left_to_the_target_and_never_below_nothing(
    position: float, target: float, far: float
) -> None:
    assert gap_to_target(position, target) == far


def test_the_score_is_gap_times_importance() -> None:
    assert AreaToRank(position=2.5, importance=4.2, target=4.0).score == pytest.approx(1.5 * 4.2)


@given(HUNDREDTHS, HUNDREDTHS, st.integers(10, 50).map(lambda i: i / 10))
def test_a_score_is_the_exact_product_of_printed_figures_and_its_halves_go_up(
    position: float, importance: float, target: float
) -> None:
    score = gap_between(exact_interval(position), target).times(exact_interval(importance))
    exact = max(Fraction(0), Fraction(f"{target:.1f}") - Fraction(f"{position:.2f}"))
    exact *= Fraction(f"{importance:.2f}")
    for decimals in range(1, 4):
        half_up = (exact * 10**decimals + Fraction(1, 2)) // 1
        assert Fraction(printed_value(score.low, decimals)) == Fraction(half_up, 10**decimals)
    assert score.is_exact


@given(HUNDREDTHS, HUNDREDTHS, HUNDREDTHS, st.booleans(), st.integers(10, 50).map(lambda i: i / 10))
def test_a_gap_holds_that_of_every_position_left_open_and_reaches_no_further(
    one: float, other: float, inside: float, is_open: bool, target: float
) -> None:
    low, high = min(one, other), max(one, other)
    position = Interval(low, high, open=is_open and low < high)
    far = gap_between(position, target)
    assert far.low == gap_to_target(high, target)
    assert far.high == gap_to_target(low, target)
    if low <= inside <= high and not (position.open and inside == high):
        here = exact_interval(gap_to_target(inside, target))
        assert not here.is_below(far)
        assert not here.is_above(far)
    if position.open and high <= target:
        assert exact_interval(gap_to_target(high, target)).is_below(far)


def test_a_total_that_rests_on_an_end_goes_on_with_its_ends_as_printed() -> None:
    total = Shown(2.4, "2.4", "", 30, between=Interval(2.3456, 2.45))
    assert printed_interval(total) == Interval(2.3, 2.5)
    assert printed_interval(Shown(2.46, "2.46", "", 30)) == exact_interval(2.46)
    low = Shown(1.5, "below 1.5", "", 9, exact=False, between=Interval(1, 1.5, open=True))
    assert printed_interval(low) == Interval(1, 1.5, open=True)


def values_of(scores: dict[str, Interval]) -> list[dict[str, float]]:
    """Every way of choosing a whole number inside each interval: enough to try all orders."""
    ranges = [range(int(one.low), int(one.high) + 1) for one in scores.values()]
    return [dict(zip(scores, values, strict=True)) for values in product(*ranges)]


@given(SCORES)
def test_places_hold_every_rank_that_any_values_give_and_no_more(scores: dict[str, Interval]) -> None:
    places = places_from_highest(scores)
    for key in scores:
        ranks = [1 + sum(v > values[key] for v in values.values()) for values in values_of(scores)]
        assert places[key].best == min(ranks)
        assert places[key].worst >= max(ranks)


@given(SCORES)
def test_who_is_sure_is_among_three_whatever_the_values_are_and_has_not_reached_the_target(
    scores: dict[str, Interval],
) -> None:
    """Of equals any may come last, so that more than three are never first."""
    found = first_three(scores)
    assert len(found.sure) <= 3
    assert not (found.tied and found.open)
    for key in scores:
        lasts = [
            (v[key] > 0, sum(other >= v[key] for name, other in v.items() if name != key))
            for v in values_of(scores)
        ]
        assert (key in found.sure) == all(has_gap and before < 3 for has_gap, before in lasts)
        may_be = any(
            v[key] > 0 and sum(other > v[key] for other in v.values()) < 3 for v in values_of(scores)
        )
        assert (key in found.sure or found.is_left_open(key)) == may_be
    for key in found.tied:
        assert scores[key].is_same(scores[found.tied[0]])
        assert places_from_highest(scores)[key].best == found.place
    if found.tied:
        assert len(found.sure) + len(found.tied) > 3


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ({"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0}, FirstThree(("a", "b", "c"))),
        ({"a": 4.0, "b": 3.0, "c": 3.0, "d": 3.0, "e": 3.0}, FirstThree(("a",), tied=tuple("bcde"), place=2)),
        ({"a": 4.0, "b": 0.0, "c": 0.0, "d": 0.0}, FirstThree(("a",))),
        ({"a": 0.0, "b": 0.0}, FirstThree()),
        ({"a": 2.0, "b": 2.0, "c": 2.0, "d": 2.0}, FirstThree(tied=tuple("abcd"), place=1)),
    ],
)
def test_at_most_three_come_first_or_it_says_that_more_tie(scores, found: FirstThree) -> None:
    assert first_three({key: exact_interval(score) for key, score in scores.items()}) == found


@pytest.mark.parametrize(
    ("by_group", "by_person", "words"),
    [
        (FirstThree(("a",)), FirstThree(("a",)), {"a": FIRST_WHICHEVER}),
        (FirstThree(("a",)), FirstThree(("b",)), {"a": DEPENDS, "b": DEPENDS}),
        (FirstThree(("a",)), FirstThree(open=("a", "b")), {"a": LEFT_OPEN, "b": LEFT_OPEN}),
        (
            FirstThree(("a", "b")),
            FirstThree(("a",), tied=("b", "c", "d"), place=2),
            {"a": FIRST_WHICHEVER, "b": LEFT_OPEN, "c": LEFT_OPEN, "d": LEFT_OPEN},
        ),
        (FirstThree(), FirstThree(), {}),
    ],
)
def test_whose_voice_counts_is_said_only_of_what_is_sure(by_group, by_person, words: dict[str, str]) -> None:
    assert whose_voice(by_group, by_person, "abcd") == words


def test_no_word_about_the_first_three_contradicts_the_ranks_beside_it() -> None:
    """Over rounds that are made up: what is said beside an area’s ranks is what those ranks leave true."""
    said, contradicted = set(), 0
    for results in (draw_place(seed).results for seed in range(24)):
        for area in (area for audience in results.audiences for area in audience.areas):
            bands = [one.band for one in (area.by_group, area.by_person) if isinstance(one.band, RankBand)]
            said.add(area.whose_voice)
            if area.whose_voice == FIRST_WHICHEVER:
                assert all(band.worst <= 3 for band in bands)
            elif area.first_three == FIRST_WHICHEVER:
                contradicted += 1
            if area.not_first == NOT_FIRST:
                assert all(band.best > 3 for band in bands)
    assert {FIRST_WHICHEVER, AS_COUNTED} <= said
    assert contradicted, "no round was drawn in which the ranks say more than the scores"

"""Groups in a room: tables of what may stand beside the whole, and the counting behind it against a slow one."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped
from lws_assess.survey.event_groups import groups_that_may_show, sets_of_groups, together, ways_to_pick
from lws_assess.survey.privacy import SPREAD_NEEDS, end_named
from lws_assess.survey.scores import moments_of_levels

SCALE = shipped()["one-childrens-workforce"].audiences[0].scale

MIXED_20, MIXED_12, MIXED_6 = (2, 5, 6, 5, 2), (0, 4, 4, 4, 0), (0, 2, 2, 2, 0)
LOW_6, LOW_12, HIGH_6, THREES_6 = (5, 1, 0, 0, 0), (10, 2, 0, 0, 0), (0, 0, 0, 1, 5), (0, 0, 6, 0, 0)


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ({}, ""),
        ({"a": MIXED_20}, "a"),
        ({"a": MIXED_20, "b": MIXED_12}, "a b"),
        # Those not shown are nobody or at least k: the smallest that does goes with them.
        ({"a": MIXED_20, "b": MIXED_12, "c": (0, 1, 2, 1, 0)}, "a"),
        ({"a": MIXED_20, "c": (0, 1, 2, 1, 0)}, ""),
        ({"a": MIXED_20, "c": (0, 1, 1, 1, 0), "d": (0, 1, 1, 0, 0)}, ""),
        ({"a": MIXED_20, "c": (0, 2, 1, 1, 0), "d": (1, 2, 1, 1, 1)}, "a"),
        # The distribution of six follows from the room's and the other group's, so one of the two must go.
        ({"a": MIXED_20, "c": MIXED_6}, "c"),
        ({"a": MIXED_20, "c": MIXED_6, "d": MIXED_6}, "a c d"),
        # What is left of two means would tell: all threes, and all fours. Beside others who mix, it does not.
        ({"a": MIXED_20, "c": THREES_6, "d": (0, 0, 0, 6, 0)}, "c d"),
        # A mean that may only be named by an end must not follow from the others.
        ({"a": MIXED_20, "b": LOW_12}, "b"),
        ({"a": MIXED_20, "c": LOW_6, "d": MIXED_6}, "c d"),
        ({"a": MIXED_20, "c": LOW_6, "d": LOW_6, "e": HIGH_6}, "a d e"),
        # All alike, in the middle and everywhere.
        ({"a": (0, 0, 20, 0, 0), "b": (0, 0, 12, 0, 0)}, "a b"),
        ({"a": (20, 0, 0, 0, 0), "b": (12, 0, 0, 0, 0)}, ""),
    ],
)
def test_the_largest_set_of_groups_is_shown_from_which_nothing_follows(
    groups: dict[str, tuple[int, ...]], shown: str
) -> None:
    assert " ".join(groups_that_may_show(groups, SCALE, 5)) == shown


def test_a_larger_k_shows_fewer_groups() -> None:
    groups = {"a": MIXED_20, "c": MIXED_6, "d": MIXED_6}
    assert groups_that_may_show(groups, SCALE, 7) == ("a",)


def test_only_groups_that_are_let_in_are_shown() -> None:
    groups = {"a": MIXED_20, "b": MIXED_12}
    assert groups_that_may_show(groups, SCALE, 5, among=["b"]) == ("b",)
    assert groups_that_may_show(groups, SCALE, 5, among=[]) == ()


def test_the_largest_sets_come_first_and_the_empty_one_last() -> None:
    sets = list(sets_of_groups({"a": 9, "b": 5, "c": 7, "d": 6, "e": 8}, tried=1))
    assert sets[:3] == [("a", "b", "c", "d", "e"), ("a", "c", "d", "e"), ("a", "b", "c", "e")]
    assert sets[-3:] == [("a", "e"), ("a",), ()]


counts_of_a_group = st.lists(st.integers(0, 4), min_size=5, max_size=5).map(tuple)
rooms = st.dictionaries(st.sampled_from("abcdef"), counts_of_a_group, max_size=6)


@settings(max_examples=150, deadline=None)
@given(counts_of_a_group, st.integers(0, 6), st.integers(0, 12))
def test_ways_to_pick_are_those_of_trying_every_pick(counts: tuple[int, ...], people: int, most: int) -> None:
    ratings = [step for step, count in enumerate(counts) for _ in range(count)]
    picks = (
        {tuple(sorted(pick)) for pick in combinations(ratings, people)} if len(ratings) >= people else set()
    )
    slowly = [min(2, sum(sum(pick) == above for pick in picks)) for above in range(most + 1)]
    assert list(ways_to_pick(counts, people, most)) == slowly


@settings(max_examples=200, deadline=None)
@given(rooms, st.integers(5, 8))
def test_what_is_left_is_nobody_or_something_that_could_itself_be_shown(
    groups: dict[str, tuple[int, ...]], k: int
) -> None:
    shown = groups_that_may_show(groups, SCALE, k)
    others = together([counts for group, counts in groups.items() if group not in shown], SCALE)
    assert not shown or sum(others) == 0 or sum(others) >= k
    assert all(sum(groups[group]) >= k for group in shown)
    drawn = [
        counts
        for group in shown
        if sum(counts := groups[group]) >= SPREAD_NEEDS and not end_named(moments_of_levels(counts), SCALE)
    ]
    everybody = together(list(groups.values()), SCALE)
    left = tuple(a - b for a, b in zip(everybody, together(drawn, SCALE), strict=True))
    if shown and any(left):
        assert sum(left) >= SPREAD_NEEDS
        assert not end_named(moments_of_levels(left), SCALE)


@settings(max_examples=100, deadline=None)
@given(rooms)
def test_the_order_of_the_groups_changes_nothing(groups: dict[str, tuple[int, ...]]) -> None:
    backwards = dict(reversed(groups.items()))
    assert groups_that_may_show(groups, SCALE, 5) == groups_that_may_show(backwards, SCALE, 5)

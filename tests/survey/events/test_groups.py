"""Groups in a room: tables of what may stand beside the whole, and the counting behind it against a slow one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.events.groups import (
    groups_that_may_show,
    nothing_follows,
    ratings_together,
    sets_of_groups,
)

SCALE = shipped_editions()["one-childrens-workforce"].audiences[0].scale

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
        # Threes and fours are left, and means to the half do not say whose are which. Ones and fives they would.
        ({"a": MIXED_20, "c": THREES_6, "d": (0, 0, 0, 6, 0)}, "a c d"),
        ({"a": MIXED_20, "c": (6, 0, 0, 0, 0), "d": (0, 0, 0, 0, 6)}, "c d"),
        # A group of ten or more may be worked out, unless all of it agree.
        ({"a": MIXED_20, "b": LOW_12}, "a b"),
        ({"a": MIXED_20, "b": (12, 0, 0, 0, 0)}, "b"),
        # No more ones are left than in one group: beside the other it would be known.
        ({"a": MIXED_20, "c": LOW_6, "d": MIXED_6}, "a d"),
        ({"a": MIXED_20, "c": LOW_6, "d": LOW_6, "e": HIGH_6}, "c d e"),
        # All alike: where the room is large, its own figures say so; where it is not, nothing does.
        ({"a": (0, 0, 20, 0, 0), "b": (0, 0, 12, 0, 0)}, "a b"),
        ({"a": (0, 0, 9, 0, 0), "b": (0, 0, 9, 0, 0)}, "a b"),
        ({"a": (9, 0, 0, 0, 0), "b": (0, 0, 0, 0, 9)}, ""),
    ],
)
def test_the_largest_set_of_groups_is_shown_from_which_nothing_follows(
    groups: dict[str, tuple[int, ...]], shown: str
) -> None:
    assert " ".join(groups_that_may_show(groups, {}, SCALE, 5)) == shown


def test_a_larger_k_shows_fewer_groups() -> None:
    groups = {"a": MIXED_20, "c": MIXED_6, "d": MIXED_6}
    assert groups_that_may_show(groups, {}, SCALE, 7) == ("a",)


@pytest.mark.parametrize(
    ("unsure", "shown"),
    [
        ({}, "a b"),
        # Where nobody but a group's own people is left, and these rated, nothing follows of them.
        ({"a": 3}, "a b"),
        # All that is left did not know: one group must go with them, so that this does not follow.
        ({"c": 6}, "a"),
        ({"c": 6, "d": 1}, "a"),
    ],
)
def test_those_not_shown_do_not_all_say_that_they_do_not_know(unsure: dict[str, int], shown: str) -> None:
    groups = {"a": MIXED_20, "b": MIXED_12}
    assert " ".join(groups_that_may_show(groups, unsure, SCALE, 5)) == shown


def test_the_largest_sets_come_first_and_the_empty_one_last() -> None:
    sets = list(sets_of_groups({"a": 9, "b": 5, "c": 7, "d": 6, "e": 8}, tried=1))
    assert sets[:3] == [("a", "b", "c", "d", "e"), ("a", "c", "d", "e"), ("a", "b", "c", "e")]
    assert sets[-3:] == [("a", "e"), ("a",), ()]


counts_of_a_group = st.lists(st.integers(0, 4), min_size=5, max_size=5).map(tuple)
rooms = st.dictionaries(st.sampled_from("abcdef"), counts_of_a_group, max_size=6)


@settings(max_examples=200, deadline=None)
@given(rooms, st.integers(5, 8))
def test_those_not_shown_are_nobody_or_enough_and_nothing_of_them_follows(
    groups: dict[str, tuple[int, ...]], k: int
) -> None:
    shown = groups_that_may_show(groups, {}, SCALE, k)
    others = ratings_together([counts for group, counts in groups.items() if group not in shown], SCALE)
    assert not shown or sum(others) == 0 or sum(others) >= k
    assert all(sum(groups[group]) >= k for group in shown)
    assert not shown or nothing_follows(groups, shown, SCALE.top)


@settings(max_examples=100, deadline=None)
@given(rooms)
def test_the_order_of_the_groups_changes_nothing(groups: dict[str, tuple[int, ...]]) -> None:
    backwards = dict(reversed(groups.items()))
    assert groups_that_may_show(groups, {}, SCALE, 5) == groups_that_may_show(backwards, {}, SCALE, 5)


def test_of_a_few_groups_any_three_are_left_out_together_and_of_many_only_one() -> None:
    few = list(sets_of_groups({"a": 9, "b": 5, "c": 7, "d": 6}))
    assert {kept for kept in few if len(kept) == 1} == {("a",), ("b",), ("c",), ("d",)}
    many = list(sets_of_groups({f"{number:02}": 5 + number for number in range(30)}))
    assert len(many) == 1 + 30 + 29

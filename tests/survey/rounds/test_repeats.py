"""Two releases of the same groups: whatever is taken from what, nobody is left, or at least k people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lws_assess.survey.releases.privacy import CellJoining, SmallGroup, join_small_groups
from lws_assess.survey.rounds.repeats import EarlierCell, join_apart, near_groups, rests_on

K = 5
BRANCHES = {"a": "schools", "b": "schools", "c": "health", "d": "health", "e": "care"}


def groups(numbers: dict[str, int]) -> list[SmallGroup]:
    return [SmallGroup(key, BRANCHES[key], "professional", number) for key, number in numbers.items()]


def released(numbers: dict[str, int], joining: CellJoining, name: str = "before") -> list[EarlierCell]:
    return [
        EarlierCell(name, frozenset(cell), {group: numbers[group] for group in cell})
        for cell in joining.cells
    ]


def plainly(numbers: dict[str, int], name: str = "before") -> list[EarlierCell]:
    return released(numbers, join_small_groups(groups(numbers), K), name)


@dataclass(frozen=True)
class Person:
    group: str
    number: int


def people_of(numbers: dict[str, int], cells: Sequence[Sequence[str]]) -> set[Person]:
    return {Person(g, i) for cell in cells for g in cell for i in range(numbers[g])}


def some_of(of: Sequence) -> Iterator[tuple]:
    for size in range(1, len(of) + 1):
        yield from combinations(of, size)


def differences(
    now: dict[str, int], joining: CellJoining, before: list[tuple[dict[str, int], list[EarlierCell]]]
):
    """Who is left, person by person, of every choice of cells of this round and of the earlier ones.

    The first so many of a group are those who answer: the people of two rounds are as much the same as can be.
    """
    earlier = [(numbers, one) for numbers, cells in before for one in cells]
    for mine in some_of(joining.cells):
        for theirs in some_of(earlier):
            held = [group for _numbers, one in theirs for group in one.groups]
            if len(held) != len(set(held)):
                continue  # that would count somebody twice
            here = people_of(now, mine)
            there = {p for numbers, one in theirs for p in people_of(numbers, [sorted(one.groups)])}
            if here & there:
                yield here ^ there


numbers = some.fixed_dictionaries({key: some.integers(0, 14) for key in BRANCHES})
large = some.fixed_dictionaries({key: some.integers(11, 25) for key in BRANCHES})
nearly = some.fixed_dictionaries(
    {key: some.sampled_from([0, 0, 0, 1, -1, 2, -3, 4, 5, -6, 9]) for key in BRANCHES}
)


@given(before=numbers, moves=nearly)
def test_the_difference_of_two_releases_never_rests_on_fewer_than_k(
    before: dict[str, int], moves: dict[str, int]
) -> None:
    now = {key: max(0, before[key] + moves[key]) for key in before}
    earlier = plainly(before)
    joining = join_apart(groups(now), K, earlier)
    for left in differences(now, joining, [(before, earlier)]):
        assert len(left) == 0 or len(left) >= K
    _is_sound(now, joining)


@given(first=numbers, second=numbers, moves=nearly, follows=some.booleans())
def test_nor_does_that_of_three(
    first: dict[str, int], second: dict[str, int], moves: dict[str, int], follows: bool
) -> None:
    """Two rounds came shortly before; the second of them was kept apart from the first, or asked other groups."""
    if not follows:
        first, second = ({k: n * (k in some) for k, n in first.items()} for some in ("ab", "cde"))
    one = plainly(first, "one")
    two = released(second, join_apart(groups(second), K, one), "two")
    base = second if follows else {k: first[k] + second[k] for k in first}
    now = {key: max(0, base[key] + moves[key]) for key in base}
    joining = join_apart(groups(now), K, [*one, *two])
    for left in differences(now, joining, [(first, one), (second, two)]):
        assert len(left) == 0 or len(left) >= K
    _is_sound(now, joining)


def _is_sound(now: dict[str, int], joining: CellJoining) -> None:
    """Disjoint cells of at least k, and nobody forgotten."""
    placed = [group for cell in joining.cells for group in cell]
    assert sorted([*placed, *joining.left_out]) == sorted(key for key, number in now.items() if number)
    assert all(sum(now[group] for group in cell) >= K for cell in joining.cells)


@given(before=large, moves=nearly)
def test_what_is_not_too_near_is_shown_as_it_would_be_anyway(
    before: dict[str, int], moves: dict[str, int]
) -> None:
    now = {key: max(0, before[key] + moves[key]) for key in before}
    joining = join_apart(groups(now), K, plainly(before))
    apart = {key for key in now if moves[key] == 0 or abs(moves[key]) >= K}
    assert {(key,) for key in apart} <= set(joining.cells)
    assert not {(key,) for key in now if key not in apart} & set(joining.cells)


def test_nothing_before_changes_nothing() -> None:
    now = {"a": 9, "b": 3, "c": 4, "d": 2, "e": 6}
    assert join_apart(groups(now), K, []) == join_small_groups(groups(now), K)
    assert near_groups(groups(now), K, join_small_groups(groups(now), K)) == []


@pytest.mark.parametrize(
    ("now", "cells"),
    [
        (10, {("a",)}),
        (11, set()),
        (14, set()),
        (15, {("a",)}),
        (6, set()),
        (5, {("a",)}),
    ],
)
def test_one_group_alone(now: int, cells: set[tuple[str, ...]]) -> None:
    joining = join_apart(groups({"a": now}), K, plainly({"a": 10}))
    assert set(joining.cells) == cells
    assert joining.left_out == (() if cells else ("a",))
    assert near_groups(groups({"a": now}), K, joining) == ([] if cells else ["a"])


def test_a_group_that_is_too_near_is_joined_where_that_keeps_it_apart() -> None:
    before, now = {"a": 10, "b": 10}, {"a": 11, "b": 14}
    assert join_apart(groups(now), K, plainly(before)).cells == (("a", "b"),)


def test_a_group_is_not_told_by_what_it_was_joined_with_last_time() -> None:
    """Four of b answered, and were left out; together with a they would be what a alone was not."""
    joining = join_apart(groups({"a": 11, "b": 3}), K, plainly({"a": 10, "b": 0}))
    assert joining.cells == ()
    before = plainly({"a": 3, "b": 4})
    assert join_apart(groups({"a": 8, "b": 4}), K, before).cells == (("a",),)
    assert rests_on([("a",)], {"a": 8}, before) == 9


def test_numbers_that_were_not_kept_are_taken_for_too_near() -> None:
    unknown = [EarlierCell("before", frozenset("ab"), None)]
    assert join_apart(groups({"a": 40, "b": 50, "c": 9}), K, unknown).cells == (("c",),)


def test_many_cells_that_hang_together_are_taken_for_too_near() -> None:
    many = [
        EarlierCell("one", frozenset({f"g{i}", f"g{i + 1}"}), {f"g{i}": 9, f"g{i + 1}": 9})
        for i in range(0, 20, 2)
    ]
    many += [
        EarlierCell("two", frozenset({f"g{i}", f"g{i + 1}"}), {f"g{i}": 9, f"g{i + 1}": 9})
        for i in range(1, 20, 2)
    ]
    mine = [SmallGroup(f"g{i}", "schools", "professional", 90) for i in range(20)]
    assert join_apart(mine, K, many).cells == ()

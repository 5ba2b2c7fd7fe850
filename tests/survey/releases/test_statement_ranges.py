"""How far the ratings of each cell may be others: beside every way in which a few people could have rated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.releases.statement_ranges import RatedAlike, stays_open

TOP, ROOM = 3, 0.5


def ways(kinds: Sequence[RatedAlike]) -> Iterator[tuple[dict[int, int], ...]]:
    """Every way to rate that keeps the sum of each kind and of each statement."""
    places = [(i, key) for i, one in enumerate(kinds) for key in one.sums]
    levels = (range(kinds[i].people, TOP * kinds[i].people + 1) for i, _ in places)
    rows, columns = _totals([dict(one.sums) for one in kinds])
    for values in product(*levels):
        found: tuple[dict[int, int], ...] = tuple({} for _ in kinds)
        for (i, key), value in zip(places, values, strict=True):
            found[i][key] = value
        if _totals(found) == (rows, columns):
            yield found


def _totals(sums: Sequence[dict[int, int]]) -> tuple[list[int], dict[int, int]]:
    columns: dict[int, int] = {}
    for one in sums:
        for key, value in one.items():
            columns[key] = columns.get(key, 0) + value
    return [sum(one.values()) for one in sums], columns


def slowly(kinds: Sequence[RatedAlike]) -> bool:
    every = list(ways(kinds))
    for cell, key in {(one.cell, key) for one in kinds for key in one.sums}:
        mine = [i for i, one in enumerate(kinds) if one.cell == cell and key in one.sums]
        people = sum(kinds[i].people for i in mine)
        found = {sum(one[i][key] for i in mine) for one in every}
        if max(found) < (1 + ROOM) * people or min(found) >= (TOP - ROOM) * people:
            return False
        shared = any(key in one.sums for one in kinds if one.cell != cell)
        if shared and len(found) == 1:
            return False
    return True


@st.composite
def few_kinds(draw: st.DrawFn) -> list[RatedAlike]:
    found = []
    for cell in range(draw(st.integers(2, 3))):
        people = draw(st.integers(1, 3))
        keys = draw(st.sets(st.integers(0, 2), min_size=1, max_size=2))
        found.append(
            RatedAlike(cell, people, {key: draw(st.integers(people, TOP * people)) for key in sorted(keys)})
        )
    if draw(st.booleans()):
        found.append(RatedAlike(0, 1, {0: draw(st.integers(1, TOP)), 2: draw(st.integers(1, TOP))}))
    return found


@given(few_kinds())
def test_it_is_open_where_some_other_ratings_have_the_same_sums(kinds: list[RatedAlike]) -> None:
    assert stays_open(kinds, TOP, ROOM) == slowly(kinds)


@pytest.mark.parametrize(("last", "is_open"), [(50, False), (44, True)])
def test_cells_at_the_two_ends_of_two_statements_have_nothing_to_trade(last: int, is_open: bool) -> None:
    kinds = [RatedAlike(0, 10, {0: 10, 1: 30}), RatedAlike(1, 10, {0: 30, 1: last})]
    assert stays_open(kinds, 5, ROOM) == is_open


def test_a_mean_at_the_bound_itself_is_not_near_the_lower_end_but_near_the_upper_one() -> None:
    assert stays_open([RatedAlike(0, 10, {0: 15}), RatedAlike(1, 10, {1: 44})], 5, ROOM)
    assert not stays_open([RatedAlike(0, 10, {0: 15}), RatedAlike(1, 10, {1: 45})], 5, ROOM)

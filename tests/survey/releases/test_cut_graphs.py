"""What figures by category tell beside figures by cell: the graph, against attackers who try everything."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.releases.cut_graphs import (
    CutGraph,
    cells_are_large_enough,
    keeps_apart,
    nodes_with_statements,
    plain_graph,
    touched_with_statements,
    ways_to_join,
    weak_components,
)
from lws_assess.survey.releases.privacy import cut_may_show, statements_may_show

K = 5
PATTERNS = (0b11, 0b01, 0b10)  # of two statements: both rated, or one


def rows(*shares: tuple[int, ...]) -> np.ndarray:
    return np.array(shares, dtype=np.int64)


def tables(width: int, most_rows: int = 4, most: int = 7) -> st.SearchStrategy[list[tuple[int, ...]]]:
    row = st.tuples(*[st.integers(0, most)] * width)
    return st.lists(row, min_size=1, max_size=most_rows)


@pytest.mark.parametrize(
    ("shares", "may"),
    [
        ([(10, 0, 0), (0, 10, 0)], True),  # nobody is shared: a category says what its group says
        ([(10, 4, 0), (0, 10, 0)], False),  # the second category less the second group leaves four
        ([(10, 5, 0), (0, 10, 0)], True),
        ([(10, 0, 1), (9, 0, 0)], False),  # one person is in no category, and all others are in one
        ([(10, 0, 5), (9, 0, 0)], True),
        ([(6, 6, 0), (6, 6, 0)], True),
        ([(6, 2, 0), (6, 2, 0)], False),  # four people in all
        ([(6, 3, 0), (6, 3, 0)], True),
        ([(2, 2, 0), (9, 9, 0)], False),  # a group of four
        ([(8, 1, 0, 0), (0, 7, 0, 0), (0, 0, 9, 1), (0, 0, 0, 9)], False),  # in each half by itself
        ([(8, 0, 0), (0, 0, 8)], True),
    ],
)
def test_the_table_of_what_may_stand_beside_the_groups(shares: list[tuple[int, ...]], may: bool) -> None:
    assert cut_may_show(plain_graph(rows(*shares)), K) is may


@pytest.mark.parametrize("people", range(K + 2))
def test_a_group_shows_nothing_of_fewer_than_k_people_down_to_one(people: int) -> None:
    graph = plain_graph(rows((people, 0, 0), (9, 9, 9)))
    assert cells_are_large_enough(graph, K) is (people == 0 or people >= K)


def connected_parts(shares: np.ndarray) -> list[set[int]]:
    """Nodes by number, cells first and categories after them, as far as people join them."""
    cells, width = shares.shape
    parts = [{node} for node in range(cells + width)]
    for cell, column in zip(*np.nonzero(shares), strict=True):
        one, other = (next(p for p in parts if node in p) for node in (cell, cells + column))
        if one is not other:
            parts.remove(other)
            one |= other
    return parts


def some_cut_weighs_too_little(shares: np.ndarray, k: int) -> bool:
    """The method page word for word: every way of parting every connected part in two."""
    cells = len(shares)
    for part in connected_parts(shares):
        for size in range(1, len(part)):
            for side in combinations(sorted(part), size):
                weight = sum(
                    int(shares[cell, column])
                    for cell, column in zip(*np.nonzero(shares), strict=True)
                    if (cell in side) != (cells + column in side)
                )
                if 0 < weight < k:
                    return True
    return False


@given(tables(4))
@settings(max_examples=80, deadline=None)
def test_it_is_the_test_of_the_method_page_whichever_way_the_graph_is_parted(shares: list) -> None:
    table = rows(*shares)
    assert cut_may_show(plain_graph(table), K) is not some_cut_weighs_too_little(table, K)


@given(tables(3, most_rows=3, most=6))
@settings(max_examples=60, deadline=None)
def test_no_weights_on_groups_and_categories_touch_too_few(shares: list) -> None:
    """An attacker adds up groups and categories with all small whole weights; of everyone else it has none."""
    table = rows(*shares)
    may = cut_may_show(plain_graph(table), K)
    touched = {
        int(table[(np.array(cells)[:, None] + np.array([*categories, 0])) != 0].sum())
        for cells in product(range(-2, 3), repeat=len(table))
        for categories in product(range(-2, 3), repeat=2)
    }
    assert may is not any(0 < people < K for people in touched)


@given(tables(4), st.sampled_from([((0,), (1,), (2,)), ((0, 1), (2,)), ((0, 2), (1,)), ((0,), (1,))]))
@settings(max_examples=100, deadline=None)
def test_joined_categories_are_judged_as_if_they_had_been_one_from_the_start(shares: list, join) -> None:
    graph = plain_graph(rows(*shares))
    assert keeps_apart(join, weak_components(graph, K)) is not bool(weak_components(graph.joined(join), K))


@pytest.mark.parametrize(("categories", "ways"), [(1, 1), (2, 2), (3, 5), (4, 15), (6, 203)])
def test_every_way_of_joining_is_tried_once(categories: int, ways: int) -> None:
    found = [frozenset(map(frozenset, join)) for join in ways_to_join(range(categories))]
    assert len(found) == len(set(found)) == ways
    assert all(frozenset().union(*join) == frozenset(range(categories)) for join in found)


# --- with statement figures ----------------------------------------------------------------------------------


def graph_of(cells: list[dict[int, tuple[int, ...]]]) -> CutGraph:
    """Of cells that show statement figures: by pattern of rated statements, people by category."""
    return CutGraph(
        rows(*(tuple(map(sum, zip(*cell.values(), strict=True))) for cell in cells)),
        np.vstack([nodes_with_statements(rated(cell), rows(*cell.values()), K) for cell in cells]),
    )


def rated(cell: dict[int, tuple[int, ...]], statements: int = 2) -> np.ndarray:
    return np.array([[bool(pattern >> i & 1) for i in range(statements)] for pattern in cell])


def published(cells: list[dict[int, tuple[int, ...]]], statements: int) -> tuple[np.ndarray, np.ndarray]:
    """What is published, as sums over the ratings of each kind of person; and how many of each kind there are.

    One row a published sum: of each cell its area scores and the ratings of each statement, of each category its
    area scores. One column a statement and kind of person: cell, category and pattern.
    """
    width = len(next(iter(cells[0].values())))
    kinds = [
        (c, d, pattern, n)
        for c, cell in enumerate(cells)
        for pattern, shares in cell.items()
        for d, n in enumerate(shares)
        if n
    ]
    sums = np.zeros((len(cells) * (1 + statements) + width - 1, len(kinds), statements))
    for j, (c, d, pattern, _) in enumerate(kinds):
        for i in range(statements):
            if pattern >> i & 1:
                share = 1 / pattern.bit_count()
                sums[c * (1 + statements), j, i] = share
                sums[c * (1 + statements) + 1 + i, j, i] = 1
                if d < width - 1:
                    sums[len(cells) * (1 + statements) + d, j, i] = share
    return sums, np.array([n for *_, n in kinds])


def finds_a_breach(cells: list[dict[int, tuple[int, ...]]], statements: int, k: int) -> bool:
    """Linear algebra: whether sums that leave all but 1 to k - 1 people out leave anything of those few."""
    sums, people = published(cells, statements)
    few = [j for j, n in enumerate(people) if n < k]
    for size in range(1, len(few) + 1):
        for touched in combinations(few, size):
            if people[list(touched)].sum() < k:
                rest = np.delete(sums, touched, axis=1).reshape(len(sums), -1)
                if np.linalg.matrix_rank(sums.reshape(len(sums), -1)) > np.linalg.matrix_rank(rest):
                    return True
    return False


def cells_with_statements(width: int) -> st.SearchStrategy[list[dict[int, tuple[int, ...]]]]:
    shares = st.tuples(*[st.sampled_from([0, 0, 1, 2, 5, 6])] * width)
    return st.lists(st.fixed_dictionaries(dict.fromkeys(PATTERNS, shares)), min_size=1, max_size=2)


def each_cell_may_show_its_statements(cells: list[dict[int, tuple[int, ...]]], statements: int = 2) -> bool:
    return all(
        sum(map(sum, cell.values())) >= K
        and statements_may_show(
            {p: sum(shares) for p, shares in cell.items() if sum(shares)}, statements, 0, K
        )
        for cell in cells
    )


@given(cells_with_statements(3).filter(each_cell_may_show_its_statements))
@settings(max_examples=150, deadline=None)
def test_no_weights_on_groups_statements_and_categories_touch_too_few(cells) -> None:
    if cut_may_show(graph_of(cells), K):
        assert not finds_a_breach(cells, statements=2, k=K)


# Of two groups, people of the first role answer one statement and those of the second both; two are exceptions
# in either group. Area scores and statement sums together say what those of each form gave in each group.
BY_FORM = [{0b01: (9, 1, 0), 0b11: (1, 9, 0)}, {0b01: (9, 1, 0), 0b11: (1, 9, 0)}]


def test_statements_part_a_group_by_the_forms_that_its_people_answered() -> None:
    assert finds_a_breach(BY_FORM, statements=2, k=5)
    assert not cut_may_show(graph_of(BY_FORM), 5)
    assert cut_may_show(plain_graph(graph_of(BY_FORM).cells), 5)  # without statements nothing is told


def test_one_set_of_statements_in_a_group_is_as_good_as_none() -> None:
    alike = [{0b11: shares} for shares in ((9, 6, 0), (8, 7, 5))]
    assert cut_may_show(graph_of(alike), 5)
    assert not finds_a_breach(alike, statements=2, k=5)


def test_a_group_whose_people_left_out_this_and_that_stands_as_one() -> None:
    """Whoever adds statements to the sum has to reckon with five people at least: then they are of no use."""
    mixed = {0b11: (3, 3, 0), 0b01: (3, 3, 0), 0b10: (3, 3, 0)}
    assert touched_with_statements(rated(mixed), rows(*mixed.values())) == 6
    assert len(nodes_with_statements(rated(mixed), rows(*mixed.values()), 6)) == 1
    assert len(nodes_with_statements(rated(mixed), rows(*mixed.values()), 7)) == 3


def test_too_many_statements_to_try_leave_a_node_for_each_set() -> None:
    sets = [(1 << size) - 1 for size in range(1, 9)]
    cell = dict.fromkeys(sets, (9, 9, 9))
    assert len(nodes_with_statements(rated(cell, 8), rows(*cell.values()), 5)) == 8

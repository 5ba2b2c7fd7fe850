"""Sums shared by several cells: the search beside slow and obvious ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.releases import shared_sums
from lws_assess.survey.releases.shared_sums import tells_of_few
from tests.attacks.attackers.searching import Kinds, find_exactly

STATEMENTS = 4
PATTERNS = st.dictionaries(
    st.integers(1, 2**STATEMENTS - 1), st.sampled_from((1, 2, 3, 4, 5, 6, 9)), min_size=1, max_size=5
)


def by_every_weight(patterns: Mapping[int, int], k: int) -> bool:
    """Of one cell: its area scores, with each weight that makes somebody stay out; and each statement alone."""
    people = sum(patterns.values())
    sizes = sorted({pattern.bit_count() for pattern in patterns})
    touched = {sum(n for p, n in patterns.items() if p >> i & 1) for i in range(STATEMENTS)}
    for weights in product(sizes, repeat=STATEMENTS):
        untouched = [
            n
            for p, n in patterns.items()
            if all(weights[i] == p.bit_count() for i in range(STATEMENTS) if p >> i & 1)
        ]
        touched.add(people - sum(untouched))
    return any(0 < few < k for few in touched)


def by_linear_algebra(cells: Sequence[Mapping[int, int]], k: int) -> bool:
    kinds = [(number, p, n) for number, patterns in enumerate(cells) for p, n in patterns.items()]
    blocks = np.zeros((len(kinds), len(cells) + STATEMENTS, STATEMENTS))
    for at, (number, pattern, _) in enumerate(kinds):
        for i in (i for i in range(STATEMENTS) if pattern >> i & 1):
            blocks[at, number, i] = 1 / pattern.bit_count()
            blocks[at, len(cells) + i, i] = 1
    return find_exactly(Kinds(tuple(n for *_, n in kinds), blocks), k) is not None


@given(PATTERNS, st.integers(5, 7))
@settings(max_examples=200)
def test_one_cell_tells_of_few_where_some_weighing_does(patterns: dict[int, int], k: int) -> None:
    assert tells_of_few([patterns], STATEMENTS, k) == by_every_weight(patterns, k)


@given(st.lists(PATTERNS, min_size=1, max_size=4), st.integers(5, 7))
@settings(max_examples=150, deadline=None)
def test_several_cells_tell_of_few_where_a_sum_of_their_figures_does(
    cells: list[dict[int, int]], k: int
) -> None:
    assert tells_of_few(cells, STATEMENTS, k) == by_linear_algebra(cells, k)


def test_each_area_score_has_a_weight_of_its_own() -> None:
    """Beside ten who rated all, those with three of four stay out as well once their cell weighs less."""
    one, other = {0b1111: 10}, {0b0111: 9, 0b1111: 1}
    assert not tells_of_few([{0b1111: 11, 0b0111: 9}], STATEMENTS, 5)
    assert tells_of_few([one, other], STATEMENTS, 5)


def test_what_is_not_found_out_in_time_counts_as_telling(monkeypatch) -> None:
    cells = [{0b1111: 9, 0b0111: 6}, {0b1111: 8, 0b1110: 7}]
    assert not tells_of_few(cells, STATEMENTS, 5)
    monkeypatch.setattr(shared_sums, "MOST_STEPS", 0)
    assert tells_of_few(cells, STATEMENTS, 5)

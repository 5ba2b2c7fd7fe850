"""The only door to anything published: tables, and properties against slow and obvious versions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.releases.privacy import (
    Shown,
    SmallGroup,
    as_printed,
    end_named,
    join_small_groups,
    mean_in_cell,
    mean_shown,
    statements_may_show,
    total_shown,
)
from lws_assess.survey.releases.release_cells import release_cell
from lws_assess.survey.releases.scores import Moments, count_cell, read_by_group, read_by_person
from lws_assess.survey.releases.unanimity import show_cell
from lws_assess.survey.responses import encode_answers
from lws_assess.survey.rounding import decimals_of, rounded_value
from lws_assess.survey.withheld import RATED_HALF, Withheld

SCALE = shipped_editions()["one-childrens-workforce"].audiences[0].scale

# --- joining small groups ------------------------------------------------------------------------------------

groups_of_a_round = st.lists(
    st.tuples(
        st.sampled_from(["schools", "health", "early"]),
        st.sampled_from(["work", "young"]),
        st.integers(0, 12),
    ),
    max_size=9,
).map(lambda rows: [SmallGroup(f"g{i}", branch, audience, n) for i, (branch, audience, n) in enumerate(rows)])
ks = st.integers(5, 9)


def a_group(key: str, people: int, branch: str = "schools", audience: str = "work") -> SmallGroup:
    return SmallGroup(key, branch, audience, people)


@pytest.mark.parametrize(
    ("groups", "cells", "left_out"),
    [
        ([], [], []),
        ([a_group("a", 5)], ["a"], []),
        ([a_group("a", 4)], [], ["a"]),
        ([a_group("a", 0)], [], []),
        ([a_group("a", 4), a_group("b", 0)], [], ["a"]),
        ([a_group("a", 4), a_group("b", 1)], ["a+b"], []),
        ([a_group("a", 2), a_group("b", 2)], [], ["a", "b"]),
        # A group that reaches k is never hidden for another's sake, nor joined with it.
        ([a_group("a", 9), a_group("b", 1)], ["a"], ["b"]),
        # Small ones of a branch first, then those left of the whole audience.
        (
            [a_group("a", 3), a_group("b", 3), a_group("c", 3, "health"), a_group("d", 2, "early")],
            ["a+b", "c+d"],
            [],
        ),
        ([a_group("a", 3), a_group("b", 3, "health")], ["a+b"], []),
        # Audiences never meet.
        ([a_group("a", 4), a_group("b", 4, audience="young")], [], ["a", "b"]),
    ],
)
def test_small_groups_are_joined_or_left_out(
    groups: list[SmallGroup], cells: list[str], left_out: list[str]
) -> None:
    joining = join_small_groups(groups, 5)
    assert ["+".join(cell) for cell in joining.cells] == cells
    assert list(joining.left_out) == left_out


def slow_joining(groups: list[SmallGroup], k: int) -> set[frozenset[str]]:
    """The same, as the method page says it, one sentence after another."""
    cells = {frozenset([g.key]) for g in groups if g.people >= k}
    small = [g for g in groups if 0 < g.people < k]
    taken: set[str] = set()
    for one in small:
        kin = [g for g in small if (g.branch, g.audience) == (one.branch, one.audience)]
        if len(kin) >= 2 and sum(g.people for g in kin) >= k:
            cells.add(frozenset(g.key for g in kin))
            taken |= {g.key for g in kin}
    rest = [g for g in small if g.key not in taken]
    for one in rest:
        others = [g for g in rest if g.audience == one.audience]
        if len(others) >= 2 and sum(g.people for g in others) >= k:
            cells.add(frozenset(g.key for g in others))
    return cells


@given(groups_of_a_round, ks)
def test_joining_is_what_the_method_page_says(groups: list[SmallGroup], k: int) -> None:
    joining = join_small_groups(groups, k)
    assert {frozenset(cell) for cell in joining.cells} == slow_joining(groups, k)


@given(groups_of_a_round, ks)
def test_cells_are_disjoint_and_large_enough_and_nobody_is_forgotten(
    groups: list[SmallGroup], k: int
) -> None:
    joining = join_small_groups(groups, k)
    people = {g.key: g for g in groups}
    placed = [key for cell in joining.cells for key in cell]
    assert len(placed) == len(set(placed))
    assert set(placed) | set(joining.left_out) == {g.key for g in groups if g.people}
    assert not set(placed) & set(joining.left_out)
    for cell in joining.cells:
        assert sum(people[key].people for key in cell) >= k
        assert len({people[key].audience for key in cell}) == 1
        assert len(cell) == 1 or all(people[key].people < k for key in cell)


@pytest.mark.parametrize("k", [-1, 0, 1, 4])
def test_no_round_shows_fewer_than_five(k: int) -> None:
    with pytest.raises(ValueError, match="cannot be below 5"):
        join_small_groups([a_group("a", 20)], k)


# --- what is printed of a mean -------------------------------------------------------------------------------


def moments(ratings: list[int]) -> Moments:
    return Moments(len(ratings), float(sum(ratings)), float(sum(r * r for r in ratings)))


@pytest.mark.parametrize(
    ("ratings", "text"),
    [
        ([], None),
        ([3] * 4, None),
        ([3] * 5, "3.0"),
        ([3, 3, 3, 3, 4], "3.2"),
        ([3] * 9 + [4], "3.10"),
        ([1] * 5, "below 1.5"),
        ([5] * 19, "4.5 and over"),
        ([5] * 20, "5.00"),  # all alike or not: the number of people decides
        ([1] * 500, "1.00"),
        ([5] * 19 + [4], "4.95"),
        ([5] * 18 + [4], "4.5 and over"),
        ([4] * 5 + [5] * 5, "4.5 and over"),  # half a level from the end counts as near
        ([1] * 5 + [2] * 5, "1.50"),
        ([1] * 6 + [2] * 5, "below 1.5"),
        ([2] * 30, "2.00"),
    ],
)
def test_a_mean_is_printed_as_far_as_it_may_be(ratings: list[int], text: str | None) -> None:
    shown = mean_shown(moments(ratings), SCALE, 5)
    assert (shown.text if isinstance(shown, Shown) else None) == text
    if isinstance(shown, Withheld):
        assert "fewer than 5" in shown.why
        assert "would need" in shown.remedy


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40), ks)
def test_what_is_printed_never_says_more_than_it_may(ratings: list[int], k: int) -> None:
    mean, n = sum(ratings) / len(ratings), len(ratings)
    shown = mean_shown(moments(ratings), SCALE, k)
    if n < k:
        assert isinstance(shown, Withheld)
        return
    assert isinstance(shown, Shown)
    assert shown.n == n
    near_an_end = mean < 1.5 or mean >= 4.5
    assert shown.exact != (near_an_end and (n < 20 or len(set(ratings)) == 1))
    if shown.exact:
        half_up = ROUND_HALF_UP  # from whole numbers, since binary fractions fall short of halves
        unit = Decimal("0.1") if n < 10 else Decimal("0.01")
        assert Decimal(shown.text) == (Decimal(sum(ratings)) / n).quantize(unit, half_up)
        assert float(shown.text) == shown.value
    else:
        assert shown.value in (1.5, 4.5)
        assert shown.text in ("below 1.5", "4.5 and over")


@pytest.mark.parametrize(
    ("missing", "words"), [(1, "1 more person"), (2, "2 more people"), (4, "4 more people"), (5, "5 people")]
)
def test_what_is_withheld_says_what_would_make_it_appear(missing: int, words: str) -> None:
    withheld = mean_shown(moments([3] * (5 - missing)), SCALE, 5)
    assert words in str(withheld)


# --- totals, and the ends of a scale -------------------------------------------------------------------------

LOW, HIGH, MIXED = [1] * 7 + [2], [5] * 7 + [4], [2, 3] * 15
cells_of_ratings = st.lists(
    st.tuples(
        st.integers(1, 3), st.sampled_from([[1, 2], [1, 1, 1, 2], [4, 5], [1, 3, 5], [2, 3, 4]])
    ).flatmap(
        lambda cell: st.tuples(
            st.just(cell[0]), st.lists(st.sampled_from(cell[1]), min_size=5, max_size=30).map(moments)
        )
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize(
    ("cells", "by_group", "by_person"),
    [
        # One cell alone prints what it prints.
        ([LOW], "below 1.5", "below 1.5"),
        ([MIXED], "2.50", "2.50"),
        ([[4, 5] * 9 + [5] * 2], "4.55", "4.55"),
        # All named by one end.
        ([LOW, LOW], "below 1.5", "below 1.5"),
        ([HIGH, [5] * 19], "4.5 and over", "4.5 and over"),
        # 1.33 stands for the first: (1.33 + 2.5) / 2, in doubt by up to 0.17; (8 x 1.33 + 30 x 2.5) / 38, by 0.07.
        ([LOW, MIXED], "1.9", "2.3"),
        ([LOW, MIXED * 2], "1.9", "2.36"),  # by 0.04
        ([LOW, HIGH], "3.0", "3.0"),
        ([HIGH, *[MIXED] * 4], "2.9", "2.64"),
        ([[5] * 19], "4.5 and over", "4.5 and over"),
    ],
)
def test_a_total_is_made_of_what_is_printed(cells: list[list[int]], by_group: str, by_person: str) -> None:
    them = [(1, moments(ratings)) for ratings in cells]
    assert total_shown(read_by_group, them, SCALE).text == by_group
    assert total_shown(read_by_person, them, SCALE).text == by_person
    assert total_shown(read_by_group, them, SCALE).n == sum(map(len, cells))


@given(cells_of_ratings, st.data())
def test_whatever_stands_behind_an_end_no_total_moves(
    cells: list[tuple[int, Moments]], data: st.DataObject
) -> None:
    """Every cell that is named by an end answers otherwise, and is named by the same end still."""
    others = [(groups, _otherwise(found, data)) for groups, found in cells]
    for read in (read_by_group, read_by_person):
        assert total_shown(read, cells, SCALE) == total_shown(read, others, SCALE)


def _otherwise(found: Moments, data: st.DataObject) -> Moments:
    end = end_named(found, SCALE)
    if end is None:
        return found
    near = [1, 1, 1, 1, 2] if end.level == 1 else [5, 5, 5, 5, 4]
    draw = st.lists(st.sampled_from(near), min_size=found.n, max_size=found.n).map(moments)
    return data.draw(draw.filter(lambda other: end_named(other, SCALE) == end))


@given(cells_of_ratings)
def test_a_total_is_no_further_from_the_means_than_its_decimals_say(cells: list[tuple[int, Moments]]) -> None:
    for read in (read_by_group, read_by_person):
        shown, true = total_shown(read, cells, SCALE), read(cells).mean
        if shown.exact and "." in shown.text:
            places = len(shown.text.partition(".")[2])
            off = {1: 1 / 3, 2: 0.05}[places] + 0.5 / 10**places
            assert shown.n < 10 or abs(shown.value - true) <= off + 1e-9


@given(st.lists(st.integers(1, 5), min_size=5, max_size=30))
def test_what_stands_for_a_cell_keeps_its_people_and_their_spread(ratings: list[int]) -> None:
    found = moments(ratings)
    stands = as_printed(found, SCALE)
    assert (stands.n, stands.variance) == (found.n, pytest.approx(found.variance, abs=1e-6))
    end = end_named(found, SCALE)
    assert stands.mean == pytest.approx(end.stands if end else found.mean)


# --- statement figures beside the area score -----------------------------------------------------------------

ELSEWHERE = Fraction(7, 11)  # a weight that is nobody's share


def depends_on(rated: tuple[int, ...], with_scores: int, weights: tuple[Fraction, ...]) -> bool:
    """Whether one person's answers move: area scores (taken or not) less the weighted sums of the statements."""
    share = Fraction(with_scores, len(rated))
    return any(weights[statement] != share for statement in rated)


def slow_may_show(
    people: list[tuple[int, ...]], statements: int, whole: list[tuple[int, ...]], k: int
) -> bool:
    """Tries every sum of published figures that could single people out, person by person."""
    partial = [rated for rated in people if rated not in whole]
    if 0 < len(partial) < k:
        return False
    shares = [Fraction(0), ELSEWHERE, *(Fraction(1, m) for m in range(1, statements + 1))]
    for with_scores, *weights in product((0, 1), *[shares] * statements):
        moved = sum(depends_on(rated, with_scores, tuple(weights)) for rated in people)
        if 0 < moved < k:
            return False
    return True


@st.composite
def raters(draw: st.DrawFn) -> tuple[int, list[tuple[int, ...]], list[tuple[int, ...]]]:
    """How many statements, which of them each person rated, and what the forms put."""
    statements = draw(st.integers(1, 3))
    everything = tuple(range(statements))
    short = tuple(
        draw(st.lists(st.sampled_from(everything), min_size=1, max_size=2, unique=True).map(sorted))
    )
    patterns = [p for p in _subsets(everything) if p]
    kinds = draw(st.lists(st.sampled_from(patterns), min_size=1, max_size=4, unique=True))
    people = [kind for kind in kinds for _ in range(draw(st.sampled_from([1, 2, 4, 5, 6, 9])))]
    return statements, people, [everything, short]


def _subsets(everything: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [tuple(i for i in everything if mask >> i & 1) for mask in range(1 << len(everything))]


def as_bits(rated: tuple[int, ...]) -> int:
    return sum(1 << statement for statement in rated)


def fast_may_show(
    people: list[tuple[int, ...]], statements: int, whole: list[tuple[int, ...]], k: int
) -> bool:
    patterns: dict[int, int] = {}
    partial = sum(rated not in whole for rated in people)
    for rated in people:
        patterns[as_bits(rated)] = patterns.get(as_bits(rated), 0) + 1
    return statements_may_show(patterns, statements, partial, k)


@settings(max_examples=150, deadline=None)
@given(raters(), st.integers(5, 6))
def test_statements_show_exactly_where_no_sum_of_published_figures_singles_people_out(
    found: tuple[int, list[tuple[int, ...]], list[tuple[int, ...]]], k: int
) -> None:
    statements, people, whole = found
    assert fast_may_show(people, statements, whole, k) == slow_may_show(people, statements, whole, k)


ALL, SHORT = (0, 1, 2, 3, 4), (0, 4)


@pytest.mark.parametrize(
    ("people", "shows"),
    [
        ([ALL] * 10, True),
        ([ALL] * 10 + [(0, 1, 2)], False),  # one who rated some
        ([ALL] * 10 + [(0, 1, 2)] * 5, True),
        ([SHORT] * 10, True),
        ([ALL] * 5 + [SHORT] * 5, True),
        ([ALL] * 5 + [SHORT] * 4, False),  # four with the short form could be told by weights of a half
        ([ALL] * 4 + [SHORT] * 10, False),
        ([ALL] * 5 + [(0, 1, 2)] * 5, True),
        ([ALL] * 5 + [(0, 1, 2)] * 3 + [(0, 1, 3)] * 2, True),  # five at the least, whatever is taken away
        ([ALL] * 1 + [(0, 1, 2)] * 5, False),  # whoever rated the fourth is alone
    ],
)
def test_a_short_and_a_full_form_meet_in_one_cell(people: list[tuple[int, ...]], shows: bool) -> None:
    assert fast_may_show(people, 5, [ALL, SHORT], 5) == shows


# --- ends and totals as intervals -------------------------------------------------------------------------


@given(st.lists(st.lists(st.integers(1, 5), min_size=5, max_size=25), min_size=1, max_size=5))
def test_every_total_lies_in_what_it_leaves_open(cells: list[list[int]]) -> None:
    of_cells = [(1, moments(cell)) for cell in cells]
    true = sum(Fraction(sum(cell), len(cell)) for cell in cells) / len(cells)
    shown = total_shown(read_by_group, of_cells, SCALE)
    if shown.between is None:
        assert Fraction(shown.text) == rounded_value(true, decimals_of(shown.text))
    else:
        assert shown.between.low - 1e-9 <= true <= shown.between.high + 1e-9
        if not shown.exact:
            assert (true < 1.5) if shown.text == "below 1.5" else (true >= 4.5)


def test_a_total_between_two_bounds_is_named_by_levels_that_it_may_be_printed_at() -> None:
    """Its lower bound is exactly 1.45, which is printed as 1.5 and so stands at the second level."""
    shown = total_shown(read_by_group, [(1, moments([1] * 8)), (1, moments([1] + [2] * 9))], SCALE)
    assert (shown.text, shown.between and shown.between.low) == ("1.6", 1.45)
    assert shown.band == SCALE.band(1.5).label


def test_halves_are_rounded_up_from_whole_numbers() -> None:
    """17.7 of six people is 2.95, which no binary fraction is."""
    assert total_shown(read_by_person, [(1, Moments(6, 17.7, 60))], SCALE).text == "3.0"


# --- reasons -------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 5]), min_size=5, max_size=5), min_size=5, max_size=14),
    st.integers(5, 7),
)
def test_no_reason_says_that_fewer_people_did_something_than_did(answers: list[list[int]], k: int) -> None:
    """0 is left blank. Whoever rated fewer than half of the statements rated some, but has no score."""
    if len(answers) < k:
        return
    edition = shipped_editions()["one-childrens-workforce"]
    audience, area = edition.audiences[0], edition.areas[0]
    page = [
        {q.key: str(level) for q, level in zip(area.statements, given, strict=True) if level}
        for given in answers
    ]
    rows = [
        list(encode_answers(edition, audience, {f"areas/{area.code}": one, "priorities": {}})) for one in page
    ]
    figures = count_cell(edition, audience, np.array(rows, dtype=np.uint8))
    cell = show_cell(release_cell(edition, audience, ["all"], figures, k))
    found = mean_in_cell(cell.people, cell.areas[area.code].score, SCALE, k, RATED_HALF)
    half = sum(2 * sum(map(bool, given)) >= len(given) for given in answers)
    assert isinstance(found, Withheld) == (half < k)
    if isinstance(found, Withheld):
        assert found.why == (
            f"Not shown: fewer than {k} of the {len(answers)} people here rated at least half of the statements "
            "put to them in this area."
        )

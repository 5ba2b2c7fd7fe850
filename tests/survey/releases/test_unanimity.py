"""What of a small cell may be told: classes that lie apart, and one door that everything published goes through."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lws_assess
from lws_assess.survey.counts import (
    BoundedCount,
    counts_together,
    exact_count,
    largest_shares,
    places_of_shares,
)
from lws_assess.survey.releases.additions import ReleasedLocal
from lws_assess.survey.releases.fingerprints import fingerprint_of_printed
from lws_assess.survey.releases.release_cells import ReleaseCell, ReleasedArea
from lws_assess.survey.releases.scores import JointMoments, Moments
from lws_assess.survey.releases.unanimity import SMALL, class_of, count_in_cell, show_cell

PRODUCT = Path(lws_assess.__file__).parent
# Who may hold cells as a release keeps them: who makes releases and cuts, and who opens the door.
WITH_WHAT_IS_KEPT = {
    "actions/results/kept_releases",  # finds a view by all that it rests on
    "actions/results/releases",
    "survey/releases/cut_counts",
    "survey/results/cuts",
    "survey/results/matching",
    "survey/rounds/repeats",  # takes out what an earlier release shows together
    "survey/results/round_results",
    "survey/releases/statement_joins",
}


def area(**more: object) -> ReleasedArea:
    usual = ReleasedArea(
        score=Moments(12, 24.0, 48.0),
        put=24,
        dont_know=4,
        importance=(0, 0, 12, 0, 0),
        votes=12,
        statements={"one": (0, 12, 0, 0, 0), "other": (0, 8, 0, 0, 0)},
    )
    return replace(usual, **more)


def cell(people: int = 12, **more: object) -> ReleaseCell:
    joint = JointMoments(people, (1.0,), ((1.0,),))
    local = {"ours": ReleasedLocal(Moments(people, 24.0, 50.0), 0)}
    return ReleaseCell(
        "professional", ("teachers",), people, 12, {"a": area(**more), "b": area()}, joint, local
    )


# --- classes ---------------------------------------------------------------------------------------------------


@given(st.integers(0, 100))
def test_classes_lie_apart_and_none_tells_that_it_is_nobody_or_everybody(most: int) -> None:
    classes = [class_of(count, most) for count in range(most + 1)]
    for count, (least, greatest) in enumerate(classes):
        assert 0 <= least <= count <= greatest <= most
        assert all(classes[other] == (least, greatest) for other in range(least, greatest + 1))
    if most:
        assert classes[0][1] > 0
        assert classes[most][0] < most


@pytest.mark.parametrize("people", [SMALL, 500])
def test_a_larger_cell_is_told_in_full(people: int) -> None:
    kept = cell(people)
    shown = show_cell(kept)
    assert shown.joint == kept.joint
    assert shown.areas["a"].votes == exact_count(12, 12)
    assert shown.areas["a"].dont_know == exact_count(4, 24)
    assert shown.areas["a"].score == kept.areas["a"].score
    assert shown.areas["a"].statements["one"].counts == (0, 12, 0, 0, 0)
    assert count_in_cell(people, 0, 9, 9) == exact_count(0, 9)


def test_of_a_small_cell_neither_spread_nor_variance_nor_joint_figures_are_told() -> None:
    shown = show_cell(cell(SMALL - 1, score=Moments(12, 30.0, 99.0)))
    assert shown.joint is None
    assert shown.areas["a"].statements["one"].counts is None
    told = [
        shown.areas["a"].score,
        shown.areas["a"].importance,
        shown.areas["a"].statements["one"].moments,
        shown.local["ours"].score,
    ]
    assert [one.variance for one in told if one] == [0.0] * 4
    assert told[0].mean == 2.5


def test_don_t_knows_are_counted_out_of_what_the_printed_ratings_leave() -> None:
    """Of 24 answers 20 are printed as rated: four don't-knows are all that is left."""
    assert show_cell(cell()).areas["a"].dont_know == BoundedCount(3, 4, 24)
    assert show_cell(cell(statements=None)).areas["a"].dont_know == BoundedCount(4, 4, 24)
    assert show_cell(cell(statements=None, dont_know=24)).areas["a"].dont_know == BoundedCount(23, 24, 24)
    assert show_cell(cell(dont_know=None)).areas["a"].dont_know is None


def test_votes_are_counted_out_of_everybody_and_never_above_those_who_chose() -> None:
    assert show_cell(cell()).areas["a"].votes == BoundedCount(11, 12, 12)
    assert show_cell(cell(13)).areas["a"].votes == BoundedCount(12, 12, 12), (
        "one of the thirteen did not choose"
    )
    assert show_cell(cell(votes=0)).areas["a"].votes == BoundedCount(0, 1, 12)
    alone = cell()
    alone = replace(alone, areas={"a": alone.areas["a"]})
    assert show_cell(alone).areas["a"].votes is None
    assert show_cell(alone).voters is None
    assert show_cell(replace(alone, people=SMALL)).areas["a"].votes == exact_count(12, 12)


# --- counts ------------------------------------------------------------------------------------------------------


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1)
)
def test_places_hold_every_order_that_the_counts_leave_open(found: dict[str, tuple[int, int]]) -> None:
    counts = {key: BoundedCount(least, least + more, 12) for key, (least, more) in found.items()}
    held = places_of_shares(counts)
    for key, count in counts.items():
        highest = sorted((c.least for name, c in counts.items() if name != key), reverse=True)
        lowest = sorted((c.most for name, c in counts.items() if name != key), reverse=True)
        assert held[key].best == 1 + sum(other > count.most for other in highest)
        assert held[key].worst == 1 + sum(other > count.least for other in lowest)
        assert (key in largest_shares(counts)) == (held[key].best == 1)


def test_counts_of_different_people_are_as_wide_together_as_all_of_them() -> None:
    assert str(counts_together([BoundedCount(7, 8, 8), exact_count(5, 9)])) == "12 to 13"
    assert counts_together([]) == BoundedCount(0, 0, 0)


# --- the door ------------------------------------------------------------------------------------------------------


def test_nobody_else_holds_cells_as_they_are_kept() -> None:
    """What is looked at is made of ShownCell; mypy sees to it that no Cell is handed on."""
    found = set()
    for path in PRODUCT.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "release_cells" in text else ():
            of_releases = (
                isinstance(node, ast.ImportFrom) and node.module == "lws_assess.survey.releases.release_cells"
            )
            if of_releases and {"ReleaseCell", "ReleasedArea"} & {name.name for name in node.names}:
                found.add(path.relative_to(PRODUCT).with_suffix("").as_posix())
    assert found == WITH_WHAT_IS_KEPT | {"survey/releases/unanimity"}


def test_a_fingerprint_changes_with_what_is_printed_and_with_nothing_else() -> None:
    assert fingerprint_of_printed([show_cell(cell(votes=11))]) == fingerprint_of_printed(
        [show_cell(cell(votes=12))]
    )
    assert fingerprint_of_printed([show_cell(cell(votes=10))]) != fingerprint_of_printed(
        [show_cell(cell(votes=12))]
    )

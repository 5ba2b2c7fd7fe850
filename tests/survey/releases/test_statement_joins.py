"""Cells that show the statements of an area together, since they may not show them by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.instruments import SHORT, Audience
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.release_cells import ReleaseCell, cell_from_json, cell_to_json, release_cell
from lws_assess.survey.releases.scores import count_cell
from lws_assess.survey.releases.statement_joins import join_statements
from lws_assess.survey.releases.unanimity import show_cell
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.withheld import Withheld
from tests.survey.results.test_round_results import EDITION, FIRST, WORKFORCE, vectors, view
from tests.survey.results.test_statements import rating, spread_people

ONE_LEFT = rating(2, 3, 4, 3)
People = Mapping[str, Sequence[bytes]]


def joined(
    people: People, branches: Mapping[str, str] = {}, audience: Audience = WORKFORCE, k: int = 5
) -> list[ReleaseCell]:
    """The cells of a release of these groups, each a cell of its own. Without branches all are of one."""
    figures = [count_cell(EDITION, audience, vectors(list(them))) for them in people.values()]
    cells = [
        release_cell(EDITION, audience, [group], mine, k) for group, mine in zip(people, figures, strict=True)
    ]
    found = join_statements(EDITION, cells, figures, branches or dict.fromkeys(people, "schools"), k)
    return [cell_from_json(cell_to_json(cell)) for cell in found]


def together(cells: Sequence[ReleaseCell]) -> set[tuple[str, ...]]:
    found = (cell.areas[FIRST.code].joined for cell in cells)
    return {tuple(one.groups[0] for one in join.cells) for join in found if join}


def results_of(cells: Sequence[ReleaseCell]) -> tuple[AudienceResults, AreaResult]:
    audience = view(*cells).audiences[0]
    return audience, audience.areas[0]


SIX = spread_people(6)


def test_two_small_cells_show_their_statements_together() -> None:
    cells = joined({"teachers": SIX, "nurses": SIX, "clerks": spread_people(20)})
    assert together(cells) == {("teachers", "nurses")}
    audience, area = results_of(cells)
    first = area.statements[0]
    assert isinstance(first.by_person, Shown)
    assert first.by_person.n == 32
    assert first.whose.is_whole
    assert (first.whose.people, first.whose.groups) == (32, ("Teachers", "Nurses", "clerks"))
    # Each statement's mean weighs two groups for the cells put together and one for the other.
    ratings = [2 * (2 * (1 + 2 + 3 + 4 + 5 + 1)) / 12, sum(1 + i % 5 for i in range(20)) / 20]
    assert isinstance(first.by_group, Shown)
    assert first.by_group.value == pytest.approx(sum(ratings) / 3, abs=0.01)
    [shown] = first.together
    assert isinstance(shown.mean, Shown)
    assert (shown.groups, shown.mean.n) == (("Teachers", "Nurses"), 12)
    assert isinstance(first.cells[0].mean, Withheld)
    assert "together with Nurses" in str(first.cells[0].mean)
    assert first.with_cell(audience.cells[0].key) is shown
    assert first.with_cell(audience.cells[2].key) is None


def test_cells_of_a_branch_come_first_and_then_all_that_are_left() -> None:
    people = {"a": SIX, "b": SIX, "c": SIX, "d": SIX}
    branches = {"a": "schools", "b": "schools", "c": "health", "d": "early years"}
    assert together(joined(people, branches)) == {("a", "b"), ("c", "d")}


def test_what_the_rule_leaves_out_is_put_to_cells_that_are_joined() -> None:
    people = {"a": SIX, "b": SIX, "c": SIX}
    branches = {"a": "schools", "b": "schools", "c": "health"}
    assert together(joined(people, branches)) == {("a", "b", "c")}


def test_a_cell_that_cannot_be_joined_is_left_out_and_named() -> None:
    cells = joined({"teachers": spread_people(12), "nurses": SIX})
    assert together(cells) == set()
    _, area = results_of(cells)
    whose = area.statements[0].whose
    assert not whose.is_whole
    assert (whose.people, whose.area_people) == (12, 18)
    assert (whose.groups, whose.left_out) == (("Teachers",), ("Nurses",))


def test_cells_are_joined_only_where_no_weighing_tells_of_a_few() -> None:
    """Seven and six who rated all, and one who left a statement: their ratings would follow."""
    assert together(joined({"a": SIX, "b": [*SIX, ONE_LEFT]})) == set()
    assert together(joined({"a": SIX, "b": [*SIX, ONE_LEFT], "c": [*SIX, *[ONE_LEFT] * 4]})) == {
        ("a", "b", "c")
    }


def test_forms_of_two_lengths_are_weighed_cell_by_cell() -> None:
    """All in one cell could be shown; but with a weight for each area score, one with the full form stands alone."""
    short = [rating(3, 4, length=SHORT) for _ in range(9)]
    full = spread_people(8)
    assert together(joined({"a": full, "b": [*short, full[0]]})) == set()
    assert together(joined({"a": full, "b": short})) == {("a", "b")}


def test_no_cell_near_an_end_is_joined() -> None:
    low = [rating(1, 1, 1, 1, 2) for _ in range(6)]
    assert together(joined({"a": SIX, "b": low})) == set()
    # Nor where one statement of all together lies near an end.
    agreed = [rating(1 + i % 5, 2, 4, 1 + i % 2, 1) for i in range(12)]
    assert together(joined({"a": agreed[:6], "b": agreed[6:]})) == set()


def test_cells_at_the_two_ends_of_other_statements_are_not_joined() -> None:
    """The second ten can have given at most 100 of the 170 for the last two, so that the first gave 70 of their 100."""
    low = [rating(1, 1, 1, 3 + i % 2, 3 + i % 2) for i in range(10)]
    high = [rating(3, 2 + i % 2, 3 + i % 2, 5, 5) for i in range(10)]
    assert together(joined({"a": low, "b": high})) == set()
    some = [rating(3, 2 + i % 2, 3 + i % 2, 4, 4) for i in range(6)]
    assert together(joined({"a": low, "b": high, "c": some})) == {("a", "b", "c")}


def test_what_only_one_cell_was_asked_leaves_no_end_of_the_rest() -> None:
    """All that the full form alone asks is known of its cell, and so is the sum of the others, which is the least."""
    full = [rating(1, 3, 3 + i % 2, 4 - i % 2, 1) for i in range(12)]
    short = [rating(3, 2 + i % 3, length=SHORT) for i in range(9)]
    assert together(joined({"a": full, "b": short})) == set()


def test_no_larger_cell_whose_ratings_are_known_is_joined() -> None:
    """Twenty who all say 5 print 5.00; taken away, they would leave the other cell's statements, person by person."""
    known = [rating(5, 5, 5, 5, 5)] * 19 + [rating(5, 5, 5)]
    others = [rating(2 + i % 2, 2 + i % 3, 3, 2, 2 + i % 2) for i in range(15)] + [rating(1, 3, 2)] * 4
    assert together(joined({"a": known, "b": others})) == set()
    assert together(joined({"a": [*known[:10], *others[:9], known[-1]], "b": others})) == {("a", "b")}


def test_what_a_cell_shows_of_its_dont_knows_is_not_lost_by_joining() -> None:
    """Nobody left a statement out who has a score, so the two without one are known to have said it."""
    silent = [rating("dont-know", "dont-know", "dont-know", "dont-know", "dont-know")] * 2
    cells = joined({"a": [*SIX, *silent], "b": SIX})
    assert together(cells) == set()
    assert cells[0].areas[FIRST.code].dont_know == 10


def test_dont_knows_stand_in_the_classes_that_ratings_leave_open() -> None:
    """Six left one statement each, so that all that they left are don't-knows, whatever is printed of statements."""
    unsure = [rating(1 + i % 5, 2, 4, 1 + i % 2, "dont-know") for i in range(6)]
    cells = joined({"a": unsure, "b": SIX})
    assert together(cells) == {("a", "b")}
    assert show_cell(cells[0]).areas[FIRST.code].dont_know == BoundedCount(5, 6, 30)
    alone = cell_from_json(
        cell_to_json(
            release_cell(EDITION, WORKFORCE, ["a"], count_cell(EDITION, WORKFORCE, vectors(unsure)), 5)
        )
    )
    assert show_cell(alone).areas[FIRST.code].dont_know == BoundedCount(5, 6, 30)


def test_a_joined_cell_tells_no_more_than_its_smallest_cell_may() -> None:
    cells = joined({"a": [*spread_people(18), ONE_LEFT], "b": [*spread_people(15), *[ONE_LEFT] * 4]})
    [shown] = results_of(cells)[1].statements[0].together
    assert isinstance(shown.mean, Shown)
    assert "20 people or more" in str(shown.spread)


def test_a_cell_without_joined_statements_is_kept_as_before() -> None:
    cells = joined({"a": spread_people(12)})
    assert "joined" not in cell_to_json(cells[0])
    assert cell_from_json(cell_to_json(cells[0])) == cells[0]
    both = joined({"a": SIX, "b": SIX})
    assert [cell_from_json(cell_to_json(cell)) for cell in both] == both


def test_nothing_is_joined_that_would_take_something_else_away() -> None:
    people = {"a": SIX, "b": SIX}
    figures = [count_cell(EDITION, WORKFORCE, vectors(them)) for them in people.values()]
    cells = [release_cell(EDITION, WORKFORCE, [g], f, 5) for g, f in zip(people, figures, strict=True)]
    seen = []

    def stands(found: Sequence[ReleaseCell]) -> bool:
        seen.append(together(found))
        return False

    assert join_statements(EDITION, cells, figures, {}, 5, stands) == cells
    assert {("a", "b")} in seen

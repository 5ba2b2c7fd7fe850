"""What a release keeps of a cell, and the view object that every page and file is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.instruments import Audience
from lws_assess.survey.intervals import Interval, exact_interval
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.release_cells import (
    ReleaseCell,
    cell_from_json,
    cell_to_json,
    digest_of_cells,
    release_cell,
)
from lws_assess.survey.releases.scores import Vectors, count_cell
from lws_assess.survey.responses import BLANK, encode_answers, vector_layout
from lws_assess.survey.results.round_results import RoundFacts, RoundResults, view_results
from lws_assess.survey.withheld import Withheld

EDITION = shipped_editions()["one-childrens-workforce"]
WORKFORCE, YOUNG, _ = EDITION.audiences
FIRST, SECOND = EDITION.areas[:2]


def person(
    audience: Audience = WORKFORCE,
    rating: int = 3,
    importance: int = 4,
    votes: Sequence[str] = (),
    **areas: int,
) -> bytes:
    """Somebody who gives every question the same answer, but for the areas named (0 leaves one blank)."""
    pages = {}
    for area in EDITION.areas:
        mine = areas.get(area.code, rating)
        page = {q.key: str(mine) for q in area.questions(audience)} if mine else {}
        if audience.importance and importance and mine:
            page["importance"] = str(importance)
        pages[f"areas/{area.code}"] = page
    return encode_answers(EDITION, audience, {**pages, "priorities": {"top-areas": list(votes)}})


def vectors(people: Sequence[bytes]) -> Vectors:
    return np.array([list(row) for row in people], dtype=np.uint8)


def cell(
    people: Sequence[bytes], groups: Sequence[str] = ("teachers",), audience: Audience = WORKFORCE, k: int = 5
) -> ReleaseCell:
    return release_cell(EDITION, audience, groups, count_cell(EDITION, audience, vectors(people)), k)


def view(*cells: ReleaseCell, k: int = 5, **more: object) -> RoundResults:
    facts = RoundFacts(
        edition=EDITION,
        partnership="Testham",
        title="The round",
        leading="group",
        k=k,
        targets={},
        made_on="2 March 2026",
        group_names={"teachers": "Teachers", "nurses": "Nurses", "clubs": "Clubs"},
        left_out={},
        unanswered=[],
    )
    return view_results(replace(facts, **more), cells)


def area_of(results: RoundResults, code: str = FIRST.code):
    return next(a for a in results.audiences[0].areas if a.area.code == code)


# --- a cell --------------------------------------------------------------------------------------------------


def test_a_cell_reads_back_from_its_json_as_it_was() -> None:
    people = [person(rating=1 + i % 5, votes=[FIRST.code]) for i in range(12)]
    before = cell(people)
    assert cell_from_json(cell_to_json(before)) == before


def test_a_cell_with_nothing_to_show_reads_back_as_it_was() -> None:
    before = cell([person(rating=0)] * 6)
    assert before.joint is None
    assert cell_from_json(cell_to_json(before)) == before


def test_the_digest_names_exactly_what_is_shown() -> None:
    one, other = cell([person()] * 6), cell([person(rating=4)] * 6)
    assert digest_of_cells([one]) == digest_of_cells([cell([person()] * 6)])
    assert len({digest_of_cells(cells) for cells in ([], [one], [other], [one, other], [other, one])}) == 5


@pytest.mark.parametrize(("rated", "shows"), [(0, False), (4, False), (5, True), (12, True)])
def test_an_area_shows_from_five_who_rated_it(rated: int, shows: bool) -> None:
    them = cell([person()] * rated + [person(**{FIRST.code: 0})] * (12 - rated))
    assert (them.areas[FIRST.code].score is not None) == shows
    assert (them.areas[FIRST.code].importance is not None) == shows
    assert them.areas[SECOND.code].score is not None


@pytest.mark.parametrize(("voters", "shows"), [(0, False), (4, False), (5, True)])
def test_votes_show_from_five_who_voted(voters: int, shows: bool) -> None:
    them = cell([person(votes=[FIRST.code])] * voters + [person()] * 6)
    assert them.voters == (voters if shows else None)
    assert them.areas[FIRST.code].votes == (voters if shows else None)


@pytest.mark.parametrize(("people", "shows"), [(5, False), (9, False), (10, True)])
def test_statements_need_ten(people: int, shows: bool) -> None:
    them = cell([person(rating=1 + i % 5) for i in range(people)])
    assert (them.areas[FIRST.code].statements is not None) == shows


def test_statements_are_withheld_where_one_person_left_one_out() -> None:
    one = bytearray(person())
    one[0] = BLANK
    them = cell([person()] * 14 + [bytes(one)])
    assert them.areas[FIRST.code].statements is None
    assert them.areas[FIRST.code].score is not None
    assert them.areas[SECOND.code].statements is not None


@pytest.mark.parametrize(("whole", "shows"), [(4, False), (5, True)])
def test_joint_figures_need_five_who_answered_everything(whole: int, shows: bool) -> None:
    them = cell([person()] * whole + [person(**{FIRST.code: 0})] * 6)
    assert (them.joint is not None) == shows


# --- the view ------------------------------------------------------------------------------------------------


def test_what_is_withheld_in_a_cell_is_left_out_of_every_total() -> None:
    """Four nurses rated the first area 1. No figure of the partnership may move with them."""
    teachers = cell([person(rating=3)] * 10)
    nurses = cell([person(**{FIRST.code: 1})] * 4 + [person(**{FIRST.code: 0})] * 6, ["nurses"])
    results = view(teachers, nurses)
    first = area_of(results)
    assert isinstance(first.by_group.position, Shown)
    assert isinstance(first.by_person.position, Shown)
    assert first.by_group.position.value == first.by_person.position.value == 3.0
    assert first.by_person.position.n == 10
    assert isinstance(results.audiences[0].cells[1].positions[FIRST.code], Withheld)


def test_a_withheld_area_has_no_gap_no_score_and_no_rank() -> None:
    results = view(cell([person(**{FIRST.code: 0})] * 6))
    for reading in (area_of(results).by_group, area_of(results).by_person):
        assert isinstance(reading.position, Withheld)
        assert str(reading.position)
        assert (reading.gap, reading.score, reading.rank) == (None, None, None)
    assert area_of(results, SECOND.code).by_group.rank == 1


def test_what_is_withheld_says_why_and_what_would_make_it_appear() -> None:
    results = view(cell([person()] * 4 + [person(**{FIRST.code: 0})] * 6))
    withheld = results.audiences[0].cells[0].positions[FIRST.code]
    assert "fewer than 5 of the 10 people" not in str(results.audiences[0].cells[0].positions[SECOND.code])
    assert (
        str(withheld)
        == "Not shown: fewer than 5 of the 10 people here rated at least half of the statements put to them in this "
        "area. It would need 5 people who rate at least half of the statements put to them in it."
    )


def test_a_joined_cell_names_its_members_and_weighs_as_many_groups_as_it_holds() -> None:
    joined = cell([person(rating=2)] * 6, ["nurses", "clubs"])
    results = view(joined, cell([person(rating=5, importance=2), *[person(rating=4)] * 9]))
    assert [c.name for c in results.audiences[0].cells] == ["Together: Nurses, Clubs", "Teachers"]
    assert area_of(results).by_group.position.value == round((2 * 2 + 4.1) / 3, 2)
    assert area_of(results).by_person.position.value == round((6 * 2 + 41) / 16, 2)


def test_the_round_says_beforehand_which_reading_leads_and_both_are_there() -> None:
    results = view(cell([person()] * 6), leading="person")
    assert results.leading == "person"
    assert area_of(results).reading("person") is area_of(results).by_person
    assert area_of(results).reading("group") is area_of(results).by_group


def test_targets_decide_the_gap_and_importance_weighs_it() -> None:
    results = view(cell([person(rating=2, importance=4)] * 12), targets={FIRST.code: 3.0})
    assert (area_of(results).target, area_of(results).by_group.gap, area_of(results).by_group.score) == (
        3.0,
        exact_interval(1.0),
        exact_interval(4.0),
    )
    assert (area_of(results, SECOND.code).target, area_of(results, SECOND.code).by_group.gap) == (
        4.0,
        exact_interval(2.0),
    )
    assert area_of(results, SECOND.code).by_group.rank == 1
    assert area_of(results).by_group.rank == len(EDITION.areas)


def test_audiences_are_never_added_up() -> None:
    young = cell([person(YOUNG, rating=5)] * 6, ["inspectors"], YOUNG)
    results = view(cell([person(rating=2)] * 6), young)
    workforce, youngsters, parents = results.audiences
    assert area_of(results).by_person.position.value == 2.0
    assert youngsters.areas[0].by_person.position.text == "4.5 and over"
    assert not youngsters.ranks_priorities
    assert (workforce.people, youngsters.people, parents.people) == (6, 6, 0)


def test_a_round_nobody_answered_has_results_that_say_so() -> None:
    results = view(left_out={"nurses": 3}, unanswered=["clubs"])
    assert (results.people, results.left_out, results.left_out_people) == (0, ("Nurses",), 3)
    assert results.unanswered == ("Clubs",)
    assert all(isinstance(a.by_group.position, Withheld) for a in results.audiences[0].areas)


def test_the_layout_of_a_person_is_the_layout_of_a_vector() -> None:
    assert len(person()) == len(vector_layout(EDITION, WORKFORCE))


def test_gap_and_score_come_from_the_printed_figures_so_that_they_give_nothing_more_away() -> None:
    """Six people of whom one rates 2: the exact mean would be 1.17, printed "below 1.5"."""
    results = view(cell([person(rating=1)] * 5 + [person(rating=2)]))
    found = area_of(results).by_group
    assert (found.position.text, found.gap) == ("below 1.5", Interval(2.5, 3.0, open_below=True))
    matters = found.importance.value
    assert found.score == Interval(2.5 * matters, 3.0 * matters, open_below=True)


@pytest.mark.parametrize("rating", [1, 5])
def test_no_total_gives_back_a_mean_that_only_an_end_of_the_scale_may_name(rating: int) -> None:
    """Eight nurses beside thirty teachers: all of them alike, or two of them a level off."""
    teachers = cell([person(rating=2 + i % 2, importance=3 + i % 2) for i in range(30)])
    off = 2 if rating == 1 else 4
    views = [
        view(teachers, cell([person(rating=r, importance=r) for r in them], ["nurses"])).audiences[0]
        for them in ([rating] * 8, [rating] * 6 + [off] * 2)
    ]
    for one, other in zip(views[0].areas, views[1].areas, strict=True):
        for reading in ("group", "person"):
            mine, others = one.reading(reading), other.reading(reading)
            assert (mine.position, mine.importance) == (others.position, others.importance)
            assert (mine.gap, mine.score, mine.rank) == (others.gap, others.score, others.rank)
    assert views[0].cells == views[1].cells


def test_a_point_of_the_end_stands_for_it_in_totals() -> None:
    teachers = cell([person(rating=2 + i % 2) for i in range(30)])
    results = view(teachers, cell([person(rating=1)] * 8, ["nurses"]))
    assert [c.positions[FIRST.code].text for c in results.audiences[0].cells] == ["2.50", "below 1.5"]
    assert area_of(results).by_group.position.text == "1.9"  # (2.5 + 1.33) / 2, in doubt by up to 0.17
    assert area_of(results).by_person.position.text == "2.3"

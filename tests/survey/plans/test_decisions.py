"""Decisions: what confirms a ranking and what departs from it, what may not stand, and what has moved since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.intervals import Interval, places_from_highest
from lws_assess.survey.plans.decisions import (
    LONGEST_REASON,
    RankedFigure,
    SeenByDeciders,
    departs_from_ranking,
    faults_of,
    faults_of_approval,
    filled_places,
    first_places,
    passed_over,
    seen_from_json,
    seen_to_json,
    since_decision,
)
from lws_assess.survey.results.priorities import FIRST_WHICHEVER


def a_figure(area: str, place: int, **more: object) -> RankedFigure:
    figure = RankedFigure(area, area.upper(), place, f"{place}." if place else "", *[""] * 6, (), "")
    return replace(figure, **more)


def seen_of(**ranks: int) -> SeenByDeciders:
    """A ranking of areas by their rank; 0 cannot be ranked."""
    order = sorted(ranks, key=lambda area: ranks[area] or 99)
    figures = (
        a_figure(a, ranks[a], worst=ranks[a], after=tuple(b for b in order if 0 < ranks[b] < ranks[a]))
        for a in order
    )
    return SeenByDeciders("d" * 64, "People at work", "group", (), tuple(figures))


USUAL = seen_of(a=1, b=2, c=3, d=4)
TIED = seen_of(a=1, b=2, c=2, d=4)
PARTLY = seen_of(a=1, b=2, c=0, d=0)
NONE = seen_of(a=0, b=0)


# --- confirming and departing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "places", "so"),
    [
        (USUAL, "a", False),
        (USUAL, "abc", False),
        (USUAL, "abcd", False),
        (USUAL, "acb", True),
        (USUAL, "abd", True),
        (USUAL, "b", True),
        (TIED, "abc", False),
        (TIED, "acb", False),
        (TIED, "ac", False),
        (TIED, "bac", True),
        (PARTLY, "ab", False),
        (PARTLY, "abc", True),
        (PARTLY, "c", True),
        (NONE, "a", True),
    ],
)
def test_only_the_first_areas_in_their_order_confirm_the_ranking(
    seen: SeenByDeciders, places: str, so: bool
) -> None:
    assert departs_from_ranking(list(places), seen) == so


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5), st.integers(1, 5))
def test_a_ranking_is_confirmed_by_every_order_that_its_ties_allow_and_by_no_other(
    scores: list[int], number: int
) -> None:
    ranks = {chr(97 + i): 1 + sum(other > score for other in scores) for i, score in enumerate(scores)}
    seen, number = seen_of(**ranks), min(number, len(scores))
    orders = [order for order in permutations(ranks) if [ranks[a] for a in order] == sorted(ranks.values())]
    for places in permutations(ranks, number):
        assert departs_from_ranking(places, seen) == (places not in {order[:number] for order in orders})


@given(st.integers(1, 6))
def test_what_the_form_is_filled_in_with_confirms(number: int) -> None:
    for seen in (USUAL, TIED, PARTLY):
        places = first_places(seen, number)
        assert not departs_from_ranking(places, seen)
        assert faults_of(places, "", seen) == {}


def test_what_ranks_among_the_first_and_got_no_place_is_named() -> None:
    assert [f.area for f in passed_over("abd", USUAL)] == ["c"]
    assert [f.area for f in passed_over("ac", TIED)] == ["b"]
    assert passed_over("cba", USUAL) == ()
    assert passed_over("a", NONE) == ()


# --- what may not stand ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "typed", "reason", "fields"),
    [
        (USUAL, ["a", "b", "c", ""], "", []),
        (USUAL, ["b"], "Because.", []),
        (USUAL, ["b"], "", ["reason"]),
        (NONE, ["a"], "", ["reason"]),
        (NONE, ["a"], "Because.", []),
        (USUAL, [], "", ["place1"]),
        (USUAL, ["", "", ""], "Because.", ["place1"]),
        (USUAL, ["", "a"], "Because.", ["place1"]),
        (USUAL, ["a", "", "b"], "Because.", ["place2"]),
        (USUAL, ["a", "b", "a"], "Because.", ["place3"]),
        (USUAL, ["a", "z"], "Because.", ["place2"]),
        (USUAL, ["a", "a", "", "z"], "", ["place2", "place3", "place4"]),
        (USUAL, ["a"], "x" * (LONGEST_REASON + 1), ["reason"]),
    ],
)
def test_each_fault_is_said_at_its_own_field(
    seen: SeenByDeciders, typed: list[str], reason: str, fields: list[str]
) -> None:
    assert sorted(faults_of(typed, reason, seen)) == fields


def test_places_left_empty_at_the_end_are_none() -> None:
    assert filled_places(["a", "b", "", ""]) == ("a", "b")
    assert filled_places(["", ""]) == ()


TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("body", "on", "note", "fields"),
    [
        ("Board", TODAY, "", []),
        ("", TODAY, "", ["body"]),
        ("x" * 201, TODAY, "", ["body"]),
        ("Board", None, "", ["on"]),
        ("Board", date(2026, 3, 3), "", ["on"]),
        ("Board", date(206, 3, 2), "", ["on"]),
        ("Board", TODAY, "x" * 1001, ["note"]),
    ],
)
def test_an_approval_names_a_body_and_a_day_that_has_come(
    body: str, on: date | None, note: str, fields: list[str]
) -> None:
    assert sorted(faults_of_approval(body, on, note, TODAY)) == fields


# --- what was seen ---------------------------------------------------------------------------------------


WORDS = st.text(max_size=12)


@given(st.lists(st.tuples(WORDS, st.integers(0, 9), st.lists(WORDS, max_size=3)), max_size=4))
def test_what_was_seen_comes_back_as_it_was(rows: list[tuple[str, int, list[str]]]) -> None:
    figures = tuple(a_figure(area, place, votes=tuple(votes)) for area, place, votes in rows)
    seen = SeenByDeciders(
        "d", "People", "person", ("One", "Two"), figures, in_classes=True, in_intervals=True
    )
    again = seen_from_json(seen_to_json(seen))
    assert again == seen
    assert again.digest == seen.digest


OF_OLD = (
    '{"audience":"People","figures":['
    '{"area":"a","band":"","gap":"1.5","importance":"4.0","name":"A","place":1,"position":"2.5","rank":"1st",'
    '"robust":"robust","score":"6.0","target":"4.0","votes":["3 of 4"]},'
    '{"area":"b","band":"","gap":"","importance":"","name":"B","place":0,"position":"","rank":"",'
    '"robust":"","score":"","target":"4.0","votes":[""]}],'
    '"in_classes":true,"reading":"group","release":"d","voters":["People"]}'
)


def test_what_was_kept_under_older_names_keeps_its_digest_and_is_told_in_words_of_today() -> None:
    seen = seen_from_json(OF_OLD)
    assert seen_to_json(seen) == OF_OLD
    assert [figure.first_three for figure in seen.figures] == ["robust", ""]
    told = seen.as_told_today
    assert [figure.first_three for figure in told.figures] == [FIRST_WHICHEVER, ""]
    assert told.figures[0].votes == ("3 of 4",)
    assert not departs_from_ranking(["a"], seen)
    assert departs_from_ranking(["b"], seen)


# --- ranks that the figures leave open -------------------------------------------------------------------

SCORES = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1
).map(lambda them: {key: Interval(low, low + wide) for key, (low, wide) in them.items()})


def seen_of_scores(scores: dict[str, Interval]) -> SeenByDeciders:
    places = places_from_highest(scores)
    figures = (
        a_figure(
            key,
            places[key].best,
            worst=places[key].worst,
            after=tuple(other for other in scores if scores[other].is_above(scores[key])),
        )
        for key in sorted(scores, key=lambda key: -scores[key].middle)
    )
    return SeenByDeciders("d", "People", "group", (), tuple(figures), in_intervals=True)


@given(SCORES, st.integers(1, 6))
def test_a_ranking_is_confirmed_by_every_order_that_its_intervals_allow(
    scores: dict[str, Interval], number: int
) -> None:
    """An order is allowed if no area comes before one that is sure to have a larger score."""
    seen, number = seen_of_scores(scores), min(number, len(scores))
    allowed = {
        order[:number]
        for order in permutations(scores)
        if not any(scores[b].is_above(scores[a]) for i, a in enumerate(order) for b in order[i:])
    }
    for places in permutations(scores, number):
        assert departs_from_ranking(places, seen) == (places not in allowed)
    assert not departs_from_ranking(first_places(seen, number), seen)
    for key in scores:
        always = all(key in order for order in allowed)
        assert seen.is_among(key, number) == always
        if not seen.may_be_among(key, number):
            assert not any(key in order for order in allowed)


def test_a_rank_has_moved_only_where_no_place_is_left_that_both_could_be() -> None:
    then = seen_of_scores({"a": Interval(5, 7), "b": Interval(6, 6), "c": Interval(1, 1)})
    now = seen_of_scores({"a": Interval(6, 6), "b": Interval(5, 5), "c": Interval(7, 7)})
    assert {row.area: row.moved for row in since_decision(["a"], then, now)} == {
        "a": False,
        "b": True,
        "c": True,
    }


def test_another_figure_gives_another_digest() -> None:
    first, *others = USUAL.figures
    changed = replace(USUAL, figures=(replace(first, position="2.4"), *others))
    assert changed.digest != USUAL.digest
    assert replace(USUAL, reading="person").digest != USUAL.digest
    assert replace(USUAL, figures=USUAL.figures[::-1]).digest != USUAL.digest


# --- what has moved since --------------------------------------------------------------------------------


def test_a_decision_stands_beside_a_later_ranking_decided_areas_first() -> None:
    now = seen_of(d=1, a=2, b=3, e=4, c=0)
    rows = since_decision(["b", "c"], USUAL, now)
    assert [(r.area, r.decided) for r in rows] == [("b", 1), ("c", 2), ("d", 0), ("a", 0), ("e", 0)]
    assert {r.area for r in rows if r.moved} == {"a", "b", "c", "d", "e"}
    assert rows[-1].then is None


def test_nothing_has_moved_in_the_same_ranking() -> None:
    assert not any(row.moved for row in since_decision(["a", "b"], USUAL, USUAL))


def test_an_area_that_is_asked_no_more_is_still_listed() -> None:
    rows = {row.area: row for row in since_decision(["a"], USUAL, seen_of(b=1))}
    assert rows["a"].later is None
    assert rows["a"].moved
    assert rows["c"].name == "C"

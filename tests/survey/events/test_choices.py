"""Choosing priorities in a room: importance, first areas, and the ranking of what people rated alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.choices import (
    ChoicesResult,
    NotAChoice,
    choices_from_json,
    choices_to_json,
    release_choices,
    view_choices,
)
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.intervals import RankPlaces
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import RoundResults, view_results
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.rounding import rounded_value
from lws_assess.survey.withheld import Withheld
from tests.survey.kept_texts import is_in_order
from tests.worlds.released import CODES, EDITION, FIRST, PARENTS, SECOND, WORKFORCE, YOUNG, a_round, everybody


def a_ballot(first: Sequence[str] = (), **importance: int) -> bytes:
    return bytes([*(importance.get(code, 0) for code in CODES), *(code in first for code in CODES)])


def all_say(level: int, *first: str) -> bytes:
    return a_ballot(first, **dict.fromkeys(CODES, level))


def seen(
    ballots: Sequence[bytes], young: Sequence[bytes] = (), results: RoundResults | None = None, k: int = 5
) -> ChoicesResult:
    released = [release_choices(EDITION, WORKFORCE, ballots, k)]
    if young:
        released.append(release_choices(EDITION, YOUNG, young, k))
    return view_choices(released, EDITION, results, k)


def rated(**people: Sequence[Mapping[str, int]]) -> RoundResults:
    return view_results(*a_round(**people))


def test_each_audience_shows_what_it_chose() -> None:
    found = seen([all_say(4, FIRST)] * 6 + [all_say(3, SECOND)] * 6, young=[a_ballot([SECOND])] * 10)
    workforce, young = found.audiences
    assert (workforce.voters, young.voters) == (12, 10)
    assert [str(one.votes) for one in workforce.areas[:3]] == ["6", "6", "0 to 1"]
    assert [str(one.votes) for one in young.areas[:3]] == ["0 to 1", "9 to 10", "0 to 1"]
    assert isinstance(workforce.areas[0].importance, Shown)
    assert workforce.areas[0].importance.text == "about 3.5"
    assert isinstance(workforce.areas[0].spread, RatingSpread)
    assert [str(count) for count in workforce.areas[0].spread.counts] == [
        "0 to 1",
        "0 to 1",
        "6",
        "6",
        "0 to 1",
    ]
    # Not asked is neither withheld nor nothing.
    assert young.areas[0].importance is None
    assert found.find_audience(PARENTS.key) is None


def test_the_most_chosen_come_first_and_equal_ones_in_the_frameworks_order() -> None:
    choices = seen([a_ballot([CODES[3], CODES[1]])] * 7 + [a_ballot([CODES[5]])] * 7).audiences[0]
    assert [one.area.code for one in choices.most_chosen[:4]] == [CODES[1], CODES[3], CODES[5], CODES[0]]


@pytest.mark.parametrize(
    ("people", "k", "shown"), [(9, 5, False), (10, 5, True), (11, 12, False), (12, 12, True)]
)
def test_ten_people_are_needed_or_k(people: int, k: int, shown: bool) -> None:
    choices = seen([all_say(3, FIRST)] * people, k=k).audiences[0]
    assert isinstance(choices.voters, int) == shown
    assert isinstance(choices.areas[0].votes, BoundedCount) == shown
    assert isinstance(choices.areas[0].importance, Shown) == shown
    if not shown:
        assert f"fewer than {max(k, 10)} people" in str(choices.areas[0].votes)
        assert choices.most_chosen == ()


def test_blank_importance_counts_for_nothing_and_each_area_needs_ten() -> None:
    ballots = [a_ballot([FIRST], **{FIRST: 4})] * 9 + [a_ballot([FIRST], **{FIRST: 2, SECOND: 5})] * 9
    first, second, *_ = seen(ballots).audiences[0].areas
    assert isinstance(first.importance, Shown)
    assert (first.importance.text, first.importance.n) == ("about 3.0", 18)
    assert str(second.importance) == (
        "Not shown: fewer than 10 people said how important this is. It would need 10 people who do."
    )


def test_importance_that_all_agree_on_is_printed_like_one_on_which_one_does_not() -> None:
    alike, but_one = (
        seen(ballots).audiences[0].areas[0]
        for ballots in ([all_say(5)] * 12, [all_say(5)] * 11 + [all_say(4)])
    )
    assert alike == but_one
    assert isinstance(alike.importance, Shown)
    assert alike.importance.text == "about 5.0"


def test_areas_printed_alike_are_chosen_as_often() -> None:
    ballots = [a_ballot([CODES[2], CODES[1]])] * 11 + [a_ballot([CODES[2]])]
    assert [one.area.code for one in seen(ballots).audiences[0].most_chosen[:3]] == [
        CODES[1],
        CODES[2],
        CODES[0],
    ]


# --- the ranking ---------------------------------------------------------------------------------------------


def test_the_ranking_is_gap_times_importance_from_printed_figures() -> None:
    results = rated(teachers=everybody(12, 3, **{FIRST: 1, SECOND: 2}))
    found = seen([all_say(3, FIRST)] * 20, young=[a_ballot([SECOND])] * 10, results=results)
    (ranking,) = found.rankings
    best, second, third, *others = ranking.rows
    assert (best.area.code, best.places, second.area.code, second.places) == (
        FIRST,
        RankPlaces(1, 1),
        SECOND,
        RankPlaces(2, 2),
    )
    assert isinstance(second.position, Shown)
    assert isinstance(second.importance, Shown)
    assert second.gap
    assert second.gap.low == pytest.approx(4 - second.position.value)
    assert second.score
    assert second.score.is_exact
    assert second.score.low == float(
        rounded_value((4 - Fraction(second.position.text)) * Fraction(second.importance.text), 1)
    )
    # All others have the same score, share the place, and keep the framework's order.
    assert {row.places for row in (third, *others)} == {RankPlaces(3, 3)}
    assert [row.area.number for row in (third, *others)] == sorted(
        row.area.number for row in (third, *others)
    )
    # Every row says what each audience chose.
    assert (str(best.votes[WORKFORCE.key]), str(best.votes[YOUNG.key])) == ("20", "0 to 1")
    assert (str(second.votes[WORKFORCE.key]), str(second.votes[YOUNG.key])) == ("0", "9 to 10")


def test_below_twenty_scores_and_places_lie_between_bounds() -> None:
    results = rated(teachers=everybody(30, 3, **{FIRST: 1, SECOND: 2}))
    ballots = [all_say(3, FIRST)] * 12
    best, second, *others = seen(ballots, results=results).rankings[0].rows
    # The two are 2.5 and 1.5 away from their targets, and matter 2.75 to 3.25.
    assert (best.area.code, str(best.gap), str(best.score), best.places) == (
        FIRST,
        "2.5",
        "6.8 to 8.2",
        RankPlaces(1, 1),
    )
    assert (second.area.code, str(second.score), second.places) == (SECOND, "4.1 to 4.9", RankPlaces(2, 2))
    assert {row.places for row in others} == {RankPlaces(3, len(CODES))}


def test_a_position_named_by_an_end_lies_within_it() -> None:
    results = rated(teachers=[one | {FIRST: 1} for one in everybody(12, 3)])
    best = seen([all_say(4)] * 30, results=results).rankings[0].rows[0]
    assert isinstance(best.position, Shown)
    assert not best.position.exact
    assert (best.area.code, str(best.gap), str(best.score)) == (FIRST, "2.5 to 3.0", "10.0 to 12.0")


def test_the_position_is_that_of_the_leading_reading() -> None:
    results = rated(teachers=everybody(30, 4), nurses=everybody(6, 2))
    by_person = seen([all_say(3)] * 10, results=replace(results, leading=EACH_PERSON))
    by_group = seen([all_say(3)] * 10, results=results)
    positions = [found.rankings[0].rows[0].position for found in (by_group, by_person)]
    assert positions == [
        results.audiences[0].areas[0].by_group.position,
        results.audiences[0].areas[0].by_person.position,
    ]
    assert positions[0] != positions[1]


def test_targets_are_those_of_the_round() -> None:
    facts, cells = a_round(teachers=everybody(12, 3))
    results = view_results(replace(facts, targets={FIRST: 5.0}), cells)
    best = seen([all_say(3)] * 10, results=results).rankings[0].rows[0]
    assert (best.area.code, best.target) == (FIRST, 5.0)


def test_without_ratings_or_importance_nothing_is_ranked_and_each_row_says_why() -> None:
    nothing_shown = seen([all_say(3, FIRST)] * 12).rankings[0]
    few = seen([all_say(3, FIRST)] * 4, results=rated(teachers=everybody(12, 3))).rankings[0]
    nobody = seen([all_say(3, FIRST)] * 12, results=rated(teachers=[])).rankings[0]
    for ranking in (nothing_shown, few, nobody):
        assert all(row.places is None and row.score is None and row.gap is None for row in ranking.rows)
        assert [row.area.code for row in ranking.rows] == CODES
        assert all(
            isinstance(row.position, Withheld) or isinstance(row.importance, Withheld) for row in ranking.rows
        )


def test_an_area_that_nobody_rated_stands_last_and_unranked() -> None:
    results = rated(teachers=everybody(12, 3, **{FIRST: 0}))
    rows = seen([all_say(3)] * 12, results=results).rankings[0].rows
    assert (rows[-1].area.code, rows[-1].places) == (FIRST, None)
    assert isinstance(rows[-1].position, Withheld)


@pytest.mark.parametrize("ballot", [b"", bytes(len(CODES)), bytes([6, *[0] * (2 * len(CODES) - 1)])])
def test_what_is_no_ballot_is_refused(ballot: bytes) -> None:
    with pytest.raises(NotAChoice):
        release_choices(EDITION, WORKFORCE, [ballot], 5)


ballots_of_a_room = st.lists(
    st.builds(
        lambda levels, first: bytes([*levels, *(i in first for i in range(len(CODES)))]),
        st.lists(st.integers(0, 5), min_size=len(CODES), max_size=len(CODES)),
        st.sets(st.integers(0, len(CODES) - 1), max_size=3),
    ),
    max_size=16,
)


@settings(max_examples=100, deadline=None)
@given(ballots_of_a_room, st.integers(5, 12))
def test_a_release_reads_back_and_counts_ballots(ballots: list[bytes], k: int) -> None:
    released = release_choices(EDITION, WORKFORCE, ballots, k)
    assert choices_from_json(choices_to_json(released)) == released
    assert is_in_order(choices_to_json(released))
    for i, code in enumerate(CODES):
        levels = [ballot[i] for ballot in ballots if ballot[i]]
        counts = released.importance[code]
        assert (counts is not None) == (len(levels) >= max(10, k))
        assert counts is None or counts == tuple(levels.count(level) for level in range(1, 6))
        if released.votes is not None:
            assert released.votes[code] == sum(ballot[len(CODES) + i] for ballot in ballots)

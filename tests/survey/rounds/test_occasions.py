"""Where people may have rated already: which occasions count for which groups, and what is said then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.rounds.occasions import (
    BOTH,
    EVENT,
    MEETING,
    RatingOccasion,
    near_round,
    not_twice,
    not_twice_in_easy_words,
    where_rated,
)

OPENS = datetime(2026, 10, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 1, tzinfo=UTC)
KEYS = ("teachers", "nurses", "inspectors", "parents")

groups = st.frozensets(st.sampled_from(KEYS))
occasions = st.lists(st.builds(RatingOccasion, at=st.just(OPENS), groups=groups, meeting=st.booleans()))


@given(occasions, groups)
def test_a_place_is_named_exactly_where_there_was_one_for_these_groups(
    there: list[RatingOccasion], asked: frozenset[str]
) -> None:
    said = where_rated(there, asked)
    mine = [one for one in there if one.groups & asked]
    assert ("event" in said) == any(not one.meeting for one in mine)
    assert ("meeting" in said) == any(one.meeting for one in mine)
    assert said in ("", EVENT, MEETING, BOTH)
    for words in (not_twice(said), not_twice_in_easy_words(said)):
        assert bool(words) == bool(said)
        assert said in words


@given(st.integers(-400, 400))
def test_an_occasion_counts_from_three_months_before_a_round_opens_until_it_closes(days: int) -> None:
    at = OPENS + timedelta(days=days)
    near = datetime(2026, 7, 1, 8, tzinfo=UTC) <= at <= CLOSES
    assert near_round(RatingOccasion(at, frozenset(KEYS)), OPENS, CLOSES) == near


def test_a_round_without_a_last_day_has_no_end_for_occasions() -> None:
    assert near_round(RatingOccasion(OPENS + timedelta(days=300), frozenset(KEYS)), OPENS, None)

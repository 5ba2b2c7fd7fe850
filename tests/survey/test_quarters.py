"""Quarters of an hour: when numbers move on, and when they stand still beside words of risk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.quarters import GroupNumbers, counts_are_due, may_move_on, quarter_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def numbers(**answered: int) -> dict[str, GroupNumbers]:
    return {group: GroupNumbers(answered + 1, answered) for group, answered in answered.items()}


def test_a_round_is_counted_once_in_each_quarter_of_an_hour() -> None:
    counted: datetime | None = None
    times = []
    for minute in range(60):
        now = NOON + minute * MINUTE
        if counts_are_due(counted, now):
            counted = quarter_of(now)
            times.append(minute)
    assert times == [0, 15, 30, 45]


def test_a_clock_that_was_put_back_stops_nothing() -> None:
    assert counts_are_due(quarter_of(NOON), NOON - timedelta(days=2))


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_a_quarter_begins_at_most_a_quarter_of_an_hour_ago(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    assert timedelta(0) <= moment - quarter_of(moment) < 15 * MINUTE
    assert quarter_of(moment).minute in (0, 15, 30, 45)


groups = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)


@given(groups, groups, st.booleans())
def test_numbers_that_move_beside_words_of_risk_leave_two_groups_to_choose_from(
    before: dict[str, int], more: dict[str, int], words: bool
) -> None:
    shown = numbers(**before)
    now = numbers(**{group: before.get(group, 0) + more.get(group, 0) for group in sorted({*before, *more})})
    moves = may_move_on(shown, now, words, 5)
    came = {group: one.answered - shown.get(group, GroupNumbers()).answered for group, one in now.items()}
    if not words:
        assert moves
    elif moves:
        assert sum(number > 0 for number in came.values()) >= 2
        assert sum(came.values()) >= 5
    else:
        assert sum(number > 0 for number in came.values()) < 2 or sum(came.values()) < 5

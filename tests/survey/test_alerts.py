"""When an alert that nobody answers is mentioned again, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.alerts import MOST_REMINDERS, day_of, has_waited_too_long, reminder_is_due

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(days: int, hours: float = 0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hours)


@pytest.mark.parametrize(
    ("reminded", "now", "due"),
    [
        ([], at(0, 23), False),
        ([], at(1, 11.9), False),
        ([], at(1, 12), True),
        ([], at(9, 1), True),  # nothing ran for a week
        ([at(1)], at(1, 23), False),  # once a day
        ([at(1)], at(2, 11.9), False),
        ([at(1)], at(2, 12), True),
        ([at(1), at(2), at(3), at(4)], at(5, 12), True),
        ([at(1), at(2), at(3), at(4), at(5)], at(6, 12), False),  # five are enough
        ([at(1), at(1)], at(2, 12), True),  # two processes noted the same one
    ],
)
def test_a_reminder_is_due_from_noon_of_the_day_after(
    reminded: list[datetime], now: datetime, due: bool
) -> None:
    assert reminder_is_due(MONDAY, reminded, now) == due


@pytest.mark.parametrize(("now", "late"), [(at(2, 11.9), False), (at(2, 12), True), (at(30), True)])
def test_after_two_days_somebody_else_should_ring(now: datetime, late: bool) -> None:
    assert has_waited_too_long(MONDAY, now) == late


def test_a_day_is_the_same_day_whatever_the_zone_of_a_database() -> None:
    summer = timezone(timedelta(hours=1))
    assert day_of(datetime(2026, 7, 2, 0, 30, tzinfo=summer)) == datetime(2026, 7, 1, tzinfo=UTC)


@given(st.integers(0, 24 * 60 - 1), st.integers(1, 240))
def test_however_often_one_asks_there_are_five_reminders_each_half_a_day_or_more_after_the_last(
    minute: int, every: int
) -> None:
    sent = MONDAY + timedelta(minutes=minute)
    moments = [sent]
    for step in range(9 * 24 * 60 // (every * 6)):
        now = sent + timedelta(minutes=step * every * 6)
        if reminder_is_due(day_of(sent), [day_of(moment) for moment in moments[1:]], now):
            moments.append(now)
    assert len(moments) <= 1 + MOST_REMINDERS
    apart = [later - earlier for earlier, later in pairwise(moments)]
    assert all(gap >= timedelta(hours=12) for gap in apart)
    assert moments[1:], "nine days are enough for one"
    assert moments[1] - sent <= timedelta(hours=36) + timedelta(minutes=every * 6)


@given(st.integers(0, 24 * 60 - 1), st.integers(0, 24 * 60 - 1), st.integers(0, 10 * 24))
def test_the_hour_of_the_first_e_mail_changes_nothing(one: int, other: int, hours: int) -> None:
    days = {day_of(MONDAY + timedelta(minutes=minute)) for minute in (one, other)}
    now = MONDAY + timedelta(hours=hours)
    assert len({(reminder_is_due(day, [], now), has_waited_too_long(day, now)) for day in days}) == 1

"""When what a round kept is erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lws_assess.survey.rounds.retention import (
    ADDRESSES,
    ANSWERS,
    RetentionStep,
    add_months,
    addresses_end,
    answers_end,
    what_to_do,
)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-03-08", 24, "2028-03-08"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2026-01-15", 0, "2026-01-15"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: str, months: int, later: str
) -> None:
    assert add_months(at(day), months) == at(later)


def test_answers_end_so_many_months_after_the_following_round() -> None:
    assert answers_end(at("2024-03-08"), at("2025-03-07"), 24) == at("2027-03-07")


def test_where_no_round_follows_a_year_is_waited_for_one() -> None:
    assert answers_end(at("2024-03-08"), None, 24) == at("2027-03-08")


def test_addresses_end_a_month_after_the_results() -> None:
    assert addresses_end(at("2026-03-01")) == at("2026-03-31")


ENDS = at("2027-03-07")


@pytest.mark.parametrize(
    ("now", "announced", "what"),
    [
        ("2027-02-01", None, RetentionStep.LEAVE),
        ("2027-02-06", None, RetentionStep.ANNOUNCE),
        (
            "2030-01-01",
            None,
            RetentionStep.ANNOUNCE,
        ),  # after a long stop, or a clock that jumped: announced, not erased
        ("2027-03-06", "2027-02-05", RetentionStep.LEAVE),
        ("2027-03-07", "2027-02-05", RetentionStep.ERASE),
        ("2027-03-07", "2027-03-01", RetentionStep.LEAVE),  # announced late: the whole notice is kept
        ("2027-03-31", "2027-03-01", RetentionStep.ERASE),
        ("2026-11-01", "2030-01-01", RetentionStep.TAKE_BACK),  # the clock was ahead when it was announced
        ("2027-02-01", "2027-01-01", RetentionStep.TAKE_BACK),  # the months were made longer since
    ],
)
def test_nothing_is_erased_that_was_not_announced_for_its_whole_notice(
    now: str, announced: str | None, what: str
) -> None:
    assert what_to_do(ANSWERS, ENDS, at(announced) if announced else None, at(now)) == what


def test_addresses_have_a_week_of_notice() -> None:
    ends = at("2026-03-31")
    assert what_to_do(ADDRESSES, ends, None, ends - timedelta(days=8)) == RetentionStep.LEAVE
    assert what_to_do(ADDRESSES, ends, None, ends - timedelta(days=7)) == RetentionStep.ANNOUNCE
    assert what_to_do(ADDRESSES, ends, ends - timedelta(days=7), ends) == RetentionStep.ERASE

"""Clocks: an honest one is believed, and one that leaps ends nothing for an hour, in generated histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lws_assess.survey.clocks import (
    APART_AT_MOST,
    DIFFER,
    LEAP,
    LEAPT,
    SETTLES_IN,
    ClockTimes,
    KeptClocks,
    confirm_kept_clock,
    from_json,
    note_run,
    still_to_wait,
    to_json,
)
from lws_assess.survey.round_timing import RoundState, RoundTiming

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(
    true: timedelta, ahead: timedelta = timedelta(0), database: timedelta | None = None, start: str = "a"
) -> ClockTimes:
    """So long after noon by a clock that is right; the machine's, and the database's if any, are ahead of it."""
    return ClockTimes(
        NOON + true + ahead, None if database is None else NOON + true + database, true + DAY, start
    )


def runs(*clocks: ClockTimes) -> KeptClocks:
    kept = None
    for one in clocks:
        kept = note_run(kept, one)
    assert kept
    return kept


def why(kept: KeptClocks) -> str:
    return kept.doubt.why if kept.doubt else ""


steps = some.lists(
    some.tuples(
        some.integers(0, 90),  # minutes to the next run
        some.sampled_from(
            [0, 0, 0, 0, 30 * 60, -30 * 60, 10 * 24 * 60, -400 * 24 * 60]
        ),  # the machine's clock is put on
        some.booleans(),  # it is started anew
    ),
    min_size=1,
    max_size=40,
)


@given(steps=steps, confirmed=some.sets(some.integers(0, 39)))
def test_nothing_ends_within_an_hour_of_a_leap_unless_somebody_confirms(
    steps: list[tuple[int, int, bool]], confirmed: set[int]
) -> None:
    true, ahead, start = timedelta(0), timedelta(0), 0
    kept = note_run(None, at(true))
    leapt_at: timedelta | None = None
    for number, (minutes, put_on, anew) in enumerate(steps):
        true += minutes * MINUTE
        ahead += put_on * MINUTE
        start += anew
        before = kept.ran.machine
        kept = note_run(kept, at(true, ahead, start=str(start)))
        if abs(kept.ran.machine - before) > LEAP:
            leapt_at = true
        if leapt_at is not None and true - leapt_at < SETTLES_IN:
            assert why(kept) == LEAPT
        if kept.doubt is None:
            leapt_at = None
            assert kept.settled == kept.ran.machine
        elif number in confirmed:
            kept = confirm_kept_clock(kept, kept.ran)
            leapt_at = None
            assert why(note_run(kept, kept.ran)) == ""
        assert from_json(to_json(kept)) == kept


@given(leap=some.integers(-(10**4), 10**4), closes=some.integers(-60, 10**6))
def test_no_round_closes_by_a_leap_in_the_minute_before_a_run_notices(leap: int, closes: int) -> None:
    """A page asks with the clock as it is now; the last run was a minute ago."""
    kept = runs(at(timedelta(0)), at(MINUTE))
    now = NOON + 2 * MINUTE + leap * timedelta(hours=1)
    closing = NOON + closes * MINUTE
    closed = not RoundTiming(RoundState.OPEN, None, closing, None, None, clock=kept.vouched).takes_new_people(
        now
    )
    if closed:
        assert closing <= NOON + MINUTE or now - kept.settled <= LEAP
    if closing <= kept.settled <= now:
        assert closed, "what had come while the clock was sound has come"


def test_a_machine_that_was_off_for_a_week_waits_an_hour() -> None:
    week = 7 * DAY
    back = runs(at(timedelta(0)), at(week, start="b"))
    assert why(back) == LEAPT
    assert still_to_wait(back) == SETTLES_IN
    assert why(note_run(back, at(week + 59 * MINUTE, start="b"))) == LEAPT
    hour = note_run(back, at(week + 60 * MINUTE, start="b"))
    assert why(hour) == ""
    assert hour.since == hour.settled == NOON + week + 60 * MINUTE


def test_the_hour_is_counted_by_the_boot_clock_on_one_machine() -> None:
    """Putting the clock on by fifty minutes, again and again, makes no hour of ten minutes."""
    kept = runs(at(timedelta(0)), at(MINUTE, ahead=10 * DAY))
    for turn in range(1, 10):
        kept = note_run(kept, at((1 + turn) * MINUTE, ahead=10 * DAY + turn * 50 * MINUTE))
        assert why(kept) == LEAPT
    assert why(note_run(kept, at(62 * MINUTE, ahead=10 * DAY))) == ""


def test_a_new_start_within_the_hour_begins_it_anew_where_nothing_else_counts() -> None:
    kept = runs(at(timedelta(0)), at(MINUTE, ahead=10 * DAY), at(50 * MINUTE, ahead=10 * DAY, start="b"))
    assert why(note_run(kept, at(100 * MINUTE, ahead=10 * DAY, start="b"))) == LEAPT
    assert why(note_run(kept, at(110 * MINUTE, ahead=10 * DAY, start="b"))) == ""


def test_several_machines_count_the_hour_by_both_clocks() -> None:
    ahead = 10 * DAY
    kept = runs(at(timedelta(0), database=timedelta(0)), at(MINUTE, ahead, ahead))
    by_another = at(50 * MINUTE, ahead + 20 * MINUTE, ahead + 20 * MINUTE, start="b")
    assert why(note_run(kept, by_another)) == "", "they agree, and each says that an hour has gone by"
    slower = at(50 * MINUTE, ahead + 20 * MINUTE, ahead + 16 * MINUTE, start="b")
    assert -slower.apart < APART_AT_MOST
    assert why(note_run(kept, slower)) == ""
    assert why(note_run(kept, at(55 * MINUTE, ahead, ahead, start="b"))) == LEAPT


@pytest.mark.parametrize(
    ("seconds", "doubted"), [(0, ""), (300, ""), (301, DIFFER), (-301, DIFFER), (86_000, DIFFER)]
)
def test_clocks_that_differ_by_more_than_five_minutes_end_nothing(seconds: int, doubted: str) -> None:
    kept = runs(at(timedelta(0), database=timedelta(seconds=seconds)))
    assert why(kept) == doubted


def test_clocks_that_differ_wait_until_an_hour_after_they_agree_again() -> None:
    zero = timedelta(0)
    kept = runs(
        at(zero, database=zero), at(MINUTE, 2 * SETTLES_IN, zero), at(2 * MINUTE, 2 * SETTLES_IN, zero)
    )
    assert why(kept) == DIFFER
    assert kept.vouched.settled == NOON
    kept = note_run(kept, at(3 * MINUTE, database=zero))
    assert why(kept) == DIFFER
    assert why(note_run(kept, at(62 * MINUTE, database=zero))) == ""


def test_a_difference_that_was_confirmed_is_no_doubt_and_another_is() -> None:
    zero, two = timedelta(0), 2 * SETTLES_IN
    kept = runs(at(zero, database=zero), at(MINUTE, zero, two))
    kept = confirm_kept_clock(kept, at(2 * MINUTE, zero, two))
    assert why(note_run(kept, at(3 * MINUTE, zero, two))) == ""
    assert why(note_run(kept, at(3 * MINUTE, zero, zero))) == DIFFER


def timing(kept: KeptClocks, **more: object) -> RoundTiming:
    usual = {
        "state": RoundState.OPEN,
        "opens_at": None,
        "closes_at": NOON + 5 * DAY,
        "closed_at": None,
        "released_at": None,
    }
    return RoundTiming(**{**usual, **more}, clock=kept.vouched)  # type: ignore[arg-type]


def test_a_round_goes_on_while_its_closing_date_has_come_only_by_a_leap() -> None:
    sound = runs(at(timedelta(0)))
    leapt = note_run(sound, at(MINUTE, 10 * DAY))
    for kept in (sound, leapt):
        assert timing(kept).takes_new_people(NOON + 10 * DAY)
        assert timing(kept).takes_answers(NOON + 10 * DAY)
    by_hand = timing(sound, state=RoundState.CLOSED, closed_at=NOON)
    assert not by_hand.takes_new_people(NOON + 10 * DAY)
    assert by_hand.takes_answers(NOON + 10 * DAY), (
        "the half hour of those in the middle is counted by a clock too"
    )


def test_once_the_clock_is_believed_those_in_the_middle_have_their_half_hour() -> None:
    week = 7 * DAY
    kept = runs(at(timedelta(0)), at(week, start="b"), at(week + 60 * MINUTE, start="b"))
    now = NOON + week + 60 * MINUTE
    over = timing(kept)
    assert not over.takes_new_people(now)
    assert over.takes_answers(now + 29 * MINUTE)
    assert not over.takes_answers(now + 30 * MINUTE)
    assert over.final_at(now) == now + 30 * MINUTE
    earlier = timing(kept, closes_at=now + MINUTE)
    assert earlier.stopped_at(now + 2 * MINUTE) == now + MINUTE

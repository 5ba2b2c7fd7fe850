"""Retention: when what a round kept is erased, and how long before it is announced.

    answers     a partnership's months after the following round's results, or after a year without one
    addresses   a month after the round's own results

Nothing is erased by the clock alone: it must first have been announced for the whole of its notice, so that
a clock that jumps ahead erases nothing before people could have seen it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FEWEST_MONTHS, MOST_MONTHS = 6, 120
A_ROUND_A_YEAR = 12  # months until the following round is waited for no longer


@dataclass(frozen=True)
class ErasedKind:
    """Holds what is erased together. `notice` is how long it is announced before."""

    key: str
    notice: timedelta


ANSWERS = ErasedKind("answers", timedelta(days=30))
ADDRESSES = ErasedKind("addresses", timedelta(days=7))
ADDRESSES_KEPT = timedelta(days=30)


class RetentionStep(StrEnum):
    """Holds what is to be done now about something that is to be erased one day."""

    LEAVE = "leave"
    ANNOUNCE = "announce"
    TAKE_BACK = "take back"  # announced too early, or by a clock that was ahead
    ERASE = "erase"


def add_months(moment: datetime, months: int) -> datetime:
    """Returns the same day of the month `months` later, or the last day of a shorter month.

    >>> add_months(datetime(2026, 8, 31), 6)
    datetime.datetime(2027, 2, 28, 0, 0)
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def answers_end(released_at: datetime, following: datetime | None, months: int) -> datetime:
    """When a round's answers are due to be erased. `following` is when the next round got its results."""
    year_later = add_months(released_at, A_ROUND_A_YEAR)
    return add_months(following or year_later, months)


def addresses_end(released_at: datetime) -> datetime:
    return released_at + ADDRESSES_KEPT


def what_to_do(
    kind: ErasedKind, ends: datetime, announced_at: datetime | None, now: datetime
) -> RetentionStep:
    """The step that is due, from its date and from when it was first announced."""
    if announced_at and (announced_at > now or now < ends - kind.notice):
        return RetentionStep.TAKE_BACK
    if announced_at is None:
        return RetentionStep.ANNOUNCE if now >= ends - kind.notice else RetentionStep.LEAVE
    return RetentionStep.ERASE if now >= max(ends, announced_at + kind.notice) else RetentionStep.LEAVE


def erased_on(kind: ErasedKind, ends: datetime, announced_at: datetime | None, now: datetime) -> datetime:
    """The earliest moment at which it may be erased, as far as can be said now."""
    return max(ends, (announced_at or now) + kind.notice)

"""Alerts that nobody answers: when their contact is reminded, and when those who run the round are warned.

Of each step only its day is kept. The hour of the first e-mail would be the hour at which somebody answered, and
whoever watches the numbers of every group could lay the two side by side. So a step counts as taken at noon of
its day (UTC), which is wrong by twelve hours at the most: "a day later" is noon of the day after, and reminders
go out while people are at work.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum

MOST_REMINDERS = 5
BETWEEN_REMINDERS = timedelta(hours=24)
PATIENCE = timedelta(hours=48)
_NOON = timedelta(hours=12)


class AlertStepKind(StrEnum):
    """Holds what was done about an alert."""

    SENT = "sent"
    NOT_SENT = "not sent"
    REMINDED = "reminded"
    DEALT_WITH = "dealt with"
    HEARD = "heard"  # kept by versions before there was DEALT_WITH, and written no more
    HANDED_OVER = "handed over"  # its link was made anew, and whoever is the contact now is told anew


def day_of(moment: datetime) -> datetime:
    """The midnight (UTC) that a day began with: all that is kept of a moment."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def reminder_is_due(told: datetime, reminded: Collection[datetime], now: datetime) -> bool:
    """True if the contact, told on one day and reminded on others since, is to be reminded now."""
    if len(set(reminded)) >= MOST_REMINDERS:
        return False
    return now >= max([told, *reminded]) + _NOON + BETWEEN_REMINDERS


def has_waited_too_long(since: datetime, now: datetime) -> bool:
    """True if somebody else should ring the contact about an alert that has waited since a day."""
    return now >= since + _NOON + PATIENCE

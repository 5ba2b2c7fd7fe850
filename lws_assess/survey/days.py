"""Days and times as people where the partnership is read them off the wall.

The one place where an instant becomes a day or an hour: between midnight and one in summer, the day there is not the
day in UTC.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")


def local_day(instant: datetime) -> date:
    """The day on which something happens.

    >>> local_day(datetime.fromisoformat("2026-07-15T23:30:00+00:00"))
    datetime.date(2026, 7, 16)
    """
    return instant.astimezone(LOCAL).date()


def day_words(value: date | datetime) -> str:
    """A day as it is written; of an instant, the day on which it happens.

    >>> day_words(date(2026, 7, 15)), day_words(datetime.fromisoformat("2026-07-15T23:30:00+00:00"))
    ('15 July 2026', '16 July 2026')
    """
    day = local_day(value) if isinstance(value, datetime) else value
    return f"{day.day} {day:%B %Y}"


def last_day_before(instant: datetime) -> date:
    """The last day on which something that closes at a moment is still open.

    >>> last_day_before(datetime.fromisoformat("2026-07-15T23:00:00+00:00"))
    datetime.date(2026, 7, 15)
    """
    return local_day(instant - timedelta(microseconds=1))


def last_day_words(instant: datetime) -> str:
    """Returns the last day on which something that closes at a moment is still open, in words."""
    return day_words(last_day_before(instant))


def clock_time(instant: datetime) -> str:
    """The hour and the minute, in 24 hours.

    >>> clock_time(datetime.fromisoformat("2026-07-15T23:30:00+00:00"))
    '00:30'
    """
    return f"{instant.astimezone(LOCAL):%H:%M}"


def moment_words(instant: datetime) -> str:
    """The day and the time as they are written.

    >>> moment_words(datetime.fromisoformat("2026-07-15T23:30:00+00:00"))
    '16 July 2026 at 12:30am'
    """
    local = instant.astimezone(LOCAL)
    return f"{day_words(local)} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def first_moment_of(day: date) -> datetime:
    """Midnight where the partnership is."""
    return datetime.combine(day, time(), LOCAL)


def moment_after(day: date) -> datetime:
    """The midnight that ends a day: a last day counts whole."""
    return first_moment_of(day + timedelta(days=1))

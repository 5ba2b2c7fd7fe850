"""How dates and numbers are written on pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

LOCAL = ZoneInfo("Europe/London")


def day(value: date | datetime | None) -> str:
    """15 January 2024, in local time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LOCAL).date()
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """15 January 2024 at 5:30pm, in local time."""
    if value is None:
        return ""
    local = value.astimezone(LOCAL)
    hour = local.hour % 12 or 12
    return f"{day(local)} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def local_day(value: datetime | None) -> date | None:
    return value.astimezone(LOCAL).date() if value else None


def first_moment_of(day: date) -> datetime:
    """Midnight, local time."""
    return datetime.combine(day, time(), LOCAL)


def moment_after(day: date) -> datetime:
    """The midnight that ends a day: a last day counts whole."""
    return first_moment_of(day + timedelta(days=1))


def last_day_before(value: datetime | None) -> date | None:
    """The last day on which something that closes at a moment is still open."""
    return local_day(value - timedelta(microseconds=1)) if value else None


def last_day(value: datetime | None) -> str:
    """The same as people say it."""
    return day(last_day_before(value))


def now() -> datetime:
    """The clock. Only the web layer reads it."""
    return datetime.now(UTC)


def count(number: int, one: str, many: str | None = None) -> str:
    """1 person, 2 people."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def install(app: Flask) -> None:
    app.jinja_env.filters.update(day=day, moment=moment, last_day=last_day, count=count)

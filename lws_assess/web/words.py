"""How dates and numbers are written on pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import overload

from flask import Flask

from lws_assess.survey import days
from lws_assess.survey.counted_nouns import counted_noun
from lws_assess.survey.days import LOCAL, first_moment_of, moment_after
from lws_assess.survey.rounding import printed_target
from lws_assess.survey.withheld import Withheld

__all__ = [
    "LOCAL",
    "counted_noun",
    "day_in_words",
    "first_moment_of",
    "install",
    "last_day",
    "local_day_or_none",
    "moment_after",
    "moment_in_words",
    "now",
    "today",
]


def day_in_words(value: date | datetime | None) -> str:
    """15 January 2024, in local time."""
    return days.day_words(value) if value else ""


def moment_in_words(value: datetime | None) -> str:
    """15 January 2024 at 5:30pm, in local time."""
    return days.moment_words(value) if value else ""


@overload
def local_day_or_none(value: datetime) -> date: ...
@overload
def local_day_or_none(value: datetime | None) -> date | None: ...
def local_day_or_none(value: datetime | None) -> date | None:
    """The day on which something happens, in local time."""
    return days.local_day(value) if value else None


def last_day_before(value: datetime | None) -> date | None:
    """The last day on which something that closes at a moment is still open."""
    return days.last_day_before(value) if value else None


def last_day(value: datetime | None) -> str:
    """Returns the last day on which something that closes at a moment is still open, in words."""
    return days.last_day_words(value) if value else ""


def now() -> datetime:
    """The clock. Only the web layer reads it."""
    return datetime.now(UTC)


def today() -> date:
    """The day that it is where the partnership is."""
    return days.local_day(now())


def is_withheld(value: object) -> bool:
    """True if a figure may not be shown; then it has no text, but says why."""
    return isinstance(value, Withheld)


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day_in_words, moment=moment_in_words, last_day=last_day, count=counted_noun, target=printed_target
    )
    app.jinja_env.tests["withheld"] = is_withheld

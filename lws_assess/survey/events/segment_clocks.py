"""The clock of the part that a room is in: what is left of its time, the warning before the end, and when a break ends.

Every moment is handed in, so that a page tells it by the server's clock and a device's own has no part in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lws_assess.survey.days import clock_time
from lws_assess.survey.events.programme_times import clock_of_minute, length_words, minute_of, segment_times
from lws_assess.survey.events.programmes import Segment

SECONDS_OF_WARNING = 120  # before the end, from which hosts are warned
SOONEST = 30  # minutes that a break may begin early and still be over when the programme says
_DAY = 24 * 60


def seconds_left(ends: datetime | None, moment: datetime) -> float | None:
    """Returns what is left of a timer, never below 0; None where none runs.

    Devices count from it, not from their clocks.
    """
    return max(0.0, round((ends - moment).total_seconds(), 1)) if ends else None


@dataclass(frozen=True)
class SegmentClock:
    """A timer as it stands at a moment: both are moments of the server."""

    ends: datetime
    moment: datetime

    @property
    def seconds(self) -> float:
        """Returns what is left, in seconds; below 0 once the time is up."""
        return (self.ends - self.moment).total_seconds()

    @property
    def is_over(self) -> bool:
        return self.seconds <= 0

    @property
    def is_nearly_over(self) -> bool:
        return 0 < self.seconds <= SECONDS_OF_WARNING

    @property
    def until(self) -> str:
        """Returns when it ends by the clock on the wall, such as 14:15."""
        return clock_time(self.ends)

    @property
    def left(self) -> str:
        """Returns what is left at the moment of the page, such as: 12 minutes left, as of 14:03."""
        return f"{left_words(self.seconds)}, as of {self.as_of}"

    @property
    def as_of(self) -> str:
        """The moment of the page by the clock on the wall."""
        return clock_time(self.moment)


def left_words(seconds: float) -> str:
    """Whole minutes that are left, or by which the time is over.

    >>> left_words(720), left_words(61), left_words(59), left_words(0), left_words(-61)
    ('12 minutes left', '1 minute left', 'less than 1 minute left', 'the time is up', '1 minute over')
    """
    minutes = int(abs(seconds) // 60)
    if seconds > 0:
        return f"{length_words(minutes)} left" if minutes else "less than 1 minute left"
    return f"{length_words(minutes)} over" if minutes else "the time is up"


def clock_of(ends: datetime | None, moment: datetime) -> SegmentClock | None:
    """The clock of a timer; None where none runs."""
    return SegmentClock(ends, moment) if ends else None


def time_back(
    starts: str, segments: Sequence[Segment], number: int, ends: datetime | None, moment: datetime
) -> str:
    """Returns when a room goes on after a break: as the timer says, or the programme while its time has not passed.

    `number` is that of the break, from 1, and `starts` when the programme begins. Empty where nobody can say.
    """
    if ends:
        return clock_time(ends)
    _start, end = segment_times(starts, segments)[number - 1]
    left = (minute_of(end) - minute_of(clock_time(moment))) % _DAY
    return clock_of_minute(minute_of(end)) if left <= segments[number - 1].minutes + SOONEST else ""

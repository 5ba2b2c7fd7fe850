"""The clock of a programme: when each segment starts and ends, and how far behind the room is.

Clock times are strings, "HH:MM", handed in; a programme that runs past midnight goes on at 00:00.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from lws_assess.survey.events.programmes import Segment, index_of_segment
from lws_assess.survey.keys import SegmentKey
from lws_assess.survey.typed_values import read_time

_DAY = 24 * 60
_STILL_KEPT_TO = 3 * 60  # minutes behind

Times = tuple[tuple[str, str], ...]  # start and end of each segment, "HH:MM"


def minute_of(time: str) -> int:
    """Minutes after midnight. Raises UnclearValue.

    >>> minute_of("09:05"), minute_of("9.05am"), clock_of_minute(545)
    (545, 545, '09:05')
    """
    return read_time(time)


def clock_of_minute(minute: int) -> str:
    return f"{minute % _DAY // 60:02}:{minute % 60:02}"


def segment_times(starts: str, segments: Sequence[Segment]) -> Times:
    """When each segment starts and ends, if every one takes its minutes."""
    marks = accumulate((segment.minutes for segment in segments), initial=minute_of(starts))
    return tuple((clock_of_minute(start), clock_of_minute(end)) for start, end in pairwise(marks))


def total_minutes(segments: Iterable[Segment]) -> int:
    return sum(segment.minutes for segment in segments)


def end_of_programme(starts: str, segments: Iterable[Segment]) -> str:
    return clock_of_minute(minute_of(starts) + total_minutes(segments))


def running_late(starts: str, segments: Sequence[Segment], key: SegmentKey, now: str, until: str = "") -> int:
    """Returns how many minutes the room is behind while it is in a segment; negative where it is ahead.

    Behind is after the segment should have ended, ahead is before it should have begun; 0 in between. A timer that
    runs `until` a time after the segment should have ended makes the room late already.
    The nearer day is meant, so that a programme may run past midnight. Raises ProgrammeRefused and UnclearValue.
    """
    start, end = segment_times(starts, segments)[index_of_segment(segments, key)]
    behind, ahead = _minutes_between(end, now), _minutes_between(now, start)
    if until:
        behind = max(behind, _minutes_between(end, until))
    return max(behind, 0) or -max(ahead, 0)


def _minutes_between(earlier: str, later: str) -> int:
    """From -12 hours up to 12 hours.

    >>> _minutes_between("23:50", "00:10"), _minutes_between("00:10", "23:50")
    (20, -20)
    """
    return (minute_of(later) - minute_of(earlier) + _DAY // 2) % _DAY - _DAY // 2


def late_words(minutes: int) -> str:
    """
    >>> late_words(12), late_words(-1), late_words(0)
    ('12 minutes behind', '1 minute ahead', 'On time')
    """
    if not minutes:
        return "On time"
    return f"{length_words(abs(minutes))} {'behind' if minutes > 0 else 'ahead'}"


def length_words(minutes: int) -> str:
    """
    >>> length_words(50), length_words(60), length_words(121), length_words(0)
    ('50 minutes', '1 hour', '2 hours 1 minute', '0 minutes')
    """
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, "hour")] if hours else []
    return " ".join(parts + ([_counted(rest, "minute")] if rest or not hours else []))


def late_end_words(starts: str, segments: Sequence[Segment], behind: int) -> str:
    """Says when the programme ends if nothing is shortened; empty where the room is not behind.

    Empty too where it is behind by hours: then it does not keep to its programme. Raises UnclearValue.
    """
    end = end_of_programme(starts, segments)
    late = clock_of_minute(minute_of(end) + behind)
    return (
        f"The programme ends about {late}, not {end}, if nothing is shortened."
        if 0 < behind <= _STILL_KEPT_TO
        else ""
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"

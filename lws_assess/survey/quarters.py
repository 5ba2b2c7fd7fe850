"""Quarters of an hour: when the numbers that pages show move on, and words of risk are passed on.

Somebody who watches how many of each group have answered, and sees words of risk arrive, must not be able to lay the
two side by side. So numbers are those of the last full quarter of an hour. Where words have arrived since, numbers
stand still until the people who came since are enough and of more than one group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from lws_assess.survey.keys import GroupKey
from lws_assess.survey.smallest_numbers import may_be_shown

MINUTES = 15


@dataclass(frozen=True)
class GroupNumbers:
    """Says how many of one group could answer, have answered, and how the answers came in."""

    could_answer: int = 0
    answered: int = 0
    by_helper: int = 0
    by_paper: int = 0


Counts = Mapping[GroupKey, GroupNumbers]  # by group


def quarter_of(moment: datetime) -> datetime:
    """The full quarter of an hour (UTC) that a moment belongs to."""
    moment = moment.astimezone(UTC)
    return moment.replace(minute=moment.minute - moment.minute % MINUTES, second=0, microsecond=0)


def counts_are_due(counted_at: datetime | None, now: datetime) -> bool:
    """True if a round is to be looked into: never counted yet, or in an earlier quarter, or by a clock put back."""
    return counted_at is None or counted_at != quarter_of(now)


def may_move_on(shown: Counts, now: Counts, words_since: bool, smallest: int) -> bool:
    """True if numbers may move from those that are shown to those of now.

    `words_since` tells that words of risk have been passed on since those that are shown were counted. Then at least
    `smallest` people must have come since, and of two groups or more.
    """
    if not words_since:
        return True
    came = {group: one.answered - shown.get(group, GroupNumbers()).answered for group, one in now.items()}
    more = [number for number in came.values() if number > 0]
    return len(more) > 1 and may_be_shown(sum(more), smallest)

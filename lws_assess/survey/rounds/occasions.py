"""Occasions: events and meetings at which the people of a round rate beside it, so that words may speak of them.

Whoever rated there would count twice if they answered the round as well. So what brings people to a round says that
they should not, but only where there was or will be such an occasion for those who read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lws_assess.survey.keys import GroupKey
from lws_assess.survey.rounds.retention import add_months

MONTHS_BEFORE = 3  # an occasion longer before a round is over for good, and its people are asked anew

EVENT, MEETING = "the event", "the meeting of your group"
BOTH = f"{EVENT} or {MEETING}"


@dataclass(frozen=True)
class RatingOccasion:
    """An event, or the meeting of one group, at which people rate alone. `groups` are those whose people may come.

    `at` is when it began, or noon of the day for which it is planned.
    """

    at: datetime
    groups: frozenset[GroupKey]
    meeting: bool = False

    @property
    def words(self) -> str:
        return MEETING if self.meeting else EVENT


def near_round(occasion: RatingOccasion, opens_at: datetime, closes_at: datetime | None) -> bool:
    """True if its people would be asked again by a round of these dates."""
    first = add_months(opens_at, -MONTHS_BEFORE)
    return first <= occasion.at and (closes_at is None or occasion.at <= closes_at)


def where_rated(occasions: Iterable[RatingOccasion], groups: Iterable[GroupKey]) -> str:
    """Returns where people of these groups may have rated: such as "the event"; empty where there was no occasion."""
    wanted = set(groups)
    found = {occasion.words for occasion in occasions if occasion.groups & wanted}
    return BOTH if len(found) > 1 else next(iter(found), "")


def not_twice(rated_at: str) -> str:
    """Returns what people are told who may have rated there; nothing where nobody did.

    >>> not_twice("the event"), not_twice("")
    ('If you rated at the event, do not answer again.', '')
    """
    return f"If you rated at {rated_at}, do not answer again." if rated_at else ""


def not_twice_in_easy_words(rated_at: str) -> str:
    """Returns what people are told on easy-read forms who may have rated there; empty where nobody did.

    >>> not_twice_in_easy_words("the event")
    'Did you answer these questions at the event? Then do not answer again.'
    """
    return f"Did you answer these questions at {rated_at}? Then do not answer again." if rated_at else ""

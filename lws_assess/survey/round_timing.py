"""Rounds: when one takes new people, when those in the middle may finish, and when it is final.

draft -> open -> closed, and from closed on for GRACE only those already answering may finish.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lws_assess.survey.clocks import BELIEVED, VouchedTime
from lws_assess.survey.refusals import NotPossible

GRACE = timedelta(minutes=30)

EACH_GROUP, EACH_PERSON = "group", "person"


class RoundState(StrEnum):
    """A round is prepared, takes answers, and takes none any more. Whether it has results is told by a date."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class DueStep(StrEnum):
    """Holds what the calendar asks of a round."""

    OPEN = "open"
    CLOSE = "close"
    RELEASE = "release"


@dataclass(frozen=True)
class RoundTiming:
    """Holds what decides whether a round takes answers. All times in UTC."""

    state: RoundState
    opens_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    released_at: datetime | None
    grace: timedelta = GRACE
    clock: VouchedTime = BELIEVED  # a closing date that has come only by a clock in doubt has not come

    def stopped_at(self, now: datetime) -> datetime | None:
        """When new starts stopped: by hand, or at the closing date even before anybody has acted on it."""
        if self.closed_at:
            return self.closed_at
        if self.closes_at is None or not self.clock.has_come(self.closes_at, now):
            return None
        return self.clock.not_before_it_was_sound(self.closes_at)

    @property
    def not_yet_open(self) -> bool:
        return self.state == RoundState.DRAFT

    def takes_new_people(self, now: datetime) -> bool:
        return self.state == RoundState.OPEN and self.stopped_at(now) is None

    def takes_answers(self, now: datetime) -> bool:
        """True if somebody in the middle may save and submit."""
        if self.state == RoundState.DRAFT or self.released_at:
            return False
        stopped = self.stopped_at(now)
        return stopped is None or not self.clock.has_come(stopped + self.grace, now)

    def final_at(self, now: datetime) -> datetime | None:
        """When the release is due, once new starts have stopped."""
        stopped = self.stopped_at(now)
        return stopped + self.grace if stopped else None


class RoundRefusal(NotPossible):
    """A round cannot do what was asked; the message says why, in words for the person who asked."""


class NoResultsYet(RoundRefusal):
    """The round has no results, so there is nothing to write, tell or decide of them."""

    words = "This round has no results yet."


class NotADraftRound(RoundRefusal):
    """A round that has been opened, or is there no more, is not changed as a draft."""


def refuse_unless_draft(timing: RoundTiming) -> None:
    if timing.state != RoundState.DRAFT:
        raise NotADraftRound("This round has been opened. What a draft fixes can be changed no more.")


def refuse_unless_can_open(timing: RoundTiming) -> None:
    if timing.state != RoundState.DRAFT:
        raise RoundRefusal("Only a draft round can be opened.")


def refuse_unless_can_close(timing: RoundTiming) -> None:
    if timing.state != RoundState.OPEN:
        raise RoundRefusal("Only an open round can be closed.")


def refuse_unless_can_release(timing: RoundTiming, now: datetime, people_in_the_middle: int) -> None:
    if timing.released_at:
        raise RoundRefusal("This round has its results already. They are made once and never again.")
    if timing.state != RoundState.CLOSED:
        raise RoundRefusal("Close the round first.")
    final = timing.final_at(now)
    if people_in_the_middle and final and now < final:
        raise RoundRefusal("People who are still answering have until the half hour after closing is over.")

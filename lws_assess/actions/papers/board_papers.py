"""What a board paper rests on: the results of a round, what was decided, the plan, and the board's own headings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.board_papers import view_frame
from lws_assess.actions.results.changes import view_changes_since
from lws_assess.actions.results.priorities import DecisionTaken, view_priorities
from lws_assess.actions.results.releases import view_release
from lws_assess.survey.days import day_words, local_day
from lws_assess.survey.keys import NO_ROUND, AudienceKey, PartnershipKey, RoundKey
from lws_assess.survey.plans.board_papers import ChosenHeading
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import RoundResults


@dataclass(frozen=True)
class EarlierDecision:
    """Holds what the steering group decided after an earlier round. `changes` compares that round with this one."""

    title: str  # of that round
    decided: DecisionTaken
    changes: RoundChanges | None


@dataclass(frozen=True)
class BoardPaperContents:
    """All that a board paper tells of. `changes` is None for a first round, `decided` before a decision.

    `recommendations` are the partnership's own words, empty until it has written any. Slides may tell of an `audience`
    and a `reading` that were chosen; where these are empty they tell of those that lead, as papers always do.
    """

    results: RoundResults
    written_on: str  # the day in words
    changes: RoundChanges | None = None
    decided: DecisionTaken | None = None
    earlier: EarlierDecision | None = None
    plan: ActionPlan | None = None
    headings: tuple[ChosenHeading, ...] = ()
    recommendations: str = ""
    audience: AudienceKey | None = None
    reading: str = ""

    @property
    def told_reading(self) -> str:
        """Returns who is counted on slides."""
        return self.reading or self.results.leading


def view_contents(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    now: datetime,
    since: RoundKey = NO_ROUND,
) -> BoardPaperContents | None:
    """Returns what the paper of a round tells today; None while the round has no results.

    It is compared with the earlier round `since`, and with the usual one where that names none.
    """
    results = view_release(session, partnership, round_key)
    if results is None:
        return None
    changes = view_changes_since(session, partnership, round_key, since)
    frame = view_frame(session, partnership, round_key)
    return BoardPaperContents(
        results=results,
        written_on=day_words(now),
        changes=changes,
        decided=find_decided(session, partnership, round_key),
        earlier=find_earlier(session, partnership, round_key, changes),
        plan=view_plan(session, partnership, local_day(now)),
        headings=frame.chosen,
        recommendations=frame.recommendations,
    )


def find_decided(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> DecisionTaken | None:
    """Returns what the steering group decided after a round, as it stands today."""
    priorities = view_priorities(session, partnership, round_key)
    return priorities.current if priorities else None


def find_earlier(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, changes: RoundChanges | None
) -> EarlierDecision | None:
    """Returns what was decided after the round before.

    `changes` is what the paper tells of anyway, and may serve here too.
    """
    priorities = view_priorities(session, partnership, round_key)
    before = priorities.before if priorities else None
    decided = find_decided(session, partnership, before.key) if before else None
    if before is None or decided is None:
        return None
    if changes is None or changes.then_key != before.key:
        changes = view_changes_since(session, partnership, round_key, before.key)
    return EarlierDecision(before.title, decided, changes)

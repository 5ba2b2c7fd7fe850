"""What the strategy document rests on: all that the pages show of the round, the decision and the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.papers.board_papers import EarlierDecision, find_decided, find_earlier
from lws_assess.actions.plans.feedback import view_feedback
from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.changes import view_changes_since
from lws_assess.actions.results.comments import CommentSubject, view_published
from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.participation import MatrixRow, view_participation
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, list_rounds
from lws_assess.survey.days import day_words, last_day_words, local_day
from lws_assess.survey.instruments import Edition
from lws_assess.survey.plans.feedback import FeedbackPage
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.rounds.participation import SeenNumber, blurred_number


@dataclass(frozen=True)
class AskedGroup:
    """A group of the round: who leads it, how it was asked, and how many answered as far as that may be known."""

    name: str
    audience: str
    lead: str
    method: str
    key_dates: str
    invited: int
    target: int
    answered: SeenNumber
    outcome: str


@dataclass(frozen=True)
class RoundDates:
    """When a round opened and closed, and the day of its results, in words; empty where that is still to come."""

    title: str
    opened: str
    closed: str
    results: str


@dataclass(frozen=True)
class StrategySources:
    """All that the service knows of a strategy. `changes` is None for a first round, `decided` before a decision."""

    results: RoundResults
    written_on: str  # the day in words
    belongs_to: str = ""  # the local plan for children that the priorities serve
    changes: RoundChanges | None = None
    decided: DecisionTaken | None = None
    earlier: EarlierDecision | None = None  # where nothing has been decided after this round
    plan: ActionPlan | None = None
    groups: tuple[AskedGroup, ...] = ()
    rounds: tuple[RoundDates, ...] = ()
    said: tuple[CommentSubject, ...] = ()
    told: FeedbackPage | None = None  # what everybody was told came of the round, where it is public

    @property
    def newest_decision(self) -> DecisionTaken | None:
        return self.decided or (self.earlier.decided if self.earlier else None)


def view_sources(session: Session, this: Round, now: datetime) -> StrategySources | None:
    """Everything that a strategy after this round can tell today; None while the round has no results."""
    where, today = (session, this.partnership, this.key), local_day(now)
    results = view_release(*where)
    if results is None:
        return None
    changes = view_changes_since(*where)
    feedback = view_feedback(*where, today)
    asked = view_participation(session, this, runs_it=False).rows
    return StrategySources(
        results=results,
        written_on=day_words(now),
        belongs_to=session.get_one(Partnership, this.partnership).plan,
        changes=changes,
        decided=find_decided(*where),
        earlier=find_earlier(*where, changes),
        plan=view_plan(session, this.partnership, today),
        groups=tuple(_asked(row, results.edition) for row in asked),
        rounds=tuple(_dates(one) for one in reversed(list_rounds(session, this.partnership))),
        said=tuple(view_published(*where) or ()),
        told=feedback.page if feedback else None,
    )


def _asked(row: MatrixRow, edition: Edition) -> AskedGroup:
    """A group as a document for everybody may show it: a strategy is read by people outside the partnership."""
    group, standing = row.group, row.standing
    return AskedGroup(
        name=group.name,
        audience=edition.audience(group.audience).label,
        lead=group.lead,
        method=group.method,
        key_dates=group.key_dates,
        invited=row.invited,
        target=standing.target,
        answered=blurred_number(standing.answered.least),
        outcome=standing.outcome,
    )


def _dates(this: Round) -> RoundDates:
    return RoundDates(
        title=this.title,
        opened=day_words(this.opens_at) if this.opens_at else "",
        closed=last_day_words(this.closes_at) if this.closes_at else "",
        results=day_words(this.released_at) if this.released_at else "",
    )

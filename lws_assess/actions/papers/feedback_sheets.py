"""What the feedback sheets of a round rest on: the results, what was decided, the plan, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.papers.board_papers import find_decided
from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.actions.results.releases import view_release
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, groups_of_round
from lws_assess.survey.days import local_day
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import AudienceKey, GroupKey
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.results.round_results import AudienceResults, CellResult, RoundResults


@dataclass(frozen=True)
class SheetGroup:
    """A group as its sheet names it."""

    key: GroupKey
    name: str
    audience: AudienceKey


@dataclass(frozen=True)
class FeedbackSheet:
    """Everything that the sheet of one group is made of. `decided` and `plan` are None before there are any."""

    results: RoundResults
    group: SheetGroup
    contact: str = ""
    decided: DecisionTaken | None = None
    plan: ActionPlan | None = None

    @property
    def audience(self) -> AudienceResults:
        return self.results.find_audience(self.group.audience) or self.results.audiences[0]

    @property
    def easy(self) -> bool:
        return self.audience.audience.easy_read

    @property
    def cell(self) -> CellResult | None:
        """Returns where its answers are shown; None where they are in no figure."""
        return next((cell for cell in self.audience.cells if self.group.key in cell.group_keys), None)

    def label(self, area: Area) -> str:
        return area.easy_label if self.easy else area.short_name


def groups_with_sheets(session: Session, this: Round) -> list[Group]:
    """Groups that a sheet is for; the place for whoever fits nowhere has none to take it home."""
    return [group for group in groups_of_round(session, this.partnership, this.key) if not group.catch_all]


def view_sheets(
    session: Session, this: Round, groups: Sequence[Group], now: datetime
) -> list[FeedbackSheet] | None:
    """Returns what the sheet of each of these groups is made of; None while the round has no results."""
    results = view_release(session, this.partnership, this.key)
    if results is None:
        return None
    decided = find_decided(session, this.partnership, this.key)
    plan = view_plan(session, this.partnership, local_day(now))
    contact = this.contact or session.get_one(Partnership, this.partnership).contact
    return [
        FeedbackSheet(results, SheetGroup(group.key, group.name, group.audience), contact, decided, plan)
        for group in groups
    ]

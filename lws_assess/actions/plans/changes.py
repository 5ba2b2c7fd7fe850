"""The plan beside the rounds: whether an area moved, next to whether its actions met their targets."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.results.changes import view_changes_since
from lws_assess.records.rounds import rounds_with_results
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.plans.planned_actions import ActionPlan, PlannedAction
from lws_assess.survey.results.changes import AreaChange, MovedFigure


@dataclass(frozen=True)
class ActionAndArea:
    """An action and the change of the area that it stands under; None where the area cannot be compared."""

    action: PlannedAction
    area: AreaChange | None
    reading: str

    @property
    def moved(self) -> MovedFigure | None:
        return self.area.reading(self.reading) if self.area else None


@dataclass(frozen=True)
class PlanSince:
    """Every action beside its area, from one round to the next. The one need not be the cause of the other."""

    then_title: str
    now_title: str
    audience: str
    actions: tuple[ActionAndArea, ...]


def view_actions_and_areas(
    session: Session, partnership: PartnershipKey, plan: ActionPlan
) -> PlanSince | None:
    """Between the newest round with results and the one that it is compared with; None while there is one only.

    Areas are those of the audience that rates statements, in the reading that leads in the newest round.
    """
    rounds = rounds_with_results(session, partnership)
    if not rounds or not plan.actions:
        return None
    this = rounds[-1]
    changes = view_changes_since(session, partnership, this.key)
    audience = next((a for a in changes.audiences if not a.audience.easy_read), None) if changes else None
    if changes is None or audience is None:
        return None
    by_area = {change.area.code: change for change in audience.areas}
    return PlanSince(
        changes.then_title,
        changes.now_title,
        audience.audience.label,
        tuple(
            ActionAndArea(action, by_area.get(action.about.areas[0]), this.leading_reading)
            for action in plan.actions
        ),
    )

"""The demo's plan, brought about through the same actions as the pages: planned, led, reported on, carried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.plans import groupings, workforce
from lws_assess.actions.plans import leads as plan_leads
from lws_assess.actions.plans import planned_actions as plans
from lws_assess.records.demo.plans import DemoAction, DemoPlan, marlhaven_plan
from lws_assess.records.partnerships import hold_partnership
from lws_assess.records.plans import references_used
from lws_assess.survey.days import local_day
from lws_assess.survey.keys import ActionReference, ItemKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import FINISHED, AskingState

NewCode = Callable[[], str]


def load_plan(session: Session, partnership: PartnershipKey, new_code: NewCode, now: datetime) -> None:
    """The whole plan in this transaction; nothing where there is one already, or was."""
    hold_partnership(session, partnership)
    if references_used(session, partnership):
        return
    plan = marlhaven_plan()
    for title, items in plan.lists:
        listed = groupings.add_grouping(session, partnership, title, [item.name for item in items])
        for made, item in zip(listed.items, items, strict=True):
            key = ItemKey(made.key.partition("/")[2])
            groupings.change_item(session, partnership, listed.key, key, item.name, item.areas)
    for year, there in plan.money:
        plans.set_available(session, partnership, year, there.pounds, there.pooled)
    for line in plan.workforce:
        workforce.add_figure(session, partnership, workforce.WorkforceLine(**asdict(line)))
    for action in plan.actions:
        _play(session, partnership, plan, action, new_code, now)


def _play(
    session: Session,
    partnership: PartnershipKey,
    plan: DemoPlan,
    action: DemoAction,
    new_code: NewCode,
    now: datetime,
) -> None:
    """One action from its planning on, in the order of its days."""
    planned = plans.add_action(session, partnership, action.about, plan.by, plan.planned_at)
    reference = planned.reference
    if action.standing == AskingState.ACCEPTED:
        asked = plan_leads.ask_action_lead(
            session, partnership, reference, new_code, plan.by, plan.planned_at
        )
        plan_leads.answer_as_action_lead(session, asked.lead_code or "", True, "", plan.planned_at)
    for update in action.updates:
        if action.finished_at and update.at > action.finished_at:
            _finish(session, partnership, reference, action)
        by = action.about.lead if action.standing == AskingState.ACCEPTED else plan.by
        plans.add_update(
            session, partnership, reference, update.words, value=update.value, by=by, now=update.at
        )
    _finish(session, partnership, reference, action)
    if action.carried_on:
        _carry_on(session, partnership, reference, plan, action, now)
    if action.standing != AskingState.ACCEPTED:
        plan_leads.ask_action_lead(session, partnership, reference, new_code, plan.by, now)


def _finish(
    session: Session, partnership: PartnershipKey, reference: ActionReference, action: DemoAction
) -> None:
    held = plans.get_held_action(session, partnership, reference)
    if action.state in FINISHED and held.state != action.state and action.finished_at:
        plans.move_action(
            session, partnership, reference, action.state, "", action.about.lead, action.finished_at
        )


def _carry_on(
    session: Session,
    partnership: PartnershipKey,
    reference: ActionReference,
    plan: DemoPlan,
    action: DemoAction,
    now: datetime,
) -> None:
    """It is due on another day, which lies ahead whenever the demo is loaded."""
    assert action.carried_on
    due = local_day(now + action.carried_on)
    about = replace(action.about, due=due, pilot_ends=due if action.about.pilot else None)
    plans.change_action(session, partnership, reference, about, plan.by, plan.carried_on_at)
    plans.add_update(
        session, partnership, reference, plan.carried_on_words, value="", by=plan.by, now=plan.carried_on_at
    )

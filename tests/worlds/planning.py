"""Plans for tests: actions with defaults, planned through the same functions as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from lws_assess.actions.plans import groupings, workforce
from lws_assess.actions.plans import leads as plan_leads
from lws_assess.actions.plans import planned_actions as plans
from lws_assess.records.plans import Action
from lws_assess.survey.plans.planned_actions import ActionDescription, ActionPlan
from tests.worlds.builders import World, new_code

BY = "Ada Bell"
ORDINARY: dict[str, Any] = {
    "what": "Train a pool of lead professionals",
    "areas": ("iwp",),
    "measure": "People trained",
    "baseline": "14",
    "target": "60",
    "lead": "Workforce lead",
    "lead_email": "lead@testham.example",
}


def about(**changes: Any) -> ActionDescription:
    return ActionDescription(**{**ORDINARY, **changes})


def plan_action(world: World, **changes: Any) -> str:
    """An action in the plan of the world's partnership; its reference."""
    with world.database.writing() as session:
        return plans.add_action(session, world.partnership, about(**changes), BY, world.now).reference


def the_action(world: World, reference: str) -> Action:
    with world.database.reading() as session:
        return session.get_one(Action, (world.partnership, reference))


def the_plan(world: World, today: date | None = None) -> ActionPlan:
    with world.database.reading() as session:
        return plans.view_plan(session, world.partnership, today or world.now.date())


def things_to_name(world: World, called: str = "") -> dict[str, str]:
    """One of everything of a plan that an address can name, by the name; in no other partnership by that name, unless
    it is called by one.
    """
    whose, code = world.partnership, new_code()
    reference = plan_action(world, **({"what": f"Work of {called}"} if called else {}))
    called = called or whose
    with world.database.writing() as session:
        plan_leads.ask_action_lead(session, whose, reference, lambda: code, BY, world.now)
        listed = groupings.add_grouping(session, whose, f"Strands of {called}", [f"One of {called}"])
        figure = workforce.add_figure(session, whose, workforce.WorkforceLine(f"Nurseries of {called}", 12))
    item = listed.items[0].key.partition("/")[2]
    return {
        "reference": reference,
        "grouping": listed.key,
        "item": item,
        "figure": figure.key,
        "action": code,
    }

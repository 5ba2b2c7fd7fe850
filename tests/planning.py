"""Plans for tests: actions with defaults, planned through the same functions as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from lws_assess.actions import plans
from lws_assess.records.plans import Action
from lws_assess.survey.plans import About, Plan
from tests.builders import World

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


def about(**changes: Any) -> About:
    return About(**{**ORDINARY, **changes})


def plan_action(world: World, **changes: Any) -> str:
    """An action in the plan of the world's partnership; its reference."""
    with world.database.writing() as session:
        return plans.add_action(session, world.partnership, about(**changes), BY, world.now).reference


def the_action(world: World, reference: str) -> Action:
    with world.database.reading() as session:
        return session.get_one(Action, (world.partnership, reference))


def the_plan(world: World, today: date | None = None) -> Plan:
    with world.database.reading() as session:
        return plans.view_plan(session, world.partnership, today or world.now.date())

"""What the demo's steering group decided came first, and which bodies approved it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.results.priorities import (
    NewApproval,
    PriorityChoice,
    SignedBy,
    approve_decision,
    current_decision,
    decide_priorities,
)
from lws_assess.actions.results.releases import view_release
from lws_assess.records.database import Database
from lws_assess.records.demo import CLOSES, Demo, DemoDecision, marlhaven_demo
from lws_assess.records.rounds import get_round_for_change
from lws_assess.survey.plans.decisions import SeenByDeciders
from lws_assess.survey.results.round_results import RoundResults

See = Callable[[RoundResults], SeenByDeciders]


def decide_in_demo(database: Database, see: See) -> None:
    """Decides after each round of the demo where nobody has; once it is there it changes nothing.

    `see` gives the ranking as it is printed, which is kept with each decision.
    """
    demo = marlhaven_demo()
    for decided in demo.decisions:
        with database.writing() as session:
            _decide(session, demo, decided, see)


def _decide(session: Session, demo: Demo, decided: DemoDecision, see: See) -> None:
    """The decision and its approvals, all at once or not at all."""
    where = (session, demo.key, decided.round)
    get_round_for_change(*where)
    results = view_release(*where)
    if results is None or current_decision(*where):
        return
    seen, signed = see(results), SignedBy(decided.by, decided.role, decided.at)
    decision = decide_priorities(
        *where, PriorityChoice(decided.places, decided.reason, seen.digest, after=0), seen, signed
    )
    for one in decided.approvals:
        entered = replace(signed, now=datetime.combine(one.day, CLOSES))
        approve_decision(
            *where, decision.number, NewApproval(one.body, one.day, one.note), entered, today=one.day
        )

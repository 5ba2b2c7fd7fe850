"""Plans: a partnership's planned actions, what happened to each, and the money that there is for them.

An action's steps are its trace: updates, changes and answers of its lead. Of an action that was removed one step
is left, which says so.
"""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, OneOf
from lws_assess.records.partnerships import Partnership
from lws_assess.survey.keys import ActionReference, AreaCode, PartnershipKey
from lws_assess.survey.plans.costs import YearFunds
from lws_assess.survey.plans.planned_actions import (
    ActionDescription,
    ActionState,
    ActionUpdate,
    AskingState,
    PlannedAction,
)

# What a step may be.
ADDED, CHANGED, MOVED, UPDATE = "added", "changed", "moved", "update"
LEAD_ASKED, LEAD_ANSWERED, LEAD_REMINDED = "asked", "answered", "reminded"
REMOVED = "removed"  # all that is left of an action
ABOUT_JSON = (
    "areas",
    "items",
)  # kept as lists in JSON; every other part of an ActionDescription has a column of its name
COLUMNS = tuple(name for name in ActionDescription.__dataclass_fields__ if name not in ABOUT_JSON)


class Action(Base):
    """A planned action."""

    __tablename__ = "planned_actions"
    __table_args__ = (
        OneOf.check("state", ActionState),
        OneOf.check("lead_standing", AskingState),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    reference: Mapped[ActionReference] = mapped_column(
        primary_key=True
    )  # what people call it: two letters and a number
    what: Mapped[str] = mapped_column(Text)
    areas_json: Mapped[str] = mapped_column(Text)  # area codes; it stands under the first
    priority: Mapped[str] = mapped_column(default="")  # the code of the decided area that it serves
    measure: Mapped[str] = mapped_column(Text, default="")
    baseline: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    latest: Mapped[str] = mapped_column(default="")  # of its newest update that names a value
    lead: Mapped[str] = mapped_column(default="")  # a name or a post
    lead_email: Mapped[str] = mapped_column(default="")
    start: Mapped[date | None]
    due: Mapped[date | None]
    cost: Mapped[int | None]  # whole pounds
    pooled: Mapped[int] = mapped_column(default=0)  # the part of the cost that partners pool
    risk: Mapped[str] = mapped_column(Text, default="")
    year_1: Mapped[bool] = mapped_column(default=False)  # among the actions of the first year
    quick_win: Mapped[bool] = mapped_column(default=False)
    pilot: Mapped[bool] = mapped_column(default=False)
    learning_question: Mapped[str] = mapped_column(Text, default="")
    pilot_ends: Mapped[date | None]
    items_json: Mapped[str] = mapped_column(Text, default="[]")  # "grouping/item" of local lists
    state: Mapped[ActionState] = mapped_column(OneOf(ActionState), default=ActionState.NOT_STARTED)
    lead_standing: Mapped[AskingState] = mapped_column(OneOf(AskingState), default=AskingState.NOT_ASKED)
    lead_words: Mapped[str] = mapped_column(Text, default="")  # what the lead wrote with the answer
    lead_code: Mapped[str | None] = mapped_column(index=True, unique=True)  # the lead's private link
    asked_at: Mapped[datetime | None]
    written_at: Mapped[datetime | None]  # the last message to the lead that left
    failed_at: Mapped[datetime | None]  # the last that did not, since then
    wants_none: Mapped[bool] = mapped_column(default=False)  # the lead wants no reminders

    @property
    def about(self) -> ActionDescription:
        rest = {name: getattr(self, name) for name in COLUMNS}
        return ActionDescription(
            **rest, areas=tuple(map(AreaCode, _read(self.areas_json))), items=_read(self.items_json)
        )

    @about.setter
    def about(self, about: ActionDescription) -> None:
        for name in COLUMNS:
            setattr(self, name, getattr(about, name))
        self.areas_json, self.items_json = json.dumps(about.areas), json.dumps(about.items)


class ActionStep(Base):
    """Holds what somebody did to an action or wrote about it."""

    __tablename__ = "action_steps"
    __table_args__ = (Index("ix_action_steps_action", "partnership", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"))
    reference: Mapped[ActionReference]  # also of an action that is no longer there
    kind: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]  # who, as they were called then
    words: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[str] = mapped_column(default="")  # what the measure stood at
    state: Mapped[str] = mapped_column(default="")  # what the action became


class YearBudget(Base):
    """Holds what there is to spend in a financial year, in whole pounds."""

    __tablename__ = "plan_money"

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # in which it begins
    pounds: Mapped[int]
    pooled: Mapped[int]  # the part that partners pool


def _read(listed: str) -> tuple[str, ...]:
    return tuple(json.loads(listed))


# --- actions ---------------------------------------------------------------------------------------------


def find_action(session: Session, partnership: PartnershipKey, reference: ActionReference) -> Action | None:
    return session.get(Action, (partnership, reference))


def hold_action(session: Session, partnership: PartnershipKey, reference: ActionReference) -> Action | None:
    """The action, held until the transaction ends, as it is now."""
    return session.get(Action, (partnership, reference), with_for_update=True, populate_existing=True)


def find_by_action_lead_code(session: Session, code: str) -> Action | None:
    return session.scalars(select(Action).where(Action.lead_code == code)).one_or_none()


def list_actions(session: Session, partnership: PartnershipKey) -> list[Action]:
    """In the order of their references; the hundredth comes after the ninety-ninth."""
    found = session.scalars(select(Action).where(Action.partnership == partnership))
    return sorted(found, key=lambda action: (len(action.reference), action.reference))


def actions_with_leads_to_write_to(session: Session) -> list[Action]:
    """Returns those whose lead has an address and a link, and has not asked for silence; nobody of a demo, who is
    invented.
    """
    return list(
        session.scalars(
            select(Action)
            .join(Partnership, Partnership.key == Action.partnership)
            .where(Partnership.demo.is_(False))
            .where(Action.lead_email != "", Action.lead_code.is_not(None), Action.wants_none.is_(False))
            .where(Action.lead_standing.in_((AskingState.ASKED, AskingState.ACCEPTED)))
            .where(Action.state.in_((ActionState.NOT_STARTED, ActionState.UNDER_WAY)))
            .order_by(Action.partnership, Action.reference)
        )
    )


def references_used(session: Session, partnership: PartnershipKey) -> set[ActionReference]:
    """Of every action that there is or was."""
    there = session.scalars(select(Action.reference).where(Action.partnership == partnership))
    traced = session.scalars(
        select(ActionStep.reference).where(ActionStep.partnership == partnership).distinct()
    )
    return {*there, *traced}


def delete_action(session: Session, action: Action) -> None:
    """The action and its steps."""
    session.execute(
        delete(ActionStep).where(
            ActionStep.partnership == action.partnership, ActionStep.reference == action.reference
        )
    )
    session.delete(action)
    session.flush()


# --- steps -----------------------------------------------------------------------------------------------


def updates_of(session: Session, partnership: PartnershipKey) -> dict[ActionReference, list[ActionUpdate]]:
    """Returns what happened to each action, by reference, the newest first."""
    found: dict[ActionReference, list[ActionUpdate]] = {}
    rows = session.scalars(
        select(ActionStep)
        .where(ActionStep.partnership == partnership)
        .order_by(ActionStep.at.desc(), ActionStep.id.desc())
    )
    for step in rows:
        found.setdefault(step.reference, []).append(_update(step))
    return found


def updates_of_action(session: Session, action: Action) -> list[ActionUpdate]:
    rows = session.scalars(
        select(ActionStep)
        .where(ActionStep.partnership == action.partnership, ActionStep.reference == action.reference)
        .order_by(ActionStep.at.desc(), ActionStep.id.desc())
    )
    return [_update(step) for step in rows]


def _update(step: ActionStep) -> ActionUpdate:
    return ActionUpdate(
        step.kind, step.at, step.by, step.words, step.value, ActionState(step.state) if step.state else None
    )


def removed_with_last_step(session: Session, partnership: PartnershipKey) -> list[tuple[str, ActionUpdate]]:
    """The references of actions that were removed, each with its last step, the newest first."""
    rows = session.scalars(
        select(ActionStep)
        .where(ActionStep.partnership == partnership, ActionStep.kind == REMOVED)
        .order_by(ActionStep.at.desc(), ActionStep.id.desc())
    )
    return [(step.reference, _update(step)) for step in rows]


def take_back_reminder(session: Session, action: Action) -> None:
    """The newest step of a reminder did not happen after all."""
    step = session.scalars(
        select(ActionStep)
        .where(ActionStep.partnership == action.partnership, ActionStep.reference == action.reference)
        .where(ActionStep.kind == LEAD_REMINDED)
        .order_by(ActionStep.id.desc())
        .limit(1)
    ).one_or_none()
    if step is not None:
        session.delete(step)


def planned_action(action: Action, updates: list[ActionUpdate], today: date) -> PlannedAction:
    """An action and its steps as they are looked at."""
    return PlannedAction(
        action.reference,
        action.about,
        action.state,
        action.lead_standing,
        action.lead_words,
        tuple(updates),
        today,
    )


# --- money -----------------------------------------------------------------------------------------------


def available_by_year(session: Session, partnership: PartnershipKey) -> dict[int, YearFunds]:
    rows = session.scalars(
        select(YearBudget).where(YearBudget.partnership == partnership).order_by(YearBudget.year)
    )
    return {row.year: YearFunds(row.pounds, row.pooled) for row in rows}


def keep_available(session: Session, partnership: PartnershipKey, year: int, money: YearFunds | None) -> None:
    """Keeps what there is to spend in a year; None takes the year out."""
    there = session.get(YearBudget, (partnership, year))
    if money is None:
        if there:
            session.delete(there)
    elif there:
        there.pounds, there.pooled = money.pounds, money.pooled
    else:
        session.add(YearBudget(partnership=partnership, year=year, pounds=money.pounds, pooled=money.pooled))
    session.flush()

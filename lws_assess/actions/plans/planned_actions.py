"""Plans: adding, changing, moving on and removing planned actions, and what a whole plan looks like.

Every function that changes something takes `by`, who does it in words that outlive the account, and `now`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from lws_assess.records import plans as records
from lws_assess.records.groupings import list_groupings
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.partnerships import Partnership, hold_partnership
from lws_assess.records.plans import ADDED, CHANGED, MOVED, REMOVED, UPDATE, Action, ActionStep
from lws_assess.records.priorities import current_decision, rounds_with_decisions
from lws_assess.records.rounds import list_rounds, rounds_with_results
from lws_assess.records.workforce import as_seen, list_figures
from lws_assess.survey.days import day_words
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import NO_AREA, ActionReference, AreaCode, PartnershipKey
from lws_assess.survey.plans import planned_actions as survey
from lws_assess.survey.plans.costs import YearFunds
from lws_assess.survey.plans.planned_actions import (
    FINISHED,
    MOST_POUNDS,
    STATE_WORDS,
    ActionDescription,
    ActionPlan,
    ActionState,
    ActionUpdate,
    AskingState,
    PlanArea,
    PlannedAction,
    PlanRefused,
)
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.written_words import folded_words

FIRST_YEAR, LAST_YEAR = 2000, 2100  # in which a financial year may begin

# What people call each part of an action.
PART_WORDS = {
    "what": "what is to be done",
    "areas": "areas",
    "priority": "priority",
    "measure": "measure",
    "baseline": "baseline",
    "target": "target",
    "lead": "lead",
    "lead_email": "the lead’s e-mail address",
    "start": "start",
    "due": "due date",
    "cost": "cost",
    "pooled": "pooled share",
    "risk": "risk",
    "year_1": "Year 1",
    "quick_win": "quick win",
    "pilot": "pilot",
    "learning_question": "learning question",
    "pilot_ends": "end of the pilot",
    "items": "outcomes and lists",
}


# --- looking ---------------------------------------------------------------------------------------------


def view_plan(session: Session, partnership: PartnershipKey, today: date) -> ActionPlan:
    """Everything about a partnership's plan as it stands today."""
    return ActionPlan(
        partnership=session.get_one(Partnership, partnership).name,
        today=today,
        areas=areas_of_plan(session, partnership),
        actions=view_actions(session, partnership, today),
        groupings=tuple(list_groupings(session, partnership)),
        decided=decided_areas(session, partnership),
        available=tuple(records.available_by_year(session, partnership).items()),
        workforce=tuple(as_seen(row) for row in list_figures(session, partnership)),
    )


def view_actions(session: Session, partnership: PartnershipKey, today: date) -> tuple[PlannedAction, ...]:
    """Every action of a plan as it stands today, in the order of their references."""
    updates = records.updates_of(session, partnership)
    return tuple(
        records.planned_action(action, updates.get(action.reference, []), today)
        for action in records.list_actions(session, partnership)
    )


def areas_of_plan(session: Session, partnership: PartnershipKey) -> tuple[PlanArea, ...]:
    """The areas of the questionnaire that the partnership used last, or of the first on the shelf."""
    return tuple(
        PlanArea(area.code, area.number, area.name, area.display.colour)
        for area in _edition(session, partnership).areas
    )


def _edition(session: Session, partnership: PartnershipKey) -> Edition:
    rounds = list_rounds(session, partnership)
    return get_edition(session, rounds[0].edition) if rounds else next(iter(shipped_editions().values()))


def decided_areas(session: Session, partnership: PartnershipKey) -> tuple[AreaCode, ...]:
    """Returns what the steering group decided last to put first; nothing while it has decided nothing."""
    after = rounds_with_decisions(session, partnership)
    for this in reversed(rounds_with_results(session, partnership)):
        if this.key in after and (decision := current_decision(session, partnership, this.key)):
            return decision.places
    return ()


def find_planned(
    session: Session, partnership: PartnershipKey, reference: ActionReference, today: date
) -> PlannedAction | None:
    action = records.find_action(session, partnership, reference)
    return (
        records.planned_action(action, records.updates_of_action(session, action), today) if action else None
    )


def removed_actions(session: Session, partnership: PartnershipKey) -> list[tuple[str, ActionUpdate]]:
    """The references of actions that are no longer there, with who removed each and when."""
    return records.removed_with_last_step(session, partnership)


# --- changing --------------------------------------------------------------------------------------------


def add_action(
    session: Session,
    partnership: PartnershipKey,
    about: ActionDescription,
    by: str,
    now: datetime,
    source: str = "",
) -> Action:
    """Adds an action under the next reference; `source` says where it comes from. Raises PlanRefused."""
    hold_partnership(session, partnership)
    about = _sound(session, partnership, about)
    _refuse_the_same(session, partnership, about, "")
    reference = survey.next_reference(
        survey.initials_of(partnership), records.references_used(session, partnership)
    )
    action = Action(
        partnership=partnership,
        reference=reference,
        state=ActionState.NOT_STARTED,
        lead_standing=AskingState.NOT_ASKED,
    )
    action.about = about
    session.add(action)
    session.flush()
    note_on_action(session, action, ADDED, by, now, source)
    return action


def change_action(
    session: Session,
    partnership: PartnershipKey,
    reference: ActionReference,
    about: ActionDescription,
    by: str,
    now: datetime,
) -> Action:
    """Describes an action anew, but for its latest value, which updates bring. Raises PlanRefused, NotFound.

    Another lead, or another address, has to be asked anew, and the old private link leads nowhere.
    """
    action = get_held_action(session, partnership, reference)
    before = action.about
    about = _sound(session, partnership, replace(about, latest=before.latest), keeps=before)
    _refuse_the_same(session, partnership, about, reference)
    if (about.lead, about.lead_email) != (before.lead, before.lead_email):
        forget_asking(action)
    if changed := [
        words for part, words in PART_WORDS.items() if getattr(about, part) != getattr(before, part)
    ]:
        action.about = about
        note_on_action(
            session, action, CHANGED, by, now, f"Changed: {', '.join(changed)}.{_days(before, about)}"
        )
    return action


def _days(before: ActionDescription, after: ActionDescription) -> str:
    """Returns where the due date was moved from and to, since a plan is judged by it."""
    if before.due == after.due:
        return ""
    old, new = (day_words(day) if day else "no date" for day in (before.due, after.due))
    return f" Due date: {old} before, {new} now."


def move_action(
    session: Session,
    partnership: PartnershipKey,
    reference: ActionReference,
    state: ActionState | None,
    words: str,
    by: str,
    now: datetime,
) -> Action:
    """An action becomes something else. Raises PlanRefused, NotFound."""
    action = get_held_action(session, partnership, reference)
    action.state = state = survey.refuse_move(action.state, state, words)
    note_on_action(session, action, MOVED, by, now, words, state=state)
    return action


def add_update(
    session: Session,
    partnership: PartnershipKey,
    reference: ActionReference,
    words: str,
    *,
    value: str,
    by: str,
    now: datetime,
) -> Action:
    """Adds a dated note, a value of the measure, or both. Raises PlanRefused, NotFound.

    The first one on an action that nobody had begun says that it is under way.
    """
    action = get_held_action(session, partnership, reference)
    if not words.strip() and not value.strip():
        raise PlanRefused("Write what happened, or enter a value", "words")
    became = ActionState.UNDER_WAY if action.state == ActionState.NOT_STARTED else None
    action.latest = value or action.latest
    action.state = became or action.state
    note_on_action(session, action, UPDATE, by, now, words, value, became)
    return action


def remove_action(
    session: Session, partnership: PartnershipKey, reference: ActionReference, by: str, now: datetime
) -> None:
    """Forgets an action and its updates; one line stays that says what it was. Raises NotFound."""
    action = get_held_action(session, partnership, reference)
    what = action.what
    records.delete_action(session, action)
    session.add(
        ActionStep(partnership=partnership, reference=reference, kind=REMOVED, at=now, by=by, words=what)
    )
    session.flush()


def set_available(
    session: Session, partnership: PartnershipKey, year: int, pounds: int | None, pooled: int
) -> None:
    """Keeps what there is to spend in the financial year that begins then; None takes the year out."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PlanRefused(f"Enter the year in which it begins, from {FIRST_YEAR} to {LAST_YEAR}", "year")
    if pounds is not None and not 0 <= pounds <= MOST_POUNDS:
        raise PlanRefused(f"Enter whole pounds, up to {MOST_POUNDS:,}", "pounds")
    if pooled > (pounds or 0):
        raise PlanRefused("The pooled part cannot be more than all the money there is", "pooled")
    hold_partnership(session, partnership)
    records.keep_available(session, partnership, year, None if pounds is None else YearFunds(pounds, pooled))


# --- what these share ------------------------------------------------------------------------------------


def get_held_action(session: Session, partnership: PartnershipKey, reference: ActionReference) -> Action:
    """The action, held until the transaction ends. Raises NotFound."""
    action = records.hold_action(session, partnership, reference)
    if action is None:
        raise NotFound
    return action


def note_on_action(
    session: Session,
    action: Action,
    kind: str,
    by: str,
    now: datetime,
    words: str = "",
    value: str = "",
    state: ActionState | None = None,
) -> None:
    """Traces what was done to an action."""
    mine = {"partnership": action.partnership, "reference": action.reference}
    session.add(ActionStep(**mine, kind=kind, at=now, by=by, words=words, value=value, state=state or ""))
    session.flush()


def forget_asking(action: Action) -> None:
    """As if nobody had been asked to lead the action."""
    action.lead_standing, action.lead_words, action.lead_code = AskingState.NOT_ASKED, "", None
    action.asked_at = action.written_at = action.failed_at = None
    action.wants_none = False


def _sound(
    session: Session,
    partnership: PartnershipKey,
    about: ActionDescription,
    keeps: ActionDescription | None = None,
) -> ActionDescription:
    """Returns the description without unknown items and areas. Those in `keeps` stay although they have gone since."""
    areas = {area.code for area in areas_of_plan(session, partnership)} | set(keeps.areas if keeps else ())
    items = {item.key for grouping in list_groupings(session, partnership) for item in grouping.items}
    decided = {*decided_areas(session, partnership), keeps.priority if keeps else ""}
    kept = tuple(
        code for code in dict.fromkeys(about.areas[1:]) if code in areas and code not in about.areas[:1]
    )
    about = replace(
        about,
        areas=(*about.areas[:1], *kept),
        items=tuple(key for key in dict.fromkeys(about.items) if key in items),
        priority=about.priority if about.priority in decided else NO_AREA,
    )
    survey.refuse_action(about, areas)
    return about


def _refuse_the_same(
    session: Session, partnership: PartnershipKey, about: ActionDescription, own: str
) -> None:
    """One action is not planned twice, nor kept twice because somebody pressed twice."""
    for other in records.list_actions(session, partnership):
        if other.reference != own and folded_words(other.what) == folded_words(about.what):
            raise PlanRefused(f"{other.reference} says the same already", "what")


def next_states(state: ActionState) -> list[tuple[ActionState, str]]:
    """The states that may follow, with their words; those that end an action come after the others."""
    moves = sorted(survey.MOVES[state], key=lambda one: one in FINISHED)
    return [(one, STATE_WORDS[one]) for one in moves]

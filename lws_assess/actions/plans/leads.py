"""Leads of planned actions: asked by a private link, they accept or decline, report, and are reminded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lws_assess.actions.plans.planned_actions import (
    add_update,
    areas_of_plan,
    forget_asking,
    get_held_action,
    move_action,
    note_on_action,
)
from lws_assess.actions.post import stops
from lws_assess.records import plans as records
from lws_assess.records.partnerships import Partnership
from lws_assess.records.plans import LEAD_ANSWERED, LEAD_ASKED, LEAD_REMINDED, Action
from lws_assess.records.post.outbox import SendingOutcome
from lws_assess.survey.keys import ActionReference, PartnershipKey
from lws_assess.survey.plans.planned_actions import (
    FINISHED,
    MOVES,
    ActionState,
    AskingState,
    PlannedAction,
    PlanRefused,
)
from lws_assess.survey.plans.reminders import AskingOfActionLead, ReminderReason, reminder_wanted
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.stop_links import ACTIONS, StopList

LEADS_MAY_SAY = (ActionState.UNDER_WAY, ActionState.COMPLETE, ActionState.MISSED)
UNNAMED = "the lead"

NewCode = Callable[[], str]


@dataclass(frozen=True)
class ActionLeadView:
    """Holds what the holder of an action's private link sees: this one action."""

    partnership: Partnership
    action: PlannedAction
    area: str  # the name of the one it stands under
    code: str
    wants_none: bool

    @property
    def may_say(self) -> tuple[ActionState, ...]:
        """Returns what the lead may say that the action has become."""
        return tuple(state for state in MOVES[self.action.state] if state in LEADS_MAY_SAY)


# --- asking ----------------------------------------------------------------------------------------------


def ask_action_lead(
    session: Session,
    partnership: PartnershipKey,
    reference: ActionReference,
    new_code: NewCode,
    by: str,
    now: datetime,
) -> Action:
    """Asks the lead, or asks anew: the link is a fresh one, and the old one leads nowhere."""
    action = get_held_action(session, partnership, reference)
    if not action.lead:
        raise PlanRefused("Say first who is to lead it", "lead")
    if action.state in FINISHED:
        raise PlanRefused("It is finished, so nobody need be asked", "lead")
    forget_asking(action)
    action.lead_code, action.lead_standing, action.asked_at = new_code(), AskingState.ASKED, now
    note_on_action(session, action, LEAD_ASKED, by, now, f"{action.lead} was asked to lead it.")
    return action


def action_lead_code(session: Session, partnership: PartnershipKey, reference: ActionReference) -> str:
    """The code of the lead's link as it stands; "" where nobody has been asked."""
    action = records.find_action(session, partnership, reference)
    return (action.lead_code or "") if action else ""


def note_written(
    session: Session, partnership: PartnershipKey, reference: ActionReference, now: datetime
) -> None:
    """A message to the lead has left."""
    action = get_held_action(session, partnership, reference)
    action.written_at, action.failed_at = now, None


# --- what the lead does ----------------------------------------------------------------------------------


def view_as_action_lead(session: Session, code: str, today: date) -> ActionLeadView:
    """Raises NotFound for every code that is not, or no longer, a lead's."""
    action = _find(session, code)
    planned = records.planned_action(action, records.updates_of_action(session, action), today)
    names = {area.code: area.name for area in areas_of_plan(session, action.partnership)}
    return ActionLeadView(
        session.get_one(Partnership, action.partnership),
        planned,
        names.get(planned.about.areas[0], planned.about.areas[0]),
        code,
        action.wants_none or _stopped(session, action),
    )


def _stopped(session: Session, action: Action) -> bool:
    """True if the lead's address asked for no messages about any action."""
    return bool(action.lead_email) and stops.wants_none(
        session, StopList(ACTIONS, action.partnership), action.lead_email
    )


def _find(session: Session, code: str) -> Action:
    action = records.find_by_action_lead_code(session, code)
    if action is None:
        raise NotFound
    return action


def _hold(session: Session, code: str) -> Action:
    """The action of a link, held, unless the link was taken back meanwhile."""
    found = _find(session, code)
    action = get_held_action(session, found.partnership, found.reference)
    if action.lead_code != code:
        raise NotFound
    return action


def answer_as_action_lead(session: Session, code: str, accepts: bool, words: str, now: datetime) -> None:
    """The lead accepts, or says no and why. Either may be said again later."""
    action = _hold(session, code)
    if not accepts and not words.strip():
        raise PlanRefused("Say why, so that somebody else can be found", "words")
    standing = AskingState.ACCEPTED if accepts else AskingState.DECLINED
    if (action.lead_standing, action.lead_words) == (standing, words):
        return
    action.lead_standing, action.lead_words = standing, words
    said = "Accepted." if accepts else "Said no."
    note_on_action(session, action, LEAD_ANSWERED, action.lead or UNNAMED, now, f"{said} {words}".strip())


def report_as_action_lead(
    session: Session, code: str, words: str, *, value: str, state: ActionState | None, now: datetime
) -> None:
    """The lead's own update; with a state of LEADS_MAY_SAY it also says how far the action is."""
    action = _hold(session, code)
    by = action.lead or UNNAMED
    if action.lead_standing != AskingState.ACCEPTED:
        raise PlanRefused("Accept the action first", "words")
    if action.state in FINISHED:
        raise PlanRefused("It is finished, so nothing more is to be reported", "words")
    if state and state != action.state and state not in LEADS_MAY_SAY:
        raise PlanRefused("Choose how far it is", "state")
    if words.strip() or value.strip() or not state or state == action.state:
        add_update(session, action.partnership, action.reference, words, value=value, by=by, now=now)
    if state and state != action.state:
        move_action(session, action.partnership, action.reference, state, "", by, now)


def want_reminders(session: Session, code: str, wanted: bool) -> None:
    """The lead stops the reminders about this action, or lets them come again, also where all were stopped."""
    action = _hold(session, code)
    action.wants_none = not wanted
    session.flush()
    if wanted and action.lead_email:
        stops.let_come_again(session, StopList(ACTIONS, action.partnership), action.lead_email)


# --- reminding -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActionLeadErrand:
    """A reminder to be sent, and all that its words need."""

    why: ReminderReason
    to: str
    partnership: Partnership
    action: PlannedAction
    code: str


@dataclass
class ActionLeadReminder:
    """A reminder to the lead of an action, on its way through the outbox. `errand` is there once it is taken."""

    partnership: PartnershipKey
    reference: ActionReference
    today: date
    errand: ActionLeadErrand | None = None
    _before: datetime | None = None  # when the lead was written to last

    def take(self, session: Session, now: datetime) -> bool:
        action = records.hold_action(session, self.partnership, self.reference)
        why = _why(action, now, self.today) if action else None
        if action is None or not why or not action.lead_email or not action.lead_code:
            return False
        if _stopped(session, action):
            return False
        self._before, action.written_at = action.written_at, now
        said = f"{action.lead or UNNAMED} was reminded: {why}."
        note_on_action(session, action, LEAD_REMINDED, "This service", now, said)
        of = session.get_one(Partnership, self.partnership)
        planned = records.planned_action(action, [], self.today)
        self.errand = ActionLeadErrand(why, action.lead_email, of, planned, action.lead_code)
        return True

    def settle(self, session: Session, outcome: SendingOutcome, now: datetime) -> None:
        """One that did not leave is tried again later, and stands nowhere as sent."""
        if outcome.left:
            return
        action = records.hold_action(session, self.partnership, self.reference)
        if action is not None:
            action.written_at, action.failed_at = self._before, now
            records.take_back_reminder(session, action)


def find_lead_reminders(session: Session, now: datetime, today: date) -> list[ActionLeadReminder]:
    """Reminders to the leads who are to be reminded now."""
    return [
        ActionLeadReminder(action.partnership, action.reference, today)
        for action in records.actions_with_leads_to_write_to(session)
        if _why(action, now, today) and not _stopped(session, action)
    ]


def _why(action: Action, now: datetime, today: date) -> ReminderReason | None:
    asking = AskingOfActionLead(
        action.lead_standing, action.asked_at, action.written_at, action.failed_at, action.wants_none
    )
    return reminder_wanted(asking, action.state, action.due, now, today)

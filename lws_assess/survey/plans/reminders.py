"""When the lead of a planned action is reminded of it, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lws_assess.survey.plans.planned_actions import FINISHED, ActionState, AskingState

SOON = timedelta(days=14)
TIME_TO_ACCEPT = timedelta(days=7)
BETWEEN = timedelta(days=7)  # two messages about one action
AFTER_A_FAILURE = timedelta(hours=1)


class ReminderReason(StrEnum):
    """Of what the lead of an action is reminded."""

    NOT_ACCEPTED = "not accepted"
    DUE_SOON = "due soon"
    LATE = "late"


@dataclass(frozen=True)
class AskingOfActionLead:
    """Holds what has passed between us and the lead of an action."""

    standing: AskingState
    asked_at: datetime | None = None
    written_at: datetime | None = None  # the last message that left
    failed_at: datetime | None = None  # the last that did not, since then
    wants_none: bool = False


def reminder_wanted(
    asking: AskingOfActionLead, state: ActionState, due: date | None, now: datetime, today: date
) -> ReminderReason | None:
    """Of what the lead is to be reminded now; None where of nothing.

    Never within a week of the last message, nor once the action is finished, nor where the lead wants none.
    """
    if state in FINISHED or asking.wants_none or not _may_write(asking, now):
        return None
    if asking.standing == AskingState.ASKED:
        waited = asking.asked_at is not None and now >= asking.asked_at + TIME_TO_ACCEPT
        return ReminderReason.NOT_ACCEPTED if waited else None
    if asking.standing != AskingState.ACCEPTED or due is None:
        return None
    return ReminderReason.LATE if due < today else ReminderReason.DUE_SOON if due <= today + SOON else None


def _may_write(asking: AskingOfActionLead, now: datetime) -> bool:
    written, failed = asking.written_at, asking.failed_at
    return (written is None or now >= written + BETWEEN) and (
        failed is None or now >= failed + AFTER_A_FAILURE
    )

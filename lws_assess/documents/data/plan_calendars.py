"""Due dates of a plan as a calendar file (RFC 5545), for the calendars of those who may see the plan.

    ActionPlan  ->  plan_calendar  ->  .ics: one day an action, with its title and the address of its page for staff

An action that is finished or stopped has no due date any more, so it is not in it. No private link ever is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vText

from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.letters import composed_for_print
from lws_assess.survey.plans.planned_actions import ActionPlan, PlannedAction
from lws_assess.survey.public_addresses import PublicAddresses

PRODUCT = "-//LWS Assess//Plan//EN"
NEVER_CHANGED = datetime(2000, 1, 1, tzinfo=UTC)  # of an action that came without a history


def plan_calendar(partnership: PartnershipKey, plan: ActionPlan, addresses: PublicAddresses) -> bytes:
    """The calendar of a partnership's plan. The same plan gives the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # A name that is not in the standard has no kind of its own: without one its semicolons would not be escaped.
    calendar.add("x-wr-calname", vText(f"Plan: {_line(plan.partnership)}"))
    for event in _due_days(partnership, plan, addresses):
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def _due_days(partnership: PartnershipKey, plan: ActionPlan, addresses: PublicAddresses) -> Iterator[Event]:
    for action in plan.actions:
        if action.is_open and action.about.due:
            event = Event()
            event.add("uid", _name_of(partnership, action))
            event.add("dtstamp", _last_changed(action))
            event.add("dtstart", action.about.due)
            event.add("summary", f"Due: {action.reference} {_line(action.about.what)}")
            event.add("url", addresses.planned_action(partnership, action.reference))
            event.add("transp", "TRANSPARENT")  # nobody is busy on that day because of it
            yield event


def _name_of(partnership: PartnershipKey, action: PlannedAction) -> str:
    """A name that stays the same for as long as there is the action, wherever the service is."""
    return str(uuid5(NAMESPACE_URL, f"lws-assess:{partnership}/plan/{action.reference}"))


def _last_changed(action: PlannedAction) -> datetime:
    moments = [update.at for update in action.updates]
    return max(moments, default=NEVER_CHANGED).astimezone(UTC).replace(microsecond=0)


def _line(words: str) -> str:
    return " ".join(composed_for_print(words).split())

"""Offices: somebody leads a group, hosts events, or is the safeguarding contact; what ends when they no longer do.

What opened something to them without an account is made anew or forgotten. That happens in the transaction that takes
the office from them. A meeting that a lead ran is over then. Links with which people answer are nobody's office and
stay.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.alerts import renew_alert_links
from lws_assess.actions.events.endings import end_what_was_left_running
from lws_assess.records.events.visioning_events import (
    events_running,
    get_event_for_change,
    renew_scribe_codes,
)
from lws_assess.records.leads import group_in_its_rounds
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, memberships_of
from lws_assess.survey.events.rooms import EventState
from lws_assess.survey.keys import NO_PARTNERSHIP, GroupKey, PartnershipKey
from lws_assess.survey.round_timing import RoundState

NewCode = Callable[[], str]


def replace_group_lead(
    session: Session, partnership: PartnershipKey, group: GroupKey, new_code: NewCode, now: datetime
) -> None:
    """Somebody else leads a group, or nobody: open rounds get a fresh private link, and all old ones lead nowhere."""
    for asked, state in group_in_its_rounds(session, partnership, group):
        if asked.lead_code is not None:
            asked.lead_code = new_code() if state == RoundState.OPEN else None
        asked.lead_written = asked.lead_written_at = None  # whoever leads it now has not been written to
    session.flush()
    _end_meetings(session, partnership, group, now)


def forget_group_lead(session: Session, partnership: PartnershipKey, group: GroupKey, now: datetime) -> None:
    """Nobody leads a group any more, since it is asked no more: no private link of it leads anywhere."""
    for asked, _state in group_in_its_rounds(session, partnership, group):
        asked.lead_code = asked.lead_written = asked.lead_written_at = None
    session.flush()
    _end_meetings(session, partnership, group, now)


def _end_meetings(session: Session, partnership: PartnershipKey, group: GroupKey, now: datetime) -> None:
    """Asked while the group is held, as whoever begins a meeting holds it until it has begun."""
    for event in events_running(session, partnership):
        if event.group == group:
            end_what_was_left_running(session, partnership, event.key, now)


def take_from_host(
    session: Session,
    person: int,
    new_code: NewCode,
    now: datetime,
    partnership: PartnershipKey = NO_PARTNERSHIP,
) -> None:
    """Before somebody stops running things in a partnership, or in every one in which they do.

    Scribes' codes of events that run, and links of alerts, were before their eyes, and need no account.
    """
    for membership in memberships_of(session, person):
        if membership.role in (ADMINISTRATOR, FACILITATOR) and partnership in ("", membership.partnership):
            _take_in(session, membership.partnership, new_code, now)


def _take_in(session: Session, partnership: PartnershipKey, new_code: NewCode, now: datetime) -> None:
    for running in events_running(session, partnership):
        event = get_event_for_change(session, partnership, running.key)
        if event.state == EventState.RUNNING:
            renew_scribe_codes(session, event)
            event.version += 1
    session.flush()
    renew_alert_links(session, partnership, new_code, now)

"""Ending the events that nobody ended: what was still open is closed as a host would have closed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.visioning_events import end_event, is_lost
from lws_assess.actions.events.votes import stop_vote
from lws_assess.records.events.visioning_events import get_event_for_change
from lws_assess.records.events.votes import list_votes
from lws_assess.survey.events.rooms import EventState, VoteState
from lws_assess.survey.keys import EventKey, PartnershipKey


def end_what_was_left_running(
    session: Session, partnership: PartnershipKey, key: EventKey, now: datetime
) -> bool:
    """Ends an event at the end of its window: an open vote is closed and makes its one release, never shown.

    False where a host has ended it meanwhile. Raises FolderAway where its key cannot be read now. Where that is lost,
    an open vote makes none.
    """
    event = get_event_for_change(session, partnership, key)
    if event.state != EventState.RUNNING:
        return False
    lost = is_lost(session, event)
    for vote in list_votes(session, partnership, key):
        if vote.state == VoteState.OPEN and not lost:
            stop_vote(session, partnership, key, vote.number, "", now)
    end_event(session, partnership, key, "", now)
    return True

"""Meetings that a group's lead runs by a private link: how many there may be, and the hands that somebody counts.

Whoever runs a meeting alone could join it as many people as they like, and take their own answers out of what is
shown. So nothing is shown of fewer than ten people, nor before a second person has counted as many hands as phones.
A meeting is an event that has a group.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.records.events.people import count_people
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.partnerships import hold_partnership
from lws_assess.survey.counted_nouns import counted_noun
from lws_assess.survey.events.rooms import MEETINGS_WITHIN, MOST_MEETINGS, EventRefusal, EventState
from lws_assess.survey.keys import EventKey, GroupKey, PartnershipKey


def prepare_meeting(
    session: Session, partnership: PartnershipKey, group: GroupKey, now: datetime
) -> Event | None:
    """The meeting of a group that is planned and not begun, if there is one. Holds the partnership.

    Raises EventRefusal while a meeting of the group runs, and where it has begun as many as a day allows.
    """
    hold_partnership(session, partnership)
    mine = [event for event in list_events(session, partnership) if event.group == group]
    if any(event.state == EventState.RUNNING for event in mine):
        raise EventRefusal("A meeting of this group has begun already. End it before you begin another.")
    begun = [event for event in mine if event.opened_at and event.opened_at > now - MEETINGS_WITHIN]
    if len(begun) >= MOST_MEETINGS:
        raise EventRefusal(f"This group has begun {MOST_MEETINGS} meetings within a day. That is the most.")
    return next((event for event in mine if event.state == EventState.PLANNED), None)


def confirm_hands(
    session: Session, partnership: PartnershipKey, key: EventKey, hands: int, by: str, now: datetime
) -> None:
    """Keeps that a second person counted as many hands as phones. Raises EventRefusal for any other number."""
    counting = act_as_host(session, partnership, key, by, "counted the hands", now, moves=False)
    with counting as event:
        if not event.group:
            raise EventRefusal("Only the meeting of a group has to be counted.", "hands")
        phones = count_people(session, partnership, key)
        if hands != phones:
            raise EventRefusal(
                f"You counted {hands}, and {counted_noun(phones, 'phone is', 'phones are')} in the room. "
                "Somebody may be in it twice, or have gone without pressing Leave. Let everybody join "
                "again, and count once more.",
                "hands",
            )
        event.hands = hands

"""What phones get that wait, or that slept through the end: facts that were ticked, and the card of an event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from lws_assess.actions.plans.feedback import FeedbackMaterial, view_material
from lws_assess.records.events.visioning_events import (
    Event,
    codes_of,
    find_event_by_card,
    get_event_for_change,
)
from lws_assess.records.rounds import list_rounds
from lws_assess.survey.events.rooms import CARD_KEPT, EventRefusal, EventState, card_secret, hash_of_card
from lws_assess.survey.events.ticked_facts import TickedFact, facts_to_json
from lws_assess.survey.keys import EventKey, PartnershipKey


def newest_material(session: Session, partnership: PartnershipKey, today: date) -> FeedbackMaterial | None:
    """Returns what facts can be made of: the newest consultation that has results; None where none has."""
    released = (one for one in list_rounds(session, partnership) if one.released_at)
    newest = next(released, None)
    return view_material(session, partnership, newest.key, today) if newest else None


def tick_facts(
    session: Session, partnership: PartnershipKey, key: EventKey, facts: Iterable[TickedFact]
) -> Event:
    """Lets waiting phones tell these facts, in place of those that were ticked before.

    Raises EventRefusal once the event is over.
    """
    event = get_event_for_change(session, partnership, key)
    if event.state == EventState.ENDED:
        raise EventRefusal("This event is over. Its phones wait for nothing any more.")
    event.ticked_facts_json = facts_to_json(facts)
    event.version += 1
    session.flush()
    return event


def secret_of_card(session: Session, event: Event) -> str:
    """Returns what leads a phone of a running event to its card once the event is over. Raises KeyLost, FolderAway."""
    return card_secret(codes_of(session, event).salt, event.partnership, event.key)


def find_ended_by_card(session: Session, secret: str, now: datetime) -> Event | None:
    """The event that ended within fourteen days and whose card the secret leads to; None for every other secret."""
    event = find_event_by_card(session, hash_of_card(secret))
    if event is None or event.state != EventState.ENDED or event.ended_at is None:
        return None
    return event if now - event.ended_at < CARD_KEPT else None

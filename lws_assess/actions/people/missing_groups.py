"""Groups that somebody at an event said were missing: each becomes a group of the partnership."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lws_assess.actions.people.groups import GroupDescription, add_group
from lws_assess.records.events import words as records
from lws_assess.records.events.visioning_events import find_event
from lws_assess.records.events.words import MISSING
from lws_assess.records.groups import Group
from lws_assess.survey.events.rooms import EventRefusal, WordState
from lws_assess.survey.keys import EventKey, PartnershipKey


def add_missing_group(
    session: Session, partnership: PartnershipKey, key: EventKey, word: bytes, about: GroupDescription
) -> Group:
    """Makes a group of who is missing, so that it stands in the engagement matrix with its lead.

    Raises GroupRefused, and EventRefusal where it stands there already, or in a rehearsal, of which nothing stays.
    """
    event = find_event(session, partnership, key)
    if event and event.rehearses:
        raise EventRefusal("This is a rehearsal: no group is made of it. On the day it will be.")
    found = records.find_word(session, partnership, key, word)
    if found is None or found.kind != MISSING:
        raise EventRefusal("Nobody wrote that, or it has been cleared away.")
    if found.group:
        raise EventRefusal("A group has been made of this already.")
    group = add_group(session, partnership, about)
    records.move_words(session, partnership, key, [word], group=group.key, state=WordState.SHOWN)
    return group

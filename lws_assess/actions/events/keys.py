"""Destroying the keys of events that have ended, once what outlives them is known to be kept."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from lws_assess.actions.rounds.key_endings import ALARM_AFTER, why_not_elsewhere
from lws_assess.records.database import Database
from lws_assess.records.events.people import count_people
from lws_assess.records.events.tables import proposed_actions, table_ratings
from lws_assess.records.events.visioning_events import Event, events_with_keys_left, find_event
from lws_assess.records.events.votes import count_all_event_ballots
from lws_assess.records.events.words import words_of_event
from lws_assess.records.events.writings import count_writings
from lws_assess.records.sealing_keys import ASK_FOR_A_FOLDER, FolderAway
from lws_assess.survey.events.rooms import EventState
from lws_assess.survey.keys import EventKey, PartnershipKey


def destroy_keys_of_events(
    database: Database, now: datetime, backup_mark: Path | None = None
) -> list[tuple[PartnershipKey, EventKey]]:
    """Destroys the key of every event that has ended, and says of which: partnership and key.

    Each goes only once a connection of its own has found three things. The event is over, nothing lies under its key
    any more, and what was written anew is all there. Standbys and backups, where there are any, must have it too. What
    could not be destroyed is logged and tried again next time.
    """
    with database.reading() as session:
        left = [
            (one.partnership, one.key, one.sealing_key or "", one.ended_at or now)
            for one in events_with_keys_left(session)
        ]
    done = []
    for partnership, key, name, ended_at in left:
        try:
            _destroy(database, partnership, key, name, why_not_elsewhere(database, ended_at, backup_mark))
        except FolderAway as trouble:
            facts = {"partnership": partnership, "event": key, "why": trouble.words}
            late = now - ended_at > ALARM_AFTER
            logging.getLogger("lws_assess").log(
                logging.ERROR if late else logging.WARNING, "key not destroyed", extra={"facts": facts}
            )
            continue
        with database.writing() as session:
            event = find_event(session, partnership, key)
            if event:
                event.sealing_key_gone_at = now
        done.append((partnership, key))
    return done


def _destroy(database: Database, partnership: PartnershipKey, key: EventKey, name: str, why_not: str) -> None:
    """Raises FolderAway where it has to wait."""
    with database.reading_anew() as session:
        event = find_event(session, partnership, key)
        if event is None or not _is_kept(session, event):
            raise FolderAway("What was written anew when the event ended cannot be read back.")
    if why_not:
        raise FolderAway(why_not)
    if database.keys is None:
        raise FolderAway(ASK_FOR_A_FOLDER)
    database.keys.destroy(name)


def _is_kept(session: Session, event: Event) -> bool:
    """True if an event is over, with all that outlives it, and nothing else of it is left."""
    where = (event.partnership, event.key)
    counted = (words_of_event, table_ratings, proposed_actions)
    under = sum(count(session, *where) for count in (count_people, count_all_event_ballots, count_writings))
    kept = sum(len(found(session, *where)) for found in counted)
    return event.state == EventState.ENDED and under == 0 and kept == (event.sealed_anew or 0)

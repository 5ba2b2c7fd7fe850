"""Rehearsals as they are kept while they are on: a copy of an event, found by what it rehearses, erased row for row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lws_assess.records.events.visioning_events import Event, find_event
from lws_assess.records.groups import Group
from lws_assess.records.instruments import StoredEdition
from lws_assess.records.rounds import Round, RoundGroup, delete_round
from lws_assess.survey.events.rehearsals import (
    LONGEST_REHEARSAL,
    RehearsalFacts,
    facts_from_json,
    facts_to_json,
)
from lws_assess.survey.keys import NO_ROUND, EditionDigest, EventKey, GroupKey, PartnershipKey

OF_REHEARSAL = "rehearsal-of"  # what the key of a rehearsal begins with, before that of its event


def facts_of_rehearsal(event: Event) -> RehearsalFacts:
    """Returns what a rehearsal is drawn from."""
    return facts_from_json(event.rehearsal_json)


def keep_facts(session: Session, event: Event, facts: RehearsalFacts) -> None:
    event.rehearsal_json = facts_to_json(facts)
    session.flush()


def find_rehearsal_of(session: Session, partnership: PartnershipKey, planned: EventKey) -> Event | None:
    """The rehearsal of a planned event that is on now; an event has one at most."""
    mine = (Event.partnership == partnership, Event.rehearses == planned)
    return session.scalars(select(Event).where(*mine)).one_or_none()


def find_rehearsed(session: Session, partnership: PartnershipKey, key: EventKey) -> EventKey | None:
    """The event that an erased rehearsal was one of, by the address that it had; None where there is none."""
    planned = EventKey(key.removeprefix(f"{OF_REHEARSAL}-"))
    return planned if planned != key and find_event(session, partnership, planned) else None


def rehearsals_that_are_over(session: Session, now: datetime) -> list[Event]:
    """Rehearsals of every partnership that have been on for a day."""
    over = (Event.rehearses.is_not(None), Event.opened_at <= now - LONGEST_REHEARSAL)
    return list(session.scalars(select(Event).where(*over).order_by(Event.partnership, Event.key)))


def is_kept(session: Session, edition: EditionDigest) -> bool:
    """True if an edition is frozen already."""
    return session.get(StoredEdition, edition) is not None


def erase_rehearsal_rows(session: Session, event: Event) -> None:
    """Erases every row of a rehearsal, and what was kept for the first time when it began and nothing else needs."""
    facts, partnership, its_round = facts_of_rehearsal(event), event.partnership, event.round or NO_ROUND
    delete_round(session, partnership, its_round)  # with its event, and all that hangs on that
    session.expire_all()
    _drop_groups_unasked(session, partnership, facts.groups)
    if facts.edition and not _stands_on(session, facts.edition):
        session.execute(delete(StoredEdition).where(StoredEdition.digest == facts.edition))
    session.flush()


def _drop_groups_unasked(session: Session, partnership: PartnershipKey, groups: Sequence[GroupKey]) -> None:
    asked = session.execute(
        select(RoundGroup.round, RoundGroup.group).where(RoundGroup.partnership == partnership)
    )
    unused = set(groups) - {group for _, group in asked}
    session.execute(delete(Group).where(Group.partnership == partnership, Group.key.in_(sorted(unused))))


def _stands_on(session: Session, edition: EditionDigest) -> bool:
    """True if a round or an event has frozen this edition."""
    return any(
        session.scalars(select(kind.key).where(kind.edition == edition).limit(1)).first()
        for kind in (Round, Event)
    )

"""Programmes that an event may begin with: those that ship, those of one's own, and that of an event there was.

Each is named as forms name it: a programme that ships by its key, one of one's own as "own/…", an event's as "event/…".
Nothing of people, votes or words of a room is in any of them.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from lws_assess.actions.keys import propose_key
from lws_assess.records.events import own_programmes as records
from lws_assess.records.events.visioning_events import Event, find_event, programme_of
from lws_assess.records.partnerships import hold_partnership
from lws_assess.survey.events.programmes import ProgrammeTemplate, Segment
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.keys import EventKey, PartnershipKey

MOST_PROGRAMMES = 30  # of one partnership's own
OWN, OF_EVENT = "own/", "event/"  # what the names of those that do not ship begin with


def list_own_templates(session: Session, partnership: PartnershipKey) -> tuple[ProgrammeTemplate, ...]:
    """Returns a partnership's own programmes by title, each under the name that forms give it."""
    rows = records.list_own_programmes(session, partnership)
    return tuple(_named(records.template_of_row(row), OWN) for row in rows)


def _named(template: ProgrammeTemplate, beginning: str) -> ProgrammeTemplate:
    return replace(template, key=f"{beginning}{template.key}")


def programme_of_event(session: Session, event: Event) -> ProgrammeTemplate:
    """Returns the programme of an event, planned, running or over, as one that another may begin with."""
    segments = programme_of(session, event.partnership, event.key)
    return ProgrammeTemplate(
        f"{OF_EVENT}{event.key}",
        f"As “{event.title}”",
        "The parts of that event, as they stand in its programme.",
        event.starts,
        event.length,
        lead_can_run=False,
        segments=tuple(_without_a_room(segment) for segment in segments),
    )


def _without_a_room(segment: Segment) -> Segment:
    """A part of a programme with its question as the host asked it, and no ideas that a room had."""
    if segment.question is None:
        return segment
    return replace(segment, question=replace(segment.question, ideas=(), marks=()))


def keep_own_programme(
    session: Session, partnership: PartnershipKey, event: EventKey, title: str, for_whom: str
) -> ProgrammeTemplate:
    """Keeps the programme of an event as one's own. Raises EventRefusal at the title."""
    title = title.strip()
    if not title:
        raise EventRefusal("Give the programme a title.", "title")
    hold_partnership(session, partnership)
    there = records.list_own_programmes(session, partnership)
    if any(one.title.casefold() == title.casefold() for one in there):
        raise EventRefusal("You have a programme of this title. Choose another title.", "title")
    if len(there) >= MOST_PROGRAMMES:
        raise EventRefusal(f"You have {MOST_PROGRAMMES} programmes of your own. Remove one first.", "title")
    found = find_event(session, partnership, event)
    if found is None:
        raise EventRefusal("That event is not there any more.", "title")
    key = propose_key(title, {one.key for one in there}, otherwise="programme")
    kept = replace(programme_of_event(session, found), key=key, title=title, for_whom=for_whom.strip())
    records.keep_own_programme(session, partnership, kept)
    return _named(kept, OWN)


def remove_own_programme(session: Session, partnership: PartnershipKey, key: str) -> None:
    """Removes one of one's own. Events that began with it stay as they are."""
    records.remove_own_programme(session, partnership, key)

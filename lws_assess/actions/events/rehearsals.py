"""Rehearsals: a copy of a planned event, with a key and a code of its own, of which nothing stays.

Everything in it goes the way of the event itself: the same votes, the same releases, the same rules of what may be
shown. `actions.events.imaginary_phones` lets its people answer. Nothing of it is sent, counted or listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lws_assess.actions.events.visioning_events import NewCode, begin_event
from lws_assess.actions.keys import propose_key
from lws_assess.actions.results.releases import view_release
from lws_assess.records.database import Database
from lws_assess.records.events import rehearsals as records
from lws_assess.records.events import visioning_events as events
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.groups import Group, all_groups, list_groups
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import hold_partnership
from lws_assess.records.rounds import Round, find_round, rounds_with_results
from lws_assess.survey.events.rehearsals import RehearsalFacts, refuse_numbers
from lws_assess.survey.events.rooms import EventRefusal, EventState
from lws_assess.survey.keys import NO_EDITION, NO_ROUND, EventKey, GroupKey, PartnershipKey
from lws_assess.survey.releases.privacy import Shown

NOT_PLANNED = "Only an event that has not begun can be rehearsed."
NOTHING_ON = "No rehearsal is on here. It was ended, or started anew."
COPIED = (
    "title",
    "place",
    "day",
    "starts",
    "timed_segments",
    "tables",
    "length",
    "instrument",
    "group",
    "smallest_number",
)


@dataclass(frozen=True)
class RehearsalOrder:
    """Says who is imagined, and the number that everything is drawn from: the same number gives the same answers."""

    people: Mapping[GroupKey, int]
    seed: int


def start_rehearsal(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    order: RehearsalOrder,
    new_room_code: NewCode,
    salt: bytes,
    by: str,
    now: datetime,
) -> tuple[Event, tuple[str, ...]]:
    """Begins a rehearsal of a planned event; one that was on is erased first, and its keys are named.

    Raises EventRefusal for numbers that will not do, and RoundRefusal where the event itself could not begin.
    """
    hold_partnership(session, partnership)
    planned = events.get_event_for_change(session, partnership, key)
    if planned.state != EventState.PLANNED or planned.rehearses:
        raise EventRefusal(NOT_PLANNED)
    people = {group: number for group, number in order.people.items() if number}
    refuse_numbers(people, order.seed)
    before = records.find_rehearsal_of(session, partnership, key)
    left = _erase(session, before) if before else ()
    groups = {group.key for group in all_groups(session, partnership)}
    edition = shipped_editions()[planned.instrument].digest
    fresh = not records.is_kept(session, edition)
    facts = RehearsalFacts(order.seed, people, _centres(session, partnership))
    copy = _copy(session, planned)
    begin_event(session, partnership, copy.key, new_room_code, salt, by, now)
    get_round(session, copy).rehearsal = True
    made = tuple(group.key for group in all_groups(session, partnership) if group.key not in groups)
    kept = RehearsalFacts(facts.seed, facts.people, facts.centres, {}, edition if fresh else NO_EDITION, made)
    records.keep_facts(session, copy, kept)
    return copy, left


def get_round(session: Session, event: Event) -> Round:
    """Returns the round of an event that has begun."""
    found = find_round(session, event.partnership, event.round or NO_ROUND)
    assert found
    return found


def _copy(session: Session, planned: Event) -> Event:
    taken = set(session.scalars(select(Event.key).where(Event.partnership == planned.partnership)))
    copy = Event(
        partnership=planned.partnership,
        key=EventKey(propose_key(f"{records.OF_REHEARSAL} {planned.key}", taken, otherwise="rehearsal")),
        rehearses=planned.key,
        **{name: getattr(planned, name) for name in COPIED},
    )
    session.add(copy)
    session.flush()
    segments = events.programme_of(session, planned.partnership, planned.key)
    events.keep_programme(session, planned.partnership, copy.key, segments)
    return copy


def _centres(session: Session, partnership: PartnershipKey) -> dict[str, float]:
    """Returns where each area stands for each audience by the last published results, as far as that may be shown."""
    rounds = rounds_with_results(session, partnership)
    results = view_release(session, partnership, rounds[-1].key) if rounds else None
    if results is None:
        return {}
    return {
        f"{audience.audience.key}/{area.area.code}": position.value
        for audience in results.audiences
        for area in audience.areas
        if isinstance(position := area.reading(results.leading).position, Shown)
    }


def end_rehearsal(session: Session, partnership: PartnershipKey, planned: EventKey) -> tuple[str, ...]:
    """Erases the rehearsal of a planned event, and names the keys that lead to nothing then; none where none is on.

    Whoever looks at it meanwhile still needs these. So they go once its rows have (`destroy_rehearsal_keys`).
    """
    hold_partnership(session, partnership)
    found = records.find_rehearsal_of(session, partnership, planned)
    return _erase(session, found) if found else ()


def _erase(session: Session, event: Event) -> tuple[str, ...]:
    events.get_event_for_change(session, event.partnership, event.key)
    owners = (event, get_round(session, event))
    keys = [one.sealing_key for one in owners if one.sealing_key and one.sealing_key_gone_at is None]
    events.stop_sealing(session, event)
    records.erase_rehearsal_rows(session, event)
    return tuple(keys)


def destroy_rehearsal_keys(database: Database, keys: Iterable[str]) -> None:
    """Destroys keys under which nothing lies any more, and clears away what did. Raises FolderAway; may be repeated."""
    for key in keys:
        if database.keys is not None:
            database.keys.destroy(key)
    database.tidy_after_sealing()
    database.tidy_after_erasing()


def find_due_rehearsals(session: Session, now: datetime) -> list[tuple[PartnershipKey, EventKey]]:
    """Partnership and planned event of every rehearsal that has been on for a day."""
    over = records.rehearsals_that_are_over(session, now)
    return [(one.partnership, one.rehearses) for one in over if one.rehearses]


def get_rehearsal(session: Session, partnership: PartnershipKey, key: EventKey) -> Event:
    """Returns a rehearsal by its own key, held. Raises EventRefusal where it is over."""
    found = events.find_event(session, partnership, key)
    if found is None or not found.rehearses:
        raise EventRefusal(NOTHING_ON)
    return events.get_event_for_change(session, partnership, key)


def groups_to_imagine(session: Session, event: Event) -> list[Group]:
    """The groups of which people may come to an event, in their order."""
    return [one for one in list_groups(session, event.partnership) if event.group in (None, one.key)]


def find_rehearsal_on(session: Session, partnership: PartnershipKey, planned: EventKey) -> EventKey | None:
    """The key of the rehearsal of a planned event that is on; None where none is."""
    found = records.find_rehearsal_of(session, partnership, planned)
    return found.key if found else None


@dataclass(frozen=True)
class RehearsedEvent:
    """Says of an address which planned event it rehearses, or rehearsed. `is_on` is false once that is over."""

    planned: EventKey
    is_on: bool


def find_rehearsed_event(
    session: Session, partnership: PartnershipKey, key: EventKey
) -> RehearsedEvent | None:
    """Returns what a key is, or was, a rehearsal of; None for an event that is none, or that there never was."""
    found = events.find_event(session, partnership, key)
    if found:
        return RehearsedEvent(found.rehearses, True) if found.rehearses else None
    planned = records.find_rehearsed(session, partnership, key)
    return RehearsedEvent(planned, False) if planned else None

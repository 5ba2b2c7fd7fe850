"""Parts of an event's programme: adding one, putting a removed one back, and what to see to before the day."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.events.visioning_events import change_programme
from lws_assess.records.events.visioning_events import Event, programme_of
from lws_assess.records.events.votes import list_votes
from lws_assess.records.groups import list_groups
from lws_assess.records.partnerships import Partnership
from lws_assess.survey.events import programmes
from lws_assess.survey.events.programme_warnings import refuse_programme
from lws_assess.survey.events.programmes import (
    MOST_SEGMENTS,
    ProgrammeRefused,
    Segment,
    Segments,
)
from lws_assess.survey.keys import EventKey, PartnershipKey, SegmentKey

# Where something is seen to that keeps an event from beginning.
SETTINGS, GROUPS = "settings", "groups"


@dataclass(frozen=True)
class ProgrammeCheck:
    """One thing to see to before the day. Without what is `needed` the event cannot begin."""

    words: str
    done: bool
    needed: bool = True
    at: str = ""  # SETTINGS, GROUPS, or nowhere in particular


def programme_checks(session: Session, event: Event) -> tuple[ProgrammeCheck, ...]:
    """Returns what an event needs before it can begin, and what its programme is warned about."""
    partnership = session.get_one(Partnership, event.partnership)
    groups = [group for group in list_groups(session, event.partnership) if not group.catch_all]
    safe = bool(partnership.safeguarding_name.strip() and partnership.safeguarding_email.strip())
    warnings = refuse_programme(programme_of(session, event.partnership, event.key))
    return (
        _check(
            safe, good="A safeguarding contact is named.", missing="Name a safeguarding contact.", at=SETTINGS
        ),
        _check(
            bool(partnership.contact.strip()),
            good="People can read whom to ask.",
            missing="Say whom people can ask.",
            at=SETTINGS,
        ),
        _check(
            bool(groups),
            good="There are groups to choose from.",
            missing="Say which groups people may choose.",
            at=GROUPS,
        ),
        *(ProgrammeCheck(words, done=False, needed=False) for words in warnings),
    )


def _check(done: bool, *, good: str, missing: str, at: str) -> ProgrammeCheck:
    return ProgrammeCheck(good if done else missing, done, at=at)


def add_programme_segment(
    session: Session, partnership: PartnershipKey, key: EventKey, kind: str, after: SegmentKey
) -> Segment:
    """A new part of a kind after another, or as the first. What was voted in a part that is gone stays its own.

    Raises ProgrammeRefused and EventRefusal.
    """
    used = {vote.segment for vote in list_votes(session, partnership, key)}
    before = programme_of(session, partnership, key)

    def change(segments: Segments) -> Segments:
        grown = programmes.add_segment(segments, kind, after or segments[-1].key, used)
        return grown if after else programmes.move_to(grown, _new(segments, grown).key, 0)

    return _new(before, change_programme(session, partnership, key, change))


def _new(before: Segments, after: Segments) -> Segment:
    keys = {segment.key for segment in before}
    return next(segment for segment in after if segment.key not in keys)


def put_segment_back(segments: Segments, segment: Segment, place: int) -> Segments:
    """A removed part where it was. Raises ProgrammeRefused where it stands there already, and ProgrammeRefused."""
    programmes.refuse_segment(segment)
    if programmes.find_segment(segments, segment.key):
        raise ProgrammeRefused("That part is in the programme already.")
    if len(segments) >= MOST_SEGMENTS:
        raise ProgrammeRefused(f"A programme has {MOST_SEGMENTS} parts at the most. Remove one first.")
    place = max(0, min(place, len(segments)))
    return (*segments[:place], segment, *segments[place:])

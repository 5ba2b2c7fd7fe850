"""What the room of a planned event will be able to show, with so many people of each group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.scenes import edition_of
from lws_assess.actions.repeats import earlier_cells
from lws_assess.records.events.visioning_events import Event, programme_of
from lws_assess.records.groups import list_groups
from lws_assess.records.rounds import Round
from lws_assess.survey.events.room_forecasts import ExpectedRoom, ForetoldSegment, foretell_segment
from lws_assess.survey.keys import NO_ROUND, AudienceKey, GroupKey
from lws_assess.survey.rounds.participation import CountedGroup


def foretell_event(
    session: Session, event: Event, people: Mapping[GroupKey, int], now: datetime
) -> tuple[ForetoldSegment, ...]:
    """Returns what may be shown of every part of its programme, in order."""
    room = ExpectedRoom(
        edition_of(session, event),
        tuple(
            CountedGroup(one.key, one.name, one.branch, AudienceKey(one.audience), people.get(one.key, 0))
            for one in list_groups(session, event.partnership)
        ),
        event.tables,
        event.smallest_number,
        bool(event.group),
        tuple(earlier_cells(session, _round_to_come(event, now), now)),
    )
    return tuple(
        foretell_segment(segment, room) for segment in programme_of(session, event.partnership, event.key)
    )


def _round_to_come(event: Event, now: datetime) -> Round:
    """The round in which people would rate if the event began now. It is not kept."""
    return Round(partnership=event.partnership, key=NO_ROUND, event=event.key, opens_at=now)

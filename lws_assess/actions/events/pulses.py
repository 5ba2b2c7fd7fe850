"""The numbers of a room that move while phones and screens look on: none of them says what anybody chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.records.events import people, votes
from lws_assess.records.events.visioning_events import find_event_by_code
from lws_assess.records.responses import answered_by_group
from lws_assess.survey.keys import NO_ROUND, EventKey, PartnershipKey


@dataclass(frozen=True)
class ScreenPulse:
    """`version` moves when a host does something; the rest are counts that the screen shows."""

    version: int
    gathered: int
    timer_ends: datetime | None
    people: int
    cast: int  # ballots of the vote that is open
    rated: int  # questionnaires of rating alone that were sent


def read_pulse(session: Session, code: str) -> ScreenPulse | None:
    """The pulse of the room with that code now; None where there is none."""
    event = find_event_by_code(session, code)
    if event is None:
        return None
    where = (event.partnership, event.key)
    rated = answered_by_group(session, event.partnership, event.round or NO_ROUND)
    return ScreenPulse(
        version=event.version,
        gathered=event.gathered,
        timer_ends=event.timer_ends_at,
        people=people.count_people(session, *where),
        cast=votes.count_event_ballots(session, *where, event.vote) if event.vote else 0,
        rated=sum(sent for _, sent in rated.values()),
    )


def people_by_table(session: Session, partnership: PartnershipKey, event: EventKey) -> Mapping[str, int]:
    """Returns how many people sit at each table of a room."""
    return people.people_by_table(session, partnership, event)

"""The pulse of a room: what phones and screens ask every second or two, answered from memory.

Each process reads a room's numbers at most four times a second, however many ask. Nothing depends on it: whoever
sees a new version loads the page itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.records.events import people as event_people
from lws_assess.records.events import votes as event_votes
from lws_assess.records.events.visioning_events import Event, find_event_by_code
from lws_assess.records.responses import answered_by_group
from lws_assess.survey.keys import NO_ROUND, EventKey, PartnershipKey
from lws_assess.web.loading import database

SECONDS_KEPT = 0.25
SECONDS_OF_TABLES = 1.0
MOST_ROOMS = 1_000


@dataclass(frozen=True)
class Pulse:
    """`version` moves when a host does something; the rest are counts that the screen shows."""

    version: int
    gathered: int
    timer_ends: datetime | None
    people: int
    cast: int  # ballots of the vote that is open
    rated: int  # questionnaires of rating alone that were sent


_pulses: dict[str, tuple[float, Pulse | None]] = {}
_ran: dict[str, None] = {}  # codes under which this process has seen a room
_tables: dict[tuple[PartnershipKey, EventKey], tuple[float, Mapping[str, int]]] = {}
_lock = threading.Lock()


def find_pulse(code: str) -> Pulse | None:
    """The pulse of the room with that code, no older than a quarter of a second; None where there is none."""
    now = time.monotonic()
    kept = _pulses.get(code)
    if kept and now - kept[0] < SECONDS_KEPT:
        return kept[1]
    with _lock:  # one reads, the others wait for what it finds
        kept = _pulses.get(code)
        if kept and time.monotonic() - kept[0] < SECONDS_KEPT:
            return kept[1]
        pulse = _read(code)
        if pulse:
            _remember(code)
        if len(_pulses) >= MOST_ROOMS:
            _pulses.clear()
        _pulses[code] = (time.monotonic(), pulse)
    return pulse


def seconds_left(ends: datetime | None, moment: datetime) -> float | None:
    """What is left of a timer, never below 0; None where none runs. Devices count from it, not from their clocks."""
    return max(0.0, round((ends - moment).total_seconds(), 1)) if ends else None


def timer_told(ends: datetime | None, moment: datetime) -> dict[str, float]:
    """The same as part of a reply to a script: nothing where no timer runs."""
    left = seconds_left(ends, moment)
    return {} if left is None else {"seconds": left}


def find_tables(session: Session, event: Event) -> Mapping[str, int]:
    """How many people sit at each table of a room, no older than a second: everybody's row is opened for it."""
    where = (event.partnership, event.key)
    kept = _tables.get(where)
    if kept is None or time.monotonic() - kept[0] >= SECONDS_OF_TABLES:
        if len(_tables) >= MOST_ROOMS:
            _tables.clear()
        kept = _tables[where] = (time.monotonic(), event_people.people_by_table(session, *where))
    return kept[1]


def _remember(code: str) -> None:
    _ran.pop(code, None)
    if len(_ran) >= MOST_ROOMS:
        del _ran[next(iter(_ran))]
    _ran[code] = None


def ran(code: str) -> bool:
    """Whether there has been a room of that code: a hall of phones that still asks for it has guessed nothing."""
    return code in _ran


def _read(code: str) -> Pulse | None:
    with database().reading() as session:
        event = find_event_by_code(session, code)
        if event is None:
            return None
        where = (event.partnership, event.key)
        rated = answered_by_group(session, event.partnership, event.round or NO_ROUND)
        return Pulse(
            version=event.version,
            gathered=event.gathered,
            timer_ends=event.timer_ends_at,
            people=event_people.count_people(session, *where),
            cast=event_votes.count_ballots(session, *where, event.vote) if event.vote else 0,
            rated=sum(sent for _, sent in rated.values()),
        )

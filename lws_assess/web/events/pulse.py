"""The pulse of a room: what phones and screens ask every second or two, answered from memory.

Each process reads a room's numbers at most four times a second, however many ask. Nothing depends on it: whoever
sees a new version loads the page itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import Session

from lws_assess.actions.events.pulses import ScreenPulse, people_by_table, read_pulse
from lws_assess.records.events.visioning_events import Event
from lws_assess.survey.events.segment_clocks import seconds_left
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.web.loading import current_database

SECONDS_KEPT = 0.25
SECONDS_OF_TABLES = 1.0
MOST_ROOMS = 1_000
PULSES = "pulses of rooms"


@dataclass
class RoomPulses:
    """Holds what this process has read of each room, and when; `room_has_run` are codes under which it has seen one."""

    _pulses: dict[str, tuple[float, ScreenPulse | None]] = field(default_factory=dict)
    _tables: dict[tuple[PartnershipKey, EventKey], tuple[float, Mapping[str, int]]] = field(
        default_factory=dict
    )
    _ran: dict[str, None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find_kept(self, code: str) -> tuple[bool, ScreenPulse | None]:
        """Says if what is kept of a code is fresh, and gives it."""
        kept = self._pulses.get(code)
        return (True, kept[1]) if kept and time.monotonic() - kept[0] < SECONDS_KEPT else (False, None)

    def find(self, code: str) -> ScreenPulse | None:
        fresh, pulse = self.find_kept(code)
        if fresh:
            return pulse
        with self._lock:  # one reads, the others wait for what it finds
            fresh, pulse = self.find_kept(code)
            if fresh:
                return pulse
            pulse = _read(code)
            if pulse:
                self._remember(code)
            if len(self._pulses) >= MOST_ROOMS:
                self._pulses.clear()
            self._pulses[code] = (time.monotonic(), pulse)
        return pulse

    def find_tables(self, session: Session, event: Event) -> Mapping[str, int]:
        where = (event.partnership, event.key)
        kept = self._tables.get(where)
        if kept is None or time.monotonic() - kept[0] >= SECONDS_OF_TABLES:
            if len(self._tables) >= MOST_ROOMS:
                self._tables.clear()
            kept = self._tables[where] = (time.monotonic(), people_by_table(session, *where))
        return kept[1]

    def _remember(self, code: str) -> None:
        self._ran.pop(code, None)
        if len(self._ran) >= MOST_ROOMS:
            del self._ran[next(iter(self._ran))]
        self._ran[code] = None

    def has_run(self, code: str) -> bool:
        return code in self._ran


def install(app: Flask) -> None:
    app.extensions[PULSES] = RoomPulses()


def _pulses(app: Flask) -> RoomPulses:
    found: RoomPulses = app.extensions[PULSES]
    return found


def find_pulse(code: str) -> ScreenPulse | None:
    """The pulse of the room with that code, no older than a quarter of a second; None where there is none."""
    return _pulses(current_app).find(code)


def pulse_in_memory(app: Flask, code: str) -> ScreenPulse | None:
    """The pulse of the room with that code where this app has a fresh one; None where it would have to read it."""
    return _pulses(app).find_kept(code)[1]


def pulse_told(pulse: ScreenPulse, moment: datetime) -> dict[str, object]:
    """Returns what phones are told of a pulse."""
    return {
        "version": pulse.version,
        "gathered": pulse.gathered,
        **timer_told(pulse.timer_ends, moment),
    }


def find_tables(session: Session, event: Event) -> Mapping[str, int]:
    """Returns how many people sit at each table of a room, no older than a second: everybody's row is opened for it."""
    return _pulses(current_app).find_tables(session, event)


def room_has_run(code: str) -> bool:
    """True if there has been a room of that code: a hall of phones that still asks for it has guessed nothing."""
    return _pulses(current_app).has_run(code)


def timer_told(ends: datetime | None, moment: datetime) -> dict[str, float]:
    """Returns what is left of a timer, as part of a reply to a script: nothing where none runs."""
    left = seconds_left(ends, moment)
    return {} if left is None else {"seconds": left}


def _read(code: str) -> ScreenPulse | None:
    with current_database().reading() as session:
        return read_pulse(session, code)

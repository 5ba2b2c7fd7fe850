"""Visioning events: what is planned, and where a running one stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.rounds import Round
from lws_assess.survey.events import RUNNING, WINDOW
from lws_assess.survey.programmes import Segment
from lws_assess.survey.rounds import FEWEST


class Event(Base):
    """A visioning event. `version` counts what its hosts did, so that screens and phones see that it changed."""

    __tablename__ = "events"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        ForeignKeyConstraint(["partnership", "group"], ["groups.partnership", "groups.key"]),
        CheckConstraint("state IN ('planned', 'running', 'ended')", name="state"),
        CheckConstraint(f"smallest_number >= {FEWEST}", name="smallest_number"),
    )

    partnership: Mapped[str] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]
    starts: Mapped[str] = mapped_column(default="09:00")  # by the clock on the wall
    tables: Mapped[int] = mapped_column(default=8)  # 0 where nobody sits at numbered tables
    length: Mapped[str] = mapped_column(default="full")  # the form of rating alone that professionals get
    instrument: Mapped[str]  # the questionnaire; frozen when the event begins
    group: Mapped[str | None]  # whose meeting it is, where one group's lead runs it
    smallest_number: Mapped[int] = mapped_column(default=FEWEST)  # k: nothing of fewer people is shown
    state: Mapped[str] = mapped_column(default="planned")
    edition: Mapped[str | None] = mapped_column(ForeignKey("editions.digest"))  # since it began
    round: Mapped[str | None]  # the round in which people rate alone
    code: Mapped[str | None] = mapped_column(index=True, unique=True)  # of the room; gone when it ends
    scribe_code: Mapped[str | None]  # makes a device in the room that of a scribe; gone when it ends
    salt: Mapped[bytes | None] = mapped_column(
        LargeBinary(16)
    )  # paper slips follow from it; gone when it ends
    slips: Mapped[int] = mapped_column(default=0)  # how many slips have numbers
    version: Mapped[int] = mapped_column(default=0)
    gathered: Mapped[int] = mapped_column(default=0)  # how often everyone was brought to where the room is
    segment: Mapped[str] = mapped_column(default="")  # where the room is
    step: Mapped[int] = mapped_column(default=0)  # within the segment: 0, or the number of an area
    vote: Mapped[int | None]  # the vote that the segment is about now
    rating_shown: Mapped[bool] = mapped_column(default=False)  # what people rated alone has been shown
    hidden: Mapped[bool] = mapped_column(default=False)  # the screen shows nothing of the room
    message: Mapped[str] = mapped_column(Text, default="")  # to all
    timer_ends_at: Mapped[datetime | None]
    acted_by: Mapped[str] = mapped_column(
        default=""
    )  # who did the last thing, so that two hosts see each other
    acted: Mapped[str] = mapped_column(default="")
    acted_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    attended_json: Mapped[str] = mapped_column(Text, default="{}")  # people by group, counted when it ended

    @property
    def attended(self) -> dict[str, int]:
        counted: dict[str, int] = json.loads(self.attended_json)
        return counted


class EventSegment(Base):
    """A part of an event's programme."""

    __tablename__ = "event_segments"
    __table_args__ = (ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),)

    partnership: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    kind: Mapped[str]  # survey.programmes.KINDS
    title: Mapped[str]
    minutes: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")  # on the screen below the title
    led_by: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(Text, default="")  # for the host


def find_event(session: Session, partnership: str, key: str) -> Event | None:
    return session.get(Event, (partnership, key))


def get_event_for_change(session: Session, partnership: str, key: str) -> Event:
    """The event, held until the transaction ends: of two hosts who act at once, one goes after the other.

    Its key does not change, so votes and words that refer to it need not wait, nor the host for them.
    """
    return session.scalars(
        select(Event)
        .where(Event.partnership == partnership, Event.key == key)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def list_events(session: Session, partnership: str) -> list[Event]:
    """Those that run first, then those that are planned by day, then those that are over, newest first."""
    events = session.scalars(select(Event).where(Event.partnership == partnership)).all()
    order = {"running": 0, "planned": 1, "ended": 2}

    def place(event: Event) -> tuple[int, int, str]:
        day = event.day.toordinal() if event.day else 0
        return order[event.state], -day if event.state == "ended" else day, event.key

    return sorted(events, key=place)


def events_running(session: Session, partnership: str) -> list[Event]:
    return list(
        session.scalars(
            select(Event)
            .where(Event.partnership == partnership, Event.state == RUNNING)
            .order_by(Event.key)
            .execution_options(populate_existing=True)
        )
    )


def events_left_running(session: Session, now: datetime) -> list[Event]:
    """Events of every partnership that nobody has ended within their window."""
    return list(session.scalars(select(Event).where(Event.state == RUNNING, Event.opened_at <= now - WINDOW)))


def find_event_by_code(session: Session, code: str, held: bool = False) -> Event | None:
    """The running event of a room's code. Held, it cannot end before what is being kept for it is kept."""
    found = select(Event).where(Event.code == code)
    return session.scalars(found.with_for_update(read=True, key_share=True) if held else found).one_or_none()


def find_event_of_round(session: Session, this: Round) -> Event | None:
    return session.get(Event, (this.partnership, this.event)) if this.event else None


def programme_of(session: Session, partnership: str, key: str) -> tuple[Segment, ...]:
    """The segments in order."""
    rows = session.scalars(
        select(EventSegment)
        .where(EventSegment.partnership == partnership, EventSegment.event == key)
        .order_by(EventSegment.position)
    )
    return tuple(
        Segment(row.key, row.kind, row.title, row.minutes, row.words, row.led_by, row.notes) for row in rows
    )


def keep_programme(session: Session, partnership: str, key: str, segments: Sequence[Segment]) -> None:
    """Replaces the programme by these segments, in this order."""
    session.execute(
        delete(EventSegment).where(EventSegment.partnership == partnership, EventSegment.event == key)
    )
    session.flush()
    session.add_all(
        EventSegment(
            partnership=partnership,
            event=key,
            key=segment.key,
            position=position,
            kind=segment.kind,
            title=segment.title,
            minutes=segment.minutes,
            words=segment.words,
            led_by=segment.led_by,
            notes=segment.notes,
        )
        for position, segment in enumerate(segments)
    )
    session.flush()

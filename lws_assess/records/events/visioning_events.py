"""Visioning events: what is planned, and where a running one stands."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, OneOf, at_hand
from lws_assess.records.events.sealing import CODE, EventSealing, RoomCodes
from lws_assess.records.rounds import Round
from lws_assess.records.sealing_keys import FolderAway, KeyLost, KeyTrouble, UnderAKey, find_key
from lws_assess.survey.events.own_questions import question_from_json, question_to_json
from lws_assess.survey.events.programmes import Segment
from lws_assess.survey.events.rooms import WINDOW, EventState
from lws_assess.survey.keys import EditionDigest, EventKey, GroupKey, PartnershipKey, RoundKey, SegmentKey
from lws_assess.survey.smallest_numbers import FEWEST


class Event(UnderAKey, Base):
    """A visioning event. `version` counts what its hosts did, so that screens and phones see that it changed.

    `moves` counts what of that moved the room or its programme: a press says at which of them it was made.
    Its key is made when it begins, and destroyed when it has ended.
    """

    __tablename__ = "events"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        ForeignKeyConstraint(["partnership", "group"], ["groups.partnership", "groups.key"]),
        OneOf.check("state", EventState),
        CheckConstraint(f"smallest_number >= {FEWEST}", name="smallest_number"),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(ForeignKey("partnerships.key"), primary_key=True)
    key: Mapped[EventKey] = mapped_column(primary_key=True)
    title: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    day: Mapped[date | None]
    starts: Mapped[str] = mapped_column(default="09:00")  # by the clock on the wall
    timed_segments: Mapped[bool] = mapped_column(default=False)  # each starts its own minutes by itself
    tables: Mapped[int] = mapped_column(default=8)  # 0 where nobody sits at numbered tables
    length: Mapped[str] = mapped_column(default="full")  # the form of rating alone that professionals get
    instrument: Mapped[str]  # the questionnaire; frozen when the event begins
    group: Mapped[GroupKey | None]  # whose meeting it is, where one group's lead runs it
    smallest_number: Mapped[int] = mapped_column(default=FEWEST)  # k: nothing of fewer people is shown
    state: Mapped[EventState] = mapped_column(OneOf(EventState), default=EventState.PLANNED)
    edition: Mapped[EditionDigest | None] = mapped_column(ForeignKey("editions.digest"))  # since it began
    round: Mapped[RoundKey | None]  # the round in which people rate alone
    # Finds the room; gone when it ends. As it is unique, PostgreSQL lets an event end only after whoever holds it.
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True, unique=True)
    codes: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: `codes_of`; gone when it ends
    # Finds the card to keep for some days after the end; nothing where a hidden screen has taken back what it showed.
    card_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True, unique=True)
    slips: Mapped[int] = mapped_column(default=0)  # how many slips have numbers
    handed_out_json: Mapped[str] = mapped_column(Text, default="{}")  # slips by table, as a host has said
    hands: Mapped[int | None]  # of a lead's meeting: counted by a second person; nothing once somebody joins
    version: Mapped[int] = mapped_column(default=0)
    moves: Mapped[int] = mapped_column(default=0)
    gathered: Mapped[int] = mapped_column(default=0)  # how often everyone was brought to where the room is
    segment: Mapped[SegmentKey] = mapped_column(default="")  # where the room is
    step: Mapped[int] = mapped_column(default=0)  # within the segment: 0, or the number of an area
    vote: Mapped[int | None]  # the vote that the segment is about now
    rating_shown: Mapped[bool] = mapped_column(default=False)  # what people rated alone has been shown
    hidden: Mapped[bool] = mapped_column(default=False)  # the screen shows nothing of the room
    message: Mapped[str] = mapped_column(Text, default="")  # to all
    themes_of: Mapped[str] = mapped_column(default="")  # whose ideas tables put under themes now
    captions: Mapped[bool] = mapped_column(default=False)  # the screen shows what captioners type
    timer_ends_at: Mapped[datetime | None]
    acted_by: Mapped[str] = mapped_column(
        default=""
    )  # who did the last thing, so that two hosts see each other
    acted: Mapped[str] = mapped_column(default="")
    acted_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    put_away: Mapped[bool] = mapped_column(default=False)  # out of the list of events; all of it stays
    rehearses: Mapped[
        EventKey | None
    ]  # the planned event that this is a rehearsal of: erased, and listed nowhere
    rehearsal_json: Mapped[str] = mapped_column(Text, default="")  # survey.events.rehearsals; empty elsewhere
    attended_json: Mapped[str] = mapped_column(Text, default="{}")  # people by group, counted when it ended
    ticked_facts_json: Mapped[str] = mapped_column(Text, default="[]")  # what waiting phones tell of a round
    sealed_anew: Mapped[int | None]  # how many words and notes of tables were written anew when it ended

    @property
    def names_of_tables(self) -> list[str]:
        """The numbers of its tables; one that is empty in a room without tables."""
        return [str(number) for number in range(1, self.tables + 1)] or [""]

    @property
    def handed_out(self) -> dict[str, int]:
        """Returns how many paper slips each table was given; "" stands for a room without tables."""
        given: dict[str, int] = json.loads(self.handed_out_json)
        return given

    @property
    def attended(self) -> dict[str, int]:
        counted: dict[str, int] = json.loads(self.attended_json)
        return counted


class EventSegment(Base):
    """A part of an event's programme."""

    __tablename__ = "event_segments"
    __table_args__ = (ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),)

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    event: Mapped[EventKey] = mapped_column(primary_key=True)
    key: Mapped[SegmentKey] = mapped_column(primary_key=True)
    position: Mapped[int]
    kind: Mapped[str]  # survey.programmes.KINDS
    title: Mapped[str]
    minutes: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")  # on the screen below the title
    led_by: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(Text, default="")  # for the host
    place: Mapped[str] = mapped_column(default="")  # empty where it is with the rest
    question_json: Mapped[str] = mapped_column(
        Text, default=""
    )  # of the room's own; empty where it asks none


def find_event(session: Session, partnership: PartnershipKey, key: EventKey) -> Event | None:
    return session.get(Event, (partnership, key))


def get_event_for_change(session: Session, partnership: PartnershipKey, key: EventKey) -> Event:
    """The event, held until the transaction ends: of two hosts who act at once, one goes after the other.

    Its key does not change, so votes and words that refer to it need not wait, nor the host for them.
    """
    return session.scalars(
        select(Event)
        .where(Event.partnership == partnership, Event.key == key)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def hold_event_still(session: Session, partnership: PartnershipKey, key: EventKey) -> Event:
    """The event as it is now; until the transaction ends no host does anything to it. Several may hold it so."""
    return session.scalars(
        select(Event)
        .where(Event.partnership == partnership, Event.key == key)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()


def list_events(session: Session, partnership: PartnershipKey) -> list[Event]:
    """Returns those that run first, then those that are planned by day, then those that are over, newest first.

    No rehearsal is among them.
    """
    mine = select(Event).where(Event.partnership == partnership, Event.rehearses.is_(None))
    events = session.scalars(mine).all()
    order = {EventState.RUNNING: 0, EventState.PLANNED: 1, EventState.ENDED: 2}

    def place(event: Event) -> tuple[int, int, str]:
        day = event.day.toordinal() if event.day else 0
        return order[event.state], -day if event.state == EventState.ENDED else day, event.key

    return sorted(events, key=place)


def events_running(session: Session, partnership: PartnershipKey) -> list[Event]:
    return list(
        session.scalars(
            select(Event)
            .where(Event.partnership == partnership, Event.state == EventState.RUNNING)
            .order_by(Event.key)
            .execution_options(populate_existing=True)
        )
    )


def events_left_running(session: Session, now: datetime) -> list[Event]:
    """Events of every partnership that nobody has ended within their window. Rehearsals are erased before."""
    left = select(Event).where(Event.state == EventState.RUNNING, Event.opened_at <= now - WINDOW)
    return list(session.scalars(left.where(Event.rehearses.is_(None))))


def find_event_by_code(session: Session, code: str, held: bool = False) -> Event | None:
    """The running event of a room's code. Held, it cannot end before what is being kept for it is kept.

    An event whose key is lost has no code any more. Raises FolderAway where no key can be read now.
    """
    found, away = None, None
    for event in session.scalars(select(Event).where(Event.state == EventState.RUNNING)):
        try:
            if seal_with(session, event).is_code(code, event.code_hash):
                found = event
                break
        except FolderAway as trouble:
            away = trouble
        except KeyTrouble:
            continue
    if found is None and away:
        raise away
    if found is None or not held:
        return found
    return session.scalars(
        select(Event)
        .where(
            Event.partnership == found.partnership, Event.key == found.key, Event.state == EventState.RUNNING
        )
        .with_for_update(read=True, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def find_event_by_card(session: Session, card_hash: bytes) -> Event | None:
    """The event whose card to keep a secret leads to, whether it runs or is over."""
    return session.scalars(select(Event).where(Event.card_hash == card_hash)).one_or_none()


def find_event_of_round(session: Session, this: Round) -> Event | None:
    return session.get(Event, (this.partnership, this.event)) if this.event else None


def programme_of(session: Session, partnership: PartnershipKey, key: EventKey) -> tuple[Segment, ...]:
    """The segments in order."""
    rows = session.scalars(
        select(EventSegment)
        .where(EventSegment.partnership == partnership, EventSegment.event == key)
        .order_by(EventSegment.position)
    )
    return tuple(
        Segment(
            row.key,
            row.kind,
            row.title,
            row.minutes,
            row.words,
            row.led_by,
            row.notes,
            row.place,
            question_from_json(row.question_json),
        )
        for row in rows
    )


def keep_programme(
    session: Session, partnership: PartnershipKey, key: EventKey, segments: Sequence[Segment]
) -> None:
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
            place=segment.place,
            question_json=question_to_json(segment.question),
        )
        for position, segment in enumerate(segments)
    )
    session.flush()


# --- under the event's key -------------------------------------------------------------------------------

OF_EVENTS = "sealing of events"  # where a session keeps what it has found, so that a key is read once


def seal_with(session: Session, event: Event) -> EventSealing:
    """Returns what seals and opens for a running event. Raises KeyLost and FolderAway."""
    return _sealing(session, event.partnership, event.key, event.sealing_key, event.sealing_mark)


def find_sealing(session: Session, partnership: PartnershipKey, key: EventKey) -> EventSealing | None:
    """Returns what seals and opens for an event, found by its keys; None where the event does not run."""
    kept: EventSealing | None = _kept(session).get((partnership, key))
    if kept:
        return kept
    found = session.execute(
        select(Event.state, Event.sealing_key, Event.sealing_mark).where(
            Event.partnership == partnership, Event.key == key
        )
    ).one_or_none()
    if found is None or found.state != EventState.RUNNING:
        return None
    return _sealing(session, partnership, key, found.sealing_key, found.sealing_mark)


def get_sealing(session: Session, partnership: PartnershipKey, key: EventKey) -> EventSealing:
    """Returns what seals and opens for an event that is known to run."""
    found = find_sealing(session, partnership, key)
    assert found, f"{partnership}/{key} does not run"
    return found


def _kept(session: Session) -> dict[tuple[PartnershipKey, EventKey], EventSealing]:
    kept: dict[tuple[PartnershipKey, EventKey], EventSealing] = session.info.setdefault(OF_EVENTS, {})
    return kept


def _sealing(
    session: Session, partnership: PartnershipKey, key: EventKey, name: str | None, mark: bytes | None
) -> EventSealing:
    kept = _kept(session)
    found = kept.get((partnership, key))
    if found is None:
        found = kept[partnership, key] = EventSealing(find_key(session, name, mark))
    return found


def stop_sealing(session: Session, event: Event) -> None:
    """Nothing more is sealed or opened in this session for an event that has just ended."""
    _kept(session).pop((event.partnership, event.key), None)


class RoomFound(NamedTuple):
    """The running event of a room's code, with what tells by one statement that it still is."""

    partnership: PartnershipKey
    event: EventKey
    code_hash: bytes
    sealing: EventSealing


_RUNNING: Any = select(
    Event.partnership, Event.key, Event.sealing_key, Event.sealing_mark, Event.code_hash
).where(Event.state == EventState.RUNNING)
MOST_ROOMS = 1_000
LAST_FOUND = "rooms by their codes"


def _last_found(session: Session) -> dict[str, tuple[PartnershipKey, EventKey, str, bytes]]:
    """By code: which event had it last, and the name and the mark of its key."""
    found: dict[str, tuple[PartnershipKey, EventKey, str, bytes]] = at_hand(session, LAST_FOUND)
    return found


def find_room_by_code(session: Session, code: str) -> RoomFound | None:
    """The room of a code. Raises FolderAway where no key can be read now."""
    away = None
    for partnership, key, name, mark, kept in session.connection().execute(_RUNNING).all():
        try:
            sealing = _sealing(session, partnership, key, name, mark)
        except FolderAway as trouble:
            away = trouble
        except KeyTrouble:
            continue
        else:
            if sealing.is_code(code, kept):
                last_found = _last_found(session)
                if len(last_found) >= MOST_ROOMS:
                    last_found.clear()
                last_found[code] = (partnership, key, name, mark)
                return RoomFound(partnership, key, kept, sealing)
    if away:
        raise away
    return None


def guess_room(session: Session, code: str) -> RoomFound | None:
    """The room that a code last had in this process, without asking the database: a hall votes in one second.

    Whoever uses it compares the hash of the code in the same statement, and looks with `find_room_by_code` where it
    differs.
    """
    found = _last_found(session).get(code)
    if found is None:
        return None
    partnership, key, name, mark = found
    sealing = _kept(session).get((partnership, key))
    if sealing is None:
        try:
            sealing = EventSealing(find_key(session, name, mark))
        except KeyTrouble:
            return None
    return RoomFound(partnership, key, sealing.hash(CODE, code.encode()), sealing)


def keep_sealing(session: Session, room: RoomFound) -> None:
    """Keeps for the session what seals for a room that has turned out to be there."""
    _kept(session)[room.partnership, room.event] = room.sealing


def keep_codes(session: Session, event: Event, codes: RoomCodes) -> None:
    """Gives a room its codes. Its event has its key already."""
    sealing = seal_with(session, event)
    event.code_hash, event.codes = sealing.hash(CODE, codes.room.encode()), sealing.seal_codes(codes)


def renew_scribe_codes(session: Session, event: Event) -> None:
    """Other codes of scribes from now on; whoever is a scribe stays one. A lost key leaves no code to renew.

    Raises FolderAway.
    """
    try:
        keep_codes(session, event, codes_of(session, event)._replace(of_scribes=os.urandom(16)))
    except KeyLost:
        return


def codes_of(session: Session, event: Event) -> RoomCodes:
    """The codes of a room; empty where the event does not run. Raises KeyLost and FolderAway."""
    return seal_with(session, event).open_codes(event.codes) if event.codes else RoomCodes()


def events_with_keys_left(session: Session) -> list[Event]:
    """Events of every partnership that have ended and whose key has not been destroyed yet."""
    return list(
        session.scalars(
            select(Event).where(
                Event.state == EventState.ENDED,
                Event.sealing_key.is_not(None),
                Event.sealing_key_gone_at.is_(None),
            )
        )
    )

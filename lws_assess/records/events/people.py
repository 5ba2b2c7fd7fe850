"""Who is in the room of a running event: under the event's key, their group, their table and what they may do.

Outside it stands nothing but a hash, by which whoever holds the device is found, and which event. Nothing leads from
here to a vote, a word or a rating. When the event ends, people are counted by group, these rows are erased, and the
key is destroyed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.events.sealing import PERSON, EventSealing
from lws_assess.records.events.visioning_events import find_sealing, get_sealing
from lws_assess.survey.keys import AudienceKey, EventKey, GroupKey, PartnershipKey


class EventPerson(Base):
    __tablename__ = "event_people"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_people_event", "partnership", "event"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True
    )  # keyed hash of what the device holds
    partnership: Mapped[PartnershipKey]
    event: Mapped[EventKey]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class InTheRoom(NamedTuple):
    """One person of a room, as every page of a phone needs them."""

    partnership: PartnershipKey
    event: EventKey
    group: GroupKey
    audience: AudienceKey
    table: str  # its number; empty where none was chosen
    scribe: bool  # writes down for the table
    paper: bool  # a slip, typed in by a scribe


def seal_person(sealing: EventSealing, row: bytes, found: InTheRoom) -> bytes:
    flags = ("scribe" if found.scribe else "", "paper" if found.paper else "")
    return sealing.people.seal(row, "\0".join((found.group, found.audience, found.table, *flags)).encode())


def open_person(
    sealing: EventSealing, partnership: PartnershipKey, event: EventKey, row: bytes, sealed: bytes
) -> InTheRoom:
    group, audience, table, scribe, paper = sealing.people.open(row, sealed).decode().split("\0")
    return InTheRoom(
        partnership, event, GroupKey(group), AudienceKey(audience), table, bool(scribe), bool(paper)
    )


_FIND: Any = select(EventPerson.sealed).where(
    EventPerson.id == bindparam("id"),
    EventPerson.partnership == bindparam("partnership"),
    EventPerson.event == bindparam("event"),
)


def find_person_in_room(
    session: Session, partnership: PartnershipKey, event: EventKey, person: bytes, held: bool = False
) -> InTheRoom | None:
    """Returns the person who holds a device in the room of one event. The row is held where it is to be changed."""
    sealing = find_sealing(session, partnership, event)
    if sealing is None:
        return None
    row = sealing.hash(PERSON, person)
    asked = _FIND.with_for_update() if held else _FIND
    named = {"id": row, "partnership": partnership, "event": event}
    sealed = session.connection().execute(asked, named).scalar_one_or_none()
    return open_person(sealing, partnership, event, row, sealed) if sealed else None


def keep_person(session: Session, person: bytes, found: InTheRoom) -> None:
    """Adds somebody to the room, or keeps what they have chosen instead."""
    sealing = get_sealing(session, found.partnership, found.event)
    row = sealing.hash(PERSON, person)
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(EventPerson) if on_sqlite else postgresql.insert(EventPerson)
    sealed = seal_person(sealing, row, found)
    session.connection().execute(
        statement.values(
            id=row, partnership=found.partnership, event=found.event, sealed=sealed
        ).on_conflict_do_update(index_elements=["id"], set_={"sealed": sealed})
    )


def remove_person(session: Session, partnership: PartnershipKey, event: EventKey, person: bytes) -> None:
    """Somebody leaves the room."""
    sealing = find_sealing(session, partnership, event)
    if sealing:
        session.execute(delete(EventPerson).where(EventPerson.id == sealing.hash(PERSON, person)))


def remove_phones(session: Session, partnership: PartnershipKey, event: EventKey) -> None:
    """Everybody but the holders of paper slips leaves the room."""
    phones = [row for row, one in _rows(session, partnership, event) if not one.paper]
    session.execute(delete(EventPerson).where(EventPerson.id.in_(phones)))


def make_scribe(session: Session, partnership: PartnershipKey, event: EventKey, person: bytes) -> None:
    found = find_person_in_room(session, partnership, event, person, held=True)
    if found:
        keep_person(session, person, found._replace(scribe=True))


def count_people(session: Session, partnership: PartnershipKey, event: EventKey) -> int:
    return session.execute(
        select(func.count()).where(EventPerson.partnership == partnership, EventPerson.event == event)
    ).scalar_one()


def _rows(
    session: Session, partnership: PartnershipKey, event: EventKey
) -> Iterator[tuple[bytes, InTheRoom]]:
    """Everybody in the room, with the key of their row."""
    sealing = find_sealing(session, partnership, event)
    if sealing is None:
        return
    rows = session.connection().execute(
        select(EventPerson.id, EventPerson.sealed).where(
            EventPerson.partnership == partnership, EventPerson.event == event
        )
    )
    for row, sealed in rows:
        yield row, open_person(sealing, partnership, event, row, sealed)


def people_of(session: Session, partnership: PartnershipKey, event: EventKey) -> list[InTheRoom]:
    """Everybody in the room."""
    return [one for _, one in _rows(session, partnership, event)]


def count_slips(
    session: Session, partnership: PartnershipKey, event: EventKey, table: str | None = None
) -> int:
    """Returns how many are in the room by a paper slip; of one table where it is named."""
    people = people_of(session, partnership, event)
    return sum(one.paper and table in (None, one.table) for one in people)


def people_by_group(session: Session, partnership: PartnershipKey, event: EventKey) -> dict[GroupKey, int]:
    return dict(Counter(one.group for one in people_of(session, partnership, event)))


def people_by_table(session: Session, partnership: PartnershipKey, event: EventKey) -> dict[str, int]:
    """Returns how many sit at each table; those without one are not among them."""
    counted = Counter(one.table for one in people_of(session, partnership, event) if one.table)
    return dict(sorted(counted.items(), key=lambda row: int(row[0])))


def erase_people(session: Session, partnership: PartnershipKey, event: EventKey) -> None:
    session.execute(
        delete(EventPerson).where(EventPerson.partnership == partnership, EventPerson.event == event)
    )

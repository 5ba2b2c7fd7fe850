"""Who is in the room of a running event: a hash of what their device holds, their group and their table.

Nothing leads from here to a vote, a word or a rating. When the event ends, people are counted by group and these
rows are erased.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base


class EventPerson(Base):
    __tablename__ = "event_people"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_people_event", "partnership", "event", "group"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # hash of the device's secret
    partnership: Mapped[str]
    event: Mapped[str]
    group: Mapped[str]
    audience: Mapped[str]
    table: Mapped[str]  # its number; empty where none was chosen
    scribe: Mapped[bool]  # writes down for the table
    paper: Mapped[bool]  # a slip, typed in by a scribe


class InTheRoom(NamedTuple):
    """One person of a room, as every page of a phone needs them."""

    partnership: str
    event: str
    group: str
    audience: str
    table: str
    scribe: bool
    paper: bool


_FIND: Any = select(
    EventPerson.partnership,
    EventPerson.event,
    EventPerson.group,
    EventPerson.audience,
    EventPerson.table,
    EventPerson.scribe,
    EventPerson.paper,
).where(EventPerson.id == bindparam("id"))


def find_person_in_room(session: Session, person: bytes) -> InTheRoom | None:
    row = session.connection().execute(_FIND, {"id": person}).one_or_none()
    return InTheRoom(*row) if row else None


def keep_person(session: Session, person: bytes, found: InTheRoom) -> None:
    """Adds somebody to the room, or lets them choose group and table again."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(EventPerson) if on_sqlite else postgresql.insert(EventPerson)
    values = {"id": person, **found._asdict()}
    chosen = {"group": found.group, "audience": found.audience, "table": found.table}
    session.connection().execute(
        statement.values(values).on_conflict_do_update(index_elements=["id"], set_=chosen)
    )


def remove_person(session: Session, person: bytes) -> None:
    """Somebody leaves the room."""
    session.execute(delete(EventPerson).where(EventPerson.id == person))


def remove_phones(session: Session, partnership: str, event: str) -> None:
    """Everybody but the holders of paper slips leaves the room."""
    session.execute(
        delete(EventPerson).where(
            EventPerson.partnership == partnership, EventPerson.event == event, EventPerson.paper.is_(False)
        )
    )


def make_scribe(session: Session, person: bytes) -> None:
    session.execute(update(EventPerson).where(EventPerson.id == person).values(scribe=True))


def count_people(session: Session, partnership: str, event: str) -> int:
    return session.execute(
        select(func.count()).where(EventPerson.partnership == partnership, EventPerson.event == event)
    ).scalar_one()


def count_slips(session: Session, partnership: str, event: str, table: str | None = None) -> int:
    """How many are in the room by a paper slip; of one table where it is named."""
    counted = select(func.count()).where(
        EventPerson.partnership == partnership, EventPerson.event == event, EventPerson.paper
    )
    return session.execute(
        counted if table is None else counted.where(EventPerson.table == table)
    ).scalar_one()


def people_by_group(session: Session, partnership: str, event: str) -> dict[str, int]:
    rows = session.execute(
        select(EventPerson.group, func.count())
        .where(EventPerson.partnership == partnership, EventPerson.event == event)
        .group_by(EventPerson.group)
    )
    return {row[0]: row[1] for row in rows}


def people_by_table(session: Session, partnership: str, event: str) -> dict[str, int]:
    """How many sit at each table; those without one are not among them."""
    rows = session.execute(
        select(EventPerson.table, func.count())
        .where(EventPerson.partnership == partnership, EventPerson.event == event, EventPerson.table != "")
        .group_by(EventPerson.table)
    )
    return dict(sorted(((table, number) for table, number in rows), key=lambda row: int(row[0])))


def erase_people(session: Session, partnership: str, event: str) -> None:
    session.execute(
        delete(EventPerson).where(EventPerson.partnership == partnership, EventPerson.event == event)
    )

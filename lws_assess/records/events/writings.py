"""What people and tables write while an event runs: words, agreed ratings and proposed actions, under its key.

Links to the screen and captions lie there too. Outside the ciphertext stand a hash, which of these it is, and which
event. When the event ends, what outlives it is
written anew into tables of its own (`event_words`, `event_tables`). There it stands in the order of new keys that are
drawn at random. These rows are erased then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.events.sealing import NAME_BYTES, EventSealing, as_text
from lws_assess.records.events.visioning_events import get_sealing
from lws_assess.survey.keys import EventKey, PartnershipKey

WORD, RATING, ACTION = "word", "rating", "action"
LINK, CAPTIONS, PLACED, GROUPED = (
    "link",
    "captions",
    "placed",
    "grouped",
)  # nothing of these outlives the event

Fields = dict[str, Any]


class EventWriting(Base):
    __tablename__ = "event_writings"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_writings_event", "partnership", "event", "what"),
        CheckConstraint(
            "what IN ('word', 'rating', 'action', 'link', 'captions', 'placed', 'grouped')", name="what"
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(NAME_BYTES), primary_key=True)  # keyed hash
    partnership: Mapped[PartnershipKey]
    event: Mapped[EventKey]
    what: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


def row_of(sealing: EventSealing, what: str, named: bytes) -> bytes:
    """The key under which a writing is kept, by what names it: sent twice it is kept once."""
    return sealing.hash(f"{what} of an event", named)[:NAME_BYTES]


def seal_writing(sealing: EventSealing, what: str, row: bytes, fields: Fields) -> bytes:
    return sealing.writings.seal(what.encode() + row, as_text(fields))


def open_writing(sealing: EventSealing, what: str, row: bytes, sealed: bytes) -> Fields:
    fields: Fields = json.loads(sealing.writings.open(what.encode() + row, sealed))
    return fields


def _of(partnership: PartnershipKey, event: EventKey, what: str) -> tuple[Any, ...]:
    return (
        EventWriting.partnership == partnership,
        EventWriting.event == event,
        EventWriting.what == what,
    )


def keep_writing(
    session: Session,
    partnership: PartnershipKey,
    event: EventKey,
    what: str,
    row: bytes,
    fields: Fields,
    anew: bool = False,
) -> bool:
    """Keeps a writing as it was first sent, or `anew` as it is now; false where nothing was written."""
    sealing = get_sealing(session, partnership, event)
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(EventWriting) if on_sqlite else postgresql.insert(EventWriting)
    sealed = seal_writing(sealing, what, row, fields)
    statement = insert.values(id=row, partnership=partnership, event=event, what=what, sealed=sealed)
    again = (
        statement.on_conflict_do_update(index_elements=["id"], set_={"sealed": sealed})
        if anew
        else statement.on_conflict_do_nothing()
    )
    # What was written is asked for: of inserts PostgreSQL's driver counts no rows.
    return session.connection().execute(again.returning(EventWriting.id)).one_or_none() is not None


def find_writing(
    session: Session, partnership: PartnershipKey, event: EventKey, what: str, row: bytes, held: bool = False
) -> Fields | None:
    """Returns what is written in a row; held where it is to be changed."""
    asked = select(EventWriting.sealed).where(EventWriting.id == row, *_of(partnership, event, what))
    sealed = session.connection().execute(asked.with_for_update() if held else asked).scalar_one_or_none()
    if sealed is None:
        return None
    return open_writing(get_sealing(session, partnership, event), what, row, sealed)


def writings_of(
    session: Session, partnership: PartnershipKey, event: EventKey, what: str
) -> Iterator[tuple[bytes, Fields]]:
    """Everything of one kind with its key, in the order of these."""
    sealing = get_sealing(session, partnership, event)
    rows = session.connection().execute(
        select(EventWriting.id, EventWriting.sealed)
        .where(*_of(partnership, event, what))
        .order_by(EventWriting.id)
    )
    for row, sealed in rows:
        yield row, open_writing(sealing, what, row, sealed)


def rows_kept(session: Session, rows: list[bytes]) -> set[bytes]:
    """Returns which of these keys are there."""
    return set(session.scalars(select(EventWriting.id).where(EventWriting.id.in_(rows))))


def count_writings(session: Session, partnership: PartnershipKey, event: EventKey) -> int:
    return session.execute(
        select(func.count()).where(EventWriting.partnership == partnership, EventWriting.event == event)
    ).scalar_one()


def erase_writing(
    session: Session, partnership: PartnershipKey, event: EventKey, what: str, row: bytes
) -> None:
    session.execute(delete(EventWriting).where(EventWriting.id == row, *_of(partnership, event, what)))


def erase_writings(session: Session, partnership: PartnershipKey, event: EventKey) -> None:
    session.execute(
        delete(EventWriting).where(EventWriting.partnership == partnership, EventWriting.event == event)
    )

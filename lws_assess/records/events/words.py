"""What people in the room wrote: words and notes, and who is missing. Nothing says who wrote them, or when.

While an event runs, its words lie under its key (`event_writings`). What was let through is written anew when it
ends, and the table below holds that alone.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, OneOf
from lws_assess.records.events.sealing import NAME_BYTES
from lws_assess.records.events.visioning_events import find_sealing, get_sealing
from lws_assess.records.events.writings import (
    WORD,
    Fields,
    find_writing,
    keep_writing,
    row_of,
    rows_kept,
    writings_of,
)
from lws_assess.survey.events.rooms import WordState
from lws_assess.survey.keys import NO_SEGMENT, AreaCode, EventKey, GroupKey, PartnershipKey, SegmentKey

HELPS, HINDERS, VISION, MISSING = "helps", "hinders", "vision", "missing"
THEME = "theme"  # a name that a table gave to what it put together; only while the event runs
ANSWER, ASKED = "answer", "asked"  # to an open question; a question that somebody of the room asks


class EventWord(Base):
    """One thing that somebody wrote. Only what was let through stands on the screen."""

    __tablename__ = "event_words"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_words_event", "partnership", "event", "kind"),
        CheckConstraint("kind IN ('helps', 'hinders', 'vision', 'missing', 'answer', 'asked')", name="kind"),
        OneOf.check("state", WordState),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    partnership: Mapped[PartnershipKey]
    event: Mapped[EventKey]
    kind: Mapped[str]
    area: Mapped[AreaCode]
    # Of an answer, or a question of the room: the part of the programme that asked for it.
    segment: Mapped[SegmentKey]
    text: Mapped[str] = mapped_column(Text)
    more: Mapped[str] = mapped_column(Text)  # of who is missing: who could ask them
    state: Mapped[WordState] = mapped_column(OneOf(WordState))
    theme: Mapped[str]  # what the scribe or host has put it together under
    risk: Mapped[bool]  # its words may speak of somebody at risk
    parked: Mapped[bool]  # a question of the room, to be answered later
    group: Mapped[GroupKey]  # of who is missing: the group that was made of it
    # What tells whether the same is sent again, whatever a host has made of its words since. Kept while the event
    # runs, with what is sealed; of what was written before that was kept, there is none.
    sent = ""


def _word(partnership: PartnershipKey, event: EventKey, row: bytes, fields: Fields) -> EventWord:
    whole = {"segment": NO_SEGMENT, "parked": False, **fields, "state": WordState(fields["state"])}
    return EventWord(id=row, partnership=partnership, event=event, **whole)


def row_of_word(session: Session, partnership: PartnershipKey, event: EventKey, named: bytes) -> bytes:
    """The key under which a word of a running event is kept, by what its writer's device names it."""
    return row_of(get_sealing(session, partnership, event), WORD, named)


def keep_word(
    session: Session, partnership: PartnershipKey, event: EventKey, row: bytes, **fields: object
) -> bool:
    """Keeps a word of a running event as it was first sent; false where it is there already."""
    whole = {
        "area": "",
        "segment": "",
        "more": "",
        "state": WordState.WAITING,
        "theme": "",
        "risk": False,
        "parked": False,
        "group": "",
        **fields,
    }
    return keep_writing(session, partnership, event, WORD, row, whole)


def words_of_event(
    session: Session, partnership: PartnershipKey, event: EventKey, kind: str = "", state: str = ""
) -> list[EventWord]:
    """The words of an event in an order that says nothing; of one kind, or in one state."""
    return [
        word
        for word in _all_words(session, partnership, event)
        if kind in ("", word.kind) and state in ("", word.state)
    ]


def _all_words(session: Session, partnership: PartnershipKey, event: EventKey) -> Sequence[EventWord]:
    if find_sealing(session, partnership, event):
        rows = writings_of(session, partnership, event, WORD)
        return [_word(partnership, event, row, fields) for row, fields in rows]
    asked = select(EventWord).where(EventWord.partnership == partnership, EventWord.event == event)
    return session.scalars(asked.order_by(EventWord.id)).all()


def find_word(
    session: Session, partnership: PartnershipKey, event: EventKey, word: bytes
) -> EventWord | None:
    if find_sealing(session, partnership, event):
        fields = find_writing(session, partnership, event, WORD, word)
        return _word(partnership, event, word, fields) if fields else None
    found = session.get(EventWord, word)
    return found if found and (found.partnership, found.event) == (partnership, event) else None


def words_kept(
    session: Session, partnership: PartnershipKey, event: EventKey, named: list[bytes]
) -> set[bytes]:
    """Returns which of these have been written already, as devices name them."""
    rows = {row_of_word(session, partnership, event, one): one for one in named}
    return {rows[row] for row in rows_kept(session, list(rows))}


def count_words(session: Session, partnership: PartnershipKey, event: EventKey) -> dict[tuple[str, str], int]:
    """Returns how many there are by kind and state."""
    return dict(Counter((word.kind, word.state) for word in _all_words(session, partnership, event)))


def move_words(
    session: Session, partnership: PartnershipKey, event: EventKey, ids: list[bytes], **values: object
) -> None:
    """Lets words through, puts them aside, or puts them together under a theme."""
    if not find_sealing(session, partnership, event):
        session.execute(
            update(EventWord)
            .where(EventWord.partnership == partnership, EventWord.event == event, EventWord.id.in_(ids))
            .values(**values)
        )
        return
    for row in sorted(set(ids)):
        fields = find_writing(session, partnership, event, WORD, row, held=True)
        if fields:
            keep_writing(session, partnership, event, WORD, row, {**fields, **values}, anew=True)


def write_words_anew(session: Session, partnership: PartnershipKey, event: EventKey) -> int:
    """Returns what the room saw of words, under new keys and in their order; how many these are. Called when
    it ends.
    """
    rows = sorted(
        (os.urandom(NAME_BYTES), fields)
        for _, fields in writings_of(session, partnership, event, WORD)
        if fields["state"] == WordState.SHOWN and fields["kind"] != THEME
    )
    session.add_all(_word(partnership, event, row, fields) for row, fields in rows)
    return len(rows)

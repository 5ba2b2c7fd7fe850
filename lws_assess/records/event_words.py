"""What people in the room wrote: words and notes, and who is missing. Nothing says who wrote them, or when."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base

HELPS, HINDERS, VISION, MISSING = "helps", "hinders", "vision", "missing"
WAITING, SHOWN, PUT_ASIDE = "waiting", "shown", "put aside"


class EventWord(Base):
    """One thing that somebody wrote. Only what was let through stands on the screen."""

    __tablename__ = "event_words"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_words_event", "partnership", "event", "kind"),
        CheckConstraint("kind IN ('helps', 'hinders', 'vision', 'missing')", name="kind"),
        CheckConstraint("state IN ('waiting', 'shown', 'put aside')", name="state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # so that nothing is kept twice
    partnership: Mapped[str]
    event: Mapped[str]
    kind: Mapped[str]
    area: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    more: Mapped[str] = mapped_column(Text)  # of who is missing: who could ask them
    state: Mapped[str]
    theme: Mapped[str]  # what the scribe or host has put it together under
    risk: Mapped[bool]  # its words may speak of somebody at risk
    group: Mapped[str]  # of who is missing: the group that was made of it


def keep_word(session: Session, word: dict[str, object]) -> bool:
    """Keeps a word as it was first sent; false where it is there already."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(EventWord) if on_sqlite else postgresql.insert(EventWord)
    defaults = {"area": "", "more": "", "state": WAITING, "theme": "", "risk": False, "group": ""}
    keeping = statement.values(defaults | word).on_conflict_do_nothing().returning(EventWord.id)
    return session.connection().execute(keeping).one_or_none() is not None


def words_of(
    session: Session, partnership: str, event: str, kind: str = "", state: str = ""
) -> list[EventWord]:
    """The words of an event in an order that says nothing; of one kind, or in one state."""
    asked = select(EventWord).where(EventWord.partnership == partnership, EventWord.event == event)
    if kind:
        asked = asked.where(EventWord.kind == kind)
    if state:
        asked = asked.where(EventWord.state == state)
    return list(session.scalars(asked.order_by(EventWord.id)))


def find_word(session: Session, partnership: str, event: str, word: bytes) -> EventWord | None:
    found = session.get(EventWord, word)
    return found if found and (found.partnership, found.event) == (partnership, event) else None


def words_kept(session: Session, ids: list[bytes]) -> set[bytes]:
    """Which of these ids have been written already."""
    return set(session.scalars(select(EventWord.id).where(EventWord.id.in_(ids))))


def count_words(session: Session, partnership: str, event: str) -> dict[tuple[str, str], int]:
    """How many there are by kind and state."""
    rows = session.execute(
        select(EventWord.kind, EventWord.state, func.count())
        .where(EventWord.partnership == partnership, EventWord.event == event)
        .group_by(EventWord.kind, EventWord.state)
    )
    return {(kind, state): number for kind, state, number in rows}


def move_words(session: Session, partnership: str, event: str, ids: list[bytes], **values: object) -> None:
    """Lets words through, puts them aside, or puts them together under a theme."""
    session.execute(
        update(EventWord)
        .where(EventWord.partnership == partnership, EventWord.event == event, EventWord.id.in_(ids))
        .values(**values)
    )


def erase_words_never_shown(session: Session, partnership: str, event: str) -> None:
    """Whatever nobody let through is gone; what the room saw stays."""
    session.execute(
        delete(EventWord).where(
            EventWord.partnership == partnership, EventWord.event == event, EventWord.state != SHOWN
        )
    )

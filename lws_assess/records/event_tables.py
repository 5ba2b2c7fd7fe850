"""What tables agree on at an event: a rating with its evidence, and drafts of planned actions.

These are a table's own words, given by its scribe to be read by everybody; they are kept apart from what people
rated alone.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base

WAITING, SHOWN, PUT_ASIDE = "waiting", "shown", "put aside"
PLANNED = "planned"  # of a draft action that stands in the plan


class TableRating(Base):
    """The rating that a table agreed for an area."""

    __tablename__ = "event_table_ratings"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        CheckConstraint("state IN ('waiting', 'shown', 'put aside')", name="state"),
    )

    partnership: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    # Its number; 0 in a room without tables. Below 0 once the event is over: a table too small to be named.
    table: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    evidence: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(default="waiting")  # of the evidence; the rating itself needs no leave


class DraftAction(Base):
    """An action that a table proposes. The host takes it into the plan."""

    __tablename__ = "event_actions"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_actions_event", "partnership", "event"),
        CheckConstraint("state IN ('waiting', 'planned', 'put aside')", name="state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # so that nothing is kept twice
    partnership: Mapped[str]
    event: Mapped[str]
    table: Mapped[int] = mapped_column(default=0)  # 0 where there are no tables, or it may not be named
    area: Mapped[str]
    what: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text, default="")
    lead: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]
    quick_win: Mapped[bool] = mapped_column(default=False)
    pilot: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="waiting")
    reference: Mapped[str] = mapped_column(default="")  # of the planned action that it became


def table_ratings(session: Session, partnership: str, event: str, area: str = "") -> list[TableRating]:
    """By area and table; of one area where it is named."""
    asked = select(TableRating).where(TableRating.partnership == partnership, TableRating.event == event)
    if area:
        asked = asked.where(TableRating.area == area)
    return list(session.scalars(asked.order_by(TableRating.area, TableRating.table)))


def find_table_rating(
    session: Session, partnership: str, event: str, table: int, area: str
) -> TableRating | None:
    return session.get(TableRating, (partnership, event, table, area))


def draft_actions(session: Session, partnership: str, event: str) -> list[DraftAction]:
    return list(
        session.scalars(
            select(DraftAction)
            .where(DraftAction.partnership == partnership, DraftAction.event == event)
            .order_by(DraftAction.area, DraftAction.id)
        )
    )


def find_draft_action(session: Session, partnership: str, event: str, draft: bytes) -> DraftAction | None:
    found = session.get(DraftAction, draft)
    return found if found and (found.partnership, found.event) == (partnership, event) else None

"""What tables agree on at an event: a rating with its evidence, and drafts of planned actions.

These are a table's own words, given by its scribe to be read by everybody; they are kept apart from what people
rated alone. While an event runs they lie under its key (`event_writings`); when it ends they are written anew, and the
tables below hold them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, OneOf
from lws_assess.records.events.sealing import NAME_BYTES
from lws_assess.records.events.visioning_events import find_sealing, get_sealing
from lws_assess.records.events.writings import (
    ACTION,
    RATING,
    Fields,
    find_writing,
    keep_writing,
    row_of,
    writings_of,
)
from lws_assess.survey.events.rooms import ProposalState, WordState
from lws_assess.survey.keys import NO_AREA, ActionReference, AreaCode, EventKey, PartnershipKey


class TableRating(Base):
    """The rating that a table agreed for an area."""

    __tablename__ = "event_table_ratings"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        OneOf.check("state", WordState),
    )

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    event: Mapped[EventKey] = mapped_column(primary_key=True)
    # Its number; 0 in a room without tables. Below 0 once the event is over: a table too small to be named.
    table: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[AreaCode] = mapped_column(primary_key=True)
    level: Mapped[int]
    evidence: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[WordState] = mapped_column(
        OneOf(WordState), default=WordState.WAITING
    )  # of the evidence; the rating itself needs no leave
    # Whether the table could be named beside it whenever it wrote this. Kept while the event runs, with what is
    # sealed; of what was written before that was kept, it could.
    named = True


class ProposedAction(Base):
    """An action that a table proposes. The host takes it into the plan."""

    __tablename__ = "event_actions"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "event"], ["events.partnership", "events.key"]),
        Index("ix_event_actions_event", "partnership", "event"),
        OneOf.check("state", ProposalState),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    partnership: Mapped[PartnershipKey]
    event: Mapped[EventKey]
    table: Mapped[int] = mapped_column(default=0)  # 0 where there are no tables, or it may not be named
    area: Mapped[AreaCode]
    what: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text, default="")
    lead: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]
    quick_win: Mapped[bool] = mapped_column(default=False)
    pilot: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ProposalState] = mapped_column(OneOf(ProposalState), default=ProposalState.WAITING)
    reference: Mapped[ActionReference] = mapped_column(default="")  # of the planned action that it became
    named = True  # as of a rating
    sent = (
        ""  # what tells whether the same is sent again, whatever the host has made of it; kept as `named` is
    )


# --- ratings ---------------------------------------------------------------------------------------------


def _rating(partnership: PartnershipKey, event: EventKey, fields: Fields) -> TableRating:
    state = WordState(fields["state"])
    return TableRating(partnership=partnership, event=event, **fields | {"state": state})


def table_ratings(
    session: Session, partnership: PartnershipKey, event: EventKey, area: AreaCode = NO_AREA
) -> list[TableRating]:
    """By area and table; of one area where it is named."""
    if find_sealing(session, partnership, event):
        found = [
            _rating(partnership, event, fields)
            for _, fields in writings_of(session, partnership, event, RATING)
        ]
    else:
        asked = select(TableRating).where(TableRating.partnership == partnership, TableRating.event == event)
        found = list(session.scalars(asked))
    mine = [rating for rating in found if area in ("", rating.area)]
    return sorted(mine, key=lambda rating: (rating.area, rating.table))


def _row_of_rating(
    session: Session, partnership: PartnershipKey, event: EventKey, table: int, area: AreaCode
) -> bytes:
    return row_of(get_sealing(session, partnership, event), RATING, f"{table}/{area}".encode())


def find_table_rating(
    session: Session, partnership: PartnershipKey, event: EventKey, table: int, area: AreaCode
) -> TableRating | None:
    """The rating of a table, held where the event runs, since it is asked for in order to change it."""
    if not find_sealing(session, partnership, event):
        return session.get(TableRating, (partnership, event, table, area))
    row = _row_of_rating(session, partnership, event, table, area)
    fields = find_writing(session, partnership, event, RATING, row, held=True)
    return _rating(partnership, event, fields) if fields else None


def keep_table_rating(session: Session, rating: TableRating) -> None:
    """Keeps what a table of a running event agreed, or what it has changed it to."""
    where = (rating.partnership, rating.event)
    row = _row_of_rating(session, *where, rating.table, rating.area)
    keep_writing(session, *where, RATING, row, _fields_of(rating), anew=True)


def _fields_of(row: TableRating | ProposedAction) -> Fields:
    """Returns what is sealed of a row: all but which event, and its key where that is a name of its own."""
    outside = {"partnership", "event", "id"}
    fields = {
        column.key: _as_said(getattr(row, column.key))
        for column in row.__mapper__.column_attrs
        if column.key not in outside
    }
    unmapped = {"named": row.named} | ({"sent": row.sent} if isinstance(row, ProposedAction) else {})
    return {**fields, **unmapped}


def _as_said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# --- actions ---------------------------------------------------------------------------------------------


def _action(partnership: PartnershipKey, event: EventKey, row: bytes, fields: Fields) -> ProposedAction:
    due = date.fromisoformat(fields["due"]) if fields["due"] else None
    state = ProposalState(fields["state"])
    read = fields | {"due": due, "state": state}
    return ProposedAction(id=row, partnership=partnership, event=event, **read)


def row_of_action(session: Session, partnership: PartnershipKey, event: EventKey, named: bytes) -> bytes:
    """The key under which an action is kept while the event runs, by what the scribe's device names it."""
    return row_of(get_sealing(session, partnership, event), ACTION, named)


def proposed_actions(session: Session, partnership: PartnershipKey, event: EventKey) -> list[ProposedAction]:
    """By area, in an order that says nothing."""
    if find_sealing(session, partnership, event):
        found = [
            _action(partnership, event, row, fields)
            for row, fields in writings_of(session, partnership, event, ACTION)
        ]
    else:
        asked = select(ProposedAction).where(
            ProposedAction.partnership == partnership, ProposedAction.event == event
        )
        found = list(session.scalars(asked))
    return sorted(found, key=lambda action: (action.area, action.id))


def find_proposed_action(
    session: Session, partnership: PartnershipKey, event: EventKey, draft: bytes, held: bool = False
) -> ProposedAction | None:
    """An action that a table proposes; held where it is to be changed."""
    if find_sealing(session, partnership, event):
        fields = find_writing(session, partnership, event, ACTION, draft, held)
        return _action(partnership, event, draft, fields) if fields else None
    found = session.get(ProposedAction, draft)
    return found if found and (found.partnership, found.event) == (partnership, event) else None


def keep_proposed_action(session: Session, action: ProposedAction) -> None:
    """Keeps an action, or what has become of it."""
    if find_sealing(session, action.partnership, action.event):
        where = (action.partnership, action.event)
        keep_writing(session, *where, ACTION, action.id, _fields_of(action), anew=True)
        return
    session.add(action)
    session.flush()


# --- when the event ends ---------------------------------------------------------------------------------


def write_tables_anew(
    session: Session, ratings: Sequence[TableRating], actions: Sequence[ProposedAction]
) -> int:
    """Keeps ratings and actions that lay under the key, under new keys and in their order; how many these are."""
    for action in actions:
        action.id = os.urandom(NAME_BYTES)
    by_place = sorted(ratings, key=lambda rating: (rating.area, rating.table))
    session.add_all([*by_place, *sorted(actions, key=lambda action: action.id)])
    return len(ratings) + len(actions)

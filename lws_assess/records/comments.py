"""Comments: what people wrote, in rows of their own that no response can be found from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base


class _Comment:
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random, so the order says nothing
    partnership: Mapped[str]
    round: Mapped[str]
    group: Mapped[str]
    question: Mapped[str]  # comment, or the key of a closing question
    area: Mapped[str]  # the area's code; empty for a closing question
    text: Mapped[str] = mapped_column(Text)


class BoxComment(_Comment, Base):
    """A comment while its round is open."""

    __tablename__ = "box_comments"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_box_comments_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )


class SealedComment(_Comment, Base):
    """A comment once its round is final."""

    __tablename__ = "comments"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_comments_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )


def add_comments(session: Session, comments: Sequence[dict[str, Any]]) -> None:
    """Comments in key order; each names its key, partnership, round, group, question, area and text."""
    if comments:
        session.connection().execute(insert(BoxComment), sorted(comments, key=lambda c: bytes(c["key"])))


def seal_comments(session: Session, partnership: str, round_key: str) -> None:
    """Moves every comment of the box into the sealed table in key order, and empties the box."""
    mine = (BoxComment.partnership == partnership, BoxComment.round == round_key)
    columns = ("key", "partnership", "round", "group", "question", "area", "text")
    in_key_order = (
        select(*(getattr(BoxComment, name) for name in columns)).where(*mine).order_by(BoxComment.key)
    )
    session.execute(insert(SealedComment).from_select(columns, in_key_order))
    session.execute(delete(BoxComment).where(*mine))

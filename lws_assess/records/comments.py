"""Comments: what people wrote, in rows of their own that no response can be found from.

    box_comments   while the round is open, out of everybody's sight
        -> comments        in batches, or at the release: what moderators read and decide about
        -> alerts          at once and without group or area, a copy of words that may speak of risk

Steps are the trace: who decided what about a comment or an alert, why, and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base

WAITING, PUBLISHED, HELD, SAFEGUARDING = "waiting", "published", "held", "safeguarding"


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

    risk: Mapped[bool]  # may speak of risk, and no alert has been raised yet
    counts: Mapped[bool]  # true of one comment of each person who commented


class SealedComment(_Comment, Base):
    """A comment that has reached moderation."""

    __tablename__ = "comments"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_comments_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    state: Mapped[str]
    published: Mapped[str] = mapped_column(Text)  # the words that everybody else sees


class CommentStep(Base):
    """One decision about a comment."""

    __tablename__ = "comment_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("comments.key"), index=True)
    action: Mapped[str]  # what it became, one of the states
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str]  # who, as they were called then
    at: Mapped[datetime]


class Alert(Base):
    """Words that may speak of risk, as the safeguarding contact gets them."""

    __tablename__ = "alerts"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_alerts_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    partnership: Mapped[str]
    round: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(unique=True)  # opens it without an account


class AlertStep(Base):
    """What happened to an alert: sent, or dealt with."""

    __tablename__ = "alert_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("alerts.key"), index=True)
    action: Mapped[str]  # sent, not sent, dealt with
    words: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str]
    at: Mapped[datetime]


def add_comments(session: Session, comments: Sequence[dict[str, Any]]) -> None:
    """Comments in key order; each names its key, partnership, round, group, question, area and text."""
    if comments:
        session.connection().execute(insert(BoxComment), sorted(comments, key=lambda c: bytes(c["key"])))


def seal_comments(session: Session, partnership: str, round_key: str) -> None:
    """Moves every comment of the box into the sealed table in key order, and empties the box."""
    mine = (BoxComment.partnership == partnership, BoxComment.round == round_key)
    columns = ("key", "partnership", "round", "group", "question", "area", "text")
    in_key_order = (
        select(*(getattr(BoxComment, name) for name in columns), literal(WAITING), literal(""))
        .where(*mine)
        .order_by(BoxComment.key)
    )
    session.execute(insert(SealedComment).from_select((*columns, "state", "published"), in_key_order))
    session.execute(delete(BoxComment).where(*mine))


def erase_words(session: Session, partnership: str, round_key: str) -> None:
    """Erases comments that were not published, what others said before they were published, and alerts."""
    mine = (SealedComment.partnership == partnership, SealedComment.round == round_key)
    unpublished = select(SealedComment.key).where(*mine, SealedComment.state != PUBLISHED)
    session.execute(delete(CommentStep).where(CommentStep.comment.in_(unpublished)))
    session.execute(delete(SealedComment).where(*mine, SealedComment.state != PUBLISHED))
    session.execute(update(SealedComment).where(*mine).values(text=""))
    alerts = select(Alert.key).where(Alert.partnership == partnership, Alert.round == round_key)
    session.execute(delete(AlertStep).where(AlertStep.alert.in_(alerts)))
    session.execute(delete(Alert).where(Alert.partnership == partnership, Alert.round == round_key))

"""Comments: what people wrote, in rows of their own that no response can be found from.

    box_comments   while the round is open, out of everybody's sight
        -> comments        in batches, or at the release: what moderators read and decide about
        -> alerts          at once and without group or area, a copy of words that may speak of risk

Steps are the trace: who decided what about a comment or an alert, why, and when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.records.rounds import RoundGroup

WAITING, PUBLISHED, HELD, SAFEGUARDING = "waiting", "published", "held", "safeguarding"
STATES = (WAITING, PUBLISHED, HELD, SAFEGUARDING)
REDACTED = "redacted"  # in a step: published, with words changed
SENT, NOT_SENT, REMINDED, DEALT_WITH = "sent", "not sent", "reminded", "dealt with"
HEARD = "heard"  # in a step: the words of an alert have reached moderation
HANDED_OVER = "handed over"  # in a step: its link was made anew, and whoever is the contact now is told anew


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
    risk: Mapped[bool]  # it came here before its alert was raised


class CommentStep(Base):
    """One decision about a comment."""

    __tablename__ = "comment_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("comments.key"), index=True)
    action: Mapped[str]  # what it became: one of the states, or redacted
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
    """What happened to an alert.

    Whatever happens by itself carries its day and no more, as the moment would be that of somebody's answer.
    Reminders are counted by these steps, so that an alert itself carries no time at all.
    """

    __tablename__ = "alert_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("alerts.key"), index=True)
    action: Mapped[str]  # sent, not sent, reminded, heard, dealt with, handed over
    words: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str]
    at: Mapped[datetime]


def add_comments(session: Session, comments: Sequence[dict[str, Any]]) -> None:
    """Comments in key order; each names its key, partnership, round, group, question, area and text."""
    if comments:
        session.connection().execute(insert(BoxComment), sorted(comments, key=lambda c: bytes(c["key"])))


def seal_comments(
    session: Session, partnership: str, round_key: str, groups: Sequence[str] | None = None
) -> int:
    """Moves comments from the box to moderation in key order, and counts whose they were.

    All of a round, or those of some groups. Returns how many were moved.
    """
    mine: tuple[ColumnElement[bool], ...] = (
        BoxComment.partnership == partnership,
        BoxComment.round == round_key,
    )
    if groups is not None:
        mine = (*mine, BoxComment.group.in_(groups))
    _count_people(session, partnership, round_key, mine)
    columns = ("key", "partnership", "round", "group", "question", "area", "text", "risk")
    in_key_order = (
        select(*(getattr(BoxComment, name) for name in columns), literal(WAITING), literal(""))
        .where(*mine)
        .order_by(BoxComment.key)
    )
    session.execute(insert(SealedComment).from_select((*columns, "state", "published"), in_key_order))
    return session.connection().execute(delete(BoxComment).where(*mine)).rowcount


def _count_people(
    session: Session, partnership: str, round_key: str, mine: tuple[ColumnElement[bool], ...]
) -> None:
    people = session.execute(
        select(BoxComment.group, func.count()).where(*mine, BoxComment.counts).group_by(BoxComment.group)
    ).all()
    for group, number in people:
        session.execute(
            update(RoundGroup)
            .where(
                RoundGroup.partnership == partnership,
                RoundGroup.round == round_key,
                RoundGroup.group == group,
            )
            .values(commented=RoundGroup.commented + number)
        )


# --- moderation ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Where:
    """Which question a comment belongs to, and whose it is, without its words."""

    key: bytes
    group: str
    question: str
    area: str


def _of_round(partnership: str, round_key: str) -> tuple[ColumnElement[bool], ...]:
    return SealedComment.partnership == partnership, SealedComment.round == round_key


def places_of_comments(session: Session, partnership: str, round_key: str, state: str) -> list[Where]:
    """Every comment of a state by its random key, without its words."""
    rows = session.execute(
        select(SealedComment.key, SealedComment.group, SealedComment.question, SealedComment.area)
        .where(*_of_round(partnership, round_key), SealedComment.state == state)
        .order_by(SealedComment.key)
    )
    return [Where(*row) for row in rows]


def find_comments(
    session: Session, partnership: str, round_key: str, keys: Sequence[bytes]
) -> dict[bytes, SealedComment]:
    found = session.scalars(
        select(SealedComment).where(*_of_round(partnership, round_key), SealedComment.key.in_(keys))
    )
    return {comment.key: comment for comment in found}


def find_comment_to_decide(
    session: Session, partnership: str, round_key: str, key: bytes
) -> SealedComment | None:
    """One comment, held until the decision about it stands."""
    return session.scalars(
        select(SealedComment)
        .where(*_of_round(partnership, round_key), SealedComment.key == key)
        .with_for_update()
    ).one_or_none()


def count_comments(session: Session, partnership: str, round_key: str) -> dict[str, int]:
    """How many comments there are of each state."""
    rows = session.execute(
        select(SealedComment.state, func.count())
        .where(*_of_round(partnership, round_key))
        .group_by(SealedComment.state)
    )
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}


def published_words(session: Session, partnership: str, round_key: str) -> list[tuple[Where, str]]:
    """The words that everybody may see, by their random keys. What was written is not read."""
    rows = session.execute(
        select(
            SealedComment.key,
            SealedComment.group,
            SealedComment.question,
            SealedComment.area,
            SealedComment.published,
        )
        .where(*_of_round(partnership, round_key), SealedComment.state == PUBLISHED)
        .order_by(SealedComment.key)
    )
    return [(Where(*row[:4]), row[4]) for row in rows]


def steps_of_comment(session: Session, key: bytes) -> list[CommentStep]:
    return list(
        session.scalars(select(CommentStep).where(CommentStep.comment == key).order_by(CommentStep.id))
    )


# --- alerts ----------------------------------------------------------------------------------------------


def any_risk(session: Session) -> bool:
    """Whether any comment still waits for its alert."""
    tables = (BoxComment, SealedComment)
    return any(session.scalar(select(select(table.key).where(table.risk).exists())) for table in tables)


def take_risk(session: Session) -> list[tuple[str, str, str]]:
    """(partnership, round, words) of every comment that waits for its alert; none is given twice."""
    found: list[tuple[str, str, str]] = []
    for table in (BoxComment, SealedComment):
        taken = session.execute(
            update(table)
            .where(table.risk)
            .values(risk=False)
            .returning(table.partnership, table.round, table.text)
            .execution_options(synchronize_session=False)
        )
        found += [(row[0], row[1], row[2]) for row in taken]
    return found


def find_alert(session: Session, code: str) -> Alert | None:
    return session.scalars(select(Alert).where(Alert.code == code)).one_or_none()


def hold_alert(session: Session, key: bytes) -> Alert | None:
    """An alert by its key, held until the transaction ends; None where it was erased."""
    return session.get(Alert, key, with_for_update=True, populate_existing=True)


def alert_of_words(session: Session, partnership: str, round_key: str, text: str) -> Alert | None:
    """An alert that holds these very words."""
    mine = (Alert.partnership == partnership, Alert.round == round_key, Alert.text == text)
    return session.scalars(select(Alert).where(*mine).limit(1)).one_or_none()


def alerts_with_steps(
    session: Session, partnership: str | None = None
) -> list[tuple[Alert, list[AlertStep]]]:
    """Alerts by their random keys, each with what happened to it; of one partnership, or of all."""
    alerts = select(Alert).order_by(Alert.key)
    if partnership is not None:
        alerts = alerts.where(Alert.partnership == partnership)
    found = list(session.scalars(alerts))
    steps: dict[bytes, list[AlertStep]] = {alert.key: [] for alert in found}
    keys = alerts.with_only_columns(Alert.key).order_by(None)
    for step in session.scalars(select(AlertStep).where(AlertStep.alert.in_(keys)).order_by(AlertStep.id)):
        steps[step.alert].append(step)
    return [(alert, steps[alert.key]) for alert in found]


def alerted_words_in_moderation(session: Session) -> Counter[tuple[str, str, str]]:
    """(partnership, round, words) of alerts: how many comments of these very words have reached moderation."""
    words = (SealedComment.partnership, SealedComment.round, SealedComment.text)
    same = (
        (SealedComment.partnership == Alert.partnership)
        & (SealedComment.round == Alert.round)
        & (SealedComment.text == Alert.text)
    )
    alerted = select(Alert.key).where(same).exists()
    rows = session.execute(select(*words, func.count()).where(alerted).group_by(*words))
    return Counter({(row[0], row[1], row[2]): row[3] for row in rows})


def steps_of_alert(session: Session, alert: bytes) -> list[AlertStep]:
    return list(session.scalars(select(AlertStep).where(AlertStep.alert == alert).order_by(AlertStep.id)))


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

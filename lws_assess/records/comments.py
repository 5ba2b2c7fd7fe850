"""Comments: what people wrote, in rows of their own that no response can be found from.

    box_responses  while the round is open: words lie in the same ciphertext as the answers they came with
        -> comments        at the release: what moderators read and decide about
        -> alerts          each quarter of an hour and without group or area, a copy of words that may speak of risk

Steps are the trace: who decided what about a comment or an alert, why, and when.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, itemgetter
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
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, OneOf
from lws_assess.records.rounds import RoundGroup
from lws_assess.records.sealing import Submission
from lws_assess.records.sealing_keys import fresh_row
from lws_assess.survey.alerts import AlertStepKind
from lws_assess.survey.comments import CommentState
from lws_assess.survey.keys import AreaCode, GroupKey, PartnershipKey, QuestionKey, RoundKey

STATES = tuple(CommentState)
REDACTED = "redacted"  # in a step: published, with words changed


class SealedComment(Base):
    """A comment, from the release of its round on."""

    __tablename__ = "comments"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_comments_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random, and made at the release
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    group: Mapped[GroupKey]  # as it may be called: of several called the same, the first
    question: Mapped[QuestionKey]  # comment, or the key of a closing question
    area: Mapped[AreaCode]  # the area's code; empty for a closing question
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[CommentState] = mapped_column(OneOf(CommentState))
    published: Mapped[str] = mapped_column(Text)  # the words that everybody else sees


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
    """Words that may speak of risk, as the safeguarding contact gets them.

    While the round is open they lie under its key. At the release each alert is made anew, with a key and a code
    that stand in no earlier copy.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        Index("ix_alerts_round", "partnership", "round"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    source: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), index=True, unique=True
    )  # a keyed hash that tells words passed on already; gone with the round's key
    ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)  # the words while the round is open
    text: Mapped[str] = mapped_column(Text)  # the words from the release on
    code: Mapped[str] = mapped_column(
        unique=True
    )  # opens it without an account; a hash of that while it is sealed


class AlertStep(Base):
    """Holds what happened to an alert.

    Whatever happens by itself carries its day and no more, as the moment would be that of somebody's answer.
    Reminders are counted by these steps, so that an alert itself carries no time at all.
    """

    __tablename__ = "alert_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("alerts.key"), index=True)
    action: Mapped[AlertStepKind] = mapped_column(OneOf(AlertStepKind))
    words: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str]
    at: Mapped[datetime]


def keep_comments(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    submissions: Iterable[Submission],
    kept_as: Mapping[GroupKey, GroupKey],
) -> None:
    """Takes what people wrote apart from what they answered, into rows with fresh random keys and in their order.

    `kept_as` says under which group the words of each group are kept.
    """
    rows: list[dict[str, Any]] = []
    for submission in submissions:
        for comment in submission.comments:
            rows.append(
                {
                    "key": fresh_row(),
                    "partnership": partnership,
                    "round": round_key,
                    "group": kept_as.get(submission.group, submission.group),
                    "question": comment.question,
                    "area": comment.area,
                    "text": comment.text,
                    "state": CommentState.WAITING,
                    "published": "",
                }
            )
    if rows:
        session.connection().execute(insert(SealedComment), sorted(rows, key=itemgetter("key")))


def count_those_who_wrote(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, submissions: Iterable[Submission]
) -> None:
    """Counts with each group how many of its people wrote anything."""
    people = Counter(submission.group for submission in submissions if submission.comments)
    for group, number in sorted(people.items()):
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
class CommentPlace:
    """Says which question a comment belongs to, and whose it is, without its words."""

    key: bytes
    group: GroupKey
    question: QuestionKey
    area: AreaCode


def _of_round(partnership: PartnershipKey, round_key: RoundKey) -> tuple[ColumnElement[bool], ...]:
    return SealedComment.partnership == partnership, SealedComment.round == round_key


def places_of_comments(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, state: CommentState
) -> list[CommentPlace]:
    """Every comment of a state by its random key, without its words."""
    rows = session.execute(
        select(SealedComment.key, SealedComment.group, SealedComment.question, SealedComment.area)
        .where(*_of_round(partnership, round_key), SealedComment.state == state)
        .order_by(SealedComment.key)
    )
    return [CommentPlace(*row) for row in rows]


def find_comments(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, keys: Sequence[bytes]
) -> dict[bytes, SealedComment]:
    found = session.scalars(
        select(SealedComment).where(*_of_round(partnership, round_key), SealedComment.key.in_(keys))
    )
    return {comment.key: comment for comment in found}


def find_comment_to_decide(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, key: bytes
) -> SealedComment | None:
    """One comment, held until the decision about it stands."""
    return session.scalars(
        select(SealedComment)
        .where(*_of_round(partnership, round_key), SealedComment.key == key)
        .with_for_update()
    ).one_or_none()


def count_comments(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> dict[CommentState, int]:
    """Returns how many comments there are of each state."""
    rows = session.execute(
        select(SealedComment.state, func.count())
        .where(*_of_round(partnership, round_key))
        .group_by(SealedComment.state)
    )
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}


def published_words(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> list[tuple[CommentPlace, str]]:
    """The words that everybody may see, by their random keys. What was written is not read."""
    rows = session.execute(
        select(
            SealedComment.key,
            SealedComment.group,
            SealedComment.question,
            SealedComment.area,
            SealedComment.published,
        )
        .where(*_of_round(partnership, round_key), SealedComment.state == CommentState.PUBLISHED)
        .order_by(SealedComment.key)
    )
    return [(CommentPlace(*row[:4]), row[4]) for row in rows]


def steps_of_comment(session: Session, key: bytes) -> list[CommentStep]:
    return list(
        session.scalars(select(CommentStep).where(CommentStep.comment == key).order_by(CommentStep.id))
    )


# --- alerts ----------------------------------------------------------------------------------------------


def sources_of_alerts(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> set[bytes]:
    """Returns which words of a round have been passed on, by their keyed hashes."""
    mine = (Alert.partnership == partnership, Alert.round == round_key, Alert.source.is_not(None))
    return {bytes(source) for source in session.scalars(select(Alert.source).where(*mine)) if source}


def add_alerts(session: Session, alerts: Sequence[Alert]) -> None:
    """Alerts in the order of their random keys."""
    session.add_all(sorted(alerts, key=attrgetter("key")))
    session.flush()


def alerts_of_round(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> list[Alert]:
    mine = (Alert.partnership == partnership, Alert.round == round_key)
    return list(session.scalars(select(Alert).where(*mine).order_by(Alert.key)))


def erase_alerts(session: Session, keys: Sequence[bytes]) -> None:
    """Alerts with what happened to them."""
    session.execute(delete(AlertStep).where(AlertStep.alert.in_(keys)))
    session.execute(delete(Alert).where(Alert.key.in_(keys)))


def erase_alerts_of_round(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> None:
    """Every alert of a round, with what happened to it."""
    erase_alerts(session, [alert.key for alert in alerts_of_round(session, partnership, round_key)])


def hash_of_alert_code(code: str) -> str:
    """Returns what stands for the code of an alert while it is sealed."""
    return hashlib.sha256(f"alert {code}".encode()).hexdigest()


def find_alert(session: Session, code: str) -> Alert | None:
    """The alert that a code opens, sealed or not."""
    sealed = Alert.ciphertext.is_not(None) & (Alert.code == hash_of_alert_code(code))
    in_the_open = Alert.ciphertext.is_(None) & (Alert.code == code)
    return session.scalars(select(Alert).where(sealed | in_the_open)).one_or_none()


def hold_alert(session: Session, key: bytes) -> Alert | None:
    """An alert by its key, held until the transaction ends; None where it was erased."""
    return session.get(Alert, key, with_for_update=True, populate_existing=True)


def alert_of_words(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, text: str
) -> Alert | None:
    """An alert that holds these very words."""
    mine = (Alert.partnership == partnership, Alert.round == round_key, Alert.text == text)
    return session.scalars(select(Alert).where(*mine).limit(1)).one_or_none()


def alerts_with_steps(
    session: Session, partnership: PartnershipKey | None = None
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


def steps_of_alert(session: Session, alert: bytes) -> list[AlertStep]:
    return list(session.scalars(select(AlertStep).where(AlertStep.alert == alert).order_by(AlertStep.id)))


def erase_words(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> None:
    """Erases comments that were not published, what others said before they were published, and alerts."""
    mine = (SealedComment.partnership == partnership, SealedComment.round == round_key)
    unpublished = select(SealedComment.key).where(*mine, SealedComment.state != CommentState.PUBLISHED)
    session.execute(delete(CommentStep).where(CommentStep.comment.in_(unpublished)))
    session.execute(delete(SealedComment).where(*mine, SealedComment.state != CommentState.PUBLISHED))
    session.execute(update(SealedComment).where(*mine).values(text=""))
    erase_alerts_of_round(session, partnership, round_key)

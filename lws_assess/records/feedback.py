"""Feedback: what a partnership writes for the people who answered, what of it is public, and who made it so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.plans.feedback import (
    FeedbackPage,
    FeedbackWords,
    page_from_json,
    words_from_json,
    words_to_json,
)

PUBLISHED, TAKEN_BACK = "published", "taken back"


class Feedback(Base):
    """The feedback of one round: what is being written, and beside it exactly what is public."""

    __tablename__ = "feedback"
    __table_args__ = (ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),)

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    round: Mapped[RoundKey] = mapped_column(primary_key=True)
    words_json: Mapped[str] = mapped_column(Text, default="")  # survey.feedback.Words
    code: Mapped[str | None] = mapped_column(index=True, unique=True)  # of its public address, from then on
    page_json: Mapped[str] = mapped_column(
        Text, default=""
    )  # survey.feedback.FeedbackPage; empty if not public
    published_at: Mapped[datetime | None]

    @property
    def words(self) -> FeedbackWords:
        return words_from_json(self.words_json)

    @words.setter
    def words(self, words: FeedbackWords) -> None:
        self.words_json = words_to_json(words)

    @property
    def page(self) -> FeedbackPage | None:
        """Returns what is public; None where nothing is."""
        return page_from_json(self.page_json) if self.page_json else None


class FeedbackStep(Base):
    """Somebody published the feedback of a round, or took it back."""

    __tablename__ = "feedback_steps"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        CheckConstraint("kind IN ('published', 'taken back')", name="kind"),
        Index("ix_feedback_steps_round", "partnership", "round"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    kind: Mapped[str]
    by: Mapped[str]  # name and role in words, so that they outlive the account
    at: Mapped[datetime]


def find_feedback(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> Feedback | None:
    return session.get(Feedback, (partnership, round_key))


def find_by_code(session: Session, code: str) -> Feedback | None:
    return session.scalars(select(Feedback).where(Feedback.code == code)).one_or_none()


def find_newest_code(session: Session, partnership: PartnershipKey) -> tuple[str, datetime] | None:
    """Returns the code of what a partnership has published last, and since when; None where nothing is public."""
    row = session.execute(
        select(Feedback.code, Feedback.published_at)
        .where(Feedback.partnership == partnership, Feedback.page_json != "")
        .order_by(Feedback.published_at.desc())
        .limit(1)
    ).one_or_none()
    return (row.code, row.published_at) if row and row.code and row.published_at else None


def steps_of_round(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> list[FeedbackStep]:
    """The newest first."""
    return list(
        session.scalars(
            select(FeedbackStep)
            .where(FeedbackStep.partnership == partnership, FeedbackStep.round == round_key)
            .order_by(FeedbackStep.id.desc())
        )
    )

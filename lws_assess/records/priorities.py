"""Priorities: what the steering group decided, on what, and which bodies approved it.

Nothing here is ever changed or removed: a later decision takes the place of an earlier one, and a wrong
approval is struck out.
"""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base
from lws_assess.survey.keys import AreaCode, PartnershipKey, RoundKey
from lws_assess.survey.plans.decisions import SeenByDeciders, seen_from_json


class Decision(Base):
    """Says which areas come first, frozen with what was seen."""

    __tablename__ = "decisions"
    __table_args__ = (ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),)

    partnership: Mapped[PartnershipKey] = mapped_column(primary_key=True)
    round: Mapped[RoundKey] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 1 on; the highest is the one that holds
    places_json: Mapped[str] = mapped_column(Text)  # area codes, what comes first first
    reason: Mapped[str] = mapped_column(Text)  # empty where the ranking was confirmed without words
    seen_json: Mapped[str] = mapped_column(Text)  # survey.decisions.Seen: release, reading and every figure
    seen_digest: Mapped[str]  # SHA-256 of it
    by: Mapped[str]  # name and role in words, so that they outlive the account
    at: Mapped[datetime]

    @property
    def places(self) -> tuple[AreaCode, ...]:
        return tuple(json.loads(self.places_json))

    @property
    def seen(self) -> SeenByDeciders:
        return seen_from_json(self.seen_json)


class Approval(Base):
    """A body approved a decision."""

    __tablename__ = "approvals"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        ForeignKeyConstraint(
            ["partnership", "round", "decision"],
            ["decisions.partnership", "decisions.round", "decisions.number"],
        ),
        Index("ix_approvals_decision", "partnership", "round", "decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    decision: Mapped[int]
    body: Mapped[str]  # as it calls itself
    approved_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str]  # who entered it
    at: Mapped[datetime]
    struck_by: Mapped[str] = mapped_column(default="")  # who struck it out; empty while it stands
    struck_at: Mapped[datetime | None]


def decisions_of_round(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> list[Decision]:
    """The newest first."""
    return list(
        session.scalars(
            select(Decision)
            .where(Decision.partnership == partnership, Decision.round == round_key)
            .order_by(Decision.number.desc())
        )
    )


def current_decision(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> Decision | None:
    """The decision that holds; None where nothing has been decided."""
    return session.scalars(
        select(Decision)
        .where(Decision.partnership == partnership, Decision.round == round_key)
        .order_by(Decision.number.desc())
        .limit(1)
    ).one_or_none()


def find_decision(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, number: int
) -> Decision | None:
    return session.get(Decision, (partnership, round_key, number))


def approvals_of_round(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> list[Approval]:
    """Struck out ones too, by the day of approval."""
    return list(
        session.scalars(
            select(Approval)
            .where(Approval.partnership == partnership, Approval.round == round_key)
            .order_by(Approval.approved_on, Approval.id)
        )
    )


def hold_approval(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, number: int, approval: int
) -> Approval | None:
    """One approval of a decision, held until the transaction ends."""
    return session.scalars(
        select(Approval)
        .where(
            Approval.id == approval,
            Approval.partnership == partnership,
            Approval.round == round_key,
            Approval.decision == number,
        )
        .with_for_update()
    ).one_or_none()


def rounds_with_decisions(session: Session, partnership: PartnershipKey) -> set[RoundKey]:
    """The keys of rounds after which something was decided."""
    rows = session.scalars(
        select(Decision.round).where(Decision.partnership == partnership).group_by(Decision.round)
    )
    return set(rows)

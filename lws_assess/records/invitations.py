"""Invitations by e-mail: who was written to, and how far each message got.

An address is never kept beside a ballot. Which secret went to which address exists only in memory, while the
message is written; nothing here says who has answered.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base

INVITATION, REMINDER = "invitation", "reminder"
WAITING, HANDING_OVER, SENT, REFUSED, UNKNOWN = "waiting", "handing over", "sent", "refused", "unknown"


class Invitation(Base):
    """An address that a round writes to, for one group."""

    __tablename__ = "invitations"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        UniqueConstraint("partnership", "round", "address", name="uq_invitations_address"),
        Index("ix_invitations_group", "partnership", "round", "group"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random
    partnership: Mapped[str]
    round: Mapped[str]
    group: Mapped[str]
    address: Mapped[str]  # in small letters
    thread: Mapped[str] = mapped_column(default="")  # Message-ID of the invitation, which reminders answer


class Mailing(Base):
    """One message to many: the invitation, or a reminder."""

    __tablename__ = "mailings"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        CheckConstraint("kind IN ('invitation', 'reminder')", name="kind"),
        Index("ix_mailings_round", "partnership", "round"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random
    partnership: Mapped[str]
    round: Mapped[str]
    group: Mapped[str | None]  # none: every group
    kind: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[str]  # who confirmed it, as they were called then


class Message(Base):
    """One mailing to one address, and how far it got."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'handing over', 'sent', 'refused', 'unknown')", name="state"),
        Index("ix_messages_state", "state"),
    )

    mailing: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("mailings.id"), primary_key=True)
    invitation: Mapped[bytes] = mapped_column(
        LargeBinary(16), ForeignKey("invitations.id"), primary_key=True, index=True
    )
    state: Mapped[str] = mapped_column(default=WAITING)
    reason: Mapped[str] = mapped_column(default="")  # what the mail server said
    changed_at: Mapped[datetime]


def erase_addresses(session: Session, partnership: str, round_key: str) -> None:
    """Erases every address of a round with its messages. How many were invited stays with the groups."""
    mine = select(Invitation.id).where(Invitation.partnership == partnership, Invitation.round == round_key)
    session.execute(delete(Message).where(Message.invitation.in_(mine)))
    session.execute(
        delete(Invitation).where(Invitation.partnership == partnership, Invitation.round == round_key)
    )


def rounds_with_addresses(session: Session, partnership: str) -> set[str]:
    """The rounds of a partnership that still hold an address."""
    return set(
        session.scalars(select(Invitation.round).where(Invitation.partnership == partnership).distinct())
    )

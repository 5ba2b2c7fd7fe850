"""Invitations by e-mail: who was written to, and how far each message got.

An address is never kept beside a ballot. Which secret goes to which address can be told only by the key of its
list, which lies outside the database and is destroyed when the list is through; nothing here says who has answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    and_,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lws_assess.records.database import Base, OneOf
from lws_assess.records.rounds import RoundGroup
from lws_assess.records.sealing_keys import UnderAKey
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.message_states import MessageState

INVITATION, REMINDER = "invitation", "reminder"


class Invitation(Base):
    """An address that a round writes to, for one group."""

    __tablename__ = "invitations"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        UniqueConstraint("partnership", "round", "address", name="uq_invitations_address"),
        Index("ix_invitations_group", "partnership", "round", "group"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    group: Mapped[GroupKey]
    address: Mapped[str]  # in small letters
    thread: Mapped[str] = mapped_column(default="")  # Message-ID of the invitation, which reminders answer


class Mailing(UnderAKey, Base):
    """One message to many: the invitation, or a reminder. Invitations with links of their own have a key."""

    __tablename__ = "mailings"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.key"]),
        CheckConstraint("kind IN ('invitation', 'reminder')", name="kind"),
        Index("ix_mailings_round", "partnership", "round"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random
    partnership: Mapped[PartnershipKey]
    round: Mapped[RoundKey]
    group: Mapped[GroupKey | None]  # none: every group
    kind: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[str]  # who confirmed it, as they were called then
    reply_to: Mapped[str] = mapped_column(default="")  # the address of whoever is meant to answer questions


class Message(Base):
    """One mailing to one address, and how far it got."""

    __tablename__ = "messages"
    __table_args__ = (
        OneOf.check("state", MessageState),
        Index("ix_messages_state", "state"),
    )

    mailing: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("mailings.id"), primary_key=True)
    invitation: Mapped[bytes] = mapped_column(
        LargeBinary(16), ForeignKey("invitations.id"), primary_key=True, index=True
    )
    state: Mapped[MessageState] = mapped_column(OneOf(MessageState), default=MessageState.WAITING)
    reason: Mapped[str] = mapped_column(default="")  # what the mail server said
    changed_at: Mapped[datetime]  # of one that waits: not to be tried before


def erase_addresses(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> None:
    """Erases every address of a round with its messages. How many were invited stays with the groups."""
    mine = select(Invitation.id).where(Invitation.partnership == partnership, Invitation.round == round_key)
    session.execute(delete(Message).where(Message.invitation.in_(mine)))
    session.execute(
        delete(Invitation).where(Invitation.partnership == partnership, Invitation.round == round_key)
    )
    of_round = (Mailing.partnership == partnership, Mailing.round == round_key)
    session.execute(update(Mailing).where(*of_round).values(reply_to=""))


def forget_group(session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> None:
    """Erases what waits for a group that a draft no longer asks."""
    place = (partnership, round_key, group)
    mine = select(Invitation.id).where(_of(Invitation, *place))
    session.execute(delete(Message).where(Message.invitation.in_(mine)))
    for table in (Invitation, Mailing):
        session.execute(delete(table).where(_of(table, *place)))


def hand_on(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, into: GroupKey
) -> None:
    """Lets what waits for one group wait for another, which it was merged into."""
    for table in (Invitation, Mailing):
        session.execute(update(table).where(_of(table, partnership, round_key, group)).values(group=into))


def _of(
    table: type[Invitation | Mailing], partnership: PartnershipKey, round_key: RoundKey, group: GroupKey
) -> ColumnElement[bool]:
    return and_(table.partnership == partnership, table.round == round_key, table.group == group)


def rounds_with_addresses(session: Session, partnership: PartnershipKey) -> set[RoundKey]:
    """The rounds of a partnership that still hold an address."""
    return set(
        session.scalars(select(Invitation.round).where(Invitation.partnership == partnership).distinct())
    )


# --- lists of addresses --------------------------------------------------------------------------------------


def addresses_of_round(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> dict[str, GroupKey]:
    """Every address invited in a round, with its group."""
    rows = session.execute(
        select(Invitation.address, Invitation.group).where(
            Invitation.partnership == partnership, Invitation.round == round_key
        )
    )
    return {row.address: row.group for row in rows}


def add_invitations(
    session: Session,
    mailing: Mailing,
    addresses: Sequence[str],
    new_key: Callable[[], bytes],
    new_thread: Callable[[], str],
) -> None:
    """Addresses of a mailing's group, each with a message that waits. Their number goes to the group's count.

    All in the order of their random keys, so that nothing tells which stood where in the list.
    """
    invited: list[dict[str, Any]] = [
        {
            "id": new_key(),
            "partnership": mailing.partnership,
            "round": mailing.round,
            "group": mailing.group,
            "address": address,
            "thread": new_thread(),
        }
        for address in addresses
    ]
    invited.sort(key=lambda invitation: bytes(invitation["id"]))
    session.connection().execute(insert(Invitation), invited)
    add_messages(session, mailing, [invitation["id"] for invitation in invited])
    count_invited(session, mailing.partnership, mailing.round, GroupKey(str(mailing.group)), len(invited))


def add_messages(session: Session, mailing: Mailing, invitations: Sequence[object]) -> None:
    """A message that waits, for each of some invitations."""
    waiting = {
        "mailing": mailing.id,
        "state": MessageState.WAITING,
        "reason": "",
        "changed_at": mailing.made_at,
    }
    session.connection().execute(insert(Message), [{**waiting, "invitation": key} for key in invitations])


def count_invited(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, by: int
) -> None:
    session.execute(
        update(RoundGroup)
        .where(
            RoundGroup.partnership == partnership, RoundGroup.round == round_key, RoundGroup.group == group
        )
        .values(invited=RoundGroup.invited + by)
    )


def invited_by_group(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> dict[GroupKey, int]:
    """Returns how many addresses were invited, also where they have been erased since."""
    rows = session.execute(
        select(RoundGroup.group, RoundGroup.invited).where(
            RoundGroup.partnership == partnership, RoundGroup.round == round_key
        )
    )
    return {row.group: row.invited for row in rows}


def find_invitation(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, address: str
) -> Invitation | None:
    return session.scalars(
        select(Invitation).where(
            Invitation.partnership == partnership,
            Invitation.round == round_key,
            Invitation.address == address,
        )
    ).one_or_none()


def remove_unsent(session: Session, invitation: Invitation) -> bool:
    """Removes an address to which nothing was sent; false where something was, and then take it all back."""
    unsent = delete(Message).where(
        Message.invitation == invitation.id, Message.state.in_((MessageState.WAITING, MessageState.REFUSED))
    )
    session.execute(unsent)
    if session.scalar(select(func.count()).where(Message.invitation == invitation.id)):
        return False
    session.execute(delete(Invitation).where(Invitation.id == invitation.id))
    count_invited(session, invitation.partnership, invitation.round, invitation.group, -1)
    return True


# --- mailings and how far they got ---------------------------------------------------------------------------


def find_mailing(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, key: bytes
) -> Mailing | None:
    mailing = session.get(Mailing, key)
    mine = mailing and (mailing.partnership, mailing.round) == (partnership, round_key)
    return mailing if mine else None


def mailings_of_round(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> list[Mailing]:
    """The latest first."""
    return list(
        session.scalars(
            select(Mailing)
            .where(Mailing.partnership == partnership, Mailing.round == round_key)
            .order_by(Mailing.made_at.desc())
        )
    )


@dataclass(frozen=True)
class MessageTally:
    """Says how many messages of one mailing to one group are in one state."""

    mailing: bytes
    group: GroupKey
    state: MessageState
    reason: str  # of those that wait: why they could not be handed over
    number: int


def tallies_of_round(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> list[MessageTally]:
    why = case((Message.state == MessageState.WAITING, Message.reason), else_="").label("why")
    rows = session.execute(
        select(Message.mailing, Invitation.group, Message.state, why, func.count())
        .join(Invitation, Invitation.id == Message.invitation)
        .where(Invitation.partnership == partnership, Invitation.round == round_key)
        .group_by(Message.mailing, Invitation.group, Message.state, "why")
    )
    return [MessageTally(*row) for row in rows]


@dataclass(frozen=True)
class MessageTrouble:
    """A message that did not arrive, or of which nobody can tell."""

    address: str
    group: GroupKey
    kind: str
    state: MessageState
    reason: str


def troubles_of_round(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, most: int
) -> list[MessageTrouble]:
    rows = session.execute(
        select(Invitation.address, Invitation.group, Mailing.kind, Message.state, Message.reason)
        .join(Message, Message.invitation == Invitation.id)
        .join(Mailing, Mailing.id == Message.mailing)
        .where(
            Invitation.partnership == partnership,
            Invitation.round == round_key,
            Message.state.in_((MessageState.REFUSED, MessageState.UNKNOWN)),
        )
        .order_by(Invitation.address)
        .limit(most)
    )
    return [MessageTrouble(*row) for row in rows]


def delete_mailing_if_waiting(session: Session, mailing: Mailing) -> bool:
    """Takes back a mailing and the addresses it invited; false where a message has left: then take it all back."""
    mine = Message.mailing == mailing.id
    invited = session.scalars(select(Message.invitation).where(mine)).all()
    gone = (
        session.connection()
        .execute(delete(Message).where(mine, Message.state == MessageState.WAITING))
        .rowcount
    )
    if not gone or gone != len(invited):
        return False
    if mailing.kind == INVITATION:
        for start in range(0, gone, 500):
            session.execute(delete(Invitation).where(Invitation.id.in_(invited[start : start + 500])))
        count_invited(session, mailing.partnership, mailing.round, GroupKey(str(mailing.group)), -gone)
    session.delete(mailing)
    return True


def put_messages_back(session: Session, mailing: bytes) -> int:
    """Lets messages wait again of which nobody can tell whether they arrived; says how many."""
    unknown = (Message.mailing == mailing, Message.state == MessageState.UNKNOWN)
    return (
        session.connection()
        .execute(update(Message).where(*unknown).values(state=MessageState.WAITING, reason=""))
        .rowcount
    )


def addresses_reached(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey | None
) -> dict[bytes, str]:
    """The invitations that were sent, of one group or of all, each with its address."""
    wanted = (
        select(Invitation.id, Invitation.address)
        .join(Message, Message.invitation == Invitation.id)
        .join(Mailing, Mailing.id == Message.mailing)
        .where(
            Invitation.partnership == partnership,
            Invitation.round == round_key,
            Mailing.kind == INVITATION,
            Message.state == MessageState.SENT,
        )
    )
    rows = session.execute(wanted if group is None else wanted.where(Invitation.group == group))
    return {row.id: row.address for row in rows}

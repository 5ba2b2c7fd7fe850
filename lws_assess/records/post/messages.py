"""Messages on their way to the mail server: which wait, who takes one, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from lws_assess.records.clocks import came_in_doubt
from lws_assess.records.database import UtcTime
from lws_assess.records.post.invitations import Invitation, Mailing, Message
from lws_assess.records.post.stops import StoppedAddress
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import GroupKey, PartnershipKey
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.round_timing import RoundState


@dataclass(frozen=True)
class Letter:
    """A message as it is handed to the mail server."""

    mailing: bytes
    invitation: bytes
    partnership: PartnershipKey
    group: GroupKey
    address: str
    thread: str


def _round_is_open(now: Any) -> ColumnElement[bool]:
    still_on = or_(Round.closes_at.is_(None), Round.closes_at > now, came_in_doubt(Round.closes_at))
    return and_(Round.state == RoundState.OPEN, Round.closed_at.is_(None), still_on)


def mailings_waiting(session: Session, now: datetime, tried_by: datetime | None = None) -> list[Mailing]:
    """Mailings of open rounds that have messages waiting, the oldest first; only those to be tried by a time."""
    waiting = select(Message.mailing).where(Message.state == MessageState.WAITING)
    if tried_by:
        waiting = waiting.where(Message.changed_at <= tried_by)
    return list(
        session.scalars(
            select(Mailing)
            .join(Round, (Round.partnership == Mailing.partnership) & (Round.key == Mailing.round))
            .where(Mailing.id.in_(waiting), _round_is_open(now))
            .order_by(Mailing.made_at)
        )
    )


def letters_waiting(session: Session, mailing: bytes, now: datetime) -> list[Letter]:
    """Returns those not put off, in the order of their random keys."""
    rows = session.execute(
        select(
            Message.mailing,
            Invitation.id,
            Invitation.partnership,
            Invitation.group,
            Invitation.address,
            Invitation.thread,
        )
        .join(Invitation, Invitation.id == Message.invitation)
        .where(Message.mailing == mailing, Message.state == MessageState.WAITING, Message.changed_at <= now)
        .order_by(Invitation.id)
    )
    return [Letter(*row) for row in rows]


def hold_mailing(session: Session, mailing: bytes) -> Mailing | None:
    """A mailing as it is now, held until the transaction ends."""
    return session.scalars(
        select(Mailing)
        .where(Mailing.id == mailing)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def number_of_messages(session: Session, mailing: bytes, but_for: str = "") -> int:
    """Returns how many messages a mailing has, in whatever state, without those that were refused for a reason."""
    wanted = select(func.count()).select_from(Message).where(Message.mailing == mailing)
    if but_for:
        wanted = wanted.where(~and_(Message.state == MessageState.REFUSED, Message.reason == but_for))
    return session.scalar(wanted) or 0


def invitations_to_send(session: Session, mailing: bytes) -> list[bytes]:
    """Returns those of a mailing whose message waits, or may have to be sent again."""
    return list(
        session.scalars(
            select(Message.invitation).where(
                Message.mailing == mailing,
                Message.state.in_((MessageState.WAITING, MessageState.HANDING_OVER, MessageState.UNKNOWN)),
            )
        )
    )


def lists_that_ended(session: Session) -> list[bytes]:
    """Lists whose key can be destroyed: no message waits or is being handed over, or their round has results."""
    on_its_way = (
        select(Message.mailing)
        .where(
            Message.mailing == Mailing.id,
            Message.state.in_((MessageState.WAITING, MessageState.HANDING_OVER)),
        )
        .exists()
    )
    return list(
        session.scalars(
            select(Mailing.id)
            .join(Round, (Round.partnership == Mailing.partnership) & (Round.key == Mailing.round))
            .where(
                Mailing.sealing_key.is_not(None),
                Mailing.sealing_key_gone_at.is_(None),
                ~on_its_way | Round.released_at.is_not(None),
            )
        )
    )


_NOW = bindparam("now", type_=UtcTime())
_THIS = (Message.mailing == bindparam("of"), Message.invitation == bindparam("to"))
_THEIR = aliased(Message)
# A row that another transaction holds is somebody else's: waiting for it could only end in a deadlock.
_FREE = (
    select(_THEIR.invitation)
    .join(Mailing, Mailing.id == _THEIR.mailing)
    .join(Round, (Round.partnership == Mailing.partnership) & (Round.key == Mailing.round))
    .where(
        _THEIR.mailing == bindparam("of"),
        _THEIR.invitation == bindparam("to"),
        _THEIR.state == MessageState.WAITING,
        _round_is_open(_NOW),
        ~select(StoppedAddress.mark).where(StoppedAddress.mark == bindparam("mark")).exists(),
    )
    .with_for_update(skip_locked=True, of=_THEIR)
)
_TAKE = (
    update(Message)
    .where(Message.mailing == bindparam("of"), Message.invitation == _FREE.scalar_subquery())
    .values(state=MessageState.HANDING_OVER, reason="", changed_at=_NOW)
)
_RECORD = (
    update(Message)
    .where(*_THIS, Message.state.in_((MessageState.HANDING_OVER, MessageState.UNKNOWN)))
    .values(state=bindparam("is"), reason=bindparam("why"), changed_at=_NOW)
)


def take_message(session: Session, letter: Letter, mark: bytes, now: datetime) -> bool:
    """Takes a message that waits, to hand it over at once; of all who try, one succeeds.

    `mark` is by what it would be kept that its address wants no messages; then nobody succeeds.
    """
    taken = session.connection().execute(
        _TAKE, {"of": letter.mailing, "to": letter.invitation, "mark": mark, "now": now}
    )
    return taken.rowcount == 1


def refuse_messages(session: Session, letters: Sequence[Letter], reason: str, day: datetime) -> None:
    """Messages that wait and are not to be sent any more, with the reason."""
    for letter in letters:
        session.execute(
            update(Message)
            .where(
                Message.mailing == letter.mailing,
                Message.invitation == letter.invitation,
                Message.state == MessageState.WAITING,
            )
            .values(state=MessageState.REFUSED, reason=reason, changed_at=day)
        )


def record_message(session: Session, letter: Letter, state: MessageState, reason: str, day: datetime) -> None:
    """Keeps what became of a message that was handed over. Only the day is kept: the order of sending says nothing."""
    session.connection().execute(
        _RECORD, {"of": letter.mailing, "to": letter.invitation, "is": state, "why": reason, "now": day}
    )


def say_why_waiting(session: Session, mailing: bytes, reason: str, now: datetime) -> None:
    """Why the messages of a mailing still wait, but for those put off; "" where nothing holds them up."""
    session.execute(
        update(Message)
        .where(
            Message.mailing == mailing,
            Message.state == MessageState.WAITING,
            Message.reason != reason,
            Message.changed_at <= now,
        )
        .values(reason=reason)
    )


def give_up_on(session: Session, taken_before: datetime, reason: str) -> None:
    """Messages whose sender died over them: nobody can tell whether they arrived."""
    session.execute(
        update(Message)
        .where(Message.state == MessageState.HANDING_OVER, Message.changed_at < taken_before)
        .values(state=MessageState.UNKNOWN, reason=reason)
    )
